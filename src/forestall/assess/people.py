"""The population as points around a site, for whatever harms it from there."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from forestall.assess.hazard import Floats, Ints, Scene
from forestall.core.geo import local_metres
from forestall.model.site import Site

FINE = 5  # points on each side of a population cell
WIDEST_CELL = 1000.0  # widest square over which a cell's people are spread [m]


@dataclass(frozen=True, slots=True)
class People:
    """Points over which people are spread, around the source."""

    east: Floats
    """[m], shape (points,)"""
    north: Floats
    """[m], shape (points,)"""
    count: dict[str, Floats]
    """People at each point by `day` and `night`, shape (points,)."""
    outdoors: dict[str, Floats]
    """Share of them outdoors by `day` and `night`, shape (points,)."""
    jurisdiction: Ints
    """Index of each point's jurisdiction, shape (points,)."""


def people_around(scene: Scene, site: Site) -> People:
    """The population as points around a site."""
    cells = scene.place.population
    east, north = local_metres(np.array([c.lon for c in cells]), np.array([c.lat for c in cells]), site.lon, site.lat)
    side = _side(east, north)
    steps = ((np.arange(FINE) + 0.5) / FINE - 0.5) * side
    dx, dy = (grid.ravel() for grid in np.meshgrid(steps, steps))

    def repeated(values: list[float]) -> Floats:
        return np.repeat(np.array(values, dtype=np.float64), FINE * FINE)

    return People(
        east=(east[:, None] + dx).ravel(),
        north=(north[:, None] + dy).ravel(),
        count={
            "day": repeated([c.day for c in cells]) / FINE**2,
            "night": repeated([c.night for c in cells]) / FINE**2,
        },
        outdoors={
            "day": repeated([1 - c.indoors_day for c in cells]),
            "night": repeated([1 - c.indoors_night for c in cells]),
        },
        jurisdiction=np.repeat(np.array([scene.jurisdiction[c.jurisdiction] for c in cells]), FINE * FINE),
    )


def _side(east: Floats, north: Floats) -> float:
    """Side of the square a cell stands for: the usual distance to the next cell, at most 1 km [m]."""
    if east.size < 2:
        return WIDEST_CELL
    points = np.column_stack([east, north])
    return float(min(np.median(cKDTree(points).query(points, k=2)[0][:, 1]), WIDEST_CELL))
