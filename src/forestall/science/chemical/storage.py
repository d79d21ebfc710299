"""How a substance is held: as a gas, liquefied by pressure, or as a liquid. Not here: how it gets out."""

import math
from dataclasses import dataclass
from enum import StrEnum

from forestall.core.errors import InputError
from forestall.science.chemical.drain_down import saturated
from forestall.science.chemical.orifice_gas import compressibility, density
from forestall.science.chemical.substance import Substance
from forestall.science.chemical.vessel import Shape, Vessel

AMBIENT = 101_325.0  # [Pa]
FILLING = 0.8  # share of a vessel that is liquid, where nobody says; a usual greatest filling of liquefied gas
SLENDER = 3.0  # length of a lying vessel over its diameter, where nobody says
SAME = 0.02  # relative difference of two pressures that counts as none


class State(StrEnum):
    """Of what is held."""

    GAS = "gas"
    LIQUEFIED = "gas liquefied by pressure"
    LIQUID = "liquid"


@dataclass(frozen=True, slots=True)
class Storage:
    """A substance in its vessel."""

    substance: Substance
    state: State
    temperature: float
    """[K]"""
    pressure: float
    """Absolute [Pa]."""
    padding: float
    """Pressure above that of the saturated liquid [Pa]; 0 for a gas."""

    @property
    def density(self) -> float:
        """Of what is held [kg/m3]."""
        one = self.substance
        if self.state is State.GAS:
            return density(self.pressure, one.number("molar_mass"), self.temperature, gas_z(self))
        return one.at("liquid_density", self.temperature)


def storage(substance: Substance, t: float, pressure: float | None) -> Storage:
    """How a substance at a temperature and pressure is held.

    Args:
        substance: what
        t: temperature [K]
        pressure: absolute [Pa]; None: of the air, or of the vapour where that is higher

    Raises:
        InputError: a temperature or pressure not above 0 or below that of the air; above the critical temperature
            without a pressure.
    """
    if not (t > 0 and math.isfinite(t)):
        raise InputError(f"temperature: {t:g} K: expected above 0")
    if pressure is not None and not (math.isfinite(pressure) and pressure >= AMBIENT * (1 - SAME)):
        raise InputError(f"pressure: {pressure:g} Pa: expected absolute and at least that of the air, {AMBIENT:.0f} Pa")
    if t >= substance.number("critical_temperature"):
        return _permanent_gas(substance, t, pressure)
    vapour = substance.at("vapour_pressure", t) if t > substance.number("boiling_point") else 0.0
    if vapour > AMBIENT and pressure is not None and pressure < vapour * (1 - SAME):
        return Storage(substance, State.GAS, t, max(pressure, AMBIENT), 0.0)
    if vapour > AMBIENT:
        held = max(pressure or vapour, vapour)
        return Storage(substance, State.LIQUEFIED, t, held, held - vapour)
    held = max(pressure or AMBIENT, AMBIENT)
    return Storage(substance, State.LIQUID, t, held, held - AMBIENT)


def _permanent_gas(substance: Substance, t: float, pressure: float | None) -> Storage:
    if pressure is None:
        critical = substance.number("critical_temperature")
        raise InputError(
            f"{substance.name} at {t:.2f} K is above its critical temperature of {critical:.2f} K: it cannot be liquid "
            "and has no vapour pressure; give the pressure at which the gas is held"
        )
    return Storage(substance, State.GAS, t, max(pressure, AMBIENT), 0.0)


def gas_z(held: Storage) -> float:
    """Compressibility of a gas that is held; 1 where the virial equation ends."""
    one = held.substance
    critical = (one.number(name) for name in ("critical_pressure", "critical_temperature", "acentric_factor"))
    z = compressibility(held.pressure, held.temperature, *critical)
    return 1.0 if math.isnan(z) else z


def vessel_of(held: Storage, mass: float) -> Vessel:
    """A lying cylinder, three diameters long, that holds this mass [kg]: four fifths full of liquid, or full of gas.

    Raises:
        InputError: the mass is not above 0.
    """
    if not (mass > 0 and math.isfinite(mass)):
        raise InputError(f"inventory: {mass:g} kg: expected above 0")
    volume = mass / held.density
    if held.state is not State.GAS:
        volume = mass / (FILLING * held.density + (1 - FILLING) * _vapour_density(held))
    diameter = math.cbrt(4 * volume / (math.pi * SLENDER))
    return Vessel(Shape.LYING, diameter, SLENDER * diameter)


def _vapour_density(held: Storage) -> float:
    """Of the vapour above the liquid [kg/m3]; 0 where the discharge of a cold liquid does not count it."""
    return 1 / saturated(held.substance, held.temperature).vapour_volume if held.state is State.LIQUEFIED else 0.0


def boiling_properties(substance: Substance) -> tuple[float, float, float]:
    """Boiling point [K], heat of vaporisation there [J/kg], density of the liquid there [kg/m3].

    A property whose table ends before the boiling point (acetylene has no liquid there) is taken at its end.
    """
    boiling = substance.number("boiling_point")
    return (
        boiling,
        nearest_at(substance, "heat_of_vaporisation", boiling),
        nearest_at(substance, "liquid_density", boiling),
    )


def nearest_at(substance: Substance, name: str, t: float) -> float:
    """A property at t [K], or at the end of its range next to it."""
    curve = substance.curves.get(name)
    return substance.at(name, t if curve is None else min(max(t, curve.low), curve.high))


def vapour_flow_state(held: Storage) -> tuple[float, float]:
    """Pressure [Pa] and density [kg/m3] of the vapour above a liquefied gas."""
    state = saturated(held.substance, held.temperature)
    return state.pressure + held.padding, 1 / state.vapour_volume
