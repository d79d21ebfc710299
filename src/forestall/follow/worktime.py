"""Days in the place's own time: ends of days, working days, hours that count while offices are open only.

Local times that a change of clocks skips or repeats are read as RFC 5545, 3.3.5 has it: a skipped one by the offset
before the change, a repeated one as the first of the two. Only the end of a day is the later one.
Not here: which day a duty is due (`occurrence`), which days a year has off (`daysoff`).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from forestall.core.clock import FAR_FUTURE
from forestall.core.errors import InputError
from forestall.follow.daysoff import days_off
from forestall.model.profile import Calendar, Profile

LAST_SECOND = time(23, 59, 59)
LONGEST_CLOSURE = 400  # days after which a calendar without a working day is taken for a mistake
_SECOND, _DAY = timedelta(seconds=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkTime:
    """A time zone with the days on which offices work in it."""

    zone: ZoneInfo
    """The place's time zone."""
    calendar: Calendar
    """Its working days."""


def work_time(profile: Profile) -> WorkTime:
    """The time zone and working days of a place.

    Raises:
        InputError: there is no such time zone.
    """
    try:
        return WorkTime(ZoneInfo(profile.time_zone), profile.calendar)
    except (KeyError, ValueError, OSError) as error:
        raise InputError(
            f"place.toml: time_zone is {profile.time_zone!r}, expected an IANA name such as Europe/Lisbon"
        ) from error


def local_day(work: WorkTime, moment: datetime) -> date:
    """The day of a moment in the place's own time."""
    return moment.astimezone(work.zone).date()


def end_of_day(work: WorkTime, day: date) -> datetime:
    """The last second of a local day, UTC; where the clock goes back at midnight, the later of the two."""
    return datetime.combine(day, LAST_SECOND, tzinfo=work.zone).replace(fold=1).astimezone(UTC)


def at_time(work: WorkTime, day: date, when: time) -> datetime:
    """A local time of a day, UTC.

    Source:
        RFC 5545, 3.3.5, form 3: what a skipped and what a repeated local time stand for.
    """
    return datetime.combine(day, when, tzinfo=work.zone).astimezone(UTC)


def is_working(work: WorkTime, day: date) -> bool:
    """Whether offices work on a day."""
    return day.isoweekday() not in work.calendar.weekend and day not in days_off(work.calendar, day.year)


def working_day(work: WorkTime, day: date) -> date:
    """The day itself if offices work on it, else the next on which they do.

    Raises:
        InputError: the calendar has no working day.
    """
    for later in range(LONGEST_CLOSURE):
        candidate = day + timedelta(days=later)
        if is_working(work, candidate):
            return candidate
    raise InputError(f"place.toml: calendar has no working day in {LONGEST_CLOSURE} days from {day.isoformat()}")


def in_hours(work: WorkTime, moment: datetime, hours: float, *, working: bool) -> datetime:
    """The moment a number of hours later, UTC to the second.

    Args:
        moment: when the time begins to run
        hours: how long it runs [h]
        working: it runs only while offices are open: on working days, from `opens` to `closes` where the calendar has
            these, else all 24 hours of them (23 or 25 when the clocks change)

    Raises:
        InputError: it would end after the year 2200, or the calendar has no working day.
    """
    if hours >= (FAR_FUTURE - moment) / timedelta(hours=1):
        raise InputError(f"{hours:g} hours from {moment.isoformat()}: expected to end before the year 2200")
    left, moment = timedelta(hours=hours), moment.astimezone(UTC)
    if not working:
        return (moment + left).replace(microsecond=0)
    day = local_day(work, moment)
    while True:
        day = working_day(work, day)
        opens, closes = open_hours(work, day)
        moment = max(moment, opens)
        if left < closes - moment:
            return (moment + left).replace(microsecond=0)
        if closes > moment:
            left -= closes - moment
        day += _DAY


def open_hours(work: WorkTime, day: date) -> tuple[datetime, datetime]:
    """From when until when offices are open on a working day, UTC."""
    calendar = work.calendar
    if calendar.opens is None or calendar.closes is None:
        return end_of_day(work, day - _DAY) + _SECOND, end_of_day(work, day) + _SECOND
    closes = datetime.combine(day, clock_time(calendar.closes), tzinfo=work.zone).replace(fold=1)
    return at_time(work, day, clock_time(calendar.opens)), closes.astimezone(UTC)


def clock_time(text: str) -> time:
    """A local time such as `14:30`.

    Raises:
        InputError: it is none.
    """
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"local time {text!r}: expected hours and minutes such as 14:30") from error
