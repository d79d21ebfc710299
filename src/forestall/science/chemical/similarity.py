"""A plume from a source near the ground by Monin-Obukhov similarity: no stability class, no fitted sigma.

Mean height by K-theory (van Ulden), shape of the profile by Gryning, width from the measured or estimated swing of the
wind. Not here: elevated stacks, lids, classes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gamma

from forestall.core.errors import InputError

Floats = NDArray[np.float64]

KARMAN = 0.40  # von Karman's constant of the constants below
MIXING_AT = 1.55  # height, in mean heights, at which the eddy diffusivity acts; van Ulden (1978), eq. 15
MOVING_AT = 0.6  # height, in mean heights, at which the wind moves the plume; van Ulden (1978), eq. 16
STEPS = 300  # steps of the integration, growing by a constant factor


@dataclass(frozen=True, slots=True)
class SurfaceLayer:
    """The wind near the ground."""

    friction_velocity: float
    """u* [m/s], above 0."""
    obukhov_length: float
    """L [m]; inf when neutral, below 0 by day."""
    roughness: float
    """z0 [m], above 0."""

    def __post_init__(self) -> None:
        for name, value in (("friction velocity", self.friction_velocity), ("roughness", self.roughness)):
            if not value > 0:
                raise InputError(f"surface layer: {name} is {value}, must be above 0 (calm air has no such plume)")
        if not self.obukhov_length != 0 or np.isnan(self.obukhov_length):
            raise InputError(f"surface layer: Obukhov length is {self.obukhov_length}, must be a number other than 0")


def momentum_gradient(zeta: float) -> float:
    """phi_m(z / L), dimensionless.  Source: Dyer (1974), Boundary-Layer Met. 7, 363-372"""
    return 1.0 + 5.0 * zeta if zeta >= 0 else float((1.0 - 16.0 * zeta) ** -0.25)


def scalar_gradient(zeta: float) -> float:
    """phi_h(z / L), dimensionless.  Source: Dyer (1974), Boundary-Layer Met. 7, 363-372"""
    return 1.0 + 5.0 * zeta if zeta >= 0 else float((1.0 - 16.0 * zeta) ** -0.5)


def momentum_integral(zeta: float) -> float:
    """psi_m(z / L), the integral of (1 - phi_m) / zeta.  Source: Paulson (1970), J. Appl. Met. 9, eq. 7; Dyer (1974)"""
    if zeta >= 0:
        return -5.0 * zeta
    x = (1.0 - 16.0 * zeta) ** 0.25
    return float(2 * np.log((1 + x) / 2) + np.log((1 + x * x) / 2) - 2 * np.arctan(x) + np.pi / 2)


def wind_speed(air: SurfaceLayer, height: float) -> float:
    """u(z) = u*/k (ln(z/z0) - psi_m(z/L)) [m/s] at a height [m] above z0; 0 below.

    Source:
        Monin and Obukhov (1954), with the constants of Dyer (1974), Boundary-Layer Met. 7, 363-372
    """
    if height <= air.roughness:
        return 0.0
    return air.friction_velocity / KARMAN * _shear(air, height)


def _shear(air: SurfaceLayer, height: float) -> float:
    return float(np.log(height / air.roughness)) - momentum_integral(height / air.obukhov_length)


def mean_height(air: SurfaceLayer, x: Floats, source_height: float) -> Floats:
    """Mean height of the plume.

        dZ/dx = k^2 / ((ln(pZ/z0) - psi_m(pZ/L)) phi_h(pZ/L)),   p = 1.55

    Args:
        air: the surface layer
        x: distance downwind [m], shape (n,), at least 0
        source_height: height of the release, where Z starts (at least 2 z0) [m]

    Returns:
        Z [m], shape (n,).

    Source:
        van Ulden (1978), Atmospheric Environment 12, 2125-2129, doi:10.1016/0004-6981(78)90167-1, eq. 14-15
    """
    farthest = float(np.max(x, initial=0.0))
    if farthest <= 0:
        return np.full(np.shape(x), max(source_height, 2.0 * air.roughness))
    grid = np.concatenate([[0.0], np.geomspace(min(0.05, farthest / STEPS), farthest, STEPS)])
    heights = np.empty_like(grid)
    heights[0] = max(source_height, 2.0 * air.roughness)
    for i in range(STEPS):
        heights[i + 1] = _step(lambda z: _growth(air, z), heights[i], grid[i + 1] - grid[i])
    return np.asarray(np.interp(x, grid, heights))


def _growth(air: SurfaceLayer, z: float) -> float:
    z = MIXING_AT * z
    return KARMAN**2 / (_shear(air, z) * scalar_gradient(z / air.obukhov_length))


def _step(slope: Callable[[float], float], z: float, h: float) -> float:
    """One Runge-Kutta step of fourth order."""
    a = slope(z)
    b = slope(z + 0.5 * h * a)
    c = slope(z + 0.5 * h * b)
    d = slope(z + h * c)
    return z + h * (a + 2 * b + 2 * c + d) / 6


def profile_exponent(air: SurfaceLayer, mean: float) -> float:
    """s of the profile exp(-(B z/Z)^s): 2 + m - n, where wind goes as z^m and diffusivity as z^n at 0.6 Z.

    Source:
        Gryning, van Ulden and Larsen (1983), Quart. J. R. Met. Soc. 109, 355-364, doi:10.1002/qj.49710946008, eq. 18
    """
    z = MOVING_AT * mean
    zeta = z / air.obukhov_length
    m = momentum_gradient(zeta) / _shear(air, z)
    n = 1.0 / (1.0 + 5.0 * zeta) if zeta >= 0 else (1.0 - 24.0 * zeta) / (1.0 - 16.0 * zeta)
    return 2.0 + m - n


def crosswind_integrated(air: SurfaceLayer, rate: float, x: Floats, z: Floats | float, source_height: float) -> Floats:
    """Concentration integrated across the wind.

        C_y = A Q / (U Z) exp(-(B z / Z)^s),   A = s G(2/s) / G(1/s)^2,  B = G(2/s) / G(1/s),  U = u(0.6 Z)

    Args:
        air: the surface layer
        rate: Q [kg/s]
        x: distance downwind [m], shape (n,)
        z: height above ground [m], shape (n,) or one
        source_height: height of the release [m]; near the ground, below about 0.1 |L|

    Returns:
        C_y [kg/m2], shape (n,).

    Source:
        van Ulden (1978), eq. 8-10, 16; Horst (1979), Atmospheric Environment 13, 797-802
    """
    heights = mean_height(air, x, source_height)
    levels = np.broadcast_to(z, heights.shape)
    return np.array([_integrated(air, rate, float(h), float(at)) for h, at in zip(heights, levels, strict=True)])


def _integrated(air: SurfaceLayer, rate: float, mean: float, z: float) -> float:
    s = profile_exponent(air, mean)
    one, two = float(gamma(1 / s)), float(gamma(2 / s))
    u = wind_speed(air, MOVING_AT * mean)
    return float(s * two / one**2 * rate / (u * mean) * np.exp(-((two / one * z / mean) ** s)))


def lateral_spread(x: Floats, swing: float) -> Floats:
    """sigma_y = sigma_theta x / (1 + 0.0308 x^0.4548) [m], shape (...), from the swing of the wind's direction [rad].

    Source:
        Pasquill (1976), EPA-600/4-76-030b, as fitted by Irwin (1979), EPA-600/4-79-004, eq. 6; to 10 km
    """
    return np.asarray(swing * x / (1.0 + 0.0308 * np.maximum(x, 0.0) ** 0.4548))


def direction_swing(air: SurfaceLayer, wind: float, mixing_height: float) -> float:
    """sigma_theta = sigma_v / u [rad] where it was not measured.

        sigma_v = u* (12 - 0.5 h/L)^(1/3) by day,   1.9 u* else

    Args:
        air: the surface layer
        wind: speed at the height of the plume [m/s], above 0
        mixing_height: h [m]

    Source:
        Panofsky et al. (1977), Boundary-Layer Met. 11, 355-361, eq. 5; neutral and stable: Hanna, Briggs and Hosker
        (1982), DOE/TIC-11223, section 2.3
    """
    if air.obukhov_length >= 0:
        return 1.9 * air.friction_velocity / wind
    return float(air.friction_velocity * (12.0 - 0.5 * mixing_height / air.obukhov_length) ** (1 / 3) / wind)


def concentration(
    air: SurfaceLayer, rate: float, *, x: Floats, y: float, z: float, source_height: float, swing: float
) -> Floats:
    """Concentration [kg/m3], shape (n,), at x > 0 downwind, y across, z above ground [m].

    `rate` [kg/s]; `swing`: standard deviation of the wind's direction over the time averaged [rad].

    Source:
        Gaussian across the wind; `crosswind_integrated` and `lateral_spread`
    """
    sigma = lateral_spread(x, swing)
    across = np.exp(-0.5 * (y / sigma) ** 2) / (np.sqrt(2 * np.pi) * sigma)
    return np.asarray(crosswind_integrated(air, rate, x, z, source_height) * across)
