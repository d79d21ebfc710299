"""Plans that were decided on, in the database; none is ever changed or removed."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from forestall.core.errors import ConflictError
from forestall.model.adopted import Adopted
from forestall.store.adopted_tables import AdoptedRow
from forestall.store.document import record_of, text_of


class AdoptedPlans:
    """The adopted plans of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def last(self) -> Adopted | None:
        """The one in force; None when none was adopted."""
        row = self._session.scalars(select(AdoptedRow).order_by(AdoptedRow.number.desc()).limit(1)).first()
        return None if row is None else _read(row)

    def all(self) -> tuple[Adopted, ...]:
        """Every one, the last first."""
        return tuple(_read(row) for row in self._session.scalars(select(AdoptedRow).order_by(AdoptedRow.number.desc())))

    def add(self, one: Adopted) -> None:
        """Keep one more.

        Raises:
            ConflictError: somebody was faster.
        """
        row = AdoptedRow(number=one.number, at=one.at, account=one.by, plan=one.plan, entry=one.entry)
        row.document = text_of(Adopted, one)
        self._session.add(row)
        try:
            self._session.flush()
        except IntegrityError as error:
            raise ConflictError("plan: somebody else adopted one at the same moment; look at theirs first") from error


def _read(row: AdoptedRow) -> Adopted:
    return record_of(Adopted, row.document, f"adopted plan {row.number}")
