"""The outbox: what waits for which channel, what is under way, what came of it. Decisions are in `warn/delivering.py`.

A parcel is written before it is tried and goes when it is known whether it was taken: whoever dies between finds it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from forestall.core.errors import ConflictError, InputError, StateError
from forestall.model.alert import Alert
from forestall.model.delivery import Cause, Delivery, DeliveryState, Lane, Parcel
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.store.delivery_tables import DeliveryRow, LaneRow, ParcelRow, RoutedRow
from forestall.store.document import record_of
from forestall.store.tables import AlertRow

_WAITING = (str(DeliveryState.QUEUED), str(DeliveryState.FAILED))
_DELIVERED = (str(DeliveryState.SENT), str(DeliveryState.CONFIRMED))
_CHUNK = 500


class Deliveries:
    """The outbox of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def unrouted(self, limit: int) -> tuple[Alert, ...]:
        """Alerts for which it is not yet decided who gets them, in the order in which they were sent."""
        known = select(RoutedRow.alert).where(RoutedRow.alert == AlertRow.identifier).exists()
        query = select(AlertRow).where(~known).order_by(AlertRow.sent, AlertRow.subject, AlertRow.identifier)
        return tuple(_alert(row) for row in self._session.scalars(query.limit(limit)))

    def routed(self, alerts: Iterable[Alert], at: datetime) -> None:
        """It is decided who gets these alerts."""
        self._session.add_all(RoutedRow(alert=each.identifier, at=at) for each in alerts)
        self._session.flush()

    def before(self, alert: Alert) -> Alert | None:
        """The message before an alert on its subject; None for the first."""
        query = (
            select(AlertRow)
            .where(AlertRow.subject == alert.subject, AlertRow.sent < alert.sent)
            .order_by(AlertRow.sent.desc(), AlertRow.identifier)
        )
        row = self._session.scalars(query.limit(1)).first()
        return None if row is None else _alert(row)

    def alerts(self, identifiers: Iterable[str]) -> Mapping[str, Alert]:
        """Alerts by identifier, those that are there."""
        found: dict[str, Alert] = {}
        for some in _chunks(sorted(set(identifiers))):
            rows = self._session.scalars(select(AlertRow).where(AlertRow.identifier.in_(some)))
            found.update((row.identifier, _alert(row)) for row in rows)
        return found

    def in_force(self, at: datetime) -> Mapping[str, Alert]:
        """The last message on each subject that is no Cancel and has not expired, by subject."""
        rows = self._session.scalars(select(AlertRow).where(AlertRow.latest == 1, AlertRow.msg_type != "Cancel"))
        found = (_alert(row) for row in rows)
        return {each.subject: each for each in found if each.expires is None or each.expires > at}

    def queue(self, new: Iterable[Delivery]) -> tuple[Delivery, ...]:
        """Queue deliveries that are not there yet; each gets the next number. Returns those that were queued."""
        number = self._session.scalar(select(func.max(DeliveryRow.number))) or 0
        queued: list[Delivery] = []
        for each in new:
            if self._is_there(each):
                continue
            number += 1
            queued.append(replace(each, number=number))
            self._session.add(_row(queued[-1]))
            self._session.flush()
        return tuple(queued)

    def waiting(self) -> Mapping[tuple[str, str], tuple[Delivery, ...]]:
        """What waits, in order, by audience and channel."""
        query = select(DeliveryRow).where(DeliveryRow.state.in_(_WAITING)).order_by(DeliveryRow.number)
        found: dict[tuple[str, str], list[Delivery]] = {}
        for row in self._session.scalars(query):
            found.setdefault((row.audience, row.channel), []).append(_delivery(row))
        return {key: tuple(found[key]) for key in sorted(found)}

    def waiting_in(self, audience: str, channel: str, head: datetime | None) -> tuple[Delivery, ...]:
        """What waits in a lane, in order; only the first that is due at `head`, where a time is given."""
        query = (
            select(DeliveryRow)
            .where(DeliveryRow.audience == audience, DeliveryRow.channel == channel, DeliveryRow.state.in_(_WAITING))
            .order_by(DeliveryRow.number)
        )
        if head is not None:
            query = query.where(DeliveryRow.due <= head).limit(1)
        return tuple(_delivery(row) for row in self._session.scalars(query))

    def on_subjects(self, subjects: Iterable[str]) -> tuple[Delivery, ...]:
        """Everything that was ever queued on some subjects, in order."""
        found: list[Delivery] = []
        for some in _chunks(sorted(set(subjects))):
            rows = self._session.scalars(select(DeliveryRow).where(DeliveryRow.subject.in_(some)))
            found += (_delivery(row) for row in rows)
        return tuple(sorted(found, key=lambda one: one.number))

    def delivered(self, audience: str, channel: str, since: datetime) -> tuple[Delivery, ...]:
        """What was delivered in a lane since a time, in order."""
        query = (
            select(DeliveryRow)
            .where(DeliveryRow.audience == audience, DeliveryRow.channel == channel)
            .where(DeliveryRow.state.in_(_DELIVERED), DeliveryRow.ended >= since)
            .order_by(DeliveryRow.number)
        )
        return tuple(_delivery(row) for row in self._session.scalars(query))

    def bind(self, parcel: Parcel) -> None:
        """Write down what is about to be tried.

        Raises:
            ConflictError: something else is under way in the lane.
        """
        if self.bound(parcel.audience, parcel.channel) is not None:
            raise ConflictError(f"{parcel.audience}/{parcel.channel}: something else is under way")
        self._session.add(ParcelRow(id=parcel.id, audience=parcel.audience, channel=parcel.channel, bound=parcel.bound))
        self._mark(parcel.deliveries, parcel=parcel.id)

    def bound(self, audience: str, channel: str) -> Parcel | None:
        """What is under way in a lane, or was when somebody died."""
        row = self._session.scalars(
            select(ParcelRow).where(ParcelRow.audience == audience, ParcelRow.channel == channel)
        ).first()
        if row is None:
            return None
        rows = self._session.scalars(
            select(DeliveryRow)
            .where(DeliveryRow.parcel == row.id, DeliveryRow.state.in_(_WAITING))
            .order_by(DeliveryRow.number)
        )
        return Parcel(row.id, row.audience, row.channel, row.bound, tuple(_delivery(each) for each in rows))

    def tried(self, parcel: Parcel, note: str) -> None:
        """It did not get through, or perhaps did: the parcel stays as it is."""
        state = str(DeliveryState.FAILED)
        self._mark(parcel.deliveries, state=state, attempts=DeliveryRow.attempts + 1, note=note)

    def release(self, parcel: Parcel) -> None:
        """It surely did not get through: what is in it may go with other things."""
        self._unbind(parcel)
        self._mark(parcel.deliveries, parcel=None)

    def part(self, parcel: Parcel) -> None:
        """It surely did not get through: what is in it is tried one by one."""
        self.release(parcel)
        self._mark(parcel.deliveries, alone=1)

    def sent(self, parcel: Parcel, overtaken: Mapping[int, str], at: datetime) -> None:
        """It was taken; what was overtaken within it is superseded."""
        self._unbind(parcel)
        self._mark(
            parcel.deliveries, state=str(DeliveryState.SENT), ended=at, note="", attempts=DeliveryRow.attempts + 1
        )
        for number, by in overtaken.items():
            row = self._one(number)
            row.state, row.note = str(DeliveryState.SUPERSEDED), f"overtaken by {by} before it could be delivered"
        self._session.flush()

    def give_up(self, deliveries: Iterable[Delivery], why: str, at: datetime) -> None:
        """They are not tried any more."""
        for each in deliveries:
            row = self._one(each.number)
            row.state, row.note, row.ended = str(DeliveryState.GIVEN_UP), why, at
        self._session.flush()

    def one(self, number: int) -> Delivery:
        """A delivery.

        Raises:
            InputError: there is none of that number.
        """
        return _delivery(self._one(number))

    def again(self, number: int, at: datetime) -> Delivery:
        """Try once more what was given up.

        Raises:
            InputError: there is none of that number.
            ConflictError: it was not given up.
        """
        row = self._one(number)
        if row.state != DeliveryState.GIVEN_UP:
            raise ConflictError(f"delivery {number}: is {row.state}; only what was given up is tried again")
        row.state, row.due, row.ended, row.alone = str(DeliveryState.FAILED), at, None, 1
        self._session.flush()
        return _delivery(row)

    def confirm(self, number: int, at: datetime) -> Delivery:
        """The audience has it.

        Raises:
            InputError: there is none of that number.
            ConflictError: it was not sent.
        """
        row = self._one(number)
        if row.state != DeliveryState.SENT:
            raise ConflictError(f"delivery {number}: is {row.state}; only what was sent is confirmed")
        row.state, row.ended = str(DeliveryState.CONFIRMED), at
        self._session.flush()
        return _delivery(row)

    def latest(self, limit: int, state: DeliveryState | None = None, before: int | None = None) -> tuple[Delivery, ...]:
        """The last deliveries, newest first."""
        query = select(DeliveryRow).order_by(DeliveryRow.number.desc()).limit(limit)
        if state is not None:
            query = query.where(DeliveryRow.state == str(state))
        if before is not None:
            query = query.where(DeliveryRow.number < before)
        return tuple(_delivery(row) for row in self._session.scalars(query))

    def lane(self, audience: str, channel: str) -> Lane:
        """How a lane is doing; a new one is well."""
        row = self._session.get(LaneRow, (audience, channel))
        if row is None:
            return Lane(audience, channel)
        return Lane(audience, channel, row.failures, row.until, row.trouble, row.succeeded)

    def keep(self, lane: Lane) -> None:
        """Keep how a lane is doing."""
        self._session.merge(
            LaneRow(
                audience=lane.audience,
                channel=lane.channel,
                failures=lane.failures,
                until=lane.until,
                trouble=lane.trouble,
                succeeded=lane.succeeded,
            )
        )
        self._session.flush()

    def _is_there(self, one: Delivery) -> bool:
        query = select(DeliveryRow.number).where(
            DeliveryRow.alert == one.alert,
            DeliveryRow.audience == one.audience,
            DeliveryRow.channel == one.channel,
            DeliveryRow.cause == str(one.cause),
        )
        return self._session.scalar(query) is not None

    def _mark(self, deliveries: Iterable[Delivery], **values: object) -> None:
        numbers = [each.number for each in deliveries]
        self._session.execute(update(DeliveryRow).where(DeliveryRow.number.in_(numbers)).values(**values))
        self._session.flush()

    def _unbind(self, parcel: Parcel) -> None:
        row = self._session.get(ParcelRow, parcel.id)
        if row is None:
            raise StateError(f"parcel {parcel.id}: is not under way; another process delivers from this state")
        self._session.delete(row)
        self._session.flush()

    def _one(self, number: int) -> DeliveryRow:
        row = self._session.get(DeliveryRow, number)
        if row is None:
            raise InputError(f"delivery {number}: there is none", http_status=404)
        return row


def _chunks(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))


def _alert(row: AlertRow) -> Alert:
    return record_of(Alert, row.document, f"alert {row.identifier}")


def _row(one: Delivery) -> DeliveryRow:
    return DeliveryRow(
        number=one.number,
        audience=one.audience,
        channel=one.channel,
        alert=one.alert,
        cause=str(one.cause),
        subject=one.subject,
        severity=one.severity,
        label=str(one.label),
        field=None if one.field is None else str(one.field),
        queued=one.queued,
        due=one.due,
        state=str(one.state),
        attempts=one.attempts,
        alone=int(one.alone),
        parcel=one.parcel,
        ended=one.ended,
        note=one.note,
    )


def _delivery(row: DeliveryRow) -> Delivery:
    return Delivery(
        number=row.number,
        audience=row.audience,
        channel=row.channel,
        alert=row.alert,
        cause=Cause(row.cause),
        subject=row.subject,
        severity=row.severity,
        label=Label(row.label),
        field=None if row.field is None else Field(row.field),
        queued=row.queued,
        due=row.due,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        alone=bool(row.alone),
        parcel=row.parcel,
        ended=row.ended,
        note=row.note,
    )
