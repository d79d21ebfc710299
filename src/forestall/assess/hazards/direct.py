"""Losses stated outright, for what no model computes."""

from typing import ClassVar

import numpy as np
from scipy.special import ndtri

from forestall.assess.draws import generator, spread_uniforms
from forestall.assess.hazard import SCALES, Flags, Floats, Harm, Scene, Trial, no_losses, shares_of
from forestall.model.risk import Zone
from forestall.model.scenario import Amount, DirectLoss, Scenario
from forestall.model.words import Scale
from forestall.science.statistics import lognormal


class Direct:
    """Lognormal amounts on each scale, shared out over jurisdictions.

    One deviate serves all scales of the part: an event that is bad on one is bad on all. The samples are scaled so that
    their mean is that of the lognormal. Not here: sites out of action (`outage`), harm over people (`toxic_release`).

    Example: median 10, 95 % quantile 40: mean 10 exp((ln 4 / 1.645)^2 / 2) = 14.26.
    """

    model: ClassVar[str] = "direct"

    def harm(self, part: DirectLoss, scene: Scene, trial: Trial) -> Harm:
        """Loss in each sample; the share `probability` of them has any."""
        stream = generator(trial.seed, trial.scenario.id, trial.part, "direct")
        uniform = spread_uniforms(stream, trial.weights.size, 1)[:, 0]
        hit = uniform < part.probability
        z = ndtri(np.where(hit, uniform / part.probability, 0.5))
        where = shares_of(part.shares, trial.scenario, scene)
        losses = no_losses(scene, trial)
        for scale, amount in part.amounts.items():
            loss = _matched(amount, z, hit, part.probability, trial.weights)
            losses[:, SCALES.index(Scale(scale)), :] = loss[:, None] * where
        return Harm("stated loss", losses)

    def zones(self, part: DirectLoss, scene: Scene, scenario: Scenario) -> tuple[Zone, ...]:
        """No area of harm."""
        return ()


def _matched(amount: Amount, z: Floats, hit: Flags, probability: float, weights: Floats) -> Floats:
    """Samples whose weighted mean is the expected loss; (n,), (n,) -> (n,)."""
    loss = np.where(hit, lognormal.values(amount.median, amount.p95, z), 0.0)
    found = float(weights @ loss)
    wanted = probability * lognormal.mean(amount.median, amount.p95)
    return loss * (wanted / found) if found > 0 else np.full(loss.shape, wanted)
