"""Which of many messages are in force: updates and cancellations, in whatever order they come.

A message counts from when it was sent; what it refers to is superseded from then on, even if the earlier message
arrives later or never. Signatures are not looked at: whoever gathers the messages answers for their origin.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from forestall.standards.cap.message import Alert, Info

WITHOUT_EXPIRY = timedelta(hours=24)
"""How long information without `expires` holds: the recipient's own policy (CAP 1.2, 3.2.2 expires)."""

Key = tuple[str, str, datetime]


@dataclass(frozen=True, slots=True)
class Lineage:
    """What many messages come to at one time; each tuple by time, sender, identifier."""

    in_force: tuple[Alert, ...]
    """Status Actual, and at least one information holds."""
    apart: tuple[Alert, ...]
    """The same with another status: Exercise, System, Test, Draft. Not real."""
    conflicting: tuple[Alert, ...]
    """Messages with the sender, identifier and time of another but other content; they are left out."""


def lineage(alerts: Iterable[Alert], at: datetime) -> Lineage:
    """What is in force at a time; the order of the messages changes nothing.

    Real messages are never updated or cancelled by an exercise or a test.
    """
    unique, conflicting = _unique(alerts)
    known = {key: alert for key, alert in unique.items() if alert.sent <= at}
    gone = _superseded(known)
    holding = [alert for key, alert in known.items() if key not in gone and in_force(alert, at)]
    return Lineage(
        in_force=tuple(alert for alert in holding if alert.status == "Actual"),
        apart=tuple(alert for alert in holding if alert.status != "Actual"),
        conflicting=conflicting,
    )


def in_force(alert: Alert, at: datetime) -> bool:
    """Whether a message by itself warns of something at a time."""
    return alert.msg_type in ("Alert", "Update") and any(holds(info, alert.sent, at) for info in alert.info)


def holds(info: Info, sent: datetime, at: datetime) -> bool:
    """Whether an information holds at a time: it has taken effect, not expired, and is no all-clear (3.2.2)."""
    effective = info.effective or sent
    expires = info.expires or effective + WITHOUT_EXPIRY
    return effective <= at < expires and "AllClear" not in info.response_type


def _key(alert: Alert) -> Key:
    return alert.sender, alert.identifier, alert.sent.astimezone(UTC)


def _unique(alerts: Iterable[Alert]) -> tuple[dict[Key, Alert], tuple[Alert, ...]]:
    ordered = sorted(alerts, key=lambda alert: (alert.sent, alert.sender, alert.identifier, repr(alert)))
    unique: dict[Key, Alert] = {}
    conflicting = [alert for alert in ordered if unique.setdefault(_key(alert), alert) != alert]
    return unique, tuple(conflicting)


def _superseded(known: dict[Key, Alert]) -> set[Key]:
    gone: set[Key] = set()
    for key, alert in known.items():
        if alert.msg_type in ("Update", "Cancel"):
            for earlier in _referred(alert):
                if earlier in known and _replaces(alert, key, known[earlier], earlier):
                    gone.add(earlier)
    return gone


def _referred(alert: Alert) -> set[Key]:
    return {(item.sender, item.identifier, item.sent.astimezone(UTC)) for item in alert.references}


def _replaces(alert: Alert, key: Key, earlier: Alert, earlier_key: Key) -> bool:
    """A message replaces another of its kind that is not younger; of two that name each other, the greater key wins."""
    if (alert.status == "Actual") != (earlier.status == "Actual") or earlier.sent > alert.sent:
        return False
    return key != earlier_key and (key > earlier_key or key not in _referred(earlier))
