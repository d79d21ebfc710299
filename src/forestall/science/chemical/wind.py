"""Wind speed near the ground from the speed at 10 m: the diabatic profile."""

import numpy as np

GAUGE = 10.0  # height at which wind is reported [m]
KARMAN = 0.40  # von Karman's constant

# (a, p) of  L = a z0^p  [m], z0 in m; class D is neutral.
# Source: Golder (1972), Boundary-Layer Met. 3, 47-58, as fitted in Pasquill and Smith (1983) and used by
# NOAA (2013), ALOHA 5.4.4 Technical Documentation, NOS OR&R 43.
OBUKHOV = {"A": (-11.4, 0.10), "B": (-26.0, 0.17), "C": (-123.0, 0.30), "E": (123.0, 0.30), "F": (26.0, 0.17)}


def obukhov_length(stability: str, roughness: float) -> float:
    """Monin-Obukhov length [m] of a Pasquill class over ground of this roughness length [m]; inf when neutral.

    Source:
        Golder (1972), doi:10.1007/BF00769106
    """
    if stability == "D":
        return float("inf")
    a, p = OBUKHOV[stability]
    return a * float(roughness**p)


def wind_at(height: float, speed: float, stability: str, roughness: float) -> float:
    """Wind speed at a height.

        u(z) = u10 (ln((z + z0)/z0) - psi(z/L)) / (ln((10 + z0)/z0) - psi(10/L))

    Args:
        height: height above ground [m], at least 0
        speed: wind speed at 10 m [m/s]
        stability: Pasquill class, `A` to `F`
        roughness: roughness length z0 [m]

    Returns:
        Wind speed [m/s].

    Source:
        Businger et al. (1971), J. Atmos. Sci. 28, 181-189; Paulson (1970), J. Appl. Met. 9, 857-861;
        with the displaced logarithm of NOAA (2013), NOS OR&R 43, section 4.2.3
    """
    length = obukhov_length(stability, roughness)
    return speed * _shear(height, roughness, length) / _shear(GAUGE, roughness, length)


def friction_velocity(speed: float, stability: str, roughness: float) -> float:
    """Friction velocity [m/s] of the profile of `wind_at`:  k u10 / (ln((10 + z0)/z0) - psi(10/L)).

    Args:
        speed: wind speed at 10 m [m/s]
        stability: Pasquill class, `A` to `F`
        roughness: roughness length z0 [m]

    Source:
        As for `wind_at`
    """
    return KARMAN * speed / _shear(GAUGE, roughness, obukhov_length(stability, roughness))


def _shear(height: float, roughness: float, length: float) -> float:
    return float(np.log1p(height / roughness)) - _psi(height / length)


def _psi(zeta: float) -> float:
    """Stability function of momentum (Paulson 1970, eq. 7 with gamma = 15; stable: -4.7 zeta, Businger 1971)."""
    if zeta >= 0:
        return -4.7 * zeta
    x = (1.0 - 15.0 * zeta) ** 0.25
    return float(2 * np.log((1 + x) / 2) + np.log((1 + x * x) / 2) - 2 * np.arctan(x) + np.pi / 2)
