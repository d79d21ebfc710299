"""Full windows of one correlation: those into which no further event of the group fits.

A group's events within the timespan of each other are a window; it is full when no other event of the group lies
within the timespan of them all. Full windows that satisfy the condition and share events one after another are one
match: the first of them. Conditions with `not` are not here (`absence`).
"""

import heapq
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

from forestall.detect.correlation.event import SECOND, Event, Key, Row, row_from
from forestall.detect.correlation.groups import Fired, Groups, Limits
from forestall.detect.correlation.measure import NEVER, Measure, holds, least, maker, rising
from forestall.standards.sigma.correlation import Bound, Correlation

_Chain = tuple[int, Row, Any]


class _Window:
    """The window that a group's last event ends."""

    __slots__ = ("before", "events", "judged", "last", "measure", "true")

    def __init__(self, measure: Measure, rows: Iterable[Row]) -> None:
        self.events = deque(map(Event._make, rows))
        self.last = self.events[-1].time
        self.measure = measure
        for event in self.events:
            measure.add(event)
        self.true = False
        """This window satisfies the condition."""
        self.judged = False
        """Nothing can change that any more."""
        self.before = NEVER
        """Where the full window before this one ended, if it satisfied the condition."""


class Windows(Groups):
    """Windows of all groups of one correlation.

    Most groups have fewer events than the condition takes (`least`); such a group is only a chain of its rows, newest
    first: (how many, row, the rest).
    """

    def __init__(self, correlation: Correlation, limits: Limits) -> None:
        super().__init__(correlation.timespan * SECOND, limits)
        self._measure = maker(correlation)
        self._bounds = correlation.bounds or (Bound("gt", 0),)
        self._rising = rising(correlation)
        self._least = least(correlation)
        self._few: dict[Key, _Chain] = {}
        self._live: dict[Key, _Window] = {}
        self._touched: dict[Key, _Window] = {}
        self._due: list[tuple[int, Key]] = []

    def take(self, rows: Iterable[Row]) -> None:
        most, few, live, least = self._limits.events, self._few, self._live, self._least
        for row in rows:
            time, key = row[0], row[3]
            if time >= self._sweep_at:
                self._sweep(time)
            chain = few.get(key)
            if chain is not None:
                few[key] = (chain[0] + 1, row, chain)
                if chain[0] + 1 >= least:
                    self._grow(key, time)
            elif key in live:
                self._enter(key, live[key], Event(*row))
            else:
                self._open(key, row)
            self._held += 1
            if self._held >= most:
                self._make_room(time)

    def settle(self, mark: int) -> None:
        touched, self._touched = self._touched, {}
        for key, window in touched.items():
            if window.last < mark:
                self._reach(key, window)
            else:
                self._touched[key] = window
        while self._due and self._due[0][0] < mark:
            due, key = heapq.heappop(self._due)
            closing = self._live.get(key)
            if closing and not closing.judged and closing.events[0].time + self._span == due:
                self._close(key, closing)

    def _open(self, key: Key, row: Row) -> None:
        if len(self._few) + len(self._live) >= self._limits.groups:
            self._make_room(row[0])
        if self._least > 1:
            self._few[key] = (1, row, None)
        else:
            self._begin(key, [row])

    def _grow(self, key: Key, time: int) -> None:
        """A group has enough events to be looked at, unless some are too old."""
        chain = self._few.pop(key)
        fresh = [row for row in _rows(chain) if row[0] >= time - self._span]
        self._held -= chain[0] - len(fresh)
        if len(fresh) >= self._least:
            self._begin(key, fresh)
        else:
            self._few[key] = _chain(fresh)

    def _begin(self, key: Key, rows: list[Row]) -> None:
        window = self._live[key] = _Window(self._measure(), rows)
        self._expect(key, window)

    def _expect(self, key: Key, window: _Window) -> None:
        """Judge a window that has just begun when the time comes."""
        if self._rising:
            self._touched[key] = window
        else:
            heapq.heappush(self._due, (window.events[0].time + self._span, key))

    def _enter(self, key: Key, window: _Window, event: Event) -> None:
        """One more event of a group that is looked at."""
        slides = window.events[0].time < event.time - self._span
        if event.time != window.last:
            if self._rising:
                self._reach(key, window)
            if slides:
                self._slide(key, window, event.time - self._span)
            window.last = event.time
        window.events.append(event)
        window.measure.add(event)
        if slides:
            self._expect(key, window)
        elif self._rising and not window.true:
            self._touched[key] = window

    def _slide(self, key: Key, window: _Window, oldest: int) -> None:
        """The window is full: the next one begins with its first event that is not older than that."""
        if not self._rising and not window.judged:
            self._close(key, window)
        window.before = window.last if window.true else NEVER
        window.true = window.judged = False
        while window.events and window.events[0].time < oldest:
            window.measure.drop(window.events.popleft())
            self._held -= 1

    def _reach(self, key: Key, window: _Window) -> None:
        """Judge a window of a rising condition at the end of its last moment."""
        if not window.true and holds(self._bounds, window.measure.figure()):
            window.true = True
            self._fire(window.last, key, window)

    def _close(self, key: Key, window: _Window) -> None:
        """Judge a full window of any other condition."""
        window.judged = True
        window.true = holds(self._bounds, window.measure.figure())
        if window.true:
            self._fire(window.events[0].time + self._span, key, window)

    def _fire(self, time: int, key: Key, window: _Window) -> None:
        """Report the window, unless it shares events with a full one before it that was true: then both are one."""
        if window.before < window.events[0].time:
            self._fired.append(Fired(time, key, tuple(window.events), float(window.measure.figure())))

    def _kept(self) -> list[Mapping[Key, Any]]:
        return [self._few, self._live]

    def _last(self, group: Any) -> int:
        return group.last if isinstance(group, _Window) else int(group[1][0])

    def _forget(self, key: Key) -> int:
        self._touched.pop(key, None)
        if key in self._few:
            return self._few.pop(key)[0]
        return len(self._live.pop(key).events)

    def _dump(self) -> list[Any]:
        live = [[one.true, one.judged, one.before, list(one.events)] for one in self._live.values()]
        return [[_rows(chain) for chain in self._few.values()], live]

    def _load(self, kept: list[Any]) -> None:
        few, live = kept
        for listed in few:
            rows = [row_from(row) for row in listed]
            self._few[rows[0][3]] = _chain(rows)
        for true, judged, before, listed in live:
            rows = [row_from(row) for row in listed]
            key = rows[0][3]
            window = self._live[key] = _Window(self._measure(), rows)
            window.true, window.judged, window.before = true, judged, before
            if not self._rising and not judged:
                self._expect(key, window)


def _rows(chain: _Chain | None) -> list[Row]:
    """The rows of a chain, oldest first."""
    rows = []
    while chain is not None:
        _, row, chain = chain
        rows.append(row)
    return rows[::-1]


def _chain(rows: list[Row]) -> _Chain:
    """The inverse of `_rows`; there is at least one."""
    chain: _Chain = (1, rows[0], None)
    for many, row in enumerate(rows[1:], 2):
        chain = (many, row, chain)
    return chain
