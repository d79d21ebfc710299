"""Messages on their way: what goes to whom by which channel, and how far it has come."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forestall.model.label import Label
from forestall.model.words import Field


class DeliveryState(StrEnum):
    """How far a delivery has come."""

    QUEUED = "queued"
    """It waits and was never tried."""
    FAILED = "failed"
    """It was tried, did not get through, and is tried again."""
    SENT = "sent"
    """The other side took it."""
    CONFIRMED = "confirmed"
    """The audience said that it has it."""
    GIVEN_UP = "given_up"
    """It is not tried any more."""
    SUPERSEDED = "superseded"
    """A later message on the same subject went out and says so."""


class Cause(StrEnum):
    """Why something is delivered."""

    ALERT = "alert"
    """The audience is to be warned."""
    ESCALATION = "escalation"
    """Another audience did not acknowledge."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One alert for one channel of one audience."""

    number: int
    """Order in which it was queued, from 1."""
    audience: str
    """To whom."""
    channel: str
    """By which of the audience's channels."""
    alert: str
    """Identifier of the alert."""
    cause: Cause
    """Why."""
    subject: str
    """What the alert is about, the same through all its updates."""
    severity: str
    """Severity of the alert."""
    label: Label
    """Who may read the alert."""
    field: Field | None
    """The alert's field of security."""
    queued: datetime
    """When it was queued, UTC."""
    due: datetime
    """Before this it is not sent, UTC."""
    state: DeliveryState = DeliveryState.QUEUED
    """How far it has come."""
    attempts: int = 0
    """How often it was tried."""
    alone: bool = False
    """A digest with it was refused: it is tried by itself."""
    parcel: str | None = None
    """The parcel it is or was last in."""
    ended: datetime | None = None
    """When it was sent, confirmed, given up or superseded, UTC."""
    note: str = ""
    """Why it failed, was given up or superseded."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Deliveries that go out as one message, fixed before it is tried: tried again, it is the same message."""

    id: str
    """Follows from what is in it: Message-ID, idempotency key."""
    audience: str
    """To whom."""
    channel: str
    """By which channel."""
    bound: datetime
    """When it was put together, UTC."""
    deliveries: tuple[Delivery, ...]
    """What is in it, in order."""


@dataclass(frozen=True, slots=True)
class Lane:
    """How one channel of an audience is doing."""

    audience: str
    """Whose."""
    channel: str
    """Which."""
    failures: int = 0
    """Failures since the last success."""
    until: datetime | None = None
    """Before this it is not tried again, UTC."""
    trouble: str = ""
    """What was wrong the last time; empty when all is well."""
    succeeded: datetime | None = None
    """When something last got through, UTC."""
    waiting: int = 0
    """Deliveries that wait."""
