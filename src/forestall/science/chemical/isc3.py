"""How wide a plume is: the rural sigma set of EPA's Industrial Source Complex model, in pieces of a power law."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CEILING = 5_000.0  # largest sigma_z of classes A, B and C [m]

# (c, d) of  sigma_y = 465.11628 x tan(0.017453293 (c - d ln x)), x in km.
# Source: EPA (1995), User's Guide for ISC3, vol. II, EPA-454/B-95-003b, table 1-1
ACROSS = {
    "A": (24.1670, 2.5334),
    "B": (18.3330, 1.8096),
    "C": (12.5000, 1.0857),
    "D": (8.3330, 0.72382),
    "E": (6.2500, 0.54287),
    "F": (4.1667, 0.36191),
}

# (farthest [km], a, b) of  sigma_z = a x^b, x in km.  Source: the same, table 1-2
UPWARDS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "A": (
        (0.10, 122.800, 0.94470),
        (0.15, 158.080, 1.05420),
        (0.20, 170.220, 1.09320),
        (0.25, 179.520, 1.12620),
        (0.30, 217.410, 1.26440),
        (0.40, 258.890, 1.40940),
        (0.50, 346.750, 1.72830),
        (np.inf, 453.850, 2.11660),
    ),
    "B": ((0.20, 90.673, 0.93198), (0.40, 98.483, 0.98332), (np.inf, 109.300, 1.09710)),
    "C": ((np.inf, 61.141, 0.91465),),
    "D": (
        (0.30, 34.459, 0.86974),
        (1.00, 32.093, 0.81066),
        (3.00, 32.093, 0.64403),
        (10.00, 33.504, 0.60486),
        (30.00, 36.650, 0.56589),
        (np.inf, 44.053, 0.51179),
    ),
    "E": (
        (0.10, 24.260, 0.83660),
        (0.30, 23.331, 0.81956),
        (1.00, 21.628, 0.75660),
        (2.00, 21.628, 0.63077),
        (4.00, 22.534, 0.57154),
        (10.00, 24.703, 0.50527),
        (20.00, 26.970, 0.46713),
        (40.00, 35.420, 0.37615),
        (np.inf, 47.618, 0.29592),
    ),
    "F": (
        (0.20, 15.209, 0.81558),
        (0.70, 14.457, 0.78407),
        (1.00, 13.953, 0.68465),
        (2.00, 13.953, 0.63227),
        (3.00, 14.823, 0.54503),
        (7.00, 16.187, 0.46490),
        (15.00, 17.836, 0.41507),
        (30.00, 22.651, 0.32681),
        (60.00, 27.074, 0.27436),
        (np.inf, 34.219, 0.21716),
    ),
}


def isc3_rural(x: Floats, stability: str) -> tuple[Floats, Floats]:
    """sigma_y, sigma_z [m] of a plume over open country at x [m], shape (...).

    Over cities ISC3 takes Briggs' urban formulae (`briggs.sigmas`).

    Source:
        EPA (1995), User's Guide for ISC3, vol. II, EPA-454/B-95-003b, tables 1-1 and 1-2
    """
    far = np.maximum(np.asarray(x, dtype=np.float64), 1e-6) / 1000.0
    c, d = ACROSS[stability]
    across = 465.11628 * far * np.tan(0.017453293 * (c - d * np.log(far)))
    limits, a, b = np.array(UPWARDS[stability]).T
    piece = np.minimum(np.searchsorted(limits, far, side="left"), len(limits) - 1)
    upwards = a[piece] * far ** b[piece]
    return across, np.minimum(upwards, CEILING) if stability in "ABC" else upwards
