"""Scores against hand-worked forecasts, and the laws that hold for every forecast."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.science.statistics.forecast_scores import EDGES, forecast_scores, reliability_curve

FORECASTS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


def test_four_forecasts_by_hand():
    scores = forecast_scores(np.array([0.9, 0.9, 0.1, 0.1]), np.array([True, False, False, False]))
    assert scores.brier == pytest.approx((0.01 + 0.81 + 0.01 + 0.01) / 4)
    assert scores.log == pytest.approx(-(np.log(0.9) + np.log(0.1) + 2 * np.log(0.9)) / 4)
    assert scores.uncertainty == pytest.approx(0.25 * 0.75)
    assert scores.reliability == pytest.approx((2 * (0.9 - 0.5) ** 2 + 2 * 0.1**2) / 4)
    assert scores.resolution == pytest.approx(0.25**2)
    assert (scores.forecasts, scores.happened) == (4, 1)


def test_the_parts_add_up_to_the_brier_score_when_each_bin_holds_one_probability():
    said = np.repeat([0.05, 0.3, 0.7], [10, 20, 5])
    came = np.arange(35) % 3 == 0
    scores = forecast_scores(said, came)
    assert scores.reliability - scores.resolution + scores.uncertainty == pytest.approx(scores.brier)


@given(FORECASTS)
def test_a_perfect_forecast_is_never_worse(pairs):
    said, came = (np.array(column) for column in zip(*pairs, strict=True))
    mine, perfect = forecast_scores(said, came), forecast_scores(came.astype(float), came)
    assert (perfect.brier, perfect.log) == (0, 0)
    assert mine.brier >= 0
    assert mine.log >= 0
    assert 0 <= mine.reliability <= 1


@given(FORECASTS)
def test_every_forecast_is_in_one_bin(pairs):
    said, came = (np.array(column) for column in zip(*pairs, strict=True))
    curve = reliability_curve(said, came)
    assert sum(one.forecasts for one in curve) == said.size
    assert all(one.low <= one.said <= one.high for one in curve)
    assert {one.low for one in curve} <= set(EDGES)


def test_a_certain_forecast_that_failed_costs_much_but_not_infinitely():
    assert 20 < forecast_scores(np.array([0.0]), np.array([True])).log < 100


@pytest.mark.parametrize("said", [[], [1.5], [float("nan")], [0.1, 0.2]])
def test_what_cannot_be_scored_is_refused(said):
    with pytest.raises(InputError):
        forecast_scores(np.array(said), np.array([True] if said else []))
