"""The register: every scenario as a risk. Not here: totals and curves over all of them (`totals.py`, `curves.py`)."""

import numpy as np

from forestall.assess.bank import Bank
from forestall.assess.hazard import SCALES, Floats, Scene
from forestall.assess.likelihood import HORIZONS, HOURS_PER_YEAR, Likelihood
from forestall.assess.simulate import Simulation
from forestall.assess.standing import standing
from forestall.assess.totals import BAND, scales_of
from forestall.model.risk import Chance, Driver, Interval, Risk
from forestall.model.scenario import Scenario
from forestall.model.words import Scale
from forestall.science.statistics import exceedance, gamma_poisson

SUPPLIERS = 3  # sites named for a risk


def risks(simulation: Simulation) -> tuple[Risk, ...]:
    """One a scenario, by weighted expected loss, largest first."""
    found = [_risk(simulation, scenario) for scenario in simulation.scenarios]
    return tuple(sorted(found, key=lambda risk: (-risk.weighted.mean, risk.scenario)))


def _risk(simulation: Simulation, scenario: Scenario) -> Risk:
    likely, bank, scales = (
        simulation.likelihoods[scenario.id],
        simulation.banks[scenario.id],
        scales_of(simulation.scene),
    )
    per_event = bank.mean.sum(axis=1)
    totals = bank.losses.sum(axis=2)
    expected = {scale: _times(likely, float(per_event[i]), likely.year_ratio) for i, scale in scales}
    weight = simulation.scene.place.profile.scales
    weighted = sum(weight[scale].weight * float(per_event[i]) for i, scale in scales)
    return Risk(
        scenario=scenario.id,
        title=scenario.title,
        hazard=scenario.hazard,
        field=scenario.field,
        jurisdiction=scenario.jurisdiction,
        base_rate=_times(likely, 1.0, 1.0),
        rate=_times(likely, 1.0, likely.ratio),
        ratio=likely.ratio,
        probability=_probability(likely, likely.exposure),
        loss={scale: _spread(float(per_event[i]), totals[:, i], bank.weights) for i, scale in scales},
        expected=expected,
        weighted=_times(likely, weighted, likely.year_ratio),
        drivers=(*likely.drivers, *_parts(simulation.scene, bank)),
        chances=_chances(likely),
        season=likely.season,
        standing=standing(simulation.scene, scenario, likely, bank, likely.rate * weighted),
    )


def _times(likely: Likelihood, amount: float, ratio: float) -> Interval:
    """The base rate times an amount and a ratio, with the uncertainty of the rate."""
    low, high = (float(q) for q in gamma_poisson.quantile(likely.base, np.array(BAND)))
    mean = likely.base.mean * ratio
    return Interval(float(mean * amount), float(low * ratio * amount), float(high * ratio * amount))


def _probability(likely: Likelihood, exposure: float) -> Interval:
    low, high = (float(-np.expm1(-q * exposure)) for q in gamma_poisson.quantile(likely.base, np.array(BAND)))
    return Interval(gamma_poisson.at_least_one(likely.base, exposure), low, high)


def _chances(likely: Likelihood) -> tuple[Chance, ...]:
    """Probability over each horizon, with the news and without."""
    return tuple(
        Chance(days, _probability(likely, exposure), _probability(likely, days * 24.0 / HOURS_PER_YEAR))
        for days, exposure in zip(HORIZONS, likely.exposures, strict=True)
    )


def _spread(mean: float, samples: Floats, weights: Floats) -> Interval:
    low, high = (exceedance.weighted_quantile(samples, weights, share) for share in BAND)
    return Interval(mean, low, high)


def _parts(scene: Scene, bank: Bank) -> tuple[Driver, ...]:
    """Parts of the consequence and the sites of the cascade by share of the weighted expected loss, largest first."""
    weight = np.array([_weight(scene, scale) for scale in SCALES])
    shares: dict[str, float] = {}
    for label, mean in bank.parts:
        if label != "loss of service" or bank.knock is None:
            shares[label] = shares.get(label, 0.0) + float(weight @ mean)
    total = sum(float(weight @ mean) for _, mean in bank.parts)
    if total <= 0:
        return ()
    for label, mean in bank.parts:
        if label == "loss of service" and bank.knock is not None:
            shares |= _sites(scene, bank.knock.hours, float(weight @ mean))
    ranked = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Driver(label, share / total, "consequence") for label, share in ranked if share > 0)


def _weight(scene: Scene, scale: Scale) -> float:
    known = scene.place.profile.scales.get(scale)
    return 0.0 if known is None else known.weight


def _sites(scene: Scene, hours: Floats, loss: float) -> dict[str, float]:
    """Loss of service shared out over sites by their person-hours: the three largest, and the others together."""
    people = np.array([site.people_served for site in scene.place.sites]) * hours
    if people.sum() <= 0:
        return {"loss of service": loss}
    order = sorted(np.flatnonzero(people > 0), key=lambda i: (-people[i], scene.place.sites[i].id))
    share = people / people.sum() * loss
    named = {f"{scene.place.sites[i].name} without service": float(share[i]) for i in order[:SUPPLIERS]}
    rest = float(sum(share[i] for i in order[SUPPLIERS:]))
    return named | ({"other sites without service": rest} if rest > 0 else {})
