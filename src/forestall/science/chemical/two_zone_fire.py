"""A smoky pool fire in two zones: a clear, bright foot and a top mostly behind smoke. Not here: how fast it burns."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.science.chemical.pool_fire import GRAVITY, behind_smoke
from forestall.science.chemical.solid_flame import Panels, frustum, view_vector

Floats = NDArray[np.float64]

BRIGHT = 140e3  # emissive power of the clear part of hydrocarbon flames [W/m2]  (Mudan and Croce 1988, SFPE Handbook)
SMOKE = 0.8  # share of the top hidden by smoke  (CPR 14E, 1997, Yellow Book, section 6.5.4.2)
# Atoms of carbon for each of hydrogen, from the formulae.
CARBON = {
    "acetone": 3 / 6,
    "benzene": 6 / 6,
    "butadiene": 4 / 6,
    "butane": 4 / 10,
    "cyclohexane": 6 / 12,
    "diethyl_ether": 4 / 10,
    "ethane": 2 / 6,
    "ethylbenzene": 8 / 10,
    "ethylene": 2 / 4,
    "heptane": 7 / 16,
    "hexane": 6 / 14,
    "isobutane": 4 / 10,
    "isobutylene": 4 / 8,
    "methane": 1 / 4,
    "octane": 8 / 18,
    "pentane": 5 / 12,
    "propane": 3 / 8,
    "propylene": 3 / 6,
    "styrene": 8 / 8,
    "toluene": 7 / 8,
    "xylene": 8 / 10,
}


@dataclass(frozen=True, slots=True)
class TwoZone:
    """A leaning cylinder whose lower part is bright."""

    diameter: float
    """[m]"""
    length: float
    """Of the whole flame along its axis [m]."""
    clear: float
    """Of the bright part [m]."""
    tilt: float
    """From upright [rad]."""
    bright: float
    """Emissive power of the bright part [W/m2]."""
    dim: float
    """Emissive power of the rest [W/m2]."""

    def panels(self) -> tuple[Panels, Panels]:
        """Bright and dim part; the pool's middle is the origin, the flame leans towards +x."""
        lean = np.array([math.sin(self.tilt), 0.0, math.cos(self.tilt)])
        radii = self.diameter / 2, self.diameter / 2
        low = frustum(np.zeros(3), max(self.clear, 1e-3) * lean, radii, level=True)
        top = frustum(self.clear * lean, max(self.length - self.clear, 1e-3) * lean, radii, level=True)
        return low, top

    def seen(self, target: Floats) -> float:
        """Radiation on a target [m], shape (3,), that turns to see most, through clear air [W/m2]."""
        low, top = self.panels()
        return float(np.linalg.norm(self.bright * view_vector(low, target) + self.dim * view_vector(top, target)))


def clear_length(rate: float, diameter: float, air: float, wind: float, carbon: float) -> float:
    """Length of the clear part [m]:  L_c / D = 11.404 (m / (rho sqrt(g D)))^1.13 u*^0.179 (C/H)^-2.49.

    u* = u / (g m D / rho)^(1/3), at least 1.

    Args:
        rate: m, burning rate [kg/(m2 s)]
        diameter: D, of the pool [m]
        air: rho, density of air [kg/m3]
        wind: u, at 9 m [m/s]
        carbon: C/H, atoms of carbon for each of hydrogen in the fuel

    Source:
        Pritchard and Binding (1992), IChemE Symp. Ser. 130, 491-505 (FIRE2); Rew and Hulbert (1996), HSE CRR 96
    """
    scaled = rate / (air * math.sqrt(GRAVITY * diameter))
    star = max(1.0, wind / math.cbrt(GRAVITY * rate * diameter / air))
    return diameter * 11.404 * math.pow(scaled, 1.13) * math.pow(star, 0.179) * math.pow(carbon, -2.49)


def two_zone(diameter: float, length: float, clear: float, tilt: float, bright: float = BRIGHT) -> TwoZone:
    """The flame; the clear part is at most all of it, the rest is bright where no smoke hides it.

    Args:
        diameter, length, clear: [m]
        tilt: from upright [rad]
        bright: emissive power of the clear part [W/m2]
    """
    return TwoZone(diameter, length, min(clear, length), tilt, bright, behind_smoke(bright, SMOKE))
