"""Groups of one correlation within stated limits: which are kept, and what is let go when there are too many.

What is kept follows from the order of events alone, never from how they were cut into batches.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from forestall.detect.correlation.event import Event, Key, Row
from forestall.detect.correlation.measure import NEVER

MAX_GROUPS = 200_000
MAX_EVENTS = 1_000_000
_KEPT = 0.9  # share of the limit that is left when groups are let go


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one correlation keeps at a time; beyond it, groups that were silent longest are let go and counted."""

    groups: int = MAX_GROUPS
    events: int = MAX_EVENTS


class Fired(NamedTuple):
    """A window that satisfied its correlation."""

    time: int
    key: Key
    events: Sequence[Event]
    figure: float


class Groups(ABC):
    """Groups by key."""

    def __init__(self, span: int, limits: Limits) -> None:
        """`span` [µs]."""
        self._span = span
        self._limits = limits
        self._held = 0
        self._sweep_at = NEVER
        self._fired: list[Fired] = []
        self.dropped = 0
        """Groups let go for want of room."""

    @abstractmethod
    def take(self, rows: Iterable[Row]) -> None:
        """Take in events by time, rule and id: whole moments, each event once."""

    @abstractmethod
    def settle(self, mark: int) -> None:
        """Judge what no event from `mark` on can change."""

    @abstractmethod
    def _kept(self) -> list[Mapping[Key, Any]]:
        """All that is kept, by key, in one or several maps."""

    @abstractmethod
    def _last(self, group: Any) -> int:
        """The time of a group's last event."""

    @abstractmethod
    def _forget(self, key: Key) -> int:
        """Remove a group; returns how many events it held."""

    @abstractmethod
    def _dump(self) -> list[Any]:
        """What is kept, as JSON values."""

    @abstractmethod
    def _load(self, kept: list[Any]) -> None:
        """The inverse of `_dump`, into an empty one."""

    def finish(self, mark: int) -> list[Fired]:
        """What fired since the last call, by time and group, once all events before `mark` are in."""
        self.settle(mark)
        fired, self._fired = self._fired, []
        fired.sort(key=lambda one: one[:2])
        return fired

    def dump(self) -> list[Any]:
        """Everything kept, as JSON values; to be called after `finish`."""
        return [self.dropped, self._held, self._sweep_at, self._dump()]

    def load(self, kept: list[Any]) -> None:
        """The inverse of `dump`."""
        self.dropped, self._held, self._sweep_at, rest = kept
        self._load(rest)

    def _sweep(self, time: int) -> None:
        """Forget groups in whose windows no event from a time on can lie; once in a timespan."""
        self.settle(time)
        oldest = time - self._span
        for groups in self._kept():
            for key in [key for key, group in groups.items() if self._last(group) < oldest]:
                self._held -= self._forget(key)
        self._sweep_at = time + self._span

    def _make_room(self, time: int) -> None:
        """Let groups go that were silent longest, if there are too many or too much in them."""
        if sum(map(len, self._kept())) < self._limits.groups and self._held < self._limits.events:
            return
        self._sweep(time)
        silent = sorted((self._last(group), key) for groups in self._kept() for key, group in groups.items())
        over = len(silent) - int(self._limits.groups * _KEPT)
        for at, (_, key) in enumerate(silent):
            if at >= over and self._held <= self._limits.events * _KEPT:
                return
            self._held -= self._forget(key)
            self.dropped += 1
