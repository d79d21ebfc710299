"""What a hazard model is given and what it gives back: the interface of the plug-ins in `hazards/`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from forestall.assess.effects import Changes
from forestall.model.exposure import WeatherClass
from forestall.model.place import Place
from forestall.model.risk import Zone
from forestall.model.scenario import Scenario
from forestall.model.words import Scale

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

SCALES = tuple(Scale)
"""Order of the scales in every array of losses."""


@dataclass(frozen=True, eq=False)
class Scene:
    """The place with the indices that arrays use; one is like itself only, so that much can be kept for it."""

    place: Place
    """The place."""
    weather: tuple[WeatherClass, ...]
    """Weather classes that can be used."""

    @cached_property
    def jurisdictions(self) -> tuple[str, ...]:
        """Ids of the jurisdictions in the order of the arrays."""
        return tuple(sorted(node.id for node in self.place.profile.jurisdictions))

    @cached_property
    def jurisdiction(self) -> dict[str, int]:
        """Index of each jurisdiction."""
        return {name: i for i, name in enumerate(self.jurisdictions)}

    @cached_property
    def site(self) -> dict[str, int]:
        """Index of each site."""
        return {site.id: i for i, site in enumerate(self.place.sites)}


@dataclass(frozen=True, slots=True)
class Trial:
    """The samples of one scenario that a model fills in."""

    scenario: Scenario
    """The scenario."""
    part: int
    """Which part of its consequence, from 0."""
    weights: Floats
    """Weight of each sample, adding up to 1, shape (n,)."""
    weather: Ints | None
    """Index of each sample's weather class, shape (n,); None when there is no weather."""
    changes: Changes
    """What measures change."""
    seed: int
    """Seed of the pass."""


@dataclass(frozen=True, slots=True)
class Harm:
    """What one part of a consequence brings in each sample."""

    label: str
    """The part in words."""
    losses: Floats
    """Loss on each scale in each jurisdiction, shape (n, scales, jurisdictions)."""
    repair: Floats | None = None
    """Hours of repair of each site that was hit, 0 elsewhere, shape (n, sites) [h]; None: no site is hit."""
    remarks: tuple[str, ...] = field(default=())
    """What limits the result."""


Part_contra = TypeVar("Part_contra", contravariant=True)


class Hazard(Protocol[Part_contra]):
    """A model of consequences."""

    model: ClassVar[str]
    """The word after `model:` in a scenario."""

    def harm(self, part: Part_contra, scene: Scene, trial: Trial) -> Harm:
        """What this part brings in each sample of the trial; never NaN, never negative."""
        ...

    def zones(self, part: Part_contra, scene: Scene, scenario: Scenario) -> tuple[Zone, ...]:
        """Areas of harm for the map; () when the model has none."""
        ...


def shares_of(shares: Mapping[str, float] | None, scenario: Scenario, scene: Scene) -> Floats:
    """Share of each jurisdiction in a loss, adding up to 1; without shares, all in the scenario's own."""
    given = {name: share for name, share in (shares or {}).items() if name in scene.jurisdiction and share > 0}
    found = np.zeros(len(scene.jurisdictions))
    for name, share in (given or {scenario.jurisdiction: 1.0}).items():
        found[scene.jurisdiction[name]] = share
    return np.asarray(found / found.sum())


def no_losses(scene: Scene, trial: Trial) -> Floats:
    """Zeros of the right shape."""
    return np.zeros((trial.weights.size, len(SCALES), len(scene.jurisdictions)))
