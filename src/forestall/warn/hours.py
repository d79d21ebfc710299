"""Hours of the day in a place's time zone: when quiet hours end, when the next digest goes. Pure; DST included."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from forestall.model.audience import QuietHours


def is_quiet(hours: QuietHours, at: datetime, zone: str) -> bool:
    """Whether a time lies within quiet hours, by the clock on the wall: from `begin` on, before `end`."""
    begin, end = time.fromisoformat(hours.begin), time.fromisoformat(hours.end)
    wall = at.astimezone(ZoneInfo(zone)).time()
    return begin <= wall < end if begin < end else wall >= begin or wall < end


def quiet_until(hours: QuietHours, at: datetime, zone: str) -> datetime:
    """The first time from `at` on that is not quiet, UTC.

    Where the clock is put back over the end of the quiet hours they begin again; put forward over it they end at once.
    """
    moment = at
    while is_quiet(hours, moment, zone):
        moment = min(next_time((hours.end,), moment, zone), _next_change(moment, zone))
    return moment


def next_time(times: Iterable[str], at: datetime, zone: str) -> datetime:
    """The first of some times of day after a moment, UTC.

    A time that the clock jumps over comes by as much later; one that comes twice counts both times.
    """
    day = at.astimezone(ZoneInfo(zone)).date()
    days = [day + timedelta(days=ahead) for ahead in (-1, 0, 1, 2)]
    found = (moment for one in days for text in times for moment in _moments(one, time.fromisoformat(text), zone))
    return min(each for each in found if each > at)


def _moments(day: date, wall: time, zone: str) -> tuple[datetime, ...]:
    """When a clock on the wall shows a time on a day, UTC: once, or twice where it is put back."""
    local = ZoneInfo(zone)
    first, second = (datetime.combine(day, wall.replace(fold=fold), local).astimezone(UTC) for fold in (0, 1))
    return (first, second) if second > first else (first,)


def _next_change(at: datetime, zone: str) -> datetime:
    """When the clock is next put forward or back, to the minute, UTC; a day later when it is not before that."""
    local = ZoneInfo(zone)

    def offset(minutes: int) -> timedelta | None:
        return (at + timedelta(minutes=minutes)).astimezone(local).utcoffset()

    low, high = 0, 24 * 60
    if offset(high) == offset(low):
        return at + timedelta(minutes=high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
    return at + timedelta(minutes=high)
