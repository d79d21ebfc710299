"""The inbox of the live service: what arrived is on disk, once, when `take` returns; then the pipeline reads it.

Any number of threads and processes may use it; the database lets one write at a time. It does not understand what
arrives (`pipeline/arrive.py`), and gathers no waiting callers (`pipeline/intake.py`).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Row, delete, select, text
from sqlalchemy.orm import Session

from forestall.core.errors import InputError, StateError
from forestall.model.intake import (
    Arrival,
    Delivery,
    Held,
    HeldState,
    Receipt,
    Rejected,
    Request,
    SignalState,
    SourceHealth,
    StoredSignal,
)
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.store import health, quarantine, taking
from forestall.store.database import Database
from forestall.store.intake_tables import OffsetRow, QuarantineRow, RequestRow, SignalRow
from forestall.store.prepared import prepare, stamp
from forestall.store.quarantine import HeldSight
from forestall.store.sealer import Sealer, Unsealed
from forestall.store.tables import Base
from forestall.store.where import make, where

PIPELINE = "pipeline"  # the offset that says how far the live pipeline has come
_COLUMNS = tuple(Base.metadata.tables[SignalRow.__tablename__].columns)
_LABELS = {label.value: label for label in Label}
_FIELDS = {field.value: field for field in Field}
_STATES = {state.value: state for state in SignalState}
_DONE = text("UPDATE signals SET state = 'done' WHERE number > :after AND number <= :up_to AND state = 'new'")
_AGAIN = text("UPDATE signals SET number = :number, state = 'new' WHERE number = :before")


class Inbox:
    """The inbox of one state."""

    def __init__(self, database: Database, sealer: Sealer | None = None) -> None:
        """Use `open`."""
        self._database = database
        self._sealer = sealer or Unsealed()

    @classmethod
    @contextmanager
    def open(cls, place: Path | str, sealer: Sealer | None = None) -> Iterator["Inbox"]:
        """The inbox of a state, made when there is none.

        Args:
            place: a folder, or a URL of PostgreSQL
            sealer: seals what is in quarantine

        Raises:
            InputError: the URL cannot be read.
            StateError: it cannot be reached, is damaged, or was made by a newer Forestall.
        """
        found = where(place)
        if found.folder is not None:
            make(found.folder)
        database = Database(found, writable=True)
        try:
            database.prepare()
            yield cls(database, sealer)
        finally:
            database.close()

    def take(
        self,
        arrivals: Sequence[Arrival],
        rejected: Sequence[Rejected] = (),
        offset: tuple[str, str] | None = None,
        request: Request | None = None,
    ) -> tuple[Receipt, ...]:
        """Store one delivery; it is durable when this returns.

        Returns:
            A receipt for each arrival, in their order.

        Raises:
            InputError: something in it has no form in the database; a ConflictError when the request's key was used
                for another body. Nothing was stored.
            StateError: the database is away, busy or damaged; a FullError when the disk is full. Nothing was stored.
        """
        outcome = self.take_all([Delivery(tuple(arrivals), tuple(rejected), offset, request)])[0]
        if isinstance(outcome, InputError):
            raise outcome
        return outcome

    def take_all(self, deliveries: Sequence[Delivery]) -> tuple[taking.Outcome, ...]:
        """Store several deliveries in one transaction; each is taken whole or refused by itself.

        Returns:
            For each its receipts, or the InputError for which none of it was stored.

        Raises:
            StateError: as `take`; nothing of all was stored.
        """
        prepared = [prepare(delivery) for delivery in deliveries]
        with self._database.connection() as connection:
            return taking.take(connection, prepared, self._sealer)

    def after(self, number: int, limit: int) -> tuple[StoredSignal, ...]:
        """Signals after a number, in the order of commit; those moved to the lake are left out."""
        query = select(*_COLUMNS).where(SignalRow.number > number, SignalRow.body.is_not(None))
        with self._database.reading() as session:
            return tuple(_stored(row) for row in session.execute(query.order_by(SignalRow.number).limit(limit)))

    def finish(self, after: int, up_to: int, broken: Mapping[int, str], at: datetime) -> None:
        """Say that the pipeline worked through the signals `after < number <= up_to`, in one transaction.

        Args:
            after: the pipeline's offset before, 0 at first
            up_to: its offset from now on
            broken: reason for each signal that broke a stage; it goes to quarantine
            at: the present

        Raises:
            InputError: one that broke a stage is not there or was worked through before.
        """
        with self._database.connection() as connection:
            for number in sorted(broken):
                found = quarantine.set_aside(connection, number, broken[number], at, self._sealer)
                health.count_broken(connection, found.source, found.reason)
            connection.execute(_DONE, {"after": after, "up_to": up_to})
            taking.set_offset(connection, PIPELINE, str(up_to), stamp(at))

    def offset(self, source: str) -> str | None:
        """How far a source has been read; None when it never was."""
        with self._database.reading() as session:
            row = session.get(OffsetRow, source)
            return None if row is None else row.position

    def held(self, limit: int, sight: HeldSight | None = None, offset: int = 0) -> tuple[Held, ...]:
        """What waits in quarantine for a decision, the oldest first.

        Args:
            limit: at most so many
            sight: only what may be seen; None for all of it
            offset: after so many of them
        """
        with self._database.reading() as session:
            return quarantine.held(session, limit, self._sealer, sight, offset)

    def held_count(self, sight: HeldSight) -> int:
        """How much waits in quarantine for a decision and may be seen."""
        with self._database.reading() as session:
            return quarantine.count(session, sight)

    def held_one(self, number: int) -> Held:
        """One thing in quarantine.

        Raises:
            InputError: there is no such thing (404).
        """
        with self._database.reading() as session:
            return quarantine.one(session, number, self._sealer)

    def resubmit(self, number: int, again: Delivery | None = None) -> tuple[Receipt, ...]:
        """Give something in quarantine another chance, in one transaction.

        Args:
            number: its number in the quarantine
            again: what is understood of it now; not needed for a signal that broke a stage, which is put at the end
                of the line under a new number

        Returns:
            Receipts of the signals that it is.

        Raises:
            InputError: there is no such thing, it was decided before, or nothing is understood of it.
        """
        with self._database.session() as session:
            row = quarantine.waiting(session, number)
            receipts = self._again(session, row) if row.signal is not None else self._understood(session, row, again)
            row.state = HeldState.RESUBMITTED
            return receipts

    def drop(self, number: int) -> None:
        """Give something in quarantine up; what came stays to be looked at until its time is over.

        Raises:
            InputError: there is no such thing, or it was decided before.
        """
        with self._database.session() as session:
            quarantine.waiting(session, number).state = HeldState.DROPPED

    def health(self) -> tuple[SourceHealth, ...]:
        """How every source delivers, by name."""
        with self._database.reading() as session:
            return health.all_of(session)

    def silence(self, source: str, since: datetime | None) -> None:
        """Say since when a source has been overdue; what it delivers next takes this back."""
        with self._database.connection() as connection:
            health.set_silent(connection, source, since)

    def forget_requests(self, before: datetime) -> int:
        """Forget the keys of requests that came before a time. Returns how many."""
        with self._database.connection() as connection:
            return connection.execute(delete(RequestRow).where(RequestRow.created < before)).rowcount

    def _again(self, session: Session, row: QuarantineRow) -> tuple[Receipt, ...]:
        connection, before = session.connection(), row.signal
        number = taking.last(connection, "signals") + 1
        connection.execute(_AGAIN, {"number": number, "before": before})
        taking.set_last(connection, "signals", number)
        session.refresh(row, ["signal"])
        identity = session.scalars(select(SignalRow.identity).where(SignalRow.number == number)).one()
        return (Receipt(identity, number, duplicate=False),)

    def _understood(self, session: Session, row: QuarantineRow, again: Delivery | None) -> tuple[Receipt, ...]:
        if again is None or not again.arrivals:
            raise InputError(f"quarantine {row.id}: still is not understood ({row.reason}); drop it or mend its source")
        outcome = taking.take(session.connection(), [prepare(again)], self._sealer)[0]
        if isinstance(outcome, InputError):
            raise outcome
        row.signal = outcome[0].number
        return outcome


def _stored(row: Row[Any]) -> StoredSignal:
    number, source, identity, event_time, received, kind, label, jurisdiction, field, text, digest, state = tuple(row)
    try:
        body = orjson.loads(text or "null")
        if not isinstance(body, dict):
            raise ValueError("no JSON object")
        about = _LABELS[label], jurisdiction, None if field is None else _FIELDS[field]
        arrival = Arrival(source, identity, received, event_time, kind, *about, body, digest)
        return StoredSignal(number, _STATES[state], arrival)
    except (ValueError, KeyError) as error:
        reason = f"signal {number}: its row is damaged ({error}); restore the state from a backup"
        raise StateError(reason) from error
