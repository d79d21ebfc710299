"""A release dropped on the map: who and what is within its areas of harm, for the wind asked and for winds beside it.

How far harm reaches is worked out elsewhere (`assess/chemical_release.py`), what follows when sites close as well
(`assess/failure.py`); here both are laid over the place.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from forestall.core.geo import local_metres
from forestall.model.exposure import PopulationCell, WeatherClass
from forestall.model.place import Place
from forestall.model.risk import Interval
from forestall.model.site import Site
from forestall.model.what_if import HarmZone, Outcome

Floats = NDArray[np.float64]
TURNS = tuple(range(-30, 31, 10))
"""Winds that are tried beside the one asked [deg]: hourly wind wanders about so much (an assumption)."""
FINE = 5
"""Points on each side of a population cell."""
WIDEST = 1000.0
"""Widest square over which a cell's people are spread [m]."""
CLOSING = ("toxic", "flammable", "heat", "blast")
"""Kinds of zones in which a site cannot go on working."""
_MILD = ("windows break", "pain within", "half LFL", "second-degree")
"""Zones, by words of their names, in which it can."""
AT_SOURCE = 100.0
"""A site so near to the source is struck whatever the wind [m]: the release is on its own ground."""
DAY = range(7, 19)
"""Hours that count as day."""


@dataclass(frozen=True, slots=True)
class ZonePeople:
    """A zone with the people in it."""

    zone: HarmZone
    """The zone."""
    day: Interval | None
    """People by day; the interval is the least and most over the winds tried; None: the zone has no drawn edge."""
    night: Interval | None
    """People at night."""
    sites: tuple[str, ...]
    """Sites within it, for the wind asked."""


@dataclass(frozen=True, slots=True)
class Struck:
    """What a release strikes."""

    zones: tuple[ZonePeople, ...]
    """Zones, in the order of the outcome."""
    closed: tuple[str, ...]
    """Sites in a zone where nobody can go on working, with the one where it gets out."""


def usual_weather(place: Place, hour: int) -> WeatherClass | None:
    """The commonest wind of the place at this time of day; None when its files say nothing of winds."""
    period = "day" if hour in DAY else "night"
    rows = [each for each in place.weather if each.period == period]
    return max(rows, key=lambda each: (each.share, -each.direction, each.speed), default=None)


def struck(place: Place, outcome: Outcome) -> Struck:
    """Who and what is in the zones of an outcome.

    Args:
        place: its people and sites
        outcome: of a release at a position

    Returns:
        Every zone with people by day and night, least and most over winds within 30 degrees, and sites.
    """
    asked = outcome.asked
    reach = max((_farthest(each, asked.lon, asked.lat) for each in outcome.zones), default=0.0)
    people = _People.around(place.population, asked.lon, asked.lat, reach)
    east, north = local_metres(
        np.array([each.lon for each in place.sites]), np.array([each.lat for each in place.sites]), asked.lon, asked.lat
    )
    zones = tuple(_zone(each, people, place.sites, (east, north), (asked.lon, asked.lat)) for each in outcome.zones)
    closed = {site for each in zones if _closes(each.zone, outcome.zones) for site in each.sites}
    if any(each.zone.ring for each in zones):
        closed |= {site.id for site, far in zip(place.sites, np.hypot(east, north), strict=True) if far <= AT_SOURCE}
    return Struck(zones, tuple(sorted(closed)))


@dataclass(frozen=True, slots=True)
class _People:
    """People around a source, as points."""

    east: Floats
    """[m]"""
    north: Floats
    """[m]"""
    day: Floats
    """People at each point."""
    night: Floats
    """People at each point."""

    @classmethod
    def around(cls, cells: Sequence[PopulationCell], lon: float, lat: float, reach: float) -> "_People":
        """Cells that can be reached, each spread over the points of its square."""
        table = np.array([(each.lon, each.lat, each.day, each.night) for each in cells]).reshape(-1, 4)
        east, north = local_metres(table[:, 0], table[:, 1], lon, lat)
        side = _side(east, north)
        near = np.hypot(east, north) <= reach + side
        steps = (np.arange(FINE) + 0.5) / FINE - 0.5
        dx, dy = (each.ravel() * side for each in np.meshgrid(steps, steps))
        share = FINE**2
        return cls(
            (east[near, None] + dx).ravel(),
            (north[near, None] + dy).ravel(),
            np.repeat(table[near, 2] / share, share),
            np.repeat(table[near, 3] / share, share),
        )


def _zone(
    zone: HarmZone, people: _People, sites: Sequence[Site], at: tuple[Floats, Floats], source: tuple[float, float]
) -> ZonePeople:
    if len(zone.ring) < 4:
        known = Interval(0.0, 0.0, 0.0) if zone.reach == 0 else None
        return ZonePeople(zone, known, known, ())
    table = np.asarray(zone.ring)
    x, y = local_metres(table[:, 0], table[:, 1], *source)
    inside = {turn: _inside(_turned(x, y, turn), people.east, people.north) for turn in TURNS}
    held = _inside(_turned(x, y, 0), *at)
    return ZonePeople(
        zone,
        _interval([float(people.day[each].sum()) for each in inside.values()]),
        _interval([float(people.night[each].sum()) for each in inside.values()]),
        tuple(site.id for site, within in zip(sites, held, strict=True) if within),
    )


def _interval(found: list[float]) -> Interval:
    """The number for the wind asked, with the least and the most over all winds tried."""
    return Interval(found[TURNS.index(0)], min(found), max(found))


def _turned(x: Floats, y: Floats, turn: int) -> Floats:
    """A ring around the source for a wind that comes from so many degrees further round, clockwise."""
    angle = -math.radians(turn)
    return np.column_stack(
        (x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)),
    )


def _inside(ring: Floats, east: Floats, north: Floats) -> NDArray[np.bool_]:
    if not east.size:
        return np.zeros(0, dtype=bool)
    shape = shapely.make_valid(shapely.Polygon(ring))
    shapely.prepare(shape)
    found: NDArray[np.bool_] = shapely.contains_xy(shape, east, north)
    return found


def _closes(zone: HarmZone, zones: Sequence[HarmZone]) -> bool:
    """Harm proper; where no lethality can be told, the guideline below which life is not in danger."""
    if zone.kind == "guideline":
        toxic = any(each.kind == "toxic" for each in zones)
        return not toxic and zone.name.endswith("-3")
    return zone.kind in CLOSING and not any(each in zone.name for each in _MILD)


def _farthest(zone: HarmZone, lon: float, lat: float) -> float:
    if not zone.ring:
        return 0.0
    table = np.asarray(zone.ring)
    return float(np.hypot(*local_metres(table[:, 0], table[:, 1], lon, lat)).max())


def _side(east: Floats, north: Floats) -> float:
    """Side of the square that a cell stands for: the usual step to the next one, at most a kilometre [m]."""
    if east.size < 2:
        return WIDEST
    steps = [np.diff(np.unique(np.round(each))) for each in (east, north)]
    usual = [float(np.median(each[each > 1.0])) for each in steps if (each > 1.0).any()]
    return min(max(usual, default=WIDEST), WIDEST)
