"""What open alerts of ours make owed. Not here: what becomes of it when the alert is closed (`carry`)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from forestall.core.clock import instant
from forestall.core.errors import InputError
from forestall.core.ids import digest_id
from forestall.follow.owed import Owed, owed_under
from forestall.follow.tree import Parents, is_within
from forestall.follow.worktime import WorkTime, in_hours
from forestall.model.alert import Alert
from forestall.model.duty import Duty, Obligation
from forestall.model.place import Place
from forestall.model.words import Trigger

Known = Mapping[str, Sequence[Obligation]]
"""Known obligations by what they come from."""


def from_alerts(place: Place, alerts: Iterable[Alert], work: WorkTime, tree: Parents, known: Known) -> Iterator[Owed]:
    """Each duty on alerts for each open alert of ours that concerns its bearer, owed since the alert was opened.

    An alert concerns an authority that it names, those below it and those above it; one that names none concerns all.
    """
    duties = [duty for duty in place.duties if duty.trigger is Trigger.ALERT]
    ours = {alert.identifier: alert for alert in alerts if not alert.source and alert.msg_type != "Cancel"}
    for identifier in sorted(ours):
        alert = ours[identifier]
        start = opened(alert, known)
        for duty in duties:
            if _concerns(tree, alert, duty.bearer):
                yield _owed(duty, alert, start, work)


def opened(alert: Alert, known: Known) -> datetime:
    """When an alert was first sent: its own time, or for an update that of the message with which it all began.

    An update names messages before it, perhaps not the first; what is already owed for its subject remembers that one.
    """
    if alert.msg_type == "Alert":
        return alert.sent
    remembered = [o.created for o in known.get(_origin(alert), ()) if o.created <= alert.sent]
    return max(remembered) if remembered else min([alert.sent, *_sent_before(alert)])


def _sent_before(alert: Alert) -> Iterator[datetime]:
    """Times of the messages that it follows, `sender,identifier,sent`; one that cannot be read says nothing."""
    for reference in alert.references:
        try:
            yield instant(reference.rpartition(",")[2])
        except InputError:
            continue


def _concerns(tree: Parents, alert: Alert, bearer: str) -> bool:
    named = [value for area in alert.areas for name, value in area.geocodes if name == "jurisdiction"]
    return not named or any(is_within(tree, name, bearer) or is_within(tree, bearer, name) for name in named)


def _origin(alert: Alert) -> str:
    return f"alert:{alert.subject or alert.identifier}"


def _owed(duty: Duty, alert: Alert, created: datetime, work: WorkTime) -> Owed:
    due = in_hours(work, created, duty.within, working=duty.working_time)
    name = digest_id("obligation", "alert", duty.id, _origin(alert), created.isoformat())
    return owed_under(duty, name, _origin(alert), created, due, about=alert.headline)
