from datetime import UTC, datetime, timedelta, timezone

import pytest

from forestall.core.clock import instant, iso, utc
from forestall.core.errors import InputError


def test_a_time_without_offset_is_taken_as_utc() -> None:
    assert instant("2031-03-10T06:00") == datetime(2031, 3, 10, 6, tzinfo=UTC)


def test_an_offset_is_converted() -> None:
    assert instant("2031-03-10T06:00+02:00") == datetime(2031, 3, 10, 4, tzinfo=UTC)


def test_one_moment_has_one_spelling() -> None:
    there = datetime(2031, 3, 10, 8, tzinfo=timezone(timedelta(hours=2)))
    assert iso(there) == iso(datetime(2031, 3, 10, 6, tzinfo=UTC)) == "2031-03-10T06:00:00Z"


@pytest.mark.parametrize("text", ["tomorrow", "", "2031-13-01", "10/03/2031"])
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InputError, match=r"expected ISO 8601 such as 2026-03-09T06:00Z"):
        instant(text)


@pytest.mark.parametrize("year", [1, 1899, 2201, 9999])
def test_a_year_no_place_lives_in_is_refused(year: int) -> None:
    with pytest.raises(InputError, match="from 1900 to 2200"):
        utc(datetime(year, 1, 2, tzinfo=UTC))
