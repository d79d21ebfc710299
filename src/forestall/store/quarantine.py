"""What was not understood or broke a stage: kept as it came, with the reason, until a person decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, case, func, select, text
from sqlalchemy.orm import Session

from forestall.core.errors import InputError
from forestall.guard.predicate import AnyOf, Attribute
from forestall.model.intake import Held, HeldState, Rejected
from forestall.model.label import Label
from forestall.model.partner import Source
from forestall.store.intake_tables import QuarantineRow
from forestall.store.prepared import printable, stamp
from forestall.store.sealer import Sealer
from forestall.store.visible import Columns, where

_ADD = text(
    "INSERT INTO quarantine (id, source, received, reason, pointer, media_type, raw, state, signal) "
    "VALUES (:id, :source, :received, :reason, :pointer, :media_type, :raw, 'held', :signal)"
)
_TAKE_NUMBERS = text("UPDATE tallies SET value = value + :count WHERE name = 'quarantine' RETURNING value")
_BROKEN = text(
    "UPDATE signals SET state = 'quarantined' WHERE number = :number AND state = 'new' RETURNING source, body"
)


@dataclass(frozen=True, slots=True)
class HeldSight:
    """What of the quarantine who asks may see: a thing in it has the label and field of the source that sent it."""

    condition: AnyOf
    """Of the policy."""
    organisation: str
    """The office that the deployment's rows belong to."""
    sources: tuple[Source, ...]
    """Those of the place; what came of a source that is gone is RED, of no field."""
    only: str | None = None
    """Only what this source sent; None for all."""


def add(connection: Connection, rejected: Sequence[Rejected], sealer: Sealer, signal: int | None = None) -> None:
    """Put things into quarantine, sealed.

    Args:
        connection: within a transaction
        rejected: what came, and why it is put there
        sealer: seals it
        signal: the stored signal that it is
    """
    if not rejected:
        return
    end = int(connection.execute(_TAKE_NUMBERS, {"count": len(rejected)}).scalar_one())
    rows = [
        _values(each, number, sealer, signal) for number, each in enumerate(rejected, start=end - len(rejected) + 1)
    ]
    connection.execute(_ADD, rows)


def set_aside(connection: Connection, number: int, reason: str, at: datetime, sealer: Sealer) -> Rejected:
    """Put a stored signal that broke a stage into quarantine.

    Raises:
        InputError: there is no such signal that waits to be worked on.
    """
    found = connection.execute(_BROKEN, {"number": number}).one_or_none()
    if found is None:
        raise InputError(f"signal {number}: is not there or not new, so it cannot be set aside")
    rejected = Rejected(found.source, at, reason, "", "application/json", found.body.encode())
    add(connection, [rejected], sealer, number)
    return rejected


def held(
    session: Session, limit: int, sealer: Sealer, sight: HeldSight | None = None, offset: int = 0
) -> tuple[Held, ...]:
    """What waits for a decision and may be seen, the oldest first; without a sight all of it."""
    query = select(QuarantineRow).where(*_waiting(sight)).order_by(QuarantineRow.id)
    return tuple(_held(row, sealer) for row in session.scalars(query.limit(limit).offset(offset)))


def count(session: Session, sight: HeldSight) -> int:
    """How much waits for a decision and may be seen."""
    return session.execute(select(func.count()).select_from(QuarantineRow).where(*_waiting(sight))).scalar_one()


def one(session: Session, number: int, sealer: Sealer) -> Held:
    """One thing in quarantine, whatever became of it.

    Raises:
        InputError: there is no such thing.
    """
    return _held(_row(session, number), sealer)


def waiting(session: Session, number: int) -> QuarantineRow:
    """The row of a thing that waits for a decision.

    Raises:
        InputError: there is no such thing, or it was decided before.
    """
    row = _row(session, number)
    if row.state != HeldState.HELD:
        raise InputError(f"quarantine {number}: was {row.state} before")
    return row


def _row(session: Session, number: int) -> QuarantineRow:
    row = session.get(QuarantineRow, number)
    if row is None:
        raise InputError(f"quarantine {number}: there is no such thing", http_status=404)
    return row


def _waiting(sight: HeldSight | None) -> list[ColumnElement[bool]]:
    limits: list[ColumnElement[bool]] = [QuarantineRow.state == HeldState.HELD]
    return limits if sight is None else [*limits, *_seen(sight)]


def _seen(sight: HeldSight) -> list[ColumnElement[bool]]:
    labels = {each.id: each.label.removeprefix("TLP:") for each in sight.sources}
    fields = {each.id: each.field.value for each in sight.sources}
    columns: Columns = {
        Attribute.LABEL: case(labels, value=QuarantineRow.source, else_=Label.RED.value) if labels else Label.RED.value,
        Attribute.FIELD: case(fields, value=QuarantineRow.source) if fields else None,
        Attribute.ORGANISATION: sight.organisation,
    }
    seen = where(sight.condition, columns)
    return [seen] if sight.only is None else [seen, QuarantineRow.source == sight.only]


def _values(rejected: Rejected, number: int, sealer: Sealer, signal: int | None) -> dict[str, object]:
    return {
        "id": number,
        "source": printable(rejected.source),
        "received": stamp(rejected.received),
        "reason": printable(rejected.reason) or "no reason was given",
        "pointer": printable(rejected.pointer),
        "media_type": printable(rejected.media_type),
        "raw": sealer.protect(rejected.raw, about(number)),
        "signal": signal,
    }


def _held(row: QuarantineRow, sealer: Sealer) -> Held:
    raw = sealer.open(row.raw, about(row.id))
    rejected = Rejected(row.source, row.received, row.reason, row.pointer, row.media_type, raw)
    return Held(row.id, HeldState(row.state), rejected, row.signal)


def about(number: int) -> str:
    """What the sealed bytes of a thing in quarantine are, as a sealer wants to know it."""
    return f"quarantine:{number}"
