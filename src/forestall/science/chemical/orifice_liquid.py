"""Liquid through a hole or a short pipe that does not flash on the way. Not here: flashing, how a tank drains."""

import math

GRAVITY = 9.80665  # [m/s2]
SHARP = 0.61  # discharge coefficient of a sharp-edged hole  (CCPS 1999, p. 27)


def head_pressure(density: float, head: float) -> float:
    """Pressure of a column of liquid [Pa]: rho g h; density [kg/m3], head [m]."""
    return density * GRAVITY * max(0.0, head)


def liquid_flow(coefficient: float, area: float, density: float, overpressure: float) -> float:
    """Mass flow [kg/s]:  Cd A sqrt(2 rho dp); 0 when nothing pushes.

    Args:
        coefficient: Cd, discharge coefficient
        area: of the hole [m2]
        density: of the liquid [kg/m3]
        overpressure: at the hole, head included, over the air outside [Pa]

    Source:
        Bernoulli; CCPS (1999), Guidelines for Consequence Analysis of Chemical Releases, eq. 2.17;
        CPR 14E (1997), Yellow Book, eq. 2.194
    """
    return coefficient * area * math.sqrt(2.0 * density * max(0.0, overpressure))


def piped_liquid_flow(
    coefficient: float, area: float, density: float, overpressure: float, friction: float, length: float
) -> float:
    """Mass flow through a pipe [kg/s]; the hole's, slowed by friction:  A sqrt(2 rho dp / (1/Cd^2 + f L/D)).

    Args:
        friction: f, Darcy's friction factor
        length: L, of the pipe [m]
        coefficient, area, density, overpressure: as for a hole; area is that of the pipe

    Source:
        Darcy and Weisbach; CPR 14E (1997), Yellow Book, eq. 2.201
    """
    diameter = math.sqrt(4 * area / math.pi)
    resistance = 1 / coefficient**2 + friction * length / diameter
    return area * math.sqrt(2.0 * density * max(0.0, overpressure) / resistance)
