"""The fireball of a vessel of liquefied gas that bursts in a fire (BLEVE). Not here: fragments, the blast."""

import math

from forestall.core.errors import InputError

EMISSIVE_REFERENCE, HEAT_REFERENCE = 350e3, 46e6  # large hydrocarbon fireballs [W/m2], propane [J/kg]; AIChE (1994)
ROBERTS_LIMIT = 30_000.0  # mass above which the duration grows slower [kg]


def diameter_roberts(mass: float) -> float:
    """Greatest diameter [m] of a fireball of `mass` [kg]:  5.8 m^(1/3)  (Roberts 1982, Fire Safety J. 4, 197-212)."""
    return 5.8 * math.cbrt(_positive(mass))


def duration_roberts(mass: float) -> float:
    """How long it burns [s]:  0.45 m^(1/3), above 30 t 2.6 m^(1/6)  (Roberts 1982; AIChE/CCPS 1994)."""
    return 0.45 * math.cbrt(_positive(mass)) if mass <= ROBERTS_LIMIT else 2.6 * math.pow(mass, 1 / 6)


def diameter_yellow_book(mass: float) -> float:
    """Diameter [m]:  6.48 m^0.325  (CPR 14E, 1997, Yellow Book, eq. 6.90)."""
    return 6.48 * math.pow(_positive(mass), 0.325)


def radiated_share(vapour_pressure: float) -> float:
    """Share of the heat that is radiated:  0.00325 p^0.32  (Roberts 1982; CPR 14E eq. 6.94).

    Args:
        vapour_pressure: saturated, at the moment of bursting [Pa]
    """
    return 0.00325 * math.pow(vapour_pressure, 0.32)


def emissive_power(mass: float, heat: float, share: float, diameter: float, duration: float) -> float:
    """Power radiated by the surface:  E = share m H / (pi D^2 t)  [W/m2].

    Args:
        mass: m, in the fireball [kg]
        heat: H, of combustion [J/kg]
        share: radiated, 0..1
        diameter: D [m]
        duration: t [s]

    Source:
        CPR 14E (1997), Yellow Book, eq. 6.95
    """
    return share * mass * heat / (math.pi * diameter**2 * duration)


def emissive_power_aloha(heat: float) -> float:
    """350 kW/m2 times the heat of combustion [J/kg] over that of propane (NOAA 2013, NOS OR&R 43, 6.3.1)."""
    return EMISSIVE_REFERENCE * heat / HEAT_REFERENCE


def _positive(mass: float) -> float:
    if not mass > 0.0:
        raise InputError(f"fireball: mass is {mass} kg, must be above 0")
    return mass
