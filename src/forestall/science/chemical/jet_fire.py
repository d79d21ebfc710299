"""Flame of a gas jet: a tilted frustum by Chamberlain. Not here: hydrogen (`hydrogen_jet`), walls in the way."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from forestall.core.errors import InputError
from forestall.science.chemical.solid_flame import Panels, disc, frustum, join

GRAVITY = 9.81  # [m/s2]
GAS_CONSTANT = 8.314462618  # [J/(mol K)]
ATMOSPHERE = 101_325.0  # [Pa]


@dataclass(frozen=True, slots=True)
class Jet:
    """A gas jet expanded to the pressure of the air."""

    rate: float
    """[kg/s]"""
    velocity: float
    """[m/s]"""
    source: float
    """Diameter of a hole through which air would flow at the same rate and velocity [m]."""
    thinning: float
    """Square root of the density of air over that of the jet."""


@dataclass(frozen=True, slots=True)
class JetFlame:
    """A frustum whose axis leans from that of the hole."""

    length: float
    """From hole to tip [m]."""
    tilt: float
    """Between the axes of hole and flame [rad]."""
    lift: float
    """From hole to flame along the hole's axis [m]."""
    axis: float
    """Length of the frustum [m]."""
    widths: tuple[float, float]
    """Of base and tip [m]."""

    def panels(self) -> Panels:
        """The flame of an upward jet, leaning towards +x, lids included; the hole is the origin."""
        along = np.array([math.sin(self.tilt), 0.0, math.cos(self.tilt)])
        base = np.array([0.0, 0.0, self.lift])
        radii = self.widths[0] / 2, self.widths[1] / 2
        body = frustum(base, self.axis * along, radii)
        return join(body, disc(base, -along, radii[0]), disc(base + self.axis * along, along, radii[1]))

    @property
    def surface(self) -> float:
        """Mantle and both lids [m2] (Chamberlain 1987, section 4.2)."""
        one, two = self.widths
        slant = math.hypot(self.axis, (two - one) / 2)
        return math.pi / 4 * (one**2 + two**2) + math.pi / 2 * (one + two) * slant


def expanded(rate: float, hole: float, molar: float, gamma: float, temperature: float, air: float) -> Jet:
    """A choked or unchoked gas jet once it has the pressure of the air.

        choked:   Pc = 3.6713 (Q/d^2) sqrt(Tc / (g M)), Tc = 2 T / (1 + g)
                  Mj = sqrt(((g+1)(Pc/Po)^((g-1)/g) - 2) / (g-1))
        unchoked: Mj = sqrt((sqrt(1 + 2(g-1) F^2) - 1) / (g-1)),  F = 3.6233e-5 (Q/d^2) sqrt(T / (g M))

    Args:
        rate: Q [kg/s]
        hole: d, diameter [m]
        molar: M, molar mass [kg/mol]
        gamma: g, ratio of specific heats
        temperature: T, in the vessel [K]
        air: density of air [kg/m3]

    Raises:
        InputError: rate, hole or temperature is not above 0, or gamma not above 1.

    Source:
        Chamberlain (1987), Chem. Eng. Res. Des. 65, 299-309, section 3; CPR 14E (1997), 6.5.3.2
    """
    if not (rate > 0 and hole > 0 and temperature > 0 and gamma > 1):
        raise InputError(
            f"jet fire: rate {rate} kg/s, hole {hole} m, {temperature} K, gamma {gamma}: "
            "all must be above 0, gamma above 1"
        )
    throat = 2 * temperature / (1 + gamma)
    pressure = 3.6713 * rate / hole**2 * math.sqrt(throat / (gamma * molar))
    if pressure > ATMOSPHERE:
        mach2 = ((gamma + 1) * (pressure / ATMOSPHERE) ** ((gamma - 1) / gamma) - 2) / (gamma - 1)
    else:
        flow = 3.6233e-5 * rate / hole**2 * math.sqrt(temperature / (gamma * molar))
        mach2 = (math.sqrt(1 + 2 * (gamma - 1) * flow**2) - 1) / (gamma - 1)
    cold = 2 * temperature / (2 + (gamma - 1) * mach2)
    velocity = math.sqrt(mach2 * gamma * GAS_CONSTANT * cold / molar)
    return Jet(
        rate,
        velocity,
        math.sqrt(4 * rate / (math.pi * air * velocity)),
        math.sqrt(air / (ATMOSPHERE * molar / (GAS_CONSTANT * cold))),
    )


def stoichiometric_share(molar: float, oxygen: float) -> float:
    """Mass of fuel in a stoichiometric mixture with air, 0..1.

    Args:
        molar: molar mass of the fuel [kg/mol]
        oxygen: molecules of oxygen that burn one of fuel
    """
    return molar / (molar + oxygen * 0.02896 / 0.2095)


def still_length(jet: Jet, share: float) -> float:
    """Length [m] of the flame in still air: the root Y = L/Ds of  (2.85 / (Y W))^(2/3) = 0.2 + 0.024 xi(L).

    xi(L) = L (g / (Ds^2 u^2))^(1/3)

    Args:
        jet: expanded
        share: W, mass of fuel in a stoichiometric mixture

    Source:
        Kalghatgi (1984); Chamberlain (1987), section 4.1.1; CPR 14E (1997), eq. 6.46
    """
    buoyancy = math.cbrt(GRAVITY / (jet.source**2 * jet.velocity**2)) * jet.source

    def gap(ratio: float) -> float:
        return float((2.85 / (ratio * share)) ** (2 / 3) - 0.2 - 0.024 * buoyancy * ratio)

    return float(brentq(gap, 1e-3, 1e6)) * jet.source


def still_length_kalghatgi(jet: Jet, wind: float) -> float:
    """Length [m] in still air of a flame that is 105.4 Ds long in this wind [m/s], at least 2 m/s.

    Source:
        Kalghatgi (1983), Combust. Flame 52, 91-106; used by NOAA (2013), NOS OR&R 43, section 6.4.2
    """
    return 105.4 * jet.source / (0.51 * math.exp(-0.4 * wind) + 0.49)


def flame(jet: Jet, wind: float, still: float, *, two_phase: bool = False) -> JetFlame:
    """Shape of the flame of an upward jet in a horizontal wind.

        L = L0 (0.51 e^(-0.4 u) + 0.49);  R = u / uj;  xi = L0 (g / (Ds^2 uj^2))^(1/3)
        tilt [deg] = 8000 R / xi, above R = 0.05  (134 + 1726 sqrt(R - 0.026)) / xi
        lift = L sin(K t) / sin t,  K = 0.185 e^(-20 R) + 0.015
        base = Ds (13.5 e^(-6 R) + 1.5) (1 - (1 - sqrt(rho_air/rho_j)/15) e^(-70 xi(Ds)^(C R))),
               C = 1000 e^(-100 R) + 0.8
        tip = L (0.18 e^(-1.5 R) + 0.31) (1 - 0.47 e^(-25 R))

    Args:
        jet: expanded
        wind: u, at the flame [m/s], at least 0
        still: L0, length in still air [m]
        two_phase: droplets burn at the hole: lift is 0.015 L

    Source:
        Chamberlain (1987), Chem. Eng. Res. Des. 65, 299-309, section 4.1; two-phase: Cook et al. (1990)
    """
    length = still * (0.51 * math.exp(-0.4 * wind) + 0.49)
    R = wind / jet.velocity
    unit = math.cbrt(GRAVITY / (jet.source**2 * jet.velocity**2))
    tilt = math.radians((8000 * R if R <= 0.05 else 134 + 1726 * math.sqrt(R - 0.026)) / (still * unit))
    tilt = min(tilt, math.pi / 2)
    K = 0.015 if two_phase else 0.185 * math.exp(-20 * R) + 0.015
    lift = length * (math.sin(K * tilt) / math.sin(tilt) if tilt > 0 else K)
    axis = math.sqrt(length**2 - (lift * math.sin(tilt)) ** 2) - lift * math.cos(tilt)
    C = 1000 * math.exp(-100 * R) + 0.8
    narrowing = 1 - (1 - jet.thinning / 15) * math.exp(-70 * (unit * jet.source) ** (C * R))
    base = jet.source * (13.5 * math.exp(-6 * R) + 1.5) * narrowing
    tip = length * (0.18 * math.exp(-1.5 * R) + 0.31) * (1 - 0.47 * math.exp(-25 * R))
    return JetFlame(length, tilt, lift, axis, (base, tip))


def radiated_share(velocity: float, molar: float) -> float:
    """Share of the heat that the flame's surface radiates:  0.21 C e^(-0.00323 u) + 0.11.

    C is 1 up to 21 g/mol, sqrt(M / 21) up to 60 and 1.69 above.

    Args:
        velocity: u, of the expanded jet [m/s]
        molar: M, molar mass of the fuel [kg/mol]

    Source:
        Chamberlain (1987), section 4.2; Cook, Bahrami and Whitehouse (1990) for C
    """
    grams = molar * 1e3
    heavy = 1.0 if grams < 21 else math.sqrt(grams / 21) if grams <= 60 else 1.69
    return 0.21 * heavy * math.exp(-0.00323 * velocity) + 0.11
