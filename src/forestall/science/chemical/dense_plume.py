"""A steady plume of dense gas from a pool or a slow release at the ground, down to where it is passive.

Not here: jets, instantaneous releases, slopes, obstacles; `britter_mcquaid` screens by hand chart.
"""

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf, gamma

from forestall.core.errors import InputError
from forestall.science.chemical.dense_kernel import (
    AIR,
    GAS_CONSTANT,
    GRAVITY,
    KARMAN,
    WATER,
    Release,
    Surroundings,
    blanket,
    march,
    mixture,
    vapour_pressure_water,
)
from forestall.science.chemical.golder import ALONG, lateral_coefficient, pasquill_class
from forestall.science.chemical.similarity import SurfaceLayer

Floats = NDArray[np.float64]

STEPS = 240  # steps downwind, growing by a constant factor; twice as many move a concentration by at most 1 %
DEGADIS_KARMAN = 0.35  # Spicer and Havens (1989), p. 22
DEGADIS_POWER = 0.2  # of a wind with height: ALPCO, the constant exponent in DEGADIS' parameter file .ER1; the same
FIRST = 0.05  # the first step [m]


@dataclass(frozen=True, slots=True)
class DenseRelease:
    """Gas, or gas with droplets, that enters the air at the ground."""

    rate: float
    """[kg/s], above 0."""
    area: float
    """Of the pool or opening, seen from above [m2], above 0."""
    temperature: float
    """[K]"""
    droplets: float
    """Share of the mass that is liquid and stays in the air, 0..1."""
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
    duration: float = float("inf")
    """[s]"""

    def __post_init__(self) -> None:
        for name in ("rate", "area", "temperature", "molar_mass", "heat", "latent", "boiling", "liquid_density"):
            if not getattr(self, name) > 0:
                raise InputError(f"dense release: {name} is {getattr(self, name)}, must be above 0")
        if not 0 <= self.droplets <= 1 or not self.duration > 0:
            raise InputError(f"dense release: droplets {self.droplets} (0..1), duration {self.duration} s (above 0)")


@dataclass(frozen=True, slots=True)
class Degadis:
    """DEGADIS' closure: a wind that goes as height^0.2, k = 0.35 in the mixing, stratified by the cloud's weight only.

    Source:
        Spicer and Havens (1989), EPA-450/4-89-019, chapter V; NOAA (2013), NOS OR&R 43, section 4.4.4
    """

    wind: float
    """At 10 m [m/s]; it also carries front and tail."""


@dataclass(frozen=True, slots=True)
class Air:
    """The air a plume moves in; the ground has its temperature."""

    layer: SurfaceLayer
    temperature: float
    """[K]"""
    pressure: float
    """[Pa]"""
    humidity: float
    """Relative, 0..1."""
    averaging: float = 18.75
    """Time over which the concentration is averaged [s]; the shortest narrows the plume to what stands still."""
    degadis: Degadis | None = None
    """The wind and mixing of DEGADIS in their place."""


@dataclass(frozen=True, slots=True)
class DensePlume:
    """A plume along its centre line; arrays have one value for each station."""

    x: Floats
    """Distance downwind of the middle of the source [m]."""
    half_width: Floats
    """Effective half-width: of the box as high as the centre line [m]."""
    temperature: Floats
    """[K]"""
    share: Floats
    """By volume, at the ground on the centre line."""
    depth: Floats
    """Effective depth [m]."""
    wind: Floats
    """Speed of the plume [m/s]."""
    exponent: Floats
    """s of the profile exp(-(z/S)^s)."""
    mass_flow: Floats
    """Of substance and air [kg/s]."""
    release: DenseRelease
    air: Air

    def at(self, x: Floats, z: float = 0.0) -> Floats:
        """Share by volume on the centre line while the release lasts long enough, cut down where it does not.

        Args:
            x: distance downwind [m], shape (n,)
            z: height above ground [m]

        Returns:
            Share, shape (n,); NaN upwind of the source and beyond the last station.
        """
        log = np.log(x, out=np.full(np.shape(x), np.nan), where=x > 0)
        known = np.log(np.maximum(self.x, FIRST))
        ground = np.exp(np.interp(log, known, np.log(self.share), right=np.nan))
        depth, s = np.interp(log, known, self.depth), np.interp(log, known, self.exponent)
        scale = depth * s / gamma(1.0 / s)
        return np.asarray(ground * np.exp(-((z / scale) ** s)) * self._passing(x))

    def _passing(self, x: Floats) -> Floats:
        """Peak of a finite release over the steady one.  Source: Palazzi et al. (1982); Beals (1971)"""
        layer = self.air.layer
        a, b = ALONG[pasquill_class(layer.obukhov_length, layer.roughness)]
        degadis = self.air.degadis
        wind = np.interp(x, self.x, self.wind) if degadis is None else degadis.wind
        return np.asarray(erf(wind * self.release.duration / (2.0 * sqrt(2.0) * a * np.maximum(x, 1e-9) ** b)))

    def reach(self, share: float, z: float = 0.0) -> float:
        """Farthest distance [m] at this share by volume; 0 where it is nowhere, NaN where it is beyond the stations."""
        found = self.at(self.x[1:], z)
        above = np.flatnonzero(found >= share)
        if above.size == 0:
            return 0.0
        last = int(above[-1]) + 1
        if last + 1 >= self.x.size:
            return float("nan")
        pair = np.log(found[last - 1 : last + 1])
        part = (pair[0] - np.log(share)) / (pair[0] - pair[1])
        return float(self.x[last] * (self.x[last + 1] / self.x[last]) ** part)


def dense_plume(release: DenseRelease, air: Air, farthest: float) -> DensePlume:
    """A steady plume from the source to `farthest` [m].

    Args:
        release: what enters the air
        air: where
        farthest: last station [m], above 1

    Returns:
        The plume; passive where its weight no longer matters.

    Raises:
        InputError: a quantity that is not above 0; gas no denser than air; calm air (refused by the surface layer).

    Source:
        Box in a shear flow: Ermak (1990), User's Manuals for SLAB, UCRL-MA-105607; entrainment, slumping and
        lateral core: Spicer and Havens (1989), EPA-450/4-89-019; limits for a passive plume: van Ulden (1978)
    """
    if not farthest > 1 or not air.temperature > 0 or not air.pressure > 0 or not 0 <= air.humidity <= 1:
        raise InputError(f"dense plume: farthest {farthest} m, {air}: expected above 1 m, above 0, humidity 0..1")
    around = _surroundings(air)
    if not source_density(release, air) > around.density:
        raise InputError("dense plume: the release is no denser than the air; a passive plume or its rise describes it")
    start, mass, half = _begun(release, air, around)
    x = start + np.concatenate([[0.0], np.geomspace(FIRST, farthest * 1.001, STEPS)])
    warmth = release.rate * (release.heat * (release.temperature - air.temperature) - release.droplets * release.latent)
    b, t, share, depth, wind, s, mass = march(x, mass, float(warmth), half, _gas(release), around)
    return DensePlume(x, b, t, share, depth, wind, s, mass, release, air)


def _begun(release: DenseRelease, air: Air, around: Surroundings) -> tuple[float, float, float]:
    """Where the plume begins [m], its mass flow [kg/s] and half-width [m]: a strip as wide as the source, pure.

    DEGADIS lets a blanket of gas grow over the source until the air takes up as much as is released.
    """
    if air.degadis is None:
        return 0.0, float(release.rate), 0.5 * sqrt(release.area)
    density = source_density(release, air)
    volume, gravity = release.rate / density, GRAVITY * (density - around.density) / around.density
    radius, layer = blanket(sqrt(release.area / pi), float(volume), float(gravity), around)
    half = 0.25 * pi * radius
    air_too = max(2.0 * half * layer - volume, 0.0)
    return radius, float(release.rate + air_too * around.density), half


def source_density(release: DenseRelease, air: Air) -> float:
    """Density [kg/m3] of what leaves the source."""
    warmth = float(release.heat * (release.temperature - air.temperature) - release.droplets * release.latent)
    return float(mixture(1.0, warmth, _gas(release), _surroundings(air))[1])


def _gas(release: DenseRelease) -> Release:
    return Release(
        float(release.rate),
        float(release.molar_mass),
        float(release.heat),
        float(release.latent),
        float(release.boiling),
        float(release.liquid_density),
    )


def _surroundings(air: Air) -> Surroundings:
    moles = air.humidity * float(vapour_pressure_water(air.temperature)) / air.pressure
    molar = (1.0 - moles) * AIR + moles * WATER
    layer, degadis = air.layer, air.degadis
    return Surroundings(
        float(layer.friction_velocity),
        float(layer.obukhov_length),
        float(layer.roughness),
        float(air.temperature),
        float(air.pressure),
        moles * WATER / molar,
        air.pressure * molar / (GAS_CONSTANT * air.temperature),
        lateral_coefficient(layer.obukhov_length, layer.roughness, air.averaging),
        KARMAN if degadis is None else DEGADIS_KARMAN,
        0.0 if degadis is None else float(degadis.wind),
        0.0 if degadis is None else DEGADIS_POWER,
    )
