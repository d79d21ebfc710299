"""Contours of individual risk beside a route where they are narrower than the map's nodes: strips along it.

Risk is read across the route at each piece; the strip's sides lie where it falls below the level. Not here: contours
wide enough for the map (`chemical_map`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.assess.chemical_scene import Scene
from forestall.core.geo import lon_lat
from forestall.model.chemical_risk import RiskContour

Floats = NDArray[np.float64]

ASIDE = np.concatenate([[0.0], np.geomspace(2.0, 600.0, 30)])  # distances from the route [m]


@dataclass(frozen=True, slots=True)
class Sections:
    """Points across a route: at each piece, to its left and to its right."""

    east: Floats
    """[m], shape (pieces, 2, distances)"""
    north: Floats
    """[m], shape (pieces, 2, distances)"""


def sections(east: Floats, north: Floats) -> Sections:
    """Points across a course of at least two pieces [m], shape (pieces,)."""
    along = np.stack([np.gradient(east), np.gradient(north)])
    along /= np.maximum(np.hypot(*along), 1e-9)
    sides = np.array([1.0, -1.0])[:, None] * ASIDE
    return Sections(
        east[:, None, None] - along[1][:, None, None] * sides, north[:, None, None] + along[0][:, None, None] * sides
    )


def strips(across: Sections, risk: Floats, level: float, around: Scene) -> RiskContour | None:
    """The strips within which risk is at least a level.

    Args:
        across: points across the route
        risk: there [1/yr], shape (pieces, 2, distances)
        level: above 0 [1/yr]
        around: whose origin the metres count from

    Returns:
        The contour; None where no piece reaches the level.
    """
    inside = np.minimum(risk[:, 0, 0], risk[:, 1, 0]) >= level
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8)))
    rings = []
    for first, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        left = [_edge(across, risk, piece, 0, level) for piece in range(first, stop)]
        right = [_edge(across, risk, piece, 1, level) for piece in range(first, stop)]
        x, y = np.array([*left, *right[::-1], left[0]]).T
        lon, lat = lon_lat(x, y, around.lon, around.lat)
        rings.append(tuple(zip(lon.tolist(), lat.tolist(), strict=True)))
    return RiskContour(level, tuple(rings)) if rings else None


def _edge(across: Sections, risk: Floats, piece: int, side: int, level: float) -> tuple[float, float]:
    """Where risk falls below the level on one side of a piece; linear in its logarithm between two points."""
    values = risk[piece, side]
    below = np.flatnonzero(values < level)
    east, north = across.east[piece, side], across.north[piece, side]
    if below.size == 0:
        return float(east[-1]), float(north[-1])
    after = int(below[0])
    high, low = np.log(values[after - 1]), np.log(max(float(values[after]), level * 1e-6))
    part = (high - np.log(level)) / (high - low)
    return (
        float(east[after - 1] + part * (east[after] - east[after - 1])),
        float(north[after - 1] + part * (north[after] - north[after - 1])),
    )
