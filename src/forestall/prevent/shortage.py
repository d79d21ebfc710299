"""Which limits cannot be kept together, and by how much each falls short. Not here: plans that keep them (`exact`)."""

from dataclasses import dataclass

import numpy as np

from forestall.prevent.linear import Linear
from forestall.prevent.portfolio import Portfolio
from forestall.prevent.programme import FREE

NODES = 5_000  # branch-and-bound nodes
ROUNDING = 1e-6  # share of a limit below which it is kept


@dataclass(frozen=True, slots=True)
class Shortage:
    """A limit that cannot be kept with the others."""

    limit: str
    """Its name."""
    by: float
    """How much more would have to be allowed, in its own unit."""


def shortages(portfolio: Portfolio) -> tuple[Shortage, ...] | None:
    """The least that limits have to give way, by their size, for any plan to exist; empty when one does.

    Returns:
        The limits that give way; None when rules of logic alone (what requires and excludes what, what has to be in
        the plan) contradict each other, so that no amount helps.
    """
    soft = [limit for limit in portfolio.limits if not limit.hard]
    linear = Linear(portfolio)
    programme, unit = linear.yielding(portfolio.limits)
    for index in range(len(soft)):
        programme.fix(linear.size + index, 0.0, FREE)
    cost = np.zeros(linear.size + len(soft))
    cost[linear.size :] = unit / np.array([abs(limit.upper) or 1.0 for limit in soft])
    found = programme.minimise(cost, 0.0, 1e-4, NODES)
    if found is None:
        return None
    by = found.point[linear.size :] * unit
    return tuple(
        Shortage(limit.name, float(amount))
        for limit, amount in zip(soft, by, strict=True)
        if amount > ROUNDING * max(1.0, abs(limit.upper))
    )
