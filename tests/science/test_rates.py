"""Rates, amounts and exceedance: against closed forms and tables."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from forestall.science.statistics import exceedance, lognormal
from forestall.science.statistics.gamma_poisson import (
    JEFFREYS_PRIOR,
    Gamma,
    at_least_one,
    from_mean,
    from_quantiles,
    quantile,
    updated,
)


@given(st.floats(1e-6, 10), st.floats(1.05, 200))
def test_fitted_quantiles_are_those_asked_for(low, ratio):
    gamma = from_quantiles(low, low * ratio)
    assert quantile(gamma, np.array([0.05, 0.95])) == pytest.approx([low, low * ratio], rel=1e-6)


def test_a_mean_with_quantiles_keeps_the_mean_and_their_ratio():
    gamma = from_quantiles(0.1, 1.0, mean=0.7)
    low, high = quantile(gamma, np.array([0.05, 0.95]))
    assert (gamma.mean, high / low) == pytest.approx((0.7, 10.0))


def test_no_event_in_ten_years_gives_the_table_of_nureg():
    """NUREG/CR-6823, Jeffreys with no events: 95 % quantile is chi-squared(1) / 2T."""
    assert quantile(updated(JEFFREYS_PRIOR, 0.0, 10.0), 0.95) == pytest.approx(stats.chi2.ppf(0.95, 1) / 20.0)


def test_counts_pull_an_expert_towards_them():
    assert updated(Gamma(2.0, 4.0), 3.0, 6.0) == Gamma(5.0, 10.0)


def test_an_error_factor_is_kept():
    gamma = from_mean(0.2, error_factor=3.0)
    assert gamma.mean == pytest.approx(0.2)
    assert quantile(gamma, 0.95) / quantile(gamma, 0.5) == pytest.approx(3.0)


@given(st.floats(0.1, 50), st.floats(0.1, 1000), st.floats(1e-4, 10))
def test_at_least_one_is_the_mixture_over_the_gamma(shape, rate, exposure):
    mixture = 1 - stats.nbinom.pmf(0, shape, rate / (rate + exposure))
    assert at_least_one(Gamma(shape, rate), exposure) == pytest.approx(mixture, rel=1e-9, abs=1e-12)


def test_a_lognormal_has_its_median_and_its_95_percent_quantile():
    z = stats.norm.ppf([0.5, 0.95])
    assert lognormal.values(3.0, 12.0, z) == pytest.approx([3.0, 12.0])


def test_the_mean_of_a_lognormal_is_that_of_scipy():
    spread = lognormal.spread(3.0, 12.0)
    assert lognormal.mean(3.0, 12.0) == pytest.approx(stats.lognorm.mean(spread, scale=3.0))


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40))
def test_exceedances_count_losses_strictly_above_each_level(losses):
    found = exceedance.exceedances(np.array(losses))
    level = 60
    assert found[level] == sum(loss > exceedance.LEVELS[level] for loss in losses)
    assert (np.diff(found) <= 0).all()


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0.01, 1)), min_size=1, max_size=20))
def test_the_exceeded_share_of_equal_weights_is_the_count(pairs):
    losses, _ = (np.array(column) for column in zip(*pairs, strict=True))
    share = exceedance.exceeded_share(losses, np.ones(losses.size))
    assert share == pytest.approx(exceedance.exceedances(losses) / losses.size, abs=1e-12)


def test_a_window_starts_where_the_curve_begins_to_fall_and_ends_at_zero():
    probability = np.array([0.5, 0.5, 0.4, 0.1, 0.0, 0.0])
    assert exceedance.window(probability).tolist() == [1, 2, 3, 4]


def test_a_window_has_at_most_the_points_asked_for():
    assert exceedance.window(np.linspace(1, 0.001, 200), 60).size <= 60


def test_a_curve_of_nothing_has_no_window():
    assert exceedance.window(np.zeros(5)).size == 0


def test_a_weighted_quantile_counts_weight_not_rows():
    values, weights = np.array([3.0, 1.0, 2.0]), np.array([0.1, 0.1, 0.8])
    assert [exceedance.weighted_quantile(values, weights, q) for q in (0.05, 0.5, 0.95)] == [1.0, 2.0, 3.0]
