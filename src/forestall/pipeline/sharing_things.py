"""Everything that might be shared: our alerts, findings, and what partners shared with us. Nothing is decided here."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from forestall.core.clock import utc
from forestall.core.errors import ForestallError, StateError
from forestall.core.ids import digest_id
from forestall.guard.label import strictest
from forestall.guard.sharing import alert_label, finding_label, scope_label, source_label
from forestall.model.alert import Alert
from forestall.model.finding import Finding
from forestall.model.label import Label
from forestall.model.partner import Source
from forestall.model.place import Place
from forestall.model.sharing import Format, Received, Thing, ThingKind
from forestall.pipeline.cap_signing import Signing, cap_xml, signer
from forestall.pipeline.office import Office
from forestall.standards import jcs
from forestall.standards.cap import message as cap
from forestall.standards.cap.xml import read as read_cap
from forestall.standards.stix.ids import object_id
from forestall.standards.stix.markings import definition
from forestall.standards.stix.objects import Author
from forestall.store.live import LiveStore
from forestall.store.sharing import FromPartners
from forestall.store.sharing_sources import HeldMessage, held_messages, last_messages
from forestall.store.state import State

HELD = timedelta(days=7)
"""For how long what a partner shared may be passed on."""
_MOST_LIVE = 10_000
_ANSWERS = frozenset({"Ack", "Error"})
_FINDINGS = TypeAdapter(list[Finding])
_JURISDICTION = "jurisdiction"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that might be shared."""

    thing: Thing
    """As the decision looks at it."""
    text: Callable[[Format], str]
    """Writes it."""


def candidates(office: Office) -> tuple[Candidate, ...]:
    """Everything that might be shared now, the oldest first."""
    place, now = office.place(), office.now()
    sources = {each.id: each for each in place.sources}
    found = list(_findings(office, place))
    signing = signer(office)
    with office.looking() as session:
        found += [_alert(each, signing) for each in last_messages(session, now)]
        theirs = [each.id for each in place.sources if each.partner is not None]
        held = held_messages(session, theirs, 0, now - HELD)
        found += [one for each in held if (one := _message(each, sources, now)) is not None]
        found += _passed_on(session, place, now)
    return tuple(sorted(found, key=lambda each: (each.thing.time, each.thing.kind, each.thing.id)))


def findings(office: Office) -> tuple[tuple[Finding, Label], ...]:
    """Findings of the last pass and of the live pipeline with their labels; of both the newer one, the stricter label.

    By id.
    """
    sources = {each.id: each for each in office.place().sources}
    found: dict[str, tuple[Finding, Label]] = {
        each.id: (each, finding_label(each.kind, source_label(each.source, sources)))
        for each in _of_pass(State(office.reading))
    }
    for live in LiveStore(office.reading).after(0, _MOST_LIVE):
        known = found.get(live.finding.id)
        source = strictest((live.label, source_label(live.finding.source, sources)))
        label = finding_label(live.finding.kind, source)
        if known is None:
            found[live.finding.id] = (live.finding, label)
        else:
            newer = max(known[0], live.finding, key=lambda one: one.time)
            found[live.finding.id] = (newer, strictest((known[1], label)))
    return tuple(found[each] for each in sorted(found))


def message_id(sender: str, identifier: str) -> str:
    """What identifies a partner's message (CAP 1.2, 3.2.1)."""
    return f"{sender},{identifier}"


def references_of(held: HeldMessage) -> tuple[str, ...]:
    """The messages that a partner's message speaks of."""
    return tuple(text.rsplit(",", 1)[0] for text in json.loads(held.body).get("references", ()))


def message_of(held: HeldMessage) -> cap.Alert:
    """The CAP message in a signal.

    Raises:
        StandardError: it is none any more.
    """
    return read_cap(json.loads(held.body)["xml"].encode())


def _alert(alert: Alert, signing: Signing | None) -> Candidate:
    codes = {code for area in alert.areas for name, code in area.geocodes if name == _JURISDICTION}
    before = tuple(text.split(",")[1] for text in alert.references) if alert.msg_type == "Cancel" else ()
    thing = Thing(
        ThingKind.ALERT,
        alert.identifier,
        alert.identifier,
        alert.headline,
        alert.sent,
        alert_label(alert),
        alert.field,
        tuple(sorted(codes)),
        follows=before,
    )
    return Candidate(thing, lambda _: cap_xml(alert, signing).decode())


def _findings(office: Office, place: Place) -> Iterator[Candidate]:
    partner_of = {each.id: each.partner for each in place.sources}
    for finding, label in findings(office):
        thing = Thing(
            ThingKind.FINDING,
            finding.id,
            digest_id("version", finding.level, finding.title, finding.site, finding.jurisdiction),
            finding.title,
            finding.time,
            label,
            finding.field,
            () if finding.jurisdiction is None else (finding.jurisdiction,),
            partner_of.get(finding.source),
            (finding.source,),
        )
        yield Candidate(thing, _finding_text(finding, label, place))


def _finding_text(finding: Finding, label: Label, place: Place) -> Callable[[Format], str]:
    """As JSON, without ids of our records and the name of our source; or as a STIX bundle."""
    told = replace(finding, source="", evidence=())

    def text(form: Format) -> str:
        if form is Format.STIX:
            return jcs.write(_bundle(told, label, place)).decode()
        return jcs.write(TypeAdapter(Finding).dump_python(told, mode="json")).decode()

    return text


def _bundle(finding: Finding, label: Label, place: Place) -> dict[str, object]:
    """A finding as a note of the office (STIX 2.1, 4.13) under its marking; rules and sites are not told with it."""
    office = Author(place.profile.sender, place.profile.name, utc(finding.time))
    note = office.made(
        "note",
        ("shared", finding.id),
        label,
        abstract=finding.title,
        content=finding.detail,
        labels=[f"level-{finding.level}", f"field-{finding.field}"],
        object_refs=[office.id],
    )
    marks = {each["id"]: each for each in (definition(Label.CLEAR), definition(label))}
    objects = [office.identity(), *(marks[each] for each in sorted(marks)), note]
    return {"type": "bundle", "id": object_id("bundle", note["id"], note["modified"]), "objects": objects}


def _of_pass(state: State) -> tuple[Finding, ...]:
    try:
        return tuple(_FINDINGS.validate_python(state.table("findings").to_pylist()))
    except StateError:
        return ()


def _message(held: HeldMessage, sources: dict[str, Source], now: datetime) -> Candidate | None:
    """A partner's message that is in force; None when it is not, or cannot be read any more."""
    try:
        message = message_of(held)
    except ForestallError:
        return None
    ends = [info.expires for info in message.info]
    if message.msg_type in _ANSWERS or (ends and all(end is not None and end <= now for end in ends)):
        return None
    thing = Thing(
        ThingKind.ALERT,
        message_id(message.sender, message.identifier),
        message.identifier,
        next((info.headline or info.event for info in message.info), message.msg_type),
        message.sent,
        strictest((held.label, scope_label(message.scope))),
        held.field,
        (),  # its jurisdictions are none of ours
        sources[held.source].partner,
        (held.source,),
        references_of(held) if message.msg_type == "Cancel" else (),
    )
    xml = str(json.loads(held.body)["xml"])
    return Candidate(thing, lambda _: xml)


def _passed_on(session: Session, place: Place, now: datetime) -> Iterable[Candidate]:
    """Findings that partners shared with us."""
    for each in FromPartners(session).all(now - HELD):
        if each.letter.thing.kind is ThingKind.FINDING:
            yield Candidate(replace(each.letter.thing, origin=each.partner), _same(each, place))


def _same(received: Received, place: Place) -> Callable[[Format], str]:
    """As it came, or as a STIX bundle in our name."""
    finding = TypeAdapter(Finding).validate_json(received.letter.body)
    return _finding_text(finding, received.letter.thing.label, place)
