"""The time of the year in the likelihood."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.assess.likelihood import HORIZONS, likelihood
from forestall.assess.season import DAYS, breaks, days_of_year, factors, season
from forestall.model.scenario import Frequency

WINTER = (3.0, 3.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 3.0, 3.0)
JULY = datetime(2026, 7, 1, tzinfo=UTC)


@given(st.lists(st.floats(0, 100), min_size=12, max_size=12).filter(lambda one: sum(one) > 0.1))
def test_the_mean_over_the_year_is_one(months):
    assert factors(tuple(months)) @ DAYS / DAYS.sum() == pytest.approx(1)


def test_the_factor_is_that_of_the_month_some_hours_later():
    found = season(WINTER, JULY, np.array([0.0, 24.0 * 200]))
    assert found[0] == 0
    assert found[1] == factors(WINTER)[0]


def test_months_end_where_the_calendar_says():
    ends = breaks(WINTER, JULY, 24.0 * 100)
    assert [JULY + timedelta(hours=float(h)) for h in ends] == [
        datetime(2026, 8, 1, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)
    ]  # fmt: skip


def test_the_probability_of_a_week_out_of_season_is_nil_and_that_of_a_year_is_not(make):
    storm = make.scenario("storm", make.direct(deaths=(1, 2)), frequency=Frequency(per_year=1.0, months=WINTER))
    calm = make.scenario("storm", make.direct(deaths=(1, 2)), per_year=1.0)
    mine, plain = (likelihood(one, (), (), JULY, 30.0) for one in (storm, calm))
    assert mine.exposures[1] == 0
    assert mine.season == 0
    assert mine.exposures[HORIZONS.index(365.25)] == pytest.approx(plain.exposures[HORIZONS.index(365.25)], rel=0.002)
    assert mine.year_ratio == pytest.approx(1, rel=0.002)


def test_without_months_nothing_changes(make):
    one = likelihood(make.scenario("calm", make.direct(deaths=(1, 2))), (), (), JULY, 30.0)
    assert (one.season, one.year_ratio) == (1, pytest.approx(1))
    np.testing.assert_allclose(one.exposures, np.array(HORIZONS) / 365.25)


def test_shares_of_the_year_fall_into_the_months_that_have_any():
    days = days_of_year(WINTER, np.linspace(0, 0.999, 500))
    month = np.searchsorted(np.cumsum(DAYS), days, side="right")
    assert set(month.tolist()) <= {0, 1, 2, 3, 8, 9, 10, 11}
