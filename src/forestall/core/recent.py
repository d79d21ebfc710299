"""What is looked up at most once in a while, whoever asks."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """What a function gave lately. While one thread asks it anew, the others go on with what they have."""

    def __init__(self, ask: Callable[[], T], age: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the function, and how old its answer may be [s]."""
        self._ask, self._age, self._clock = ask, age, clock
        self._asking = threading.Lock()
        self._known: tuple[float, T] | None = None

    def __call__(self) -> T:
        """The answer, asked for anew when it is too old."""
        known = self._known
        if known is not None and self._clock() - known[0] <= self._age:
            return known[1]
        if not self._asking.acquire(blocking=known is None):
            return known[1]  # type: ignore[index]
        try:
            if self._known is known:
                self._known = self._clock(), self._ask()
            return self._known[1]  # type: ignore[index]
        finally:
            self._asking.release()
