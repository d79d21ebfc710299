"""What enters the air, as a source term hands it to dispersion. Not here: how much leaks, rains out or boils off."""

from dataclasses import dataclass
from enum import StrEnum

from forestall.core.errors import InputError
from forestall.science.chemical.cloud_weather import GAS_CONSTANT, Weather
from forestall.science.chemical.substance import Substance

MINUTE = 60.0  # time over which the largest rate of a changing source is averaged [s]; NOS OR&R 43, section 3.1


class Form(StrEnum):
    """How it enters the air."""

    GROUND = "ground"
    """From a small opening or a burst, with no speed of its own."""
    POOL = "pool"
    """From the surface of a liquid."""
    JET = "jet"
    """Blown level and downwind."""
    STACK = "stack"
    """Blown upwards."""


@dataclass(frozen=True, slots=True)
class Gas:
    """What dispersion asks of a substance."""

    name: str
    molar_mass: float
    """[kg/mol]"""
    heat: float
    """Specific heat of the gas at constant pressure [J/(kg K)]."""
    latent: float
    """Heat of vaporisation [J/kg]."""
    boiling: float
    """Boiling point at 1 atm [K]."""
    liquid_density: float
    """[kg/m3]"""
    liquid_heat: float
    """Specific heat of the liquid [J/(kg K)]."""

    def density(self, weather: Weather) -> float:
        """Of the pure gas at the temperature and pressure of the air [kg/m3]; ideal."""
        return weather.pressure * self.molar_mass / (GAS_CONSTANT * weather.temperature)


def gas_of(one: Substance, temperature: float | None = None) -> Gas:
    """The properties of a substance from the tables, each at this temperature [K] or the nearest it is known for.

    Args:
        one: the substance
        temperature: of the gas; None: the boiling point
    """
    boiling = one.number("boiling_point")
    t = boiling if temperature is None else temperature

    def at(name: str, where: float) -> float:
        curve = one.curves.get(name)
        return one.at(name, where if curve is None else min(max(where, curve.low), curve.high))

    return Gas(
        one.name,
        one.number("molar_mass"),
        at("vapour_heat_capacity", t),
        at("heat_of_vaporisation", boiling),
        boiling,
        at("liquid_density", boiling),
        at("liquid_heat_capacity", boiling),
    )


@dataclass(frozen=True, slots=True)
class CloudSource:
    """A release into the air."""

    gas: Gas
    mass: float
    """All that becomes airborne [kg], above 0."""
    duration: float
    """[s]; 0: at once."""
    temperature: float
    """Of what enters the air [K]."""
    droplets: float = 0.0
    """Share of the mass that is liquid and stays in the air, 0..1."""
    area: float = 0.0
    """Of the pool or opening [m2]; 0: small."""
    height: float = 0.0
    """Above ground [m]."""
    form: Form = Form.GROUND
    history: tuple[tuple[float, float], ...] = ()
    """Length [s] and rate [kg/s] of each step of a rate that changes; `mass` and `duration` are then its totals."""

    def __post_init__(self) -> None:
        if not (self.mass > 0 and self.duration >= 0 and self.temperature > 0 and 0 <= self.droplets <= 1):
            raise InputError(
                f"source: mass {self.mass} kg, duration {self.duration} s, temperature {self.temperature} K, "
                f"droplets {self.droplets}: expected above 0, at least 0, above 0, 0..1"
            )
        if not (self.area >= 0 and self.height >= 0):
            raise InputError(f"source: area {self.area} m2, height {self.height} m: expected at least 0")
        if any(not length > 0 or not rate >= 0 for length, rate in self.history):
            raise InputError("source: history: expected steps longer than 0 s with rates of at least 0 kg/s")

    @property
    def at_once(self) -> bool:
        """Whether all of it enters in no time."""
        return self.duration == 0.0

    @property
    def steps(self) -> tuple[tuple[float, float], ...]:
        """Length [s] and rate [kg/s] of each step; empty where all enters at once."""
        if self.history or self.at_once:
            return self.history
        return ((self.duration, self.mass / self.duration),)

    @property
    def rate(self) -> float:
        """The largest rate averaged over a minute [kg/s]; 0 where all enters at once."""
        if self.at_once:
            return 0.0
        edges, total = [0.0], [0.0]
        for length, rate in self.steps:
            edges.append(edges[-1] + length)
            total.append(total[-1] + length * rate)
        window = min(MINUTE, edges[-1])
        starts = sorted({e for e in edges if e + window <= edges[-1]} | {e - window for e in edges if e >= window})
        return max((_until(s + window, edges, total) - _until(s, edges, total)) / window for s in starts)


def _until(t: float, edges: list[float], total: list[float]) -> float:
    """Mass that has entered by t [kg]."""
    for i in range(1, len(edges)):
        if t <= edges[i]:
            return total[i - 1] + (total[i] - total[i - 1]) * (t - edges[i - 1]) / (edges[i] - edges[i - 1])
    return total[-1]


def changing(
    gas: Gas, history: tuple[tuple[float, float], ...], temperature: float, *, droplets: float = 0.0, area: float = 0.0
) -> CloudSource:
    """A source whose rate changes: steps of length [s] and rate [kg/s]; `CloudSource` for the rest."""
    mass = sum(length * rate for length, rate in history)
    duration = sum(length for length, _ in history)
    return CloudSource(gas, mass, duration, temperature, droplets, area, history=history)
