"""A place's measures as a portfolio: factors read off the simulation, timing by lead, interplay where it was met.

A term is a scenario's loss on one scale over a stretch of the planning period in which the same measures can be at
work; a measure multiplies it by what the simulation says it does alone. Two measures whose trial together does not
give the product have a column of their own for being together (`together`). Not here: the limits (`fit_limits`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from forestall.model.measure import Measure
from forestall.model.profile import Appraisal
from forestall.prevent.portfolio import Floats, Ints, Portfolio
from forestall.prevent.problem import Measures, Problem
from forestall.prevent.trials import NOTHING, Trials
from forestall.prevent.worth import MONTHS_A_YEAR, flow, present_cost

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of the portfolio stands for."""

    measure: str
    """The measure; of a pair the first one."""
    start: float = 0.0
    """When it is begun [year from now]."""
    beside: str | None = None
    """The second measure of a pair that is together."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A portfolio that stands for a place."""

    portfolio: Portfolio
    """The arrays, without limits."""
    columns: tuple[Column, ...]
    """What its columns stand for."""
    scenarios: Ints
    """Position of each term's scenario in `Trials.scenarios`, shape (terms,)."""
    yearly: Floats
    """Each term's loss in a year without measures [currency/year], shape (terms,)."""
    pairs: Mapping[Pair, Floats]
    """Factors of pairs on (scenarios, scales), beside those of each alone."""
    starts: tuple[float, ...] = (0.0,)
    """When measures may be begun [year from now]."""

    def measures(self, plan: Floats) -> Measures:
        """The measures of a plan (columns,)."""
        chosen = (c for c, amount in zip(self.columns, plan[: len(self.columns)], strict=True) if amount > 0.5)
        return frozenset(c.measure for c in chosen if c.beside is None)

    def begun(self, plan: Floats) -> dict[str, float]:
        """When each measure of a plan is begun [year from now]."""
        chosen = (c for c, amount in zip(self.columns, plan[: len(self.columns)], strict=True) if amount > 0.5)
        return {c.measure: c.start for c in chosen if c.beside is None}

    def plan(self, measures: Measures) -> Floats:
        """The columns of a set that is begun at once, pairs included, without purchases."""
        first = self.starts[0]
        return np.array(
            [
                float(c.measure in measures and (c.beside in measures if c.beside else c.start == first))
                for c in self.columns
            ]
        )


def fit(
    problem: Problem,
    trials: Trials,
    appraisal: Appraisal,
    *,
    starts: tuple[float, ...] = (0.0,),
    pairs: Mapping[Pair, Floats] | None = None,
) -> Fitted:
    """The portfolio of a place, from each measure tried alone and the pairs that were tried.

    Args:
        problem: the measures
        trials: what the simulation said
        appraisal: planning period and discount rate
        starts: when measures may be begun [year from now], rising
        pairs: factors of pairs that do not multiply, from `interplay`
    """
    known = pairs or {}
    columns = [Column(name, start) for name in problem.measures for start in starts]
    columns += [Column(a, 0.0, b) for a, b in sorted(known)]
    alone = {name: _factors(trials.table(frozenset({name})), trials.table(frozenset())) for name in problem.measures}
    stretches = _stretches(problem.measures, starts, appraisal)
    before = trials.table(frozenset())
    factors, yearly, weights, scenarios = [], [], [], []
    for scenario, scale in zip(*np.nonzero(before), strict=True):
        tables = [known[c.measure, c.beside] if c.beside else alone[c.measure] for c in columns]
        each = np.array([table[scenario, scale] for table in tables])
        for begin, present in stretches:
            factors.append(np.where(_working(columns, problem.measures, begin), each, 1.0))
            weights.append(before[scenario, scale] * present)
            yearly.append(before[scenario, scale] * present / _total(stretches))
            scenarios.append(int(scenario))
    found = _merged(
        np.array(factors).reshape(len(factors), len(columns)), np.array(weights), np.array(yearly), scenarios
    )
    table, weight, each_year, which = found
    places = {name: index for index, name in enumerate(problem.measures)}
    portfolio = Portfolio(
        names=tuple(_name(c, starts) for c in columns),
        most=np.ones(len(columns), dtype=np.int64),
        cost=np.array([_cost(problem.measures[c.measure], c, appraisal) for c in columns]),
        weights=weight,
        factors=table,
        groups=np.array([len(places) + i if c.beside else places[c.measure] for i, c in enumerate(columns)], np.int64),
    )
    return Fitted(portfolio, tuple(columns), which, each_year, known, starts)


def interplay(trials: Trials, first: str, second: str) -> Floats:
    """What two measures together multiply each loss by beyond what each does alone, shape (scenarios, scales)."""
    before = trials.table(frozenset())
    alone = [_factors(trials.table(frozenset({name})), before) for name in (first, second)]
    both = _factors(trials.table(frozenset({first, second})), before)
    product = alone[0] * alone[1]
    return np.where(product > 0.0, both / np.where(product > 0.0, product, 1.0), 1.0)


def promised(fitted: Fitted, trials: Trials, measures: Measures) -> Floats:
    """What the factors say is left of each loss in a year, all at work, shape (scenarios, scales) [currency/year]."""
    before = trials.table(frozenset())
    found = before.copy()
    for name in sorted(measures):
        found = found * _factors(trials.table(frozenset({name})), before)
    for (first, second), factor in sorted(fitted.pairs.items()):
        if first in measures and second in measures:
            found = found * factor
    return found


def levelled(fitted: Fitted, level: float) -> Portfolio:
    """The portfolio with measures that do more or less than thought: factors 1 - level (1 - f), not below 0."""
    factors = np.maximum(1.0 - level * (1.0 - fitted.portfolio.factors), 0.0)
    return replace(fitted.portfolio, factors=factors)


def _factors(after: Floats, before: Floats) -> Floats:
    ratio = np.where(before > 0.0, after / np.where(before > 0.0, before, 1.0), 1.0)
    return np.where(np.abs(1.0 - ratio) > NOTHING, ratio, 1.0)


def _stretches(
    measures: Mapping[str, Measure], starts: tuple[float, ...], appraisal: Appraisal
) -> list[tuple[float, float]]:
    """Begin [year] and discounted length [year] of the stretches between which no measure begins to work."""
    ready = {start + m.lead / MONTHS_A_YEAR for m in measures.values() for start in starts}
    cuts = [*sorted({0.0, *(t for t in ready if t < appraisal.period)}), appraisal.period]
    return [(a, flow(a, b, appraisal.discount)) for a, b in pairwise(cuts)]


def _total(stretches: list[tuple[float, float]]) -> float:
    return sum(present for _, present in stretches)


def _working(columns: list[Column], measures: Mapping[str, Measure], at: float) -> NDArray[np.bool_]:
    """Which columns are at work from a time on."""
    lead = {name: m.lead / MONTHS_A_YEAR for name, m in measures.items()}
    return np.array(
        [c.start + max(lead[c.measure], lead[c.beside or c.measure]) <= at for c in columns], dtype=np.bool_
    )


def _merged(
    factors: Floats, weights: Floats, yearly: Floats, scenarios: list[int]
) -> tuple[Floats, Floats, Floats, Ints]:
    """Terms of one scenario on which every column does the same, put together."""
    which = np.array(scenarios, dtype=np.int64)
    keys = np.column_stack([which, factors]) if factors.size else np.zeros((which.size, 1))
    _, first, inverse = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    inverse = inverse.reshape(-1)
    size = first.size
    return (
        factors[first],
        np.bincount(inverse, weights=weights, minlength=size).astype(np.float64),
        np.bincount(inverse, weights=yearly, minlength=size).astype(np.float64),
        which[first],
    )


def _cost(measure: Measure, column: Column, appraisal: Appraisal) -> float:
    """Present value of a measure begun at a time, for what is left of the period [currency]; a pair costs nothing."""
    if column.beside:
        return 0.0
    left = replace(appraisal, period=appraisal.period - column.start)
    return present_cost(measure, left) * float((1.0 + appraisal.discount) ** -column.start)


def _name(column: Column, starts: tuple[float, ...]) -> str:
    if column.beside:
        return f"{column.measure} beside {column.beside}"
    return column.measure if len(starts) == 1 else f"{column.measure} from year {column.start:g}"
