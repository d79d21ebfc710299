"""Where a release harms, for the map: in the most frequent weather."""

import numpy as np

from forestall.assess.hazards.toxic_release.cloud import MG_PER_KG, Cloud, air
from forestall.core.geo import lon_lat
from forestall.model.exposure import WeatherClass
from forestall.model.risk import Zone
from forestall.model.scenario import Scenario
from forestall.science.chemical.briggs import FARTHEST, sigmas
from forestall.science.chemical.contour import ring
from forestall.science.chemical.probit import lethal_concentration
from forestall.science.chemical.toxicity import guideline

COMPASS = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")


def zones(cloud: Cloud, classes: tuple[WeatherClass, ...], scenario: Scenario) -> tuple[Zone, ...]:
    """Where 1 % of people outdoors die, and where AEGL-3 and AEGL-2 are exceeded; those that are reached anywhere."""
    weather = prevailing(classes)
    found = (_zone(cloud, weather, scenario, *threshold) for threshold in _thresholds(cloud))
    return tuple(zone for zone in found if zone is not None)


def prevailing(classes: tuple[WeatherClass, ...]) -> WeatherClass:
    """The weather with the largest share, day and night together."""
    shares: dict[tuple[float, float, str], float] = {}
    for one in classes:
        key = (one.direction, one.speed, one.stability)
        shares[key] = shares.get(key, 0.0) + one.share
    best = max(sorted(shares), key=lambda key: shares[key])
    return next(one for one in classes if (one.direction, one.speed, one.stability) == best)


def _thresholds(cloud: Cloud) -> tuple[tuple[str, str, float], ...]:
    """What is drawn: in words, the level with its source, and the concentration [kg/m3]."""
    if cloud.minutes <= 0:
        return ()
    matter, lasts = cloud.substance, f"for {cloud.minutes:.3g} min"
    lethal = lethal_concentration(matter.probit, 0.01, cloud.minutes)
    found = [
        ("1 % of people outdoors die", f"{lethal:.3g} mg/m3 {lasts} (CPR 18E, 1999, Table 5.2)", lethal / MG_PER_KG)
    ]
    for name, levels in (("AEGL-3", matter.aegl3), ("AEGL-2", matter.aegl2)):
        level = guideline(levels, matter.molar_mass, cloud.minutes)
        found.append((name, f"{level * MG_PER_KG:.3g} mg/m3 {lasts} (US EPA, {name})", level))
    return tuple(found)


def _zone(
    cloud: Cloud, weather: WeatherClass, scenario: Scenario, what: str, threshold: str, level: float
) -> Zone | None:
    line = ring(
        lambda x: (air(cloud, weather, x, 0.0), sigmas(x, weather.stability, urban=False)[0]),
        level,
        FARTHEST,
    )
    if line is None:
        return None
    along, across = line[0][::-1], line[1][::-1]
    angle = np.radians(weather.direction)
    east = -along * np.sin(angle) + across * np.cos(angle)
    north = -along * np.cos(angle) - across * np.sin(angle)
    lon, lat = lon_lat(east, north, cloud.site.lon, cloud.site.lat)
    sector = COMPASS[round(weather.direction / 22.5) % 16]
    name = f"{cloud.release.substance}, {what}, wind from {sector} {weather.speed:g} m/s {weather.stability}"
    points = tuple((float(a), float(b)) for a, b in zip(lon, lat, strict=True))
    return Zone(name, scenario.id, threshold, (points,))
