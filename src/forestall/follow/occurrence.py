"""The days on which a calendar duty falls due: from its first day, at its interval, moved off days without offices.

Not here: what state an occurrence is in (`standing`), how intervals are read (`duration`, `standards/icalendar`).
"""

import bisect
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from forestall.core.errors import InputError
from forestall.follow.duration import LAST_DAY, Duration, after, duration
from forestall.follow.worktime import WorkTime, at_time, clock_time, end_of_day, working_day
from forestall.model.duty import Duty
from forestall.standards.icalendar import rule

MOST_BACK = 24
"""Occurrences of one duty that lie in the past when it is first seen and are shown; older ones are counted."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a calendar duty falls due."""

    day: date
    """The day by the interval, which names the occurrence."""
    due: datetime
    """End of that day in the place's own time, or of the next working day; or the duty's time on it."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The occurrences of a duty that concern a pass."""

    done: Occurrence | None
    """The newest up to the day it was last done."""
    past: tuple[Occurrence, ...]
    """Those after it whose due time has passed, oldest first."""
    older: int
    """How many more of those there are."""
    coming: Occurrence | None
    """The next."""


class _Series(Protocol):
    """Days in rising order."""

    def day(self, number: int) -> date:
        """The day of an occurrence; the end of all days where there is none."""

    def until(self, day: date) -> int:
        """How many occurrences fall on or before a day."""


def occurrences(duty: Duty, work: WorkTime, newest: datetime | None, at: datetime) -> Occurrences:
    """The occurrences of a calendar duty as seen at a moment.

    Args:
        duty: the duty
        work: the place's own time
        newest: due time of the newest occurrence that is known: none after it is left out, however long no pass was
        at: the moment

    Raises:
        InputError: the duty has no first day, or its interval cannot be read.
    """
    series = _series(duty)

    def occurrence(number: int) -> Occurrence:
        day = series.day(number)
        return Occurrence(day, _due(duty, work, day))

    def passed_by(moment: datetime, first: int) -> int:
        return first + bisect.bisect_left(range(first, length), moment, key=lambda number: occurrence(number).due)

    length = series.until(LAST_DAY)
    done = 0 if duty.last_done is None else series.until(duty.last_done)
    passed = passed_by(at, done)
    first = max(done, passed - MOST_BACK)
    if newest is not None:
        first = max(done, min(first, passed_by(newest, done)))
    return Occurrences(
        done=occurrence(done - 1) if done else None,
        past=tuple(occurrence(number) for number in range(first, passed)),
        older=first - done,
        coming=occurrence(passed) if passed < length else None,
    )


def _series(duty: Duty) -> _Series:
    if duty.start is None:
        raise InputError(f"duties.csv: duty {duty.id}: a duty of the calendar needs `start`, its first due day")
    try:
        if duty.rule is not None:
            return _Ruled(rule.days(duty.rule, duty.start))
        return _Repeated(duty.start, None if duty.every is None else duration(duty.every))
    except InputError as error:
        column = "every" if duty.rule is None else "rule"
        raise InputError(f"duties.csv: duty {duty.id}: {column}: {error}") from error


def _due(duty: Duty, work: WorkTime, day: date) -> datetime:
    moved = working_day(work, day) if duty.working_time else day
    return end_of_day(work, moved) if duty.by is None else at_time(work, moved, clock_time(duty.by))


@dataclass(frozen=True, slots=True)
class _Repeated:
    """Days from an anchor at an interval; one day only where there is no interval."""

    anchor: date
    every: Duration | None

    def day(self, number: int) -> date:
        if self.every is None:
            return self.anchor if number == 0 else date.max
        return after(self.anchor, self.every, number) or date.max

    def until(self, day: date) -> int:
        most = max((LAST_DAY - self.anchor).days + 1, 0)
        return bisect.bisect_right(range(most), day, key=self.day)


@dataclass(frozen=True, slots=True)
class _Ruled:
    """Days that a recurrence rule gives."""

    days: tuple[date, ...]

    def day(self, number: int) -> date:
        return self.days[number]

    def until(self, day: date) -> int:
        return bisect.bisect_right(self.days, day)
