"""Expected loss with any set of measures: what the plan is made from.

Only the banks that a measure touches are drawn again, with the same random numbers. Not here: simulated years
(`years.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from forestall.assess.bank import Bank, bank
from forestall.assess.cascade import suppliers_of
from forestall.assess.effects import Change, Changes, Quantity, change, changes, eases
from forestall.assess.hazard import SCALES, Floats, Hazard, Scene
from forestall.assess.likelihood import Likelihood
from forestall.model.place import Place
from forestall.model.scenario import FromRelease, Scenario, SiteOutage
from forestall.model.words import EffectOn, EffectTarget, Scale

_NETWORK = (EffectTarget.SITE, EffectTarget.DEPENDENCY)


@dataclass(frozen=True)
class Simulation:
    """The scenarios with their banks and rates."""

    scene: Scene
    """The place."""
    seed: int
    """Seed of the pass."""
    models: Mapping[str, Hazard[Any]]
    """Hazard models by name."""
    likelihoods: Mapping[str, Likelihood]
    """How often each scenario comes; a scenario that is not here is left out."""
    banks: Mapping[str, Bank]
    """What one event of each brings, without measures."""
    drawn: dict[tuple[str, tuple[tuple[Quantity, Change], ...]], Floats] = field(default_factory=dict)
    """Mean loss of banks already drawn with measures, by scenario and by what is changed, shape (scales,)."""
    down: dict[str, frozenset[str]] = field(default_factory=dict)
    """Sites that are ever down in a bank without measures, by scenario, as far as that was asked."""
    short: dict[str, frozenset[str]] = field(default_factory=dict)
    """Dependencies that those can leave short, by scenario, as far as that was asked."""

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Scenarios that are assessed."""
        return tuple(one for one in self.scene.place.scenarios if one.id in self.likelihoods)

    def expected(self, measures: frozenset[str]) -> dict[str, dict[Scale, float]]:
        """Expected loss of each scenario over the coming year with these measures in force, findings included.

        Args:
            measures: ids of measures; one without effects changes nothing, to the last bit

        Returns:
            scenario -> scale -> loss [1/year], on the scales of the place.
        """
        change_all = changes(self.scene.place.effects, measures)
        counted = [(i, scale) for i, scale in enumerate(SCALES) if scale in self.scene.place.profile.scales]
        found = {}
        for scenario in self.scenarios:
            rate = rate_after(self.likelihoods[scenario.id].rate, scenario, self.scene.place, change_all)
            mean = self._mean(scenario, change_all)
            found[scenario.id] = {scale: float(rate * mean[i]) for i, scale in counted}
        return found

    def _mean(self, scenario: Scenario, change_all: Changes) -> Floats:
        """Mean loss of one event on each scale, shape (scales,)."""
        key = (scenario.id, self.bearing(scenario, change_all))
        if key not in self.drawn:
            self.drawn[key] = self.bank(scenario, change_all).mean.sum(axis=1)
        return self.drawn[key]

    def bearing(self, scenario: Scenario, change_all: Changes) -> tuple[tuple[Quantity, Change], ...]:
        """The changes that can alter a scenario's bank."""
        if scenario.id not in self.down:
            self.down[scenario.id] = downed(self.banks[scenario.id], self.scene.place)
        if scenario.id not in self.short:
            self.short[scenario.id] = suppliers_of(self.scene.place, self.down[scenario.id])
        return bearing(scenario, self.short[scenario.id], self.scene.place, change_all)

    def bank(self, scenario: Scenario, change_all: Changes) -> Bank:
        """The bank of a scenario with measures in force; the one without where they cannot alter it."""
        felt = self.bearing(scenario, change_all)
        return bank(scenario, self.scene, self.models, dict(felt), self.seed) if felt else self.banks[scenario.id]


def rate_after(rate: float, scenario: Scenario, place: Place, change_all: Changes) -> float:
    """A scenario's yearly rate with measures on it and on the releases it is about [1/year]."""
    after = change(change_all, EffectTarget.SCENARIO, scenario.id, EffectOn.FREQUENCY).of(rate)
    named = {part.release for part in scenario.consequences if isinstance(part, FromRelease)}
    for release in place.releases:
        if release.id in named and release.frequency > 0:
            one = change(change_all, EffectTarget.RELEASE, release.id, EffectOn.FREQUENCY)
            after *= one.of(release.frequency) / release.frequency
    return after


def downed(base: Bank, place: Place) -> frozenset[str]:
    """Sites that are ever down in a bank."""
    return frozenset() if base.knock is None else frozenset(place.sites[i].id for i in np.flatnonzero(base.knock.down))


def bearing(
    scenario: Scenario, short: frozenset[str], place: Place, change_all: Changes
) -> tuple[tuple[Quantity, Change], ...]:
    """The changes that can alter a scenario's bank; the same changes give the same bank.

    A dependency none of whose suppliers is ever down in the bank without measures cannot matter, as long as all
    changes to outages ease them: the sites that are up stay up, and its supply is never short (decision 0007).

    Args:
        scenario: the scenario
        short: dependencies that the sites which are ever down in its bank without measures can leave short
        place: the place
        change_all: what measures change
    """
    releases = {part.release for part in scenario.consequences if isinstance(part, FromRelease)}
    hit = _hit(scenario, place)
    hard = [key for key, one in change_all.items() if key.target in _NETWORK and not eases(key, one)]
    supplied = short if not hard else frozenset(dep.id for dep in place.dependencies)
    concerned = {
        EffectTarget.SCENARIO: frozenset({scenario.id}),
        EffectTarget.RELEASE: frozenset(releases),
        EffectTarget.SITE: hit,
        EffectTarget.DEPENDENCY: supplied if hit else frozenset(),
    }
    return tuple(
        (key, one)
        for key, one in change_all.items()
        if key.quantity is not EffectOn.FREQUENCY and key.id in concerned[key.target]
    )


def _hit(scenario: Scenario, place: Place) -> frozenset[str]:
    """Sites that the scenario itself can put out of action."""
    named = {name for part in scenario.consequences if isinstance(part, SiteOutage) for name in part.sites}
    releases = {part.release for part in scenario.consequences if isinstance(part, FromRelease) and part.outage}
    return frozenset(named | {release.site for release in place.releases if release.id in releases})
