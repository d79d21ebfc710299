"""Footprints of every branch a release can come to, in every kind of weather. Not here: the place, how often.

A `Spill` is a release as risk analysis sees it; its branches are those of `event_tree`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from forestall.core.errors import InputError
from forestall.science.chemical.cloud import FLAMMABLE, TOXIC, Cloud, disperse
from forestall.science.chemical.cloud_source import CloudSource, gas_of
from forestall.science.chemical.cloud_weather import Weather
from forestall.science.chemical.fireball import radiated_share
from forestall.science.chemical.flash import isentropic_flash_fraction
from forestall.science.chemical.pool_fire import FUELS, Fuel, burning_rate_large
from forestall.science.chemical.risk.blasts import explosion_footprint
from forestall.science.chemical.risk.event_tree import Branch
from forestall.science.chemical.risk.flames import (
    fireball_footprint,
    flash_fire_footprint,
    jet_fire_footprint,
    pool_fire_footprint,
)
from forestall.science.chemical.risk.footprint import Footprint
from forestall.science.chemical.risk.toxic import cloud_footprint
from forestall.science.chemical.substance import Substance

RELIEF = 1.21  # pressure at which a vessel bursts over that it was set to relieve at; CPR 18E (1999), 4.6.3
SOOTY = 2.0  # extinction coefficient of a liquid without one of its own [1/m]: at the wide end of Babrauskas (1983)
AMBIENT = 288.15  # temperature of liquids in pools [K]
FARTHEST = 20_000.0  # distance to which clouds are followed [m]
FUEL_NAMES = {"petrol": "gasoline", "methane": "lng", "propane": "lpg", "isobutane": "butane"}


@dataclass(frozen=True, slots=True)
class Spill:
    """A loss of containment, as it enters the air."""

    substance: Substance
    mass: float
    """All that can get out [kg], above 0."""
    rate: float
    """Into the air, or out of the vessel for a liquid that burns [kg/s]; not used when the cloud forms at once."""
    duration: float
    """[s]; 0: the cloud forms at once."""
    burst: bool
    """Whether the vessel bursts, so that a fireball can follow; else a jet."""
    height: float
    """Of the opening [m]."""
    temperature: float
    """In the vessel [K]."""
    pressure: float | None
    """In the vessel [Pa]; None: that of the saturated vapour."""
    pool: float | None = None
    """Diameter of the pool a liquid forms [m]; None: as large as it burns away what flows."""
    rained: float = 0.0
    """Share of the mass that falls to the ground and is left out of the cloud, 0..1."""

    @property
    def pressurised(self) -> bool:
        """Whether it is a gas, or a liquid above its boiling point."""
        return self.temperature > self.substance.number("boiling_point")

    @property
    def airborne(self) -> float:
        """What enters the air [kg]."""
        flown = self.mass if self.duration == 0.0 else min(self.mass, self.rate * self.duration)
        return (1.0 - self.rained) * flown


def nearest(one: Substance, name: str, t: float) -> float:
    """A property at a temperature [K], or at the nearest one it is known for.

    Raises:
        InputError: the tables do not have it.
    """
    curve = one.curves.get(name)
    return one.at(name, t if curve is None else min(max(t, curve.low), curve.high))


def source_of(spill: Spill) -> CloudSource:
    """The source of its cloud: vapour and spray at the boiling point, or the gas or vapour as it is.

    Source:
        CPR 14E (1997), Yellow Book, eq. 2.115 for the share that flashes; the rest of what does not rain is spray
    """
    one, boiling = spill.substance, spill.substance.number("boiling_point")
    liquefied = spill.pressurised and spill.temperature < one.number("critical_temperature")
    if not liquefied:
        return CloudSource(gas_of(one, spill.temperature), spill.airborne, spill.duration, spill.temperature)
    heat, middle = nearest(one, "heat_of_vaporisation", boiling), (spill.temperature + boiling) / 2
    flashed = isentropic_flash_fraction(spill.temperature, boiling, nearest(one, "liquid_heat_capacity", middle), heat)
    droplets = max(0.0, 1.0 - flashed / (1.0 - spill.rained))
    return CloudSource(gas_of(one), spill.airborne, spill.duration, boiling, droplets, height=spill.height)


def footprints(
    spill: Spill, branch: Branch, airs: Sequence[Weather], *, strength: float = 1.0
) -> tuple[Footprint | None, ...]:
    """Where a branch kills, in each weather; None where nobody dies.

    Args:
        spill: the loss of containment
        branch: what it comes to
        airs: kinds of weather
        strength: factor on concentrations and on what burns, for uncertainty

    Raises:
        InputError: the tables lack a property the branch needs.
    """
    if branch is Branch.NONE:
        return (None,) * len(airs)
    if branch is Branch.FIREBALL:
        return (_fireball(spill, strength),) * len(airs)
    if branch is Branch.JET_FIRE:
        burning = jet_fire_footprint(strength * spill.rate, spill.substance.number("heat_of_combustion"))
        return (burning,) * len(airs)
    return tuple(_windborne(spill, branch, air, strength) for air in airs)


def _windborne(spill: Spill, branch: Branch, air: Weather, strength: float) -> Footprint | None:
    """Of a branch that depends on the wind."""
    one = spill.substance
    if branch is Branch.POOL_FIRE:
        return pool_fire_footprint(fuel_of(one), pool_diameter(spill) * strength**0.5, air.wind)
    if branch is Branch.TOXIC:
        if one.probit is None:
            raise InputError(f"{one.name}: no probit is known, so that its toxic risk cannot be computed")
        return cloud_footprint(cloud_of(spill, air, TOXIC), one.probit, strength=strength)
    cloud = cloud_of(spill, air, FLAMMABLE)
    lean, rich = one.number("lower_flammable_limit"), one.number("upper_flammable_limit")
    if branch is Branch.FLASH_FIRE:
        return flash_fire_footprint(cloud, lean / strength)
    part = cloud.flammable(lean / strength, rich)
    if not part.mass > 0:
        return None
    return explosion_footprint(part.mass * strength, one.number("heat_of_combustion"), part.centre)


def cloud_of(spill: Spill, air: Weather, averaging: float) -> Cloud:
    """The cloud of a spill, averaged over a time [s]."""
    return disperse(source_of(spill), air, averaging=averaging, farthest=FARTHEST)


def _fireball(spill: Spill, strength: float) -> Footprint | None:
    """Of the whole mass, radiating as its vapour pressure at bursting asks."""
    one = spill.substance
    pressure = nearest(one, "vapour_pressure", spill.temperature) if spill.pressure is None else spill.pressure
    return fireball_footprint(
        spill.mass * strength, one.number("heat_of_combustion"), min(0.4, radiated_share(RELIEF * pressure))
    )


@cache
def _fuel(name: str) -> Fuel | None:
    return FUELS.get(FUEL_NAMES.get(name, name))


def fuel_of(one: Substance) -> Fuel:
    """How a liquid burns in a pool: Babrauskas' numbers, or those of Burgess for one he does not list."""
    known = _fuel(one.name)
    if known is not None:
        return known
    boiling, heat = one.number("boiling_point"), one.number("heat_of_combustion")
    warmth, vapour = nearest(one, "liquid_heat_capacity", AMBIENT), nearest(one, "heat_of_vaporisation", boiling)
    rate = burning_rate_large(heat, vapour, warmth, boiling, AMBIENT)
    return Fuel(rate, SOOTY, heat)


def pool_diameter(spill: Spill) -> float:
    """Diameter of the burning pool [m]: the one given, or that which burns as much as flows out.

    Raises:
        InputError: the vessel bursts and no pool is given.
    """
    if spill.pool is not None:
        return spill.pool
    if spill.burst:
        raise InputError(f"{spill.substance.name}: the pool of a vessel that bursts needs a diameter")
    return float((4 * spill.rate / (math.pi * fuel_of(spill.substance).limit)) ** 0.5)
