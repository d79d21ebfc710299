"""What was not understood or broke a stage: kept as it came, with the reason, until a person decides."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from forestall.core.errors import InputError
from forestall.model.intake import Held, HeldState, Rejected
from forestall.store.intake_tables import QuarantineRow
from forestall.store.prepared import printable, stamp
from forestall.store.sealer import Sealer

_ADD = text(
    "INSERT INTO quarantine (id, source, received, reason, pointer, media_type, raw, state, signal) "
    "VALUES (:id, :source, :received, :reason, :pointer, :media_type, :raw, 'held', :signal)"
)
_TAKE_NUMBERS = text("UPDATE tallies SET value = value + :count WHERE name = 'quarantine' RETURNING value")
_BROKEN = text(
    "UPDATE signals SET state = 'quarantined' WHERE number = :number AND state = 'new' RETURNING source, body"
)


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


def held(session: Session, limit: int, sealer: Sealer) -> tuple[Held, ...]:
    """What waits for a decision, the oldest first."""
    rows = session.scalars(
        select(QuarantineRow).where(QuarantineRow.state == HeldState.HELD).order_by(QuarantineRow.id).limit(limit)
    )
    return tuple(_held(row, sealer) for row in rows)


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
        raise InputError(f"quarantine {number}: there is no such thing; `held` lists what there is")
    return row


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
