"""The best plan of every single future, each with its proof. Not here: one plan for all (`robust`)."""

from dataclasses import dataclass

import numpy as np

from forestall.prevent.ideals import Futures, OneByOne
from forestall.prevent.linear import Linear
from forestall.prevent.portfolio import Floats, Portfolio


@dataclass(frozen=True, slots=True)
class EachBest:
    """Plans, one a future."""

    plans: Floats
    """Shape (futures, columns)."""
    totals: Floats
    """Loss, cost and overrun of each in its own future, shape (futures,)."""
    proven: bool
    """Whether every one is within the gap of the best."""


def each_best(portfolio: Portfolio, futures: Futures, gap: float) -> EachBest:
    """The best plan of each future.

    Raises:
        InputError: no plan keeps the limits.
    """
    programme = OneByOne(Linear(portfolio), futures, whole=True)
    found = [programme.least(k, gap) for k in range(futures.count)]
    plans = np.array([plan for _, plan in found]).reshape(futures.count, -1)
    totals = np.diagonal(futures.totals(portfolio, plans)).copy()
    bounds = np.array([bound for bound, _ in found])
    return EachBest(plans, totals, bool(np.all(totals - bounds <= 2.0 * gap * np.abs(totals) + 1e-9)))
