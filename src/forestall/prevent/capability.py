"""Capabilities that fall short: for measures that would pay but cannot be, and for what scenarios ask for.

Not here: the limits that capabilities set on a plan (`problem`, `constraints`).
"""

import math
from collections.abc import Iterable
from typing import Literal

from forestall.model.place import Place
from forestall.model.plan import Gap
from forestall.prevent.problem import WHOLE, Measures, Problem, bought, used


def shortfall(problem: Problem, chosen: Measures, name: str) -> dict[str, float]:
    """How much of each capability lacks for one more measure beside a set, in its unit.

    What the set buys for itself counts as there.
    """
    own = bought(problem, chosen)
    short = {}
    for capability, users in problem.amounts.items():
        known = problem.capabilities.get(capability)
        there = (0.0 if known is None else known.available) + own.get(capability, 0.0)
        lacking = used(problem, chosen, capability) + users.get(name, 0.0) - there
        if name in users and lacking > WHOLE * max(1.0, there):
            short[capability] = lacking
    return short


def measure_gaps(problem: Problem, chosen: Measures, waiting: Iterable[str]) -> tuple[Gap, ...]:
    """Capabilities that lack for measures that would pay but are not in the plan.

    Args:
        chosen: the plan
        waiting: measures that would pay but are not in it

    Returns:
        One gap a capability, by id; `needed` is what the plan and all those measures together take up.
    """
    lacking: dict[str, set[str]] = {}
    for name in waiting:
        for capability in shortfall(problem, chosen, name):
            lacking.setdefault(capability, set()).add(name)
    gaps = []
    for capability in sorted(lacking.keys() & problem.capabilities.keys()):
        amounts = problem.amounts[capability]
        most = min(lacking[capability], key=lambda name: (-amounts[name], name))
        needed = used(problem, chosen | lacking[capability], capability)
        gaps.append(_gap(problem, capability, needed, most, "measure"))
    return tuple(gaps)


def scenario_gaps(problem: Problem, place: Place) -> tuple[Gap, ...]:
    """Capabilities of which a scenario asks for more than there is.

    Returns:
        One gap a capability, by id; `needed` is what the scenario that needs most asks for: two do not come at once.
    """
    scenarios = {scenario.id for scenario in place.scenarios}
    asked: dict[str, dict[str, float]] = {}
    for need in sorted(place.needs, key=lambda n: (n.capability, n.by, n.amount)):
        if need.by in scenarios:
            amounts = asked.setdefault(need.capability, {})
            amounts[need.by] = amounts.get(need.by, 0.0) + need.amount
    gaps = []
    for capability in sorted(asked.keys() & problem.capabilities.keys()):
        most = min(asked[capability], key=lambda by: (-asked[capability][by], by))
        if asked[capability][most] > problem.capabilities[capability].available:
            gaps.append(_gap(problem, capability, asked[capability][most], most, "scenario"))
    return tuple(gaps)


def _gap(problem: Problem, name: str, needed: float, by: str, need: Literal["measure", "scenario"]) -> Gap:
    capability = problem.capabilities[name]
    lacking = math.ceil(needed - capability.available - WHOLE * max(1.0, capability.available))
    return Gap(
        capability=name,
        title=capability.title,
        kind=capability.kind,
        needed=needed,
        available=capability.available,
        unit=capability.unit,
        by=by,
        need=need,
        cost=None if capability.cost is None else lacking * capability.cost,
    )
