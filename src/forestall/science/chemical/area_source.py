"""A pool or other flat source: how wide a passive plume is that starts wide."""

from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


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
