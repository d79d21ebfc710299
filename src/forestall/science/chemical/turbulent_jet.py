"""Concentration in a free turbulent jet of gas, with the ground as a mirror. Not here: bending by wind, droplets."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DECAY = 6.0  # k2, decay along the axis; Long (1963)
NARROWNESS = 5.0  # k3, fall across the axis; Long (1963)


def jet_share(
    x: Floats,
    y: Floats | float,
    z: Floats | float,
    *,
    diameter: float,
    density_ratio: float,
    height: float,
    decay: float = DECAY,
    narrowness: float = NARROWNESS,
) -> Floats:
    """Concentration in a level jet over the one at its mouth.

        c / c0 = k2 d / x sqrt(rho_j / rho_a) exp(-(k3 r / x)^2),  plus its image below the ground, at most 1

    Args:
        x: distance along the axis [m], shape (...)
        y, z: distance across and height above ground [m], shape (...)
        diameter: d, of the mouth [m]
        density_ratio: rho_j / rho_a, gas at the mouth over air
        height: of the axis [m]
        decay, narrowness: k2 and k3

    Returns:
        Share of the concentration at the mouth, 0..1, shape (...); 0 behind the mouth.

    Source:
        Long (1963), Estimation of the extent of hazard areas round a vent, Chem. Process Hazards II, 6-14
    """
    far = np.where(x > 0, x, np.nan)
    axis = decay * diameter / far * np.sqrt(density_ratio)
    across = [np.exp(-(narrowness**2) * (np.square(y) + np.square(z + way * height)) / far**2) for way in (-1.0, 1.0)]
    return np.asarray(np.nan_to_num(np.minimum(axis * (across[0] + across[1]), 1.0), nan=0.0))
