"""The motion of a steady shallow plume with distance. No checks here; `science.chemical.shallow_layer` is the door."""

from math import acos, cos, sqrt

import numpy as np
from numba import njit
from numpy.typing import NDArray

from forestall.science.kernels.shallow_air import WATER_LATENT, Air, Matter, equilibrium
from forestall.science.kernels.shallow_mixing import (
    GRAVITY,
    ROOT_THREE,
    Cloud,
    Exchange,
    exchange,
    held_back,
    mean_wind,
    warmed,
)

Floats = NDArray[np.float64]

PRESSURE = 0.25  # alpha_g, of the weight of the cloud on its speed; Ermak (1990), UCRL-MA-105607, eq. 4
SLUMPING = 0.75  # of the weight on its spreading; eq. 5a
TURNS, CLOSE = 11, 1e-3  # of the loop for speed, depth and width
INCREMENTS = 11


@njit(cache=True)
def pressing(cloud: Cloud, air: Air) -> float:
    """alpha_g: weight presses only where the cloud lies on the ground and is heavier than the air."""
    return PRESSURE if cloud.top <= cloud.depth and cloud.density > air.density else 0.0


@njit(cache=True)
def momentum(cloud: Cloud, air: Air) -> float:
    """What the cloud carries over the air in it, with the weight that pushes it on.  Source: eq. 4b"""
    heavy = 0.5 * pressing(cloud, air) * GRAVITY * (cloud.density - air.density) * cloud.half * cloud.depth**2
    return cloud.flow * (cloud.speed - (1.0 - cloud.share) * cloud.wind) + heavy


@njit(cache=True)
def slopes(cloud: Cloud, e: Exchange, air: Air, out: Floats) -> None:
    """Fill `out` (11,) with d/dx.  Source: Ermak (1990), eq. 2 to 9, 29b"""
    heavy = cloud.density - air.density
    out[0] = air.density * ROOT_THREE * (e.out * cloud.depth + e.up * cloud.half)
    out[1] = (ROOT_THREE * air.density / cloud.density * e.out + cloud.side) / cloud.speed
    out[2] = cloud.side * cloud.core / (cloud.speed * cloud.half)
    out[3] = SLUMPING * GRAVITY * heavy * cloud.depth**2
    out[4] = e.warming
    out[5] = e.push
    out[6] = -GRAVITY * heavy * cloud.half * cloud.depth
    out[7] = cloud.lift / cloud.speed
    out[8] = 2.0 * cloud.density * cloud.half * cloud.depth * cloud.share
    out[9] = e.hold_side
    out[10] = e.hold_lift


@njit(cache=True)
def _speed(free: float, weight: float, before: float) -> float:
    """Largest root of  u^3 - free u^2 + weight = 0;  two thirds of `free` where there is none.  Source: eq. 4b to 4e"""
    if weight <= 0.0:
        return free
    limit = 2.0 / 27.0 * free**3
    if weight - limit > limit:
        return min(2.0 / 3.0 * free, before)
    return free * (1.0 + 2.0 * cos(acos(-(weight - limit) / limit) / 3.0)) / 3.0


@njit(cache=True)
def _shape_of(
    flow: float,
    share: float,
    density: float,
    middle: float,
    wider: float,
    push: float,
    before: Cloud,
    carried: float,
    press: float,
    air: Air,
) -> tuple[float, float, float, float]:
    """Speed, half-width, depth and stretch by which the cross-section follows density and speed.  Source: eq. 2b, 4b"""
    drive = 0.0
    if push != 0.0:
        slip = before.flow * (before.speed - before.wind)
        drive = -slip * abs(push) / (abs(push) + abs(slip))
    speed, half = before.speed, before.half + wider
    depth = flow / (density * speed * half)
    stretch = (before.density / density) ** (depth / (depth + 2.0 * half))
    for _ in range(TURNS):
        part = depth / (depth + 2.0 * half)
        ratio = before.density / density
        if before.speed > before.wind:
            ratio *= before.speed / speed
        stretch = sqrt(stretch * ratio**part)
        half = (before.half + wider) * stretch
        used = stretch
        depth = flow / (density * speed * half)
        if depth > 2.0 * half:
            half = sqrt(flow / (2.0 * density * speed))
            depth, stretch = 2.0 * half, sqrt(ratio)
        wind = mean_wind(before, max(middle + 0.5 * depth, depth), air)
        free = wind * (1.0 - share) + (carried + drive) / flow
        weight = press * GRAVITY * (density - air.density) * flow / (2.0 * half * density * density)
        found = _speed(free, weight, before.speed)
        found = (speed * found * found) ** (1.0 / 3.0)
        near = abs(speed - found) < CLOSE * sqrt(speed * found)
        speed = found
        depth = flow / (density * speed * half)
        if near:
            break
    return speed, half, depth, used


@njit(cache=True)
def stage(
    before: Cloud,
    latest: float,
    d: Floats,
    x: float,
    rate: float,
    carried: float,
    press: float,
    slump: float,
    matter: Matter,
    air: Air,
) -> tuple[Cloud, float]:
    """The cloud at x after increments d (11,) from `before`; and the slumping speed the next stage starts from.

    `latest` is the depth of the last stage, `carried` and `press` the momentum and alpha_g of `before`, `slump` its
    speed of slumping.
    """
    flow = before.flow + d[0]
    middle = min(max(before.middle + d[7], 0.0), air.lid - 0.5 * latest)
    share = min(0.5 * rate / flow, 1.0)
    excess = warmed(before, d[4], air)
    air_enthalpy = air.heat * air.temperature + air.water * WATER_LATENT
    warmth = (1.0 - share) * air_enthalpy + share * matter.enthalpy + excess / flow
    t, density, heat, vapour = equilibrium(share, warmth, matter, air)
    speed, half, depth, stretch = _shape_of(flow, share, density, middle, d[1], d[5], before, carried, press, air)
    if depth < 2.0 * middle and press > 0.0 and density > air.density:
        depth = 2.0 * middle
        speed = flow / (density * half * depth)
    depth = min(depth, air.lid)
    middle = min(middle, air.lid - 0.5 * depth)
    top = max(middle + 0.5 * depth, depth)
    side, lift = 0.0, 0.0
    if top > depth or density <= air.density:
        lift = held_back(before.flow, before.lift, d[10]) * (d[6] + before.flow * before.lift) / flow
    else:
        kept = held_back(before.flow, slump, d[9])
        if slump == 0.0 and before.depth > 0.0:
            slump = -2.0 * before.lift * before.half / before.depth
        side = kept * (d[3] + before.flow * slump) / flow
        lift = -side * middle / half
    wind = mean_wind(before, top, air)
    core = (before.core + d[2]) * stretch
    found = Cloud(
        x, 0.0, flow, before.held + d[8], middle, half, min(core, half), 0.0, 0.0, depth, top, speed, wind, side, 0.0,
        lift, t, density, heat, share, vapour, excess,
    )  # fmt: skip
    return found, slump


@njit(cache=True)
def step(before: Cloud, e: Exchange, dx: float, rate: float, matter: Matter, air: Air) -> tuple[Cloud, Exchange]:
    """One step downwind by Runge-Kutta of fourth order on what is conserved."""
    f, total, d = np.empty(INCREMENTS), np.zeros(INCREMENTS), np.empty(INCREMENTS)
    carried, press, slump = momentum(before, air), pressing(before, air), before.side
    cloud = before
    for k in range(4):
        slopes(cloud, e, air, f)
        weight = dx / 6.0 if k in (0, 3) else dx / 3.0
        reach = dx if k == 2 else 0.5 * dx
        for j in range(INCREMENTS):
            total[j] += weight * f[j]
            d[j] = total[j] if k == 3 else reach * f[j]
        x = before.x + (dx if k >= 2 else 0.5 * dx)
        cloud, slump = stage(before, cloud.depth, d, x, rate, carried, press, slump, matter, air)
        e = exchange(cloud, air, 1.0)
    return cloud, e
