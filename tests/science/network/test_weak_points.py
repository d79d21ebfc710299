"""Single points, cut sets, importance and lasting failures against plain enumeration."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.science.network.cascade import cascade, lost_for_good
from forestall.science.network.layout import Network, network
from forestall.science.network.weak_points import (
    CutSets,
    cut_sets,
    importance,
    lost_probability,
    reached,
    single_points,
)


def random_network(seed: int, most: int = 7) -> Network:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, most + 1))
    suppliers = [rng.choice(n, int(rng.integers(1, min(n, 4) + 1)), replace=False).tolist() for _ in range(n)]
    return network(
        n,
        rng.integers(0, n, n).tolist(),
        suppliers,
        required=[int(rng.integers(1, len(one) + 1)) for one in suppliers],
        buffer=rng.integers(0, 20, n).tolist(),
        restart=[0] * n,
    )


def lost(net: Network, failed: frozenset[int], function: int) -> bool:
    flags = np.zeros((1, net.n_sites), dtype=bool)
    flags[0, list(failed)] = True
    return bool(lost_for_good(net, flags)[0, function])


seeds = st.integers(0, 2**32 - 1)


@given(seeds)
def test_what_is_lost_for_good_is_down_at_the_end_of_a_long_outage(seed):
    net = random_network(seed)
    failed = np.random.default_rng(seed).random((70, net.n_sites)) < 0.3
    horizon = 400.0
    hours = cascade(net, np.where(failed, horizon, 0.0), horizon).hours
    long_buffers = 20 * net.n_sites
    assert (lost_for_good(net, failed) == (hours >= horizon - long_buffers)).all()


@given(seeds)
def test_another_failure_never_restores_a_site(seed):
    net = random_network(seed)
    rng = np.random.default_rng(seed)
    failed = rng.random((64, net.n_sites)) < 0.2
    more = failed | (rng.random(failed.shape) < 0.2)
    assert (lost_for_good(net, more) >= lost_for_good(net, failed)).all()


@given(seeds)
def test_cut_sets_are_the_minimal_ones_of_all_subsets(seed):
    net = random_network(seed)
    every = [frozenset(one) for size in range(1, net.n_sites + 1) for one in combinations(range(net.n_sites), size)]
    cuts = [one for one in every if lost(net, one, 0)]
    minimal = {tuple(sorted(one)) for one in cuts if not any(other < one for other in cuts)}
    assert set(cut_sets(net, [0], most=net.n_sites).sets) == minimal


def test_no_size_is_begun_that_passes_the_budget():
    net = network(5, [4], [[0, 1, 2, 3]], required=[1], buffer=[0], restart=[0])
    assert cut_sets(net, [4], most=5, budget=5 + 10) == CutSets(((4,),), 2)


@given(seeds)
def test_single_points_are_what_one_failure_takes_down(seed):
    net = random_network(seed)
    found = single_points(net)
    assert all(found[i, j] == lost(net, frozenset([i]), j) for i in range(net.n_sites) for j in range(net.n_sites))


@given(seeds)
def test_what_a_single_failure_reaches_is_the_weight_of_what_it_takes_down(seed):
    net = random_network(seed)
    weight = np.random.default_rng(seed).random(net.n_sites)
    assert reached(net, weight) == pytest.approx(single_points(net) @ weight)
    assert np.array_equal(single_points(net, 1, 2), single_points(net)[1:3])


@settings(max_examples=10)
@given(seeds)
def test_sampled_importance_is_that_of_all_states_within_four_standard_errors(seed):
    net = random_network(seed, most=6)
    chance = np.random.default_rng(seed).uniform(0.05, 0.4, net.n_sites)
    states = ((np.arange(1 << net.n_sites)[:, None] >> np.arange(net.n_sites)) & 1).astype(bool)
    weight = np.where(states, chance, 1 - chance).prod(axis=1)
    down = lost_for_good(net, states)[:, 0]
    exact = float(weight @ down)
    found = importance(net, [0], chance, 20_000, np.random.default_rng(seed + 1))
    assert abs(found.probability - exact) <= 4 * max(np.sqrt(exact * (1 - exact) / 20_000), 1e-9)
    for site in range(net.n_sites):
        with_, without = (float((weight * down)[states[:, site] == s].sum()) for s in (True, False))
        failed, works = with_ / chance[site], without / (1 - chance[site])
        assert found.birnbaum[site] == pytest.approx(failed - works, abs=4 * 0.5 / np.sqrt(20_000))
        assert found.fussell_vesely[site] == pytest.approx(1 - works / exact, abs=0.05)
        assert found.achievement[site] == pytest.approx(failed / exact, rel=0.1)


def test_a_necessary_site_has_infinite_reduction_worth():
    net = network(2, [0], [[1]], required=[1], buffer=[0], restart=[0])
    found = importance(net, [0], np.array([0.0, 0.1]), 4096, np.random.default_rng(3))
    assert np.isinf(found.reduction[1])
    assert found.fussell_vesely[1] == 1.0


def test_sampled_probability_has_its_standard_error():
    net = network(1, [], [], required=[], buffer=[], restart=[])
    share, error = lost_probability(net, [0], np.array([0.25]), 10_000, np.random.default_rng(2))
    assert share == pytest.approx(0.25, abs=4 * error)
    assert error == pytest.approx(np.sqrt(0.25 * 0.75 / 10_000), rel=0.05)
