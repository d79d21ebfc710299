"""The most value under several budgets at once: max v x, A x <= b, x binary, values whole numbers.

What a portfolio is when effects add up. A good answer comes from the items whose reduced cost is least. With it the
relaxation decides all items whose reduced cost alone would cost more than could be gained; what is left is small.

Not here: effects that multiply (`exact`).

Source:
    Dantzig, Fulkerson and Johnson (1954), doi:10.1287/opre.2.4.393: items decided by their reduced costs.
    Balas and Zemel (1980), doi:10.1287/opre.28.5.1130: the core of items with small reduced cost.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from forestall.core.errors import InputError
from forestall.prevent.portfolio import Floats
from forestall.prevent.programme import FREE, Programme

CORE = 30
"""Items left free for the first answer."""

CORE_NODES = 2_000
"""Branch-and-bound nodes for it."""

ROUNDING = 1e-6  # what is allowed for rounding in the solver


@dataclass(frozen=True, slots=True)
class Packed:
    """An answer with its proof."""

    items: Floats
    """Which items are taken, shape (n,)."""
    value: float
    """What they are worth."""
    bound: float
    """No answer is worth more."""

    @property
    def gap(self) -> float:
        """Share of the value by which another could be better at most."""
        return (self.bound - self.value) / self.value if self.value else 0.0


def pack(values: Floats, needs: Floats, limits: Floats, nodes: int = 1_000_000) -> Packed:
    """The items worth most.

    Args:
        values: whole numbers above 0, shape (n,)
        needs: what each item takes of each budget, not below 0, shape (budgets, n)
        limits: the budgets, shape (budgets,)
        nodes: branch-and-bound nodes at most; the gap says what was reached

    Raises:
        InputError: values are not whole numbers above 0, or a need is below 0.
    """
    if np.any(values <= 0.0) or np.any(values != np.round(values)) or np.any(needs < 0.0) or np.any(limits < 0.0):
        raise InputError("knapsack: values must be whole numbers above 0, needs and limits not below 0")
    relaxation = _programme(values, needs, limits, np.zeros(values.size), np.ones(values.size), whole=False)
    relaxed = relaxation.minimise(-values, 0.0, 0.0, 1)
    if relaxed is None:
        raise InputError("knapsack: no answer keeps the limits")
    reduced = np.abs(relaxation.reduced_costs())
    best = _first(values, needs, limits, relaxed.point, reduced)
    value, top = float(values @ best), -relaxed.value
    decided = top - reduced < value + 1.0 - ROUNDING * top
    least = np.where(decided, np.round(relaxed.point), 0.0)
    most = np.where(decided, np.round(relaxed.point), 1.0)
    start = best if np.all((best >= least) & (best <= most)) else None
    found = _programme(values, needs, limits, least, most, whole=True).minimise(-values, 0.0, 0.0, nodes, start)
    if found is None:
        return Packed(best, value, value)
    items = np.round(found.point)
    if float(values @ items) > value:
        best, value = items, float(values @ items)
    return Packed(best, value, max(value, min(math.floor(top + ROUNDING), math.floor(-found.bound + ROUNDING))))


def _first(values: Floats, needs: Floats, limits: Floats, relaxed: Floats, reduced: Floats) -> Floats:
    """A good answer: the items with large reduced costs as the relaxation has them, the rest free."""
    base = np.floor(relaxed + ROUNDING)
    free = np.argsort(reduced, kind="stable")[:CORE]
    least, most = base.copy(), base.copy()
    least[free], most[free] = 0.0, 1.0
    found = _programme(values, needs, limits, least, most, whole=True).minimise(-values, 0.0, 0.0, CORE_NODES)
    return base if found is None else np.round(found.point)


def _programme(values: Floats, needs: Floats, limits: Floats, least: Floats, most: Floats, *, whole: bool) -> Programme:
    scale = np.maximum(limits, 1.0)
    rows, kinds = csr_array(needs / scale[:, None]), np.full(values.size, whole)
    return Programme(least, most, kinds, rows, np.full(scale.size, -FREE), limits / scale)
