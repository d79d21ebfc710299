"""How much heat a fire sends how far: pool, jet and fireball, each with the numbers it rests on.

Each is a function of the distance on the ground downwind of the source, for a target that turns to see most. Not here:
what the heat does to people, how large the pool is.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.model.derivation import Derivation
from forestall.science.chemical import fireball, jet_fire, pool_fire, two_zone_fire
from forestall.science.chemical.solid_flame import Panels, frustum, view_vector
from forestall.science.chemical.storage import nearest_at
from forestall.science.chemical.substance import Substance
from forestall.science.chemical.transmissivity import wayne
from forestall.science.chemical.view_factor import sphere
from forestall.science.chemical.wind import wind_at

Floats = NDArray[np.float64]

EXPOSURE = 20.0  # longest exposure to heat: people take cover or flee [s]  (CPR 18E, 1999, Purple Book, section 5.4)
AIR_VISCOSITY = 1.5e-5  # kinematic [m2/s]
HEAT_OF_OXYGEN = 13.1e6  # heat a fire gives for each kilogram of oxygen [J/kg]  (Huggett 1980, Fire Mater. 4, 61-65)
OXYGEN_MOLAR = 0.032  # [kg/mol]
OUT_OF = 20_000.0  # distance to which heat is looked for [m]


@dataclass(frozen=True, slots=True)
class Air:
    """Around the fire."""

    wind: float
    """At 10 m [m/s]."""
    stability: str
    """Pasquill class."""
    temperature: float
    """[K]"""
    humidity: float
    """Relative, 0..1."""
    roughness: float
    """[m]"""

    @property
    def density(self) -> float:
        """[kg/m3]"""
        return 101_325.0 * 28.96e-3 / (8.314462618 * self.temperature)


@dataclass(frozen=True, slots=True)
class Fire:
    """A fire and its heat."""

    name: str
    near: float
    """Nearest distance that is outside the flame [m]."""
    seconds: float
    """How long people are exposed [s]."""
    flux: Callable[[float], float]
    """Distance downwind of the source [m] -> radiation received [W/m2]."""
    numbers: tuple[Derivation, ...]
    length: float = 0.0
    """Of a flame that might lie level instead of standing [m]; 0: it stands."""

    def reach(self, level: float) -> float:
        """Farthest distance at which the radiation still is `level` [W/m2]: [m]; 0 where it is nowhere."""
        x = np.geomspace(self.near, OUT_OF, 60)
        above = [i for i, one in enumerate(x) if self.flux(float(one)) >= level]
        if not above:
            return 0.0
        low, high = float(x[above[-1]]), float(x[min(above[-1] + 1, x.size - 1)])
        for _ in range(30):
            middle = (low + high) / 2
            low, high = (middle, high) if self.flux(middle) >= level else (low, middle)
        return low


def pool(one: Substance, area: float, air: Air) -> Fire:
    """A burning pool of this area [m2]: a leaning cylinder, in two zones where the fuel's formula is known.

    Raises:
        InputError: the heat of combustion or the heat of vaporisation is not known.
    """
    diameter, heat = math.sqrt(4 * area / math.pi), one.number("heat_of_combustion")
    rate, of_rate = _burning(one, diameter, heat, air)
    length = pool_fire.flame_length(rate, diameter, air.density, air.wind)
    tilt = pool_fire.tilt_of(pool_fire.tilt_parameter(air.wind, diameter, AIR_VISCOSITY)) if air.wind > 0 else 0.0
    shape = (
        Derivation("diameter of the burning pool", diameter, "m", "D = sqrt(4 A / pi)", "area of the pool"),
        of_rate,
        Derivation("length of the flame", length, "m", "L/D = 55 (m/(rho sqrt(g D)))^0.67 u*^-0.21", "Thomas (1963)"),
        Derivation("tilt", math.degrees(tilt), "deg", "tan t/cos t = 0.666 Fr^0.333 Re^0.117", "CPR 14E (1997), 6.12"),
    )
    if one.name in two_zone_fire.CARBON and one.name != "methane":
        flame = _two_zone(one, rate, (diameter, length, tilt), air)
        return Fire(
            "pool fire", diameter / 2 * 1.05, EXPOSURE, _through(flame.seen, diameter, air), (*shape, *_zones(flame))
        )
    lng = one.name == "methane"
    power = pool_fire.emissive_power_lng(diameter) if lng else pool_fire.emissive_power_sooty(diameter)
    axis = length * np.array([math.sin(tilt), 0.0, math.cos(tilt)])
    panels = frustum(np.zeros(3), axis, (diameter / 2, diameter / 2), level=True)
    equation = "265 (1 - e^(-0.149 D)) kW/m2" if lng else "140 e^(-0.12 D) + 20 (1 - e^(-0.12 D)) kW/m2"
    source = "Rew et al. (1997), table 2" if lng else "Mudan and Croce (1988)"
    bright = Derivation("emissive power of the flame", power / 1e3, "kW/m2", equation, source)
    return Fire(
        "pool fire", diameter / 2 * 1.05, EXPOSURE, _through(_seen(panels, power), diameter, air), (*shape, bright)
    )


def _burning(one: Substance, diameter: float, heat: float, air: Air) -> tuple[float, Derivation]:
    fuel = pool_fire.FUELS.get("lng" if one.name == "methane" else one.name)
    if fuel is not None:
        rate = pool_fire.burning_rate(fuel, diameter)
        return rate, Derivation(
            "burning rate", rate, "kg/m2 s", "m = m_inf (1 - e^(-k D))", "Babrauskas (1983), table 3"
        )
    boiling = one.number("boiling_point")
    rate = pool_fire.burning_rate_large(
        heat,
        nearest_at(one, "heat_of_vaporisation", boiling),
        nearest_at(one, "liquid_heat_capacity", (air.temperature + boiling) / 2),
        boiling,
        air.temperature,
    )
    return rate, Derivation("burning rate", rate, "kg/m2 s", "0.001 H / (L + c (Tb - T))", "CPR 14E (1997), eq. 6.68")


def _two_zone(one: Substance, rate: float, shape: tuple[float, float, float], air: Air) -> two_zone_fire.TwoZone:
    diameter, length, tilt = shape
    clear = two_zone_fire.clear_length(rate, diameter, air.density, air.wind, two_zone_fire.CARBON[one.name])
    return two_zone_fire.two_zone(diameter, length, clear, tilt)


def _zones(flame: two_zone_fire.TwoZone) -> tuple[Derivation, ...]:
    equation = "L_c/D = 11.404 m*^1.13 u*^0.179 (C/H)^-2.49"
    source = "Pritchard and Binding (1992); Rew and Hulbert (1996)"
    return (
        Derivation("length of the clear part", flame.clear, "m", equation, source, "coefficients cited from memory"),
        Derivation("emissive power, clear part", flame.bright / 1e3, "kW/m2", "140 kW/m2", "Mudan and Croce (1988)"),
        Derivation(
            "emissive power, smoky part", flame.dim / 1e3, "kW/m2", "0.2 E + 0.8 x 20 kW/m2", "CPR 14E (1997), eq. 6.20"
        ),
    )


def _through(seen: Callable[[Floats], float], diameter: float, air: Air) -> Callable[[float], float]:
    def flux(x: float) -> float:
        path = max(x - diameter / 2, 0.0)
        return seen(np.array([x, 0.0, 0.0])) * float(wayne(path, air.humidity, air.temperature))

    return flux


def _seen(panels: Panels, power: float) -> Callable[[Floats], float]:
    return lambda target: power * float(np.linalg.norm(view_vector(panels, target)))


def jet(one: Substance, rate: float, hole: float, temperature: float, air: Air, *, two_phase: bool) -> Fire:
    """The flame of a jet from a hole [m] at a rate [kg/s] and temperature in the vessel [K]; it burns upwards.

    Raises:
        InputError: a property is missing.
    """
    molar, gamma, heat = (one.number(name) for name in ("molar_mass", "gamma", "heat_of_combustion"))
    spread = jet_fire.expanded(rate, hole, molar, gamma, temperature, air.density)
    wind = wind_at(10.0, air.wind, air.stability, air.roughness)
    lean = jet_fire.stoichiometric_share(molar, heat * molar / (HEAT_OF_OXYGEN * OXYGEN_MOLAR))
    flame = jet_fire.flame(spread, wind, jet_fire.still_length(spread, lean), two_phase=two_phase)
    share = jet_fire.radiated_share(spread.velocity, molar)
    power = share * rate * heat / flame.surface
    source = "Chamberlain (1987), 4.1"
    numbers = (
        Derivation(
            "velocity of the expanded jet", spread.velocity, "m/s", "u = Mj sqrt(g R Tj / M)", "Chamberlain (1987), 3"
        ),
        Derivation(
            "length of the flame",
            flame.length,
            "m",
            "(2.85 / (Y W))^(2/3) = 0.2 + 0.024 xi; times 0.51 e^(-0.4 u) + 0.49",
            source,
        ),
        Derivation(
            "tilt",
            math.degrees(flame.tilt),
            "deg",
            "8000 R / xi, above R 0.05 (134 + 1726 sqrt(R - 0.026)) / xi",
            source,
        ),
        Derivation("share of heat radiated", share, "-", "0.21 C e^(-0.00323 u) + 0.11", "Chamberlain (1987), 4.2"),
        Derivation("emissive power of the flame", power / 1e3, "kW/m2", "F q H / A", "Chamberlain (1987), 4.2"),
    )
    return Fire("jet fire", 1.0, EXPOSURE, _through(_seen(flame.panels(), power), 0.0, air), numbers, flame.length)


def ball(one: Substance, mass: float, pressure: float, air: Air) -> Fire:
    """The fireball of a mass [kg] of liquefied gas whose vessel bursts at a pressure [Pa]; it touches the ground.

    Raises:
        InputError: the mass is not above 0 or the heat of combustion is not known.
    """
    heat = one.number("heat_of_combustion")
    diameter, seconds = fireball.diameter_roberts(mass), fireball.duration_roberts(mass)
    share = fireball.radiated_share(pressure)
    power = fireball.emissive_power(mass, heat, share, diameter, seconds)

    def flux(x: float) -> float:
        path = math.hypot(x, diameter / 2) - diameter / 2
        seen = float(sphere(diameter / 2, diameter / 2, x)[0])
        return power * seen * float(wayne(path, air.humidity, air.temperature))

    numbers = (
        Derivation("mass in the fireball", mass, "kg", "all that is in the air at once", "CPR 18E (1999), 4.7"),
        Derivation("diameter of the fireball", diameter, "m", "D = 5.8 m^(1/3)", "Roberts (1982)"),
        Derivation("duration of the fireball", seconds, "s", "0.45 m^(1/3), above 30 t 2.6 m^(1/6)", "Roberts (1982)"),
        Derivation("share of heat radiated", share, "-", "0.00325 p^0.32", "Roberts (1982); CPR 14E (1997), eq. 6.94"),
        Derivation(
            "emissive power of the fireball", power / 1e3, "kW/m2", "F m H / (pi D^2 t)", "CPR 14E (1997), eq. 6.95"
        ),
    )
    return Fire("fireball", 1.0, min(seconds, EXPOSURE), flux, numbers)
