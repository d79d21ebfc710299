"""ISO 8601 durations of whole years, months, weeks and days, and the days they lead to.

Not here: hours (a duty's `within` is a number of hours) and fractions, which no calendar duty needs.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from forestall.core.clock import FAR_FUTURE
from forestall.core.errors import InputError

LAST_DAY = FAR_FUTURE.date()

_FORM = re.compile(r"P(?=\d)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in calendar units; years are twelve months, weeks seven days."""

    months: int
    """Months."""
    days: int
    """Days."""


def duration(text: str) -> Duration:
    """Read a duration such as `P1Y`, `P3M`, `P2W`, `P1M10D`.

    Raises:
        InputError: it is no such duration, or it is zero.

    Source:
        ISO 8601-1:2019, 5.5.2.2; weeks beside other units are accepted as in ISO 8601-2:2019.
    """
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise InputError(
            f"duration {text!r}: expected ISO 8601 with whole years, months, weeks, days, such as P1Y or P3M"
        )
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    length = Duration(12 * years + months, 7 * weeks + days)
    if length == Duration(0, 0):
        raise InputError(f"duration {text!r}: expected more than nothing")
    return length


def after(anchor: date, length: Duration, times: int) -> date | None:
    """The day a number of durations after an anchor; None when it lies after the year 2200.

    Months are counted from the anchor, then the day is brought back to the month's end, then days are added: the
    31st gives 28 February and 31 March, and nothing drifts.
    """
    month = anchor.year * 12 + anchor.month - 1 + times * length.months
    if month >= LAST_DAY.year * 12 or times * length.days > (LAST_DAY - date.min).days:
        return None
    year, month = divmod(month, 12)
    first = date(year, month + 1, min(anchor.day, calendar.monthrange(year, month + 1)[1]))
    if (LAST_DAY - first).days < times * length.days:
        return None
    return first + timedelta(days=times * length.days)
