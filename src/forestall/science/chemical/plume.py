"""Concentration in a steady passive plume. Not here: dense gas, jets, plume rise, puffs (issue 4)."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

IMAGES = 5  # reflections between ground and lid summed on each side; the rest is below 1e-6 while sigma_z < 2 lids


def concentration(
    rate: float,
    wind: float,
    *,
    y: Floats | float,
    z: Floats | float,
    height: float,
    sigma_y: Floats,
    sigma_z: Floats,
    lid: float | None = None,
) -> Floats:
    """Concentration in a steady plume, reflected at the ground and, where given, at a lid.

        c = Q / (2 pi u sy sz) exp(-y^2 / 2 sy^2) sum_j [exp(-(z-h+2jH)^2 / 2 sz^2) + exp(-(z+h+2jH)^2 / 2 sz^2)]

    Args:
        rate: Q, release rate [kg/s]
        wind: u, wind speed at plume height [m/s]
        y, z: distance from the centre line and height above ground [m], shape (...)
        height: h, height of release [m]
        sigma_y, sigma_z: standard deviations at that distance downwind [m], shape (...)
        lid: H, height of the mixing layer [m]; None: none. Well mixed once sigma_z exceeds 1.6 H.

    Returns:
        Concentration [kg/m3], shape (...); 0 at and upwind of the source (sigma 0).

    Source:
        Turner (1970), Workbook of Atmospheric Dispersion Estimates, AP-26, eq. 3.1; with a lid: eq. 3.4, 5.8
    """
    sy, sz = np.maximum(sigma_y, 1e-9), np.maximum(sigma_z, 1e-9)
    across = np.exp(-0.5 * (np.asarray(y) / sy) ** 2) / (np.sqrt(2 * np.pi) * sy)
    upright = _upright(np.asarray(z, dtype=np.float64), height, sz, lid)
    return np.where(np.asarray(sigma_z) > 0, rate / wind * across * upright, 0.0)


def _upright(z: Floats, height: float, sz: Floats, lid: float | None) -> Floats:
    """Distribution over height [1/m]."""
    orders = range(1) if lid is None else range(-IMAGES, IMAGES + 1)
    shifts = [2.0 * j * (lid or 0.0) for j in orders]
    total = sum(np.exp(-0.5 * ((z + sign * height + shift) / sz) ** 2) for shift in shifts for sign in (-1.0, 1.0)) / (
        np.sqrt(2 * np.pi) * sz
    )
    if lid is None:
        return np.asarray(total)
    return np.where(sz > 1.6 * lid, 1.0 / lid, total)
