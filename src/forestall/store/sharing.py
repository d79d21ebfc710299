"""What is shared with partners and what they shared with us, in the database. What may go is decided in `guard`."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from forestall.core.errors import StateError
from forestall.model.label import Label
from forestall.model.sharing import Cursor, Format, Letter, Posted, Received, Thing, ThingKind, Told
from forestall.standards import jcs
from forestall.store.document import record_of, text_of
from forestall.store.sharing_tables import CursorRow, LetterRow, ReceivedRow, RollupRow


class Shared:
    """The partners' queues of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def queued(self, partner: str) -> frozenset[tuple[ThingKind, str, str]]:
        """Kind, id and version of everything that ever was in a partner's queue and not withdrawn from it."""
        wanted = select(LetterRow.kind, LetterRow.thing, LetterRow.version).where(
            LetterRow.partner == partner, LetterRow.withdrawn.is_(None)
        )
        return frozenset((ThingKind(kind), thing, version) for kind, thing, version in self._session.execute(wanted))

    def put(self, partner: str, letters: Iterable[Letter], at: datetime) -> tuple[Posted, ...]:
        """Put letters at the end of a partner's queue; what was withdrawn from it before is put there anew."""
        last = self._session.scalar(select(func.max(LetterRow.number)).where(LetterRow.partner == partner)) or 0
        rows = []
        for number, letter in enumerate(letters, last + 1):
            self._forget_withdrawn(partner, letter.thing)
            rows.append(_row(partner, number, letter, at))
            self._session.add(rows[-1])
            self._session.flush()
        return tuple(map(_posted, rows))

    def waiting(self, partner: str, after: int) -> tuple[Posted, ...]:
        """Letters behind a number that were not withdrawn and still have their text, in their order."""
        wanted = select(LetterRow).where(
            LetterRow.partner == partner,
            LetterRow.number > after,
            LetterRow.withdrawn.is_(None),
            LetterRow.body.is_not(None),
        )
        return tuple(map(_posted, self._session.scalars(wanted.order_by(LetterRow.number))))

    def before(self, partner: str, number: int) -> Cursor:
        """The last letter that was handed over, up to a number."""
        row = self._session.scalars(
            select(LetterRow)
            .where(LetterRow.partner == partner, LetterRow.number <= number, LetterRow.sent.is_not(None))
            .order_by(LetterRow.number.desc())
            .limit(1)
        ).first()
        return Cursor() if row is None else Cursor(row.number, row.digest)

    def last_confirmed(self, partner: str) -> Cursor:
        """The letter up to which the partner said that it has everything; one behind it may be confirmed alone."""
        open_ones = select(func.min(LetterRow.number)).where(
            LetterRow.partner == partner, LetterRow.confirmed.is_(None), LetterRow.withdrawn.is_(None)
        )
        wanted = select(LetterRow).where(LetterRow.partner == partner, LetterRow.confirmed.is_not(None))
        first_open = self._session.scalar(open_ones)
        if first_open is not None:
            wanted = wanted.where(LetterRow.number < first_open)
        row = self._session.scalars(wanted.order_by(LetterRow.number.desc()).limit(1)).first()
        return Cursor() if row is None else Cursor(row.number, row.digest)

    def mark_sent(self, partner: str, number: int, at: datetime) -> None:
        """Say that a letter was handed over; the first time counts."""
        row = self._row(partner, number)
        row.sent = row.sent or at

    def withdraw(self, partner: str, number: int, at: datetime) -> None:
        """Hold a letter back that was never handed over; its text is given up."""
        row = self._row(partner, number)
        row.withdrawn, row.body = at, None

    def confirm(self, partner: str, up_to: int, at: datetime) -> int:
        """Say that the partner has everything handed over up to a number. Returns how many are new."""
        wanted = select(LetterRow).where(
            LetterRow.partner == partner,
            LetterRow.number <= up_to,
            LetterRow.sent.is_not(None),
            LetterRow.confirmed.is_(None),
        )
        rows = list(self._session.scalars(wanted))
        for row in rows:
            row.confirmed = at
        return len(rows)

    def confirm_thing(self, partner: str, kind: ThingKind, thing: str, at: datetime) -> int:
        """Say that the partner has one thing. Returns how many letters that concerned."""
        wanted = select(LetterRow).where(
            LetterRow.partner == partner,
            LetterRow.kind == str(kind),
            LetterRow.thing == thing,
            LetterRow.sent.is_not(None),
            LetterRow.confirmed.is_(None),
        )
        rows = list(self._session.scalars(wanted))
        for row in rows:
            row.confirmed = at
        return len(rows)

    def forget_texts(self, before: datetime) -> None:
        """Give up the texts of letters that were confirmed before a time; that they were shared stays known."""
        old = update(LetterRow).where(LetterRow.confirmed < before, LetterRow.body.is_not(None))
        self._session.execute(old.values(body=None))

    def note(self, partner: str, number: int, said: str) -> None:
        """Keep what the partner said of a letter."""
        self._row(partner, number).said = said

    def receipts(self, partner: str, limit: int = 1000) -> tuple[Posted, ...]:
        """What was shared with a partner, the newest first."""
        wanted = select(LetterRow).where(LetterRow.partner == partner).order_by(LetterRow.number.desc()).limit(limit)
        return tuple(map(_posted, self._session.scalars(wanted)))

    def _row(self, partner: str, number: int) -> LetterRow:
        row = self._session.get(LetterRow, (partner, number))
        if row is None:
            raise StateError(f"partner {partner}: its queue has no letter {number}")
        return row

    def _forget_withdrawn(self, partner: str, thing: Thing) -> None:
        wanted = select(LetterRow).where(
            LetterRow.partner == partner,
            LetterRow.kind == str(thing.kind),
            LetterRow.thing == thing.id,
            LetterRow.version == thing.version,
            LetterRow.withdrawn.is_not(None),
        )
        for row in self._session.scalars(wanted):
            self._session.delete(row)
        self._session.flush()


class FromPartners:
    """What partners shared with us, of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def cursor(self, partner: str) -> Cursor:
        """How far a partner's queue for us was read."""
        row = self._session.get(CursorRow, partner)
        return Cursor() if row is None else Cursor(row.number, row.digest)

    def move(self, partner: str, to: Cursor, at: datetime) -> None:
        """Say how far it was read."""
        self._session.merge(CursorRow(partner=partner, number=to.number, digest=to.digest, updated=at))
        self._session.flush()

    def keep(self, received: Received) -> bool:
        """Keep something that a partner shared; False when we have it."""
        thing = received.letter.thing
        key = (received.partner, str(thing.kind), thing.id, thing.version)
        if self._session.get(ReceivedRow, key) is not None:
            return False
        self._session.add(_received_row(received))
        self._session.flush()
        return True

    def all(self, since: datetime | None = None, partner: str | None = None) -> tuple[Received, ...]:
        """What partners shared and we could use, the oldest first, by partner and number."""
        wanted = select(ReceivedRow).where(ReceivedRow.said == "")
        if since is not None:
            wanted = wanted.where(ReceivedRow.received >= since)
        if partner is not None:
            wanted = wanted.where(ReceivedRow.partner == partner)
        rows = self._session.scalars(wanted.order_by(ReceivedRow.received, ReceivedRow.partner, ReceivedRow.number))
        return tuple(map(_received, rows))

    def keep_rollup(self, told: Told) -> bool:
        """Keep a roll-up; False when we have it."""
        if self._session.get(RollupRow, (told.partner, told.made)) is not None:
            return False
        row = RollupRow(partner=told.partner, made=told.made, received=told.received, digest=told.digest)
        row.document = jcs.write(told.document).decode()
        self._session.add(row)
        self._session.flush()
        return True

    def rollups(self) -> tuple[Told, ...]:
        """The last roll-up of every partner, by partner."""
        latest = (
            select(RollupRow.partner, func.max(RollupRow.made).label("made")).group_by(RollupRow.partner).subquery()
        )
        wanted = select(RollupRow).join(
            latest, (RollupRow.partner == latest.c.partner) & (RollupRow.made == latest.c.made)
        )
        return tuple(map(_told, self._session.scalars(wanted.order_by(RollupRow.partner))))


def _row(partner: str, number: int, letter: Letter, at: datetime) -> LetterRow:
    thing = letter.thing
    return LetterRow(
        partner=partner,
        number=number,
        kind=str(thing.kind),
        thing=thing.id,
        version=thing.version,
        label=str(thing.label),
        format=str(letter.format),
        digest=letter.digest,
        document=text_of(Thing, thing),
        body=letter.body,
        queued=at,
        said="",
    )


def _posted(row: LetterRow) -> Posted:
    thing = record_of(Thing, row.document, f"letter {row.number} to {row.partner}")
    letter = Letter(replace(thing, label=Label(row.label)), Format(row.format), row.body or "", row.digest)
    return Posted(row.partner, row.number, letter, row.queued, row.sent, row.confirmed, row.withdrawn, row.said)


def _received_row(received: Received) -> ReceivedRow:
    letter, thing = received.letter, received.letter.thing
    return ReceivedRow(
        partner=received.partner,
        number=received.number,
        kind=str(thing.kind),
        thing=thing.id,
        version=thing.version,
        label=str(thing.label),
        format=str(letter.format),
        digest=letter.digest,
        document=text_of(Thing, thing),
        body=letter.body,
        received=received.received,
        said=received.said,
    )


def _received(row: ReceivedRow) -> Received:
    thing = record_of(Thing, row.document, f"letter {row.number} from {row.partner}")
    letter = Letter(replace(thing, label=Label(row.label)), Format(row.format), row.body, row.digest)
    return Received(row.partner, row.number, letter, row.received, row.said)


def _told(row: RollupRow) -> Told:
    document = jcs.read(row.document.encode())
    if not isinstance(document, dict):
        raise StateError(f"roll-up of {row.partner}: is no JSON object; restore the state from a backup")
    return Told(row.partner, row.made, row.received, row.digest, document)
