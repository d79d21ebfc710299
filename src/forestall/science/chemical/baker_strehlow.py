"""Blast of a vapour cloud from how fast the flame runs: Baker, Strehlow and Tang. Not here: how much vapour burns."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError

Floats = NDArray[np.float64]

REFLECTION = 2.0  # a cloud on the ground sends its energy into half of space
ATMOSPHERE = 101_325.0  # [Pa]
DETONATION = 5.2  # flame Mach number once it detonates
EFFICIENCY = 0.2  # share of the flammable vapour that takes part unless it detonates; NOAA (2013), section 5.2


class Level(StrEnum):
    """Of the fuel's reactivity or the congestion of the place."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Curve:
    """p / p0 = plateau for x < x0, else A B^(1/x) x^C."""

    mach: float
    A: float
    B: float
    C: float
    plateau: float
    x0: float

    def at(self, x: Floats | float) -> Floats:
        """Overpressure over that of the air, shape (...), at scaled distances x, shape (...), above 0."""
        far = np.maximum(np.asarray(x, dtype=np.float64), self.x0)
        return np.where(np.asarray(x) < self.x0, self.plateau, self.A * self.B ** (1 / far) * far**self.C)


# Source: NOAA (2013), NOS OR&R 43, Table 15: fits to the curves of Pierorazio et al. (2005), Process Safety Prog. 24.
CURVES = (
    Curve(0.2, 0.0335, 0.8359, -1.1192, 0.065, 0.35),
    Curve(0.35, 0.1041, 0.8642, -1.0568, 0.22, 0.32),
    Curve(0.7, 0.3764, 0.7439, -1.2728, 0.65, 0.3),
    Curve(5.2, 0.2932, 1.399, -1.1591, 20.0, 0.16),
)
# Source: NOAA (2013), NOS OR&R 43, Table 14; Pierorazio et al. (2005), Table 4 (2.5-D, low/medium/high congestion).
FLAME_MACH = {
    Level.LOW: {Level.LOW: 0.026, Level.MEDIUM: 0.23, Level.HIGH: 0.34},
    Level.MEDIUM: {Level.LOW: 0.11, Level.MEDIUM: 0.44, Level.HIGH: 0.5},
    Level.HIGH: {Level.LOW: 0.36, Level.MEDIUM: DETONATION, Level.HIGH: DETONATION},
}


def flame_mach(reactivity: Level, congestion: Level) -> float:
    """Flame speed over that of sound, of a fuel's reactivity and a place's congestion (NOAA 2013, Table 14)."""
    return FLAME_MACH[reactivity][congestion]


def energy(mass: float, heat: float, mach: float) -> float:
    """Energy of the blast [J], ground reflection included.

    Args:
        mass: flammable vapour [kg]
        heat: of combustion [J/kg]
        mach: of the flame; all vapour takes part in a detonation, else a fifth

    Source:
        NOAA (2013), NOS OR&R 43, section 5.2
    """
    return REFLECTION * mass * heat * (1.0 if mach >= DETONATION else EFFICIENCY)


def scaled_distance(distance: Floats | float, energy: float) -> Floats:
    """x = r (p0 / E)^(1/3), of distances [m], shape (...), and an energy [J]."""
    return np.asarray(distance, dtype=np.float64) * math.cbrt(ATMOSPHERE / energy)


def overpressure(distance: Floats | float, energy: float, mach: float) -> Floats:
    """Peak side-on overpressure, between two curves in proportion to the flame's Mach number.

    Args:
        distance: from the middle of the cloud [m], shape (...), above 0
        energy: of the blast, ground reflection included [J]
        mach: of the flame, 0..5.2; below 0.2 the curve of 0.2, which is the cautious side

    Returns:
        Overpressure [Pa], shape (...).

    Raises:
        InputError: the flame is faster than 5.2.

    Source:
        NOAA (2013), NOS OR&R 43, section 5.2
    """
    if not 0.0 <= mach <= DETONATION:
        raise InputError(f"blast: flame Mach number is {mach}, must lie in 0..{DETONATION}")
    x = scaled_distance(distance, energy)
    machs = [curve.mach for curve in CURVES]
    place = min(max(int(np.searchsorted(machs, mach, side="right")) - 1, 0), len(CURVES) - 2)
    low, high = CURVES[place], CURVES[place + 1]
    share = max(0.0, (mach - low.mach) / (high.mach - low.mach))
    return ATMOSPHERE * ((1 - share) * low.at(x) + share * high.at(x))
