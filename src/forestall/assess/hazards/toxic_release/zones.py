"""Where a release harms, for the map: in the most frequent weather."""

import numpy as np

from forestall.assess.chemical.cloud_field import FARTHEST, MG_PER_KG
from forestall.assess.chemical.field import Field, Line, on_map, trace
from forestall.assess.chemical.toxic import lethal_load
from forestall.assess.hazard import Floats
from forestall.assess.hazards.toxic_release.cloud import Cloud, Harmful, harmful
from forestall.model.exposure import WeatherClass
from forestall.model.risk import Zone
from forestall.model.scenario import Scenario
from forestall.science.chemical.toxicity import guideline

COMPASS = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")


def zones(cloud: Cloud, classes: tuple[WeatherClass, ...], scenario: Scenario) -> tuple[Zone, ...]:
    """Where 1 % of people outdoors die, and where AEGL-3 and AEGL-2 are exceeded; those that are reached anywhere."""
    weather = prevailing(classes)
    air = harmful(cloud, weather)
    if air is None:
        return ()
    found = ((what, level, trace(field, at, FARTHEST)) for what, level, field, at in _thresholds(cloud, air))
    return tuple(_zone(cloud, weather, scenario, what, level, line) for what, level, line in found if line is not None)


def prevailing(classes: tuple[WeatherClass, ...]) -> WeatherClass:
    """The weather with the largest share, day and night together."""
    shares: dict[tuple[float, float, str], float] = {}
    for one in classes:
        key = (one.direction, one.speed, one.stability)
        shares[key] = shares.get(key, 0.0) + one.share
    best = max(sorted(shares), key=lambda key: shares[key])
    return next(one for one in classes if (one.direction, one.speed, one.stability) == best)


def _thresholds(cloud: Cloud, air: Harmful) -> tuple[tuple[str, str, Field, float], ...]:
    """What is drawn: in words, the level with its source, the field and its value at the edge."""
    matter, lasts = cloud.substance, f"for {cloud.minutes:.3g} min"

    def load(x: Floats, y: Floats) -> Floats:
        x, y = np.broadcast_arrays(x, y)
        return air.loads(x, air.peak(x, y), matter.probit.n)[0]

    lethal = lethal_load(matter.probit, 0.01)
    words = f"toxic load {lethal:.3g} (mg/m3)^{matter.probit.n:g} min (CPR 18E, 1999, Table 5.2)"
    found: list[tuple[str, str, Field, float]] = [("1 % of people outdoors die", words, load, lethal)]
    for name, levels in (("AEGL-3", matter.aegl3), ("AEGL-2", matter.aegl2)):
        level = guideline(levels, matter.molar_mass, cloud.minutes)
        found.append((name, f"{level * MG_PER_KG:.3g} mg/m3 {lasts} (US EPA, {name})", air.peak, level))
    return tuple(found)


def _zone(cloud: Cloud, weather: WeatherClass, scenario: Scenario, what: str, threshold: str, line: Line) -> Zone:
    points = on_map(line.x, line.y, weather.direction, cloud.site.lon, cloud.site.lat)
    sector = COMPASS[round(weather.direction / 22.5) % 16]
    name = f"{cloud.release.substance}, {what}, wind from {sector} {weather.speed:g} m/s {weather.stability}"
    return Zone(name, scenario.id, threshold, (points,))
