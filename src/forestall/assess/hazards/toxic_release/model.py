"""Deaths and injuries from a toxic cloud in every class of the place's weather."""

from typing import ClassVar

import numpy as np
from scipy.special import ndtr

from forestall.assess.draws import generator
from forestall.assess.effects import change
from forestall.assess.hazard import SCALES, Floats, Harm, Ints, Scene, Trial, no_losses
from forestall.assess.hazards.toxic_release.cloud import AIR_CHANGES, LONGEST, Cloud, cloud_of, harmful, release_of
from forestall.assess.hazards.toxic_release.zones import zones
from forestall.assess.people import People, people_around
from forestall.core.geo import local_metres
from forestall.model.exposure import PopulationCell, WeatherClass
from forestall.model.risk import Zone
from forestall.model.scenario import Scenario, ToxicRelease
from forestall.model.site import Site
from forestall.model.words import EffectOn, EffectTarget, Scale
from forestall.science.chemical.cloud import FITTED, MG_PER_KG
from forestall.science.chemical.cloud_weather import CALM
from forestall.science.chemical.indoors import indoor_concentration
from forestall.science.chemical.probit import Probit, lethal_concentration
from forestall.science.chemical.toxicity import guideline

REPAIR = 168.0  # time for which the site that released is out of action [h]
NEGLIGIBLE = 1e-7  # share of deaths below which a point is passed over
MARGIN = 1.05  # how much farther than the cloud's reach people are looked for


class ToxicCloud:
    """A cloud that is dense or passive as its source asks, probit outdoors and indoors, for every class of the weather.

    Gives deaths, injuries (people who breathe more than AEGL-2 and live: serious or long-lasting effects, an upper
    bound, since AEGL protect the sensitive) and people affected (all where the air outside is above AEGL-2). The
    release lasts min(duration, inventory / rate) and its front and tail are followed; people breathe the worst half
    hour of it; indoors in a room of one air change an hour. A substance held above its boiling point comes as vapour
    and spray at the boiling point. The wind turns within its sector, and a cell's people are spread over a square.
    Nothing is counted beyond 10 km. Not here: rain-out (the release's rate is what enters the air), jets, escape;
    fire and blast (`fire_release`); economic and environmental loss.

    Example: chlorine, 2 kg/s for 30 min at 1 m, wind 1.5 m/s, F: 1 % die outdoors out to some 3.5 km.
    """

    model: ClassVar[str] = "toxic_release"

    def harm(self, part: ToxicRelease, scene: Scene, trial: Trial) -> Harm:
        """Deaths, injuries and people affected in each sample, by the jurisdiction of the population cell."""
        losses, remarks = no_losses(scene, trial), []
        cloud = cloud_of(part, scene, trial.changes)
        if isinstance(cloud, str):
            remarks.append(_not_counted(trial.scenario, cloud))
        elif trial.weather is None:
            remarks.append(_not_counted(trial.scenario, "the place has no usable weather (weather.csv)"))
        elif not scene.place.population:
            remarks.append(_not_counted(trial.scenario, "the place has no population (population.csv)"))
        else:
            _fill(losses, cloud, scene, trial, trial.weather)
            remarks.extend(_limits(cloud, scene))
        label = "toxic cloud" if isinstance(cloud, str) else f"{cloud.release.substance} over the population"
        return Harm(label, losses, _repair(part, scene, trial), tuple(remarks))

    def zones(self, part: ToxicRelease, scene: Scene, scenario: Scenario) -> tuple[Zone, ...]:
        """Where 1 % die outdoors, and AEGL-3 and AEGL-2, in the most frequent weather."""
        cloud = cloud_of(part, scene, {})
        return () if isinstance(cloud, str) or not scene.weather else zones(cloud, scene.weather, scenario)


def _not_counted(scenario: Scenario, why: str) -> str:
    return f"scenario {scenario.id}: people harmed by its toxic release are not counted: {why}"


def _limits(cloud: Cloud, scene: Scene) -> list[str]:
    """What the model leaves out for this release."""
    remarks = []
    if any(_distance(cell, cloud.site) > FITTED for cell in scene.place.population):
        remarks.append(
            f"toxic releases: nobody beyond {FITTED / 1000:g} km is counted, where the widths of clouds were fitted"
        )
    if any(weather.speed < CALM for weather in scene.weather):
        remarks.append(f"weather.csv: wind below {CALM:g} m/s is taken as {CALM:g} m/s in toxic releases")
    return remarks


def _distance(cell: PopulationCell, site: Site) -> float:
    """From a cell to a site [m]."""
    x, y = local_metres(np.array([cell.lon]), np.array([cell.lat]), site.lon, site.lat)
    return float(np.hypot(x, y)[0])


def _repair(part: ToxicRelease, scene: Scene, trial: Trial) -> Floats | None:
    release = release_of(part, scene)
    if not part.outage or release is None:
        return None
    repair = np.zeros((trial.weights.size, len(scene.place.sites)))
    repair[:, scene.site[release.site]] = REPAIR
    return repair


def _fill(losses: Floats, cloud: Cloud, scene: Scene, trial: Trial, weather: Ints) -> None:
    """Add the harm to people of every sample."""
    if cloud.minutes <= 0:
        return
    shelter = change(trial.changes, EffectTarget.RELEASE, cloud.release.id, EffectOn.SHELTER)
    people = people_around(scene, cloud.site)
    outdoors = {
        period: np.clip(share * shelter.factor + shelter.add, 0.0, 1.0) for period, share in people.outdoors.items()
    }
    turns = _turns(scene.weather, weather, trial)
    rows = [SCALES.index(scale) for scale in (Scale.DEATHS, Scale.INJURIES, Scale.PEOPLE)]
    for sample, row in enumerate(weather):
        near, harmed = _harmed(cloud, scene.weather[row], turns[sample], people, outdoors)
        where = people.jurisdiction[near]
        for scale, number in zip(rows, harmed, strict=True):
            losses[sample, scale] += np.bincount(where, weights=number, minlength=losses.shape[2])


def _harmed(
    cloud: Cloud, weather: WeatherClass, turn: float, people: People, outdoors: dict[str, Floats]
) -> tuple[Ints, tuple[Floats, Floats, Floats]]:
    """Points reached, and the dead, injured and affected at each of them."""
    angle = np.radians(weather.direction + turn)
    along = -(people.east * np.sin(angle) + people.north * np.cos(angle))
    across = np.abs(people.east * np.cos(angle) - people.north * np.sin(angle))
    air = harmful(cloud, weather)
    if air is None:
        return np.empty(0, dtype=np.int64), (np.empty(0), np.empty(0), np.empty(0))
    probit = cloud.substance.probit
    serious = guideline(cloud.substance.aegl2, cloud.substance.molar_mass, cloud.minutes)
    least = min(serious, lethal_concentration(probit, NEGLIGIBLE, LONGEST) / MG_PER_KG)
    reach, width = air.extent(least)
    near = np.flatnonzero((along > 0) & (along <= min(reach * MARGIN, FITTED)) & (across <= width * MARGIN))
    c = air.peak(along[near], across[near])
    near, c = near[c > least], c[c > least]
    dead_out, dead_in = (dying(probit, load) for load in air.loads(along[near], c, probit.n))
    inside = c * indoor_concentration(cloud.minutes / 60.0, AIR_CHANGES)
    count, out = people.count[weather.period][near], outdoors[weather.period][near]
    hurt = out * (c > serious) * (1 - dead_out) + (1 - out) * (inside > serious) * (1 - dead_in)
    return near, (count * (out * dead_out + (1 - out) * dead_in), count * hurt, count * (c > serious))


def dying(probit: Probit, load: Floats) -> Floats:
    """Share of people, 0..1, who die from a toxic load [(mg/m3)^n min]."""
    return np.asarray(ndtr(probit.a + probit.b * np.log(np.maximum(load, 1e-300)) - 5.0))


def _turns(classes: tuple[WeatherClass, ...], weather: Ints, trial: Trial) -> Floats:
    """How far each sample's wind is turned within its sector, spread evenly over it [deg], shape (n,)."""
    directions = np.array([one.direction for one in classes])
    distinct = np.unique(directions)
    gaps = np.diff(np.append(distinct, distinct[0] + 360.0))
    width = float(min(gaps.min(), 45.0)) if distinct.size > 1 else 0.0
    stream = generator(trial.seed, trial.scenario.id, "wind")
    turns = np.zeros(weather.size)
    for direction in distinct:
        same = np.flatnonzero(directions[weather] == direction)
        turns[same] = ((stream.permutation(same.size) + stream.random()) / max(same.size, 1) - 0.5) * width
    return turns
