"""How wide plumes and puffs are: the sigma sets that are power laws of the distance.

Turner, the Yellow Book (TNO), the DEGADIS/Pasquill-Gifford set and the CCPS puff set. Not here: Briggs' formulae and
the piecewise set of ISC3, which have modules of their own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Row = tuple[float, float]

# (a, b) of  sigma_y = a x^b  and of sigma_z, x and sigma in m.
# Source: CPR 14E (2005), Yellow Book, section 4.5.3.4 and table 4.8; averaging time 10 min, roughness 0.1 m.
TNO_Y: dict[str, Row] = {
    "A": (0.527, 0.865),
    "B": (0.371, 0.866),
    "C": (0.209, 0.897),
    "D": (0.128, 0.905),
    "E": (0.098, 0.902),
    "F": (0.065, 0.902),
}
TNO_Z: dict[str, Row] = {
    "A": (0.28, 0.90),
    "B": (0.23, 0.85),
    "C": (0.22, 0.80),
    "D": (0.20, 0.76),
    "E": (0.15, 0.73),
    "F": (0.12, 0.67),
}
TNO_PUFF_ALONG = 0.13  # sigma_x over x of a puff; the same source, eq. 4.63
TNO_PUFF_ACROSS = 0.5  # sigma_y of a puff over the one of a plume averaged over 10 min; the same source, eq. 4.59
TNO_ROUGHNESS = 0.1  # roughness length of the fit [m]

# Source: Slade (1968), Meteorology and Atomic Energy, TID-24190, 163-175, as in CCPS (1999), Guidelines for
# Consequence Analysis of Chemical Releases, table 2.13. sigma_x equals sigma_y.
SLADE_Y: dict[str, Row] = {
    "A": (0.18, 0.92),
    "B": (0.14, 0.92),
    "C": (0.10, 0.92),
    "D": (0.06, 0.92),
    "E": (0.04, 0.92),
    "F": (0.02, 0.89),
}
SLADE_Z: dict[str, Row] = {
    "A": (0.60, 0.75),
    "B": (0.53, 0.73),
    "C": (0.34, 0.71),
    "D": (0.15, 0.70),
    "E": (0.10, 0.65),
    "F": (0.05, 0.61),
}

# sigma_y at an averaging time of 10 min, and the shortest averaging time that changes it [s].
# Source: Spicer and Havens (1989), User's Guide for DEGADIS 2.1, EPA-450/4-89-019, pp. 45-46
SPICER_Y: dict[str, Row] = {
    "A": (0.423, 0.9),
    "B": (0.313, 0.9),
    "C": (0.210, 0.9),
    "D": (0.136, 0.9),
    "E": (0.102, 0.9),
    "F": (0.0674, 0.9),
}
SPICER_SHORTEST = {"A": 18.4, "B": 18.4, "C": 18.4, "D": 18.3, "E": 11.4, "F": 4.6}

# (d, b, g) of  sigma_z = d x^b exp(g ln^2 x); x from 100 m.
# Source: Seinfeld (1986), Atmospheric Chemistry and Physics of Air Pollution, table 14.2
SEINFELD_Z = {
    "A": (107.7, -1.7172, 0.2770),
    "B": (0.1355, 0.8752, 0.0136),
    "C": (0.09623, 0.9477, -0.0020),
    "D": (0.04134, 1.1737, -0.0316),
    "E": (0.02275, 1.3010, -0.0450),
    "F": (0.01122, 1.4024, -0.0540),
}

# Source: Turner (1970), AP-26, figures 3-2 and 3-3, as fitted in Lees (1996), Loss Prevention, table 15.34
TURNER_Y: dict[str, Row] = {
    "A": (0.493, 0.88),
    "B": (0.337, 0.88),
    "C": (0.195, 0.90),
    "D": (0.128, 0.90),
    "E": (0.091, 0.91),
    "F": (0.067, 0.90),
}


@dataclass(frozen=True, slots=True)
class TurnerHeight:
    """sigma_z = a x^b up to `split`, then  10^(p + q log x + r log^2 x)  up to `farthest` [m]."""

    a: float
    b: float
    split: float
    p: float
    q: float
    r: float
    farthest: float


TURNER_NEAREST = 100.0  # shortest distance of the fit [m]
TURNER_Z = {
    "A": TurnerHeight(0.087, 1.10, 300.0, -1.67, 0.902, 0.181, 3e3),
    "B": TurnerHeight(0.135, 0.95, 500.0, -1.25, 1.09, 0.0018, 2e4),
    "C": TurnerHeight(0.112, 0.91, 1e5, 0.0, 0.0, 0.0, 1e5),
    "D": TurnerHeight(0.093, 0.85, 500.0, -1.22, 1.08, -0.061, 1e5),
    "E": TurnerHeight(0.082, 0.82, 500.0, -1.18, 1.04, -0.070, 1e5),
    "F": TurnerHeight(0.057, 0.80, 500.0, -1.91, 1.37, -0.119, 1e5),
}


def _power(x: Floats, row: Row) -> Floats:
    return row[0] * np.maximum(x, 0.0) ** row[1]


def tno_plume(x: Floats, stability: str, roughness: float = TNO_ROUGHNESS) -> tuple[Floats, Floats]:
    """sigma_y (10 min), sigma_z [m] of a plume at x [m], shape (...), over ground of this roughness length [m].

    sigma_z is multiplied by  (10 z0)^(0.53 x^-0.22)  away from the roughness of the fit.

    Source:
        CPR 14E (2005), Yellow Book, eq. 4.52-4.58, table 4.8
    """
    far = np.maximum(x, 1e-9)
    return _power(x, TNO_Y[stability]), _power(x, TNO_Z[stability]) * (10.0 * roughness) ** (0.53 * far**-0.22)


def tno_puff(x: Floats, stability: str) -> tuple[Floats, Floats, Floats]:
    """sigma_x, sigma_y, sigma_z [m] of a puff at x [m], shape (...).

    Source:
        CPR 14E (2005), Yellow Book, eq. 4.59-4.63 (roughness 0.1 m)
    """
    y, z = tno_plume(x, stability)
    return TNO_PUFF_ALONG * x, TNO_PUFF_ACROSS * y, z


def slade_puff(x: Floats, stability: str) -> tuple[Floats, Floats, Floats]:
    """sigma_x, sigma_y, sigma_z [m] of a puff at x [m], shape (...).

    Source:
        Slade (1968), TID-24190, as in CCPS (1999), table 2.13
    """
    y = _power(x, SLADE_Y[stability])
    return y, y, _power(x, SLADE_Z[stability])


def pasquill_gifford(x: Floats, stability: str, averaging: float = 600.0) -> tuple[Floats, Floats]:
    """sigma_y for an averaging time [s] and sigma_z [m] of a plume at x [m], shape (...).

        sigma_y = a (max(t, t_a) / 600)^0.2 x^0.9,   sigma_z = d x^b exp(g ln^2 x)

    The fit of sigma_z begins at 100 m: in class A it turns up again below 22 m and means nothing there.

    Source:
        Spicer and Havens (1989), EPA-450/4-89-019, pp. 45-46; Seinfeld (1986), table 14.2
    """
    d, b, g = SEINFELD_Z[stability]
    log = np.log(np.maximum(x, 1e-9))
    widening = (max(averaging, SPICER_SHORTEST[stability]) / 600.0) ** 0.2
    return _power(x, SPICER_Y[stability]) * widening, d * np.exp(b * log + g * log**2)


def turner(x: Floats, stability: str) -> tuple[Floats, Floats]:
    """sigma_y, sigma_z [m] of a plume at x [m], shape (...); NaN where the figures of Turner do not reach.

    Source:
        Turner (1970), AP-26, figures 3-2 and 3-3, as fitted in Lees (1996), table 15.34
    """
    fit = TURNER_Z[stability]
    far = np.where((x >= TURNER_NEAREST) & (x <= fit.farthest), x, np.nan)
    log = np.log10(far)
    beyond = 10.0 ** (fit.p + fit.q * log + fit.r * log**2)
    return _power(far, TURNER_Y[stability]), np.where(far <= fit.split, _power(far, (fit.a, fit.b)), beyond)
