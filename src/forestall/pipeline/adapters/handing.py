"""Hand what an adapter read to the intake, and come back only when it is on disk.

What cannot be understood goes to quarantine with its reason; what cannot be stored now is tried again until it can:
an adapter that waits here reads no more, and so its sender waits too.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from forestall.core.errors import InputError, StateError
from forestall.model.intake import Arrival, Delivery, Receipt, Rejected

LOG = logging.getLogger("forestall.adapters")
RETRY = 1.0
"""After how long what could not be stored is tried again, when the intake says nothing else [s]."""
Sleep = Callable[[float], Awaitable[object]]


class Desk(Protocol):
    """Understands bytes (`pipeline/arrive.py`)."""

    def read(self, source: str, media_type: str, data: bytes, received: datetime) -> Delivery:
        """What a delivery holds."""
        ...


class Sink(Protocol):
    """Stores deliveries (`pipeline/intake.py`)."""

    async def put(self, delivery: Delivery) -> tuple[Receipt, ...]:
        """Store a delivery; it is durable when this returns."""
        ...


class Offsets(Protocol):
    """How far sources were read (`store/inbox.py`)."""

    def offset(self, source: str) -> str | None:
        """How far a source has been read, in its own words; None when it never was."""
        ...


@dataclass(slots=True)
class Condition:
    """How an adapter is doing, for the source page."""

    source: str
    """The source."""
    way: str
    """`mqtt`, `syslog`, `folder`, `poll`."""
    connected: bool = False
    """It reaches what it reads."""
    trouble: str | None = None
    """Why it does not, or why what it read cannot be stored; None when all is well."""
    stored: int = 0
    """Signals it handed over that were new."""
    repeated: int = 0
    """Signals it handed over that were there before."""
    rejected: int = 0
    """Things it sent to quarantine."""
    lost: int = 0
    """Messages of a way without acknowledgement that found no room."""


@dataclass(slots=True)
class Handing:
    """What every adapter is given."""

    desk: Desk
    """Understands bytes."""
    sink: Sink
    """Stores."""
    offsets: Offsets
    """Remembers how far it was read."""
    clock: Callable[[], datetime]
    """The present, UTC."""
    sleep: Sleep = field(default=asyncio.sleep)
    """Waits [s]."""

    def understood(self, source: str, media_type: str, data: bytes) -> Delivery:
        """What some bytes hold; what is refused as a whole is split by lines, or rejected."""
        received = self.clock()
        try:
            return self.desk.read(source, media_type, data, received)
        except InputError as error:
            return Delivery(rejected=(Rejected(source, received, str(error)[:400], "", media_type, data),))

    async def deliver(self, delivery: Delivery, condition: Condition) -> tuple[Receipt, ...]:
        """Store a delivery, however long that takes; its offset goes with the last of it.

        Raises:
            InputError: its offset alone is refused: nothing a sender sent, a mistake of ours.
        """
        try:
            receipts = await self._stored(delivery, condition)
        except InputError as error:
            return await self._halves(delivery, condition, error)
        repeated = sum(receipt.duplicate for receipt in receipts)
        condition.repeated += repeated
        condition.stored += len(receipts) - repeated
        condition.rejected += len(delivery.rejected)
        return receipts

    async def _stored(self, delivery: Delivery, condition: Condition) -> tuple[Receipt, ...]:
        while True:
            try:
                receipts = await asyncio.shield(self.sink.put(delivery))  # a commit that began is not called off
            except StateError as error:
                if condition.trouble is None:
                    LOG.warning("%s: waits to store: %s", condition.source, error)
                condition.trouble = str(error)
                await self.sleep(float(getattr(error, "retry_after", RETRY)))
            else:
                condition.trouble = None
                return receipts

    async def _halves(self, delivery: Delivery, condition: Condition, error: InputError) -> tuple[Receipt, ...]:
        """Store all but what the database refuses, which goes to quarantine."""
        arrivals = delivery.arrivals
        if not arrivals:
            raise error
        if len(arrivals) == 1:
            rejected = (*delivery.rejected, refused(arrivals[0], error))
            return await self.deliver(replace(delivery, arrivals=(), rejected=rejected), condition)
        middle = len(arrivals) // 2
        first = await self.deliver(Delivery(arrivals[:middle]), condition)
        return first + await self.deliver(replace(delivery, arrivals=arrivals[middle:]), condition)


def refused(arrival: Arrival, error: InputError) -> Rejected:
    """A signal that was understood but has no form in the database; its content stays behind."""
    return Rejected(arrival.source, arrival.received, str(error)[:400], "", "application/json", b"")


def joined(deliveries: Sequence[Delivery]) -> Delivery:
    """Several deliveries as one."""
    return Delivery(
        tuple(arrival for delivery in deliveries for arrival in delivery.arrivals),
        tuple(rejected for delivery in deliveries for rejected in delivery.rejected),
    )
