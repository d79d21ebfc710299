"""Lines and grids of a field that lies downwind of a source. Not here: what the field is."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.core.geo import lon_lat

Floats = NDArray[np.float64]
Field = Callable[[Floats, Floats], Floats]
"""x downwind, y across [m], broadcast -> value; the same on both sides, never rising away from the centre line."""

NEAR = 1.0  # distance at which lines begin where the source itself is inside [m]
STEPS = 240  # points on the centre line
POINTS = 32  # points kept on each side
HALVINGS = 32


@dataclass(frozen=True, slots=True)
class Line:
    """Where a field has a level."""

    reach: float
    """Farthest point on the centre line [m]; NaN: beyond the distance looked at."""
    width: float
    """Greatest width [m]."""
    x: Floats
    """Downwind [m], closed, shape (2 * 32 + 1,)."""
    y: Floats
    """Across [m], the same shape."""


def trace(field: Field, level: float, farthest: float) -> Line | None:
    """The closed line on which a field has a level; None where no point from 1 m on reaches it.

    Args:
        field: the field
        level: above 0
        farthest: how far is looked [m]
    """
    x = np.geomspace(NEAR, farthest, STEPS)
    inside = np.flatnonzero(field(x, np.zeros_like(x)) >= level)
    if inside.size == 0:
        return None
    first, last = int(inside[0]), int(inside[-1])
    start = float(x[0]) if first == 0 else _edge(field, level, float(x[first]), float(x[first - 1]))
    stop = float(x[-1]) if last == STEPS - 1 else _edge(field, level, float(x[last]), float(x[last + 1]))
    along = start + (stop - start) * (1 - np.cos(np.linspace(0, np.pi, POINTS))) / 2
    half = _half_width(field, level, along)
    xs, ys = np.concatenate([along, along[::-1]]), np.concatenate([half, -half[::-1]])
    reach = float("nan") if last == STEPS - 1 else stop
    return Line(reach, 2 * float(half.max()), np.append(xs, xs[0]), np.append(ys, ys[0]))


def _edge(field: Field, level: float, inside: float, outside: float) -> float:
    for _ in range(HALVINGS):
        middle = 0.5 * (inside + outside)
        above = float(field(np.array([middle]), np.zeros(1))[0]) >= level
        inside, outside = (middle, outside) if above else (inside, middle)
    return inside


def _half_width(field: Field, level: float, x: Floats) -> Floats:
    """y at which the field is `level`, by halving at all x together; 0 where the centre line is below it."""
    low, high = np.zeros_like(x), np.full_like(x, 1.5 * float(x[-1]) + 50.0)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        above = field(x, middle) >= level
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return low


def on_map(x: Floats, y: Floats, direction: float, lon: float, lat: float) -> tuple[tuple[float, float], ...]:
    """Points downwind and across as (lon, lat) [deg], counter-clockwise, for a wind from a direction [deg]."""
    angle = np.radians(direction)
    east = -x[::-1] * np.sin(angle) + y[::-1] * np.cos(angle)
    north = -x[::-1] * np.cos(angle) - y[::-1] * np.sin(angle)
    lons, lats = lon_lat(east, north, lon, lat)
    return tuple((round(float(a), 7), round(float(b), 7)) for a, b in zip(lons, lats, strict=True))


def circle(radius: float, centre: float, direction: float, lon: float, lat: float) -> tuple[tuple[float, float], ...]:
    """A ring of a radius [m] around a point `centre` [m] downwind."""
    turn = np.linspace(0, 2 * np.pi, 2 * POINTS + 1)
    turn[-1] = 0.0
    return on_map(centre + radius * np.cos(turn), -radius * np.sin(turn), direction, lon, lat)
