"""Which alerts are queued for whom, what is escalated, what is given up. Sending is in `deliver.py`."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from forestall.core.clock import iso
from forestall.model.alert import Alert
from forestall.model.audience import Audience
from forestall.model.delivery import Cause, Delivery, DeliveryState, Parcel
from forestall.model.entry import Entry
from forestall.model.place import Place
from forestall.store.book import Book
from forestall.store.deliveries import Deliveries
from forestall.store.steadiness import acknowledged, silenced
from forestall.warn.delivering import (
    Standstill,
    due,
    escalated,
    is_held,
    is_too_old,
    label_of,
    refusal,
    thread,
    unconcerned,
)

MOST_ALERTS = 1000
"""Alerts looked at in one transaction."""
_TOLD = frozenset({"Actual", "Exercise", "System", "Test"})


def route(session: Session, place: Place, at: datetime) -> tuple[Delivery, ...]:
    """Decide for each new alert who gets it, and queue that.

    What has expired is not told any more, nor what somebody has in hand. Whoever was told of a warning is told how it
    goes on, also when it has become too small or too far away for them.

    Returns:
        What was queued.
    """
    box = Deliveries(session)
    alerts = box.unrouted(MOST_ALERTS)
    still = Standstill(acknowledged(session, at), silenced(session, at)) if alerts else Standstill()
    queued: list[Delivery] = []
    for alert in alerts:
        over = alert.expires is not None and alert.expires <= at
        if alert.status in _TOLD and not over and not is_held(alert, box.before(alert), still):
            queued += box.queue(_wanted(box, alert, place, at))
    box.routed(alerts, at)
    return tuple(queued)


def escalate(session: Session, place: Place, at: datetime) -> tuple[Delivery, ...]:
    """Queue for the next audience what nobody answered in time; the ledger says so. Returns what was queued."""
    audiences = {each.id: each for each in place.audiences}
    if not any(each.escalate for each in place.audiences):
        return ()
    box = Deliveries(session)
    alerts = {thread(each): each for each in box.in_force(at).values()}
    still = Standstill(acknowledged(session, at), silenced(session, at))
    queued: list[Delivery] = []
    for late, target in tuple(escalated(box.on_subjects(alerts), alerts, audiences, still, at)):
        alert = alerts[late.subject]
        if refusal(target, alert, place.profile) is None:
            new = box.queue(_for(target, alert, place, at, Cause.ESCALATION))
            queued += new
            _enter(session, at, f"{late.subject}/{target.id}", {"escalated_from": late.audience}, new)
    return tuple(queued)


def give_up(session: Session, place: Place, at: datetime) -> tuple[Delivery, ...]:
    """Give up what waits too long and what has nowhere to go; the ledger says so. Returns what was given up."""
    box, audiences = Deliveries(session), {each.id: each for each in place.audiences}
    lost: list[Delivery] = []
    for (audience, channel), lane in box.waiting().items():
        reasons = {each.number: _hopeless(each, audiences.get(audience), at) for each in lane}
        bound = box.bound(audience, channel)
        if bound is not None and any(reasons[each.number] for each in bound.deliveries):
            box.release(bound)
        for each in lane:
            if why := reasons[each.number]:
                record_given_up(session, (each,), why, at)
                lost.append(each)
    return tuple(lost)


def bar(session: Session, deliveries: Iterable[Delivery], audience: Audience, place: Place, at: datetime) -> bool:
    """Give up what an audience may not have (any more), just before it would go out. Whether there was any."""
    some = tuple(deliveries)
    alerts = Deliveries(session).alerts(each.alert for each in some)
    found = False
    for each in some:
        alert = alerts.get(each.alert)
        why = "the alert is no longer there" if alert is None else refusal(audience, alert, place.profile)
        if why is not None:
            record_given_up(session, (each,), why, at)
            found = True
    return found


def record_given_up(session: Session, deliveries: Iterable[Delivery], why: str, at: datetime) -> None:
    """Deliveries are not tried any more; the ledger says so."""
    some = tuple(deliveries)
    Deliveries(session).give_up(some, why, at)
    for each in some:
        _enter(session, at, str(each.number), {"state": str(DeliveryState.GIVEN_UP), "why": why}, (each,))


def record_sent(session: Session, parcel: Parcel, overtaken: Mapping[int, str], note: str, at: datetime) -> None:
    """A parcel was taken; the ledger says what went to whom and when."""
    Deliveries(session).sent(parcel, overtaken, at)
    said: dict[str, object] = {
        "state": str(DeliveryState.SENT),
        "overtaken": sorted(each.alert for each in parcel.deliveries if each.number in overtaken),
        "note": note,
    }
    _enter(session, at, parcel.id, said, parcel.deliveries)


def record_by_hand(session: Session, one: Delivery, by: str, at: datetime) -> None:
    """Somebody confirmed a delivery or wants it tried again; the ledger says so."""
    _enter(session, at, str(one.number), {"state": str(one.state), "by": by}, (one,))


def _wanted(box: Deliveries, alert: Alert, place: Place, at: datetime) -> Iterator[Delivery]:
    told = _told(box, alert)
    for audience in sorted(place.audiences, key=lambda one: one.id):
        if refusal(audience, alert, place.profile) is not None:
            continue
        if audience.id in told or (alert.msg_type != "Cancel" and unconcerned(audience, alert, place.profile) is None):
            yield from _for(audience, alert, place, at, Cause.ALERT)


def _told(box: Deliveries, alert: Alert) -> frozenset[str]:
    """Audiences that were told of the warning, or are about to be, and not yet of its end."""
    if alert.msg_type == "Alert":
        return frozenset()
    earlier = [each for each in box.on_subjects([thread(alert)]) if each.state is not DeliveryState.GIVEN_UP]
    known = box.alerts(each.alert for each in earlier)
    last = {each.audience: known.get(each.alert) for each in earlier}
    return frozenset(name for name, one in last.items() if one is not None and one.msg_type != "Cancel")


def _for(audience: Audience, alert: Alert, place: Place, at: datetime, cause: Cause) -> Iterator[Delivery]:
    for way in sorted(audience.channels, key=lambda one: one.id):
        yield Delivery(
            number=0,
            audience=audience.id,
            channel=way.id,
            alert=alert.identifier,
            cause=cause,
            subject=thread(alert),
            severity=alert.severity,
            label=label_of(alert),
            field=alert.field,
            queued=at,
            due=due(audience, way, alert, at, place.profile.time_zone),
        )


def _hopeless(one: Delivery, audience: Audience | None, at: datetime) -> str | None:
    if audience is None or one.channel not in {way.id for way in audience.channels}:
        return "the place no longer has this audience or channel"
    return f"could not be delivered for {audience.keep:g} h: {one.note}" if is_too_old(one, audience, at) else None


def _enter(
    session: Session, at: datetime, subject: str, said: Mapping[str, object], deliveries: Iterable[Delivery]
) -> None:
    told = [
        {
            "number": each.number,
            "audience": each.audience,
            "channel": each.channel,
            "alert": each.alert,
            "cause": str(each.cause),
            "queued": iso(each.queued),
        }
        for each in deliveries
    ]
    Book(session).append([Entry("delivery", subject, at, {**said, "deliveries": told})])
