"""The surface layer of the shallow-layer model: from wind, class or Obukhov length to its profile.

Not here: the wind of the other models (`wind`, `similarity`).
"""

from dataclasses import dataclass
from math import e, exp, log, sqrt

from forestall.core.errors import InputError
from forestall.science.kernels.shallow_air import (
    ATMOSPHERE,
    DRY_AIR,
    DRY_HEAT,
    GAS_CONSTANT,
    STEAM_HEAT,
    WATER,
    WATER_A,
    WATER_B,
    Air,
    gradient,
    shape,
)
from forestall.science.kernels.shallow_mixing import KARMAN

LID = 130.0  # height of the mixing layer, 130 m 2^(7 - s), in class s (A 1 .. F 6); Ermak (1990), eq. 34
NEUTRAL = 4.0  # D
MIDDLE = 0.0111  # roughness above which the lengths follow other lines [m]; Golder (1972) as in Ermak (1990), fig. 8
LATERAL = 0.08  # entrainment from the sides over the wind, of 15 min; eq. 36a
SHORTEST, USUAL = 10.0, 900.0  # averaging times [s]; eq. 36a
AVERAGING_POWER = 0.2
REFERENCE_DRAG, REFERENCE_LENGTH = 0.086, 10.0  # of the stability of the sides; eq. 36a
TOP, GAUGE = 4.0, 2.0  # heights of its reference winds [m]; eq. 35a, 36a
REACH = 3.0  # least height at which the length is taken [m]


@dataclass(frozen=True, slots=True)
class Site:
    """Wind, air and ground."""

    wind: float
    """[m/s], above 0."""
    gauge: float
    """Height of the wind [m]."""
    temperature: float
    """[K]"""
    humidity: float
    """Relative, 0..1."""
    roughness: float
    """[m]"""
    stability: float | None = None
    """A 1 .. F 6; None: from the length."""
    inverse_length: float = 0.0
    """1/L [1/m], where no class is given."""
    pressure: float = ATMOSPHERE
    """[Pa]"""

    def __post_init__(self) -> None:
        if not (self.wind > 0 and self.gauge > self.roughness > 0 and self.temperature > 0 and self.pressure > 0):
            raise InputError(f"shallow layer: {self}: expected wind above 0 and a gauge above the roughness length")
        if not 0 <= self.humidity <= 1 or not (self.stability is None or 0.5 <= self.stability <= 7.5):
            raise InputError(f"shallow layer: {self}: expected humidity 0..1, stability 0.5..7.5 (A 1 .. F 6)")


def shallow_air(site: Site) -> Air:
    """The air of a site.

    Source:
        Ermak (1990), UCRL-MA-105607, section 2.5.1; Golder (1972), Boundary-Layer Met. 3, 47-58
    """
    inverse = site.inverse_length if site.stability is None else _inverse_of(site.stability, site.roughness)
    stability = _stability_of(inverse, site.roughness) if site.stability is None else site.stability
    off = stability - NEUTRAL
    damping = 1.0 + 0.8 * off if off >= 0 else exp(3.2 - 0.8 * stability)
    effective = inverse * (1.0 + max(site.gauge, REACH) / damping)
    water, molar_mass = _moisture(site)
    far, bend = 1.0, 0.0
    if effective < 0:
        far = (1.0 - 16.0 * damping * effective) ** -0.25
        bend = -8.0 * effective / (1.0 - far)
    air = Air(
        1.0,
        molar_mass * site.pressure / (GAS_CONSTANT * site.temperature),
        site.temperature,
        site.pressure,
        (1.0 - water) * DRY_HEAT + water * STEAM_HEAT,
        molar_mass,
        water,
        site.roughness,
        inverse,
        effective,
        damping,
        LID * 2.0 ** (3.0 - off),
        far,
        bend,
        0.0,
        0.0,
        0.0,
        1.0,
        1.0,
    )
    return _blown(air, site)


def _blown(air: Air, site: Site) -> Air:
    """With the layer by the ground, the friction velocity and the reference winds of eq. 32 to 36."""
    low = e * site.roughness
    value, steep = shape(low, air), gradient(low, air) * (1.0 - low / air.lid)
    air = air._replace(low=low, slope=(2.0 * value - steep) / low, curve=(steep - value) / low**2)
    friction = KARMAN * site.wind / shape(site.gauge, air)
    drag = KARMAN / shape(GAUGE, air)
    ratio = sqrt(drag / REFERENCE_DRAG) * REFERENCE_LENGTH * air.inverse_length
    stable = 1.0 - ratio if ratio < 0 else 1.0 / (1.0 + ratio)
    spread = LATERAL * (SHORTEST / USUAL) ** AVERAGING_POWER * stable
    return air._replace(friction_velocity=friction, reference=shape(TOP, air), spread=spread)


def _moisture(site: Site) -> tuple[float, float]:
    """Share of the mass that is water vapour, and molar mass of the air [kg/mol]."""
    moles = site.humidity * exp(WATER_A - WATER_B / site.temperature) * ATMOSPHERE / site.pressure
    molar_mass = (1.0 - moles) * DRY_AIR + moles * WATER
    return moles * WATER / molar_mass, molar_mass


def _lines(roughness: float) -> tuple[float, float, float]:
    """|1/L| [1/m] one, two and three classes from neutral.  Source: Golder (1972), as fitted in Ermak (1990)"""
    one = 0.0081 / roughness**0.3044
    if roughness > MIDDLE:
        return one, 0.0385 / roughness**0.1715, 0.0875 / roughness**0.1028
    two = one + 0.0137 / roughness**0.1715 + 0.0218
    return one, two, two + 0.0557


def _powers(roughness: float) -> tuple[float, float, float]:
    """|1/L| one class from neutral, and its powers up to two classes and far from it."""
    one, two, three = _lines(roughness)
    near, far = log(two / one) / log(2.0), log(three / one) / log(3.0)
    return one, near, 2.0 * far - near


def _inverse_of(stability: float, roughness: float) -> float:
    """1/L [1/m] of a class."""
    one, near, far = _powers(roughness)
    off = min(abs(stability - NEUTRAL), 3.5)
    power = near if off < 2.0 else far + (near - far) / (1.0 + (off - 2.0) ** 2)
    size = one * off**power if off > 0 else 0.0
    return size if stability >= NEUTRAL else -size


def _stability_of(inverse: float, roughness: float) -> float:
    """The class of a 1/L [1/m], by halving between neutral and 3.5 classes from it."""
    low, high = 0.0, 3.5
    for _ in range(60):
        middle = 0.5 * (low + high)
        if abs(_inverse_of(NEUTRAL + middle, roughness)) < abs(inverse):
            low = middle
        else:
            high = middle
    return NEUTRAL + high if inverse >= 0 else NEUTRAL - high
