"""What a channel is given and what it answers. The channels themselves are in `channels/`, one file each.

A channel turns a message into what its other side reads, and sends it over a connection that it is given: addresses
are judged where connections are made (`pipeline/connecting.py`).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Protocol

from forestall.model.alert import Alert


class Outcome(Enum):
    """What became of a try."""

    TAKEN = auto()
    """The other side has it."""
    AWAY = auto()
    """It surely does not; another time it may."""
    UNSURE = auto()
    """It may have it: the same message is sent again, under the same id."""
    REFUSED = auto()
    """It does not want this message, and will not want it later."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a try, and why."""

    outcome: Outcome
    """What became of it."""
    detail: str = ""
    """Why; empty when all is well."""
    wait: float = 0.0
    """How long the other side asks us to wait [s]."""


@dataclass(frozen=True, slots=True)
class Item:
    """What a message says of one subject."""

    alert: Alert
    """The last message on it."""
    cap: bytes
    """The same as a CAP 1.2 message."""
    escalated: bool = False
    """Whether it is told because another audience did not acknowledge."""
    missed: tuple[Alert, ...] = ()
    """Earlier messages on it that are overtaken by this one and were never delivered here."""
    known: bool = False
    """Whether an earlier message on it was delivered here."""

    @property
    def over(self) -> bool:
        """Whether it was opened and withdrawn before anything of it could be delivered."""
        return self.alert.msg_type == "Cancel" and bool(self.missed) and not self.known


@dataclass(frozen=True, slots=True)
class Message:
    """What one parcel says."""

    id: str
    """The same for each try: Message-ID, idempotency key."""
    at: datetime
    """When it was put together, UTC."""
    audience: str
    """Name of the audience."""
    place: str
    """Name of the place."""
    domain: str
    """Domain of the office, behind the @ of message ids."""
    language: str
    """Language tag in which it is written."""
    zone: str
    """Time zone of the place."""
    items: tuple[Item, ...]
    """One a subject, in order."""
    follows: tuple[str, ...] = ()
    """Ids of the messages on these subjects that went before it, the oldest first."""
    standing: tuple[Item, ...] = ()
    """All that this channel was given and that is in force, this message's included, the newest first; for feeds."""


class Channel(Protocol):
    """A way to an audience."""

    async def send(self, message: Message) -> Result:
        """Try once."""
        ...


@dataclass(frozen=True, slots=True)
class Reply:
    """What an HTTP server answered."""

    status: int
    """HTTP status."""
    retry_after: float = 0.0
    """How long it asks us to wait [s]."""


Post = Callable[[bytes, dict[str, str]], Awaitable[Reply]]
"""Sends a body with headers to the URL of a channel."""
