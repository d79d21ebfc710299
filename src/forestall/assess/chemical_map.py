"""Individual risk on a map and F-N curves for a page: window, grid, contours, fewer points. Not here: the risk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from forestall.assess.chemical_scene import Scene
from forestall.core.geo import lon_lat
from forestall.model.chemical_risk import RiskContour, RiskGrid
from forestall.science.chemical.risk.contours import contour
from forestall.science.chemical.risk.tally import Tally

Floats = NDArray[np.float64]

LEVELS = tuple(10.0**-k for k in range(3, 10))  # contours drawn [1/yr]
FAINTEST = 1e-9  # risk that the window still shows [1/yr]
LEAST, MOST = 200.0, 20_000.0  # half-sides of a window [m]
PROBES, ANGLES = 80, 24  # points at which the window's size is looked for
MARGIN = 1.15
CORNERS = 120  # points kept of an F-N curve


class Risky(Protocol):
    """Whatever gives individual risk at points."""

    def individual(self, east: Floats, north: Floats) -> Floats:
        """[1/yr] at points [m], shape (n,)."""
        ...


@dataclass(frozen=True, slots=True)
class Window:
    """A square of the map."""

    scene: Scene
    """Whose origin its metres count from."""
    east: Floats
    """Of the columns [m], shape (n,)."""
    north: Floats
    """Of the rows [m], shape (m,)."""

    @property
    def points(self) -> tuple[Floats, Floats]:
        """East and north of all nodes, row by row [m]."""
        east, north = np.meshgrid(self.east, self.north)
        return east.ravel(), north.ravel()


def window(risk: Risky, nodes: int, around: Scene) -> Window:
    """The square around the origin outside which individual risk is below 1e-9 a year, 200 m to 20 km to each side."""
    radius, angle = np.geomspace(LEAST, MOST, PROBES), np.arange(ANGLES) * (2 * np.pi / ANGLES)
    east, north = np.outer(radius, np.sin(angle)).ravel(), np.outer(radius, np.cos(angle)).ravel()
    worst = risk.individual(east, north).reshape(PROBES, ANGLES).max(axis=1)
    inside = np.flatnonzero(worst >= FAINTEST)
    half = min(MOST, MARGIN * float(radius[inside[-1]])) if inside.size else LEAST
    line = np.linspace(-half, half, nodes)
    return Window(around, line, line)


def grid_of(view: Window, values: Floats, bounds: Floats | None) -> RiskGrid:
    """The record of individual risk at the nodes, shape (nodes,), with its quantiles, shape (2, nodes)."""
    lon, _ = lon_lat(view.east, np.zeros(view.east.size), view.scene.lon, view.scene.lat)
    _, lat = lon_lat(np.zeros(view.north.size), view.north, view.scene.lon, view.scene.lat)
    shape = view.north.size, view.east.size
    low, high = ((), ()) if bounds is None else (rows_of(bounds[0].reshape(shape)), rows_of(bounds[1].reshape(shape)))
    return RiskGrid(tuple(map(float, lon)), tuple(map(float, lat)), rows_of(values.reshape(shape)), low, high)


def rows_of(values: Floats) -> tuple[tuple[float, ...], ...]:
    """A table of numbers as tuples."""
    return tuple(tuple(row) for row in values.tolist())


def contours(view: Window, values: Floats, levels: Sequence[float]) -> tuple[RiskContour, ...]:
    """Lines of equal risk, the highest level first; levels that are nowhere reached are left out."""
    risk = values.reshape(view.north.size, view.east.size)
    found = []
    for level in levels:
        lines = contour(view.east, view.north, risk, level)
        if lines:
            found.append(RiskContour(level, tuple(_degrees(line, view.scene) for line in lines)))
    return tuple(found)


def resolved(view: Window, values: Floats, level: float) -> bool:
    """Whether the area above a level is wider than the map's nodes: most of its nodes have all neighbours in it too."""
    above = values.reshape(view.north.size, view.east.size) >= level
    inner = above[1:-1, 1:-1] & above[:-2, 1:-1] & above[2:, 1:-1] & above[1:-1, :-2] & above[1:-1, 2:]
    return 2 * int(inner.sum()) >= int(above.sum()) > 0


def _degrees(line: Sequence[tuple[float, float]], around: Scene) -> tuple[tuple[float, float], ...]:
    x, y = np.array(line).T
    lon, lat = lon_lat(x, y, around.lon, around.lat)
    return tuple(zip(lon.tolist(), lat.tolist(), strict=True))


def thinned(tally: Tally) -> tuple[Floats, Floats]:
    """N and F of an F-N curve at no more than 120 of its corners, evenly spread over log N; the last one is kept."""
    deaths, frequency = tally.curve()
    if deaths.size <= CORNERS:
        return deaths, frequency
    wanted = np.geomspace(deaths[0], deaths[-1], CORNERS)
    keep = np.unique(np.minimum(np.searchsorted(deaths, wanted), deaths.size - 1))
    return deaths[keep], frequency[keep]
