"""What is delivered to whom, when, together with what, and what follows a failure. Pure decisions.

How a message looks and is sent is in `channels/`; the outbox is in `store/`; `pipeline/deliver.py` joins them.
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from forestall.core.ids import digest_id
from forestall.guard.label import Labelled, subtree
from forestall.guard.policy import Standing, Subject, decide
from forestall.model.account import Action, Purpose, Role
from forestall.model.alert import Alert
from forestall.model.audience import Audience, Way
from forestall.model.delivery import Cause, Delivery, DeliveryState, Lane, Parcel
from forestall.model.label import Label
from forestall.model.profile import Profile
from forestall.warn.hours import next_time, quiet_until

GATHERS = frozenset({"email"})
"""Channels that people read: they keep quiet hours, and what has waited comes as one message."""
MOST_SINGLY = 3
"""More new alerts at once than this come as one message."""
MOST_TOGETHER = 200
"""Alerts in one message."""
LATE = timedelta(minutes=15)
"""What is due for longer than this has waited."""
FIRST_WAIT, LONGEST_WAIT = 15.0, 1800.0
"""Bounds of the waits between two tries [s]."""

_RANKS = {"Minor": 1, "Unknown": 2, "Moderate": 2, "Severe": 3, "Extreme": 4}
_ROLES = {"office": Role.ANALYST, "authority": Role.LOCAL, "outside": Role.PARTNER}
_SCOPES = {"Public": Label.CLEAR, "Restricted": Label.AMBER, "Private": Label.RED}
_WAITING = (DeliveryState.QUEUED, DeliveryState.FAILED)


@dataclass(frozen=True, slots=True)
class Standstill:
    """Subjects that somebody has in hand."""

    acknowledged: frozenset[str] = frozenset()
    """Acknowledged: changes are told only when they are worse, and nothing is escalated."""
    silenced: frozenset[str] = frozenset()
    """Silenced: nothing is told."""


def label_of(alert: Alert) -> Label:
    """Who may read an alert: its label, else what its scope says (CAP 1.2, 3.2.1)."""
    return alert.label or _SCOPES.get(alert.scope, Label.RED)


def rank(severity: str) -> int:
    """Severities in order; Unknown counts as Moderate, a word that CAP does not know as Extreme."""
    return _RANKS.get(severity, 4)


def thread(alert: Alert) -> str:
    """What an alert is about: its subject, else the first message of its line."""
    if alert.subject:
        return alert.subject
    return alert.references[0].split(",")[1] if alert.references else alert.identifier


def refusal(audience: Audience, alert: Alert, profile: Profile) -> str | None:
    """Why an audience may not have an alert; None when it may. The table of rights decides (`guard/policy.py`).

    Args:
        audience: who would get it
        alert: what it would get
        profile: the place
    """
    office = profile.sender
    own = office if audience.kind == "office" else None
    fields = frozenset(audience.fields) or None
    clearance = Label(audience.clearance.removeprefix("TLP:"))
    grant = Standing(_ROLES[audience.kind], clearance, fields, None, frozenset({Purpose.OPERATIONS}))
    subject = Subject(audience.id, own, frozenset({grant}), Purpose.OPERATIONS)
    label = label_of(alert)
    if fields is not None and alert.field not in fields:
        return f"field {alert.field or 'unknown'} is not one of its fields"
    if decide(subject, Action.NOTIFY, Labelled(label, alert.field, None, office)).allowed:
        return None
    return f"label {label} is not for {audience.kind} cleared to {audience.clearance}"


def unconcerned(audience: Audience, alert: Alert, profile: Profile) -> str | None:
    """Why an alert that an audience may have is of no concern to it; None when it is."""
    if rank(alert.severity) < rank(audience.severity):
        return f"severity {alert.severity} is below {audience.severity}"
    named = {value for area in alert.areas for name, value in area.geocodes if name == "jurisdiction"}
    if audience.areas and named and not named & _around(audience.areas, profile):
        return f"area {', '.join(sorted(named))} is not in or above {', '.join(audience.areas)}"
    return None


def _around(areas: Iterable[str], profile: Profile) -> frozenset[str]:
    """Jurisdictions with all below and all above them."""
    parents = {each.id: each.parent for each in profile.jurisdictions}
    below = frozenset[str]().union(*(subtree(each, parents) for each in areas))
    above = {each for each in parents if any(one in subtree(each, parents) for one in areas)}
    return below | above


def recipients(audiences: Iterable[Audience], alert: Alert, profile: Profile) -> tuple[Audience, ...]:
    """Who gets an alert, by id."""
    return tuple(
        each
        for each in sorted(audiences, key=lambda one: one.id)
        if refusal(each, alert, profile) is None and unconcerned(each, alert, profile) is None
    )


def is_held(alert: Alert, before: Alert | None, still: Standstill) -> bool:
    """Whether an alert is not told because somebody has the matter in hand.

    Args:
        alert: the alert
        before: the message before it on its subject
        still: what is acknowledged and silenced
    """
    if alert.msg_type == "Cancel":
        return False
    if thread(alert) in still.silenced:
        return True
    worse = before is None or rank(alert.severity) > rank(before.severity)
    return alert.msg_type == "Update" and thread(alert) in still.acknowledged and not worse


def due(audience: Audience, way: Way, alert: Alert, at: datetime, zone: str) -> datetime:
    """When an alert goes to an audience by a channel: now, with the next digest, or when quiet hours end.

    Args:
        audience: who gets it
        way: the channel; machines know no quiet hours
        alert: what it gets
        at: the present
        zone: time zone of the place
    """
    if way.by not in GATHERS:
        return at
    moment, weight = at, rank(alert.severity)
    if audience.digest is not None and weight < rank(audience.digest.below):
        moment = next_time(audience.digest.at, at, zone)
    if audience.quiet is not None and weight < rank(audience.quiet.break_at):
        moment = quiet_until(audience.quiet, moment, zone)
    return moment


def together(waiting: Sequence[Delivery], at: datetime, by: str) -> tuple[Delivery, ...]:
    """What goes out next from a lane as one message; nothing when nothing is due.

    Machines get each message by itself, in order. People get what has waited (through a failure, the night, until the
    next digest) as one; with something that is due goes what waits on the same subject from before it.

    Args:
        waiting: what waits in the lane, in order
        at: the present
        by: kind of channel
    """
    ready = [each for each in waiting if each.due <= at]
    if not ready or by not in GATHERS or ready[0].alone:
        return tuple(ready[:1])
    last = {each.subject: each.number for each in ready}
    whole = [each for each in waiting if each.number <= last.get(each.subject, 0) and not each.alone]
    if len(last) > MOST_SINGLY or any(_has_waited(each, at) for each in whole):
        return tuple(whole[:MOST_TOGETHER])
    return tuple(each for each in whole if each.subject == ready[0].subject)[:MOST_TOGETHER]


def _has_waited(one: Delivery, at: datetime) -> bool:
    return one.state is DeliveryState.FAILED or one.due > one.queued or at - one.due > LATE


def parcel(deliveries: Sequence[Delivery], at: datetime) -> Parcel:
    """Deliveries of one lane as one message; its id follows from what is in it, not from when it is sent."""
    first = deliveries[0]
    inside = [f"{each.alert}/{each.cause}" for each in deliveries]
    name = digest_id("delivery", first.audience, first.channel, *inside)
    return Parcel(name, first.audience, first.channel, at, tuple(deliveries))


def superseded(deliveries: Sequence[Delivery]) -> Mapping[int, str]:
    """Of deliveries that went out as one message: which were overtaken, and by which alert, by number."""
    last = {each.subject: each.alert for each in deliveries}
    return {each.number: last[each.subject] for each in deliveries if each.alert != last[each.subject]}


def next_try(lane: Lane, at: datetime, at_least: float = 0.0) -> datetime:
    """When a lane is tried again after one more failure.

    Waits double, with jitter that follows from the lane and the count, so that the same history gives the same times.

    Args:
        lane: the lane as it was before this failure
        at: the present
        at_least: what the other side asked for [s]

    Source:
        Brooker (2015), Exponential Backoff and Jitter, AWS Architecture Blog
    """
    bound = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(lane.failures, 30))
    chance = random.Random(digest_id("wait", lane.audience, lane.channel, lane.failures))  # noqa: S311 - spreads load
    return at + timedelta(seconds=max(chance.uniform(bound / 2, bound), min(at_least, 86_400.0)))


def is_too_old(one: Delivery, audience: Audience, at: datetime) -> bool:
    """Whether a delivery that waits is given up."""
    return one.state in _WAITING and at - one.due > timedelta(hours=audience.keep)


def escalated(
    deliveries: Sequence[Delivery],
    alerts: Mapping[str, Alert],
    audiences: Mapping[str, Audience],
    still: Standstill,
    at: datetime,
) -> Iterator[tuple[Delivery, Audience]]:
    """Deliveries that nobody answered in time, and who is told now.

    Whether it was sent does not matter: what could not be delivered is unanswered too.

    Args:
        deliveries: what was ever queued on the subjects in force
        alerts: the last message on each subject that is in force, by subject
        audiences: by id
        still: what is acknowledged and silenced
        at: the present
    """
    open_ = [each for each in deliveries if each.subject in alerts and _of_this_time(each, alerts[each.subject], at)]
    answered = {(each.subject, each.audience) for each in open_ if each.state is DeliveryState.CONFIRMED}
    told = {(each.subject, each.audience, rank(each.severity)) for each in open_ if each.cause is Cause.ESCALATION}
    in_hand = still.acknowledged | still.silenced
    for each in open_:
        audience = audiences.get(each.audience)
        if audience is None or each.subject in in_hand or (each.subject, each.audience) in answered:
            continue
        target = _told_next(each, audience, audiences, at)
        if target is not None and (each.subject, target.id, rank(each.severity)) not in told:
            told.add((each.subject, target.id, rank(each.severity)))
            yield each, target


def _told_next(one: Delivery, audience: Audience, audiences: Mapping[str, Audience], at: datetime) -> Audience | None:
    """Who is told when an audience left a delivery unanswered; None when it is no time for it."""
    rule = audience.escalate
    if rule is None or rank(one.severity) < rank(rule.severity) or at - one.due < timedelta(hours=rule.after):
        return None
    return audiences.get(rule.audience)


def _of_this_time(one: Delivery, alert: Alert, at: datetime) -> bool:
    """Whether a delivery belongs to the warning in force, not to one on the same subject that is over.

    A recorded place warns in a time of its own: there everything counts.
    """
    return alert.effective > at or one.queued >= alert.effective
