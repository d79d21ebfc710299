"""How often somebody may do something: buckets that fill at a steady rate, for a bounded number of somebodies.

No clock in here: who asks says what time it is. Nothing is kept on disk; a restart fills every bucket.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class Rate:
    """How often."""

    per_second: float
    """In the long run [1/s]."""
    burst: float
    """At once."""


class Throttle:
    """Buckets of one rate; when there are too many, the one that was not asked for longest goes."""

    def __init__(self, rate: Rate, keys: int = 10_000) -> None:
        """Take the rate, and how many buckets are kept."""
        self._rate, self._keys = rate, keys
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, key: str, at: float) -> float:
        """How long until somebody may again; 0 when they may now. Nothing is taken.

        Args:
            key: who
            at: time of a clock that never goes back [s]
        """
        with self._lock:
            missing = 1.0 - self._level(key, at)
        return max(0.0, missing / self._rate.per_second)

    def take(self, key: str, at: float, cost: float = 1.0) -> float:
        """Take from somebody's bucket, below zero if need be.

        Returns:
            How long they should have waited; 0 when it was theirs to take.
        """
        with self._lock:
            level = self._level(key, at)
            self._buckets[key] = (max(level - cost, -self._rate.burst), at)
            self._buckets.move_to_end(key)
            while len(self._buckets) > self._keys:
                self._buckets.popitem(last=False)
        return max(0.0, (1.0 - level) / self._rate.per_second)

    def _level(self, key: str, at: float) -> float:
        level, then = self._buckets.get(key, (self._rate.burst, at))
        return min(self._rate.burst, level + max(0.0, at - then) * self._rate.per_second)
