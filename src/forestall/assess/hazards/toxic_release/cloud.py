"""The release as the model sees it, and the air it leaves at the ground: dense or passive, for as long as it lasts."""

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from forestall.assess.chemical.cloud_field import FARTHEST, MG_PER_KG, Stations, stations
from forestall.assess.effects import Changes, change
from forestall.assess.hazard import Floats, Scene
from forestall.model.exposure import WeatherClass
from forestall.model.release import Release
from forestall.model.scenario import ToxicRelease
from forestall.model.site import Site
from forestall.model.words import EffectOn, EffectTarget
from forestall.science.chemical.cloud import TOXIC, disperse
from forestall.science.chemical.cloud_source import CloudSource, gas_of
from forestall.science.chemical.cloud_track import passage_load
from forestall.science.chemical.cloud_weather import Weather
from forestall.science.chemical.flash import airborne_fraction, isentropic_flash_fraction
from forestall.science.chemical.library import nearest, substance
from forestall.science.chemical.storage import nearest_at
from forestall.science.chemical.substance import Substance
from forestall.science.chemical.toxicity import Toxicity, toxicity

STORED = 288.15  # storage temperature where a release names none [K]
LONGEST = 30.0  # longest exposure counted [min]  (CPR 18E, 1999, 5.2)
AIR_CHANGES = 1.0  # ventilation of a house with windows shut [1/h]  (CPR 18E, 1999, 5.2)
KEPT = 1024  # clouds kept in memory


@dataclass(frozen=True, slots=True)
class Cloud:
    """A release as the model sees it."""

    release: Release
    """The loss of containment."""
    site: Site
    """Where it is."""
    substance: Toxicity
    """What gets out."""
    minutes: float
    """How long it lasts, at most the longest exposure counted [min]."""
    source: CloudSource | None
    """What enters the air; None: nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Harmful:
    """A cloud in one weather, with how long it poisons."""

    looked_up: Stations
    outdoors: Floats
    """Equivalent length of the passage at each station [min]."""
    indoors: Floats
    """The same in a house [min]."""
    extents: dict[float, tuple[float, float]] = field(default_factory=dict)
    """Found before, by level."""

    def peak(self, x: Floats, y: Floats) -> Floats:
        """Largest concentration [kg/m3]; x downwind, y across [m], of one shape."""
        return self.looked_up.peak(x, y)

    def extent(self, level: float) -> tuple[float, float]:
        """How far downwind and across a concentration [kg/m3] is reached at the most [m]."""
        if level not in self.extents:
            cloud = self.looked_up.cloud
            reach = cloud.reach(level)
            half = cloud.half_width(level, cloud.track.x)
            width = float(np.nanmax(half)) if not np.isnan(half).all() else 0.0
            self.extents[level] = (FARTHEST if np.isnan(reach) else reach, width)
        return self.extents[level]

    def loads(self, x: Floats, peak: Floats, n: float) -> tuple[Floats, Floats]:
        """Toxic loads out of doors and in a house [(mg/m3)^n min], from the largest concentration there."""
        known = self.looked_up.log_x
        log = np.log(np.clip(x, self.looked_up.cloud.track.x[0], FARTHEST))
        strength = (MG_PER_KG * peak) ** n
        return strength * np.interp(log, known, self.outdoors), strength * np.interp(log, known, self.indoors)


def release_of(part: ToxicRelease, scene: Scene) -> Release | None:
    """The release a part is about; None when it or its site is not in the place."""
    return next((one for one in scene.place.releases if one.id == part.release and one.site in scene.site), None)


def cloud_of(part: ToxicRelease, scene: Scene, changes: Changes) -> Cloud | str:
    """The release as the model sees it, or why it cannot be computed."""
    release = release_of(part, scene)
    if release is None:
        return f"release {part.release} or its site is not in the place"
    matter = toxicity(release.substance)
    if matter is None:
        near = ", ".join(nearest(release.substance)) or "none"
        return f"no toxicity is known for {release.substance!r}; nearest substances: {near}"
    longest = change(changes, EffectTarget.RELEASE, release.id, EffectOn.DURATION).of(release.duration)
    seconds = min(longest, release.inventory / release.rate)
    site = scene.place.sites[scene.site[release.site]]
    source = None if seconds <= 0 else _source(release, seconds)
    return Cloud(release, site, matter, min(max(seconds, 0.0) / 60.0, LONGEST), source)


def harmful(cloud: Cloud, weather: WeatherClass) -> Harmful | None:
    """The cloud in a class of weather; None when nothing gets out."""
    if cloud.source is None:
        return None
    return _kept(cloud.source, Weather(weather.speed, weather.stability), cloud.substance.probit.n)


@lru_cache(maxsize=KEPT)
def _kept(source: CloudSource, weather: Weather, n: float) -> Harmful:
    """One cloud for all samples, passes and measures that ask for it."""
    found = disperse(source, weather, averaging=TOXIC, farthest=FARTHEST)
    seconds = LONGEST * 60.0
    outdoors, indoors = (passage_load(found.track, n, seconds, changes) / 60.0 for changes in (None, AIR_CHANGES))
    return Harmful(stations(found), outdoors, indoors)


def _source(release: Release, seconds: float) -> CloudSource:
    """Vapour with its spray at the boiling point where the substance is held above it; else vapour as it is held."""
    one, held = substance(release.substance), release.temperature or STORED
    mass, boiling = release.rate * seconds, one.number("boiling_point")
    if not boiling < held < one.number("critical_temperature"):
        return CloudSource(gas_of(one, held), mass, seconds, held, height=release.height)
    flashed = _flashed(one, held, boiling)
    droplets = max(0.0, 1.0 - flashed / airborne_fraction(flashed)) if flashed > 0 else 0.0
    return CloudSource(gas_of(one), mass, seconds, boiling, droplets, height=release.height)


def _flashed(one: Substance, held: float, boiling: float) -> float:
    capacity = nearest_at(one, "liquid_heat_capacity", (held + boiling) / 2)
    return isentropic_flash_fraction(held, boiling, capacity, nearest_at(one, "heat_of_vaporisation", boiling))
