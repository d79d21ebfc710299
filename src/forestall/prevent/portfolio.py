"""Measures as arrays: what each multiplies each loss by, what it costs, what limits them; nothing of a place.

    L(x) = sum_t w_t prod_m f_tm^x_m,   V(x) = L(x) + sum_m c_m x_m,   A x + B z(x) <= b

A *term* t is a part of the loss that measures change together: a scenario, in a stretch of the planning period, with
one level of effectiveness. Its value z_t(x) is the product. Not here: how the best x is found (`linear`, `exact`,
`robust`), how a place becomes arrays (`fit`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Limit:
    """An inequality that every plan keeps."""

    name: str
    """What it is, in words; reports name it."""
    on: Floats
    """Coefficients of the columns, shape (columns,)."""
    upper: float
    """What the sum must not exceed."""
    on_terms: Floats | None = None
    """Coefficients of the terms' values, not below 0, shape (terms,); None: none."""
    hard: bool = False
    """A matter of logic, not of amounts: never given up to see how much is short."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The measures and what they do."""

    names: tuple[str, ...]
    """The columns: a measure, a measure in a phase, or units of a capability that are bought."""
    most: Ints
    """Greatest number of each: 1 for a measure, shape (columns,)."""
    cost: Floats
    """Cost of one of each, shape (columns,)."""
    weights: Floats
    """Loss of each term without measures, shape (terms,)."""
    factors: Floats
    """What each column multiplies each term by, not below 0, 1 where it does nothing, shape (terms, columns)."""
    groups: Ints
    """Columns of one group are ways of doing one measure, at most one of them is chosen, shape (columns,)."""
    limits: tuple[Limit, ...] = ()
    """What every plan keeps."""

    def __post_init__(self) -> None:
        columns, terms = len(self.names), self.weights.size
        if self.factors.shape != (terms, columns):
            raise InputError(f"portfolio: factors have shape {self.factors.shape}, must be ({terms}, {columns})")
        for name, row in (("most", self.most), ("cost", self.cost), ("groups", self.groups)):
            if row.shape != (columns,):
                raise InputError(f"portfolio: {name} has shape {row.shape}, must be ({columns},)")
        if not (np.isfinite(self.factors).all() and (self.factors >= 0.0).all()):
            raise InputError("portfolio: a factor is not a number from 0 up")
        if not (np.isfinite(self.weights).all() and (self.weights >= 0.0).all() and np.isfinite(self.cost).all()):
            raise InputError("portfolio: a weight is not a number from 0 up, or a cost is no number")
        counted = self.most > 1
        if np.any(self.factors[:, counted] != 1.0):
            raise InputError("portfolio: a column that can be had more than once must not change a loss")

    def values(self, plans: Floats) -> Floats:
        """Value of each term under each plan; (plans, columns) -> (plans, terms)."""
        found = np.ones((plans.shape[0], self.weights.size))
        for column in np.flatnonzero((self.factors != 1.0).any(axis=0)):
            chosen = plans[:, column] > 0.5
            found[chosen] *= self.factors[:, column]
        return found

    def broken(self, plan: Floats, slack: float = 1e-6) -> tuple[str, ...]:
        """Names of the limits that a plan (columns,) does not keep."""
        values = self.values(plan[None])[0]
        found = []
        for limit in self.limits:
            total = float(limit.on @ plan) + (0.0 if limit.on_terms is None else float(limit.on_terms @ values))
            if total > limit.upper + slack * max(1.0, abs(limit.upper), float(np.abs(limit.on).max(initial=0.0))):
                found.append(limit.name)
        return tuple(found)
