"""A pool or other flat source: how a passive plume begins that starts wide and long."""

from collections.abc import Callable
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NODES, WEIGHTS = np.polynomial.legendre.leggauss(32)


def initial_sigma(area: float) -> float:
    """sigma_0 = D / sqrt(2 pi) [m] of a round pool of this area [m2]: the Gaussian as high as a strip of width D.

    Source:
        NOAA (2013), ALOHA 5.4.4 Technical Documentation, NOS OR&R 43, section 4.3
    """
    return 2.0 * sqrt(area / pi) / sqrt(2.0 * pi)


def widened(sigma_y: Floats, initial: float) -> Floats:
    """sigma_y [m], shape (...), of a plume that began with `initial` [m]:  sqrt(sigma_y^2 + sigma_0^2).

    Source:
        EPA (1995), ISC3, EPA-454/B-95-003b, section 1.1.5.4 (independent spreads add as squares)
    """
    return np.asarray(np.hypot(sigma_y, initial))


def over_pool(strip: Callable[[Floats], Floats], x: Floats, area: float) -> Floats:
    """Concentration downwind of a round pool: the mean over its length of that of strips across the wind.

        c(x) = 1/A integral of w(s) strip(x - s) ds,   w = 2 sqrt(R^2 - s^2)

    Args:
        strip: distance from a strip [m], shape (k,), above 0 -> concentration from all of the rate, shape (k,)
        x: distance from the middle of the pool [m], shape (n,), above 0
        area: of the pool [m2], above 0

    Returns:
        Concentration, shape (n,); within the pool only of what lies upwind.

    Source:
        EPA (1995), ISC3, EPA-454/B-95-003b, section 1.2.3 (area sources by integration along the wind)
    """
    radius = sqrt(area / pi)
    last = np.minimum(radius, x)[:, None]
    s = -radius + (last + radius) * (NODES + 1.0) / 2.0
    width = 2.0 * np.sqrt(np.maximum(radius**2 - s**2, 0.0))
    found = strip((x[:, None] - s).ravel()).reshape(s.shape)
    return np.asarray((WEIGHTS * width * found).sum(axis=1) * (last[:, 0] + radius) / 2.0 / area)
