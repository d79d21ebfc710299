"""Plans for many futures against every subset; scenario discovery; the weighting of the worst futures."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.prevent.ideals import Futures
from forestall.prevent.portfolio import Limit, Portfolio
from forestall.prevent.prim import discover
from forestall.prevent.robust import MEAN, TAIL, WORST_REGRET, Caution, hedge, worst
from forestall.prevent.satisfice import satisfice
from forestall.prevent.single import each_best


def world(seed: int, size: int = 9, terms: int = 6, count: int = 20) -> tuple[Portfolio, Futures]:
    rng = np.random.default_rng(seed)
    factors = np.ones((terms, size))
    for m in range(size):
        for t in rng.choice(terms, rng.integers(1, 4), replace=False):
            factors[t, m] = rng.uniform(0.1, 0.95)
    cost, weights = 10 ** rng.uniform(4, 6, size), 10 ** rng.uniform(4, 6.3, terms)
    limits = (Limit("budget", cost, 0.4 * float(cost.sum())),)
    portfolio = Portfolio(
        tuple(f"m{i}" for i in range(size)), np.ones(size, np.int64), cost, weights, factors,
        np.arange(size, dtype=np.int64), limits,
    )  # fmt: skip
    futures = Futures(
        weights * np.exp(rng.normal(0.0, 0.6, (count, terms))),
        cost * np.exp(rng.normal(0.0, 0.3, (count, size))),
        0.4 * cost.sum() * np.exp(rng.normal(0.0, 0.2, count)),
    )
    return portfolio, futures


def totals(portfolio: Portfolio, futures: Futures) -> np.ndarray:
    """Total of every plan within the budget in each future, written out."""
    size = len(portfolio.names)
    plans = ((np.arange(2**size)[:, None] >> np.arange(size)) & 1).astype(float)
    plans = plans[plans @ portfolio.cost <= portfolio.limits[0].upper]
    found = np.empty((len(plans), futures.count))
    for i, plan in enumerate(plans):
        left = np.prod(np.where(plan > 0, portfolio.factors, 1.0), axis=1)
        for k in range(futures.count):
            paid = float(plan @ futures.cost[k])
            found[i, k] = futures.weights[k] @ left + paid + max(0.0, paid - futures.budget[k])
    return found


def test_the_least_worst_regret_is_that_of_enumeration() -> None:
    for seed in range(8):
        portfolio, futures = world(seed)
        table = totals(portfolio, futures)
        least = (table - table.min(axis=0)).max(axis=1).min()
        found = hedge(portfolio, futures, WORST_REGRET, 1e-6)
        assert found.value == pytest.approx(least, rel=1e-4)
        assert found.bound <= least * (1 + 1e-6)
        assert found.gap <= 1e-3


@pytest.mark.parametrize("caution", [MEAN, TAIL, Caution(0.25, regret=False), Caution(0.25, regret=True)])
def test_the_least_mean_of_the_worst_futures_is_that_of_enumeration(caution: Caution) -> None:
    for seed in range(4):
        portfolio, futures = world(seed, size=8)
        table = totals(portfolio, futures)
        table = table - table.min(axis=0) if caution.regret else table
        count = round(caution.share * futures.count)
        least = np.sort(table, axis=1)[:, -count:].mean(axis=1).min()
        assert hedge(portfolio, futures, caution, 1e-6).value == pytest.approx(least, rel=1e-4)


def test_the_plan_that_is_good_enough_in_most_futures_is_that_of_enumeration() -> None:
    for seed in range(3):
        portfolio, futures = world(seed, size=7, count=10)
        table = totals(portfolio, futures)
        level = 1.03 * table.min(axis=0)
        most = (table <= level * (1 + 1e-9)).mean(axis=1).max()
        pool = each_best(portfolio, futures, 1e-6).plans
        pool = pool[pool @ portfolio.cost <= portfolio.limits[0].upper]
        found = satisfice(portfolio, futures, level, pool, nodes=2_000)
        assert found.value == pytest.approx(most)
        assert found.bound >= most - 1e-9


def test_the_best_plan_of_each_future_is_that_of_enumeration() -> None:
    portfolio, futures = world(1, size=8)
    found = each_best(portfolio, futures, 1e-7)
    assert found.proven
    assert found.totals == pytest.approx(totals(portfolio, futures).min(axis=0), rel=1e-6)


def test_one_future_has_no_regret() -> None:
    portfolio, futures = world(2, count=1)
    assert hedge(portfolio, futures, WORST_REGRET, 1e-6).value == pytest.approx(0.0, abs=1.0)


def test_the_order_of_futures_does_not_change_what_is_proven() -> None:
    portfolio, futures = world(3)
    turned = Futures(futures.weights[::-1], futures.cost[::-1], futures.budget[::-1])
    first, second = (hedge(portfolio, one, TAIL, 1e-6).value for one in (futures, turned))
    assert first == pytest.approx(second, rel=1e-5)


def test_no_futures_and_limits_that_contradict_are_refused() -> None:
    portfolio, futures = world(1)
    with pytest.raises(InputError, match="no futures"):
        hedge(portfolio, Futures(np.ones((0, 6)), np.ones((0, 9)), np.ones(0)), MEAN)
    nothing = replace(portfolio, limits=(Limit("never", np.zeros(9), -1.0),))
    with pytest.raises(InputError, match="no plan keeps all limits"):
        hedge(nothing, futures, MEAN)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40), st.floats(0.0, 1.0))
def test_the_worst_weighting_is_a_weighting_and_never_below_the_mean(values: list[float], share: float) -> None:
    table = np.array(values)
    weights = worst(table, share)
    assert weights.sum() == pytest.approx(1.0)
    assert weights.min() >= 0.0
    assert weights @ table >= table.mean() - 1e-6 * (1 + np.abs(table).max())


def test_a_planted_box_is_discovered() -> None:
    cases = np.random.default_rng(1).random((2_000, 6))
    planted = (cases[:, 1] > 0.7) & (cases[:, 4] < 0.4)
    box = discover(cases, planted)
    assert box.limited == (1, 4)
    assert box.low[1] == pytest.approx(0.7, abs=0.05)
    assert box.high[4] == pytest.approx(0.4, abs=0.05)
    assert box.density > 0.9
    assert box.coverage > 0.7


def test_nothing_is_discovered_where_nothing_or_everything_is_of_interest() -> None:
    cases = np.random.default_rng(1).random((200, 3))
    for interesting in (np.zeros(200, bool), np.ones(200, bool)):
        assert discover(cases, interesting).limited == ()
