"""Looking for entries of the ledger: the newest that fit, some at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forestall.store.book import Kept
from forestall.store.ledger_tables import CheckpointRow
from forestall.store.tables import EntryRow, HeadRow


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is left out fits all."""

    kind: str = ""
    """What happened."""
    subject: str = ""
    """Begin of what it speaks of."""
    since: datetime | None = None
    """Not before this time."""
    until: datetime | None = None
    """Not after this time."""
    below: int | None = None
    """Only entries with a smaller number: for the ones after those already seen."""


def entries(session: Session, wanted: Wanted, limit: int) -> tuple[Kept, ...]:
    """The newest entries that fit, the newest first.

    An entry is of the time at which the ledger first had a head that covers it.
    """
    query = select(EntryRow.number, EntryRow.kind, EntryRow.subject, EntryRow.body)
    if wanted.kind:
        query = query.where(EntryRow.kind == wanted.kind)
    if wanted.subject:
        query = query.where(EntryRow.subject.startswith(wanted.subject, autoescape=True))
    if wanted.since is not None:
        query = query.where(EntryRow.number >= _size(session, HeadRow.time < wanted.since))
    if wanted.until is not None:
        query = query.where(EntryRow.number < _size(session, HeadRow.time <= wanted.until))
    if wanted.below is not None:
        query = query.where(EntryRow.number < wanted.below)
    rows = session.execute(query.order_by(EntryRow.number.desc()).limit(limit))
    return tuple(Kept(*row) for row in rows)


def kinds(session: Session) -> Sequence[str]:
    """Every kind of entry that there is, in their order."""
    return list(session.scalars(select(EntryRow.kind).distinct().order_by(EntryRow.kind)))


def covering(session: Session, index: int) -> bytes | None:
    """The last signed checkpoint, where it covers an entry; None when it does not yet."""
    row = session.scalars(select(CheckpointRow).order_by(CheckpointRow.size.desc()).limit(1)).first()
    return None if row is None or row.size <= index else row.note


def _size(session: Session, condition: object) -> int:
    return session.scalar(select(func.max(HeadRow.size)).where(condition)) or 0  # type: ignore[arg-type]
