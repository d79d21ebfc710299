"""The plan that is good enough in most futures. Not here: what is good enough (`foresight`)."""

import numpy as np

from forestall.core.errors import InputError
from forestall.prevent.ideals import Futures
from forestall.prevent.linear import Linear
from forestall.prevent.portfolio import Floats, Portfolio
from forestall.prevent.programme import FREE, Programme
from forestall.prevent.robust import INFEASIBLE, Hedge

NODES = 20  # branch-and-bound nodes: the bound is stated, whatever it is
CERTAIN = 1e-9  # relative amount by which a total may pass its level through rounding


def satisfice(portfolio: Portfolio, futures: Futures, level: Floats, pool: Floats, nodes: int = NODES) -> Hedge:
    """The plan whose total is within its level in most futures.

        max sum_k y_k,   V_k(x) <= level_k + M_k (1 - y_k),   y_k in {0, 1}

    with M_k what any plan's total can pass the level by.

    Args:
        portfolio: the measures
        futures: what differs
        level: what is good enough in each future, shape (futures,)
        pool: plans (plans, columns) that keep the limits, from which to begin; at least one
        nodes: branch-and-bound nodes at most

    Returns:
        The plan; `value` and `bound` are shares of futures, so `bound` is not below `value`.

    Raises:
        InputError: no plan keeps the limits.
    """
    kept = (futures.totals(portfolio, pool) <= level * (1.0 + CERTAIN)).mean(axis=1)
    first = pool[int(np.argmax(kept))]
    linear = Linear(portfolio)
    programme = linear.programme(extra=futures.count, extra_whole=True)
    for future in range(futures.count):
        programme.fix(linear.size + future, 0.0, 1.0)
        _rows(linear, futures, programme, future, float(level[future]))
    aim = np.concatenate([np.zeros(linear.size), np.full(futures.count, -1.0)])
    found = programme.minimise(aim, 0.0, 0.0, nodes, first)
    if found is None:
        raise InputError(INFEASIBLE)
    plan = max(
        (np.round(found.point[: len(portfolio.names)]), first), key=lambda p: _share(portfolio, futures, p, level)
    )
    share = _share(portfolio, futures, plan, level)
    bound = min(1.0, max(share, -found.bound / futures.count))
    totals = futures.totals(portfolio, plan[None])[0]
    return Hedge(plan, share, bound, totals, np.full(futures.count, np.nan), 0, pool)


def _share(portfolio: Portfolio, futures: Futures, plan: Floats, level: Floats) -> float:
    return float((futures.totals(portfolio, plan[None])[0] <= level * (1.0 + CERTAIN)).mean())


def _rows(linear: Linear, futures: Futures, programme: Programme, future: int, level: float) -> None:
    """The total is within the level if the future counts: once as it is without overrun, once as with it."""
    columns = len(linear.portfolio.names)
    for overrun in (0.0, futures.overrun) if np.isfinite(futures.budget[future]) else (0.0,):
        price = (1.0 + overrun) * futures.cost[future]
        constant, terms = linear.objective(futures.weights[future], price)
        upper = level - constant + (overrun * float(futures.budget[future]) if overrun else 0.0)
        most = _most(linear, futures, future, price) - constant - upper
        row = np.zeros(linear.size + futures.count)
        row[: linear.size] = terms
        row[linear.size + future] = max(0.0, most)
        scale = float(np.abs(terms[:columns]).max(initial=0.0)) or 1.0
        programme.add_row(row / scale, -FREE, (upper + max(0.0, most)) / scale)


def _most(linear: Linear, futures: Futures, future: int, price: Floats) -> float:
    """More than any plan's loss and cost in a future: the budget of today bounds what can be bought at its prices."""
    portfolio = linear.portfolio
    paid = float(np.maximum(price, 0.0) @ portfolio.most)
    for limit in portfolio.limits:
        if limit.name == "budget" and np.all((limit.on > 0.0) | (price <= 0.0)):
            priced = price > 0.0
            paid = min(paid, max(0.0, limit.upper) * float((price[priced] / limit.on[priced]).max(initial=0.0)))
    high = np.maximum(portfolio.factors, 1.0).prod(axis=1)
    return float(futures.weights[future] @ high) + paid
