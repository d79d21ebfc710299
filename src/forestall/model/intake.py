"""What arrives at the live service, before and after it is stored. Bytes become these in `pipeline/arrive.py`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forestall.model.label import Label
from forestall.model.words import Field


class SignalState(StrEnum):
    """How far a stored signal has come."""

    NEW = "new"
    DONE = "done"
    QUARANTINED = "quarantined"


class HeldState(StrEnum):
    """What became of something in quarantine."""

    HELD = "held"
    RESUBMITTED = "resubmitted"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A signal that was understood and went through the door."""

    source: str
    """The source that sent it."""
    identity: str
    """The sender's own id for it, else the SHA-256 of its canonical content: the same thing sent twice has one."""
    received: datetime
    """When it came, UTC."""
    event_time: datetime | None
    """When it was so, UTC; None when it does not say."""
    kind: str
    """`cap`, `stix`, `event`, `reading`, …"""
    label: Label
    """Who may read it."""
    jurisdiction: str | None
    """The authority it concerns."""
    field: Field | None
    """The field of security it belongs to."""
    body: dict[str, object]
    """Its content after the door; JSON values only."""
    digest: str
    """SHA-256 of the bytes as they came, hexadecimal."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something that was not understood, from a sender that is known."""

    source: str
    """The source that sent it."""
    received: datetime
    """When it came, UTC."""
    reason: str
    """What is wrong with it, without quoting personal data."""
    pointer: str
    """The field, line or element that is wrong."""
    media_type: str
    """What it was said to be."""
    raw: bytes
    """It, as it came."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request that may be sent again under the same key."""

    key: str
    """Its Idempotency-Key."""
    source: str
    """The source that sent it; keys of two sources have nothing to do with each other."""
    digest: str
    """SHA-256 of its bytes, hexadecimal."""
    created: datetime
    """When it came, UTC."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is stored together or not at all."""

    arrivals: tuple[Arrival, ...] = ()
    """What was understood."""
    rejected: tuple[Rejected, ...] = ()
    """What was not."""
    offset: tuple[str, str] | None = None
    """A source (or `pipeline`, …), and how far it has been read, in its own words."""
    request: Request | None = None
    """The request it came with."""
    remarks: tuple[str, ...] = ()
    """What the sender should know of what was taken; not stored."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a signal is on disk."""

    identity: str
    """Its identity."""
    number: int
    """Its number in the order of commit."""
    duplicate: bool
    """True when it was there before."""


@dataclass(frozen=True, slots=True)
class StoredSignal:
    """A signal as it lies in the store."""

    number: int
    """Its number in the order of commit; a signal that is resubmitted gets a new one."""
    state: SignalState
    """How far it has come."""
    arrival: Arrival
    """What arrived."""


@dataclass(frozen=True, slots=True)
class Held:
    """Something in quarantine."""

    id: int
    """Its number in the quarantine."""
    state: HeldState
    """What became of it."""
    rejected: Rejected
    """What came, and why it is here."""
    signal: int | None
    """The signal it is, when it was understood but broke a stage, or since it was resubmitted."""


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """What is known of how a source delivers."""

    source: str
    """The source."""
    last_received: datetime | None
    """When something last came, UTC."""
    last_event_time: datetime | None
    """The latest time that it spoke of, UTC."""
    received: int
    """Signals that were stored."""
    duplicates: int
    """Signals that were there before."""
    quarantined: int
    """Things that went to quarantine."""
    last_error: str | None
    """Why the last of them did."""
    silent_since: datetime | None
    """Since when it has been overdue, UTC; None while it delivers."""
