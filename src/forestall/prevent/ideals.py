"""What each future would cost at best, if one knew that it comes: bounds for all, the truth where it matters.

Every future starts with the bound of its relaxation from below and the best known plan from above; a whole
programme is solved only for a future on which the worst regret of some plan depends. Not here: regrets (`robust`).
"""

from dataclasses import dataclass

import numpy as np

from forestall.core.errors import InputError
from forestall.prevent.linear import Linear
from forestall.prevent.portfolio import Floats, Portfolio
from forestall.prevent.programme import FREE, Programme

NODES = 5_000  # branch-and-bound nodes for one future


@dataclass(frozen=True, slots=True)
class Futures:
    """What differs from future to future; the effects of measures are in the portfolio's terms."""

    weights: Floats
    """Loss of each term without measures, shape (futures, terms)."""
    cost: Floats
    """Cost of one of each column, shape (futures, columns)."""
    budget: Floats
    """Money there is, infinity where it is no matter, shape (futures,)."""
    overrun: float = 1.0
    """What a unit spent beyond the future's budget weighs, beside its cost."""

    @property
    def count(self) -> int:
        """How many."""
        return self.budget.size

    def totals(self, portfolio: Portfolio, plans: Floats) -> Floats:
        """Loss, cost and overrun of each plan in each future; (plans, columns) -> (plans, futures)."""
        paid = plans @ self.cost.T
        return portfolio.values(plans) @ self.weights.T + paid + self.overrun * np.maximum(paid - self.budget, 0.0)


class Ideals:
    """Bounds on the least total of each future."""

    def __init__(self, linear: Linear, futures: Futures, gap: float) -> None:
        self._linear, self._futures, self._gap = linear, futures, gap
        self._programme: Programme | None = None
        self.high = np.full(futures.count, np.inf)
        """Total of the best plan known in each future, shape (futures,)."""
        relaxed = OneByOne(linear, futures, whole=False)
        self.low = np.array([relaxed.least(k, 0.0)[0] for k in range(futures.count)])
        """No plan has less, shape (futures,)."""
        self.known = np.zeros(futures.count, dtype=np.bool_)
        """Whether the future's own programme has been solved, shape (futures,)."""
        self._whole = OneByOne(linear, futures, whole=True)

    def learn(self, totals: Floats) -> None:
        """Take note of the totals (plans, futures) of plans that keep the limits."""
        self.high = np.minimum(self.high, totals.min(axis=0))

    def refine(self, future: int) -> Floats:
        """Solve one future's own programme; returns its plan, shape (columns,)."""
        bound, plan = self._whole.least(future, self._gap)
        self.low[future] = max(self.low[future], bound)
        self.known[future] = True
        return plan


class OneByOne:
    """One programme in which the futures are put one after another."""

    def __init__(self, linear: Linear, futures: Futures, *, whole: bool) -> None:
        self._linear, self._futures = linear, futures
        self._programme = linear.programme(whole=whole, extra=1)
        self._programme.fix(linear.size, 0.0, FREE)

    def least(self, future: int, gap: float) -> tuple[float, Floats]:
        """Bound on the least total of a future, and the plan found for it."""
        futures, columns = self._futures, len(self._linear.portfolio.names)
        constant, cost = self._linear.objective(futures.weights[future], futures.cost[future])
        limited = bool(np.isfinite(futures.budget[future]))
        if limited:
            over = np.zeros(self._linear.size + 1)
            over[:columns], over[-1] = futures.cost[future], -1.0
            self._programme.add_row(over, -FREE, float(futures.budget[future]))
        found = self._programme.minimise(np.append(cost, futures.overrun), constant, gap, NODES)
        if limited:
            self._programme.drop_last_row()
        if found is None:
            raise InputError("no plan keeps all limits")
        return found.bound, np.round(found.point[:columns])
