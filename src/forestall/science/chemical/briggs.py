"""How wide a plume is: Briggs' interpolation formulae for open country and for cities."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CLASSES = "ABCDEF"
FARTHEST = 10_000.0  # distance to which the formulae were fitted [m]

# (a, b, p) of  sigma = a x (1 + b x)^p, x in m.
# Source: Briggs (1973), Diffusion estimation for small emissions, ATDL 79; as printed in
# Hanna, Briggs and Hosker (1982), Handbook on Atmospheric Diffusion, DOE/TIC-11223, Table 4.5.
Y_RURAL = {
    "A": (0.22, 1e-4, -0.5),
    "B": (0.16, 1e-4, -0.5),
    "C": (0.11, 1e-4, -0.5),
    "D": (0.08, 1e-4, -0.5),
    "E": (0.06, 1e-4, -0.5),
    "F": (0.04, 1e-4, -0.5),
}
Z_RURAL = {
    "A": (0.20, 0.0, 1.0),
    "B": (0.12, 0.0, 1.0),
    "C": (0.08, 2e-4, -0.5),
    "D": (0.06, 1.5e-3, -0.5),
    "E": (0.03, 3e-4, -1.0),
    "F": (0.016, 3e-4, -1.0),
}
Y_URBAN = {
    "A": (0.32, 4e-4, -0.5),
    "B": (0.32, 4e-4, -0.5),
    "C": (0.22, 4e-4, -0.5),
    "D": (0.16, 4e-4, -0.5),
    "E": (0.11, 4e-4, -0.5),
    "F": (0.11, 4e-4, -0.5),
}
Z_URBAN = {
    "A": (0.24, 1e-3, 0.5),
    "B": (0.24, 1e-3, 0.5),
    "C": (0.20, 0.0, 1.0),
    "D": (0.14, 3e-4, -0.5),
    "E": (0.08, 1.5e-3, -0.5),
    "F": (0.08, 1.5e-3, -0.5),
}


def sigmas(x: Floats, stability: str, *, urban: bool) -> tuple[Floats, Floats]:
    """Standard deviations of a plume across the wind and upwards.

    Args:
        x: distance downwind [m], shape (...), at least 0
        stability: Pasquill class, `A` to `F`
        urban: city instead of open country

    Returns:
        sigma_y, sigma_z [m], shape (...). Fitted from 100 m to 10 km; nearer is extrapolation,
        and who looks farther must say so.

    Source:
        Briggs (1973), as in Hanna, Briggs and Hosker (1982), DOE/TIC-11223, Table 4.5
    """
    y, z = (Y_URBAN, Z_URBAN) if urban else (Y_RURAL, Z_RURAL)
    return _sigma(x, y[stability]), _sigma(x, z[stability])


def _sigma(x: Floats, row: tuple[float, float, float]) -> Floats:
    a, b, p = row
    return a * x * (1.0 + b * x) ** p
