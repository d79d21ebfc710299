"""Obligations as the last pass left them."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from forestall.model.duty import Obligation
from forestall.store.document import record_of, text_of
from forestall.store.tables import ObligationRow


class Owed:
    """The obligations of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> tuple[Obligation, ...]:
        """Every obligation there ever was, by id."""
        rows = self._session.scalars(select(ObligationRow).order_by(ObligationRow.id))
        return tuple(record_of(Obligation, row.document, f"obligation {row.id}") for row in rows)

    def put(self, obligations: Iterable[Obligation], number: int) -> None:
        """Keep obligations, new or changed; those not named stay as they are."""
        for obligation in obligations:
            document = text_of(Obligation, obligation)
            known = self._session.get(ObligationRow, obligation.id)
            if known is None or known.document != document:
                self._session.merge(_row(obligation, document, number))


def _row(obligation: Obligation, document: str, number: int) -> ObligationRow:
    return ObligationRow(
        id=obligation.id,
        pass_number=number,
        bearer=obligation.bearer,
        state=str(obligation.state),
        due=obligation.due,
        document=document,
    )
