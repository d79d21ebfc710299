"""Footprints of fires: fireball, pool fire, jet fire, flash fire. Not here: how likely each is (`event_tree`)."""

import math

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError
from forestall.science.chemical import fireball as ball
from forestall.science.chemical import pool_fire as pool
from forestall.science.chemical.cloud import Cloud
from forestall.science.chemical.hydrogen_jet import source_weights
from forestall.science.chemical.risk.footprint import Footprint
from forestall.science.chemical.risk.lethality import FLAME, LONGEST_HEAT, Lethality, of_heat
from forestall.science.chemical.risk.shapes import certain, disc
from forestall.science.chemical.transmissivity import wayne
from forestall.science.chemical.view_factor import cylinder, greatest, sphere

Floats = NDArray[np.float64]

AIR_DENSITY = 1.225  # [kg/m3] at 15 degC
AIR_VISCOSITY = 1.47e-5  # kinematic [m2/s] at 15 degC
HUMIDITY, TEMPERATURE = 0.7, 288.15  # of the air between flame and people
RADIATED_JET = 0.25  # share of the heat that a hydrocarbon jet flame radiates; Lowesmith et al. (2007): 0.1..0.35
JET_HEIGHT = 1.0  # of a level jet flame above ground [m]
STATIONS = 80


def fireball_footprint(mass: float, heat: float, share: float) -> Footprint | None:
    """A fireball that stands one diameter above the place where the vessel burst.

    Args:
        mass: in the fireball [kg], above 0
        heat: of combustion [J/kg]
        share: of the heat that is radiated, 0..1

    Source:
        Roberts (1982), Fire Safety J. 4, 197-212; CPR 14E (1997), Yellow Book, 6.5.7; CPR 18E (1999), 5.2.3: everybody
        below the ball dies
    """
    diameter, seconds = ball.diameter_roberts(mass), ball.duration_roberts(mass)
    power = ball.emissive_power(mass, heat, share, diameter, seconds)

    def law(x: Floats, y: Floats) -> Lethality:
        distance = np.hypot(x, y)
        path = np.maximum(np.hypot(distance, diameter) - diameter / 2, 1.0)
        flux = power * sphere(diameter / 2, diameter, distance)[0] * wayne(path, HUMIDITY, TEMPERATURE)
        return of_heat(np.where(distance <= diameter / 2, FLAME, flux), seconds)

    return disc(law, 0.0)


def pool_fire_flux(fuel: pool.Fuel, diameter: float, wind: float, x: Floats, y: Floats) -> Floats:
    """Radiation of a round burning pool whose flame leans with the wind, on a target turned to see most.

    A target off the wind's line sees the flame leaning by the tilt's component towards it.

    Args:
        fuel: how it burns
        diameter: of the pool [m], above 0
        wind: at 10 m [m/s], at least 0
        x, y: of the target, downwind and across from the middle of the pool [m], shape (...)

    Returns:
        Radiation [W/m2], shape (...); NaN in the pool and under the flame.

    Source:
        Thomas (1963) and Welker and Sliepcevich (1970) as in CPR 14E (1997), Yellow Book, 6.5.4; emissive power Mudan
        and Croce (1988); view factor Mudan (1987)
    """
    rate, radius = pool.burning_rate(fuel, diameter), diameter / 2
    length = pool.flame_length(rate, diameter, AIR_DENSITY, wind)
    tilt = pool.tilt_of(pool.tilt_parameter(wind, diameter, AIR_VISCOSITY))
    distance = np.hypot(x, y)
    towards = np.arctan(np.tan(tilt) * np.divide(x, distance, out=np.zeros_like(distance), where=distance > 0))
    seen = greatest(*cylinder(length, radius, distance, towards))
    air = wayne(np.maximum(distance - radius, 1.0), HUMIDITY, TEMPERATURE)
    return np.asarray(pool.emissive_power_sooty(diameter) * seen * air)


def pool_fire_footprint(fuel: pool.Fuel, diameter: float, wind: float) -> Footprint | None:
    """Where a burning pool kills; arguments as for `pool_fire_flux`. In the pool and under the flame everybody dies."""

    def law(x: Floats, y: Floats) -> Lethality:
        flux = pool_fire_flux(fuel, diameter, wind, x, y)
        return of_heat(np.where(np.isnan(flux), FLAME, flux), LONGEST_HEAT)

    return disc(law, 0.0)


def jet_length(rate: float, heat: float) -> float:
    """Length of a hydrocarbon jet flame [m]:  2.8893 Q^0.3728, Q in MW.

    Args:
        rate: [kg/s], above 0
        heat: of combustion [J/kg]

    Source:
        Lowesmith, Hankinson, Acton and Chamberlain (2007), Process Safety Env. Prot. 85, 207-220
    """
    if not (rate > 0 and heat > 0):
        raise InputError(f"jet fire: rate {rate:g} kg/s, heat {heat:g} J/kg: both must be above 0")
    return float(2.8893 * (rate * heat / 1e6) ** 0.3728)


def jet_fire_flux(rate: float, heat: float, x: Floats, y: Floats) -> Floats:
    """Radiation of a level jet flame along the wind, as weighted points along its axis, 1 m above the ground.

        q = sum over points of  w_i 0.25 rate heat tau / (4 pi d_i^2)

    Args:
        rate: burning [kg/s], above 0
        heat: of combustion [J/kg]
        x, y: of the target, along the flame and across from the opening [m], shape (...)

    Returns:
        Radiation [W/m2], shape (...).

    Source:
        Hankinson and Lowesmith (2012), Combust. Flame 159, 1165-1177; a level jet is what CPR 18E (1999), 4.6 asks for
    """
    length, weight = jet_length(rate, heat), source_weights()
    along = (np.arange(weight.size) + 0.5) / weight.size * length
    square = (np.asarray(x)[..., None] - along) ** 2 + (np.asarray(y) ** 2)[..., None] + JET_HEIGHT**2
    air = wayne(np.sqrt(square[..., weight.size // 2]), HUMIDITY, TEMPERATURE)
    return np.asarray(RADIATED_JET * rate * heat / (4 * math.pi) * air * np.sum(weight / square, axis=-1))


def jet_fire_footprint(rate: float, heat: float) -> Footprint | None:
    """Where a level jet flame kills; arguments as for `jet_fire_flux`."""

    def law(x: Floats, y: Floats) -> Lethality:
        return of_heat(jet_fire_flux(rate, heat, x, y), LONGEST_HEAT)

    return disc(law, 0.5 * jet_length(rate, heat))


def flash_fire_footprint(cloud: Cloud, lean: float) -> Footprint | None:
    """Everybody within the lower flammable limit dies, indoors and outdoors.

    Args:
        cloud: averaged over seconds, not minutes
        lean: lower flammable limit, share by volume

    Source:
        CPR 18E (1999), Purple Book, 5.2.3
    """
    level = cloud.mass_concentration(lean)
    reach = cloud.reach(level)
    if reach == 0.0:
        return None
    last = float(cloud.track.x[-1]) if math.isnan(reach) else reach
    x = np.linspace(0.0, last, STATIONS + 1)[1:]
    return certain(x, cloud.half_width(level, x))
