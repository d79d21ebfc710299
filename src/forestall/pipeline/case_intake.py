"""Taking in reports: persons out, place and field in, the same again suggested, a token for who reports.

Nothing of a person is kept in a report: what is told goes through the door, the names of who reports are taken out of
it and dropped. A contact is kept only when who reports leaves one, sealed apart (`store/case_contacts.py`).
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from forestall.core.clock import iso
from forestall.core.errors import ConflictError, InputError
from forestall.core.ids import digest_id
from forestall.follow.cases.duplicates import Suggestion, suggestions
from forestall.follow.cases.where import Spot, locate
from forestall.model.case import Case, CaseState, CaseType, Channel, Report
from forestall.model.entry import Entry
from forestall.model.label import Label
from forestall.pipeline.case_desk import CaseDesk, type_named
from forestall.store.book import Book
from forestall.store.case_contacts import Contacts
from forestall.store.cases import Cases

LONGEST = 4_000
"""Of what is told [characters] (Open311 GeoReport v2, `description`)."""
_SHORT = 300  # of an address or a contact [characters]
_MOST_HARMED = 1e6  # persons
_EARLIEST = timedelta(days=3660)
GONE = "[name]"
"""Stands where the name of who reports stood."""


@dataclass(frozen=True, slots=True)
class Told:
    """A report as somebody hands it in; nothing of it is kept before it went through the door."""

    case_type: str
    """Code of its type."""
    text: str
    """What is told."""
    happened: datetime | None = None
    """When; None: now."""
    lon: float | None = None
    """Longitude [deg]."""
    lat: float | None = None
    """Latitude [deg]."""
    site: str | None = None
    """The site it concerns."""
    jurisdiction: str | None = None
    """The authority it concerns."""
    address: str = ""
    """Where, in words."""
    harm: float = 0.0
    """People hurt [persons]."""
    media: str = ""
    """Address of a picture."""
    reference: str = ""
    """By which the sender knows it; the same one is taken once."""
    names: tuple[str, ...] = ()
    """Names of who reports: taken out of the text, never kept."""
    contact: str = ""
    """How who reports can be reached, if they want to be."""
    same_as: str | None = None
    """The open case that it is another report of."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a report."""

    report: str
    """Its id."""
    case: Case
    """The case that it is part of."""
    token: str | None
    """For who reported, shown once; None when the report was there before."""


@dataclass(frozen=True, slots=True)
class Put:
    """A report that was looked at: where it belongs, without persons."""

    case_type: CaseType
    """Its type."""
    spot: Spot
    """Where it happened."""
    happened: datetime
    """When it happened, UTC."""
    text: str
    """What is told."""
    address: str
    """Where, in words."""
    media: str
    """Address of a picture."""


def look_at(desk: CaseDesk, told: Told) -> Put:
    """What a report says, without persons, and where it belongs.

    Raises:
        InputError: it says too little, too much, or what cannot be.
    """
    place, now = desk.office.place(), desk.office.now()
    case_type = type_named(place, told.case_type)
    _check_texts(told)
    happened = told.happened or now
    if not now - _EARLIEST <= happened <= now:
        raise InputError(f"happened: found {iso(happened)}, expected a time within the last ten years, up to now")
    if not 0 <= told.harm <= _MOST_HARMED:  # also NaN
        raise InputError(f"harm: found {told.harm:g}, expected 0 to {_MOST_HARMED:g} persons")
    spot = locate(place, told.lon, told.lat, told.site, told.jurisdiction)
    if case_type.jurisdiction is not None:
        spot = replace(spot, jurisdiction=case_type.jurisdiction)
    return Put(
        case_type,
        spot,
        happened,
        _without(desk, told.text, told.names),
        _without(desk, told.address, told.names),
        desk.clean(told.media),
    )


def suggest(desk: CaseDesk, told: Told) -> tuple[Suggestion, ...]:
    """Cases that may be what somebody is about to report, the likeliest first; nothing is kept.

    Raises:
        InputError: as `look_at`.
    """
    put = look_at(desk, told)
    near = timedelta(days=put.case_type.same)
    with desk.office.looking() as session:
        known = Cases(session).near_in_time(put.case_type.kind, put.happened - near, put.happened + near)
    return suggestions(put.text, put.spot, put.happened, put.case_type, known)


def report(desk: CaseDesk, by: str, told: Told, channel: Channel) -> Taken:
    """Take in a report, as a case of its own or as another report of an open one.

    Args:
        desk: where it is taken in
        by: the account that hands it in
        told: what is told
        channel: how it came

    Raises:
        InputError: as `look_at`, or there is no such case to put it to.
        ConflictError: the case is closed.
    """
    put = look_at(desk, told)
    with desk.office.changing() as session:
        return take(session, desk, by, told, put, channel)


def take(session: Session, desk: CaseDesk, by: str, told: Told, put: Put, channel: Channel) -> Taken:
    """As `report`, within a transaction."""
    cases, now = Cases(session), desk.office.now()
    key = ("reference", told.reference) if told.reference else (iso(now), now.microsecond, put.text, put.spot)
    name = digest_id("report", by, channel, put.case_type.code, *key)
    known = cases.report(name)
    if known is not None:
        return Taken(name, cases.standing(known.case), None)
    case = _new(name, told, put, now) if told.same_as is None else _joined(cases, told, put, now)
    cases.keep((case,))
    cases.add(_report(name, case.id, told, put, now, channel))
    token = Contacts(session, desk.ring()).give_token(name, told.contact.strip())
    said: dict[str, object] = {
        "by": by,
        "did": "reported",
        "report": name,
        "channel": channel.value,
        "type": put.case_type.code,
    }
    Book(session).append([Entry("case", f"case/{case.id}", now, said, sensitive=True)])
    return Taken(name, case, token)


def _new(name: str, told: Told, put: Put, now: datetime) -> Case:
    return Case(
        id=digest_id("case", name),
        kind=put.case_type.kind,
        case_type=put.case_type.code,
        field=put.case_type.field,
        label=Label(put.case_type.label.removeprefix("TLP:")),
        jurisdiction=put.spot.jurisdiction,
        received=now,
        happened=put.happened,
        changed=now,
        text=put.text,
        address=put.address,
        lon=put.spot.lon,
        lat=put.spot.lat,
        site=put.spot.site,
        harm=told.harm,
    )


def _joined(cases: Cases, told: Told, put: Put, now: datetime) -> Case:
    case = cases.standing(told.same_as or "")
    if case.kind is not put.case_type.kind:
        raise ConflictError(f"{case.id}: is a {case.kind}, the report is of the kind {put.case_type.kind}")
    if case.state is CaseState.CLOSED:
        raise ConflictError(f"{case.id}: is closed; report it as a case of its own")
    return replace(case, harm=max(case.harm, told.harm), changed=now)


def _report(name: str, case: str, told: Told, put: Put, now: datetime, channel: Channel) -> Report:
    return Report(
        id=name,
        case=case,
        case_type=put.case_type.code,
        channel=channel,
        received=now,
        happened=put.happened,
        text=put.text,
        address=put.address,
        lon=put.spot.lon,
        lat=put.spot.lat,
        site=put.spot.site,
        harm=told.harm,
        media=put.media,
    )


def _check_texts(told: Told) -> None:
    if not told.text.strip():
        raise InputError("text: found nothing, expected what happened")
    limits = (("text", told.text, LONGEST), ("address", told.address, _SHORT), ("contact", told.contact, _SHORT))
    for name, text, longest in (*limits, ("media", told.media, _SHORT), ("reference", told.reference, _SHORT)):
        if len(text) > longest:
            raise InputError(f"{name}: found {len(text):,} characters, expected at most {longest:,}")
    if told.media.strip() and urlsplit(told.media.strip()).scheme not in {"http", "https"}:
        raise InputError("media: expected an address that begins with https://")


def _without(desk: CaseDesk, text: str, names: tuple[str, ...]) -> str:
    """A text without persons: through the door, and without the names of who reports."""
    clean = desk.clean(text)
    words = sorted({word for name in names for word in re.findall(r"\w+", name) if len(word) > 1}, key=len)
    for word in reversed(words):
        clean = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", GONE, clean, flags=re.IGNORECASE)
    return clean
