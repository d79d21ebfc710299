"""The plan that stays good in many futures: least mean, least tail or least worst regret, with a proven gap.

    min_x  max_q  sum_k q_k (V_k(x) - r_k),      0 <= q_k <= 1 / (share K),  sum_k q_k = 1

V_k(x) is loss, cost and overrun of plan x in future k. With r = 0 this is the mean of the worst `share` of futures
(CVaR); with r_k = the least V_k it is the same of regret, and with one future in the share the worst regret. The
worst weighting q of a plan is one row of the master programme; rows are added, first on the relaxation and then on
whole plans, until the master's bound meets the best plan.

Source:
    Rockafellar and Uryasev (2000), Optimization of conditional value-at-risk, Journal of Risk 2(3), 21-41: CVaR;
    its dual form as a worst weighting is Artzner et al. (1999), doi:10.1111/1467-9965.00068, section 4.
    Aissi, Bazgan and Vanderpooten (2009), doi:10.1016/j.ejor.2008.09.012: regret by rows for scenarios.
"""

from dataclasses import dataclass

import numpy as np

from forestall.core.errors import InputError
from forestall.prevent.ideals import Futures, Ideals
from forestall.prevent.linear import Linear
from forestall.prevent.portfolio import Floats, Portfolio
from forestall.prevent.programme import FREE, Found, Programme

ROUNDS = 60  # masters with whole choices at most
WARM_UP = 40  # relaxed masters at most
AT_ONCE = 4  # futures that a plan may add rows for, when each stands alone
NODES = 20_000  # branch-and-bound nodes of one master
FIRST_GAP = 1e-3  # relative gap of the plan for the mean of all futures, from which the search begins
INFEASIBLE = "no plan keeps all limits"


@dataclass(frozen=True, slots=True)
class Hedge:
    """A plan for many futures with its proof."""

    plan: Floats
    """How many of each column are chosen, shape (columns,)."""
    value: float
    """Its mean, tail or worst regret: what was made least."""
    bound: float
    """No plan has less."""
    totals: Floats
    """Loss, cost and overrun in each future, shape (futures,)."""
    ideals: Floats
    """A bound on the least of each future, shape (futures,); NaN when regret was not asked for."""
    solved: int
    """Futures whose own best plan was worked out."""
    pool: Floats
    """Every plan that was met on the way, shape (plans, columns)."""

    @property
    def gap(self) -> float:
        """Share of the value by which another plan could be better at most."""
        return max(0.0, self.value - self.bound) / abs(self.value) if self.value else 0.0


@dataclass(frozen=True, slots=True)
class Caution:
    """What is made least over the futures."""

    share: float
    """Share of futures, the worst ones, over which the mean is taken: 1 is all, 0 the single worst."""
    regret: bool
    """Whether each future is counted from the least that it allows."""


WORST_REGRET = Caution(0.0, regret=True)
TAIL = Caution(0.1, regret=False)
MEAN = Caution(1.0, regret=False)


def hedge(portfolio: Portfolio, futures: Futures, caution: Caution, gap: float = 1e-3) -> Hedge:
    """The plan that makes the mean, tail or regret over the futures least.

    Args:
        portfolio: the measures; its limits hold in all futures, its weights and cost are not used
        futures: what differs
        caution: what is made least
        gap: relative gap at which to stop; the answer says what was reached

    Raises:
        InputError: there is no future, or no plan keeps all limits.
    """
    if futures.count == 0:
        raise InputError("robust plan: no futures, at least one is needed")
    return _Search(portfolio, futures, caution, gap).run()


def worst(values: Floats, share: float) -> Floats:
    """The weighting of futures under which the mean is greatest, shape (futures,): equal within the worst share."""
    most = max(share * values.size, 1.0)
    order = np.argsort(-values, kind="stable")
    weights = np.zeros(values.size)
    weights[order] = np.clip(most - np.arange(values.size), 0.0, 1.0) / most
    return weights


@dataclass(frozen=True, slots=True)
class _Known:
    """A plan with what it comes to."""

    plan: Floats
    value: float
    totals: Floats


class _Search:
    """The masters, the plans met so far and what is known of each."""

    def __init__(self, portfolio: Portfolio, futures: Futures, caution: Caution, gap: float) -> None:
        self.portfolio, self.futures, self.caution, self.gap = portfolio, futures, caution, gap
        self.linear = Linear(portfolio)
        self.ideals = Ideals(self.linear, futures, gap / 10) if caution.regret else None
        self.columns = len(portfolio.names)
        self.relaxed = self._master(whole=False)
        self.master = self._master(whole=True)
        self.pool: dict[bytes, Floats] = {}
        self.best: _Known | None = None

    def _master(self, *, whole: bool) -> Programme:
        return self.linear.programme(whole=whole, extra=1)

    def run(self) -> Hedge:
        self._first()
        self._warm_up()
        bound, taught = -FREE, set[bytes]()
        for _ in range(ROUNDS):
            found = self._found(self.master, self.gap / 2)
            bound = max(bound, found.bound)
            plan = np.round(found.point[: self.columns])
            self._try(plan)
            lesson = plan.tobytes() + self._reference().tobytes()
            if self._met(bound) or lesson in taught:
                break
            taught.add(lesson)
            self._rows_for(self.futures.totals(self.portfolio, plan[None])[0] - self._reference(), plan)
        return self._answer(bound)

    def _found(self, programme: Programme, gap: float) -> Found:
        aim = np.append(np.zeros(self.linear.size), 1.0)
        start = self.best.plan if self.best is not None and programme is self.master else None
        found = programme.minimise(aim, 0.0, gap, NODES, start)
        if found is None:
            raise InputError(INFEASIBLE)
        return found

    def _first(self) -> None:
        """The best plan for the mean of all futures, and the row that says so."""
        futures = self.futures
        constant, cost = self.linear.objective(futures.weights.mean(axis=0), futures.cost.mean(axis=0))
        found = self.linear.programme().minimise(cost, constant, FIRST_GAP, NODES)
        if found is None:
            raise InputError(INFEASIBLE)
        plan = np.round(found.point[: self.columns])
        self._try(plan)
        self._row(np.full(futures.count, 1.0 / futures.count), futures.cost @ plan > futures.budget)

    def _warm_up(self) -> None:
        """Rows from the relaxation: cheap, and most of those that matter."""
        for _ in range(WARM_UP):
            found = self._found(self.relaxed, 0.0)
            values = self._values_at(found.point)
            most = float(worst(values, self.caution.share) @ values)
            if most <= found.value + self.gap / 10 * abs(found.value):
                return
            self._rows_for(values, found.point[: self.columns])

    def _try(self, plan: Floats) -> None:
        """Work out what a plan is worth; it becomes the best one if it is."""
        if plan.tobytes() in self.pool:
            return
        self.pool[plan.tobytes()] = plan
        totals = self.futures.totals(self.portfolio, plan[None])[0]
        value = self._worth(totals)
        if self.best is None or value < self.best.value:
            self.best = _Known(plan, value, totals)

    def _worth(self, totals: Floats) -> float:
        """Mean, tail or regret of a plan with these totals; infinity when it is surely no better than the best."""
        if self.ideals is None:
            return float(worst(totals, self.caution.share) @ totals)
        self.ideals.learn(totals[None])
        while True:
            sure = totals - self.ideals.high
            if self.best is not None and float(worst(sure, self.caution.share) @ sure) >= self.best.value:
                return np.inf
            regret = totals - self.ideals.low
            weights = worst(regret, self.caution.share)
            open_ = np.flatnonzero((weights > 0.0) & ~self.ideals.known & (self.ideals.high > self.ideals.low))
            if open_.size == 0:
                return float(weights @ regret)
            plan = self.ideals.refine(int(open_[np.argmax(regret[open_])]))
            self.ideals.learn(self.futures.totals(self.portfolio, plan[None]))

    def _met(self, bound: float) -> bool:
        return self.best is not None and self.best.value - bound <= self.gap * abs(self.best.value)

    def _answer(self, bound: float) -> Hedge:
        assert self.best is not None
        ideals = np.full(self.futures.count, np.nan) if self.ideals is None else self.ideals.low
        return Hedge(
            plan=self.best.plan,
            value=self.best.value,
            bound=min(bound, self.best.value),
            totals=self.best.totals,
            ideals=ideals,
            solved=0 if self.ideals is None else int(self.ideals.known.sum()),
            pool=np.array(list(self.pool.values())),
        )

    def _values_at(self, point: Floats) -> Floats:
        """Total of each future at a point of the programme, less what is known of its least."""
        terms = self.linear.constant + self.linear.slope @ point[: self.linear.size]
        paid = self.futures.cost @ point[: self.columns]
        over = np.maximum(paid - self.futures.budget, 0.0)
        return np.asarray(self.futures.weights @ terms + paid + self.futures.overrun * over - self._reference())

    def _reference(self) -> Floats:
        """The most that the least of each future can be: regrets from it are never too large."""
        if self.ideals is None:
            return np.zeros(self.futures.count)
        return self.ideals.high

    def _rows_for(self, values: Floats, plan: Floats) -> None:
        over = self.futures.cost @ plan > self.futures.budget
        if self.caution.share * self.futures.count > 1.0:
            self._row(worst(values, self.caution.share), over)
            return
        for future in np.argsort(-values, kind="stable")[:AT_ONCE]:
            self._row(np.eye(1, self.futures.count, int(future))[0], over)

    def _row(self, weights: Floats, over: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
        """theta >= sum_k q_k (V_k(x) - r_k); overrun counts in the futures where it was met."""
        futures = self.futures
        extra = weights * over * futures.overrun
        cost = (weights + extra) @ futures.cost
        constant, terms = self.linear.objective(weights @ futures.weights, cost)
        budget = np.where(over, futures.budget, 0.0)
        lower = constant - float(extra @ budget) - float(weights @ self._reference())
        row = np.append(-terms, 1.0)
        scale = float(np.abs(terms).max(initial=0.0)) or 1.0
        for programme in (self.relaxed, self.master):
            programme.add_row(row / scale, lower / scale, FREE)
