"""Gas through a hole, choked or not. Not here: how the pressure behind it falls, long pipes, liquids.

    choked when  p_a/p <= (2/(g+1))^(g/(g-1)),      m = Cd A psi sqrt(g p rho (2/(g+1))^((g+1)/(g-1)))

`rho` may be that of a real gas, p M / Z R T.
"""

import math
from dataclasses import dataclass

from forestall.core.errors import InputError

GAS_CONSTANT = 8.314462618  # [J/mol K]


@dataclass(frozen=True, slots=True)
class GasJet:
    """Gas as it leaves a hole."""

    rate: float
    """[kg/s]"""
    choked: bool
    """It leaves at the speed of sound."""
    pressure: float
    """In the opening [Pa]."""
    temperature: float
    """In the opening [K]."""
    velocity: float
    """In the opening, mass flow over density and area [m/s]."""


def density(pressure: float, molar_mass: float, temperature: float, compressibility: float = 1.0) -> float:
    """Of a gas [kg/m3]:  p M / Z R T."""
    return pressure * molar_mass / (compressibility * GAS_CONSTANT * temperature)


def critical_ratio(gamma: float) -> float:
    """Pressure in a choking opening over that in the vessel."""
    return math.pow(2 / (gamma + 1), gamma / (gamma - 1))


def gas_flow(
    coefficient: float, area: float, pressure: float, rho: float, temperature: float, gamma: float, outside: float
) -> GasJet:
    """Isentropic flow of a gas through a hole.

    Args:
        coefficient: discharge coefficient
        area: of the hole [m2]
        pressure, rho, temperature: in the vessel [Pa], [kg/m3], [K]
        gamma: ratio of the heat capacities, above 1
        outside: pressure of the air [Pa]

    Returns:
        The jet; its rate is 0 when nothing pushes.

    Raises:
        InputError: gamma is not above 1, or pressure or density is not above 0.

    Source:
        CCPS (1999), eq. 2.22-2.24; CPR 14E (1997), Yellow Book, section 2.5.2.3; NOAA (2013), NOS OR&R 43, 3.4.6
    """
    if gamma <= 1 or pressure <= 0 or rho <= 0 or temperature <= 0:
        raise InputError(f"gas flow: gamma {gamma:g}, {pressure:g} Pa, {rho:g} kg/m3: expected gamma > 1, others > 0")
    inside = max(outside / pressure, 0.0)
    if inside >= 1:
        return GasJet(0.0, False, outside, temperature, 0.0)
    limit = critical_ratio(gamma)
    ratio = max(inside, limit)
    flux = math.sqrt(2 * pressure * rho * gamma / (gamma - 1) * (ratio ** (2 / gamma) - ratio ** ((gamma + 1) / gamma)))
    there = rho * ratio ** (1 / gamma)
    rate = coefficient * area * flux
    return GasJet(
        rate, inside <= limit, pressure * ratio, temperature * ratio ** ((gamma - 1) / gamma), rate / (there * area)
    )


def compressibility(
    pressure: float,
    temperature: float,
    critical_pressure: float,
    critical_temperature: float,
    acentric: float,
) -> float:
    """Z of a gas from its second virial coefficient; NaN where the pressure is too high for it (Pr/Tr > Vr ~ 2).

    Args:
        pressure, temperature: of the gas [Pa], [K]
        critical_pressure, critical_temperature: of the substance [Pa], [K]
        acentric: its acentric factor

    Source:
        Pitzer and Curl; Abbott, as in Smith, Van Ness and Abbott (2005), eq. 3.61-3.66
    """
    tr, pr = temperature / critical_temperature, pressure / critical_pressure
    b = 0.083 - 0.422 / tr**1.6 + acentric * (0.139 - 0.172 / tr**4.2)
    z = 1 + b * pr / tr
    return z if z > 0.5 else math.nan
