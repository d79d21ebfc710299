"""Alerts that we sent, and which of them are open."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from forestall.core.errors import StateError
from forestall.model.alert import Alert
from forestall.store.document import record_of, text_of
from forestall.store.tables import AlertRow


class Messages:
    """The alerts of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open(self, since: datetime) -> tuple[Alert, ...]:
        """The last message on each subject that is no Cancel and had not expired at `since`, by subject."""
        rows = self._session.scalars(
            select(AlertRow)
            .where(AlertRow.latest == 1, AlertRow.msg_type != "Cancel")
            .where(or_(AlertRow.expires.is_(None), AlertRow.expires > since))
            .order_by(AlertRow.subject)
        )
        return tuple(map(_alert, rows))

    def sent(self, at: datetime) -> tuple[Alert, ...]:
        """The last message on each subject that was sent at a time, Cancels too, by subject."""
        rows = self._session.scalars(
            select(AlertRow).where(AlertRow.latest == 1, AlertRow.sent == at).order_by(AlertRow.subject)
        )
        return tuple(map(_alert, rows))

    def get(self, identifier: str) -> Alert | None:
        """A message; None when we sent none of that identifier."""
        row = self._session.get(AlertRow, identifier)
        return None if row is None else _alert(row)

    def chain(self, subject: str) -> tuple[Alert, ...]:
        """The messages on a subject since it was last cancelled, oldest first; empty when a Cancel was the last."""
        found: list[Alert] = []
        rows = self._session.scalars(
            select(AlertRow).where(AlertRow.subject == subject).order_by(AlertRow.latest.desc(), AlertRow.sent.desc())
        )
        for row in rows:
            if row.msg_type == "Cancel":
                break
            found.append(_alert(row))
        return tuple(reversed(found))

    def about(self, subject: str, most: int) -> tuple[Alert, ...]:
        """The last messages on a subject, Cancels too, oldest first."""
        wanted = select(AlertRow).where(AlertRow.subject == subject)
        rows = self._session.scalars(wanted.order_by(AlertRow.latest.desc(), AlertRow.sent.desc()).limit(most))
        return tuple(reversed([_alert(row) for row in rows]))

    def newest(self, most: int) -> tuple[Alert, ...]:
        """The last messages that we sent, newest first."""
        rows = self._session.scalars(select(AlertRow).order_by(AlertRow.sent.desc(), AlertRow.identifier).limit(most))
        return tuple(map(_alert, rows))

    def add(self, alerts: Iterable[Alert], number: int | None) -> None:
        """Keep what was sent; each becomes the last message on its subject.

        Args:
            alerts: the messages
            number: the pass that sent them; None when a person did

        Raises:
            StateError: a message of that identifier was sent before.
        """
        for alert in alerts:
            if self._session.get(AlertRow, alert.identifier) is not None:
                raise StateError(f"alert {alert.identifier} on {alert.subject}: was sent before")
            self._session.execute(update(AlertRow).where(AlertRow.subject == alert.subject).values(latest=0))
            self._session.add(_row(alert, number))
            self._session.flush()


def _alert(row: AlertRow) -> Alert:
    return record_of(Alert, row.document, f"alert {row.identifier}")


def _row(alert: Alert, number: int | None) -> AlertRow:
    return AlertRow(
        identifier=alert.identifier,
        pass_number=number,
        subject=alert.subject,
        msg_type=alert.msg_type,
        sent=alert.sent,
        expires=alert.expires,
        latest=1,
        document=text_of(Alert, alert),
    )
