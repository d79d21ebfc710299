"""Blast by comparison with TNT. For vapour clouds a screening: no congestion, too high near the cloud."""

import math

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError

Floats = NDArray[np.float64]

ENERGY = 4.68e6  # of TNT [J/kg]
USUAL_YIELD = 0.03  # share of a vapour cloud's heat; CCPS (1994): 0.01..0.10, 0.03 usual
ENDS = (0.2, 2.9, 23.8, 198.5)  # ranges of scaled distance of the fits [m/kg^(1/3)]
# Coefficients of ln p [kPa] in powers of ln Z. Source: Swisdak (1994), Table 1.
COEFFICIENTS = (
    (7.2106, -2.1069, -0.3229, 0.1117, 0.0685),
    (7.5938, -3.0523, 0.40977, 0.0261, -0.01267),
    (6.0536, -1.4066, 0.0, 0.0, 0.0),
)


def equivalent_mass(mass: float, heat: float, share: float, energy: float = ENERGY) -> float:
    """Mass of TNT [kg] with the same blast:  share m H / E.

    Args:
        mass: m, of fuel [kg]
        heat: H, of combustion [J/kg]
        share: yield, 0..1
        energy: E, of TNT [J/kg]

    Source:
        CCPS (1994), Guidelines for Evaluating the Characteristics of Vapor Cloud Explosions, section 4.3
    """
    return share * mass * heat / energy


def overpressure(distance: Floats | float, charge: float) -> Floats:
    """Peak side-on overpressure of a half sphere of TNT on the ground:  ln p = sum c_k (ln Z)^k,  Z = r / W^(1/3).

    Args:
        distance: r [m], shape (...)
        charge: W, mass of TNT [kg], above 0

    Returns:
        Overpressure [Pa], shape (...); NaN outside Z = 0.2..198.5 m/kg^(1/3), where nothing was fitted.

    Raises:
        InputError: the charge is not above 0.

    Source:
        Swisdak (1994), Simplified Kingery airblast calculations, 26th DoD Explosives Safety Seminar, Table 1
    """
    if not charge > 0:
        raise InputError(f"TNT: charge is {charge} kg, must be above 0")
    z = np.asarray(distance, dtype=np.float64) / math.cbrt(charge)
    fitted = (z >= ENDS[0]) & (z <= ENDS[-1])
    logarithm = np.log(np.where(fitted, z, np.nan))
    pieces = [sum(c * logarithm**k for k, c in enumerate(row)) for row in COEFFICIENTS]
    return np.asarray(1e3 * np.exp(np.where(z < ENDS[1], pieces[0], np.where(z < ENDS[2], pieces[1], pieces[2]))))
