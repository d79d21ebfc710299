"""Scenario discovery: the box in which something happens most, found by peeling (patient rule induction method).

From the whole range, one side of one variable is cut off at a time, `PEEL` of what is left or one level of a variable
that has few: the cut that raises the share of cases of interest most for each case that it takes away. Of all boxes
on the way the densest that still covers enough is taken, and limits that hardly matter are given up. Not here: what
the variables are (`futures`), what is done about it (`signposts`).

Source:
    Friedman and Fisher (1999), Bump hunting in high-dimensional data, Statistics and Computing 9, 123-143: peeling.
    Bryant and Lempert (2010), doi:10.1016/j.techfore.2009.08.002: coverage and density in scenario discovery.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.prevent.portfolio import Floats

Bools = NDArray[np.bool_]

PEEL = 0.05
"""Share of the cases in the box that one cut takes away."""

LEAST = 0.05
"""Share of all cases below which a box is not made smaller."""

TOLERANCE = 0.03
"""Density that may be lost by giving up a limit."""


@dataclass(frozen=True, slots=True)
class Box:
    """Limits on variables, and what lies within."""

    low: Floats
    """Least value of each variable, -infinity where there is no limit, shape (variables,)."""
    high: Floats
    """Greatest value of each variable, infinity where there is no limit, shape (variables,)."""
    density: float
    """Share of the cases within that are of interest; 0 when none lie within."""
    coverage: float
    """Share of the cases of interest that lie within; 0 when there are none."""

    def holds(self, cases: Floats) -> Bools:
        """Which cases (n, variables) lie within, shape (n,)."""
        return np.asarray(np.all((cases >= self.low) & (cases <= self.high), axis=1))

    @property
    def limited(self) -> tuple[int, ...]:
        """Variables with a limit."""
        return tuple(int(i) for i in np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high)))


def discover(cases: Floats, interesting: Bools, *, most: int = 3, cover: float = 0.3) -> Box:
    """The box that says best when a case is of interest.

    Args:
        cases: values of the variables, shape (n, variables)
        interesting: which cases are of interest, shape (n,)
        most: variables that may be limited
        cover: share of the cases of interest that it must hold

    Returns:
        The box; without limits when nothing is of interest or everything is.
    """
    size = cases.shape[1]
    box = _measured(np.full(size, -np.inf), np.full(size, np.inf), cases, interesting)
    best = box
    while (cut := _cut(box, cases, interesting, most)) is not None and cut.coverage >= cover:
        box = cut
        if box.density > best.density:
            best = box
    return _simpler(best, cases, interesting)


def _cut(box: Box, cases: Floats, interesting: Bools, most: int) -> Box | None:
    """The best box one cut smaller, or None."""
    inside = box.holds(cases)
    if inside.sum() <= LEAST * len(cases) or box.density in (0.0, 1.0):
        return None
    found: list[Box] = []
    for variable in range(cases.shape[1]) if len(box.limited) < most else box.limited:
        values = cases[inside, variable]
        for side, level in (("low", np.quantile(values, PEEL)), ("high", np.quantile(values, 1.0 - PEEL))):
            low, high = box.low.copy(), box.high.copy()
            if side == "low":
                low[variable] = np.min(values[values > level], initial=np.inf)
            else:
                high[variable] = np.max(values[values < level], initial=-np.inf)
            found.append(_measured(low, high, cases, interesting))
    left = [int(one.holds(cases).sum()) for one in found]
    smaller = [(one, inside.sum() - n) for one, n in zip(found, left, strict=True) if 0 < n < inside.sum()]
    ranked = max(smaller, key=lambda pair: ((pair[0].density - box.density) / pair[1], pair[0].coverage), default=None)
    return None if ranked is None else ranked[0]


def _simpler(box: Box, cases: Floats, interesting: Bools) -> Box:
    """The box without the limits that hardly matter, least important first."""
    for variable in box.limited:
        for name in ("low", "high"):
            low, high = box.low.copy(), box.high.copy()
            (low if name == "low" else high)[variable] = -np.inf if name == "low" else np.inf
            wider = _measured(low, high, cases, interesting)
            if wider.density >= box.density - TOLERANCE:
                box = wider
    return box


def _measured(low: Floats, high: Floats, cases: Floats, interesting: Bools) -> Box:
    inside = np.all((cases >= low) & (cases <= high), axis=1)
    both, within, every = int((inside & interesting).sum()), int(inside.sum()), int(interesting.sum())
    return Box(low, high, both / within if within else 0.0, both / every if every else 0.0)
