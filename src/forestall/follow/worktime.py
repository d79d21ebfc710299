"""Days in the place's own time: ends of days, working days, hours that count on working days only.

Not here: which day a duty is due (`occurrence`).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from forestall.core.clock import FAR_FUTURE, utc
from forestall.core.errors import InputError
from forestall.model.profile import Calendar, Profile

LAST_SECOND = time(23, 59, 59)
LONGEST_CLOSURE = 400  # days after which a calendar without a working day is taken for a mistake


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


def is_working(work: WorkTime, day: date) -> bool:
    """Whether offices work on a day."""
    return day.isoweekday() not in work.calendar.weekend and day not in work.calendar.holidays


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
        working: it runs only on working days, all 24 hours of them (23 or 25 when the clocks change)

    Raises:
        InputError: it would end after the year 2200, or the calendar has no working day.
    """
    if hours >= (FAR_FUTURE - moment) / timedelta(hours=1):
        raise InputError(f"{hours:g} hours from {moment.isoformat()}: expected to end before the year 2200")
    left = timedelta(hours=hours)
    if not working:
        return _seconds(moment + left)
    while True:
        day = local_day(work, moment)
        start = working_day(work, day)
        if start > day:
            moment = max(moment, end_of_day(work, start - timedelta(days=1)) + timedelta(seconds=1))
        end = end_of_day(work, start) + timedelta(seconds=1)
        if left < end - moment:
            return _seconds(moment + left)
        left -= end - moment
        moment = utc(end)


def _seconds(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
