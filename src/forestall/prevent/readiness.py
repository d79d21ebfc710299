"""Capabilities against what scenarios ask for: what is ready where, what losing some would do, how long stocks last.

Two scenarios do not come at once: each is held against all that is ready. Not here: what capabilities limit a plan
(`problem`, `fit_limits`), the cheapest way to close what is short (`closing`).
"""

from collections.abc import Iterable, Mapping

from forestall.model.capability import Capability, Need
from forestall.model.place import Place
from forestall.model.plan import StockCover, Stress
from forestall.prevent.problem import WHOLE, Measures, Problem, used

Amounts = Mapping[str, float]


def ready(place: Place) -> dict[str, float]:
    """How much of each capability can be used at once, in its unit."""
    return {c.id: c.available * c.readiness for c in sorted(place.capabilities, key=lambda c: c.id)}


def asked(place: Place) -> dict[str, dict[str, float]]:
    """Scenario -> capability -> how much of it meeting the scenario asks for at once; only known capabilities."""
    known = {c.id for c in place.capabilities}
    found: dict[str, dict[str, float]] = {}
    for need in _of_scenarios(place):
        if need.capability in known:
            amounts = found.setdefault(need.by, {})
            amounts[need.capability] = amounts.get(need.capability, 0.0) + need.amount
    return found


def unmet(place: Place, there: Amounts) -> tuple[str, ...]:
    """Scenarios that ask for more of something than there is."""
    return tuple(sorted(by for by, amounts in asked(place).items() if not _enough(amounts, there)))


def stress(place: Place, problem: Problem, chosen: Measures) -> tuple[Stress, ...]:
    """What could no longer be met or done if one capability, or all that one jurisdiction has, were lost.

    Returns:
        Losses that do something, those that leave most scenarios unmet first.
    """
    there = ready(place)
    before = set(unmet(place, there))
    found = []
    for kind, lost, names in _losses(place.capabilities):
        left = {name: 0.0 if name in names else amount for name, amount in there.items()}
        scenarios = tuple(sorted(set(unmet(place, left)) - before))
        measures = tuple(sorted(m for m in chosen if any(used(problem, frozenset({m}), c) > 0.0 for c in names)))
        if scenarios or measures:
            found.append(Stress(lost, "capability" if kind == "capability" else "jurisdiction", scenarios, measures))
    return tuple(sorted(found, key=lambda s: (-len(s.scenarios), -len(s.measures), s.kind, s.lost)))


def covers(place: Place) -> tuple[StockCover, ...]:
    """How long each stock lasts in each scenario that uses it up: (ready - at once) / (used - resupplied a day)."""
    known = {c.id: c for c in place.capabilities}
    found = [
        StockCover(need.capability, need.by, days(known[need.capability], need))
        for need in _of_scenarios(place)
        if need.daily > 0.0 and need.capability in known
    ]
    return tuple(sorted(found, key=lambda c: (c.days is None, c.days or 0.0, c.capability, c.scenario)))


def days(stock: Capability, need: Need) -> float | None:
    """Days until a stock is used up; 0 when it does not even meet the need at once, None when it never is."""
    left = stock.available * stock.readiness - need.amount
    if left < 0.0:
        return 0.0
    net = need.daily - stock.resupply
    return None if net <= 0.0 else left / net


def _of_scenarios(place: Place) -> list[Need]:
    scenarios = {scenario.id for scenario in place.scenarios}
    return sorted((n for n in place.needs if n.by in scenarios), key=lambda n: (n.by, n.capability, n.amount))


def _enough(amounts: Amounts, there: Amounts) -> bool:
    return all(amount <= there[name] + WHOLE * max(1.0, there[name]) for name, amount in amounts.items())


def _losses(capabilities: Iterable[Capability]) -> list[tuple[str, str, frozenset[str]]]:
    """Each capability by itself, and all of each jurisdiction that has more than one."""
    every = sorted(capabilities, key=lambda c: c.id)
    found = [("capability", c.id, frozenset({c.id})) for c in every]
    for name in sorted({c.jurisdiction for c in every}):
        own = frozenset(c.id for c in every if c.jurisdiction == name)
        if len(own) > 1:
            found.append(("jurisdiction", name, own))
    return found
