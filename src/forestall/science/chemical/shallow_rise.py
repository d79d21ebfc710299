"""A jet blown upwards: how high it rises and what it is like at the top, where the shallow layer takes over.

Not here: the jet blown level (`shallow_layer`), the rise of warm stacks by Briggs (`plume_rise`).
"""

from dataclasses import replace
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError
from forestall.science.chemical.shallow_air import Site, shallow_air
from forestall.science.chemical.shallow_layer import CORE, Release, Shallow, Substance, level_jet, marched, matter_of
from forestall.science.kernels.shallow_air import Air, Matter, enthalpy, equilibrium, mixed_density, shape
from forestall.science.kernels.shallow_mixing import DRAG, GRAVITY, KARMAN, Cloud

Floats = NDArray[np.float64]

LOWEST = 1.0  # least height at which the wind at the mouth is taken [m]
PASSES = 3  # of the height of a rise through wind that grows with height
MOST = 11  # rows on the way up
RICHEST = 0.99  # largest share by volume at the top
PEAKED = 0.5236  # mean over peak of the share at the top, where lean; Ermak (1990), eq. 47


def rising_jet(one: Substance, release: Release, site: Site, farthest: float) -> Shallow:
    """A jet blown upwards into the wind.

    Heavier than air it falls back from the top of its rise; lighter, it goes on level from there as heavy as the air.

    Args:
        one: the substance
        release: how it gets out, `area` being the mouth
        site: where
        farthest: about where the last plume row lies [m]

    Returns:
        Its rows from the mouth at x = 1 m.

    Raises:
        InputError: the mouth is not below the mixing layer; `farthest` is too near.

    Source:
        Ermak (1990), UCRL-MA-105607, section 2.5.5, eq. 45 to 47 (IDSPL 3); Hoot, Meroney and Peterka (1973),
        CER73-74TNH-RNM-JAP-13 (heavy); Briggs (1984), DOE/TIC-27601, chapter 8 (momentum, buoyancy)
    """
    air = shallow_air(site)
    matter, t = matter_of(one, release)
    density = mixed_density(1.0, t, 1.0 - release.droplets, 0.0, matter, air)
    speed = release.rate / (density * release.area)
    half = 0.5 * sqrt(release.area)
    if release.height > air.lid - half:
        raise InputError(
            f"shallow layer: a source at {release.height} m is not below the mixing layer, {air.lid:.0f} m"
        )
    if density <= air.density:
        return _lofted(one, release, site, farthest, density, speed)
    height, distance, share = _heavy_rise(release, matter, air, density, speed)
    start = _top_of_rise(release, matter, air, t, height, distance, share)
    below = _on_the_way(release, start, height, distance, speed)
    return marched(start, below, release, matter, air, farthest, speed)


def _pulled(height: float, rise: float, power: float) -> float:
    """A rise through wind that grows with height, from the one in the wind at the mouth [m].  Source: eq. 46b"""
    scale = rise**power
    for _ in range(PASSES):
        wanted = scale * (height + rise) ** (1.0 - power)
        rise = (height + power * rise) * wanted / (height + rise - (1.0 - power) * wanted)
    return rise


def _momentum_rise(release: Release, air: Air, speed: float, wind: float) -> float:
    """[m]  Source: eq. 46b"""
    entrained = 0.4 + 1.2 * wind / speed
    first = 1.0363 * speed * 0.5 * sqrt(release.area) / (entrained * sqrt(wind * air.friction_velocity))
    return _pulled(release.height, first, 6.0 / 7.0)


def _wind_at(height: float, air: Air) -> float:
    return air.friction_velocity / KARMAN * shape(max(height, LOWEST), air)


def _heavy_rise(release: Release, matter: Matter, air: Air, density: float, speed: float) -> tuple[float, float, float]:
    """Height and length of the rise [m], and share by mass at its top.  Source: eq. 45, 46a, 47"""
    wind = _wind_at(release.height, air)
    mouth = 4.0 * 0.5 * sqrt(release.area) / sqrt(pi)
    ratio, heavy = speed / wind, density / air.density
    froude = speed**2 / (GRAVITY * mouth * (heavy - 1.0))
    thrown = 1.32 * mouth * (ratio * heavy * froude) ** (1.0 / 3.0)
    carried = _momentum_rise(release, air, speed, wind)
    height = min(carried * thrown / sqrt(carried**2 + thrown**2), air.lid - release.height)
    distance = 0.435 * height**3 / (heavy * (mouth * ratio) ** 2)
    peak = min(1.69 * ratio / (height / mouth) ** 1.85, RICHEST)
    volume = (PEAKED * (1.0 - peak) + peak) * peak
    return (
        height,
        distance,
        matter.molar_mass * volume / (air.molar_mass + (matter.molar_mass - air.molar_mass) * volume),
    )


def _top_of_rise(
    release: Release, matter: Matter, air: Air, t: float, height: float, distance: float, share: float
) -> Cloud:
    """The cloud at the top of the rise.  Source: Ermak (1990), section 2.5.5"""
    gas = 1.0 - release.droplets
    more = enthalpy(1.0, t, gas, 0.0, matter, air)[0] - matter.enthalpy
    air_enthalpy = enthalpy(0.0, air.temperature, 0.0, air.water, matter, air)[0]
    warmth = (1.0 - share) * air_enthalpy + share * (matter.enthalpy + more)
    temperature, density, heat, vapour = equilibrium(share, warmth, matter, air)
    mouth, middle = 0.5 * sqrt(release.area), release.height + height
    wind = _wind_at(middle, air)
    drag = 3.0 * (2.0 + distance / mouth) * DRAG
    speed = 0.5 * wind / (1.0 - drag) * (1.0 - share - 2.0 * drag + sqrt((1.0 - share) ** 2 + 4.0 * share * drag))
    section = release.rate / (density * speed * share)
    aspect = 2.4 + 1.6 / (1.0 + distance**2 / (100.0 * mouth**2))
    half = max(sqrt(section / aspect), mouth)
    core = max(CORE * sqrt(section * share / aspect), CORE * mouth)
    depth = section / (2.0 * half)
    for limit in (middle + 0.5 * depth if 0.5 * depth > middle else depth, min(depth, air.lid)):
        half, core, depth = half * depth / limit, core * depth / limit, limit
    middle = min(middle, air.lid - 0.5 * depth)
    flow = 0.5 * release.rate / share
    top = min(max(middle + 0.5 * depth, depth), air.lid)
    return Cloud(
        1.0 + distance, 2.0 * distance / speed, flow, release.rate * distance / speed, middle, half, core, 0.0, 0.0,
        depth, top, speed, wind, 0.0, 0.0, 0.0, temperature, density, heat, share, vapour, flow * share * more,
    )  # fmt: skip


def _on_the_way(release: Release, start: Cloud, height: float, distance: float, speed: float) -> Floats:
    """Rows from the mouth to below the top, between the two.  Source: Ermak (1990), eq. 47"""
    mouth = 0.5 * sqrt(release.area)
    count = min(int(2.0 + distance / (2.0 * mouth)), MOST) - 1
    part = np.arange(count) / count
    rows = np.full((count, len(Cloud._fields)), np.nan)
    named = {
        "x": 1.0 + distance * part,
        "t": start.t * part,
        "middle": release.height + height * np.sqrt(1.0 - (part - 1.0) ** 2),
        "half": mouth + (start.half - mouth) * part,
        "core": CORE * mouth + (start.core - CORE * mouth) * part,
        "depth": 2.0 * mouth * min(1.0, speed / start.speed) * (1.0 - part) + start.depth * part,
        "speed": start.speed * np.sqrt(part),
        "wind": np.full(count, start.wind),
        "lift": speed * (1.0 - np.sqrt(part)),
        "share": 1.0 / (1.0 + part**2 * (1.0 - start.share) / start.share),
        "length": np.zeros(count),
        "core_along": np.zeros(count),
    }
    for name, values in named.items():
        rows[:, Cloud._fields.index(name)] = values
    return rows


def _lofted(one: Substance, release: Release, site: Site, farthest: float, density: float, speed: float) -> Shallow:
    """Lighter than air: level from the top of its rise, with the density and the wind of the air there.

    Source:
        Ermak (1990), eq. 46c, 46d
    """
    air = shallow_air(site)
    wind, mouth = _wind_at(release.height, air), 0.5 * sqrt(release.area)
    buoyancy = 1.7254 * GRAVITY * (air.density - density) * speed * mouth**2
    warm = _pulled(release.height, buoyancy / (air.density * wind * air.friction_velocity**2), 0.6)
    height = release.height + sqrt(warm**2 + _momentum_rise(release, air, speed, wind) ** 2)
    height = min(height, air.lid - mouth)
    area = release.rate / (air.density * _wind_at(height, air))
    height = min(height, air.lid - 0.5 * sqrt(area))
    neutral = Substance(
        air.molar_mass, air.heat, one.liquid_heat, one.latent, 0.5 * site.temperature, one.liquid_density
    )
    level = Release(release.rate, release.duration, area, site.temperature, 0.0, height)
    found = level_jet(neutral, level, site, farthest)
    return replace(found, matter=found.matter._replace(molar_mass=one.molar_mass))
