"""Sites put out of action."""

from typing import ClassVar

import numpy as np
from scipy.special import ndtri

from forestall.assess.draws import generator, spread_uniforms
from forestall.assess.hazard import SCALES, Harm, Scene, Trial, no_losses
from forestall.model.risk import Zone
from forestall.model.scenario import Scenario, SiteOutage
from forestall.model.words import Scale
from forestall.science.statistics import lognormal


class SitesOut:
    """Each site is hit with the part's probability, or all together; a site that is hit is repaired in lognormal time.

    Gives repair hours and what is destroyed (share `damage` of the site's value). What follows for other sites is the
    cascade's work, over all parts of the scenario at once.

    Example: two sites, probability 0.5, together: both are out in half of the samples, each with its own repair time.
    """

    model: ClassVar[str] = "outage"

    def harm(self, part: SiteOutage, scene: Scene, trial: Trial) -> Harm:
        """Repair hours of each site in each sample, and the value destroyed."""
        names = sorted({name for name in part.sites if name in scene.site})
        n, stream = trial.weights.size, generator(trial.seed, trial.scenario.id, trial.part, "outage")
        strike = spread_uniforms(stream, n, 1 if part.together else len(names)) < part.probability
        hours = lognormal.values(part.repair.median, part.repair.p95, ndtri(spread_uniforms(stream, n, len(names))))
        hit = np.broadcast_to(strike, hours.shape)
        losses, repair = no_losses(scene, trial), np.zeros((n, len(scene.place.sites)))
        for column, name in enumerate(names):
            site = scene.place.sites[scene.site[name]]
            repair[:, scene.site[name]] = np.where(hit[:, column], hours[:, column], 0.0)
            j = scene.jurisdiction[site.jurisdiction]
            losses[:, SCALES.index(Scale.ECONOMIC), j] += hit[:, column] * (part.damage * site.value)
        return Harm("sites out of action", losses, repair)

    def zones(self, part: SiteOutage, scene: Scene, scenario: Scenario) -> tuple[Zone, ...]:
        """No area of harm."""
        return ()
