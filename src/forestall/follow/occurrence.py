"""The days on which a calendar duty falls due: from its first day, at its interval, moved off days without offices.

Not here: what state an occurrence is in (`standing`), how intervals are read (`duration`).
"""

import bisect
from dataclasses import dataclass
from datetime import date, datetime

from forestall.core.errors import InputError
from forestall.follow.duration import LAST_DAY, Duration, after, duration
from forestall.follow.worktime import WorkTime, end_of_day, working_day
from forestall.model.duty import Duty

MOST_BACK = 24
"""Occurrences of one duty that lie in the past and are shown, newest first; older ones are counted, not shown."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a calendar duty falls due."""

    day: date
    """The day by the interval, which names the occurrence."""
    due: datetime
    """End of that day in the place's own time, or of the next working day."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The occurrences of a duty that concern a pass."""

    done: Occurrence | None
    """The newest up to the day it was last done."""
    past: tuple[Occurrence, ...]
    """Those after it whose due time has passed, oldest first, at most `MOST_BACK`."""
    older: int
    """How many more of those there are."""
    coming: Occurrence | None
    """The next."""


def occurrences(duty: Duty, work: WorkTime, at: datetime) -> Occurrences:
    """The occurrences of a calendar duty as seen at a moment.

    Raises:
        InputError: the duty has no first day, or its interval cannot be read.
    """
    if duty.start is None:
        raise InputError(f"duties.csv: duty {duty.id}: a duty of the calendar needs `start`, its first due day")
    try:
        series = _Series(duty.start, None if duty.every is None else duration(duty.every))
    except InputError as error:
        raise InputError(f"duties.csv: duty {duty.id}: every: {error}") from error

    def occurrence(number: int) -> Occurrence:
        day = series.day(number)
        return Occurrence(day, end_of_day(work, working_day(work, day) if duty.working_time else day))

    length = series.until(LAST_DAY)
    done = 0 if duty.last_done is None else series.until(duty.last_done)
    passed = done + bisect.bisect_left(range(done, length), at, key=lambda number: occurrence(number).due)
    first = max(done, passed - MOST_BACK)
    return Occurrences(
        done=occurrence(done - 1) if done else None,
        past=tuple(occurrence(number) for number in range(first, passed)),
        older=first - done,
        coming=occurrence(passed) if passed < length else None,
    )


@dataclass(frozen=True, slots=True)
class _Series:
    """Days from an anchor at an interval; one day only where there is no interval."""

    anchor: date
    every: Duration | None

    def day(self, number: int) -> date:
        """The day of an occurrence; the end of all days where there is none before the year 2200."""
        if self.every is None:
            return self.anchor if number == 0 else date.max
        return after(self.anchor, self.every, number) or date.max

    def until(self, day: date) -> int:
        """How many occurrences fall on or before a day."""
        most = max((LAST_DAY - self.anchor).days + 1, 0)
        return bisect.bisect_right(range(most), day, key=self.day)
