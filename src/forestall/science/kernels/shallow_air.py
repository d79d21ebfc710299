"""Wind over flat ground as the shallow-layer model takes it, and what a mixture with air is. No checks here.

`science.chemical.shallow_air` makes the records. Not here: mixing, motion.
"""

from math import exp, log, sqrt
from typing import NamedTuple

from numba import njit

GAS_CONSTANT = 8.31431  # [J/(mol K)]; as used in Ermak (1990)
DRY_AIR = 0.02896  # molar mass [kg/mol]; this and the following: Ermak (1990), UCRL-MA-105607, section 3
DRY_HEAT = 1005.87  # [J/(kg K)]
WATER = 0.01802  # [kg/mol]
STEAM_HEAT = 1846.0  # [J/(kg K)]
WATER_HEAT = 4178.0  # [J/(kg K)]
WATER_LATENT = 2_441_000.0 + 298.2 * (WATER_HEAT - STEAM_HEAT)  # of water, carried to 0 K [J/kg]
WATER_DENSITY = 1000.0  # [kg/m3]
WATER_A, WATER_B = 15.08, 5514.0  # of the vapour pressure of water over 1 atm, exp(A - B/T)
ATMOSPHERE = 101_325.0  # [Pa]
COLDEST, HOTTEST = 20.0, 1500.0  # bracket of the temperature [K]
HALVINGS = 34  # of it: to 1e-7 K
TANGENT = 0.999  # share of the pressure above which all is vapour


class Air(NamedTuple):
    """The air and its wind."""

    friction_velocity: float
    """[m/s]"""
    density: float
    """[kg/m3]"""
    temperature: float
    """[K]"""
    pressure: float
    """[Pa]"""
    heat: float
    """Specific heat of moist air [J/(kg K)]."""
    molar_mass: float
    """Of moist air [kg/mol]."""
    water: float
    """Share of the mass that is water vapour."""
    roughness: float
    """[m]"""
    inverse_length: float
    """Of Obukhov, at the ground [1/m]."""
    effective: float
    """The same as the profile takes it [1/m]."""
    damping: float
    """Height over which it fades [m]."""
    lid: float
    """Height of the mixing layer [m]."""
    far: float
    """phi_m far up, in unstable air."""
    bend: float
    """How soon it is reached [1/m]."""
    low: float
    """Height of the layer by the ground where the profile is a parabola [m]."""
    slope: float
    """Its first [1/m]"""
    curve: float
    """and second coefficient [1/m2]."""
    reference: float
    """Profile at 4 m."""
    spread: float
    """Entrainment from the sides over the wind speed, of a narrow cloud."""


class Matter(NamedTuple):
    """What is released."""

    molar_mass: float
    """[kg/mol]"""
    heat: float
    """Specific heat of the gas [J/(kg K)]."""
    liquid_heat: float
    """[J/(kg K)]"""
    latent: float
    """Heat of vaporisation, carried to 0 K [J/kg]."""
    liquid_density: float
    """[kg/m3]"""
    a: float
    """Vapour pressure over 1 atm: exp(a - b/(T + c))."""
    b: float
    """[K]"""
    c: float
    """[K]"""
    enthalpy: float
    """Of the gas as released [J/kg]."""


@njit(cache=True)
def gradient(z: float, air: Air) -> float:
    """phi_m at a height [m].  Source: Ermak (1990), eq. 33"""
    if air.effective < 0.0:
        return air.far + (1.0 - air.far) / sqrt(1.0 + air.bend * z)
    return 1.0 + 5.0 * air.effective * z / (1.0 + z / air.damping)


@njit(cache=True)
def shape(z: float, air: Air) -> float:
    """Wind at a height [m] over u*/k: the integral of phi_m (1 - z/H) / z.  Source: Ermak (1990), eq. 32 to 34"""
    if z < air.low:
        return air.slope * z + air.curve * z * z
    z0, lid = air.roughness, air.lid
    if air.effective < 0.0:
        top, bottom = sqrt(1.0 + air.bend * z), sqrt(1.0 + air.bend * z0)
        rest = log((1.0 + top) / (1.0 + bottom)) + (top - bottom) / (air.bend * lid)
        return log(z / z0) - air.far * (z - z0) / lid - 2.0 * (1.0 - air.far) * rest
    fading = (1.0 + air.damping / lid) * log((z + air.damping) / (z0 + air.damping)) - (z - z0) / lid
    return log(z / z0) - (z - z0) / lid + 5.0 * air.effective * air.damping * fading


@njit(cache=True)
def vapours(share: float, t: float, matter: Matter, air: Air) -> tuple[float, float]:
    """Shares of the mixture [kg/kg] that are vapour of the matter and steam, at t [K]; ideal, in equilibrium."""
    dry = (1.0 - share) * (1.0 - air.water) / DRY_AIR
    matter_all, water_all = share / matter.molar_mass, (1.0 - share) * air.water / WATER
    ratio = ATMOSPHERE / air.pressure
    f = ratio * exp(matter.a - matter.b / (t + matter.c)) if t + matter.c > 1.0 else 0.0
    g = ratio * exp(WATER_A - WATER_B / t)
    moles = dry + matter_all + water_all
    wet, steamy = f < TANGENT and matter_all > f * moles, g < TANGENT and water_all > g * moles
    if wet:
        moles = (dry + water_all) / (1.0 - f)
        steamy = g < TANGENT and water_all > g * moles
    elif steamy:
        moles = (dry + matter_all) / (1.0 - g)
        wet = f < TANGENT and matter_all > f * moles
    if wet and steamy:
        moles = dry / (1.0 - f - g) if f + g < TANGENT else moles
    gas = min(matter_all, f * moles) if wet else matter_all
    steam = min(water_all, g * moles) if steamy else water_all
    return gas * matter.molar_mass, steam * WATER


@njit(cache=True)
def enthalpy(share: float, t: float, gas: float, steam: float, matter: Matter, air: Air) -> tuple[float, float]:
    """Of the mixture over its parts as liquids at 0 K [J/kg], and its specific heat [J/(kg K)].

    Source:
        Ermak (1990), eq. 41
    """
    water = (1.0 - share) * air.water
    heat = (1.0 - share) * (1.0 - air.water) * DRY_HEAT + steam * STEAM_HEAT + (water - steam) * WATER_HEAT
    heat += gas * matter.heat + (share - gas) * matter.liquid_heat
    return heat * t + steam * WATER_LATENT + gas * matter.latent, heat


@njit(cache=True)
def equilibrium(share: float, warmth: float, matter: Matter, air: Air) -> tuple[float, float, float, float]:
    """Temperature [K], density [kg/m3], specific heat [J/(kg K)] and vapour [kg/kg] at an enthalpy [J/kg].

    Source:
        Ermak (1990), eq. 10 and 40 to 44; solved here by halving, and where a pure substance boils by the enthalpy
    """
    low, high = COLDEST, HOTTEST
    for _ in range(HALVINGS):
        t = 0.5 * (low + high)
        gas, steam = vapours(share, t, matter, air)
        if enthalpy(share, t, gas, steam, matter, air)[0] > warmth:
            high = t
        else:
            low = t
    gas, steam = vapours(share, low, matter, air)
    more, steam_more = vapours(share, high, matter, air)
    below = enthalpy(share, low, gas, steam, matter, air)[0]
    above = enthalpy(share, high, more, steam_more, matter, air)[0]
    part = min(max((warmth - below) / (above - below), 0.0), 1.0) if above > below else 0.0
    gas, steam, t = gas + part * (more - gas), steam + part * (steam_more - steam), low + part * (high - low)
    heat = enthalpy(share, t, gas, steam, matter, air)[1]
    return t, mixed_density(share, t, gas, steam, matter, air), heat, gas


@njit(cache=True)
def mixed_density(share: float, t: float, gas: float, steam: float, matter: Matter, air: Air) -> float:
    """[kg/m3].  Source: Ermak (1990), eq. 10"""
    water = (1.0 - share) * air.water
    moles = (1.0 - share) * (1.0 - air.water) / DRY_AIR + steam / WATER + gas / matter.molar_mass
    volume = moles * GAS_CONSTANT * t / air.pressure
    return 1.0 / (volume + (water - steam) / WATER_DENSITY + (share - gas) / matter.liquid_density)
