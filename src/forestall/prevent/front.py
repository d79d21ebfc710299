"""The front of loss and cost: for each limit on cost the least loss, each point with its certificate; and what more
money or more of a scarce capability would bring.

Epsilon constraint: min L(x) subject to cost(x) <= e, for rising e; a tiny price on cost settles ties. Not here: the
programme (`linear`), the choice of one plan (`exact`).

Source:
    Haimes, Lasdon and Wismer (1971), On a bicriterion formulation, IEEE Transactions on Systems, Man and
    Cybernetics 1(3), 296-297: the epsilon constraint.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from forestall.prevent.exact import Aim, Optimum, best, solved
from forestall.prevent.linear import Linear
from forestall.prevent.portfolio import Floats, Limit, Portfolio
from forestall.prevent.programme import FREE

CHEAP = 1e-6
"""Weight of cost beside loss when loss is made least: of two plans with the same loss the cheaper one."""

LEAST_LOSS = Aim(1.0, CHEAP)


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the front."""

    optimum: Optimum
    """The plan."""
    development: float | None
    """What it does for development; None when nothing is said of it."""


def front(
    portfolio: Portfolio, most: float, points: int, development: Floats | None = None, gap: float = 1e-3
) -> tuple[Point, ...]:
    """Plans with least loss for rising cost, and for rising development where columns (columns,) have any.

    Args:
        portfolio: the measures; its limit named `budget` gives way to the limits of the front
        most: greatest cost that is looked at
        points: limits on cost, evenly spaced from 0 on
        development: what each column does for development
        gap: relative gap of each point

    Returns:
        Plans none of which is bettered by another in loss, cost and development, by cost.
    """
    free = replace(portfolio, limits=tuple(limit for limit in portfolio.limits if limit.name != "budget"))
    linear = Linear(free)
    found: list[Point] = []
    for floor in _floors(free, development):
        programme = linear.programme(limits=(Limit("cost", free.cost, most), *floor))
        before: Floats | None = None
        for paid in np.linspace(0.0, most, points):
            scale = float(np.abs(free.cost).max(initial=0.0)) or 1.0
            programme.bound_row(programme.rows - 1 - len(floor), -FREE, float(paid) / scale)
            optimum = solved(linear, programme, aim=LEAST_LOSS, gap=gap, start=before)
            if optimum is not None:
                before = optimum.plan
                found.append(Point(optimum, None if development is None else float(development @ optimum.plan)))
    return _unbettered(found)


def marginal(portfolio: Portfolio, base: Optimum, limit: str, step: float, gap: float = 1e-4) -> float:
    """By how much loss and cost together fall when a limit is wider by a step; never below 0."""
    limits = tuple(replace(one, upper=one.upper + step) if one.name == limit else one for one in portfolio.limits)
    more = best(replace(portfolio, limits=limits), gap=gap, start=base.plan)
    return 0.0 if more is None else max(0.0, base.value - more.value)


def _floors(portfolio: Portfolio, development: Floats | None) -> Iterable[tuple[Limit, ...]]:
    """Least development that is asked for: none, then a third and two thirds of the way to the most there can be."""
    yield ()
    if development is not None and np.any(development):
        top = best(replace(portfolio, cost=-development), aim=Aim(0.0, 1.0))
        if top is not None:
            for share in (1 / 3, 2 / 3, 1.0):
                yield (Limit("development", -development, share * top.value),)


def _unbettered(points: list[Point]) -> tuple[Point, ...]:
    kept: list[Point] = []
    for point in sorted(points, key=lambda p: (p.optimum.cost, p.optimum.loss, -(p.development or 0.0))):
        if not any(_betters(other, point) for other in kept):
            kept.append(point)
    return tuple(kept)


def _betters(one: Point, other: Point) -> bool:
    """Whether one is no worse in everything; points come by rising cost."""
    return one.optimum.loss <= other.optimum.loss * (1.0 + 1e-9) and (one.development or 0.0) >= (
        other.development or 0.0
    )
