"""The bank of a scenario: samples of what one event brings, over all parts of its consequence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from forestall.assess.cascade import Knock, knock_on
from forestall.assess.effects import NONE, Changes, consequence
from forestall.assess.hazard import SCALES, Floats, Harm, Hazard, Ints, Scene, Trial
from forestall.model.scenario import DirectLoss, FromRelease, LossTable, Scenario, SiteOutage

RAREST = 4.0  # samples wanted of the rarest part of a consequence
MOST = 4096  # samples at most, however rare


@dataclass(frozen=True, slots=True)
class Bank:
    """What one event of a scenario brings."""

    losses: Floats
    """Loss on each scale in each jurisdiction, shape (n, scales, jurisdictions)."""
    weights: Floats
    """Weight of each sample, adding up to 1, shape (n,)."""
    parts: tuple[tuple[str, Floats], ...]
    """Each part in words with its mean loss on each scale, shape (scales,), before measures' consequence effects."""
    knock: Knock | None
    """What its outages bring; None when no site is hit."""
    remarks: tuple[str, ...]
    """What limits it."""

    @property
    def mean(self) -> Floats:
        """Expected loss of one event, shape (scales, jurisdictions)."""
        return np.asarray(np.einsum("n,nsj->sj", self.weights, self.losses))


def bank(scenario: Scenario, scene: Scene, models: Mapping[str, Hazard[Any]], changes: Changes, seed: int) -> Bank:
    """Draw the bank of a scenario.

    Every draw is keyed by seed, scenario and part: measures and other scenarios leave it as it is. With a toxic release
    there is one sample (or several) for each weather class, weighted by its share; else all samples weigh the same.
    Repair times of all parts go through one cascade together, each site being out for the longest.

    Args:
        scenario: the scenario
        scene: the place
        models: hazard models by name
        changes: what measures change
        seed: seed of the pass
    """
    weights, weather = _samples(scenario, scene)
    harms = [
        models[part.model].harm(part, scene, Trial(scenario, i, weights, weather, changes, seed))
        for i, part in enumerate(scenario.consequences)
    ]
    parts = [(harm.label, np.einsum("n,nsj->s", weights, harm.losses)) for harm in harms]
    losses = sum((harm.losses for harm in harms), np.zeros((weights.size, len(SCALES), len(scene.jurisdictions))))
    knock = _knock(harms, scene, weights, changes)
    if knock is not None:
        losses = losses + knock.losses
        parts.append(("loss of service", np.einsum("n,nsj->s", weights, knock.losses)))
    losses = _after_measures(_counted(losses, scene), scenario, scene, changes)
    remarks = [remark for harm in harms for remark in harm.remarks]
    if not np.isfinite(losses).all():
        remarks.append(f"scenario {scenario.id}: its loss is not a finite number and is not counted")
        losses = np.zeros_like(losses)
    return Bank(losses, weights, tuple(parts), knock, tuple(remarks))


def _samples(scenario: Scenario, scene: Scene) -> tuple[Floats, Ints | None]:
    """Weights of the samples and their weather classes."""
    rarest = min(
        (part.probability for part in scenario.consequences if isinstance(part, DirectLoss | SiteOutage)), default=1.0
    )
    rows = max((_rows(part) for part in scenario.consequences if isinstance(part, LossTable)), default=0)
    wanted = min(MOST, max(scene.place.profile.appraisal.samples, int(np.ceil(RAREST / rarest)), rows))
    if not scene.weather or not any(isinstance(part, FromRelease) for part in scenario.consequences):
        return np.full(wanted, 1.0 / wanted), None
    rounds = -(-wanted // len(scene.weather))
    share = np.tile([one.share for one in scene.weather], rounds)
    return share / share.sum(), np.tile(np.arange(len(scene.weather)), rounds)


def _rows(part: LossTable) -> int:
    """Events of a table."""
    return max(len(losses) for losses in part.losses.values())


def _knock(harms: list[Harm], scene: Scene, weights: Floats, changes: Changes) -> Knock | None:
    repairs = [harm.repair for harm in harms if harm.repair is not None]
    if not repairs or not any(repair.any() for repair in repairs):
        return None
    return knock_on(scene, np.maximum.reduce(repairs), weights, changes)


def _counted(losses: Floats, scene: Scene) -> Floats:
    """Losses on the place's scales only."""
    kept = np.array([scale in scene.place.profile.scales for scale in SCALES])
    return np.asarray(losses * kept[:, None])


def _after_measures(losses: Floats, scenario: Scenario, scene: Scene, changes: Changes) -> Floats:
    """Losses with the consequence effects of measures; an addition is shared out as the loss is."""
    result = losses.copy()
    for i, scale in enumerate(SCALES):
        one = consequence(changes, scenario.id, scale)
        if one == NONE or scale not in scene.place.profile.scales:
            continue
        total = losses[:, i].sum(axis=1)
        after = np.maximum(total * one.factor + one.add, 0.0)
        result[:, i] *= np.divide(after, total, out=np.zeros_like(total), where=total > 0)[:, None]
        result[:, i, scene.jurisdiction[scenario.jurisdiction]] += np.where(total > 0, 0.0, after)
    return result
