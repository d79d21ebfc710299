"""Wider rights that were taken in an emergency, in the database."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forestall.core.errors import ConflictError, InputError
from forestall.model.account import Emergency
from forestall.store.account_tables import EmergencyRow


class Emergencies:
    """The emergencies of one session of the database."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> tuple[Emergency, ...]:
        """Every one there ever was, the first one first."""
        return tuple(_emergency(row) for row in self._session.scalars(select(EmergencyRow).order_by(EmergencyRow.id)))

    def add(self, emergency: Emergency) -> Emergency:
        """Keep a new one.

        Args:
            emergency: what was taken; its number is given here
        """
        number = (self._session.scalar(select(func.max(EmergencyRow.id))) or 0) + 1
        row = EmergencyRow(
            id=number,
            account=emergency.account,
            grant=emergency.grant,
            at=emergency.at,
            reason=emergency.reason,
            due=emergency.due,
        )
        self._session.add(row)
        self._session.flush()
        return _emergency(row)

    def justify(self, number: int, account: str, justification: str, at: datetime) -> Emergency:
        """Keep why it had to be.

        Raises:
            InputError: the account took nothing of that number.
            ConflictError: it has been justified.
        """
        row = self._session.get(EmergencyRow, number)
        if row is None or row.account != account:
            raise InputError(f"emergency {number}: {account} has none of that number")
        if row.justified is not None:
            raise ConflictError(f"emergency {number}: was justified at {row.justified.isoformat()}")
        row.justified, row.justification = at, justification
        self._session.flush()
        return _emergency(row)


def _emergency(row: EmergencyRow) -> Emergency:
    return Emergency(
        id=row.id,
        account=row.account,
        grant=row.grant,
        at=row.at,
        reason=row.reason,
        due=row.due,
        justified=row.justified,
        justification=row.justification,
    )
