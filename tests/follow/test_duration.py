"""ISO 8601 durations, and the days they lead to."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.follow.duration import Duration, after, duration

GOOD = {
    "P1Y": Duration(12, 0),
    "P3M": Duration(3, 0),
    "P2W": Duration(0, 14),
    "P10D": Duration(0, 10),
    "P1Y2M3W4D": Duration(14, 25),
}
BAD = ["", "P", "1Y", "P1H", "PT24H", "P1.5Y", "P-1M", "P0D", "P1M1Y", "p1y", "P1Y ago", "P99999Y", "P٣M"]


@pytest.mark.parametrize(("text", "length"), GOOD.items())
def test_a_duration_is_read(text: str, length: Duration):
    assert duration(text) == length


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_duration_of_the_calendar_is_refused(text: str):
    with pytest.raises(InputError, match="expected"):
        duration(text)


def test_the_31st_stops_at_the_month_end_and_does_not_drift():
    days = [after(date(2024, 1, 31), duration("P1M"), n) for n in range(4)]
    assert days == [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30)]


def test_a_leap_day_returns_every_fourth_year():
    days = [after(date(2024, 2, 29), duration("P1Y"), n) for n in (1, 4)]
    assert days == [date(2025, 2, 28), date(2028, 2, 29)]


def test_there_is_no_day_after_the_last_year():
    assert after(date(2026, 1, 1), duration("P9999Y"), 1) is None
    assert after(date(2026, 1, 1), duration("P99999D"), 1) is None


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 40), st.integers(0, 400), st.integers(1, 50))
def test_each_occurrence_lies_after_the_one_before(anchor: date, months: int, days: int, times: int):
    length = Duration(months, days or (not months))
    one, two = after(anchor, length, times - 1), after(anchor, length, times)
    assert one is None or two is None or one < two
