"""Hours of the day by the clock on the wall, also on the days when it is put forward or back."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.model.audience import QuietHours
from forestall.warn.hours import is_quiet, next_time, quiet_until

ZONES = ("Europe/Lisbon", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia")
CLOCK = st.times().map(lambda one: f"{one:%H:%M}")
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda one: one.replace(second=0, microsecond=0)
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-01-10T23:30", "2026-01-11T07:00"),  # winter: Lisbon is UTC
        ("2026-07-10T23:30", "2026-07-11T06:00"),  # summer: UTC+1
        ("2026-03-29T00:30", "2026-03-29T06:00"),  # the night in which the clock goes forward
        ("2026-10-25T00:30", "2026-10-25T07:00"),  # … and back
        ("2026-01-10T12:00", "2026-01-10T12:00"),  # not quiet
    ],
)
def test_quiet_hours_end_at_seven_by_the_clock_of_the_place(now: str, until: str) -> None:
    assert quiet_until(QuietHours("22:00", "07:00"), at(now), "Europe/Lisbon") == at(until)


def test_an_end_that_the_clock_jumps_over_comes_when_it_jumps() -> None:
    hours = QuietHours("22:00", "01:30")  # 01:00 becomes 02:00 in Lisbon on 29 March 2026
    assert quiet_until(hours, at("2026-03-29T00:10"), "Europe/Lisbon") == at("2026-03-29T01:00")


def test_hours_that_begin_again_when_the_clock_is_put_back_are_quiet_again() -> None:
    hours = QuietHours("22:00", "01:30")  # 02:00 becomes 01:00 in Lisbon on 25 October 2026, at 01:00 UTC
    assert quiet_until(hours, at("2026-10-25T00:10"), "Europe/Lisbon") == at("2026-10-25T00:30")
    assert quiet_until(hours, at("2026-10-25T01:10"), "Europe/Lisbon") == at("2026-10-25T01:30")


def test_a_time_that_comes_twice_counts_twice_and_one_that_is_jumped_over_once() -> None:
    first = next_time(("01:30",), at("2026-10-24T12:00"), "Europe/Lisbon")
    assert [first, next_time(("01:30",), first, "Europe/Lisbon")] == [at("2026-10-25T00:30"), at("2026-10-25T01:30")]
    jumped = next_time(("01:30",), at("2026-03-28T12:00"), "Europe/Lisbon")
    assert jumped == at("2026-03-29T01:30")
    assert next_time(("01:30",), jumped, "Europe/Lisbon") == at("2026-03-30T00:30")


@given(CLOCK, CLOCK, MOMENTS, st.sampled_from(ZONES))
def test_quiet_hours_last_without_a_gap_until_their_end(begin: str, end: str, now: datetime, zone: str) -> None:
    hours = QuietHours(begin, end)
    if begin == end:
        return
    until = quiet_until(hours, now, zone)
    assert not is_quiet(hours, until, zone)
    assert timedelta() <= until - now <= timedelta(hours=26)
    minutes = range(0, int((until - now) / timedelta(minutes=1)), 7)
    assert all(is_quiet(hours, now + timedelta(minutes=each), zone) for each in minutes)


@given(st.lists(CLOCK, min_size=1, max_size=4), MOMENTS, st.sampled_from(ZONES))
def test_the_next_of_some_times_is_ahead_and_no_further_than_two_days(
    times: list[str], now: datetime, zone: str
) -> None:
    assert now < next_time(times, now, zone) <= now + timedelta(hours=50)
