"""A month of obligations, day by day in the place's own time."""

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from forestall.model.words import ObligationState
from forestall.web.pages.obligations_view import Row

_YEARS = (1900, 2300)
MOST = 4
"""Obligations that a day names; of more it gives the number."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day."""

    date: date
    """Which."""
    inside: bool
    """Whether it is of the month."""
    today: bool
    """Whether the last pass was on it."""
    rows: tuple[Row, ...]
    """The first of what is due on it: overdue first, then by time."""
    more: int
    """How many more are due."""
    overdue: int
    """How many of all are overdue."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month."""

    first: date
    """Its first day."""
    before: str
    """The month before, as in addresses."""
    after: str
    """The month after."""
    weeks: tuple[tuple[Day, ...], ...]
    """Weeks from Monday to Sunday."""
    total: int
    """How many are due in it."""


def month_of(text: str, otherwise: date) -> date:
    """The first day of a month that an address names, `2031-03`; of another date when it names none."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return otherwise.replace(day=1)
    return found if _YEARS[0] <= found.year <= _YEARS[1] else otherwise.replace(day=1)


def month(rows: Iterable[Row], first: date, today: date, zone: ZoneInfo) -> Month:
    """What is due in a month.

    Args:
        rows: what is looked for
        first: the first day of the month
        today: day of the last pass
        zone: the place's time zone
    """
    due: defaultdict[date, list[Row]] = defaultdict(list)
    for row in rows:
        due[row.owed.due.astimezone(zone).date()].append(row)
    weeks = tuple(
        tuple(_day(day, first, today, due.get(day, [])) for day in week)
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    )
    total = sum(len(some) for day, some in due.items() if (day.year, day.month) == (first.year, first.month))
    return Month(first, _name(first - timedelta(days=1)), _name(first + timedelta(days=31)), weeks, total)


def _day(day: date, first: date, today: date, rows: list[Row]) -> Day:
    late = sum(row.owed.state is ObligationState.OVERDUE for row in rows)
    ordered = sorted(rows, key=lambda row: (row.late is None, row.owed.due, row.owed.id))
    return Day(day, day.month == first.month, day == today, tuple(ordered[:MOST]), max(0, len(rows) - MOST), late)


def _name(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"
