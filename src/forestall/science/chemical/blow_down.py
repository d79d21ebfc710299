"""A vessel of gas that empties through a hole. Not here: liquids, long pipes, the jet."""

import math

from forestall.core.errors import InputError
from forestall.science.chemical.discharge import Discharge
from forestall.science.chemical.orifice_gas import density, gas_flow
from forestall.science.chemical.orifice_liquid import SHARP


def blow_down(
    volume: float,
    pressure: float,
    t: float,
    area: float,
    molar_mass: float,
    gamma: float,
    *,
    compressibility: float = 1.0,
    exponent: float | None = None,
    outside: float = 101_325.0,
    coefficient: float = SHARP,
    seconds: int = 3600,
) -> Discharge:
    """Gas leaves until the pressure is that of the air:  p = p0 (m/m0)^k, T = T0 (m/m0)^(k-1).

    Args:
        volume: of the vessel [m3]
        pressure, t: at the start [Pa], [K]
        area: of the hole [m2]
        molar_mass: [kg/mol]
        gamma: ratio of the heat capacities
        compressibility: Z, held
        exponent: k, from 1 (walls keep it warm) to gamma (they give no heat); None: the middle of the two
        outside: pressure of the air [Pa]
        coefficient: discharge coefficient
        seconds: how long to follow it

    Returns:
        The discharge; inventory = released + left.

    Raises:
        InputError: volume, pressure, temperature or area is not above 0.

    Source:
        CPR 14E (1997), Yellow Book, section 2.5.2.2; NOAA (2013), NOS OR&R 43, section 3.4.6
    """
    if min(volume, pressure, t, area) <= 0 or not compressibility > 0:
        raise InputError("blow-down: expected volume, pressure, temperature, area and compressibility above 0")
    k = (1 + gamma) / 2 if exponent is None else exponent
    mass = inventory = density(pressure, molar_mass, t, compressibility) * volume
    end = inventory * min(1.0, outside / pressure) ** (1 / k)
    rates = []
    for _ in range(seconds):
        share = mass / inventory
        now = gas_flow(coefficient, area, pressure * share**k, mass / volume, t * share ** (k - 1), gamma, outside)
        rate = min(now.rate, mass - end) if mass > end else 0.0
        rates.append(rate)
        mass -= rate
        if rate <= 0:
            break
    return Discharge(1.0, tuple(rates), inventory, mass)


def pipeline_rate(
    seconds: float, first: float, inventory: float, length: float, sound: float, gamma: float, friction: float, d: float
) -> float:
    """Flow out of one end of a long gas pipe broken right across [kg/s]; Wilson's double exponential.

        q = q0 / (1 + a) (exp(-t / a^2 b) + a exp(-t / b)),   a = M / b q0,   b = 0.67 sqrt(gamma f L / D) L / u

    Its integral over all time is M.

    Args:
        seconds: t since the break
        first: q0, choked flow through the open end at the pressure before the break [kg/s]
        inventory: M, gas in the pipe [kg]
        length, d: of the pipe, its bore [m]
        sound: u, speed of sound in the gas [m/s]
        gamma: ratio of the heat capacities
        friction: Darcy's factor

    Source:
        Bell (1978) and Wilson (1979), as in NOAA (2013), section 3.4.7, and CPR 14E (1997), Yellow Book, 2.5.2.5
    """
    b = 0.67 * math.sqrt(gamma * friction * length / d) * length / sound
    a = inventory / (b * first)
    return first / (1 + a) * (a * math.exp(-seconds / b) + math.exp(-seconds / (a * a * b)))
