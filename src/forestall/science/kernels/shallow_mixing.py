"""How fast a shallow cloud takes in air, and what drags and warms it. No checks here.

Not here: the wind (`shallow_air`), the motion of plume and puff.
"""

from math import sqrt
from typing import NamedTuple

from numba import njit

from forestall.science.kernels.shallow_air import Air, gradient, shape

GRAVITY = 9.80665  # [m/s2]
KARMAN = 0.41  # this and the following: Ermak (1990), UCRL-MA-105607, eq. 32 to 39
ROOT_THREE = sqrt(3.0)
VERTICAL = 1.5  # a, entrainment upwards over friction velocity; eq. 35a
DRAG = 0.02  # C_f, of the air on a cloud that moves otherwise; eq. 35e
DENSITY_DAMPING = 0.025  # C_mu, of the cloud's own stratification; eq. 35d
CONVECTION = 0.14  # C_t, of a warmer ground; eq. 35e
NARROWING = 0.0004  # a_2, by which a wide cloud takes in less from its sides [1/m]; eq. 36a
ALONG = 0.6  # of the shear of the wind on the length of a puff; eq. 36b


class Cloud(NamedTuple):
    """A shallow cloud: of a plume by distance, of a puff by time."""

    x: float
    """Downwind [m]."""
    t: float
    """Since the release began [s]."""
    flow: float
    """rho u B h of a plume [kg/s], rho B B_x h of a puff [kg]: half of all that flows, a quarter of all there is."""
    held: float
    """Of a plume: matter between the source and here; of a puff: half of its matter [kg]."""
    middle: float
    """Height of its middle [m]."""
    half: float
    """B, half-width [m]."""
    core: float
    """b, of the flat part across [m]."""
    length: float
    """B_x, half-length of a puff [m]."""
    core_along: float
    """b_x, of the flat part along [m]."""
    depth: float
    """h [m]"""
    top: float
    """Height of the top [m]."""
    speed: float
    """u [m/s]"""
    wind: float
    """Mean wind over its height [m/s]."""
    side: float
    """Speed of slumping across [m/s]."""
    along: float
    """Speed of slumping along [m/s]."""
    lift: float
    """Speed of the middle upwards [m/s]."""
    temperature: float
    """[K]"""
    density: float
    """[kg/m3]"""
    heat: float
    """Specific heat [J/(kg K)]."""
    share: float
    """Matter over all, by mass."""
    vapour: float
    """Of it gas, by mass."""
    excess: float
    """Enthalpy over that of the air and of the gas as released it is made of [W] or [J]."""


class Exchange(NamedTuple):
    """What passes between a cloud and its surroundings."""

    up: float
    """Entrainment at the top over sqrt 3 [m/s]."""
    out: float
    """At the sides [m/s]."""
    on: float
    """At the ends [m/s]."""
    push: float
    """Force along the wind."""
    hold_along: float
    """Force against slumping along."""
    hold_side: float
    """Force against slumping across."""
    hold_lift: float
    """Force against rising."""
    warming: float
    """Heat from the ground."""


@njit(cache=True)
def _stability(z: float, inverse: float) -> float:
    """phi_h.  Source: Ermak (1990), eq. 35c"""
    if inverse < 0.0:
        return 1.0 / sqrt(1.0 - 16.0 * z * inverse)
    return 1.0 + 5.0 * z * inverse


@njit(cache=True)
def _turbulence(cloud: Cloud, air: Air, slip: float) -> tuple[float, float]:
    """Friction velocity squared [m2/s2] and speed of heat transfer [m/s] in the cloud.  Source: eq. 35e, 39"""
    sideways = 0.5 * cloud.side
    drag = air.friction_velocity / cloud.wind
    edge = DRAG * (slip * slip + (sideways * air.density / cloud.density) ** 2)
    if cloud.top > cloud.depth:
        bed = air.friction_velocity**2 + edge
        return bed + edge, drag * sqrt(bed)
    bed = drag * drag * (cloud.speed * cloud.speed + sideways * sideways)
    transfer = drag * sqrt(bed)
    cold = air.temperature - cloud.temperature
    if cold <= 0.0:
        return bed + edge, transfer
    mean = 0.5 * (air.temperature + cloud.temperature)
    stirred = (CONVECTION * GRAVITY * cold * transfer * cloud.depth / mean) ** (2.0 / 3.0)
    return bed + edge + stirred, transfer


@njit(cache=True)
def _upwards(cloud: Cloud, air: Air, turbulence: float) -> float:
    """Entrainment at the top, and below where the cloud is off the ground, over sqrt 3 [m/s].  Source: eq. 35a, 35d"""
    own = max(DENSITY_DAMPING * GRAVITY * (cloud.density - air.density) / cloud.density, 0.0)
    ambient = air.effective / (1.0 + cloud.top / air.damping)
    inverse = (ambient * air.friction_velocity**2 + own) / turbulence
    room = (1.0 - cloud.top / air.lid) / _stability(cloud.top, inverse)
    if cloud.top > 1.01 * cloud.depth:
        below = cloud.top - cloud.depth
        room += (1.0 - below / air.lid) / _stability(below, inverse)
    return air.reference / shape(cloud.top, air) * VERTICAL * KARMAN * sqrt(turbulence) * room


@njit(cache=True)
def exchange(cloud: Cloud, air: Air, weight: float) -> Exchange:
    """Entrainment and forces; `weight` is 1 for a plume, its half-length [m] for a puff.  Source: eq. 35 to 39"""
    ratio = air.density / cloud.density
    slip = (cloud.wind - cloud.speed) * ratio
    turbulence, transfer = _turbulence(cloud, air, slip)
    narrowing = 0.5 * NARROWING / air.spread / ROOT_THREE
    by_air = air.spread * cloud.wind / (1.0 + narrowing * cloud.half)
    by_shear = VERTICAL * KARMAN * slip
    sigma = (cloud.top - cloud.middle) / ROOT_THREE
    z = cloud.middle + 0.5 * sigma
    stretch = ALONG * air.friction_velocity / KARMAN * z / (z + air.roughness) * gradient(z, air) * (1.0 - z / air.lid)
    ends = sqrt((air.spread * cloud.wind / (1.0 + narrowing * cloud.length)) ** 2 + stretch * stretch)
    out = sqrt(by_air * by_air + DRAG * by_shear * by_shear)
    mass = cloud.density * weight
    drive = DRAG * abs(slip) * slip
    if cloud.top > cloud.depth:
        push = mass * (2.0 * cloud.half + cloud.depth) * drive
        lift = -mass * cloud.depth * DRAG * abs(cloud.lift) * cloud.lift
        return Exchange(_upwards(cloud, air, turbulence), out, ends, push, 0.0, 0.0, lift, 0.0)
    drag = (air.friction_velocity / cloud.wind) ** 2
    width = mass * cloud.half
    push = -width * (drag * cloud.speed**2 - air.friction_velocity**2) + (width + mass * cloud.depth) * drive
    along, side = 0.5 * cloud.along, 0.5 * cloud.side
    hold_along = -width * (drag * along * along + DRAG * abs(along * ratio) * along * ratio)
    hold_side = -width * (drag * side * side + DRAG * abs(side * ratio) * side * ratio)
    warming = width * transfer * cloud.heat * (air.temperature - cloud.temperature)
    return Exchange(_upwards(cloud, air, turbulence), out, ends, push, hold_along, hold_side, 0.0, warming)


@njit(cache=True)
def warmed(before: Cloud, warming: float, air: Air) -> float:
    """Excess enthalpy after heat from the ground: never more than brings the cloud to the air's temperature.

    Source:
        Ermak (1990), eq. 41 with the flux of eq. 39
    """
    full = before.flow * before.heat * (before.temperature - air.temperature)
    if warming == 0.0 or full == 0.0:
        return before.excess
    return before.excess - full * abs(warming) / (abs(warming) + abs(full))


@njit(cache=True)
def held_back(flow: float, speed: float, force: float) -> float:
    """Share of a speed that is left after a force against it; 1 where there was none.  Source: eq. 5, 6, 19 to 21"""
    if speed == 0.0:
        return 1.0
    return flow * abs(speed) / (flow * abs(speed) + abs(force))


@njit(cache=True)
def mean_wind(before: Cloud, top: float, air: Air) -> float:
    """Mean wind [m/s] up to a new top, from the mean up to the old one; at most that at the top.  Source: eq. 4c"""
    scale = air.friction_velocity / KARMAN
    upper = scale * shape(top, air)
    between = scale * (shape(before.top, air) + 4.0 * shape(0.5 * (before.top + top), air)) + upper
    return min((before.top * before.wind + between * (top - before.top) / 6.0) / top, upper)
