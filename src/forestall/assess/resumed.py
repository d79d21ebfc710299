"""The simulation of a pass again, from what it drew: it answers as the pass would, and draws only what was never asked.

Not here: how what was drawn is kept (`pipeline/plan_trials.py`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from forestall.assess.bank import Bank, bank
from forestall.assess.effects import Change, Quantity
from forestall.assess.hazard import Floats, Hazard, Scene
from forestall.assess.likelihood import by_rule, likelihood, matching
from forestall.assess.registry import hazards
from forestall.assess.simulate import Simulation
from forestall.assess.stage import arranged, scene_of
from forestall.model.finding import Finding
from forestall.model.place import Place

Changed = tuple[tuple[Quantity, Change], ...]
"""What is changed in a bank."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a pass drew."""

    seed: int
    """Its seed."""
    means: Mapping[tuple[str, Changed], Floats]
    """Mean loss of one event by scenario and by what is changed, shape (scales,)."""
    down: Mapping[str, frozenset[str]]
    """Sites that are ever down without measures, by scenario: all that were assessed."""


def drawn(simulation: Simulation) -> Drawn:
    """What a simulation has drawn so far."""
    simulation.expected(frozenset())
    return Drawn(simulation.seed, simulation.drawn, {one.id: simulation.down[one.id] for one in simulation.scenarios})


def resumed(place: Place, findings: tuple[Finding, ...], at: datetime, known: Drawn) -> Simulation:
    """The simulation of a pass, without drawing again what it drew.

    Args:
        place: the place of the pass
        findings: what it concluded
        at: its time
        known: what it drew
    """
    place = arranged(place)
    scene, _ = scene_of(place)
    models = hazards()
    assessed = [one for one in place.scenarios if one.id in known.down]
    horizon = place.profile.appraisal.horizon
    known_by = by_rule(findings)
    likelihoods = {one.id: likelihood(one, matching(one, known_by), place.sources, at, horizon) for one in assessed}
    banks = _Banks(scene, models, known.seed, tuple(likelihoods))
    return Simulation(scene, known.seed, models, likelihoods, banks, dict(known.means), dict(known.down))


@dataclass(frozen=True)
class _Banks(Mapping[str, Bank]):
    """Banks without measures, each drawn when it is first asked for."""

    scene: Scene
    models: Mapping[str, Hazard[Any]]
    seed: int
    names: tuple[str, ...]
    known: dict[str, Bank] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Bank:
        if name not in self.known:
            scenario = next(one for one in self.scene.place.scenarios if one.id == name)
            self.known[name] = bank(scenario, self.scene, self.models, {}, self.seed)
        return self.known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)
