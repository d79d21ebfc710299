"""Portfolios of arrays against every subset, with all limits at once; proofs, shortages, the front."""

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.prevent.exact import Aim, best
from forestall.prevent.front import front, marginal
from forestall.prevent.portfolio import Limit, Portfolio
from forestall.prevent.shortage import shortages


def row(size: int, **at: float) -> np.ndarray:
    found = np.zeros(size)
    for name, value in at.items():
        found[int(name[1:])] = value
    return found


def world(seed: int, size: int = 9, terms: int = 6, *, phases: int = 1, share: float | None = None) -> Portfolio:
    """Multiplicative effects that overlap, some harmful, with budget, requirement, exclusion, capability, phases."""
    rng = np.random.default_rng(seed)
    columns = size * phases
    factors = np.ones((terms * phases, columns))
    for m in range(size):
        for t in rng.choice(terms, rng.integers(1, 4), replace=False):
            factor = rng.choice([0.0, 0.3, 0.6, 0.9, 1.2], p=[0.05, 0.3, 0.3, 0.25, 0.1])
            for begun in range(phases):
                for year in range(begun, phases):
                    factors[t * phases + year, m * phases + begun] = factor
    cost = np.repeat(10 ** rng.uniform(4, 6, size), phases) * np.tile(0.95 ** np.arange(phases), size)
    groups = np.repeat(np.arange(size, dtype=np.int64), phases)
    of = [np.where(groups == m, 1.0, 0.0) for m in range(size)]
    need = rng.integers(0, 3, size)
    budget = cost.sum() / phases * (rng.uniform(0.1, 0.6) if share is None else share)
    limits = [
        Limit("budget", cost, float(budget)),
        Limit("needs", of[1] - of[0], 0.0, hard=True),
        Limit("not both", of[2] + of[3], 1.0, hard=True),
        Limit("capability crews", need[groups].astype(float), 5.0),
        *(Limit(f"once {m}", of[m], 1.0, hard=True) for m in range(size) if phases > 1),
        *(
            Limit(f"year {y}", np.where(np.arange(columns) % phases == y, cost, 0.0), float(budget) * 0.7)
            for y in range(phases)
            if phases > 1
        ),
    ]
    weights = np.repeat(10 ** rng.uniform(4, 6.5, terms), phases) / phases
    names = tuple(f"m{i}" for i in range(columns))
    return Portfolio(names, np.ones(columns, np.int64), cost, weights, factors, groups, tuple(limits))


def every(portfolio: Portfolio) -> tuple[np.ndarray, np.ndarray]:
    """All plans that keep the limits, and their loss; written out, sharing nothing with the solver."""
    groups = [np.flatnonzero(portfolio.groups == g) for g in np.unique(portfolio.groups)]
    plans = []
    for picks in product(*(range(len(g) + 1) for g in groups)):
        plan = np.zeros(len(portfolio.names))
        for group, pick in zip(groups, picks, strict=True):
            if pick:
                plan[group[pick - 1]] = 1.0
        plans.append(plan)
    table = np.array(plans)
    loss = np.array([np.prod(np.where(p > 0, portfolio.factors, 1.0), axis=1) @ portfolio.weights for p in table])
    kept = np.ones(len(table), dtype=bool)
    for limit in portfolio.limits:
        kept &= table @ limit.on <= limit.upper * (1 + 1e-9) + 1e-9
    return table[kept], loss[kept]


@pytest.mark.parametrize("seed", range(30))
def test_the_plan_of_a_random_world_is_the_best_of_all_subsets(seed: int) -> None:
    portfolio = world(seed, size=10)
    plans, loss = every(portfolio)
    least = float((loss + plans @ portfolio.cost).min())
    found = best(portfolio, gap=1e-9)
    assert found is not None
    assert portfolio.broken(found.plan) == ()
    assert found.value == pytest.approx(least, rel=1e-7)
    assert found.bound <= least * (1 + 1e-7)


@pytest.mark.parametrize("seed", range(6))
def test_phases_over_years_are_chosen_as_by_enumeration(seed: int) -> None:
    portfolio = world(seed, size=6, terms=5, phases=3)
    plans, loss = every(portfolio)
    found = best(portfolio, gap=1e-9)
    assert found is not None
    assert found.value == pytest.approx(float((loss + plans @ portfolio.cost).min()), rel=1e-7)


def test_eighteen_measures_are_chosen_as_by_enumeration() -> None:
    portfolio = world(5, size=16, terms=8)
    portfolio = replace(portfolio, limits=tuple(one for one in portfolio.limits if one.name != "not both"))
    plans = ((np.arange(2**16)[:, None] >> np.arange(16)) & 1).astype(float)
    loss = portfolio.values(plans) @ portfolio.weights
    kept = np.all([plans @ one.on <= one.upper + 1e-6 for one in portfolio.limits], axis=0)
    found = best(portfolio, aim=Aim(1.0, 0.0), gap=1e-9)
    assert found is not None
    assert found.loss == pytest.approx(float(loss[kept].min()), rel=1e-7)


@given(seed=st.integers(0, 10_000), more=st.floats(1.0, 2.0))
def test_more_budget_never_gives_a_worse_plan(seed: int, more: float) -> None:
    portfolio = world(seed, size=7)
    wider = replace(portfolio.limits[0], upper=portfolio.limits[0].upper * more)
    first = best(portfolio, gap=1e-9)
    second = best(replace(portfolio, limits=(wider, *portfolio.limits[1:])), gap=1e-9)
    assert first is not None
    assert second is not None
    assert second.value <= first.value * (1 + 1e-7)


@given(seed=st.integers(0, 10_000))
def test_a_measure_without_effect_is_never_chosen(seed: int) -> None:
    portfolio = world(seed, size=7)
    factors = portfolio.factors.copy()
    factors[:, 4] = 1.0
    found = best(replace(portfolio, factors=factors))
    assert found is not None
    assert found.plan[4] == 0.0


def test_the_proven_gap_is_a_tenth_of_a_percent_on_200_measures_and_300_terms() -> None:
    portfolio = world(1, size=200, terms=300, share=0.2)
    found = best(portfolio)
    assert found is not None
    assert found.gap <= 1e-3
    assert portfolio.broken(found.plan) == ()


def test_the_same_portfolio_gives_the_same_plan_to_the_last_bit() -> None:
    first, second = (best(world(3, size=40, terms=30)) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.plan.tobytes() == second.plan.tobytes()
    assert (first.value, first.bound) == (second.value, second.bound)


def test_a_fair_share_of_what_is_taken_away_is_kept() -> None:
    portfolio = world(4, size=8)
    own = np.where(np.arange(6) < 3, portfolio.weights, 0.0)
    limit = Limit("fair", np.zeros(8), 0.8 * float(own.sum()), own)
    found = best(replace(portfolio, limits=(limit,)), aim=Aim(1.0, 1.0), gap=1e-9)
    assert found is not None
    assert float(own @ portfolio.values(found.plan[None])[0]) <= 0.8 * float(own.sum()) * (1 + 1e-6)


def test_no_plan_where_none_keeps_the_limits_and_the_shortage_is_named_to_the_unit() -> None:
    portfolio = world(2, size=8)
    must = Limit("must", -row(8, m4=1.0), -1.0, hard=True)
    poor = replace(portfolio.limits[0], upper=float(portfolio.cost[4]) - 1_000.0)
    short = replace(portfolio, limits=(poor, must))
    assert best(short) is None
    found = shortages(short)
    assert found is not None
    assert [(one.limit, round(one.by)) for one in found] == [("budget", 1_000)]


def test_limits_of_logic_that_contradict_have_no_shortage() -> None:
    portfolio = world(2, size=8)
    both = [Limit(f"must {i}", -row(8, **{f"m{i}": 1.0}), -1.0, hard=True) for i in (2, 3)]
    assert shortages(replace(portfolio, limits=(*portfolio.limits, *both))) is None


def test_nothing_is_short_where_a_plan_exists() -> None:
    assert shortages(world(2, size=8)) == ()


def test_every_point_of_the_front_is_the_least_loss_for_its_cost() -> None:
    portfolio = world(7, size=9)
    free = replace(portfolio, limits=portfolio.limits[1:])
    plans, loss = every(free)
    points = front(portfolio, float(portfolio.cost.sum()), 7, gap=1e-9)
    assert len(points) >= 3
    for point in points:
        paid = plans @ portfolio.cost
        assert point.optimum.loss <= loss[paid <= point.optimum.cost * (1 + 1e-9)].min() * (1 + 1e-5)
    losses = [point.optimum.loss for point in points]
    assert losses == sorted(losses, reverse=True)


def test_the_front_offers_plans_that_do_more_for_development() -> None:
    portfolio = world(7, size=9)
    grows = np.array([0, 0, 0, 0, 0, 5.0, 3.0, 0, -2.0])
    points = front(portfolio, float(portfolio.cost.sum()), 4, grows)
    assert max(point.development or 0.0 for point in points) == 8.0


def test_money_that_is_scarce_is_worth_more_and_money_that_is_not_nothing() -> None:
    poor, rich = world(3, size=9, share=0.05), world(3, size=9, share=5.0)
    for portfolio, worth in ((poor, True), (rich, False)):
        found = best(portfolio, gap=1e-9)
        assert found is not None
        assert (marginal(portfolio, found, "budget", float(portfolio.cost.sum())) > 1.0) is worth


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"weights": np.array([math.nan] * 6)}, "a weight is not a number"),
        ({"cost": np.zeros(3)}, "cost has shape"),
        ({"factors": np.full((6, 9), -0.1)}, "factor is not a number from 0 up"),
        ({"factors": np.ones((2, 2))}, "factors have shape"),
    ],
)
def test_arrays_that_make_no_portfolio_are_refused(change: dict[str, np.ndarray], said: str) -> None:
    with pytest.raises(InputError, match=said):
        replace(world(1), **change)
