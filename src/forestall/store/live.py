"""What the live pipeline keeps: its findings, and how far it has come, in one transaction.

One process writes (the worker of the service), any number read. How findings are made and added up is not here.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from forestall.model.finding import Finding
from forestall.model.label import Label
from forestall.model.live_finding import LiveFinding, Progress
from forestall.store.database import Database
from forestall.store.document import record_of, text_of
from forestall.store.intake_tables import TallyRow
from forestall.store.live_tables import LiveFindingRow, LiveProgressRow


class LiveStore:
    """The findings and the progress of one live pipeline."""

    def __init__(self, database: Database) -> None:
        """Use `open`."""
        self._database = database

    @classmethod
    @contextmanager
    def open(cls, place: Path | str, *, writable: bool = True) -> Iterator["LiveStore"]:
        """Those of a state, which must be there.

        Raises:
            InputError: the URL cannot be read.
            StateError: it cannot be reached, is damaged, or was made by a newer Forestall.
        """
        database = Database(place, writable=writable)
        try:
            database.prepare()
            yield cls(database)
        finally:
            database.close()

    def progress(self) -> Progress:
        """How far the pipeline has come; nowhere in a new state."""
        with self._database.reading() as session:
            row = session.get(LiveProgressRow, 1)
            return Progress(0, None) if row is None else Progress(row.position, row.saved)

    def named(self, ids: Iterable[str]) -> dict[str, LiveFinding]:
        """The findings of some ids, those that are there."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        with self._database.reading() as session:
            rows = session.scalars(select(LiveFindingRow).where(LiveFindingRow.id.in_(wanted)))
            return {row.id: _finding(row) for row in rows}

    def keep(self, found: Sequence[tuple[Finding, Label]], progress: Progress, at: datetime) -> int:
        """Keep findings as they now stand, and how far the pipeline has come: all of it or nothing.

        Args:
            found: findings with their labels, each id once; one that is there is replaced
            progress: what the pipeline goes on from
            at: the present

        Returns:
            The number of the last change.

        Raises:
            StateError: it cannot be written.
        """
        with self._database.session() as session:
            row = _progress(session)
            row.position, row.saved = progress.position, progress.saved
            for finding, label in found:
                row.changed += 1
                session.merge(_row(finding, label, row.changed, at))
            return row.changed

    def after(self, changed: int, limit: int) -> tuple[LiveFinding, ...]:
        """Findings that changed after a number, in that order, at most so many."""
        query = select(LiveFindingRow).where(LiveFindingRow.changed > changed).order_by(LiveFindingRow.changed)
        with self._database.reading() as session:
            return tuple(_finding(row) for row in session.scalars(query.limit(limit)))

    def last_change(self) -> int:
        """Number of the last change; 0 before the first."""
        with self._database.reading() as session:
            row = session.get(LiveProgressRow, 1)
            return 0 if row is None else row.changed

    def backlog(self) -> int:
        """Signals that are stored and not yet worked through."""
        with self._database.reading() as session:
            row, last = session.get(LiveProgressRow, 1), session.get(TallyRow, "signals")
            return max(0, (last.value if last else 0) - (row.position if row else 0))

    def forget(self, before: datetime) -> int:
        """Forget findings that did not change since a time; a pass has them by then. Returns how many."""
        with self._database.session() as session:
            old = list(session.scalars(select(LiveFindingRow).where(LiveFindingRow.at < before)))
            for row in old:
                session.delete(row)
            return len(old)


def _progress(session: Session) -> LiveProgressRow:
    row = session.get(LiveProgressRow, 1)
    if row is None:
        row = LiveProgressRow(id=1, position=0, changed=0, saved=None)
        session.add(row)
    return row


def _row(finding: Finding, label: Label, changed: int, at: datetime) -> LiveFindingRow:
    return LiveFindingRow(
        id=finding.id,
        changed=changed,
        at=at,
        kind=finding.kind.value,
        level=finding.level.value,
        field=finding.field.value,
        label=label.value,
        jurisdiction=finding.jurisdiction,
        source=finding.source,
        document=text_of(Finding, finding),
    )


def _finding(row: LiveFindingRow) -> LiveFinding:
    finding = record_of(Finding, row.document, f"live finding {row.id}")
    return LiveFinding(finding, Label(row.label), row.changed, row.at)
