"""How numbers and times are written."""

import math
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.model.risk import Interval
from forestall.outlook import wording
from forestall.outlook.wording import Wording

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
SI = {"k": 1e3, "M": 1e6, "bn": 1e9, "tn": 1e12}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, "0"),
        (0.034, "0.034"),
        (4.2, "4.2"),
        (9.96, "10"),
        (123.4, "123"),
        (999.6, "1,000"),
        (4_230.0, "4,230"),
        (9_996.0, "10 k"),
        (12_300.0, "12 k"),
        (999_700.0, "1 M"),
        (1_230_000.0, "1.2 M"),
        (3.4e9, "3.4 bn"),
        (2e15, "2,000 tn"),
        (3.4e-6, "3.4 × 10⁻⁶"),
        (-12.0, "−12"),
        (None, "no data"),
        (math.nan, "no data"),
        (math.inf, "no data"),
    ],
)
def test_a_number_is_written_for_people(value: float | None, expected: str) -> None:
    assert wording.number(value).replace(wording.NBSP, " ") == expected


@given(st.floats(1e-3, 1e14))
def test_a_written_number_is_within_five_per_cent_of_the_number(value: float) -> None:
    digits, _, suffix = wording.number(value).partition(wording.NBSP)
    said = float(digits.replace(",", "")) * SI.get(suffix, 1.0)
    assert said == pytest.approx(value, rel=0.051)


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.0, "0 %"),
        (0.38, "38 %"),
        (0.0042, "0.42 %"),
        (0.999, "> 99 %"),
        (1.0, "100 %"),
        (1e-6, "1 in 1 M"),
        (None, "no data"),
    ],
)
def test_a_share_is_written_as_per_cent(share: float | None, expected: str) -> None:
    assert wording.percent(share).replace(wording.NBSP, " ") == expected


@pytest.mark.parametrize(
    ("per_year", "expected"), [(2.4, "2.4 a year"), (0.032, "once in 31 years"), (0.0, "never"), (math.nan, "no data")]
)
def test_a_rate_is_written_as_a_return_period_when_it_is_rare(per_year: float, expected: str) -> None:
    assert wording.rate(per_year).replace(wording.NBSP, " ") == expected


@pytest.mark.parametrize(
    ("hours", "expected"), [(0.4, "24 min"), (5.0, "5 h"), (72.0, "3 days"), (20_000.0, "2.3 years"), (None, "no data")]
)
def test_an_age_is_written_in_the_unit_that_fits(hours: float | None, expected: str) -> None:
    assert wording.age(hours).replace(wording.NBSP, " ") == expected


def test_missing_money_is_no_data_and_never_zero() -> None:
    words = Wording("EUR", ZoneInfo("UTC"), AT)
    assert [words.money(None), words.money(math.nan), words.amount(None, "persons")] == ["no data"] * 3


def test_money_is_known_by_its_unit() -> None:
    words = Wording("EUR", ZoneInfo("UTC"), AT)
    assert [words.amount(12e6, unit).replace(wording.NBSP, " ") for unit in ("currency", "EUR", "ha")] == [
        "EUR 12 M",
        "EUR 12 M",
        "12 M ha",
    ]


def test_local_time_names_its_zone() -> None:
    assert Wording("EUR", ZoneInfo("Asia/Kathmandu"), AT).full(AT) == "Monday 9 March 2026, 11:45\u00a0UTC+0545"


def test_a_time_of_another_year_says_its_year() -> None:
    words = Wording("EUR", ZoneInfo("UTC"), AT)
    assert words.moment(datetime(2025, 12, 31, 23, 5, tzinfo=UTC)).replace(wording.NBSP, " ") == "Wed 31 Dec 2025 23:05"


def test_an_interval_with_a_missing_end_is_no_data() -> None:
    assert wording.span(Interval(1.0, math.nan, 2.0)) == "no data"


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (None, 1.0, "unknown"),
        (1.0, 1.04, "steady"),
        (1.0, 1.2, "up"),
        (1.0, 0.5, "down"),
        (0.0, 0.0, "steady"),
        (0.0, 1.0, "up"),
        (1.0, math.nan, "unknown"),
    ],
)
def test_a_direction_needs_two_numbers_and_a_real_change(before: float | None, now: float, expected: str) -> None:
    assert wording.direction(before, now)[0] == expected
