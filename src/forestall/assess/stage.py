"""The stage: findings and the place in, risks and the simulation behind them out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from forestall.assess import curves, outages, register, totals
from forestall.assess.bank import Bank, bank
from forestall.assess.cascade import impossible
from forestall.assess.economy import dependences
from forestall.assess.effects import unsupported
from forestall.assess.hazard import Hazard, Scene
from forestall.assess.likelihood import Likelihood, by_rule, likelihood, matching
from forestall.assess.registry import hazards
from forestall.assess.simulate import Simulation
from forestall.assess.years import Work, years
from forestall.core.errors import InputError
from forestall.model.exposure import WeatherClass
from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.model.risk import Assessment, Risk, Zone
from forestall.science.chemical.briggs import CLASSES

__all__ = ["Simulation", "arranged", "assess", "scene_of"]


def assess(
    place: Place,
    findings: tuple[Finding, ...],
    at: datetime,
    seed: int,
    progress: Callable[[str], None],
    work: Work | None = None,
) -> tuple[Assessment, Simulation]:
    """Work out what could happen, how likely it is now, and what it would bring.

    Args:
        place: the place; rows in any order
        findings: what was concluded
        at: time of the pass
        seed: seed of all random numbers
        progress: told in a few words what is being done
        work: where years are simulated; None: in this process

    Returns:
        The assessment, and the simulation that answers what any set of measures would change.
    """
    place = arranged(place)
    scene, remarks = scene_of(place)
    models = hazards()
    likelihoods, refused = _likelihoods(place, findings, at)
    progress("drawing consequences")
    banks = {one.id: bank(one, scene, models, {}, seed) for one in place.scenarios if one.id in likelihoods}
    simulation = Simulation(scene, seed, models, likelihoods, banks)
    progress("simulating years")
    simulated = years(simulation, place.profile.appraisal.years, place.profile.appraisal.error, work=work)
    risks = register.risks(simulation)
    assessment = Assessment(
        at=at,
        horizon=place.profile.appraisal.horizon,
        years=simulated.years,
        risks=risks,
        totals=totals.totals(simulation, simulated),
        curves=curves.curves(simulation, simulated),
        zones=_zones(place, scene, models, risks),
        outages=outages.outages(simulation),
        remarks=(*remarks, *refused, *_noted(banks), *impossible(place), *unsupported(place.effects)),
        dependences=dependences(place),
    )
    return assessment, simulation


def arranged(place: Place) -> Place:
    """The place with every table that is used here in the order of its keys."""
    return replace(
        place,
        sites=tuple(sorted(place.sites, key=lambda one: one.id)),
        dependencies=tuple(sorted(place.dependencies, key=lambda one: one.id)),
        population=tuple(sorted(place.population, key=lambda one: one.id)),
        weather=tuple(sorted(place.weather, key=_weather_key)),
        releases=tuple(sorted(place.releases, key=lambda one: one.id)),
        scenarios=tuple(sorted(place.scenarios, key=lambda one: one.id)),
    )


def _weather_key(one: WeatherClass) -> tuple[object, ...]:
    return (one.period, one.direction, one.stability, one.speed, one.share)


def scene_of(place: Place) -> tuple[Scene, tuple[str, ...]]:
    """The place with its usable weather, and what is missing."""
    usable = tuple(
        one for one in place.weather if one.share > 0 and one.stability in CLASSES and one.period in ("day", "night")
    )
    remarks = []
    idle = sum(one.share > 0 for one in place.weather) - len(usable)
    if idle:
        remarks.append(f"weather.csv: {idle} classes left out: stability must be A to F, period day or night")
    if not place.scenarios:
        remarks.append("the place has no scenarios: nothing is assessed")
    if not place.profile.scales:
        remarks.append("the place has no impact scales: no loss is counted")
    return Scene(place, usable), tuple(remarks)


def _likelihoods(
    place: Place, findings: tuple[Finding, ...], at: datetime
) -> tuple[dict[str, Likelihood], tuple[str, ...]]:
    """How often each scenario comes; a scenario whose frequency cannot be used is left out and named."""
    found, remarks, sorted_findings = {}, [], by_rule(findings)
    for scenario in place.scenarios:
        known = matching(scenario, sorted_findings)
        try:
            found[scenario.id] = likelihood(scenario, known, place.sources, at, place.profile.appraisal.horizon)
        except InputError as error:
            remarks.append(f"scenario {scenario.id} left out: {error}")
    return found, tuple(remarks)


def _noted(banks: dict[str, Bank]) -> tuple[str, ...]:
    """Remarks of all banks, each once."""
    return tuple(dict.fromkeys(remark for name in sorted(banks) for remark in banks[name].remarks))


def _zones(place: Place, scene: Scene, models: dict[str, Hazard[Any]], risks: tuple[Risk, ...]) -> tuple[Zone, ...]:
    """Areas of harm of the risk with most expected loss that has any."""
    scenarios = {one.id: one for one in place.scenarios}
    for risk in risks:
        scenario = scenarios[risk.scenario]
        found = [zone for part in scenario.consequences for zone in models[part.model].zones(part, scene, scenario)]
        if found:
            return tuple(found)
    return ()
