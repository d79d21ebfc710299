"""Risk of a site with hazardous substances: individual and societal risk of all its releases, and what they break.

Not here: the relations (`science.chemical.risk`), pages and maps of the result.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import partial

import numpy as np

from forestall.assess.chemical_checks import individual_checks, societal_checks
from forestall.assess.chemical_domino import Dominoes, Unit, dominoes
from forestall.assess.chemical_map import LEVELS, Window, contours, grid_of, rows_of, thinned, window
from forestall.assess.chemical_scene import Floats, Scene, scene
from forestall.assess.chemical_sources import sources_of
from forestall.core.errors import InputError
from forestall.core.geo import local_metres
from forestall.model.chemical_risk import BranchRisk, FnCurve, Receptor, SiteRisk
from forestall.model.place import Place
from forestall.model.release import Release
from forestall.model.risk import Interval
from forestall.model.site import Site
from forestall.science.chemical.cloud_weather import Weather
from forestall.science.chemical.risk.event_tree import Branch, Loss, event_tree, usual_shares
from forestall.science.chemical.risk.exposure import Exposed, Outcome, exposed
from forestall.science.chemical.risk.footprint import Footprint
from forestall.science.chemical.risk.frequencies import loss_class
from forestall.science.chemical.risk.ignited import ignition, matter
from forestall.science.chemical.risk.outcomes import Spill, footprints, nearest
from forestall.science.chemical.risk.stand_ins import named
from forestall.science.chemical.risk.uncertainty import Bands, Spread, bands
from forestall.science.chemical.risk.uncertainty import Release as UncertainRelease
from forestall.science.chemical.substance import Substance

BURST = ("rupture", "catastrophic", "instantaneous", "fireball")
AMBIENT = 288.15  # storage temperature where none is given [K]
POOL_DEPTH = 0.02  # of a pool that spreads on unpaved ground [m]; CPR 18E (1999), 4.6 and CPR 14E, table 3.3
LARGEST_POOL = 1500.0  # [m2]; CPR 18E (1999), 4.6: a pool without a bund
FAR_FROM_CLASS = 10.0  # ratio of the site's own frequency to its class from which it is remarked


@dataclass(frozen=True, slots=True)
class Case:
    """A release of the place, ready to be computed."""

    release: Release
    frequency: float
    """Its own, and how often its vessel is broken by fire and blast [1/yr]."""
    spill: Spill
    loss: Loss
    ignition: str
    """Where its probabilities of ignition come from."""
    east: float
    """[m]"""
    north: float
    """[m]"""


def site_risk(
    place: Place, site: str, *, samples: int = 0, seed: int = 1, grid: int = 200, criteria: str = ""
) -> SiteRisk:
    """Risk of everything that can get out at a site.

    Args:
        place: the place, with weather, population and releases
        site: id of the site
        samples: Latin hypercube samples for the bands; 0: none
        seed: of the samples
        grid: nodes on each side of the map
        criteria: national set; left out: the place's own

    Raises:
        InputError: no such site, nothing is released there, no weather, or a substance is not known.
    """
    here = _site(place, site)
    releases = [one for one in place.releases if one.site == here.id]
    if not releases:
        holders = ", ".join(sorted({one.site for one in place.releases})) or "none"
        raise InputError(f"site {site!r} holds no release (releases.csv); sites that do: {holders}")
    around = scene(place, here.lon, here.lat)
    fallen = dominoes(_units(place, around), here.id)
    cases = [_following(case_of(one, here, around), fallen) for one in releases]
    labels, outcomes = _outcomes(cases, around)
    risk = exposed(outcomes, around.hours, around.ground)
    view = window(risk, grid, around)
    bound = _bands(cases, around, view, risk, samples, seed) if samples else None
    return _record(place, here, cases, fallen, labels, outcomes, risk, view, bound, criteria)


def _site(place: Place, site: str) -> Site:
    found = next((one for one in place.sites if one.id == site), None)
    if found is None:
        near = ", ".join(get_close_matches(site, [one.id for one in place.sites], n=3)) or "none"
        raise InputError(f"site {site!r} is not in the place; nearest: {near}")
    return found


def case_of(release: Release, site: Site, around: Scene) -> Case:
    """A release as risk analysis sees it.

    Raises:
        InputError: the substance is not known.
    """
    one = named(release.substance).substance
    burst, t = release.event in BURST, release.temperature or AMBIENT
    liquid = t <= one.number("boiling_point")
    spill = Spill(
        one,
        release.inventory,
        release.rate,
        release.duration,
        burst,
        release.height,
        t,
        release.pressure,
        _pool(one, release.inventory, t) if burst and liquid else None,
    )
    toxic = one.probit is not None
    size = release.inventory if burst else release.rate
    lit = ignition("site", matter(one), at_once=burst, size=size, toxic=toxic)
    loss = Loss(burst, spill.pressurised, toxic, lit.immediate, lit.delayed)
    lon = site.lon if release.lon is None else release.lon
    lat = site.lat if release.lat is None else release.lat
    x, y = local_metres(np.array([lon]), np.array([lat]), around.lon, around.lat)
    return Case(release, release.frequency, spill, loss, lit.source, float(x[0]), float(y[0]))


def _following(case: Case, fallen: Dominoes) -> Case:
    """The case with what dominoes add to its frequency, to the first step."""
    return replace(case, frequency=case.frequency + fallen.broken.get(case.release.id, 0.0))


def _pool(one: Substance, mass: float, t: float) -> float:
    """Diameter of the pool of a tank of liquid [kg], [K] that bursts [m]."""
    area = min(mass / nearest(one, "liquid_density", t) / POOL_DEPTH, LARGEST_POOL)
    return math.sqrt(4 * area / math.pi)


def _outcomes(cases: Sequence[Case], around: Scene) -> tuple[list[tuple[Case, Branch]], list[Outcome]]:
    """All branches of all releases."""
    labels: list[tuple[Case, Branch]] = []
    outcomes: list[Outcome] = []
    for case in cases:
        for branch, probability in event_tree(case.loss, usual_shares()).items():
            marks = footprints(case.spill, branch, around.airs)
            labels.append((case, branch))
            outcomes.append(Outcome(case.east, case.north, case.frequency * probability, marks))
    return labels, outcomes


def _bands(cases: Sequence[Case], around: Scene, view: Window, risk: Exposed, samples: int, seed: int) -> Bands:
    """Bands over Latin hypercube samples."""
    uncertain = [
        UncertainRelease(
            case.loss, case.frequency, case.east, case.north, partial(_at_strength, case.spill, around.airs)
        )
        for case in cases
    ]
    return bands(
        uncertain,
        usual_shares(),
        around.hours,
        around.ground,
        view.points,
        thinned(risk.all)[0],
        samples=samples,
        spread=Spread(),
        stream=np.random.default_rng(seed),
    )


def _at_strength(
    spill: Spill, airs: Sequence[Weather], branch: Branch, strength: float
) -> tuple[Footprint | None, ...]:
    return footprints(spill, branch, airs, strength=strength)


def _record(
    place: Place,
    site: Site,
    cases: Sequence[Case],
    fallen: Dominoes,
    labels: Sequence[tuple[Case, Branch]],
    outcomes: Sequence[Outcome],
    risk: Exposed,
    view: Window,
    bound: Bands | None,
    criteria: str,
) -> SiteRisk:
    """The result as a record."""
    values = risk.individual(*view.points)
    total = risk.all
    deaths, frequency = thinned(total)
    pll = total.loss_of_life
    low, high = (pll, pll) if bound is None else map(float, np.quantile(bound.loss_of_life, (0.05, 0.95)))
    at_home = risk.individual(*view.scene.homes)
    checks = (
        *individual_checks(place.profile.criteria, criteria, view.scene, at_home),
        *societal_checks(place.profile.criteria, criteria, "site", *total.curve()),
    )
    return SiteRisk(
        site.id,
        site.name,
        grid_of(view, values, None if bound is None else bound.individual),
        contours(view, values, LEVELS),
        _curve(deaths, frequency, bound),
        Interval(pll, low, high),
        _branches(labels, outcomes, risk),
        _receptors(place, site, view.scene, risk),
        fallen.links,
        fallen.chains,
        checks,
        (*_remarks(place, cases), *fallen.remarks),
        (*sources_of(branch for _, branch in labels), *(pair for case in cases for pair in _origins(case))),
    )


def _origins(case: Case) -> tuple[tuple[str, str], ...]:
    """Where the numbers of one release come from."""
    name = case.release.id
    return (f"frequency and rate of {name}", case.release.source), (f"ignition of {name}", case.ignition)


def _curve(deaths: Floats, frequency: Floats, bound: Bands | None) -> FnCurve:
    low, high = ((), ()) if bound is None else (rows_of(bound.societal)[0], rows_of(bound.societal)[1])
    return FnCurve(tuple(map(float, deaths)), tuple(map(float, frequency)), low, high)


def _branches(
    labels: Sequence[tuple[Case, Branch]], outcomes: Sequence[Outcome], risk: Exposed
) -> tuple[BranchRisk, ...]:
    """What each branch adds, the largest first."""
    total = risk.all.loss_of_life
    found = [
        BranchRisk(
            case.release.id,
            branch.value,
            outcome.frequency,
            tally.loss_of_life,
            tally.loss_of_life / total if total > 0 else 0.0,
            tally.most,
        )
        for (case, branch), outcome, tally in zip(labels, outcomes, risk.tallies, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (-one.pll, one.release, one.branch)))


def _receptors(place: Place, site: Site, around: Scene, risk: Exposed) -> tuple[Receptor, ...]:
    """Individual risk at the other sites."""
    others = [one for one in place.sites if one.id != site.id]
    x, y = local_metres(np.array([o.lon for o in others]), np.array([o.lat for o in others]), around.lon, around.lat)
    values = risk.individual(x, y)
    found = [
        Receptor(one.id, one.name, float(math.hypot(x[i], y[i])), float(values[i]))
        for i, one in enumerate(others)
        if values[i] > 0
    ]
    return tuple(sorted(found, key=lambda one: (-one.risk, one.site)))


def _units(place: Place, around: Scene) -> tuple[Unit, ...]:
    """All vessels of the place that a fire or blast could break or start from."""
    sites = {one.id: one for one in place.sites}
    found = []
    for release in place.releases:
        if release.site in sites:
            case = case_of(release, sites[release.site], around)
            found.append(Unit(release, case.spill, case.loss, case.east, case.north))
    return tuple(found)


def _remarks(place: Place, cases: Sequence[Case]) -> list[str]:
    """What limits the result."""
    found = []
    if not place.population:
        found.append("no population (population.csv): societal risk is of nobody")
    for case in cases:
        release = case.release
        if note := named(release.substance).remark:
            found.append(f"{release.id}: {note}")
        if release.loss_class:
            usual = loss_class(release.loss_class).frequency * release.count
            ratio = release.frequency / usual if usual > 0 else math.inf
            if not 1 / FAR_FROM_CLASS <= ratio <= FAR_FROM_CLASS:
                found.append(
                    f"{release.id}: own frequency {release.frequency:g} a year is {ratio:.2g} times that of "
                    f"{release.loss_class} ({usual:g})"
                )
        if case.frequency > release.frequency:
            more = case.frequency - release.frequency
            found.append(f"{release.id}: {more:.2g} a year is added for fires and blasts that break its vessel")
        if case.loss.toxic and case.loss.immediate > 0:
            found.append(f"{release.id}: burns and poisons; what does not ignite at once is counted as toxic only")
        if not case.loss.toxic and case.loss.immediate == 0:
            found.append(f"{release.id}: {release.substance} neither burns nor has a probit: its risk is not computed")
    if any(case.spill.pressurised for case in cases):
        found.append("spray of liquefied gas is taken to stay in the air: no rain-out in risk")
    return found
