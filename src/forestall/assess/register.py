"""The register: every scenario as a risk, and totals, curves and outages over all of them."""

from collections.abc import Mapping, Sequence

import numpy as np

from forestall.assess.bank import Bank
from forestall.assess.hazard import SCALES, Floats, Ints, Scene
from forestall.assess.likelihood import Likelihood
from forestall.assess.simulate import Simulation
from forestall.assess.years import Years, groups, membership, rates
from forestall.model.risk import Curve, Driver, Interval, Outage, Risk, Total
from forestall.model.scenario import Scenario
from forestall.model.words import Scale
from forestall.science.statistics import exceedance, gamma_poisson

DRAWS = 2000  # draws of the rates behind the intervals of sums
TOP = 5  # scenarios named for a total
OUTAGES = 30  # sites named
SUPPLIERS = 3  # suppliers named for a site, and sites named for a risk
BAND = (0.05, 0.95)


def risks(simulation: Simulation) -> tuple[Risk, ...]:
    """One a scenario, by weighted expected loss, largest first."""
    found = [_risk(simulation, scenario) for scenario in simulation.scenarios]
    return tuple(sorted(found, key=lambda risk: (-risk.weighted.mean, risk.scenario)))


def _risk(simulation: Simulation, scenario: Scenario) -> Risk:
    likely, bank, scales = simulation.likelihoods[scenario.id], simulation.banks[scenario.id], _scales(simulation.scene)
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
        probability=_probability(likely),
        loss={scale: _spread(float(per_event[i]), totals[:, i], bank.weights) for i, scale in scales},
        expected=expected,
        weighted=_times(likely, weighted, likely.year_ratio),
        drivers=(*likely.drivers, *_parts(simulation.scene, bank)),
    )


def _scales(scene: Scene) -> list[tuple[int, Scale]]:
    """The place's scales with their place in the arrays."""
    return [(i, scale) for i, scale in enumerate(SCALES) if scale in scene.place.profile.scales]


def _times(likely: Likelihood, amount: float, ratio: float) -> Interval:
    """The base rate times an amount and a ratio, with the uncertainty of the rate."""
    low, high = (float(q) for q in gamma_poisson.quantile(likely.base, np.array(BAND)))
    mean = likely.base.mean * ratio
    return Interval(float(mean * amount), float(low * ratio * amount), float(high * ratio * amount))


def _probability(likely: Likelihood) -> Interval:
    low, high = (float(-np.expm1(-q * likely.exposure)) for q in gamma_poisson.quantile(likely.base, np.array(BAND)))
    return Interval(gamma_poisson.at_least_one(likely.base, likely.exposure), low, high)


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


def totals(simulation: Simulation, years: Years) -> tuple[Total, ...]:
    """Every scale of the place for all, each field and each jurisdiction."""
    scenarios = simulation.scenarios
    mean = _expected(simulation, scenarios)
    drawn = _draws(simulation, scenarios)
    own = _own(simulation, scenarios)
    found = []
    for s, scale in _scales(simulation.scene):
        for g, group in enumerate(groups(simulation.scene)):
            each = mean[:, s, g]
            low, high = np.quantile(drawn @ each, BAND) if scenarios else (0.0, 0.0)
            shares = _largest(scenarios, each)
            found.append(
                Total(
                    scale=scale,
                    group=group.kind,
                    name=group.name,
                    expected=Interval(float(each.sum()), float(low), float(high)),
                    simulated=float(years.mean[s, g]),
                    own=float(own[s].get(group.name, 0.0)) if group.kind == "jurisdiction" else float(each.sum()),
                    drivers=shares,
                )
            )
    return tuple(found)


def _expected(simulation: Simulation, scenarios: Sequence[Scenario]) -> Floats:
    """Expected yearly loss, shape (scenarios, scales, groups)."""
    every = len(groups(simulation.scene))
    found = np.zeros((len(scenarios), len(SCALES), every))
    for i, scenario in enumerate(scenarios):
        rate = simulation.likelihoods[scenario.id].rate
        found[i] = rate * (simulation.banks[scenario.id].mean @ membership(simulation.scene, scenario))
    return found


def _own(simulation: Simulation, scenarios: Sequence[Scenario]) -> list[dict[str, float]]:
    """For each scale, what arises in each jurisdiction itself."""
    names = simulation.scene.jurisdictions
    total = np.zeros((len(SCALES), len(names)))
    for scenario in scenarios:
        total += simulation.likelihoods[scenario.id].rate * simulation.banks[scenario.id].mean
    return [dict(zip(names, row.tolist(), strict=True)) for row in total]


def _draws(simulation: Simulation, scenarios: Sequence[Scenario]) -> Floats:
    """Draws of every rate over its mean, shape (draws, scenarios)."""
    columns = [rates(simulation, one, DRAWS) / simulation.likelihoods[one.id].rate for one in scenarios]
    return np.column_stack(columns) if columns else np.zeros((DRAWS, 0))


def _largest(scenarios: Sequence[Scenario], each: Floats) -> tuple[tuple[str, float], ...]:
    total = float(each.sum())
    ranked = sorted(zip(scenarios, each.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0].id))
    return tuple((one.id, value / total) for one, value in ranked[:TOP] if value > 0)


def curves(simulation: Simulation, years: Years) -> tuple[Curve, ...]:
    """Exceedance curves of every total that has any loss.

    The band is over the uncertain rates: the 5 % and 95 % quantiles of the probability that one event in the year
    exceeds the loss, 1 - exp(-sum rate G(loss)), relative to its mean, times the simulated probability. The curve
    itself is of the yearly sum (AEP), from the simulated years.
    """
    found = []
    scenarios = simulation.scenarios
    above = {one.id: _above(simulation, one) for one in scenarios}
    drawn = {one.id: rates(simulation, one, DRAWS // 4) for one in scenarios}
    for s, scale in _scales(simulation.scene):
        for g, group in enumerate(groups(simulation.scene)):
            shown = exceedance.window(years.exceeded[s, g])
            if shown.size:
                probability = years.exceeded[s, g, shown]
                low, high = _band(probability, s, g, shown, above, drawn)
                loss = exceedance.LEVELS[shown]
                lines = (tuple(line.tolist()) for line in (loss, probability, low, high))
                found.append(Curve(scale, group.kind, group.name, *lines))
    return tuple(found)


def _above(simulation: Simulation, scenario: Scenario) -> Floats:
    """Share of a scenario's events that exceed each level, shape (scales, groups, levels)."""
    bank, member = simulation.banks[scenario.id], membership(simulation.scene, scenario)
    found = np.zeros((len(SCALES), member.shape[1], exceedance.LEVELS.size))
    grouped = bank.losses @ member
    for s, g in zip(*np.nonzero(grouped.any(axis=0)), strict=True):
        found[s, g] = exceedance.exceeded_share(grouped[:, s, g], bank.weights)
    return found


def _band(
    probability: Floats, s: int, g: int, shown: Ints, above: Mapping[str, Floats], drawn: Mapping[str, Floats]
) -> tuple[Floats, Floats]:
    """5 % and 95 % quantiles around a simulated curve, never rising and on either side of it; (levels,) each."""
    intensity = sum((drawn[name][:, None] * above[name][s, g][shown] for name in above), np.zeros((1, shown.size)))
    once = -np.expm1(-intensity)
    low, high = (_relative(q, once.mean(axis=0)) * probability for q in np.quantile(once, BAND, axis=0))
    falling_low = np.minimum.accumulate(np.minimum(low, probability))
    rising_high = np.maximum.accumulate(np.maximum(high, probability)[::-1])[::-1]
    return falling_low, np.minimum(rising_high, 1.0)


def _relative(quantile: Floats, mean: Floats) -> Floats:
    """A quantile over the mean; where one event alone is never so large, as at the last level where it is."""
    reached = np.flatnonzero(mean > 0)
    if reached.size == 0:
        return np.ones_like(mean)
    last = np.minimum(np.arange(mean.size), reached[-1])
    return np.asarray(quantile[last] / mean[last])


def outages(simulation: Simulation) -> tuple[Outage, ...]:
    """The sites with most expected hours down in a year."""
    sites, edges = simulation.scene.place.sites, _edges(simulation.scene)
    hours, own, blame = np.zeros(len(sites)), np.zeros(len(sites)), np.zeros(len(edges))
    for scenario in simulation.scenarios:
        knock, rate = simulation.banks[scenario.id].knock, simulation.likelihoods[scenario.id].rate
        if knock is not None:
            hours, own, blame = hours + rate * knock.hours, own + rate * knock.own, blame + rate * knock.blame
    order = sorted(np.flatnonzero(hours > 0), key=lambda i: (-hours[i], sites[i].id))[:OUTAGES]
    return tuple(
        Outage(
            site=sites[i].id,
            hours=float(hours[i]),
            knock_on=float(max(0.0, 1.0 - own[i] / hours[i])),
            because=_because(sites[i].id, edges, blame),
        )
        for i in order
    )


def _edges(scene: Scene) -> list[tuple[str, str]]:
    """(site, supplier) of every edge, in the order of the cascade's arrays."""
    found: list[tuple[str, str]] = []
    for dep in scene.place.dependencies:
        if dep.site in scene.site:
            known = sorted({scene.site[name] for name in dep.suppliers if name in scene.site})
            found.extend((dep.site, scene.place.sites[i].id) for i in known)
    return found


def _because(site: str, edges: Sequence[tuple[str, str]], blame: Floats) -> tuple[str, ...]:
    hours: dict[str, float] = {}
    for (needs, supplier), amount in zip(edges, blame.tolist(), strict=True):
        if needs == site and amount > 0:
            hours[supplier] = hours.get(supplier, 0.0) + amount
    return tuple(sorted(hours, key=lambda name: (-hours[name], name))[:SUPPLIERS])
