"""The release as the model sees it, and the air it leaves at breathing height."""

from dataclasses import dataclass

from forestall.assess.effects import Changes, change
from forestall.assess.hazard import Floats, Scene
from forestall.model.exposure import WeatherClass
from forestall.model.release import Release
from forestall.model.scenario import ToxicRelease
from forestall.model.site import Site
from forestall.model.words import EffectOn, EffectTarget
from forestall.science.chemical.briggs import sigmas
from forestall.science.chemical.library import nearest
from forestall.science.chemical.plume import concentration
from forestall.science.chemical.toxicity import Toxicity, toxicity
from forestall.science.chemical.wind import wind_at

ROUGHNESS = 0.03  # roughness length of open country [m]; sigmas likewise: the farther reach of the two choices
WIND_HEIGHT = 3.0  # lowest height at which the plume's wind is taken [m]  (NOAA 2013, NOS OR&R 43, 4.2.3)
CALM = 1.0  # slowest wind at 10 m for which a plume is meant [m/s]  (NOAA 2013, NOS OR&R 43, 3.1)
BREATHING = 1.0  # height at which people breathe [m]
LONGEST = 30.0  # longest exposure counted [min]  (CPR 18E, 1999, 5.2)
MG_PER_KG = 1e6


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
    """How long people breathe it [min]."""


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
    return Cloud(release, scene.place.sites[scene.site[release.site]], matter, min(seconds / 60.0, LONGEST))


def air(cloud: Cloud, weather: WeatherClass, along: Floats, across: Floats | float) -> Floats:
    """Concentration at breathing height [kg/m3]."""
    sigma_y, sigma_z = sigmas(along, weather.stability, urban=False)
    height = cloud.release.height
    wind = wind_at(max(height, WIND_HEIGHT), max(weather.speed, CALM), weather.stability, ROUGHNESS)
    return concentration(
        cloud.release.rate, wind, y=across, z=BREATHING, height=height, sigma_y=sigma_y, sigma_z=sigma_z
    )
