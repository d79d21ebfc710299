"""What is waited for between two requests of one signing in: challenges of passkeys, states of a service.

In memory and for some minutes: a restart means that somebody has to begin again, no more.
"""

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

from forestall.guard.secret import new_secret

LIFE = timedelta(minutes=5)
Thing = TypeVar("Thing")


class Pending(Generic[Thing]):
    """Things by a ticket that works once."""

    def __init__(self, most: int = 10_000) -> None:
        """Take how many are kept; the oldest one goes first."""
        self._most = most
        self._things: OrderedDict[str, tuple[datetime, Thing]] = OrderedDict()
        self._lock = Lock()

    def put(self, thing: Thing, at: datetime) -> str:
        """The ticket of a new thing."""
        ticket = new_secret()
        with self._lock:
            self._things[ticket] = (at, thing)
            while len(self._things) > self._most:
                self._things.popitem(last=False)
        return ticket

    def take(self, ticket: str, at: datetime) -> Thing | None:
        """The thing of a ticket, which from now on is void; None when there is none, or no longer."""
        with self._lock:
            made, thing = self._things.pop(ticket, (None, None))
        return thing if made is not None and at - made < LIFE else None
