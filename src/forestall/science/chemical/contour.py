"""The line at ground level on which a plume has a given concentration."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NEAR = 1.0  # distance at which the line begins where the source itself is inside it [m]
STEPS = 400  # points on the centre line; 2.3 % apart to 10 km
POINTS = 24  # points kept on each side


def ring(
    centre_line: Callable[[Floats], tuple[Floats, Floats]], threshold: float, farthest: float
) -> tuple[Floats, Floats] | None:
    """The closed line on which the concentration equals a threshold.

    Across a Gaussian plume  c(x, y) = c(x, 0) exp(-y^2 / 2 sy^2), so that  y = sy sqrt(2 ln(c(x, 0) / threshold)).

    Args:
        centre_line: distance downwind [m], shape (n,) -> concentration on the centre line, sigma_y [m], shape (n,)
        threshold: the concentration, in the same unit
        farthest: distance at which the line is cut off [m]

    Returns:
        x downwind, y across [m] of a closed ring, shape (2 * 24 + 1,), or None where no point reaches the threshold
        from 1 m to `farthest` downwind.
    """
    x = np.geomspace(NEAR, farthest, STEPS)
    inside = np.flatnonzero(centre_line(x)[0] > threshold)
    if inside.size == 0:
        return None
    first, last = int(inside[0]), int(inside[-1])
    start = x[0] if first == 0 else _edge(centre_line, threshold, x[first], x[first - 1])
    stop = x[-1] if last == STEPS - 1 else _edge(centre_line, threshold, x[last], x[last + 1])
    along = start + (stop - start) * (1 - np.cos(np.linspace(0, np.pi, POINTS))) / 2
    c, sigma_y = centre_line(along)
    half = sigma_y * np.sqrt(2 * np.log(np.maximum(c / threshold, 1.0)))
    xs, ys = np.concatenate([along, along[::-1]]), np.concatenate([half, -half[::-1]])
    return np.append(xs, xs[0]), np.append(ys, ys[0])


def _edge(
    centre_line: Callable[[Floats], tuple[Floats, Floats]], threshold: float, inside: float, outside: float
) -> float:
    """The distance [m] between the two at which the centre line passes the threshold; by halving."""
    for _ in range(40):
        middle = 0.5 * (inside + outside)
        above = centre_line(np.array([middle]))[0][0] > threshold
        inside, outside = (middle, outside) if above else (inside, middle)
    return inside
