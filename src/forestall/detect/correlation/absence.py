"""Conditions with `not`: some rules matched, others did not, before or after.

A moment satisfies an alternative of the condition when one of the alternative's rules matched then, all of them
matched in the timespan up to it, and none of its negated rules matched in the timespan before or after it. In order
(`temporal_ordered`), a negated rule must not have matched between its neighbours only. Moments that hold, each within
the timespan of the one before, are one match: the first.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

from forestall.detect.correlation.event import SECOND, Event, Key, Row, row_from
from forestall.detect.correlation.groups import Fired, Groups, Limits
from forestall.detect.correlation.measure import NEVER
from forestall.standards.sigma.correlation import Correlation, Kind, terms

Alternative = tuple[tuple[int, bool], ...]
"""(rule, whether it must have matched), in the listed order."""


class _Stretch:
    """Events of a group about the moments that are not judged yet."""

    __slots__ = ("events", "held", "last")

    def __init__(self) -> None:
        self.events: deque[Event] = deque()
        self.last = NEVER
        self.held = NEVER
        """The last moment that satisfied the condition."""


class Absences(Groups):
    """Groups of one correlation whose condition holds a `not`."""

    def __init__(self, correlation: Correlation, limits: Limits) -> None:
        super().__init__(correlation.timespan * SECOND, limits)
        assert correlation.expression is not None
        position = {rule: at for at, rule in enumerate(correlation.rules)}
        self._alternatives: tuple[Alternative, ...] = tuple(
            tuple(sorted((position[rule], wanted) for rule, wanted in term)) for term in terms(correlation.expression)
        )
        self._holds = self._in_order if correlation.kind is Kind.TEMPORAL_ORDERED else self._together
        self._live: dict[Key, _Stretch] = {}
        self._pending: deque[tuple[int, Key]] = deque()

    def take(self, rows: Iterable[Row]) -> None:
        for event in map(Event._make, rows):
            if event.time >= self._sweep_at:
                self._sweep(event.time)
            if event.key not in self._live:
                if len(self._live) >= self._limits.groups:
                    self._make_room(event.time)
                self._live[event.key] = _Stretch()
            stretch = self._live[event.key]
            if event.time != stretch.last:
                stretch.last = event.time
                self._pending.append((event.time, event.key))
            stretch.events.append(event)
            self._held += 1
            if self._held >= self._limits.events:
                self._make_room(event.time)

    def settle(self, mark: int) -> None:
        while self._pending and self._pending[0][0] + self._span < mark:
            time, key = self._pending.popleft()
            stretch = self._live.get(key)
            if stretch is not None:
                self._judge(time, key, stretch)
                self._trim(time, stretch)

    def _judge(self, time: int, key: Key, stretch: _Stretch) -> None:
        near = [event for event in stretch.events if abs(event.time - time) <= self._span]
        for alternative in self._alternatives:
            if self._holds(alternative, near, time):
                if stretch.held < time - self._span:
                    wanted = {rule for rule, must in alternative if must}
                    found = tuple(event for event in near if event.time <= time and event.rule in wanted)
                    self._fired.append(Fired(time + self._span, key, found, float(len(wanted))))
                stretch.held = time
                return

    def _trim(self, time: int, stretch: _Stretch) -> None:
        while stretch.events and stretch.events[0].time < time - self._span:
            stretch.events.popleft()
            self._held -= 1

    def _together(self, alternative: Alternative, near: list[Event], time: int) -> bool:
        wanted = {rule for rule, must in alternative if must}
        unwanted = {rule for rule, must in alternative if not must}
        before = {event.rule for event in near if event.time <= time}
        now = {event.rule for event in near if event.time == time}
        return wanted <= before and bool(wanted & now) and not any(event.rule in unwanted for event in near)

    def _in_order(self, alternative: Alternative, near: list[Event], time: int) -> bool:
        """Whether a row of the wanted rules ends at `time`; `ends` are moments at which a row may have got so far."""
        times: dict[int, list[int]] = {}
        for event in near:
            times.setdefault(event.rule, []).append(event.time)
        ends: list[int] | None = None
        barriers: list[int] = []
        for rule, must in alternative:
            if not must:
                barriers = sorted([*barriers, *times.get(rule, [])])
                continue
            found = [moment for moment in times.get(rule, []) if moment <= time]
            ends = [moment for moment in found if _reachable(moment, ends, barriers, time - self._span)]
            barriers = []
        return ends is not None and time in ends and not _any_between(barriers, time, time + self._span)

    def _kept(self) -> list[Mapping[Key, Any]]:
        return [self._live]

    def _last(self, group: Any) -> int:
        return int(group.last)

    def _forget(self, key: Key) -> int:
        return len(self._live.pop(key).events)

    def _dump(self) -> list[Any]:
        groups = [[key, stretch.last, stretch.held, list(stretch.events)] for key, stretch in self._live.items()]
        return [groups, list(self._pending)]

    def _load(self, kept: list[Any]) -> None:
        groups, pending = kept
        for key, last, held, rows in groups:
            stretch = self._live[tuple(key)] = _Stretch()
            stretch.last, stretch.held = last, held
            stretch.events.extend(Event(*row_from(row)) for row in rows)
        self._pending.extend((time, tuple(key)) for time, key in pending)


def _reachable(moment: int, ends: list[int] | None, barriers: list[int], oldest: int) -> bool:
    """Whether a row goes on at a moment: from its latest end so far, no barrier between."""
    if ends is None:
        return not _any_between(barriers, oldest, moment)
    at = bisect_right(ends, moment)
    return at > 0 and not _any_between(barriers, ends[at - 1], moment)


def _any_between(times: list[int], first: int, last: int) -> bool:
    at = bisect_right(times, last)
    return at > 0 and times[at - 1] >= first
