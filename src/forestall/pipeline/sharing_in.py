"""Take in what a partner shares: its alerts as signals of its source, its findings as its own, each under its label.

Whatever is handed over twice, or again after a crash, is here once. What cannot be used is kept in quarantine, and the
partner is told why; the rest of the parcel goes on.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from pydantic import TypeAdapter, ValidationError

from forestall.core.clock import instant
from forestall.core.errors import InputError
from forestall.guard.label import strictest
from forestall.guard.sharing import is_ours, may_send_as
from forestall.model.entry import Entry
from forestall.model.finding import Finding
from forestall.model.intake import Delivery, Rejected
from forestall.model.label import Label
from forestall.model.partner import Partner, Source
from forestall.model.place import Place
from forestall.model.sharing import Confirmation, Cursor, Format, Letter, Parcel, Received, Thing, ThingKind, Told
from forestall.model.words import SourceKind
from forestall.pipeline.arrive import Desk
from forestall.pipeline.exchange_form import Form, Opened
from forestall.pipeline.office import Office
from forestall.pipeline.sharing import digest
from forestall.standards import jcs
from forestall.store.book import Book
from forestall.store.sharing import FromPartners

Store = Callable[[Delivery], object]
"""Stores a delivery; it is durable when this returns."""
CAP = "application/cap+xml"
_FINDING = TypeAdapter(Finding)
_OFFICES = frozenset({"from", "to"})
"""Members of a roll-up that name an office; such a name may look like somebody's address."""
_AHEAD = timedelta(days=1)
"""How far a partner's clock may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class Counter:
    """Where what partners hand over is taken in."""

    office: Office
    """The place and its state."""
    desk: Desk
    """Reads what comes, through the door."""
    clean: Callable[[str], str]
    """The door for running text."""
    store: Store
    """Stores signals."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a letter came to."""

    received: Received
    delivery: Delivery = field(default_factory=Delivery)


def take_in(counter: Counter, partner: Partner, parcel: Parcel) -> Confirmation:
    """Take a parcel in.

    Args:
        counter: where
        partner: who hands it over
        parcel: what

    Returns:
        The last letter we have, from which the partner goes on, and what we cannot use.

    Raises:
        InputError: we take nothing from this partner.
        StateError: nothing can be stored at present; the partner comes again.
    """
    if partner.direction == "out":
        raise InputError(f"partner {partner.id}: we take nothing from it (direction is out)")
    with counter.office.looking() as session:
        cursor = FromPartners(session).cursor(partner.id)
    if parcel.after.number and parcel.after != cursor:
        return Confirmation(cursor)
    taken = [_taken(counter, partner, number, letter) for number, letter in parcel.letters]
    for each in taken:
        if each.delivery.arrivals or each.delivery.rejected:
            counter.store(each.delivery)
    last = Cursor(parcel.letters[-1][0], parcel.letters[-1][1].digest) if parcel.letters else cursor
    _keep(counter.office, partner, [each.received for each in taken], last)
    refused = tuple((each.received.number, each.received.said) for each in taken if each.received.said)
    return Confirmation(last, refused)


def take_rollup(counter: Counter, partner: Partner, note: Opened) -> Told:
    """Keep the roll-up that a partner told us; the same one twice is one.

    Raises:
        InputError: it is none, or it was made more than a day ahead of our clock.
    """
    made = note.document.get("made")
    if note.form is not Form.ROLLUP or not isinstance(made, str):
        raise InputError(f"form {note.form}: expected {Form.ROLLUP}, with the time at which it was `made`")
    now = counter.office.now()
    document = {
        name: value if name in _OFFICES else _cleaned(value, counter.clean) for name, value in note.document.items()
    }
    told = Told(partner.id, instant(made), now, digest(note.text.decode()), document)
    if told.made > now + _AHEAD:
        raise InputError(f"roll-up of {partner.id}: made at {made}, more than a day ahead of our clock")
    with counter.office.changing() as session:
        if FromPartners(session).keep_rollup(told):
            said: dict[str, object] = {"made": made, "digest": told.digest}
            Book(session).append([Entry("rollup", f"partner/{partner.id}", now, said)])
    return told


def rollups(office: Office) -> tuple[Told, ...]:
    """The last roll-up of every partner, by partner."""
    with office.looking() as session:
        return FromPartners(session).rollups()


def _keep(office: Office, partner: Partner, received: list[Received], last: Cursor) -> None:
    """Keep what came and how far we read; one entry of the ledger for each that is new."""
    now = office.now()
    with office.changing() as session:
        ours = FromPartners(session)
        new = [each for each in received if ours.keep(each)]
        if received:
            ours.move(partner.id, last, now)
        Book(session).append([_entry(each) for each in new])


def _taken(counter: Counter, partner: Partner, number: int, letter: Letter) -> _Taken:
    """A letter, understood; a reason in it when it cannot be used."""
    now, place = counter.office.now(), counter.office.place()
    kept = Received(partner.id, number, replace(letter, thing=_ours_to_keep(counter, partner, letter), body=""), now)
    try:
        if digest(letter.body) != letter.digest:
            raise InputError("digest: is not that of the text")
        if letter.thing.kind is ThingKind.FINDING:
            return _Taken(replace(kept, letter=replace(kept.letter, body=_finding(counter, partner, letter))))
        return _alert(counter, partner, kept, letter, _source(place, partner))
    except InputError as error:
        said = counter.clean(str(error))[:400]
        held = Rejected(_any_source(place, partner), now, said, "", CAP, letter.body.encode())
        return _Taken(replace(kept, said=said), Delivery(rejected=(held,)))


def _ours_to_keep(counter: Counter, partner: Partner, letter: Letter) -> Thing:
    """What came, as the decision will look at it here: their jurisdictions and sources are none of ours."""
    known = [
        Label(each.label.removeprefix("TLP:")) for each in counter.office.place().sources if each.partner == partner.id
    ]
    return replace(
        letter.thing,
        title=counter.clean(letter.thing.title),
        label=strictest((letter.thing.label, *known)),
        jurisdictions=(),
        origin=partner.id,
        sources=(),
        follows=(),
    )


def _alert(counter: Counter, partner: Partner, kept: Received, letter: Letter, source: Source) -> _Taken:
    """A CAP message as a signal of the partner's source, under the stricter of the source's label and its own."""
    if letter.format is not Format.CAP:
        raise InputError(f"format {letter.format}: expected cap for an alert")
    delivery = counter.desk.read(source.id, CAP, letter.body.encode(), kept.received)
    if delivery.rejected:
        raise InputError(delivery.rejected[0].reason)
    arrivals = tuple(
        replace(each, label=strictest((each.label, letter.thing.label)), field=each.field or letter.thing.field)
        for each in delivery.arrivals
    )
    sender = arrivals[0].identity.split(",")[0]
    if is_ours(sender, counter.office.place().profile.sender):
        return _Taken(replace(kept, said="it is our own message, come back"))
    if not may_send_as(partner, sender):
        raise InputError(f"sender {sender[:80]}: is none of this partner's `senders`")
    label = strictest(each.label for each in arrivals)
    return _Taken(_labelled(kept, label), Delivery(arrivals))


def _finding(counter: Counter, partner: Partner, letter: Letter) -> str:
    """A finding after the door, as JSON; its source is the partner."""
    if letter.format is not Format.FORESTALL:
        raise InputError(f"format {letter.format}: expected forestall for a finding")
    try:
        found = _FINDING.validate_json(letter.body)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{'/'.join(map(str, first['loc']))}: {first['msg']}") from error
    cleaned = replace(
        found,
        title=counter.clean(found.title),
        detail=counter.clean(found.detail),
        source=f"partner:{partner.id}",
        evidence=(),
    )
    return jcs.write(_FINDING.dump_python(cleaned, mode="json")).decode()


def _cleaned(value: object, clean: Callable[[str], str]) -> object:
    """A JSON value with its texts after the door."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(each, clean) for each in value]
    return {name: _cleaned(each, clean) for name, each in value.items()} if isinstance(value, dict) else value


def _labelled(kept: Received, label: Label) -> Received:
    return replace(kept, letter=replace(kept.letter, thing=replace(kept.letter.thing, label=label)))


def _source(place: Place, partner: Partner) -> Source:
    """The source as which a partner's alerts come in."""
    found = [each for each in place.sources if each.partner == partner.id and each.kind is SourceKind.CAP]
    if not found:
        raise InputError(
            f"partner {partner.id}: no source of kind cap names it as its `partner`; its alerts have nowhere to go"
        )
    return min(found, key=lambda each: each.id)


def _any_source(place: Place, partner: Partner) -> str:
    """Under which source something of a partner is held in quarantine."""
    return min((each.id for each in place.sources if each.partner == partner.id), default=partner.id)


def _entry(received: Received) -> Entry:
    letter = received.letter
    said: dict[str, object] = {
        "what": str(letter.thing.kind),
        "id": letter.thing.id,
        "version": letter.thing.version,
        "label": str(letter.thing.label),
        "format": str(letter.format),
        "digest": letter.digest,
        "used": not received.said,
    }
    return Entry("received", f"partner/{received.partner}/{received.number}", received.received, said)
