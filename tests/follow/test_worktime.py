"""Ends of days, working days and hours, across clock changes, weekends and holidays."""

import dataclasses
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from forestall.core.errors import InputError
from forestall.follow.daysoff import easter
from forestall.follow.worktime import WorkTime, at_time, end_of_day, in_hours, work_time, working_day
from forestall.model.profile import Calendar


@pytest.fixture
def lisbon(kit: SimpleNamespace) -> WorkTime:
    return work_time(kit.profile)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_the_end_of_a_winter_day_and_of_a_summer_day_differ_by_the_clock_change(lisbon: WorkTime):
    assert end_of_day(lisbon, date(2026, 3, 28)) == utc(2026, 3, 28, 23, 59, 59)
    assert end_of_day(lisbon, date(2026, 3, 29)) == utc(2026, 3, 29, 22, 59, 59)


def test_a_day_that_ends_twice_ends_the_second_time(kit: SimpleNamespace):
    """Paraguay set its clocks from 24:00 back to 23:00 on 23 March 2024 (IANA tz database)."""
    zone = work_time(dataclasses.replace(kit.profile, time_zone="America/Asuncion"))
    assert end_of_day(zone, date(2024, 3, 23)) == utc(2024, 3, 24, 3, 59, 59)


def test_a_saturday_moves_to_monday_and_past_a_holiday_to_tuesday(lisbon: WorkTime):
    assert working_day(lisbon, date(2026, 3, 7)) == date(2026, 3, 9)
    holiday = dataclasses.replace(lisbon, calendar=Calendar(holidays=(date(2026, 3, 9),)))
    assert working_day(holiday, date(2026, 3, 7)) == date(2026, 3, 10)


def test_working_hours_stand_still_over_a_weekend(lisbon: WorkTime):
    friday = utc(2026, 3, 6, 15)
    assert in_hours(lisbon, friday, 24.0, working=True) == utc(2026, 3, 9, 15)
    assert in_hours(lisbon, friday, 8.0, working=True) == utc(2026, 3, 6, 23)


def test_working_hours_that_begin_on_a_saturday_begin_on_monday(lisbon: WorkTime):
    assert in_hours(lisbon, utc(2026, 3, 7, 12), 2.0, working=True) == utc(2026, 3, 9, 2)


def test_hours_that_fill_a_working_day_end_on_the_next_one(lisbon: WorkTime):
    assert in_hours(lisbon, utc(2026, 3, 6), 24.0, working=True) == utc(2026, 3, 9)


def test_working_hours_across_a_clock_change_are_hours_and_not_clock_readings(kit: SimpleNamespace):
    work = dataclasses.replace(work_time(kit.profile), calendar=Calendar(weekend=()))
    assert in_hours(work, utc(2026, 3, 28, 12), 24.0, working=True) == utc(2026, 3, 29, 12)


def test_plain_hours_take_no_notice_of_weekends(lisbon: WorkTime):
    assert in_hours(lisbon, utc(2026, 3, 6, 15), 24.0, working=False) == utc(2026, 3, 7, 15)


def test_a_calendar_without_a_working_day_is_refused(lisbon: WorkTime):
    closed = dataclasses.replace(lisbon, calendar=Calendar(weekend=(1, 2, 3, 4, 5, 6, 7)))
    with pytest.raises(InputError, match="no working day"):
        in_hours(closed, utc(2026, 3, 6), 1.0, working=True)


def test_hours_beyond_the_last_year_are_refused(lisbon: WorkTime):
    with pytest.raises(InputError, match="before the year 2200"):
        in_hours(lisbon, utc(2026, 3, 6), 1e9, working=True)


def test_an_unknown_time_zone_is_refused_with_its_name(kit: SimpleNamespace):
    with pytest.raises(InputError, match="'Europe/Nowhere'"):
        work_time(dataclasses.replace(kit.profile, time_zone="Europe/Nowhere"))


@pytest.mark.parametrize("hours", [1.0, 30.0, 71.5, 400.0])
def test_working_hours_added_in_two_parts_are_the_same(lisbon: WorkTime, hours: float):
    start = utc(2026, 10, 22, 7, 30)
    half = in_hours(lisbon, start, hours / 2, working=True)
    assert in_hours(lisbon, half, hours / 2, working=True) == in_hours(lisbon, start, hours, working=True)
    assert half - start >= timedelta(hours=hours / 2)


# local times that clocks skip or repeat, open hours, days off of every year

ZONES = {
    "skipped in Lisbon": ("Europe/Lisbon", date(2026, 3, 29), time(1, 30), utc(2026, 3, 29, 1, 30)),
    "repeated in Lisbon": ("Europe/Lisbon", date(2026, 10, 25), time(1, 30), utc(2026, 10, 25, 0, 30)),
    "skipped in Santiago, at midnight": ("America/Santiago", date(2026, 9, 6), time(0, 30), utc(2026, 9, 6, 4, 30)),
    "repeated in Santiago": ("America/Santiago", date(2026, 4, 4), time(23, 30), utc(2026, 4, 5, 2, 30)),
    "skipped on Lord Howe, half an hour": (
        "Australia/Lord_Howe",
        date(2026, 10, 4),
        time(2, 15),
        utc(2026, 10, 3, 15, 45),
    ),
}


@pytest.mark.parametrize(("zone", "day", "when", "moment"), ZONES.values(), ids=ZONES.keys())
def test_a_local_time_that_clocks_skip_or_repeat_is_read_as_rfc_5545_has_it(
    zone: str, day: date, when: time, moment: datetime
) -> None:
    assert at_time(WorkTime(ZoneInfo(zone), Calendar()), day, when) == moment


def test_hours_run_while_offices_are_open_only() -> None:
    work = WorkTime(ZoneInfo("Europe/Lisbon"), Calendar(opens="09:00", closes="17:00"))
    friday = utc(2026, 3, 27, 16)  # two days before the clocks go forward
    assert in_hours(work, friday, 1.0, working=True) == utc(2026, 3, 30, 8)
    assert in_hours(work, friday, 4.0, working=True) == utc(2026, 3, 30, 11)
    assert in_hours(work, utc(2026, 3, 28, 3), 8.0, working=True) == utc(2026, 3, 31, 8)


def test_days_off_come_every_year_and_with_easter() -> None:
    work = WorkTime(ZoneInfo("UTC"), Calendar(yearly=("12-25", "02-29"), easter=(-2, 1)))
    assert working_day(work, date(2026, 12, 25)) == date(2026, 12, 28)
    assert working_day(work, date(2028, 2, 29)) == date(2028, 3, 1)
    assert working_day(work, date(2026, 4, 3)) == date(2026, 4, 7)


def test_easter_falls_where_the_tables_have_it() -> None:
    from dateutil.easter import easter as other

    assert [easter(year) for year in range(1900, 2200)] == [other(year) for year in range(1900, 2200)]
