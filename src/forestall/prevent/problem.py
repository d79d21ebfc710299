"""What may be chosen together and what it costs: requirements, exclusions, capabilities, budget.

Not here: what a set of measures takes away (`trials`), which set is best (`search`).
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forestall.model.capability import Capability
from forestall.model.measure import Measure
from forestall.model.place import Place
from forestall.prevent.worth import effect_years, present_cost

Measures = frozenset[str]

EMPTY: Measures = frozenset()

WHOLE = 1e-9  # relative amount by which sums of needs may miss a whole number and still be taken for it


@dataclass(frozen=True, slots=True)
class Problem:
    """The measures of a place with their limits, keyed and ordered by id."""

    measures: Mapping[str, Measure]
    """The measures."""
    cost: Mapping[str, float]
    """Present value of each measure's cost [currency]."""
    years: Mapping[str, float]
    """Discounted years for which each measure works [year]."""
    requires: Mapping[str, Measures]
    """Measures without which each cannot be, directly."""
    excludes: Mapping[str, Measures]
    """Measures that cannot be with each; the relation holds both ways."""
    capabilities: Mapping[str, Capability]
    """The capabilities."""
    amounts: Mapping[str, Mapping[str, float]]
    """How much of each capability (outer key) each measure (inner key) takes up."""
    budget: float
    """What may be spent [currency]."""


def pose(place: Place) -> Problem:
    """The problem that a place's measures, needs, capabilities and budget pose."""
    measures = {m.id: m for m in sorted(place.measures, key=lambda m: m.id)}
    appraisal = place.profile.appraisal
    excludes: dict[str, set[str]] = {name: set() for name in measures}
    for measure in measures.values():
        for other in measure.excludes:
            excludes[measure.id].add(other)
            excludes.setdefault(other, set()).add(measure.id)
    amounts: dict[str, dict[str, float]] = {}
    for need in sorted(place.needs, key=lambda n: (n.capability, n.by, n.amount)):
        if need.by in measures:
            users = amounts.setdefault(need.capability, {})
            users[need.by] = users.get(need.by, 0.0) + need.amount
    return Problem(
        measures=measures,
        cost={name: present_cost(m, appraisal) for name, m in measures.items()},
        years={name: effect_years(m, appraisal) for name, m in measures.items()},
        requires={name: frozenset(m.requires) for name, m in measures.items()},
        excludes={name: frozenset(others) for name, others in excludes.items()},
        capabilities={c.id: c for c in sorted(place.capabilities, key=lambda c: c.id)},
        amounts=amounts,
        budget=appraisal.budget,
    )


def with_requirements(problem: Problem, names: Iterable[str]) -> Measures:
    """Measures with all that they require, directly or through others."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(problem.requires.get(name, ()))
    return frozenset(found)


def without(problem: Problem, chosen: Measures, name: str) -> Measures:
    """A set without one measure and without those in it that cannot be without that one."""
    left = set(chosen) - {name}
    while lost := {m for m in left if not problem.requires[m] <= left}:
        left -= lost
    return frozenset(left)


def used(problem: Problem, chosen: Measures, capability: str) -> float:
    """How much of a capability a set of measures takes up, in its unit."""
    return math.fsum(amount for name, amount in problem.amounts.get(capability, {}).items() if name in chosen)


def bought(problem: Problem, chosen: Measures) -> dict[str, float]:
    """Whole units of each capability that a set needs beyond what there is, whether or not they can be bought."""
    short: dict[str, float] = {}
    for name in problem.amounts:
        available = problem.capabilities[name].available if name in problem.capabilities else 0.0
        lacking = used(problem, chosen, name) - available
        if lacking > WHOLE * max(1.0, available):
            short[name] = float(math.ceil(lacking - WHOLE * max(1.0, available)))
    return short


def unit_cost(problem: Problem, capability: str) -> float | None:
    """What one more unit of a capability costs [currency]; None when money cannot buy it."""
    known = problem.capabilities.get(capability)
    return None if known is None else known.cost


def spent(problem: Problem, chosen: Measures) -> float:
    """Present value of what a set costs [currency], capabilities bought for it included.

    A capability that money cannot buy costs nothing here; `allowed` refuses it.
    """
    buying = [(unit_cost(problem, name) or 0.0) * amount for name, amount in bought(problem, chosen).items()]
    return math.fsum([*(problem.cost[name] for name in sorted(chosen)), *buying])


def allowed(problem: Problem, chosen: Measures) -> bool:
    """Whether a set keeps every limit: requirements, exclusions, capabilities, budget."""
    return (
        all(problem.requires[name] <= chosen and not problem.excludes[name] & chosen for name in chosen)
        and all(unit_cost(problem, name) is not None for name in bought(problem, chosen))
        and spent(problem, chosen) <= problem.budget
    )
