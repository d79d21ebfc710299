"""What a parcel says, put together from the alerts in it and from what was delivered before it."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from forestall.model.alert import Alert
from forestall.model.audience import Audience, Way
from forestall.model.delivery import Cause, Delivery, DeliveryState, Parcel
from forestall.model.place import Place
from forestall.pipeline.cap_signing import Signing, cap_xml
from forestall.store.deliveries import Deliveries
from forestall.warn.channel import Item, Message

_DELIVERED = (DeliveryState.SENT, DeliveryState.CONFIRMED)
_LONGEST = timedelta(days=60)
"""What was delivered longer ago is not in a feed any more."""


def compose(
    box: Deliveries, mine: Parcel, place: Place, audience: Audience, way: Way, signer: Signing | None
) -> Message:
    """What a parcel says: the same for each try of it.

    Args:
        box: the outbox
        mine: the parcel
        place: the place
        audience: to whom
        way: by which of its channels
        signer: who signs its warnings
    """
    before = _before(box, mine)
    alerts = box.alerts([*(each.alert for each in mine.deliveries), *(each.alert for each in before)])
    threads = {name: _since_the_end(before, name, alerts) for name in {each.subject for each in mine.deliveries}}
    items = tuple(_items(mine, alerts, threads, signer))
    single = threads[mine.deliveries[0].subject] if len(items) == 1 else []
    profile = place.profile
    return Message(
        id=mine.id,
        at=mine.bound,
        audience=audience.title,
        place=profile.name,
        domain=profile.sender.rpartition("@")[2],
        language=audience.language or profile.languages[0],
        zone=profile.time_zone,
        items=items,
        follows=tuple(dict.fromkeys(each.parcel for each in single if each.parcel is not None)),
        standing=_standing(box, mine, signer) if way.by == "feed" else (),
    )


def _items(
    mine: Parcel, alerts: Mapping[str, Alert], threads: Mapping[str, list[Delivery]], signer: Signing | None
) -> Iterator[Item]:
    for subject in dict.fromkeys(each.subject for each in mine.deliveries):
        some = [each for each in mine.deliveries if each.subject == subject]
        last = alerts[some[-1].alert]
        missed = dict.fromkeys(each.alert for each in some if each.alert != last.identifier)
        yield Item(
            alert=last,
            cap=cap_xml(last, signer),
            escalated=any(each.cause is Cause.ESCALATION for each in some),
            missed=tuple(alerts[name] for name in missed),
            known=bool(threads[subject]),
        )


def _before(box: Deliveries, mine: Parcel) -> tuple[Delivery, ...]:
    """What was delivered in the lane on the subjects of a parcel before it."""
    found = box.on_subjects(each.subject for each in mine.deliveries)
    return tuple(
        each
        for each in found
        if (each.audience, each.channel) == (mine.audience, mine.channel)
        and each.state in _DELIVERED
        and each.parcel != mine.id
    )


def _since_the_end(before: tuple[Delivery, ...], subject: str, alerts: Mapping[str, Alert]) -> list[Delivery]:
    """What was delivered on a subject since a warning on it was last withdrawn: the thread that goes on."""
    thread: list[Delivery] = []
    for each in before:
        if each.subject == subject:
            thread.append(each)
            alert = alerts.get(each.alert)
            if alert is not None and alert.msg_type == "Cancel":
                thread.clear()
    return thread


def _standing(box: Deliveries, mine: Parcel, signer: Signing | None) -> tuple[Item, ...]:
    """All that a lane was given and that was in force when a parcel was put together, newest first."""
    given = [*box.delivered(mine.audience, mine.channel, mine.bound - _LONGEST), *mine.deliveries]
    alerts = box.alerts(each.alert for each in given)
    last = {each.subject: alerts[each.alert] for each in given if each.alert in alerts}
    held = (one for one in last.values() if one.msg_type != "Cancel")
    held = (one for one in held if one.expires is None or one.expires > mine.bound)
    newest = sorted(held, key=lambda one: (one.sent, one.identifier), reverse=True)
    return tuple(Item(one, cap_xml(one, signer)) for one in newest)
