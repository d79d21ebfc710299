"""A small place with measures, and a simulation of it that is honest, fast and written out."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import pytest

from forestall.model.capability import Capability, Need
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.measure import Measure
from forestall.model.place import Place
from forestall.model.profile import Appraisal, ImpactScale, Profile
from forestall.model.words import CapabilityKind, Field, Scale

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)


@dataclass(slots=True)
class Multiplied:
    """Each measure multiplies a scenario's loss by a factor, whatever the others do: effects overlap."""

    losses: Mapping[str, Mapping[Scale, float]]
    factors: Mapping[tuple[str, str], float]
    asked: list[frozenset[str]] = field(default_factory=list)

    def expected(self, measures: frozenset[str]) -> dict[str, dict[Scale, float]]:
        self.asked.append(measures)
        found = {}
        for scenario, row in self.losses.items():
            factor = 1.0
            for name in sorted(measures):
                factor *= self.factors.get((name, scenario), 1.0)
            found[scenario] = {scale: amount * factor for scale, amount in row.items()}
        return found


@dataclass(frozen=True, slots=True)
class World:
    """A place with the simulation of it."""

    place: Place
    simulation: Multiplied


def measure(name: str, cost: float, **more: object) -> Measure:
    return Measure(
        id=name, title=f"Do {name}", field=Field.SOCIAL, jurisdiction="city", cost=cost, **{"lead": 0.0, **more}
    )


def capability(name: str, available: float, cost: float | None = None) -> Capability:
    return Capability(
        id=name,
        kind=CapabilityKind.TALENT,
        title=name.replace("_", " "),
        jurisdiction="city",
        available=available,
        unit="persons",
        cost=cost,
    )


def place(
    measures: Sequence[Measure],
    *,
    budget: float,
    capabilities: Sequence[Capability] = (),
    needs: Sequence[Need] = (),
    weights: Mapping[Scale, float] | None = None,
    **more: object,
) -> Place:
    scales = {s: ImpactScale(unit="EUR", weight=w) for s, w in (weights or {Scale.ECONOMIC: 1.0}).items()}
    profile = Profile(
        name="Testbury",
        time_zone="Europe/Lisbon",
        languages=("en",),
        currency="EUR",
        jurisdictions=(Jurisdiction("city", "City"),),
        scales=scales,
        appraisal=Appraisal(budget=budget),
    )
    return Place(
        root=Path(),
        digest="",
        profile=profile,
        measures=tuple(sorted(measures, key=lambda m: m.id)),
        capabilities=tuple(capabilities),
        needs=tuple(needs),
        **more,
    )


def subsets(names: Sequence[str]) -> list[frozenset[str]]:
    return [frozenset(some) for size in range(len(names) + 1) for some in combinations(names, size)]


def random_world(seed: int, size: int = 9, scenarios: int = 6) -> World:
    """A place with overlapping effects, every kind of limit, and a budget for about a third of the measures."""
    rng = random.Random(seed)
    names = [f"m{i:02d}" for i in range(size)]
    losses = {f"s{i}": {Scale.ECONOMIC: 10 ** rng.uniform(4, 7)} for i in range(scenarios)}
    factors = {
        (name, s): rng.choice((0.2, 0.5, 0.7, 0.9, 0.97))
        for name in names[1:]
        for s in rng.sample(sorted(losses), rng.randint(1, 3))
    }
    measures = [
        measure(
            name,
            10 ** rng.uniform(4, 7),
            yearly_cost=rng.choice((0.0, 1e4)),
            life=rng.choice((4.0, 8.0, 30.0)),
            lead=rng.choice((0.0, 6.0, 24.0)),
            requires=(names[i - 1],) if i > 1 and rng.random() < 0.2 else (),
            excludes=(names[i - 2],) if i > 2 and rng.random() < 0.2 else (),
        )
        for i, name in enumerate(names)
    ]
    capabilities = [capability("divers", 3.0), capability("engineers", 2.0, cost=2e5)]
    needs = [Need(n, c.id, float(rng.randint(1, 2))) for n in names for c in capabilities if rng.random() < 0.4]
    budget = sum(m.cost for m in measures) * rng.uniform(0.15, 0.8)
    town = place(measures, budget=budget, capabilities=capabilities, needs=needs)
    return World(town, Multiplied(losses, factors))


@pytest.fixture(scope="session")
def kit() -> SimpleNamespace:
    """What builds places and simulations."""
    return SimpleNamespace(
        at=AT,
        measure=measure,
        capability=capability,
        place=place,
        subsets=subsets,
        random_world=random_world,
        simulation=Multiplied,
    )
