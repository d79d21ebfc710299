"""Deaths, injuries and damaged neighbours from the fires and explosions of a release."""

from typing import ClassVar

import numpy as np

from forestall.assess.draws import generator, spread_uniforms
from forestall.assess.effects import change
from forestall.assess.hazard import SCALES, Floats, Harm, Scene, Trial, no_losses
from forestall.assess.hazards.fire_release.branches import branches, hit, lethality, mark
from forestall.assess.people import People, people_around
from forestall.core.errors import InputError
from forestall.core.geo import local_metres
from forestall.model.exposure import WeatherClass
from forestall.model.release import Release
from forestall.model.risk import Zone
from forestall.model.scenario import FireRelease, Scenario
from forestall.model.site import Site
from forestall.model.words import EffectOn, EffectTarget, Scale
from forestall.science.chemical.risk.event_tree import Branch

OWN_REPAIR = 168.0  # time for which the site that burns is out of action [h]
HURT = 0.01  # lethality from which those who live count as injured
FARTHEST = 5000.0  # distance to which neighbouring sites are looked at [m]


class Burning:
    """Each sample burns in one way, by the event tree of the Purple Book, in its weather.

    Gives deaths by the footprint of the branch (fireball, jet, pool or flash fire, explosion); injuries, those who live
    where at least 1 % die; people affected, all there; and neighbouring sites damaged by heat (12.5 and 35 kW/m2) or
    blast (0.1 and 0.3 bar), with time of repair and loss of value, from which the cascade goes on. A flame or cloud is
    taken to lie towards each neighbour: the cautious side. Not here: the toxic cloud (`toxic_release`), fragments,
    further vessels that break (`forestall hazard site` follows such chains).

    Example: propane, a vessel of 20 t bursts: it ignites at once with 0.7 in 0.7 of which a fireball of 150 m follows.
    """

    model: ClassVar[str] = "fire_release"

    def harm(self, part: FireRelease, scene: Scene, trial: Trial) -> Harm:
        """Deaths, injuries, people affected, damage and repair in each sample."""
        losses = no_losses(scene, trial)
        release = _release(part, scene)
        why = "release or its site is not in the place" if release is None else _why_not(release, scene, trial)
        if release is None or why:
            note = f"scenario {trial.scenario.id}: the fire of {part.release} is not counted: {why}"
            return Harm("fire and explosion", losses, None, (note,))
        repair = _fill(losses, part, release, scene, trial)
        return Harm(f"{release.substance} burning", losses, repair)

    def zones(self, part: FireRelease, scene: Scene, scenario: Scenario) -> tuple[Zone, ...]:
        """None: the sheet of `forestall hazard release` draws them."""
        return ()


def _release(part: FireRelease, scene: Scene) -> Release | None:
    return next((one for one in scene.place.releases if one.id == part.release and one.site in scene.site), None)


def _why_not(release: Release, scene: Scene, trial: Trial) -> str:
    """Why nothing can be counted; empty when it can."""
    if trial.weather is None:
        return "the place has no usable weather (weather.csv)"
    if not scene.place.population:
        return "the place has no population (population.csv)"
    try:
        return "" if branches(release) else f"{release.substance} does not burn, or it is not in the tables how"
    except InputError as error:
        return str(error)


def _fill(losses: Floats, part: FireRelease, release: Release, scene: Scene, trial: Trial) -> Floats:
    """Add the harm of every sample; hours of repair of each site, shape (n, sites) [h]."""
    site = scene.place.sites[scene.site[release.site]]
    people, repair = people_around(scene, site), np.zeros((trial.weights.size, len(scene.place.sites)))
    longest = change(trial.changes, EffectTarget.RELEASE, release.id, EffectOn.DURATION).of(release.duration)
    seconds = min(longest, release.inventory / release.rate)
    stream = generator(trial.seed, trial.scenario.id, trial.part, "fire")
    draws = spread_uniforms(stream, trial.weights.size, 1)
    found = _drawn(release, part, draws[:, 0])
    neighbours = _neighbours(site, scene)
    rows = () if trial.weather is None or seconds <= 0 else trial.weather
    for sample, row in enumerate(rows):
        branch = found[sample]
        if branch is None:
            continue
        weather = scene.weather[row]
        _harm_people(losses[sample], release, seconds, branch, weather, people)
        for i, distance in neighbours:
            damage = hit(release, seconds, branch, weather.speed, weather.stability, distance)
            if damage is not None:
                repair[sample, i] = damage.repair
                j = scene.jurisdiction[scene.place.sites[i].jurisdiction]
                losses[sample, SCALES.index(Scale.ECONOMIC), j] += damage.damage * scene.place.sites[i].value
        if part.outage:
            repair[sample, scene.site[release.site]] = OWN_REPAIR
    return repair


def _drawn(release: Release, part: FireRelease, uniform: Floats) -> list[Branch | None]:
    """Each sample's branch; None: it does not ignite."""
    tree = branches(release)
    total = sum(tree.values()) if part.ignited else 1.0
    edges = np.cumsum(list(tree.values())) / total
    names: list[Branch | None] = [*tree, None]
    if part.ignited:
        edges[-1] = 1.0
    return [names[int(i)] for i in np.searchsorted(edges, uniform, side="right")]


def _neighbours(site: Site, scene: Scene) -> list[tuple[int, float]]:
    """Other sites within reach: index and distance, to the metre [m]."""
    sites = scene.place.sites
    x, y = local_metres(np.array([s.lon for s in sites]), np.array([s.lat for s in sites]), site.lon, site.lat)
    far = np.hypot(x, y)
    return [
        (i, max(1.0, round(float(far[i])))) for i in range(len(sites)) if sites[i].id != site.id and far[i] < FARTHEST
    ]


def _harm_people(
    losses: Floats, release: Release, seconds: float, branch: Branch, weather: WeatherClass, people: People
) -> None:
    """Add the dead, injured and affected to one sample's losses, shape (scales, jurisdictions)."""
    found = mark(release, seconds, branch, weather.speed, weather.stability)
    if found is None:
        return
    angle = np.radians(weather.direction)
    along = -(people.east * np.sin(angle) + people.north * np.cos(angle))
    across = np.abs(people.east * np.cos(angle) - people.north * np.sin(angle))
    near = np.flatnonzero(np.hypot(along, across) <= found.reach)
    outdoors, indoors = lethality(found, along[near], across[near])
    count, out = people.count[weather.period][near], people.outdoors[weather.period][near]
    dead = count * (out * outdoors + (1 - out) * indoors)
    touched = outdoors >= HURT
    where, width = people.jurisdiction[near], losses.shape[1]
    for scale, number in (
        (Scale.DEATHS, dead),
        (Scale.INJURIES, touched * (count - dead)),
        (Scale.PEOPLE, touched * count),
    ):
        losses[SCALES.index(scale)] += np.bincount(where, weights=number, minlength=width)
