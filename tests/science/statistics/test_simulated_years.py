"""The generator against its published vectors; simulated years against the exact compound Poisson distribution."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from forestall.core.errors import InputError
from forestall.science.kernels.years_philox import philox
from forestall.science.statistics.compound import compound_poisson, panjer
from forestall.science.statistics.exceedance import LEVELS
from forestall.science.statistics.loss_bins import above
from forestall.science.statistics.simulated_years import Cause, Peril, events, simulate, year_model

# Random123, tests/kat_vectors, philox4x32 with 10 rounds: counter, key, words
VECTORS = {
    "zeros": ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    "ones": ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    "pi": ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
}


@njit
def words(counter, key):
    return philox(counter[0], counter[1], counter[2], counter[3], key[0], key[1])


def hexadecimal(text):
    return np.array([int(word, 16) for word in text.split()], dtype=np.uint64)


@pytest.mark.parametrize("name", VECTORS)
def test_the_generator_gives_the_published_words(name):
    counter, key, wanted = (hexadecimal(text) for text in VECTORS[name])
    assert [int(word) for word in words(counter, key)] == [int(word) for word in wanted]


def peril(key, rate, losses, weights=None, *, causes=(), worlds=2, series=(0,)):
    table = np.asarray(losses, dtype=np.float64).reshape(len(losses), -1)
    given_weights = np.ones(len(losses)) if weights is None else np.asarray(weights, dtype=np.float64)
    return Peril(key, np.full(worlds, float(rate)), given_weights, np.array(series), table, causes)


def same(one, other):
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in one.__slots__)


def test_years_simulated_in_parts_are_those_simulated_at_once_but_for_the_order_of_sums():
    model = year_model([peril(1, 0.7, [1.0, 10.0]), peril(2, 0.02, [300.0])], [], 1, 2)
    whole, parts = simulate(model, 0, 800), simulate(model, 0, 400).plus(simulate(model, 400, 400))
    assert np.array_equal(whole.aggregate, parts.aggregate)
    assert np.array_equal(whole.occurrence, parts.occurrence)
    np.testing.assert_allclose(whole.total, parts.total, rtol=1e-12)


def test_the_same_years_give_the_same_bits():
    model = year_model([peril(1, 0.7, [1.0, 10.0]), peril(2, 0.02, [300.0])], [], 1, 2)
    assert same(simulate(model, 400, 400), simulate(model, 400, 400))


def test_another_scenario_leaves_the_events_of_the_first_as_they_were():
    alone = year_model([peril(1, 0.7, [1.0, 10.0])], [], 1, 2)
    both = year_model([peril(1, 0.7, [1.0, 10.0]), peril(2, 5.0, [3.0])], [], 1, 2)
    first, second = events(alone, 0, 0, 800), events(both, 0, 0, 800)
    assert same(first, second)


@settings(max_examples=20)
@given(st.floats(0.001, 900), st.floats(1.0, 3.0))
def test_a_higher_rate_adds_events_and_takes_none_away(rate, times):
    few, many = (events(year_model([peril(5, r, [1.0, 2.0])], [], 1, 2), 0, 0, 80) for r in (rate, rate * times))
    for year in range(80):
        mine, theirs = (list(zip(one.sample[one.year == year], strict=True)) for one in (few, many))
        assert theirs[: len(mine)] == mine


@pytest.mark.parametrize("rate", [0.003, 0.4, 7.0, 1300.0])
def test_the_number_of_events_is_poisson(rate):
    years = 8_000 if rate < 100 else 800
    found = events(year_model([peril(9, rate, [1.0])], [], 1, 2), 0, 0, years)
    counts = np.bincount(found.year, minlength=years)
    assert counts.mean() == pytest.approx(rate, abs=4 * np.sqrt(rate / years))
    assert counts.var() == pytest.approx(rate, rel=4 * np.sqrt((2 + 1 / rate) / years))
    assert (np.diff(found.when)[np.diff(found.year) == 0] >= 0).all()
    assert ((found.when >= 0) & (found.when < 1)).all()


def test_a_rare_rate_has_its_few_events():
    many = [peril(1000 + i, 1e-5, [1.0]) for i in range(100)]
    found = simulate(year_model(many, [], 1, 2), 0, 200_000)
    assert found.total.sum() == pytest.approx(200, abs=4 * np.sqrt(200))


def test_the_yearly_sum_is_the_compound_poisson_of_the_fast_fourier_transform():
    """Three scenarios in steps of 100; each level within three standard errors of the exact probability."""
    given_perils = [(0.8, {1: 0.6, 4: 0.3, 20: 0.1}), (0.05, {30: 0.5, 90: 0.5}), (2.0, {1: 1.0})]
    rate, severity = sum(rate for rate, _ in given_perils), np.zeros(256)
    perils = []
    for key, (each, sizes) in enumerate(given_perils):
        perils.append(peril(key + 11, each, [100.0 * k for k in sizes], list(sizes.values())))
        for k, share in sizes.items():
            severity[k] += each / rate * share
    exact = compound_poisson(rate, severity, 4096)
    years = 400_000
    counts = above(simulate(year_model(perils, [], 1, 2), 0, years).aggregate)[0] / years
    for level, share in zip(LEVELS, counts, strict=True):
        if 100 <= level < 30_000:
            true = float(exact[int(np.floor(level / 100 + 1e-9)) + 1 :].sum())
            assert abs(share - true) <= 3 * np.sqrt(true * (1 - true) / years) + 1e-12, level


def test_the_largest_event_of_a_year_follows_the_rate_of_larger_ones():
    perils = [peril(21, 0.5, [10.0, 1000.0], [3, 1]), peril(22, 0.1, [500.0])]
    years = 200_000
    share = above(simulate(year_model(perils, [], 1, 2), 0, years).occurrence)[0] / years
    for level, rate in ((1.0, 0.6), (100.0, 0.225), (700.0, 0.125)):
        true = 1 - np.exp(-rate)
        found = share[np.searchsorted(LEVELS, level)]
        assert abs(found - true) <= 3 * np.sqrt(true * (1 - true) / years)


def test_worlds_with_other_rates_are_mixed_evenly():
    rates = np.array([0.1, 0.9])
    one = Peril(31, rates, np.ones(1), np.array([0]), np.array([[5.0]]))
    tally = simulate(year_model([one], [], 1, 2), 0, 200_000)
    np.testing.assert_allclose(tally.total[0] / 100_000 / 5.0, rates, rtol=0.03)


def test_a_common_cause_keeps_the_mean_and_brings_scenarios_into_the_same_years():
    cause = [Cause(99, 0.1, 6.0)]
    perils = [peril(key, 0.3, [1.0], causes=(0,), series=(key - 41,)) for key in (41, 42)]
    alone = [peril(key, 0.3, [1.0], series=(key - 41,)) for key in (41, 42)]
    years = 40_000
    joint, free = (year_model(each, c, 2, 2) for each, c in ((perils, cause), (alone, [])))
    np.testing.assert_allclose(simulate(joint, 0, years).total.sum(axis=1) / years, 0.3, rtol=0.05)
    together = [correlation(model, years) for model in (joint, free)]
    assert together[0] > 0.15
    assert abs(together[1]) < 0.02


def correlation(model, years):
    a, b = (np.bincount(events(model, s, 0, years).year, minlength=years) for s in (0, 1))
    return float(np.corrcoef(a, b)[0, 1])


def test_a_joint_series_is_the_sum_of_its_parts_and_their_largest_event():
    perils = [peril(51, 1.0, [2.0], series=(1,)), peril(52, 1.0, [3.0], series=(2,))]
    tally = simulate(year_model(perils, [], 3, 2, [(0, (1, 2))]), 0, 8000)
    np.testing.assert_allclose(tally.total[0], tally.total[1] + tally.total[2])
    largest = above(tally.occurrence)
    assert largest[0, np.searchsorted(LEVELS, 2.5)] == largest[2, np.searchsorted(LEVELS, 2.5)]


def test_counted_years_are_those_of_the_event_table():
    model = year_model([peril(61, 0.7, [1.0, 10.0, 77.0], [1, 2, 1])], [], 1, 2)
    found, losses = events(model, 0, 0, 4000), np.array([1.0, 10.0, 77.0])
    yearly = np.bincount(found.year, weights=losses[found.sample], minlength=4000)
    counts = above(simulate(model, 0, 4000).aggregate)[0]
    assert [int((yearly > level).sum()) for level in LEVELS] == counts.tolist()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: year_model([peril(1, -0.1, [1.0])], [], 1, 2),
        lambda: year_model([peril(1, np.nan, [1.0])], [], 1, 2),
        lambda: year_model([peril(1, 0.1, [-1.0])], [], 1, 2),
        lambda: year_model([peril(1, 0.1, [1.0], [0.0])], [], 1, 2),
        lambda: year_model([], [Cause(1, 0.5, 3.0)], 1, 2),
        lambda: simulate(year_model([], [], 1, 2), 3, 8),
    ],
)
def test_what_cannot_be_simulated_is_refused(wrong):
    with pytest.raises(InputError):
        wrong()


@settings(max_examples=15)
@given(st.floats(0.01, 30), st.lists(st.floats(0.01, 1), min_size=1, max_size=12))
def test_panjer_and_the_fast_fourier_transform_agree(rate, shares):
    """As far as the tilting lets rounding grow: exp(20) times 1e-16 at the far end of the grid."""
    severity = np.array([0.0, *shares]) / sum(shares)
    np.testing.assert_allclose(compound_poisson(rate, severity, 2048), panjer(rate, severity, 2048), atol=6e-8)


def test_the_compound_poisson_of_a_single_size_is_poisson():
    found = compound_poisson(2.5, np.array([0.0, 1.0]), 64)
    poisson = np.exp(-2.5) * np.cumprod(np.concatenate([[1.0], 2.5 / np.arange(1, 10)]))
    np.testing.assert_allclose(found[:10], poisson, atol=1e-14)
