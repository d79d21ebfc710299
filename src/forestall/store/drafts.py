"""Drafts of alerts: kept, found, decided. Who may do so is in `pipeline/authoring.py`."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from forestall.core.errors import InputError
from forestall.model.draft import Draft, DraftState
from forestall.store.document import record_of, text_of
from forestall.store.draft_tables import DraftRow


class Drafts:
    """The drafts of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, draft: str) -> Draft | None:
        """A draft; None when there is none of that id."""
        row = self._session.get(DraftRow, draft)
        return None if row is None else _draft(row)

    def get(self, draft: str) -> Draft:
        """A draft.

        Raises:
            InputError: there is none of that id.
        """
        found = self.find(draft)
        if found is None:
            raise InputError(f"draft {draft[:80]!r}: there is none", http_status=404)
        return found

    def waiting(self, subject: str | None = None) -> tuple[Draft, ...]:
        """Those that wait, oldest first; of one subject, or all."""
        wanted = select(DraftRow).where(DraftRow.state == DraftState.WAITING)
        if subject is not None:
            wanted = wanted.where(DraftRow.subject == subject)
        return tuple(map(_draft, self._session.scalars(wanted.order_by(DraftRow.written, DraftRow.id))))

    def last(self, most: int) -> tuple[Draft, ...]:
        """The newest, whatever became of them, newest first."""
        rows = self._session.scalars(select(DraftRow).order_by(DraftRow.written.desc(), DraftRow.id).limit(most))
        return tuple(map(_draft, rows))

    def put(self, drafts: Iterable[Draft]) -> None:
        """Keep drafts; one of an id that is there takes its place."""
        for draft in drafts:
            self._session.merge(_row(draft))
        self._session.flush()


def _draft(row: DraftRow) -> Draft:
    return record_of(Draft, row.document, f"draft {row.id}")


def _row(draft: Draft) -> DraftRow:
    return DraftRow(
        id=draft.id,
        subject=draft.alert.subject,
        state=str(draft.state),
        author=draft.author,
        second=int(draft.second),
        written=draft.written,
        decided_by=draft.decided_by,
        decided=draft.decided,
        document=text_of(Draft, draft),
    )
