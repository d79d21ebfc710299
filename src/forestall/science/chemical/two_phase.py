"""Flashing liquid through a hole or a short pipe. Not here: the jet outside, how a tank drains.

Three relations, from no flashing on the way to equilibrium: for a hole the non-equilibrium one is meant, for a pipe
of 0.1 m and more the equilibrium ones.
"""

import math
from dataclasses import dataclass

from scipy.optimize import brentq

from forestall.core.errors import InputError

RELAXATION = 0.1  # length of pipe in which flashing reaches equilibrium [m]  (Fauske and Epstein 1988)


@dataclass(frozen=True, slots=True)
class Saturated:
    """A saturated liquid in a vessel."""

    temperature: float
    """[K]"""
    pressure: float
    """Vapour pressure [Pa]."""
    liquid_volume: float
    """Specific, of the liquid [m3/kg]."""
    vapour_volume: float
    """Specific, of the vapour [m3/kg]."""
    heat_of_vaporisation: float
    """[J/kg]"""
    heat_capacity: float
    """Of the liquid [J/kg K]."""

    @property
    def swelling(self) -> float:
        """Vapour volume over liquid volume, less one share: v_g - v_l [m3/kg]."""
        return self.vapour_volume - self.liquid_volume


def flashing_flux(state: Saturated, overpressure: float, *, coefficient: float = 0.61, length: float = 0.0) -> float:
    """Mass flux of a saturated liquid with slip of time, not of speed [kg/m2 s].

        G = L / v_fg (N c T)^-1/2,    N = L^2 v_l / (2 dp Cd^2 v_fg^2 T c) + min(1, l / 0.1 m)

    Args:
        state: the liquid
        overpressure: dp, at the hole, head included, over the air outside [Pa]
        coefficient: Cd, of the hole
        length: l, of the pipe behind it [m]; 0: a hole, where it flows as a liquid does

    Returns:
        Flux; 0 when nothing pushes.

    Raises:
        InputError: no vapour volume above that of the liquid (at the critical point).

    Source:
        Fauske (1985); Fauske and Epstein (1988), J. Loss Prev. 1, 75-83; NOAA (2013), NOS OR&R 43, section 3.4.5
    """
    if overpressure <= 0:
        return 0.0
    v, h, heat = state.swelling, state.heat_of_vaporisation, state.heat_capacity * state.temperature
    if v <= 0 or h <= 0:
        raise InputError(f"flashing flow at {state.temperature:g} K: expected a temperature below the critical one")
    n = h * h * state.liquid_volume / (2 * overpressure * coefficient**2 * v * v * heat)
    return h / v / math.sqrt((n + min(1.0, length / RELAXATION)) * heat)


def omega(state: Saturated, quality: float = 0.0) -> float:
    """Leung's parameter of a flashing mixture: how fast it swells as the pressure falls.

        w = x v_fg / v_0 + c T p / v_0 (v_fg / h_fg)^2

    Args:
        state: saturated, in the vessel
        quality: x, share of vapour by mass there

    Source:
        Leung (1986), AIChE J. 32, 1743-1746, eq. 8
    """
    v0 = state.liquid_volume + quality * state.swelling
    flashing = state.heat_capacity * state.temperature * state.pressure / v0
    return quality * state.swelling / v0 + flashing * (state.swelling / state.heat_of_vaporisation) ** 2


def critical_pressure_ratio(w: float) -> float:
    """Pressure in the choking opening over that in the vessel, for a mixture saturated in the vessel.

        eta^2 + (w^2 - 2w)(1 - eta)^2 + 2 w^2 ln eta + 2 w^2 (1 - eta) = 0

    Source:
        Leung (1986), eq. 14
    """
    if w <= 0:
        raise InputError(f"omega is {w:g}, expected above 0")

    def residual(eta: float) -> float:
        return float(eta**2 + (w * w - 2 * w) * (1 - eta) ** 2 + 2 * w * w * math.log(eta) + 2 * w * w * (1 - eta))

    return float(brentq(residual, 1e-9, 1.0 - 1e-12, xtol=1e-13))


def equilibrium_flux(state: Saturated, outside: float, quality: float = 0.0) -> float:
    """Mass flux of a homogeneous mixture in equilibrium [kg/m2 s]: choked, or down to the pressure outside.

        G = sqrt(p/v0) sqrt(-2 (w ln eta + (w - 1)(1 - eta))) / (w (1/eta - 1) + 1)

    Args:
        state: saturated, in the vessel
        outside: pressure of the air [Pa]
        quality: share of vapour by mass in the vessel

    Source:
        Leung (1986), eq. 12
    """
    if outside >= state.pressure:
        return 0.0
    w = omega(state, quality)
    eta = max(critical_pressure_ratio(w), outside / state.pressure)
    v0 = state.liquid_volume + quality * state.swelling
    work = max(0.0, -2 * (w * math.log(eta) + (w - 1) * (1 - eta)))
    return math.sqrt(state.pressure / v0 * work) / (w * (1 / eta - 1) + 1)
