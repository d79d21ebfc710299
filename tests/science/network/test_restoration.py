"""Repair by few crews: list scheduling, and the order that brings most back soonest."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.science.network.cascade import cascade
from forestall.science.network.layout import network
from forestall.science.network.restoration import _grown, _losses, _swapped, best_order, finish_times


def random_case(seed, n):
    rng = np.random.default_rng(seed)
    suppliers = [rng.choice(n, 2, replace=False).tolist() for _ in range(n)]
    net = network(
        n,
        rng.integers(0, n, n).tolist(),
        suppliers,
        required=rng.integers(1, 3, n).tolist(),
        buffer=rng.integers(0, 12, n).tolist(),
        restart=rng.integers(0, 6, n).tolist(),
    )
    work = np.where(rng.random(n) < 0.6, rng.integers(1, 30, n), 0).astype(float)
    return net, work, rng.integers(0, 1000, n).astype(float)


seeds = st.integers(0, 2**32 - 1)


def test_two_crews_take_the_next_site_when_they_are_free():
    assert finish_times(np.array([[5.0, 3, 4, 2]]), [0, 1, 2, 3], 2).tolist() == [[5, 3, 7, 7]]


def test_a_site_that_was_not_hit_takes_no_crew():
    assert finish_times(np.array([[5.0, 0, 4]]), [1, 0, 2], 1).tolist() == [[5, 0, 9]]


def test_without_a_limit_every_site_is_repaired_at_once():
    assert finish_times(np.array([[5.0, 3]]), [0, 1], None).tolist() == [[5, 3]]


@given(seeds, st.integers(1, 4))
def test_more_work_never_ends_any_repair_sooner(seed, crews):
    rng = np.random.default_rng(seed)
    work = rng.integers(0, 9, (1, 8)).astype(float)
    more = work + rng.integers(0, 3, (1, 8))
    order = rng.permutation(8).tolist()
    before, after = finish_times(work, order, crews), finish_times(more, order, crews)
    assert (after[work > 0] >= before[work > 0]).all()


@given(seeds, st.integers(1, 5))
def test_another_crew_never_ends_the_last_repair_later(seed, crews):
    work = np.random.default_rng(seed).integers(0, 9, (1, 8)).astype(float)
    assert finish_times(work, range(8), crews + 1).max() <= finish_times(work, range(8), crews).max()


@settings(max_examples=25)
@given(seeds)
def test_up_to_six_sites_the_order_is_the_best_of_all(seed):
    net, work, weight = random_case(seed, 5)
    found = best_order(net, work, weight, 200, 1)
    damaged = np.flatnonzero(work).tolist()
    losses = [
        float((cascade(net, finish_times(work[None, :], order, 1), 200).hours @ weight)[0])
        for order in permutations(damaged)
    ]
    assert found.exact
    assert found.loss == min(losses)


def test_the_greedy_order_is_near_the_best_on_small_networks():
    """Mostly the best itself; on 60 networks at most 10 % and in the mean 0.5 % more person-hours than the best."""
    excess = []
    for seed in range(60):
        net, work, weight = random_case(seed, 6)
        work[:2] = np.maximum(work[:2], 3)
        damaged = np.flatnonzero(work).tolist()
        greedy = _swapped(net, work, weight, 200, 1, _grown(net, work, weight, 200, 1))
        losses = _losses(net, work, weight, 200, 1, [greedy, *permutations(damaged)])
        excess.append(losses[0] / max(losses[1:].min(), 1.0) - 1)
    assert min(excess) >= 0
    assert max(excess) <= 0.10
    assert np.mean(excess) <= 0.005


def test_a_supplier_of_many_comes_before_a_site_that_serves_few():
    net = network(10, list(range(2, 10)), [[0]] * 8, required=[1] * 8, buffer=[0] * 8, restart=[0] * 8)
    work = np.array([10.0, 5, 1, 1, 1, 1, 1, 1, 1, 1])
    weight = np.array([0.0, 10, *[100] * 8])
    found = best_order(net, work, weight, 100, 1)
    assert not found.exact
    assert found.order[0] == 0
    assert found.order[-1] == 1
    assert found.done[0] == pytest.approx(10)
