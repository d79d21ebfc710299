"""How far a stack's plume rises (Briggs) and what the stack's own wake takes away (stack-tip downwash)."""

from dataclasses import dataclass
from math import cbrt, inf, pi, sin, sqrt

from forestall.core.errors import InputError

GRAVITY = 9.80616  # [m/s2], as in ISC3
LAPSE = {"E": 0.020, "F": 0.035}  # potential temperature gradient [K/m]; EPA-454/B-95-003b, section 1.1.4.2
CROSSOVER = 55.0  # buoyancy flux between the two fits of the distance to final rise [m4/s3]
SPREADING = 3.5  # rise over the sigma it causes; Pasquill (1976), EPA-454/B-95-003b, eq. 1-42


@dataclass(frozen=True, slots=True)
class Stack:
    """A vertical release of gas."""

    diameter: float
    """[m]"""
    velocity: float
    """Upward speed of the gas [m/s]."""
    temperature: float
    """Of the gas [K]."""


@dataclass(frozen=True, slots=True)
class Rise:
    """The rise of a plume: final, where it is final, and what governs it on the way."""

    final: float
    """[m]"""
    distance: float
    """Distance downwind from which the rise is final [m]."""
    buoyancy: float
    """F_b where buoyancy governs, else 0 [m4/s3]."""
    momentum: float
    """F_m where momentum governs, else 0 [m4/s2]."""
    entrainment: float
    """beta of a momentum plume."""
    stability: float
    """s in stable air, else 0 [1/s2]."""
    wind: float
    """[m/s]"""

    def at(self, x: float) -> float:
        """Rise [m] at x downwind [m].

        Source:
            EPA (1995), EPA-454/B-95-003b, eq. 1-23 to 1-27 (Briggs 1975)
        """
        if x >= self.distance:
            return self.final
        if self.buoyancy > 0:
            return min(1.60 * cbrt(self.buoyancy * x * x / self.wind**3), self.final)
        if self.stability > 0:
            root = sqrt(self.stability)
            swing = sin(root * x / self.wind)
            return min(cbrt(3 * self.momentum * swing / (self.entrainment**2 * self.wind * root)), self.final)
        return min(cbrt(3 * self.momentum * x / (self.entrainment * self.wind) ** 2), self.final)


def buoyancy_flux(stack: Stack, air: float) -> float:
    """F_b = g v d^2 (T_s - T_a) / (4 T_s) [m4/s3]; air temperature [K].  Source: EPA-454/B-95-003b, eq. 1-8"""
    return GRAVITY * stack.velocity * stack.diameter**2 * (stack.temperature - air) / (4 * stack.temperature)


def momentum_flux(stack: Stack, air: float) -> float:
    """F_m = v^2 d^2 T_a / (4 T_s) [m4/s2]; air temperature [K].  Source: EPA-454/B-95-003b, eq. 1-9"""
    return (stack.velocity * stack.diameter) ** 2 * air / (4 * stack.temperature)


def plume_rise(stack: Stack, *, wind: float, air: float, stability: str) -> Rise:
    """The rise of a stack's plume.

    Args:
        stack: the release
        wind: speed at the top of the stack [m/s], above 0
        air: temperature of the air [K]
        stability: Pasquill class, `A` to `F`

    Returns:
        The rise.

    Raises:
        InputError: no wind (the formulae bend a plume over) or no gas flowing.

    Source:
        Briggs (1969), Plume Rise; Briggs (1975); EPA (1995), EPA-454/B-95-003b, section 1.1.4
    """
    if not wind > 0:
        raise InputError(f"plume rise: wind is {wind} m/s, must be above 0")
    if not stack.velocity > 0 or not stack.diameter > 0:
        raise InputError(f"plume rise: velocity {stack.velocity} m/s, diameter {stack.diameter} m: must be above 0")
    return _stable(stack, wind, air, LAPSE[stability]) if stability in LAPSE else _neutral(stack, wind, air)


def buoyant_stable(buoyancy: float, *, wind: float, air: float, lapse: float) -> Rise:
    """Rise of a buoyant plume in stable air.

        dh = min(2.6 (F_b / (u s))^(1/3), 4 F_b^(1/4) s^(-3/8)),   x_f = 2.0715 u / sqrt(s),   s = g lapse / T_a

    Args:
        buoyancy: F_b [m4/s3]
        wind: u [m/s]
        air: T_a [K]
        lapse: gradient of potential temperature [K/m]

    Source:
        EPA (1995), EPA-454/B-95-003b, eq. 1-15, 1-18, 1-19
    """
    s = GRAVITY / air * lapse
    final = min(2.6 * (buoyancy / (wind * s)) ** (1 / 3), 4.0 * buoyancy**0.25 / s**0.375)
    return Rise(final, 2.0715 * wind / sqrt(s), buoyancy, 0.0, 0.0, s, wind)


def _stable(stack: Stack, wind: float, air: float, lapse: float) -> Rise:
    s = GRAVITY / air * lapse
    if stack.temperature - air > 0.019582 * stack.temperature * stack.velocity * sqrt(s):
        return buoyant_stable(buoyancy_flux(stack, air), wind=wind, air=air, lapse=lapse)
    momentum = momentum_flux(stack, air)
    jet = 3.0 * stack.diameter * stack.velocity / wind
    final = min(1.5 * (momentum / (wind * sqrt(s))) ** (1 / 3), jet)
    return Rise(final, pi / 2 * wind / sqrt(s), 0.0, momentum, 1 / 3 + wind / stack.velocity, s, wind)


def _neutral(stack: Stack, wind: float, air: float) -> Rise:
    buoyancy = buoyancy_flux(stack, air)
    small = buoyancy < CROSSOVER
    v, d = stack.velocity, stack.diameter
    crossover = 0.0297 * (v / d**2) ** (1 / 3) if small else 0.00575 * (v**2 / d) ** (1 / 3)
    if stack.temperature - air > crossover * stack.temperature:
        final = (21.425 * buoyancy**0.75 if small else 38.71 * buoyancy**0.6) / wind
        return Rise(final, _final_distance(buoyancy), buoyancy, 0.0, 0.0, 0.0, wind)
    distance = _final_distance(buoyancy) if buoyancy > 0 else 4.0 * d * (v + 3.0 * wind) ** 2 / (v * wind)
    return Rise(3.0 * d * v / wind, distance, 0.0, momentum_flux(stack, air), 1 / 3 + wind / v, 0.0, wind)


def _final_distance(buoyancy: float) -> float:
    """x_f [m].  Source: EPA-454/B-95-003b, section 1.1.4.1"""
    return float(49.0 * buoyancy**0.625 if buoyancy < CROSSOVER else 119.0 * buoyancy**0.4)


def downwash(height: float, stack: Stack, wind: float) -> float:
    """Height of release [m] after stack-tip downwash: h + 2 d (v/u - 1.5) where the gas leaves slower than 1.5 u.

    Source:
        Briggs (1973), ATDL 79; EPA (1995), EPA-454/B-95-003b, eq. 1-7
    """
    ratio = stack.velocity / wind if wind > 0 else inf
    return height + min(0.0, 2.0 * stack.diameter * (ratio - 1.5))


def risen_sigma(sigma: float, rise: float) -> float:
    """sigma [m] of a plume that has risen: sqrt(sigma^2 + (dh / 3.5)^2).

    Source:
        Pasquill (1976); EPA (1995), EPA-454/B-95-003b, eq. 1-42, 1-43
    """
    return sqrt(sigma**2 + (rise / SPREADING) ** 2)
