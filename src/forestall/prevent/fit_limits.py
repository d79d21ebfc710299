"""The limits of a place on the columns of its portfolio, each with a name that a report can use.

Not here: the same limits on the programme that learns from trials (`constraints`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from forestall.model.place import Place
from forestall.prevent.fit import Fitted
from forestall.prevent.portfolio import Floats, Limit
from forestall.prevent.problem import Problem, unit_cost, used


@dataclass(frozen=True, slots=True)
class Wish:
    """What a planner asks of a plan beside the limits of the place."""

    must: tuple[str, ...] = ()
    """Measures that have to be in it."""
    yearly: float | None = None
    """Most that may be paid out in one year [currency/year]."""
    fair: float | None = None
    """Least share of its expected loss that is taken away from every jurisdiction that has any."""
    development: float | None = None
    """Least sum of what the measures do for development."""


def limited(fitted: Fitted, problem: Problem, place: Place, scenarios: tuple[str, ...], wish: Wish) -> Fitted:
    """The fitted portfolio with columns for what can be bought, and all limits."""
    wider, buys = _with_purchases(fitted, problem)
    columns = _Columns(wider, buys)
    limits = [
        *_logic(columns, problem),
        *_capabilities(columns, problem),
        _budget(columns, problem),
        *_yearly(columns, problem, wish),
        *_must(columns, wish),
        *_fair(columns, place, scenarios, wish),
        *_development(columns, problem, wish),
    ]
    return replace(wider, portfolio=replace(wider.portfolio, limits=tuple(limits)))


@dataclass(frozen=True, slots=True)
class _Columns:
    """Positions of columns by what they stand for."""

    fitted: Fitted
    buys: dict[str, int]

    def of(self, measure: str, until: float = np.inf) -> Floats:
        """1 on the columns of a measure that is begun no later than a time."""
        row = np.zeros(len(self.fitted.portfolio.names))
        for index, column in enumerate(self.fitted.columns):
            if column.measure == measure and column.beside is None and column.start <= until:
                row[index] = 1.0
        return row


def _with_purchases(fitted: Fitted, problem: Problem) -> tuple[Fitted, dict[str, int]]:
    """Columns for units of the capabilities that money can buy."""
    prices = {name: unit_cost(problem, name) for name in problem.amounts}
    names = [name for name, price in prices.items() if price is not None]
    old = fitted.portfolio
    most = [int(np.ceil(used(problem, frozenset(problem.measures), name))) for name in names]
    portfolio = replace(
        old,
        names=(*old.names, *(f"buy {name}" for name in names)),
        most=np.concatenate([old.most, np.array(most, dtype=np.int64)]),
        cost=np.concatenate([old.cost, [prices[name] or 0.0 for name in names]]),
        factors=np.hstack([old.factors, np.ones((old.weights.size, len(names)))]),
        groups=np.concatenate([old.groups, old.groups.max(initial=0) + 1 + np.arange(len(names), dtype=np.int64)]),
    )
    return replace(fitted, portfolio=portfolio), {name: len(old.names) + i for i, name in enumerate(names)}


def _logic(columns: _Columns, problem: Problem) -> Iterable[Limit]:
    """Once each; requirements not later; exclusions; a pair is together exactly when both measures are there."""
    for name in problem.measures:
        if len(columns.fitted.starts) > 1:
            yield Limit(f"{name} once", columns.of(name), 1.0, hard=True)
        for other in sorted(problem.requires[name] - {name}):
            for start in columns.fitted.starts:
                row = columns.of(name, start) - columns.of(other, start)
                yield Limit(f"{name} requires {other}", row, 0.0, hard=True)
        for other in sorted(problem.excludes[name]):
            if name < other and other in problem.measures:
                yield Limit(f"{name} excludes {other}", columns.of(name) + columns.of(other), 1.0, hard=True)
    for index, column in enumerate(columns.fitted.columns):
        if column.beside:
            pair = np.zeros(len(columns.fitted.portfolio.names))
            pair[index] = 1.0
            first, second = columns.of(column.measure), columns.of(column.beside)
            for row, upper in ((pair - first, 0.0), (pair - second, 0.0), (first + second - pair, 1.0)):
                yield Limit(f"{column.measure} beside {column.beside}", row, upper, hard=True)


def _capabilities(columns: _Columns, problem: Problem) -> Iterable[Limit]:
    """Needs within what there is and what is bought."""
    for name, users in problem.amounts.items():
        row = np.zeros(len(columns.fitted.portfolio.names))
        for measure, amount in users.items():
            row = row + amount * columns.of(measure)
        if name in columns.buys:
            row[columns.buys[name]] = -1.0
        known = problem.capabilities.get(name)
        yield Limit(f"capability {name}", row, 0.0 if known is None else known.available)


def _budget(columns: _Columns, problem: Problem) -> Limit:
    return Limit("budget", columns.fitted.portfolio.cost.copy(), problem.budget)


def _yearly(columns: _Columns, problem: Problem, wish: Wish) -> Iterable[Limit]:
    """What is paid out in a year: for what is begun in it, for what runs, and in the first year for capabilities."""
    if wish.yearly is None:
        return
    for year in columns.fitted.starts:
        row = np.zeros(len(columns.fitted.portfolio.names))
        for index, column in enumerate(columns.fitted.columns):
            if column.beside is None and column.start <= year:
                measure = problem.measures[column.measure]
                row[index] = measure.yearly_cost + (measure.cost if column.start == year else 0.0)
        for name, index in columns.buys.items():
            row[index] = (unit_cost(problem, name) or 0.0) if year == columns.fitted.starts[0] else 0.0
        yield Limit(f"budget of year {year:g}", row, wish.yearly)


def _must(columns: _Columns, wish: Wish) -> Iterable[Limit]:
    for name in wish.must:
        yield Limit(f"{name} has to be in the plan", -columns.of(name), -1.0, hard=True)


def _fair(columns: _Columns, place: Place, scenarios: tuple[str, ...], wish: Wish) -> Iterable[Limit]:
    """At least a share taken away in every jurisdiction: sum_(t in j) w_t z_t <= (1 - share) sum_(t in j) w_t."""
    if wish.fair is None:
        return
    owner = {one.id: one.jurisdiction for one in place.scenarios}
    owners = np.array([owner.get(scenarios[i], "") for i in columns.fitted.scenarios])
    weights = columns.fitted.portfolio.weights
    nothing = np.zeros(len(columns.fitted.portfolio.names))
    for name in sorted(set(owners.tolist()) - {""}):
        own = np.where(owners == name, weights, 0.0)
        if own.sum() > 0.0:
            yield Limit(f"fair share of {name}", nothing, (1.0 - wish.fair) * float(own.sum()), own)


def _development(columns: _Columns, problem: Problem, wish: Wish) -> Iterable[Limit]:
    if wish.development is not None:
        yield Limit("development", -development(columns.fitted, problem), -wish.development)


def development(fitted: Fitted, problem: Problem) -> Floats:
    """What each column does for development, shape (columns,)."""
    row = np.zeros(len(fitted.portfolio.names))
    for index, column in enumerate(fitted.columns):
        row[index] = 0.0 if column.beside else problem.measures[column.measure].development
    return row
