"""Quantiles and tail means from bins against those of the losses themselves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.science.statistics import loss_bins
from forestall.science.statistics.exceedance import LEVELS, exceedances
from forestall.science.statistics.proportion import trials_needed, wilson


def counted(losses):
    where = np.searchsorted(loss_bins.EDGES, losses[losses > 0], side="left")
    size = loss_bins.BINS
    return np.bincount(where, minlength=size), np.bincount(where, weights=losses[losses > 0], minlength=size)


def test_every_level_is_an_edge():
    assert set(LEVELS) <= set(loss_bins.EDGES)


@given(st.lists(st.floats(1e-5, 1e14), min_size=1, max_size=50))
def test_exceedance_of_the_levels_is_exact(losses):
    counts, _ = counted(np.array(losses))
    assert np.array_equal(loss_bins.above(counts), exceedances(np.array(losses)))


@pytest.mark.parametrize("period", [2.0, 10.0, 100.0, 1000.0])
def test_value_at_risk_is_within_its_stated_error_and_the_tail_mean_too(period):
    losses = np.random.default_rng(3).lognormal(12, 2, 50_000)
    losses[:20_000] = 0.0
    counts, mass = counted(losses)
    beyond = round(50_000 / period)
    worst = np.sort(losses)[::-1][:beyond]
    found = loss_bins.exceeded_once_in(counts, 50_000, period)
    assert found == pytest.approx(worst[-1], rel=2 * loss_bins.RELATIVE_ERROR)
    assert loss_bins.mean_beyond(counts, mass, 50_000, period) == pytest.approx(worst.mean(), rel=0.002)


def test_a_period_in_which_most_years_have_no_loss_has_none_but_a_tail_mean():
    counts, mass = counted(np.array([0.0] * 95 + [40.0] * 5))
    assert loss_bins.exceeded_once_in(counts, 100, 10.0) == 0.0
    assert loss_bins.mean_beyond(counts, mass, 100, 10.0) == pytest.approx(20.0)


def test_a_period_longer_than_the_simulation_is_not_told():
    counts, mass = counted(np.array([1.0, 2.0]))
    assert np.isnan(loss_bins.exceeded_once_in(counts, 2, 5.0))
    assert np.isnan(loss_bins.mean_beyond(counts, mass, 2, 5.0))


def test_the_interval_of_a_share_is_that_of_wilson():
    """Brown, Cai and DasGupta (2001): 95 % interval for 1 in 20: 0.0089 to 0.2361."""
    low, high = wilson(np.array([0.05]), 20, z=1.959964)
    assert (float(low[0]), float(high[0])) == pytest.approx((0.0089, 0.2361), abs=1e-4)


def test_the_years_still_needed_bring_the_error_to_what_was_asked():
    share, made = np.array([0.01, 0.5]), 1000
    wanted = trials_needed(share, made, 0.1) + made
    assert np.sqrt((1 - share[0]) / share[0] / wanted[0]) == pytest.approx(0.1, rel=1e-3)
    assert trials_needed(share, made, 0.1)[1] == 0
    assert np.isinf(trials_needed(np.array([0.0]), made, 0.1)[0])
