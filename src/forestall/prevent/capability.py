"""Capabilities that fall short: for measures that would pay but cannot be, and for what scenarios ask for.

Not here: the limits that capabilities set on a plan (`problem`, `constraints`).
"""

import math
from collections.abc import Iterable
from typing import Literal

from forestall.model.capability import Capability
from forestall.model.place import Place
from forestall.model.plan import Gap
from forestall.prevent.problem import WHOLE, Measures, Problem, bought, used
from forestall.prevent.readiness import asked, ready


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
        gaps.append(_gap(problem.capabilities[capability], needed, most, "measure", 1.0))
    return tuple(gaps)


def scenario_gaps(problem: Problem, place: Place) -> tuple[Gap, ...]:
    """Capabilities of which a scenario asks for more than is ready.

    Returns:
        One gap a capability, by id; `needed` is what the scenario that needs most asks for: two do not come at once.
    """
    needs: dict[str, dict[str, float]] = {}
    for by, amounts in asked(place).items():
        for capability, amount in amounts.items():
            needs.setdefault(capability, {})[by] = amount
    there, gaps = ready(place), []
    for capability, users in sorted(needs.items()):
        most = min(users, key=lambda by: (-users[by], by))
        if users[most] > there[capability]:
            known = problem.capabilities[capability]
            gaps.append(_gap(known, users[most], most, "scenario", known.readiness))
    return tuple(gaps)


def _gap(capability: Capability, needed: float, by: str, need: Literal["measure", "scenario"], readiness: float) -> Gap:
    available = capability.available * readiness
    lacking = math.ceil(needed - available - WHOLE * max(1.0, available))
    return Gap(
        capability=capability.id,
        title=capability.title,
        kind=capability.kind,
        needed=needed,
        available=available,
        unit=capability.unit,
        by=by,
        need=need,
        cost=None if capability.cost is None else lacking * capability.cost,
    )
