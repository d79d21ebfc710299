"""A pool of liquid over time: it is fed, spreads, warms or cools, evaporates or boils. Not here: where it comes from.

    dm/dt = feed - E A,      m c dT/dt = A (sun + sky - glow + air + ground - L E) + feed c (T_feed - T)

Steps of one second. The area grows until a bund, a given area or a depth of 5 mm stops it, and never shrinks. A pool
that cools to where its properties end (it freezes) stays at that temperature; the heat of freezing is left out.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from forestall.core.errors import InputError
from forestall.science.chemical.evaporation import (
    GAS_CONSTANT,
    LIMIT,
    POWER,
    diffusivity,
    friction_velocity,
    saturated,
    transfer_coefficient,
    volatility,
)
from forestall.science.chemical.pool_heat import GROUNDS, GroundHeat, air_coefficient, glow, sky, sun
from forestall.science.chemical.pool_spread import SEED, next_radius
from forestall.science.chemical.substance import Substance

STEP = 1.0  # [s]
AMBIENT = 101_325.0  # [Pa]
NEEDED = ("vapour_pressure", "heat_of_vaporisation", "liquid_heat_capacity", "liquid_density")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Weather and ground."""

    wind: float
    """At 10 m [m/s]."""
    stability: str
    """Pasquill class, `A` to `F`."""
    air: float
    """Temperature [K]."""
    humidity: float
    """Relative, 0..1."""
    cloud: float
    """Share of the sky, 0..1."""
    sun: float = -1.0
    """Elevation of the sun [rad]; below 0: night."""
    ground: str = "concrete"
    """What the pool lies on, a key of `GROUNDS`."""
    pressure: float = AMBIENT
    """Of the air [Pa]."""


@dataclass(frozen=True, slots=True)
class Pool:
    """What became of it, second by second."""

    rate: tuple[float, ...]
    """Evaporation during each second [kg/s]."""
    temperature: tuple[float, ...]
    """After each second [K]."""
    area: tuple[float, ...]
    """After each second [m2]."""
    fed: float
    """Liquid that came in [kg]."""
    left: float
    """Liquid still there [kg]."""

    @property
    def evaporated(self) -> float:
        """[kg]"""
        return math.fsum(self.rate) * STEP

    @property
    def lasts(self) -> float:
        """Time from the start to the last second with evaporation [s]."""
        return STEP * max((place + 1 for place, one in enumerate(self.rate) if one > 0), default=0)

    def largest_mean(self, span: float = 60.0) -> float:
        """Largest evaporation averaged over spans of this length [s] one after another [kg/s]."""
        count = max(1, round(span / STEP))
        spans = (self.rate[start : start + count] for start in range(0, len(self.rate), count))
        return max((math.fsum(part) / count for part in spans), default=0.0)


def pool(
    substance: Substance,
    around: Surroundings,
    *,
    spilt: float = 0.0,
    feed: Callable[[float], float] | None = None,
    area: float | None = None,
    largest: float = math.inf,
    start: float | None = None,
    seconds: int = 3600,
) -> Pool:
    """Let a pool evaporate.

    Args:
        substance: what was spilt
        around: weather and ground
        spilt: liquid there at once [kg]
        feed: seconds since the start -> liquid that comes in [kg/s]
        area: of a pool that does not spread [m2]; None: it spreads
        largest: area at which a bund stops the spreading [m2]
        start: temperature of the liquid [K]; None: of the air; at most the boiling point
        seconds: how long to follow it

    Returns:
        The pool; fed = evaporated + left.

    Raises:
        InputError: a number is out of its range, or a property is missing at the temperature met.

    Source:
        NOAA (2013), ALOHA 5.4.4 Technical Documentation, NOS OR&R 43, sections 3.3 and 3.4.4
    """
    _check(around, spilt, area, largest)
    boiling = substance.number("boiling_point")
    first = min(around.air if start is None else start, boiling)
    earth = GroundHeat(GROUNDS[around.ground], around.air, STEP)
    run = _Run(substance, around, first, boiling, earth)
    if area is not None:
        run.cover(area)
    run.mass = spilt
    for second in range(seconds):
        run.advance(feed(second * STEP) if feed else 0.0, spreads=area is None, largest=largest)
    return Pool(tuple(run.rates), tuple(run.temperatures), tuple(run.areas), run.fed + spilt, run.mass)


def _check(around: Surroundings, spilt: float, area: float | None, largest: float) -> None:
    if around.ground not in GROUNDS:
        raise InputError(f"ground {around.ground!r} is not known; known are {', '.join(GROUNDS)}")
    if around.stability not in POWER:
        raise InputError(f"stability {around.stability!r}: expected one of {', '.join(POWER)}")
    if not (0 <= around.cloud <= 1 and 0 <= around.humidity <= 1):
        raise InputError(f"cloud {around.cloud:g}, humidity {around.humidity:g}: expected shares within 0..1")
    if around.wind <= 0 or spilt < 0 or (area is not None and area <= 0) or largest <= 0:
        raise InputError("pool: expected a wind and areas above 0 and a mass of at least 0")


class _Run:
    """The state of one run, and its step."""

    def __init__(
        self, substance: Substance, around: Surroundings, first: float, boiling: float, earth: GroundHeat
    ) -> None:
        self.substance, self.around, self.boiling, self.earth = substance, around, boiling, earth
        self.first = self.temperature = first
        self.molar_mass = substance.number("molar_mass")
        self.coldest = max(substance.curves[name].low for name in NEEDED if name in substance.curves)
        self.power = POWER[around.stability]
        self.friction = friction_velocity(around.wind, self.power)
        self.sky = sky(around.air, around.humidity, around.cloud) + sun(around.sun, around.cloud)
        self.mass = self.fed = self.area = self.transfer = 0.0
        self.rates: list[float] = []
        self.temperatures: list[float] = []
        self.areas: list[float] = []

    def cover(self, area: float) -> None:
        """Grow to this area [m2]."""
        self.earth.wet(area - self.area)
        self.area = area
        diameter = math.sqrt(4 * area / math.pi)
        self.transfer = transfer_coefficient(diameter, self.friction, self.power, self.molar_mass)

    def advance(self, feed: float, *, spreads: bool, largest: float) -> None:
        """Let one second pass."""
        self._mix(feed * STEP)
        if spreads and self.mass > 0:
            self._spread(largest)
        gone = 0.0
        if self.mass > 0 and self.area > 0:
            gone = self._evaporate()
        self.rates.append(gone / STEP)
        self.temperatures.append(self.temperature)
        self.areas.append(self.area)

    def _mix(self, came: float) -> None:
        if came > 0:
            self.temperature = (self.mass * self.temperature + came * self.first) / (self.mass + came)
            self.mass += came
            self.fed += came

    def _spread(self, largest: float) -> None:
        radius = math.sqrt(self.area / math.pi) if self.area else 0.0
        volume = self.mass / self.substance.at("liquid_density", self.temperature)
        limit = math.sqrt(largest / math.pi)
        grown = min(next_radius(radius or min(SEED, limit), volume, STEP), limit)
        if grown > radius:
            self.cover(math.pi * grown * grown)

    def _evaporate(self) -> float:
        """Evaporated in one second [kg]; the temperature moves, by an implicit step, which a thin pool needs."""
        t, one = self.temperature, self.substance
        pressure = one.at("vapour_pressure", t)
        heat_of_vaporisation = one.at("heat_of_vaporisation", t)
        factor = volatility(pressure, self.around.pressure)
        transfer = self.transfer * factor
        warmth = air_coefficient(transfer, self.friction, diffusivity(self.molar_mass))
        heat = self.sky + glow(t) + warmth * (self.around.air - t) + self.earth.flux(t)
        flux = saturated(pressure, self.molar_mass, t) * self.friction * transfer
        rise = flux * heat_of_vaporisation * self.molar_mass / (GAS_CONSTANT * t * t)
        if factor >= LIMIT or t >= self.boiling:
            flux, rise = max(flux, heat / heat_of_vaporisation), 0.0
        steep = heat_of_vaporisation * rise - 4 * glow(t) / t + warmth + self.earth.slope
        step = self.area * STEP
        holds = self.mass * one.at("liquid_heat_capacity", t) + steep * step
        after = t + (heat - heat_of_vaporisation * flux) * step / holds
        after = min(self.boiling, max(self.coldest, after))
        gone = min(max(0.0, flux + rise * (after - t)) * step, self.mass)
        self.temperature = after
        self.mass -= gone
        return gone
