"""Sharing with partners: a preview of what each would get, its queue, what was handed over, what it confirmed.

What may go is decided by `guard/sharing.py` alone, for the preview and for what is sent. How letters travel is in
`pipeline/exchange_with.py`; what partners share with us is taken in by `pipeline/sharing_in.py`.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from forestall.core.errors import ConflictError, InputError
from forestall.guard.label import strictest
from forestall.guard.sharing import refusals, source_label, written
from forestall.model.entry import Entry
from forestall.model.partner import Partner
from forestall.model.place import Place
from forestall.model.sharing import (
    Confirmation,
    Cursor,
    Letter,
    Parcel,
    Posted,
    Preview,
    Reason,
    Thing,
    ThingKind,
    Withheld,
)
from forestall.pipeline.office import Office
from forestall.pipeline.people import parents_of
from forestall.pipeline.sharing_acks import acknowledged
from forestall.pipeline.sharing_things import Candidate, candidates
from forestall.store.book import Book
from forestall.store.sharing import Shared

MOST_LETTERS = 50
"""Letters in one parcel."""
MOST_CHARACTERS = 400_000
"""Text in one parcel; a signed note may have a million bytes, and text grows when it is quoted."""
KEPT = timedelta(days=30)
"""For how long the text of a confirmed letter is kept, so that a partner that restored a backup can have it again."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What would go to a partner now."""

    held_back: tuple[Posted, ...]
    """Of its queue: what it may no longer have, and was never handed."""
    waiting: tuple[Posted, ...]
    """Of its queue: what it was not known to have."""
    new: tuple[Letter, ...]
    """Not yet in its queue."""
    withheld: tuple[Withheld, ...]
    """What it does not get."""


def partner_of(place: Place, name: str) -> Partner:
    """A partner of the place.

    Raises:
        InputError: there is none of that name.
    """
    found = next((each for each in place.partners if each.id == name), None)
    if found is None:
        known = ", ".join(sorted(each.id for each in place.partners)) or "none"
        raise InputError(f"partner {name[:80]!r}: not of this place; it has {known}", http_status=404)
    return found


def preview(office: Office, partner: Partner) -> Preview:
    """Exactly what a partner would be sent now, what it holds already, and why not the rest; nothing is changed."""
    every = candidates(office)
    with office.looking() as session:
        found = _found(Shared(session), office.place(), partner, every)
        queued = Shared(session).queued(partner.id)
        receipts = Shared(session).receipts(partner.id)
    going = tuple(each.letter for each in found.waiting) + found.new
    coming = {_key(each.thing) for each in going}
    now = {_key(each.thing) for each in every}
    there = tuple(
        each.letter
        for each in receipts
        if _key(each.letter.thing) in (queued & now) - coming and each.withdrawn is None
    )
    return Preview(partner.id, going, there, found.withheld)


def offer(office: Office, partner: Partner, every: Sequence[Candidate] | None = None) -> tuple[Posted, ...]:
    """Put what a partner may have and never had into its queue, and take out what it may no longer have.

    Done after every pass, whether the partner can be reached or not: so nothing is lost while it cannot.

    Args:
        office: the place and its state
        partner: for whom
        every: all that might be shared, where it is known already

    Returns:
        What is new in the queue.
    """
    now, things = office.now(), candidates(office) if every is None else every
    with office.changing() as session:
        shared = Shared(session)
        Book(session).append(acknowledged(session, office.place(), partner, now))
        found = _found(shared, office.place(), partner, things)
        for each in found.held_back:
            shared.withdraw(partner.id, each.number, now)
        shared.forget_texts(now - KEPT)
        return shared.put(partner.id, found.new, now)


def hand_over(office: Office, partner: Partner, after: Cursor, sender: str, by: str) -> Parcel:
    """The next letters for a partner; each is entered in the ledger when it goes over for the first time.

    Args:
        office: the place and its state
        partner: to whom
        after: the last letter that the partner has; all before it are confirmed by that
        sender: in whose name
        by: the account that does it

    Raises:
        ConflictError: the partner's last letter is not of this queue: one of the two was restored from a backup.
    """
    now = office.now()
    with office.changing() as session:
        shared = Shared(session)
        _confirm(session, shared, partner, after, now)
        waiting = shared.waiting(partner.id, after.number)
        may_go = [each for each in waiting if not _now_refused(office.place(), partner, each)]
        for each in waiting:
            if each not in may_go and each.sent is None:  # or it would be passed over for good by what is behind it
                shared.withdraw(partner.id, each.number, now)
        going = _first(may_go)
        for each in going:
            shared.mark_sent(partner.id, each.number, now)
        new = [_entry(each, by, now) for each in going if each.sent is None]
        Book(session).append(new)
    letters = tuple((each.number, each.letter) for each in going)
    return Parcel(sender, partner.id, now, after, letters, more=len(going) < len(may_go))


def confirmed(office: Office, partner: Partner, answer: Confirmation) -> None:
    """Keep what a partner answered to a parcel.

    Raises:
        ConflictError: the letter it names is not of its queue.
    """
    now = office.now()
    with office.changing() as session:
        shared = Shared(session)
        _confirm(session, shared, partner, answer.up_to, now)
        for number, said in answer.refused:
            shared.note(partner.id, number, said[:400])


def receipts(office: Office, partner: Partner) -> tuple[Posted, ...]:
    """What was shared with a partner, when, and whether it was confirmed; the newest first."""
    with office.looking() as session:
        return Shared(session).receipts(partner.id)


def last_confirmed(office: Office, partner: Partner) -> Cursor:
    """The last letter that a partner said it has."""
    with office.looking() as session:
        return Shared(session).last_confirmed(partner.id)


def is_of_queue(office: Office, partner: Partner, cursor: Cursor) -> bool:
    """Whether a partner was handed this letter under this number."""
    with office.looking() as session:
        return Shared(session).before(partner.id, cursor.number) == cursor


def digest(text: str) -> str:
    """SHA-256 of a letter's text, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _found(shared: Shared, place: Place, partner: Partner, every: Sequence[Candidate]) -> _Found:
    """The one answer to what a partner gets: the preview shows it, the queue is made of it."""
    queued = shared.queued(partner.id)
    pending = shared.waiting(partner.id, shared.last_confirmed(partner.id).number)
    refused = {each.number: _now_refused(place, partner, each) for each in pending}
    out = {_key(each.letter.thing) for each in pending if refused[each.number]}
    parents = parents_of(place.profile.jurisdictions)
    had = {(kind, thing) for kind, thing, _ in queued}
    new: list[Letter] = []
    withheld = [Withheld(each.letter.thing, refused[each.number]) for each in pending if refused[each.number]]
    for each in every:
        if _key(each.thing) in queued or _key(each.thing) in out:
            continue
        letter, reasons = _written(each, partner, parents, had)
        if letter is None:
            withheld.append(Withheld(each.thing, reasons))
        else:
            new.append(letter)
            had.add((each.thing.kind, each.thing.id))
    return _Found(
        tuple(each for each in pending if refused[each.number] and each.sent is None),
        tuple(each for each in pending if not refused[each.number]),
        tuple(new),
        tuple(withheld),
    )


def _written(
    candidate: Candidate, partner: Partner, parents: Mapping[str, str | None], had: set[tuple[ThingKind, str]]
) -> tuple[Letter | None, tuple[Reason, ...]]:
    """A thing as a letter; None and the reasons when it may not go."""
    thing = candidate.thing
    reasons = refusals(partner, thing, parents)
    if thing.follows and not any((thing.kind, each) in had for each in thing.follows):
        reasons += (Reason.NEVER_SENT,)
    form = written(partner, thing.kind)
    if reasons or form is None:
        return None, reasons
    text = candidate.text(form)
    if len(text) > MOST_CHARACTERS:
        return None, (Reason.SIZE,)
    return Letter(thing, form, text, digest(text)), ()


def _now_refused(place: Place, partner: Partner, posted: Posted) -> tuple[Reason, ...]:
    """Why a queued letter may no longer go: labels and agreements may have changed since it was queued."""
    sources = {each.id: each for each in place.sources}
    thing = posted.letter.thing
    label = strictest((thing.label, *(source_label(each, sources) for each in thing.sources)))
    return refusals(partner, replace(thing, label=label), parents_of(place.profile.jurisdictions))


def _first(waiting: Iterable[Posted]) -> list[Posted]:
    """As many as one parcel takes, in order, at least one."""
    going: list[Posted] = []
    size = 0
    for each in waiting:
        size += len(each.letter.body)
        if going and (size > MOST_CHARACTERS or len(going) == MOST_LETTERS):
            break
        going.append(each)
    return going


def _confirm(session: Session, shared: Shared, partner: Partner, up_to: Cursor, now: datetime) -> None:
    if up_to.number == 0:
        return
    if shared.before(partner.id, up_to.number) != up_to:
        raise ConflictError(
            f"letter {up_to.number}: is not what {partner.id} was handed under this number; one of the two states was "
            "restored from a backup: begin again after letter 0, what is there already is left out"
        )
    if shared.confirm(partner.id, up_to.number, now):
        Book(session).append([Entry("receipt", f"partner/{partner.id}", now, {"up_to": up_to.number})])


def _entry(posted: Posted, by: str, now: datetime) -> Entry:
    """That something was shared; the text itself is named by its digest."""
    letter = posted.letter
    said: dict[str, object] = {
        "what": str(letter.thing.kind),
        "id": letter.thing.id,
        "version": letter.thing.version,
        "label": str(letter.thing.label),
        "format": str(letter.format),
        "digest": letter.digest,
        "by": by,
    }
    return Entry("share", f"partner/{posted.partner}/{posted.number}", now, said)


def _key(thing: Thing) -> tuple[ThingKind, str, str]:
    return thing.kind, thing.id, thing.version
