"""The motion of a shallow puff with time, and of a plume that becomes one. No checks here.

`science.chemical.shallow_layer` is the door. Not here: a puff that is still fed.
"""

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
from forestall.science.kernels.shallow_plume import SLUMPING, step

Floats = NDArray[np.float64]

INCREMENTS = 15
SUBSTEPS = 3  # steps between two rows
ALMOST = 0.9999  # flat part along over the half-length when a plume ends; Ermak (1990), UCRL-MA-105607, eq. 30


@njit(cache=True)
def slopes(cloud: Cloud, e: Exchange, air: Air, out: Floats) -> None:
    """Fill `out` (15,) with d/dt.  Source: Ermak (1990), eq. 15 to 26"""
    half, length, depth = cloud.half, cloud.length, cloud.depth
    heavy = cloud.density - air.density
    ratio = ROOT_THREE * air.density / cloud.density
    sides = (e.on * half + e.out * length) * depth
    out[0] = air.density * ROOT_THREE * (sides + e.up * half * length)
    out[1] = cloud.speed
    out[2] = ratio * e.out + cloud.side
    out[3] = cloud.side * cloud.core / half
    out[4] = ratio * e.on + cloud.along
    out[5] = cloud.along * cloud.core_along / length
    weight = SLUMPING * GRAVITY * heavy * depth * depth
    out[6] = weight * length
    out[7] = weight * half
    out[8] = e.warming
    out[9] = e.push
    out[10] = -GRAVITY * heavy * half * length * depth
    out[11] = cloud.lift
    out[12] = e.hold_side
    out[13] = e.hold_along
    out[14] = e.hold_lift


@njit(cache=True)
def _grown(before: Cloud, density: float, d: Floats) -> tuple[float, float, float, float]:
    """Half-width, half-length and their flat parts; a change of density widens each side in proportion to its face.

    Source:
        Ermak (1990), eq. 23 to 26
    """
    faces = before.depth * (before.length + before.half) + 2.0 * before.half * before.length
    part = before.length * before.depth / faces
    ratio = before.density / density
    across, along = ratio**part, ratio ** (part * before.half / before.length)
    half, core = (before.half + d[2]) * across, (before.core + d[3]) * across
    length, core_along = (before.length + d[4]) * along, (before.core_along + d[5]) * along
    return half, min(core, half), length, min(core_along, length)


@njit(cache=True)
def _fallen(before: Cloud, slump: float, along: float) -> tuple[float, float]:
    """Speeds of slumping to start from: those there are, or of a cloud that comes down.  Source: eq. 19, 20"""
    if before.depth <= 0.0:
        return slump, along
    falling = -2.0 * before.half * before.length / (before.half**2 + before.length**2) * before.lift / before.depth
    return (slump or falling * before.length), (along or falling * before.half)


@njit(cache=True)
def _moving(before: Cloud, flow: float, share: float, wind: float, carried: float, push: float) -> float:
    """Speed [m/s].  Source: eq. 18"""
    drive = 0.0
    if push != 0.0:
        slip = before.flow * (before.speed - before.wind)
        drive = -slip * abs(push) / (abs(push) + abs(slip))
    return (1.0 - share) * wind + (carried + drive) / flow


@njit(cache=True)
def stage(
    before: Cloud,
    latest: float,
    d: Floats,
    t: float,
    carried: float,
    slump: float,
    slump_along: float,
    matter: Matter,
    air: Air,
) -> tuple[Cloud, float, float]:
    """The puff at t after increments d (15,); and the slumping speeds across and along the next stage starts from.

    Source:
        Ermak (1990), eq. 15 to 26
    """
    flow = before.flow + d[0]
    share = before.flow * before.share / flow
    excess = warmed(before, d[8], air)
    air_enthalpy = air.heat * air.temperature + air.water * WATER_LATENT
    warmth = (1.0 - share) * air_enthalpy + share * matter.enthalpy + excess / flow
    temperature, density, heat, vapour = equilibrium(share, warmth, matter, air)
    half, core, length, core_along = _grown(before, density, d)
    depth = min(flow / (density * length * half), air.lid)
    middle = min(max(before.middle + d[11], 0.0), air.lid - 0.5 * latest, air.lid - 0.5 * depth)
    top = max(middle + 0.5 * depth, depth)
    wind = mean_wind(before, top, air)
    speed = _moving(before, flow, share, wind, carried, d[9])
    side, along, lift = 0.0, 0.0, 0.0
    if top > depth or density <= air.density:
        lift = held_back(before.flow, before.lift, d[14]) * (d[10] + before.flow * before.lift) / flow
    else:
        kept, kept_along = held_back(before.flow, slump, d[12]), held_back(before.flow, slump_along, d[13])
        slump, slump_along = _fallen(before, slump, slump_along)
        side = kept * (d[6] + before.flow * slump) / flow
        along = kept_along * (d[7] + before.flow * slump_along) / flow
        lift = -(side / half + along / length) * middle
    found = Cloud(
        before.x + d[1], t, flow, before.held, middle, half, core, length, core_along, depth,
        top, speed, wind, side, along, lift, temperature, density, heat, share, vapour, excess,
    )  # fmt: skip
    return found, slump, slump_along


@njit(cache=True)
def puff_step(before: Cloud, e: Exchange, dt: float, matter: Matter, air: Air) -> tuple[Cloud, Exchange]:
    """One step in time by Runge-Kutta of fourth order on what is conserved."""
    f, total, d = np.empty(INCREMENTS), np.zeros(INCREMENTS), np.empty(INCREMENTS)
    carried = before.flow * (before.speed - (1.0 - before.share) * before.wind)
    slump, slump_along = before.side, before.along
    cloud = before
    for k in range(4):
        slopes(cloud, e, air, f)
        weight = dt / 6.0 if k in (0, 3) else dt / 3.0
        reach = dt if k == 2 else 0.5 * dt
        for j in range(INCREMENTS):
            total[j] += weight * f[j]
            d[j] = total[j] if k == 3 else reach * f[j]
        t = before.t + (dt if k >= 2 else 0.5 * dt)
        cloud, slump, slump_along = stage(before, cloud.depth, d, t, carried, slump, slump_along, matter, air)
        e = exchange(cloud, air, cloud.length)
    return cloud, e


@njit(cache=True)
def ended(plume: Cloud, e: Exchange, rate: float, duration: float) -> tuple[Cloud, Exchange]:
    """A plume whose middle has passed, as a puff; what is averaged over it stays as it is.  Source: eq. 29, 30"""
    flow = 0.25 * rate * duration / plume.share
    length = flow / (plume.density * plume.half * plume.depth)
    core = ALMOST * length
    puff = Cloud(
        plume.x, duration, flow, plume.held, plume.middle, plume.half, plume.core, length, core, plume.depth,
        plume.top, plume.speed, plume.wind, plume.side, plume.half / core * plume.side, plume.lift,
        plume.temperature, plume.density, plume.heat, plume.share, plume.vapour, plume.excess * flow / plume.flow,
    )  # fmt: skip
    force = Exchange(
        e.up, e.out, e.on, core * e.push, core * e.hold_along, core * e.hold_side, core * e.hold_lift, core * e.warming
    )
    return puff, force


@njit(cache=True)
def _store(out: Floats, row: int, cloud: Cloud) -> None:
    for j, value in enumerate(cloud):
        out[row, j] = value


@njit(cache=True)
def march(
    start: Cloud, rate: float, duration: float, first: float, growth: float, matter: Matter, air: Air, out: Floats
) -> int:
    """Fill `out` (n, 22) with clouds, a plume until its middle has passed, then a puff; the number of plumes.

    `first` is the first step, downwind [m] or for a puff from the start (rate 0) in time [s]; each is `growth` times
    the one before.
    """
    cloud, size = start, first
    is_puff = rate == 0.0
    e = exchange(cloud, air, cloud.length if is_puff else 1.0)
    _store(out, 0, cloud)
    plumes = 0 if is_puff else 1
    for row in range(1, out.shape[0]):
        for _ in range(SUBSTEPS):
            if is_puff:
                cloud, e = puff_step(cloud, e, size, matter, air)
            else:
                cloud, e = step(cloud, e, size, rate, matter, air)
            size *= growth
        if is_puff:
            _store(out, row, cloud)
            continue
        plumes += 1
        if cloud.held >= 0.5 * rate * duration:
            cloud, e = ended(cloud, e, rate, duration)
            is_puff, size = True, size / cloud.speed
        _store(out, row, cloud)
    return plumes
