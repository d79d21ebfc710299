"""What has come since a place in the ledger: how a running service notices what others have committed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from forestall.model.alert import Alert
from forestall.store.book import Book
from forestall.store.document import record_of
from forestall.store.tables import AlertRow, EntryRow


class News:
    """The news of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def size(self) -> int:
        """Entries of the ledger: more as soon as anything was committed."""
        head = Book(self._session).head()
        return 0 if head is None else head.size

    def alerts(self, after: int) -> tuple[Alert, ...]:
        """Messages that entries from a number on speak of, each once, in their order; a superseded one is left out."""
        named = self._session.scalars(
            select(EntryRow.subject).where(EntryRow.number >= after, EntryRow.kind == "alert").order_by(EntryRow.number)
        )
        rows = [self._session.get(AlertRow, each) for each in dict.fromkeys(named)]
        return tuple(
            record_of(Alert, row.document, f"alert {row.identifier}")
            for row in rows
            if row is not None and row.latest == 1
        )
