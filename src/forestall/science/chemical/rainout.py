"""Spray of a flashing jet: size of its drops, and the share that stays in the air. Not here: how much flashes.

The correlations of RELEASE (CCPS). It was fitted to experiments with five liquids; for others it is an estimate.
"""

import math

from scipy.optimize import brentq
from scipy.special import ndtr

from forestall.core.errors import InputError

GRAVITY = 9.80665  # [m/s2]
WEBER = 12.0  # number at which the air breaks a drop  (Woodward 1998, p. 49)
SPREAD = 1.8  # geometric standard deviation of the drops  (Johnson and Woodward 1999)
JET_ANGLE = math.radians(4.46)  # half the opening angle of the jet  (Johnson and Woodward 1999, p. 63)


def drop_torn(surface_tension: float, gas_density: float, velocity: float) -> float:
    """Diameter of drops torn by the air [m]:  We sigma / rho u^2.

    Args:
        surface_tension: [N/m]
        gas_density: of the air around [kg/m3]
        velocity: of the jet [m/s]

    Source:
        Woodward (1998), Estimating the Flammable Mass of a Vapor Cloud, p. 49
    """
    return WEBER * surface_tension / (gas_density * velocity**2)


def drop_flashed(superheat: float) -> float:
    """Diameter of drops burst by flashing [m]:  0.03 / (10 + 4 dT); superheat above the boiling point [K].

    Source:
        Woodward (1998), eq. 4.30
    """
    return 0.03 / (10.0 + 4.0 * superheat)


def drag(reynolds: float) -> float:
    """Of a sphere:  0.4 + 24/Re + 6/(1 + sqrt(Re)), to Re 2e5.

    Source:
        White (1974), Viscous Fluid Flow, eq. 3-225
    """
    return 0.4 + 24.0 / reynolds + 6.0 / (1.0 + math.sqrt(reynolds))


def largest_airborne(velocity: float, liquid_density: float, gas_density: float, viscosity: float) -> float:
    """Diameter of drops that fall as fast as the jet spreads [m]; larger ones rain out.

    Args:
        velocity: of the jet [m/s]
        liquid_density, gas_density: of the drops and of the gas around them [kg/m3]
        viscosity: of the gas [Pa s]

    Raises:
        InputError: no drop of 1 um to 0.1 m falls that fast.

    Source:
        Johnson and Woodward (1999), RELEASE, p. 63
    """
    falls = velocity * math.tan(JET_ANGLE)

    def excess(diameter: float) -> float:
        reynolds = gas_density * falls * diameter / viscosity
        weight = (liquid_density - gas_density) * GRAVITY * diameter
        return float(weight - 0.75 * drag(reynolds) * gas_density * falls**2)

    if excess(1e-6) > 0 or excess(0.1) < 0:
        raise InputError(f"rain-out: a jet of {velocity:g} m/s: no drop of 1e-6..0.1 m falls as fast as it spreads")
    return float(brentq(excess, 1e-6, 0.1, xtol=1e-12))


def airborne_spray(drop: float, largest: float) -> float:
    """Share by mass of the spray that stays in the air; drops are log-normal by number around `drop` [m].

    Args:
        drop: median diameter [m]
        largest: diameter above which drops rain out [m]

    Source:
        Johnson and Woodward (1999), RELEASE, p. 58-60
    """
    s = math.log(SPREAD)
    return float(ndtr((math.log(largest / drop) - 3.0 * s * s) / s))
