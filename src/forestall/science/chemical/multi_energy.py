"""Blast of a vapour cloud by the Multi-Energy method: only what burns among obstacles counts, by a strength of 1 to 10.

Not here: how much vapour lies among the obstacles (`flammable_cloud`), how the strength is chosen.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError
from forestall.science.chemical import baker_strehlow

Floats = NDArray[np.float64]

ATMOSPHERE = 101_325.0  # [Pa]
CHARGE = 0.23  # scaled radius of the burning half sphere, where the curves begin  (van den Berg 1985, fig. 2)


@dataclass(frozen=True, slots=True)
class Curve:
    """p / p0 = plateau up to the charge's edge and on to where  a r^-b  falls below it."""

    plateau: float
    a: float
    b: float


# Source: van den Berg (1985), J. Haz. Mat. 12, 1-10, fig. 2, as power laws in Assael and Kakosimos (2010), Fires,
# Explosions, and Toxic Gas Dispersions, chapter 3: strengths 1, 4, 5, 6 as copied in a public thesis code (Currie
# 2021); 7 from memory, held against where it meets strength 6 and its plateau. 2 and 3 are those of sound: strength 1
# times 2 and 5. From 8 on no fit was at hand: see `overpressure`.
CURVES = {
    1: Curve(0.01, 0.0064, 0.97),
    2: Curve(0.02, 0.0128, 0.97),
    3: Curve(0.05, 0.032, 0.97),
    4: Curve(0.1, 0.0644, 0.99),
    5: Curve(0.2, 0.117, 0.99),
    6: Curve(0.5, 0.301, 1.11),
    7: Curve(1.0, 0.406, 1.20),
}
STRONG = {8: 2.0, 9: 5.0, 10: 20.0}  # plateaus of the strengths that decay as a detonation does
MERGED = 6  # from this strength on the curves run together far away; the fits there cross by a few per cent
FARTHEST = 100.0  # scaled distance to which the curves are drawn


def scaled_distance(distance: Floats | float, energy: float) -> Floats:
    """r (p0 / E)^(1/3), of distances [m], shape (...), and the energy of the half sphere on the ground [J]."""
    return np.asarray(distance, dtype=np.float64) * math.cbrt(ATMOSPHERE / energy)


def overpressure(distance: Floats | float, energy: float, strength: int) -> Floats:
    """Peak side-on overpressure.

    Strengths 8 to 10 keep their plateau (2, 5, 20 times the pressure of the air) until the curve of a gas detonation
    (`baker_strehlow`, flame Mach number 5.2, to Pierorazio et al. 2005) falls below it, and follow that curve. From
    strength 6 on no curve is taken below a weaker one.

    Args:
        distance: from the middle of the cloud [m], shape (...), above 0
        energy: heat of the vapour among the obstacles, not doubled for the ground [J], above 0
        strength: 1 (nothing in the way, slow flame) to 10 (detonation)

    Returns:
        Overpressure [Pa], shape (...); NaN beyond a scaled distance of 100, where the curves end.

    Raises:
        InputError: a strength that does not exist, or an energy that is not above 0.

    Source:
        van den Berg (1985), J. Haz. Mat. 12, 1-10; CPR 14E (1997), Yellow Book, section 5.5.3
    """
    if strength not in range(1, 11) or not energy > 0:
        raise InputError(f"Multi-Energy: strength {strength}, energy {energy:g} J: expected 1..10 and above 0")
    r = np.maximum(scaled_distance(distance, energy), CHARGE)
    share = np.max([_alone(r, one) for one in range(min(strength, MERGED), strength + 1)], axis=0)
    return np.where(r > FARTHEST, np.nan, ATMOSPHERE * share)


def _alone(r: Floats, strength: int) -> Floats:
    """One curve, over the pressure of the air."""
    if strength in STRONG:
        return np.minimum(STRONG[strength], _detonation(r))
    curve = CURVES[strength]
    return np.minimum(curve.plateau, curve.a * r**-curve.b)


def _detonation(r: Floats) -> Floats:
    """Of a detonating half sphere; the other method counts its energy double."""
    return baker_strehlow.CURVES[-1].at(r / math.cbrt(baker_strehlow.REFLECTION))


def reach(pressure: float, energy: float, strength: int) -> float:
    """Farthest distance at which the overpressure still is `pressure` [Pa]: [m]; 0 where it is nowhere.

    Raises:
        InputError: as `overpressure`.
    """
    r = np.geomspace(CHARGE, FARTHEST, 2000) / math.cbrt(ATMOSPHERE / energy)
    above = np.flatnonzero(overpressure(r, energy, strength) >= pressure)
    if above.size == 0:
        return 0.0
    low, high = float(r[above[-1]]), float(r[min(above[-1] + 1, r.size - 1)])
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if float(overpressure(middle, energy, strength)) >= pressure else (low, middle)
    return low
