"""A place as the risk of hazardous substances sees it: metres around an origin, kinds of weather, people on the ground.

Not here: what is released (`chemical_site`, `chemical_route`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from forestall.core.errors import InputError
from forestall.core.geo import local_metres
from forestall.model.exposure import PopulationCell, WeatherClass
from forestall.model.place import Place
from forestall.science.chemical.cloud_weather import Weather
from forestall.science.chemical.risk.exposure import Hours
from forestall.science.chemical.risk.polar import TURNS, Ground
from forestall.science.chemical.risk.rose import towards

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PERIODS = ("day", "night")
FINE = 5  # pixels on each side of a population cell
NEAREST_PIXEL = 20.0  # smallest pixel [m]
MOST_PIXELS = 1500  # on each side of the ground
WIDEST_CELL = 1000.0  # widest square over which a cell's people are spread [m]


@dataclass(frozen=True, slots=True)
class Scene:
    """The surroundings of a source."""

    lon: float
    """Origin [deg]."""
    lat: float
    """[deg]"""
    airs: tuple[Weather, ...]
    """Kinds of weather."""
    hours: tuple[Hours, ...]
    """How often each comes, by period and bearing."""
    ground: Ground
    """Who is where: people outdoors and indoors by day, then at night, as density."""
    homes: tuple[Floats, Floats]
    """East and north of the middles of the pixels where people are at night [m]."""


def scene(place: Place, lon: float, lat: float, *, turns: int = TURNS) -> Scene:
    """The place around an origin [deg].

    Raises:
        InputError: the place has no weather.
    """
    if not place.weather:
        raise InputError(f"{place.root}: no weather; expected weather.csv with direction, speed and stability")
    airs, hours = _weather(place.weather, turns)
    cells = place.population
    east, north = local_metres(np.array([c.lon for c in cells]), np.array([c.lat for c in cells]), lon, lat)
    ground = _ground(east, north, cells)
    return Scene(lon, lat, airs, hours, ground, _homes(ground))


def _weather(classes: Sequence[WeatherClass], turns: int) -> tuple[tuple[Weather, ...], tuple[Hours, ...]]:
    """The different kinds of air, and the wind rose of each at day and at night; shares are made to add up to 1."""
    total = sum(one.share for one in classes)
    kinds = sorted({(one.speed, one.stability) for one in classes})
    sectors = sorted({one.direction for one in classes})
    hours = []
    for air, kind in enumerate(kinds):
        for period, name in enumerate(PERIODS):
            rows = [one for one in classes if (one.speed, one.stability) == kind and one.period == name]
            if rows:
                shares = [one.share / total for one in rows]
                rose = towards([one.direction for one in rows], shares, turns, sectors=sectors)
                hours.append(Hours(air, period, rose))
    return tuple(Weather(wind=speed, stability=stability) for speed, stability in kinds), tuple(hours)


def _ground(east: Floats, north: Floats, cells: Sequence[PopulationCell]) -> Ground:
    """The population as density: each cell's people evenly over a square, shared out to the pixels it covers."""
    side = _side(east, north)
    if east.size == 0:
        return Ground(0.0, 0.0, WIDEST_CELL, np.zeros((4, 1, 1)))
    pixel = max(side / FINE, NEAREST_PIXEL, float(max(np.ptp(east), np.ptp(north)) + side) / MOST_PIXELS)
    west, south = float(east.min()) - side / 2, float(north.min()) - side / 2
    columns, rows = (int((np.ptp(along) + side) / pixel) + 2 for along in (east, north))
    column, across = _covered(east - side / 2 - west, side, pixel)
    row, up = _covered(north - side / 2 - south, side, pixel)
    people = np.array([_kinds(cell) for cell in cells]).T / side**2
    density = np.zeros((4, rows, columns))
    share = up[:, :, None] * across[:, None, :]
    for kind in range(4):
        np.add.at(density[kind], (row[:, :, None], column[:, None, :]), people[kind][:, None, None] * share)
    return Ground(west, south, pixel, density)


def _homes(ground: Ground) -> tuple[Floats, Floats]:
    """Middles of the pixels where people are at night."""
    row, column = np.nonzero(ground.density[2:].sum(axis=0))
    east, north = ground.west + (column + 0.5) * ground.pixel, ground.south + (row + 0.5) * ground.pixel
    return np.asarray(east, dtype=np.float64), np.asarray(north, dtype=np.float64)


def _kinds(cell: PopulationCell) -> tuple[float, float, float, float]:
    """People outdoors and indoors by day, then at night."""
    day, night = cell.day * cell.indoors_day, cell.night * cell.indoors_night
    return cell.day - day, day, cell.night - night, night


def _covered(start: Floats, side: float, pixel: float) -> tuple[Ints, Floats]:
    """Pixels a square covers along one axis, and the share of each that it covers, shape (cells, pixels)."""
    first = np.floor(start / pixel).astype(np.int64)
    place = first[:, None] + np.arange(int(np.ceil(side / pixel)) + 1)
    low, high = np.maximum(place * pixel, start[:, None]), np.minimum((place + 1) * pixel, start[:, None] + side)
    return place, np.maximum(high - low, 0.0) / pixel


def _side(east: Floats, north: Floats) -> float:
    """Side of the square a cell stands for: the usual distance to the next cell, at most 1 km [m]."""
    if east.size < 2:
        return WIDEST_CELL
    points = np.column_stack([east, north])
    return float(min(np.median(cKDTree(points).query(points, k=2)[0][:, 1]), WIDEST_CELL))
