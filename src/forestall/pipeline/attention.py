"""What people decide about open alerts: somebody sees to one, or nobody is called for some until a time.

Neither closes an alert. Who is called is decided where messages are delivered, who may decide where a request comes in.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from forestall.core.clock import iso, utc
from forestall.core.errors import InputError
from forestall.core.ids import digest_id
from forestall.guard.door import Door
from forestall.guard.label import subtree
from forestall.model.alert import Alert
from forestall.model.entry import Entry
from forestall.model.label import Label
from forestall.model.place import Place
from forestall.model.profile import DoorRules
from forestall.model.steadiness import SEVERITIES, Acknowledgement, Matcher, Silence, Track, severity_rank
from forestall.pipeline.office import Office
from forestall.pipeline.people import parents_of
from forestall.store.book import Book
from forestall.store.steadiness import Attention, Tracks, acknowledged, in_force, silenced

ACKNOWLEDGED, SILENCED = "acknowledged", "silenced"
LONGEST = timedelta(days=90)
"""The longest silence: a rule that is to stand belongs into the place, where it is reviewed."""
SOON = timedelta(hours=24)
"""How far ahead silences and acknowledgements that lapse are listed."""
_LONGEST_REASON = 500  # characters


@dataclass(frozen=True, slots=True)
class Wanted:
    """A silence that somebody asks for."""

    matcher: Matcher
    """Which alerts; its authorities count with all below them."""
    why: str
    """Why."""
    until: datetime
    """Until when."""
    severity: str | None = None
    """The highest severity to keep quiet; None: that of the alerts in force that are meant."""
    label: Label = Label.RED
    """The strictest label to keep quiet."""


@dataclass(frozen=True, slots=True)
class Attended:
    """An alert in force, with what people decided about it."""

    alert: Alert
    """The alert; its `attention` says whether it is acknowledged or silenced."""
    acknowledgements: tuple[Acknowledgement, ...]
    """Those that cover it now."""
    silences: tuple[Silence, ...]
    """Those that cover it now."""


@dataclass(frozen=True, slots=True)
class Overview:
    """All that people decided, and what passes remember besides."""

    alerts: tuple[Attended, ...]
    """Alerts in force, by subject."""
    acknowledgements: tuple[Acknowledgement, ...]
    """In force, by time."""
    silences: tuple[Silence, ...]
    """In force, the one that ends first comes first."""
    lapsing: tuple[Acknowledgement | Silence, ...]
    """Those of both that end within a day, the first one first."""
    tracks: tuple[Track, ...]
    """What the last pass remembers: also what waits for confirmation, is hidden behind a cause, or lapsed."""


def attended(alerts: Iterable[Alert], known: frozenset[str], quiet: frozenset[str]) -> tuple[Alert, ...]:
    """Alerts as they are shown: with whether they are acknowledged or else silenced.

    Args:
        alerts: the alerts
        known: subjects that are acknowledged
        quiet: subjects that are silenced
    """
    words = dict.fromkeys(quiet, SILENCED) | dict.fromkeys(known, ACKNOWLEDGED)
    return tuple(replace(each, attention=words.get(each.subject, "")) for each in alerts)


def acknowledge(office: Office, by: str, alert: str, why: str, until: datetime | None = None) -> Acknowledgement:
    """Say that one sees to an alert: nobody else is called for it while it is no more severe than now.

    Args:
        office: the office
        by: the account that does it, or `console`
        alert: subject or identifier of an alert in force
        why: what is done about it
        until: until when at most; None: until the alert closes

    Raises:
        InputError: there is no such alert in force, or the reason or the time cannot be used.
    """
    at = office.now().replace(microsecond=0)
    _check(why, at, until)
    with office.changing() as session:
        found = _alert(session, alert)
        id_ = digest_id("ack", found.subject, iso(found.effective), by, iso(at))
        end = None if until is None else utc(until)
        new = Acknowledgement(id_, found.subject, found.effective, found.severity, by, why.strip(), at, end)
        Attention(session).acknowledge(new)
        Book(session).append([_acknowledged(new)])
    return new


def silence(office: Office, by: str, wanted: Wanted) -> Silence:
    """Call nobody for some alerts until a time; they stay to be seen.

    Args:
        office: the office
        by: the account that does it, or `console`
        wanted: which alerts, why, until when

    Raises:
        InputError: it is about all alerts, about an authority that is not of the place, for too long, or says no
            severity while no alert in force is meant.
    """
    at = office.now().replace(microsecond=0)
    _check(wanted.why, at, wanted.until)
    if wanted.until - at > LONGEST:
        raise InputError(f"until: {iso(wanted.until)}, expected at most {LONGEST.days} days ahead")
    matcher = _within(wanted.matcher, office.place())
    with office.changing() as session:
        severity = _severity(wanted, matcher, in_force(session))
        id_ = digest_id("silence", matcher, severity, by, iso(at))
        new = Silence(id_, matcher, severity, by, wanted.why.strip(), at, utc(wanted.until), wanted.label)
        Attention(session).silence(new)
        Book(session).append([_silenced(new)])
    return new


def end(office: Office, by: str, id: str) -> Acknowledgement | Silence:  # noqa: A002 - the field's name
    """End a silence or take an acknowledgement back, now; that it was in force until now stays known.

    Raises:
        InputError: there is none of that id.
        ConflictError: it is not in force.
    """
    at = office.now().replace(microsecond=0)
    with office.changing() as session:
        over = Attention(session).end(id, by, at)
        Book(session).append([entry(over)])
    return over


def entry(what: Acknowledgement | Silence) -> Entry:
    """What the ledger says of a decision."""
    return _silenced(what) if isinstance(what, Silence) else _acknowledged(what)


def find(office: Office, id: str) -> Acknowledgement | Silence:  # noqa: A002 - the field's name
    """A silence or acknowledgement, in force or not.

    Raises:
        InputError: there is none of that id.
    """
    with office.looking() as session:
        return Attention(session).find(id)


def alert_in_force(office: Office, name: str) -> Alert:
    """The alert in force of a subject or identifier.

    Raises:
        InputError: there is none.
    """
    with office.looking() as session:
        return _alert(session, name)


def overview(office: Office, within: timedelta = SOON) -> Overview:
    """All that people decided about alerts, as it stands now.

    Args:
        office: the office
        within: how far ahead what lapses is listed
    """
    at = office.now()
    with office.looking() as session:
        known, quiet = Attention(session).acknowledgements(at), Attention(session).silences(at)
        alerts = attended(in_force(session), acknowledged(session, at), silenced(session, at))
        tracks = Tracks(session).all()
    return Overview(
        alerts=tuple(_attended(alert, known, quiet) for alert in alerts),
        acknowledgements=known,
        silences=quiet,
        lapsing=_lapsing((*known, *quiet), at + within),
        tracks=tracks,
    )


def _attended(alert: Alert, known: tuple[Acknowledgement, ...], quiet: tuple[Silence, ...]) -> Attended:
    by_hand = tuple(each for each in known if each.covers(alert))
    return Attended(alert, by_hand, tuple(each for each in quiet if each.covers(alert)))


def _lapsing(held: Iterable[Acknowledgement | Silence], until: datetime) -> tuple[Acknowledgement | Silence, ...]:
    ends = ((each.until, each.id, each) for each in held if each.until is not None and each.until <= until)
    return tuple(each for _, _, each in sorted(ends, key=lambda one: one[:2]))


def _alert(session: Session, name: str) -> Alert:
    for alert in in_force(session):
        if name in (alert.subject, alert.identifier):
            return alert
    raise InputError(f"alert {name[:100]!r}: there is no such alert in force", http_status=404)


def _check(why: str, at: datetime, until: datetime | None) -> None:
    if not why.strip() or len(why) > _LONGEST_REASON:
        raise InputError(f"why: {len(why)} characters, expected a sentence of at most {_LONGEST_REASON}")
    if Door(bytes(32), DoorRules()).text(why) != why:
        raise InputError("why: names an address, number or account of a person; name an office or a ticket instead")
    if until is not None and utc(until) <= at:
        raise InputError(f"until: {iso(until)}, expected a time after {iso(at)}")


def _within(matcher: Matcher, place: Place) -> Matcher:
    """A matcher with the authorities below its own; it has to mean something less than everything."""
    if matcher.everything():
        raise InputError("silence: means every alert; name a subject, rule, site, field or authority")
    parents = parents_of(place.profile.jurisdictions)
    for name in matcher.jurisdictions:
        if name not in parents:
            raise InputError(f"jurisdiction {name!r}: expected one of {', '.join(sorted(parents))}")
    below = {each for name in matcher.jurisdictions for each in subtree(name, parents)}
    return replace(matcher, jurisdictions=tuple(sorted(below)))


def _severity(wanted: Wanted, matcher: Matcher, alerts: Iterable[Alert]) -> str:
    """The highest severity to keep quiet: as said, else that of what is meant now."""
    if wanted.severity is not None:
        if wanted.severity not in SEVERITIES:
            raise InputError(f"severity {wanted.severity!r}: expected one of {', '.join(SEVERITIES)}")
        return wanted.severity
    everything = Silence("", matcher, SEVERITIES[-1], "", "", wanted.until, wanted.until, wanted.label)
    meant = [each.severity for each in alerts if everything.covers(each)]
    if not meant:
        raise InputError("silence: no alert in force is meant; say up to which severity it is to keep quiet")
    return max(meant, key=severity_rank)


def _acknowledged(what: Acknowledgement) -> Entry:
    said: dict[str, object] = {
        "id": what.id,
        "opened": iso(what.opened),
        "severity": what.severity,
        "by": what.by,
        "why": what.why,
        "until": None if what.until is None else iso(what.until),
    }
    return Entry("acknowledgement", what.subject, what.ended or what.at, said | _ended(what))


def _silenced(what: Silence) -> Entry:
    matcher = what.matcher
    said: dict[str, object] = {
        "subject": matcher.subject,
        "rule": matcher.rule,
        "site": matcher.site,
        "field": None if matcher.field is None else str(matcher.field),
        "jurisdictions": list(matcher.jurisdictions),
        "severity": what.severity,
        "label": str(what.label),
        "by": what.by,
        "why": what.why,
        "until": iso(what.until),
    }
    return Entry("silence", what.id, what.ended or what.since, said | _ended(what))


def _ended(what: Acknowledgement | Silence) -> dict[str, object]:
    return {} if what.ended is None else {"ended": iso(what.ended), "ended_by": what.ended_by}
