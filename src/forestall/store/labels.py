"""Labels of things and their changes, in the database. Who may change one is asked in `pipeline/labels.py`."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forestall.core.errors import InputError
from forestall.guard.label import Labelled
from forestall.model.account import LabelChange
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.store.account_tables import LabelChangeRow
from forestall.store.intake_tables import SignalRow


class Labels:
    """The labels of one session of the database."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_signal(self, number: int, organisation: str | None) -> Labelled:
        """What the policy asks of a signal.

        Args:
            number: the signal
            organisation: the office that this deployment belongs to

        Raises:
            InputError: there is no such signal.
        """
        row = self._signal(number)
        field = None if row.field is None else Field(row.field)
        return Labelled(Label(row.label), field, row.jurisdiction, organisation)

    def name_of_signal(self, number: int) -> str:
        """The name under which changes of a signal's label are kept; its number may change, this does not."""
        row = self._signal(number)
        return f"{row.source}/{row.identity}"

    def set_on_signal(self, number: int, label: Label) -> None:
        """Give a signal another label."""
        self._signal(number).label = str(label)

    def changes(self, kind: str, thing: str) -> tuple[LabelChange, ...]:
        """The changes of a thing's label, the first one first."""
        wanted = select(LabelChangeRow).where(LabelChangeRow.kind == kind, LabelChangeRow.thing == thing)
        return tuple(_change(row) for row in self._session.scalars(wanted.order_by(LabelChangeRow.id)))

    def label_at(self, kind: str, thing: str, now: Label, at: datetime) -> Label:
        """The label that a thing had at a time.

        Args:
            kind: what sort of thing
            thing: which
            now: its label today
            at: when
        """
        later = [each for each in self.changes(kind, thing) if each.at > at]
        return later[0].before if later else now

    def add(self, change: LabelChange) -> None:
        """Keep a change."""
        number = (self._session.scalar(select(func.max(LabelChangeRow.id))) or 0) + 1
        row = LabelChangeRow(
            id=number,
            kind=change.kind,
            thing=change.thing,
            before=str(change.before),
            after=str(change.after),
            account=change.by,
            at=change.at,
            reason=change.reason,
            signature=change.signature,
        )
        self._session.add(row)
        self._session.flush()

    def _signal(self, number: int) -> SignalRow:
        row = self._session.get(SignalRow, number)
        if row is None:
            raise InputError(f"signal {number}: there is none")
        return row


def _change(row: LabelChangeRow) -> LabelChange:
    return LabelChange(
        kind=row.kind,
        thing=row.thing,
        before=Label(row.before),
        after=Label(row.after),
        by=row.account,
        at=row.at,
        reason=row.reason,
        signature=row.signature,
    )
