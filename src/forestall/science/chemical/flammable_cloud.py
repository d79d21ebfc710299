"""How much of a dense plume can burn: the mass between two shares, and where it lies. Flash fires, vapour clouds.

People inside the line of the lower flammable limit are in the flash fire. Not here: the plume, the blast.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gamma

Floats = NDArray[np.float64]

HEIGHTS = 400  # levels summed at each station
HIGHEST = 8.0  # depths; above it the share is below e^-8 of that at the ground


@dataclass(frozen=True, slots=True)
class Layers:
    """A steady plume by station: a box across, and  c(z) = c0 exp(-(z/S)^s)  upwards, S = depth s / Gamma(1/s)."""

    x: Floats
    """[m], rising, shape (n,)."""
    half_width: Floats
    """[m], shape (n,)."""
    depth: Floats
    """[m], shape (n,)."""
    exponent: Floats
    """s, shape (n,)."""
    share: Floats
    """c0, by volume, shape (n,)."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """The part that burns."""

    mass: float
    """Between the two shares [kg]."""
    centre: float
    """Mean distance downwind of all that is richer than the lean share [m]; NaN where there is none."""


def flammable_cloud(layers: Layers, lean: float, rich: float, density: float) -> Cloud:
    """Mass of gas between two shares by volume.

    Args:
        layers: the plume
        lean, rich: shares by volume, 0 < lean < rich
        density: of the pure gas at the temperature of the air [kg/m3]

    Returns:
        The cloud.

    Source:
        CCPS (1994), Vapor Cloud Explosions, section 4.1; NOAA (2013), NOS OR&R 43, section 5.2: from 0.9 LEL to UEL
    """
    z = np.linspace(0.0, HIGHEST, HEIGHTS)[:, None] * layers.depth
    scale = layers.depth * layers.exponent / gamma(1.0 / layers.exponent)
    share = layers.share * np.exp(-((z / scale) ** layers.exponent))
    within = _along(np.where((share >= lean) & (share <= rich), share, 0.0), z, layers) * density
    above = _along(np.where(share >= lean, share, 0.0), z, layers) * density
    total = float(np.trapezoid(above, layers.x))
    centre = float(np.trapezoid(above * layers.x, layers.x)) / total if total > 0 else float("nan")
    return Cloud(float(np.trapezoid(within, layers.x)), centre)


def _along(share: Floats, z: Floats, layers: Layers) -> Floats:
    """Share times area across the wind [m2], shape (n,)."""
    return np.asarray(2.0 * layers.half_width * np.trapezoid(share, z, axis=0))
