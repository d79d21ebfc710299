"""Steadiness in the database: what passes remember, what is acknowledged, what is silenced.

What follows from it for an alert is asked with `acknowledged` and `silenced`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from forestall.core.errors import ConflictError, InputError
from forestall.model.alert import Alert
from forestall.model.steadiness import Acknowledgement, Silence, Track
from forestall.store.document import record_of, text_of
from forestall.store.messages import Messages
from forestall.store.passes import Passes
from forestall.store.steadiness_tables import AcknowledgementRow, SilenceRow, TrackRow


def acknowledged(session: Session, at: datetime) -> frozenset[str]:
    """Subjects of alerts in force that somebody sees to: nobody else is called for them.

    Args:
        session: the session
        at: the present; alerts in force are those of the last pass
    """
    return _covered(session, Attention(session).acknowledgements(at))


def silenced(session: Session, at: datetime) -> frozenset[str]:
    """Subjects of alerts in force that a silence keeps quiet: nobody is called for them.

    Args:
        session: the session
        at: the present; alerts in force are those of the last pass
    """
    return _covered(session, Attention(session).silences(at))


def in_force(session: Session) -> tuple[Alert, ...]:
    """Our alerts in force at the last pass, by subject."""
    last = Passes(session).last()
    return () if last is None else Messages(session).open(last.at)


def _covered(session: Session, held: Sequence[Acknowledgement | Silence]) -> frozenset[str]:
    if not held:
        return frozenset()
    return frozenset(alert.subject for alert in in_force(session) if any(each.covers(alert) for each in held))


class Tracks:
    """What passes remember, in one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> tuple[Track, ...]:
        """What the last pass remembers, by subject."""
        rows = self._session.scalars(select(TrackRow).order_by(TrackRow.subject))
        return tuple(record_of(Track, row.document, f"track of {row.subject}") for row in rows)

    def put(self, tracks: Iterable[Track], number: int) -> None:
        """Keep what a pass remembers, and nothing of what those before it did."""
        self._session.execute(delete(TrackRow))
        self._session.add_all(
            TrackRow(subject=each.subject, pass_number=number, document=text_of(Track, each)) for each in tracks
        )
        self._session.flush()


class Attention:
    """Acknowledgements and silences, in one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def acknowledgements(self, at: datetime | None = None) -> tuple[Acknowledgement, ...]:
        """Those in force at a time, or all there ever were, by time."""
        query = select(AcknowledgementRow).order_by(AcknowledgementRow.at, AcknowledgementRow.id)
        if at is not None:
            ended = or_(AcknowledgementRow.ended.is_(None), AcknowledgementRow.ended > at)
            query = query.where(ended, or_(AcknowledgementRow.until.is_(None), AcknowledgementRow.until > at))
        found = (_acknowledgement(row) for row in self._session.scalars(query))
        return tuple(each for each in found if at is None or each.holds(at))

    def silences(self, at: datetime | None = None) -> tuple[Silence, ...]:
        """Those in force at a time, or all there ever were; the one that ends first comes first."""
        query = select(SilenceRow).order_by(SilenceRow.until, SilenceRow.id)
        if at is not None:
            query = query.where(SilenceRow.until > at, or_(SilenceRow.ended.is_(None), SilenceRow.ended > at))
        found = (_silence(row) for row in self._session.scalars(query))
        return tuple(each for each in found if at is None or each.holds(at))

    def acknowledge(self, new: Acknowledgement) -> None:
        """Keep a new one.

        Raises:
            ConflictError: the same account did the same at the same time.
        """
        if self._session.get(AcknowledgementRow, new.id) is not None:
            raise ConflictError(f"acknowledgement {new.id}: is there already")
        document = text_of(Acknowledgement, new)
        row = AcknowledgementRow(id=new.id, subject=new.subject, at=new.at, until=new.until, document=document)
        self._session.add(row)
        self._session.flush()

    def silence(self, new: Silence) -> None:
        """Keep a new one.

        Raises:
            ConflictError: the same account did the same at the same time.
        """
        if self._session.get(SilenceRow, new.id) is not None:
            raise ConflictError(f"silence {new.id}: is there already")
        row = SilenceRow(id=new.id, since=new.since, until=new.until, document=text_of(Silence, new))
        self._session.add(row)
        self._session.flush()

    def find(self, id: str) -> Acknowledgement | Silence:  # noqa: A002 - the field's name
        """The one of an id.

        Raises:
            InputError: there is none.
        """
        acknowledged_row = self._session.get(AcknowledgementRow, id)
        if acknowledged_row is not None:
            return _acknowledgement(acknowledged_row)
        row = self._session.get(SilenceRow, id)
        if row is None:
            raise InputError(f"{id!r}: there is no acknowledgement or silence of that id", http_status=404)
        return _silence(row)

    def end(self, id: str, by: str, at: datetime) -> Acknowledgement | Silence:  # noqa: A002 - the field's name
        """End one now; that it was in force until now stays known.

        Raises:
            InputError: there is none.
            ConflictError: it has ended.
        """
        known = self.find(id)
        if not known.holds(at):
            raise ConflictError(f"{id}: is not in force")
        over = replace(known, ended=at, ended_by=by)
        if isinstance(over, Silence):
            row: SilenceRow | AcknowledgementRow | None = self._session.get(SilenceRow, id)
        else:
            row = self._session.get(AcknowledgementRow, id)
        assert row is not None
        row.ended, row.document = at, text_of(type(over), over)
        self._session.flush()
        return over


def _acknowledgement(row: AcknowledgementRow) -> Acknowledgement:
    return record_of(Acknowledgement, row.document, f"acknowledgement {row.id}")


def _silence(row: SilenceRow) -> Silence:
    return record_of(Silence, row.document, f"silence {row.id}")
