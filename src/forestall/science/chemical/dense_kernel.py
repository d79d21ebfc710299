"""The equations of a steady dense plume over flat ground: mixture, depth, entrainment, spreading. No checks here.

A box of half-width B, depth h and uniform properties moves with the wind; its mass, warmth and width are followed
downwind (Ermak 1990; Spicer and Havens 1989). `dense_plume` is the door. Not here: jets, slopes, obstacles, puffs.
"""

from math import atan, exp, gamma, log, pi, sqrt
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]

GRAVITY = 9.80665  # [m/s2]
GAS_CONSTANT = 8.314462618  # [J/(mol K)]
KARMAN = 0.40
SOURCE_STEPS = 60  # over a source
GAUGE = 10.0  # height of the wind that goes as a power [m]
AIR = 0.02896  # molar mass of dry air [kg/mol]
WATER = 0.01802  # [kg/mol]
HEAT_AIR = 1005.87  # specific heat of dry air [J/(kg K)]; Ermak (1990), SLAB
HEAT_VAPOUR = 1846.0  # of water vapour [J/(kg K)]; the same
LATENT_WATER = 2.44e6  # [J/kg]; the same
WATER_LIQUID = 1000.0  # [kg/m3]
SLUMPING = 1.15  # C_E, gravity-current Froude number; Spicer and Havens (1989), p. 22
MIXING = 0.88  # phi of a passive neutral plume; the same, eq. for phi(Ri)
RI_FACTOR, RI_POWER = 0.099, 1.04  # phi = 0.88 + 0.099 Ri^1.04 + 1.4e-25 Ri^5.7; the same
RI_FACTOR_HIGH, RI_POWER_HIGH = 1.4e-25, 5.7
CONVECTIVE = 0.14  # u_T^2 = (0.14 g (T_g - T) V_h h / T)^(2/3); Ermak (1990), SLAB
COLBURN = 1.22  # Pr^(-2/3), heat over momentum from the ground in DEGADIS; Spicer and Havens (1989), Colburn (1933)
FREE = 1.52  # heat transfer from a warm ground, h = 1.52 dT^(1/3) [W/(m2 K^(4/3))]; McAdams (1954), p. 180
MEAN_OVER_DEPTH = 0.68  # mean height of a plume over its effective depth, between s = 1.5 (0.73) and 2 (0.64)
MIXING_AT, MOVING_AT = 1.55, 0.6  # heights, in mean heights, of diffusivity and wind; van Ulden (1978)
WARMEST, COLDEST = 900.0, 50.0  # bracket of the temperature [K]
HALF_GAUSS = sqrt(pi / 2)  # effective half-width of a Gaussian over sigma_y


class Release(NamedTuple):
    """What flows into the plume."""

    rate: float
    """[kg/s]"""
    molar_mass: float
    """[kg/mol]"""
    heat: float
    """Specific heat of the gas [J/(kg K)]."""
    latent: float
    """Heat of vaporisation [J/kg]."""
    boiling: float
    """Boiling point at 1 atm [K]."""
    liquid_density: float
    """[kg/m3]"""


class Surroundings(NamedTuple):
    """The air and the ground."""

    friction_velocity: float
    """[m/s]"""
    obukhov_length: float
    """[m]"""
    roughness: float
    """[m]"""
    temperature: float
    """Of air and ground [K]."""
    pressure: float
    """[Pa]"""
    water: float
    """Mass of water vapour over mass of moist air."""
    density: float
    """Of the air [kg/m3]."""
    lateral: float
    """a of  sigma_y = a x^0.9."""
    karman: float
    """k of the mixing."""
    gauge_wind: float
    """Wind at 10 m [m/s]."""
    power: float
    """a of a wind that goes as z^a, and then only the weight of the cloud slows the mixing; 0: the diabatic profile."""


@njit(cache=True)
def vapour_pressure_water(t: float) -> float:
    """[Pa] at t [K].  Source: Ermak (1990), SLAB"""
    return 101_325.0 * exp(15.08 - 5514.0 / t)


@njit(cache=True)
def _vapours(m: float, t: float, gas: Release, air: Surroundings) -> tuple[float, float]:
    """Shares of the mixture [kg/kg] that are vapour of the substance and of water, at t [K]."""
    dry = (1.0 - m) * (1.0 - air.water) / AIR
    water = (1.0 - m) * air.water
    tops_water = min(0.999, vapour_pressure_water(t) / air.pressure)
    slope = gas.latent * gas.molar_mass / GAS_CONSTANT
    tops_gas = min(0.999, 101_325.0 / air.pressure * exp(slope * (1.0 / gas.boiling - 1.0 / t)))
    moles = dry + min(water / WATER, dry * tops_water / (1.0 - tops_water))
    vapour = m
    if tops_gas < 0.999:
        vapour = min(m, moles * tops_gas / (1.0 - tops_gas) * gas.molar_mass)
    moles = dry + vapour / gas.molar_mass
    return vapour, min(water, moles * tops_water / (1.0 - tops_water) * WATER)


@njit(cache=True)
def mixture(m: float, warmth: float, gas: Release, air: Surroundings) -> tuple[float, float, float]:
    """Temperature [K], density [kg/m3] and share by volume of the substance, vapour and droplets in equilibrium.

    `m` is the share by mass, `warmth` the enthalpy over that of gas and air at the air's temperature [J/kg].
    Ideal gases with droplets; Clausius-Clapeyron for the substance, Ermak (1990) for water. What of the substance is
    vapour follows from the enthalpy: a pure one boils at one temperature, whatever part of it is liquid.
    """
    water = (1.0 - m) * air.water
    capacity = (1.0 - m) * (1.0 - air.water) * HEAT_AIR + water * HEAT_VAPOUR + m * gas.heat
    low, high = COLDEST, WARMEST
    for _ in range(40):
        t = 0.5 * (low + high)
        vapour, steam = _vapours(m, t, gas, air)
        held = capacity * (t - air.temperature) - (m - vapour) * gas.latent - (water - steam) * LATENT_WATER
        if held > warmth:
            high = t
        else:
            low = t
    t = 0.5 * (low + high)
    steam = _vapours(m, t, gas, air)[1]
    liquid = (capacity * (t - air.temperature) - (water - steam) * LATENT_WATER - warmth) / gas.latent
    vapour = m - min(m, max(0.0, liquid))
    dry = (1.0 - m) * (1.0 - air.water) / AIR
    moles = dry + steam / WATER + vapour / gas.molar_mass
    volume = moles * GAS_CONSTANT * t / air.pressure + (m - vapour) / gas.liquid_density
    volume += (water - steam) / WATER_LIQUID
    share = m / gas.molar_mass / (dry + water / WATER + m / gas.molar_mass)
    return t, 1.0 / volume, share


@njit(cache=True)
def _shear(z: float, air: Surroundings) -> float:
    """ln(z/z0) - psi_m(z/L).  Source: Dyer (1974), Paulson (1970)"""
    zeta = z / air.obukhov_length
    if zeta >= 0.0:
        return log(z / air.roughness) + 5.0 * zeta
    x = sqrt(sqrt(1.0 - 16.0 * zeta))
    psi = 2.0 * log(0.5 * (1.0 + x)) + log(0.5 * (1.0 + x * x)) - 2.0 * atan(x) + 0.5 * pi
    return log(z / air.roughness) - psi


@njit(cache=True)
def wind_of(depth: float, air: Surroundings) -> float:
    """Wind that moves a plume of this effective depth [m/s]; not below the one at 2 z0."""
    if air.power > 0.0:
        form: float = gamma(1.0 / (1.0 + air.power))
        moving: float = air.gauge_wind * (depth * (1.0 + air.power) / form / GAUGE) ** air.power / form
        return moving
    z = max(MOVING_AT * MEAN_OVER_DEPTH * depth, 2.0 * air.roughness)
    return air.friction_velocity / KARMAN * _shear(z, air)


@njit(cache=True)
def shear_of(depth: float, air: Surroundings) -> float:
    """m of a wind that goes as z^m about where it moves the plume."""
    if air.power > 0.0:
        return air.power
    return air.friction_velocity / KARMAN / wind_of(depth, air)


@njit(cache=True)
def depth_of(flow: float, air: Surroundings) -> float:
    """Effective depth [m] of a plume that carries this volume per width [m2/s]:  h u(h) = flow."""
    depth = max(flow, 1e-6)
    for _ in range(80):
        other = flow / wind_of(depth, air)
        if abs(other - depth) < 1e-10 * depth:
            break
        depth = sqrt(depth * other)
    return depth


@njit(cache=True)
def suppression(depth: float, richardson: float, air: Surroundings) -> float:
    """phi, by which stratification of the cloud and of the air slow the mixing.

    Source:
        Spicer and Havens (1989), EPA-450/4-89-019 (cloud); Dyer (1974) at 1.55 mean heights (air; van Ulden 1978)
    """
    zeta = MIXING_AT * MEAN_OVER_DEPTH * depth / air.obukhov_length if air.power == 0.0 else 0.0
    of_air = 1.0 + 5.0 * zeta if zeta >= 0.0 else 1.0 / sqrt(1.0 - 16.0 * zeta)
    of_cloud: float = RI_FACTOR * richardson**RI_POWER + RI_FACTOR_HIGH * richardson**RI_POWER_HIGH
    return MIXING * of_air + of_cloud


@njit(cache=True)
def taken_up(radius: float, volume: float, gravity: float, air: Surroundings) -> float:
    """Volume of layer per width that has grown over a round source at its downwind edge [m2/s].

        d(u h)/dx = k u* (1 + a) / phi(Ri) over the length 2 R, with the gas that has entered so far (volume [m3/s],
        g' = gravity [m/s2] of the pure gas) mixed through it

    Source:
        Spicer and Havens (1989), EPA-450/4-89-019, eq. V.59; NOAA (2013), NOS OR&R 43, section 4.4.3
    """
    width, length = 0.5 * pi * radius, 2.0 * radius
    layer, x = 0.0, 0.0
    step = length / SOURCE_STEPS
    for _ in range(SOURCE_STEPS):
        x += step
        depth = depth_of(max(layer, 1e-9), air)
        pure = min(1.0, volume * x / length / (width * max(layer, 1e-9)))
        phi = suppression(depth, gravity * pure * depth / air.friction_velocity**2, air)
        layer += step * air.karman * air.friction_velocity * (1.0 + shear_of(depth, air)) / phi
    return layer


@njit(cache=True)
def blanket(radius: float, volume: float, gravity: float, air: Surroundings) -> tuple[float, float]:
    """Radius [m] over which the air takes up all the gas, at least the source's own; layer there [m2/s].

    Source:
        NOAA (2013), NOS OR&R 43, section 4.4.3: the blanket grows until the uptake equals the source
    """
    layer = taken_up(radius, volume, gravity, air)
    if volume <= 0.5 * pi * radius * layer:
        return radius, layer
    low, high = radius, 2.0 * radius
    while volume > 0.5 * pi * high * taken_up(high, volume, gravity, air):
        low, high = high, 2.0 * high
    for _ in range(30):
        middle = 0.5 * (low + high)
        if volume > 0.5 * pi * middle * taken_up(middle, volume, gravity, air):
            low = middle
        else:
            high = middle
    return high, taken_up(high, volume, gravity, air)


@njit(cache=True)
def exponent_of(depth: float, phi: float, air: Surroundings) -> float:
    """s of the vertical profile exp(-(z/S)^s): 2 + m - n with the stratification in phi.

    Source:
        Gryning, van Ulden and Larsen (1983), eq. 18; phi/0.88 - 1 takes the place of 5 z/L
    """
    if air.power > 0.0:
        return 1.0 + air.power
    shear = shear_of(depth, air)
    excess = phi / MIXING - 1.0
    if excess >= 0.0:
        return min((1.0 + 2.0 * excess) / (1.0 + excess) + shear, 3.0)
    zeta = MOVING_AT * MEAN_OVER_DEPTH * depth / air.obukhov_length
    return (1.0 - 8.0 * zeta) / (1.0 - 16.0 * zeta) + shear


@njit(cache=True)
def slopes(
    x: float, mass: float, warmth: float, half: float, gas: Release, air: Surroundings
) -> tuple[float, float, float, float, float, float, float, float]:
    """d/dx of mass flow, warmth and half-width; then temperature, share, depth, wind and profile exponent.

    dM/dx = 2 rho_a (B w_e + h u (dB/dx)_air),   dE/dx = 2 B (v_h rho c_p + 1.52 dT^(1/3)) dT,
    dB/dx = C_E sqrt(g' h)/u + (dB/dx)_air;   (dB/dx)_air: the air's own spread, once it is the wider.
    Slumping draws in no air: it makes the layer thinner (Spicer and Havens 1989, mass balance of the layer).
    """
    m = min(1.0, gas.rate / mass)
    t, rho, share = mixture(m, warmth / mass, gas, air)
    depth = depth_of(0.5 * mass / (half * rho), air)
    wind = wind_of(depth, air)
    heavy = max(rho - air.density, 0.0)
    cold = max(air.temperature - t, 0.0)
    carried = air.friction_velocity**2 / wind
    capacity = (1.0 - m) * HEAT_AIR + m * gas.heat
    forced = COLBURN if air.power > 0.0 else 1.0
    heating = max(forced * rho * capacity * carried, FREE * cold ** (1.0 / 3.0)) * cold
    stirred = (CONVECTIVE * GRAVITY * heating / (rho * capacity * t) * depth) ** (2.0 / 3.0)
    turbulence = air.friction_velocity**2 + stirred
    phi = suppression(depth, GRAVITY * heavy / air.density * depth / turbulence, air)
    entrained = air.karman * sqrt(turbulence) * (1.0 + shear_of(depth, air)) / phi
    slump = SLUMPING * sqrt(GRAVITY * heavy / air.density * depth) / wind
    passive = 0.0
    if x > 0.0 and HALF_GAUSS * air.lateral * x**0.9 >= half:
        passive = HALF_GAUSS * air.lateral * 0.9 * x**-0.1
    growth = 2.0 * air.density * half * entrained
    growth += 2.0 * air.density * depth * wind * passive
    return growth, 2.0 * half * heating, slump + passive, t, share, depth, wind, exponent_of(depth, phi, air)


@njit(cache=True)
def march(x: Floats, mass: float, warmth: float, half: float, gas: Release, air: Surroundings) -> Floats:
    """The plume at each x [m], shape (n,), by Runge-Kutta of fourth order.

    Returns half-width, temperature, share, depth, wind, profile exponent, mass flow, shape (7, n).
    """
    out = np.empty((7, x.shape[0]))
    for i in range(x.shape[0]):
        a = slopes(x[i], mass, warmth, half, gas, air)
        out[0, i], out[6, i] = half, mass
        for j in range(5):
            out[j + 1, i] = a[j + 3]
        if i + 1 < x.shape[0]:
            h = x[i + 1] - x[i]
            b = slopes(x[i] + 0.5 * h, mass + 0.5 * h * a[0], warmth + 0.5 * h * a[1], half + 0.5 * h * a[2], gas, air)
            c = slopes(x[i] + 0.5 * h, mass + 0.5 * h * b[0], warmth + 0.5 * h * b[1], half + 0.5 * h * b[2], gas, air)
            d = slopes(x[i] + h, mass + h * c[0], warmth + h * c[1], half + h * c[2], gas, air)
            mass += h / 6.0 * (a[0] + 2.0 * b[0] + 2.0 * c[0] + d[0])
            warmth += h / 6.0 * (a[1] + 2.0 * b[1] + 2.0 * c[1] + d[1])
            half += h / 6.0 * (a[2] + 2.0 * b[2] + 2.0 * c[2] + d[2])
    return out
