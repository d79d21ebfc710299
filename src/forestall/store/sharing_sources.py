"""What of the database might be shared with partners: our last messages, and the partners' messages we hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from forestall.model.alert import Alert
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.store.document import record_of
from forestall.store.intake_tables import SignalRow
from forestall.store.tables import AlertRow


@dataclass(frozen=True, slots=True)
class HeldMessage:
    """A partner's message as it lies among the signals."""

    number: int
    """Number of the signal."""
    source: str
    """The source it came by."""
    label: Label
    """Who may read it."""
    field: Field | None
    """The field of security."""
    body: str
    """The signal's content, JSON: the message is its member `xml`."""


def last_messages(session: Session, since: datetime) -> tuple[Alert, ...]:
    """Our last message on each subject that had not expired at `since`, Cancels too, by subject."""
    wanted = select(AlertRow).where(AlertRow.latest == 1, or_(AlertRow.expires.is_(None), AlertRow.expires > since))
    rows = session.scalars(wanted.order_by(AlertRow.subject))
    return tuple(record_of(Alert, row.document, f"alert {row.identifier}") for row in rows)


def held_messages(session: Session, sources: Iterable[str], after: int, since: datetime) -> tuple[HeldMessage, ...]:
    """CAP messages of some sources behind a number that came since a time, in the order of commit."""
    wanted = select(SignalRow.number, SignalRow.source, SignalRow.label, SignalRow.field, SignalRow.body).where(
        SignalRow.kind == "cap",
        SignalRow.source.in_(sorted(sources)),
        SignalRow.number > after,
        SignalRow.received >= since,
        SignalRow.body.is_not(None),
    )
    return tuple(
        HeldMessage(number, source, Label(label), None if field is None else Field(field), body or "")
        for number, source, label, field, body in session.execute(wanted.order_by(SignalRow.number))
    )
