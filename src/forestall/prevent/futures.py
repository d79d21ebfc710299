"""Futures of a place: how often things come, what measures cost and do, how much money there is, and shocks.

Each future draws, from a generator that is passed in:

- a trend for each field: all its scenarios are so many times more or less frequent (lognormal, `Spread.trend`),
- a rate for each scenario, as uncertain as its frequency says (`scenario_spread`),
- a level of effectiveness for each field, `Spread.levels`: in what it does, a measure falls short or does better,
- cost for all measures together and for each (lognormal), a budget (lognormal),
- a shock: with some probability one scenario, drawn at random, comes so many times more often.

The levels are few so that they stay terms of one portfolio: what is proven over all futures stays exact.
Not here: which plan is good in them (`robust`).
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from forestall.model.place import Place
from forestall.model.scenario import Frequency
from forestall.model.words import Field
from forestall.prevent.fit import Fitted, levelled
from forestall.prevent.ideals import Futures
from forestall.prevent.portfolio import Floats, Ints, Limit, Portfolio

QUANTILE_95 = 1.6448536269514722  # standard normal quantile of 0.95
UNKNOWN = 0.5  # standard deviation of the logarithm of a rate of which nothing is said


@dataclass(frozen=True, slots=True)
class Spread:
    """How far futures differ; standard deviations of logarithms unless said otherwise. A judgement, not a finding."""

    trend: float = 0.35
    """Frequency of a field."""
    levels: tuple[float, ...] = (0.6, 1.0, 1.15)
    """Levels of effectiveness: of what a measure takes away, so much."""
    chances: tuple[float, ...] = (0.25, 0.5, 0.25)
    """Probability of each level."""
    cost_all: float = 0.15
    """Cost of all measures together."""
    cost_each: float = 0.15
    """Cost of each measure beside that."""
    budget: float = 0.1
    """The budget."""
    shock: float = 0.3
    """Probability of a shock (not a logarithm)."""
    shock_size: float = 3.0
    """How many times more often the scenario of a shock comes (not a logarithm)."""
    overrun: float = 1.0
    """What a unit spent beyond the budget of a future weighs beside its cost."""


JUDGED = Spread()


@dataclass(frozen=True, slots=True)
class Drawn:
    """Futures with what was drawn for them."""

    portfolio: Portfolio
    """The measures, with a term for each level of effectiveness."""
    futures: Futures
    """What differs."""
    variables: tuple[str, ...]
    """Names of what was drawn: `trend cyber`, `rate flood`, `effect cyber`, `cost dyke`, `cost`, …."""
    cases: Floats
    """Their values, 1 is as today, shape (futures, variables)."""


def draw(
    fitted: Fitted,
    place: Place,
    scenarios: tuple[str, ...],
    budget: float,
    count: int,
    rng: np.random.Generator,
    spread: Spread = JUDGED,
) -> Drawn:
    """Futures of a place.

    Args:
        fitted: the place's portfolio
        place: fields and frequencies of its scenarios
        scenarios: their order in the fit
        budget: what may be spent today [currency]
        count: how many futures
        rng: where the random numbers come from
        spread: how far they differ
    """
    known = {one.id: one for one in place.scenarios}
    fields = np.array([list(Field).index(known[name].field) for name in scenarios], dtype=np.int64)
    own = np.array([scenario_spread(known[name].frequency) for name in scenarios])
    trend = np.exp(spread.trend * rng.standard_normal((count, len(Field))))
    rate = np.exp(own * rng.standard_normal((count, len(scenarios))) - own**2 / 2)
    level = rng.choice(len(spread.levels), size=(count, len(Field)), p=spread.chances)
    rate = trend[:, fields] * rate * _shocks(count, len(scenarios), rng, spread)
    columns = len(fitted.portfolio.names)
    cost = np.exp(spread.cost_all * rng.standard_normal((count, 1)))
    each = cost * np.exp(spread.cost_each * rng.standard_normal((count, columns)))
    money = np.exp(spread.budget * rng.standard_normal(count))
    weights = fitted.portfolio.weights * rate[:, fitted.scenarios]
    portfolio, table = _levels(fitted, weights, level[:, fields[fitted.scenarios]], spread.levels)
    futures = Futures(table, fitted.portfolio.cost * each, budget * money, spread.overrun)
    there = sorted(set(fields.tolist()))
    named = [list(Field)[i] for i in there]
    effect = np.array(spread.levels)[level]
    names = (
        *(f"trend {f}" for f in named),
        *(f"rate {name}" for name in scenarios),
        *(f"effect {f}" for f in named),
        *(f"cost {name}" for name in fitted.portfolio.names[: len(fitted.columns)]),
        "cost",
        "budget",
    )
    own_cost = each[:, : len(fitted.columns)]
    cases = np.hstack([trend[:, there], rate, effect[:, there], own_cost, cost, money[:, None]])
    return Drawn(portfolio, futures, names, cases)


def scenario_spread(frequency: Frequency) -> float:
    """Standard deviation of the logarithm of a rate: from its quantiles, else from its count, else `UNKNOWN`."""
    if frequency.low is not None and frequency.high is not None:
        return math.log(frequency.high / frequency.low) / (2.0 * QUANTILE_95)
    if frequency.events is not None:
        return 1.0 / math.sqrt(frequency.events + 0.5)
    return UNKNOWN


def _shocks(count: int, scenarios: int, rng: np.random.Generator, spread: Spread) -> Floats:
    """What shocks multiply each rate by, shape (futures, scenarios)."""
    found = np.ones((count, scenarios))
    struck = rng.random(count) < spread.shock
    which = rng.integers(0, max(scenarios, 1), count)
    if scenarios:
        found[np.flatnonzero(struck), which[struck]] = spread.shock_size
    return found


def _levels(fitted: Fitted, weights: Floats, level: Ints, levels: tuple[float, ...]) -> tuple[Portfolio, Floats]:
    """The portfolio with each term once for each level, those alike put together, and the weights on them."""
    stacked = np.concatenate([levelled(fitted, one).factors for one in levels])
    terms = fitted.portfolio.weights.size
    table = np.zeros((weights.shape[0], stacked.shape[0]))
    for position in range(len(levels)):
        here = level == position
        table[:, position * terms : (position + 1) * terms] = np.where(here, weights, 0.0)
    factors, place = np.unique(stacked, axis=0, return_inverse=True)
    merged = np.zeros((weights.shape[0], factors.shape[0]))
    np.add.at(merged.T, place.reshape(-1), table.T)
    old = fitted.portfolio
    today = min(range(len(levels)), key=lambda i: abs(levels[i] - 1.0))
    where = place.reshape(-1)[today * terms : (today + 1) * terms]
    limits = tuple(_moved(one, where, factors.shape[0]) for one in old.limits)
    return replace(old, factors=factors, weights=merged.mean(axis=0), limits=limits), merged


def _moved(limit: Limit, where: Ints, terms: int) -> Limit:
    """A limit on terms, moved to where they are now at today's effectiveness."""
    if limit.on_terms is None:
        return limit
    moved = np.bincount(where, weights=limit.on_terms, minlength=terms)
    return replace(limit, on_terms=moved.astype(np.float64))
