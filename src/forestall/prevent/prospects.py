"""What stands around a plan: the front, the worth of more, other futures, steadiness, capabilities.

Not here: the plan itself (`stage`); each of these by itself (`front`, `foresight`, `closing`, `readiness`).
"""

import hashlib
import math
from dataclasses import dataclass, field, replace

import numpy as np

from forestall.model.place import Place
from forestall.model.plan import FrontPoint, Plan, Robust, Steadying, Worth
from forestall.prevent.closing import closings
from forestall.prevent.exact import Optimum, best, loss_of
from forestall.prevent.fared import band
from forestall.prevent.fit import Fitted
from forestall.prevent.fit_limits import development
from forestall.prevent.foresight import Scope, complete, foresight
from forestall.prevent.front import front, marginal
from forestall.prevent.futures import draw
from forestall.prevent.pathway import pathway
from forestall.prevent.portfolio import Floats
from forestall.prevent.problem import Measures, Problem
from forestall.prevent.readiness import covers, ready, stress, unmet

BUDGET_STEP = 0.05
"""Share of the budget by which it is raised to see what more is worth."""

BEYOND = 1.5
"""How far beyond the budget the front goes, times the budget."""

BAND_FUTURES = 400
"""Futures behind the band of each point of the front."""


@dataclass(frozen=True, slots=True)
class Depth:
    """How much is worked out around a plan."""

    points: int = 8
    """Points of the front."""
    scope: Scope = field(default_factory=Scope)
    """Futures."""
    seed: int = 1
    """Seed of the futures."""


def with_prospects(
    plan: Plan, place: Place, problem: Problem, fitted: Fitted, scenarios: tuple[str, ...], depth: Depth
) -> Plan:
    """The plan with all that stands around it.

    Args:
        plan: the chosen measures, with their gaps
        place: the place
        problem: its limits, as they were posed
        fitted: its portfolio with limits
        scenarios: their order in the fit
        depth: how much to work out
    """
    chosen = frozenset(choice.measure for choice in plan.choices if choice.chosen)
    plan = replace(
        plan,
        closing=closings(plan.gaps, place),
        unmet=unmet(place, ready(place)),
        covers=covers(place),
        stress=stress(place, problem, chosen),
    )
    stated = set(scenarios) <= {one.id for one in place.scenarios}
    if not fitted.portfolio.weights.size or not problem.measures or not stated:
        return plan
    robust = _robust(fitted, place, scenarios, chosen, depth)
    own = complete(fitted, fitted.portfolio, chosen)
    base = best(fitted.portfolio, start=own) or _as_it_is(fitted, own)
    return replace(
        plan,
        front=_banded(_front(fitted, problem, depth.points), fitted, place, scenarios, depth),
        worth=(*_money_worth(fitted, problem, base, place), *_capability_worth(fitted, problem, base)),
        robust=robust,
        pathway=pathway(chosen, robust.signposts, problem, place.profile.appraisal) if robust else (),
    )


def _robust(fitted: Fitted, place: Place, scenarios: tuple[str, ...], chosen: Measures, depth: Depth) -> Robust | None:
    """How it holds in other futures; None when none are asked for."""
    if depth.scope.futures == 0:
        return None
    return foresight(fitted, place, scenarios, chosen, lambda purpose: generator(depth.seed, purpose), depth.scope)


def generator(seed: int, purpose: str) -> np.random.Generator:
    """The random numbers for a purpose, the same for the same seed."""
    digest = hashlib.sha256(f"{seed}\x1fplan\x1f{purpose}".encode()).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:16], "little")))


def steadied(fitted: Fitted, previous: Measures, hold: float) -> tuple[Measures, Steadying] | None:
    """The best plan when every change from the plan before has a price.

        min V(x) + hold * (sum of costs of what is dropped and of what is new)

    Args:
        fitted: the portfolio with its limits
        previous: measures of the plan before
        hold: price of a change as a share of the measure's cost

    Returns:
        The plan and what steadiness costs; None when no plan keeps the limits.
    """
    portfolio = fitted.portfolio
    before = np.array([c.measure in previous for c in fitted.columns] + [False] * _extra(fitted))
    sign = np.where(before, -1.0, 1.0) * np.array([c.beside is None for c in fitted.columns] + [False] * _extra(fitted))
    free = best(portfolio)
    held = best(replace(portfolio, cost=portfolio.cost * (1.0 + hold * sign)))
    if free is None or held is None:
        return None
    steady, best_free = fitted.measures(held.plan), fitted.measures(free.plan)
    lost = loss_of(portfolio, held.plan) + float(portfolio.cost @ held.plan) - free.value
    return steady, Steadying(
        previous=tuple(sorted(previous)),
        added=tuple(sorted(steady - previous)),
        dropped=tuple(sorted(previous - steady)),
        free=tuple(sorted(best_free)),
        cost=max(0.0, lost),
        price=hold,
    )


def _extra(fitted: Fitted) -> int:
    return len(fitted.portfolio.names) - len(fitted.columns)


def _as_it_is(fitted: Fitted, plan: Floats) -> Optimum:
    loss, cost = loss_of(fitted.portfolio, plan), float(fitted.portfolio.cost @ plan)
    return Optimum(plan, loss, cost, loss + cost, -math.inf)


def _front(fitted: Fitted, problem: Problem, points: int) -> tuple[FrontPoint, ...]:
    grows = development(fitted, problem)
    most = BEYOND * problem.budget if math.isfinite(problem.budget) else float(fitted.portfolio.cost.sum())
    found = front(fitted.portfolio, most, points, grows if np.any(grows) else None)
    return tuple(
        FrontPoint(
            cost=point.optimum.cost,
            left=point.optimum.loss,
            measures=tuple(sorted(fitted.measures(point.optimum.plan))),
            gap=point.optimum.gap,
            development=point.development,
        )
        for point in found
    )


def _banded(
    points: tuple[FrontPoint, ...], fitted: Fitted, place: Place, scenarios: tuple[str, ...], depth: Depth
) -> tuple[FrontPoint, ...]:
    """The points with what each takes away, now and in other futures; as they are when no futures are asked for."""
    if depth.scope.futures == 0 or not points:
        return points
    rng = generator(depth.seed, "front")
    drawn = draw(fitted, place, scenarios, place.profile.appraisal.budget, BAND_FUTURES, rng)
    plans = np.array([complete(fitted, drawn.portfolio, frozenset(each.measures)) for each in points])
    bands = band(drawn, plans)
    nothing = loss_of(fitted.portfolio, np.zeros(len(fitted.portfolio.names)))
    return tuple(
        replace(point, taken=nothing - point.left, low=float(low), high=float(high))
        for point, (low, high) in zip(points, bands, strict=True)
    )


def _money_worth(fitted: Fitted, problem: Problem, base: Optimum, place: Place) -> tuple[Worth, ...]:
    step = BUDGET_STEP * problem.budget
    if step <= 0.0 or not math.isfinite(step):
        return ()
    gain = marginal(fitted.portfolio, base, "budget", step)
    return (Worth("budget", "More money", step, place.profile.currency, gain),)


def _capability_worth(fitted: Fitted, problem: Problem, base: Optimum) -> tuple[Worth, ...]:
    """For each capability that money cannot buy: as much more as one more measure would need."""
    found = []
    for limit in fitted.portfolio.limits:
        name = limit.name.removeprefix("capability ")
        if name == limit.name or np.any(limit.on < 0.0) or name not in problem.capabilities:
            continue
        free = limit.upper - float(limit.on @ base.plan)
        waiting = [float(n) for n, x in zip(limit.on, base.plan, strict=True) if n > free + 1e-9 and x < 0.5]
        if waiting:
            step = math.ceil(min(waiting) - free - 1e-9)
            known = problem.capabilities[name]
            found.append(Worth(name, known.title, step, known.unit, marginal(fitted.portfolio, base, limit.name, step)))
    return tuple(sorted(found, key=lambda w: (-w.gain, w.name)))
