"""Footprints of laws over the ground: discs around a point, and areas between two curves. Not here: the laws."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from forestall.science.chemical.risk.footprint import Footprint, footprint
from forestall.science.chemical.risk.lethality import NEGLIGIBLE, Lethality

Floats = NDArray[np.float64]
Law = Callable[[Floats, Floats], Lethality]

ALONG, ACROSS = 49, 33  # nodes of a disc
NEAREST, FARTHEST = 1.0, 20_000.0  # radii between which the edge of a disc is looked for [m]
RADII, ANGLES = 240, 9


def disc(law: Law, centre: float) -> Footprint | None:
    """What a law gives inside the circle around a point downwind beyond which hardly anybody dies.

    Args:
        law: x, y [m], shape (...) -> lethality bare, outdoors and indoors, falling away from the centre
        centre: of the circle, downwind [m]

    Returns:
        The footprint; None where nobody dies a metre from the centre.
    """
    edge = _edge(law, centre)
    if edge is None:
        return None
    x = centre - edge * np.cos(np.linspace(0, np.pi, ALONG))
    width = np.sqrt(np.maximum(edge**2 - (x - centre) ** 2, (1e-3 * edge) ** 2))
    across = width[:, None] * np.linspace(0.0, 1.0, ACROSS)
    bare, outdoors, indoors = law(np.broadcast_to(x[:, None], across.shape), across)
    return footprint(x, width, bare, outdoors, indoors)


def _edge(law: Law, centre: float) -> float | None:
    """Radius [m] around the centre that holds all places where more than a few die."""
    radius = np.geomspace(NEAREST, FARTHEST, RADII)
    angle = np.linspace(0, np.pi, ANGLES)
    x, y = centre + np.outer(radius, np.cos(angle)), np.outer(radius, np.sin(angle))
    worst = np.max([layer.max(axis=1) for layer in law(x, y)], axis=0)
    inside = np.flatnonzero(worst >= NEGLIGIBLE)
    return None if inside.size == 0 else float(radius[min(int(inside[-1]) + 1, RADII - 1)])


def certain(x: Floats, half_width: Floats) -> Footprint | None:
    """Everybody dies within a half-width [m] of the centre line at x [m], shape (n,); NaN: nobody there.

    Returns:
        None when that is nowhere along a stretch.
    """
    some = half_width > 0
    if np.count_nonzero(some) < 2:
        return None
    x, width = x[some], half_width[some]
    whole = np.ones((x.size, 2))
    return footprint(x, width, whole, whole, whole)
