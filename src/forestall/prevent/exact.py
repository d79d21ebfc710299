"""The best plan of a portfolio, with how far from the true best it can be at most.

    min  lambda * L(x) + sum_m c_m x_m      (lambda: what a unit of loss weighs against a unit of cost)

Not here: many futures at once (`robust`), the front of loss and cost (`front`).
"""

from dataclasses import dataclass

import numpy as np

from forestall.prevent.linear import Linear
from forestall.prevent.portfolio import Floats, Limit, Portfolio
from forestall.prevent.programme import Programme

GAP = 1e-3
"""Relative gap that is proven unless the nodes run out."""

NODES = 20_000
"""Branch-and-bound nodes at most."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """A plan with its proof."""

    plan: Floats
    """How many of each column are chosen, whole numbers, shape (columns,)."""
    loss: float
    """Loss that is left."""
    cost: float
    """What the plan costs."""
    value: float
    """What was made least."""
    bound: float
    """No plan that keeps the limits has less."""

    @property
    def gap(self) -> float:
        """Share of the value by which a better plan could be better at most."""
        return max(0.0, self.value - self.bound) / abs(self.value) if self.value else 0.0


@dataclass(frozen=True, slots=True)
class Aim:
    """What is made least: loss and cost, each with its weight."""

    loss: float = 1.0
    """Weight of a unit of loss."""
    cost: float = 1.0
    """Weight of a unit of cost; 0: only the limits hold cost back."""


NET = Aim()


def best(
    portfolio: Portfolio,
    *,
    aim: Aim = NET,
    limits: tuple[Limit, ...] = (),
    gap: float = GAP,
    nodes: int = NODES,
    start: Floats | None = None,
) -> Optimum | None:
    """The plan with least loss and cost, or None when no plan keeps all limits.

    Args:
        portfolio: the measures
        aim: weights of loss and cost
        limits: limits beside the portfolio's own
        gap: relative gap at which to stop
        nodes: branch-and-bound nodes at most; the gap of the answer says what was reached
        start: a plan (columns,) from which to begin
    """
    linear = Linear(portfolio)
    return solved(linear, linear.programme(limits=limits), aim=aim, gap=gap, nodes=nodes, start=start)


def solved(
    linear: Linear,
    programme: Programme,
    *,
    aim: Aim = NET,
    gap: float = GAP,
    nodes: int = NODES,
    start: Floats | None = None,
) -> Optimum | None:
    """The same for a programme that is kept."""
    portfolio = linear.portfolio
    constant, cost = linear.objective(aim.loss * portfolio.weights, aim.cost * portfolio.cost)
    found = programme.minimise(cost, constant, gap, nodes, start)
    if found is None:
        return None
    plan = np.round(found.point[: len(portfolio.names)])
    loss, paid = loss_of(portfolio, plan), float(portfolio.cost @ plan)
    value = aim.loss * loss + aim.cost * paid
    return Optimum(plan, loss, paid, value, min(found.bound, value))


def loss_of(portfolio: Portfolio, plan: Floats) -> float:
    """Loss that a plan (columns,) leaves."""
    return float(portfolio.values(plan[None])[0] @ portfolio.weights)
