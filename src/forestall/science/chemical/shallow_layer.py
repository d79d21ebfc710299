"""Heavy and cold clouds by the shallow-layer equations of SLAB: jets, bursts, plumes that end and go on as puffs.

Written from the published equations; the way to concentrations is `shallow_profile`. Not here: pools (`dense_plume`),
slopes, obstacles, deposition.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError
from forestall.science.chemical.shallow_air import Site, shallow_air
from forestall.science.kernels.shallow_air import Air, Matter, enthalpy, mixed_density, shape
from forestall.science.kernels.shallow_mixing import KARMAN, Cloud
from forestall.science.kernels.shallow_puff import ALMOST, SUBSTEPS, march

Floats = NDArray[np.float64]

ROWS = 61  # clouds kept
CORE = 0.9  # flat part across over the half-width at the source; Ermak (1990), UCRL-MA-105607, section 2.3
NEAR = 0.1  # first row's distance over the distance of the source, growing to the last
FLATTEST = 2.0  # depth over half-width of a burst at most: as high as wide
FIRST = 0.02  # first step of a burst [s]
PANELS = 5  # of the mean wind over the first cloud


@dataclass(frozen=True, slots=True)
class Substance:
    """What is released."""

    molar_mass: float
    """[kg/mol]"""
    heat: float
    """Specific heat of the gas [J/(kg K)]."""
    liquid_heat: float
    """[J/(kg K)]"""
    latent: float
    """Heat of vaporisation at the boiling point [J/kg]."""
    boiling: float
    """[K]"""
    liquid_density: float
    """[kg/m3]"""
    slope: float | None = None
    """B of the vapour pressure exp(A - B/(T + C)) over 1 atm [K]; None: by Clausius-Clapeyron."""
    shift: float = 0.0
    """C [K]"""

    def __post_init__(self) -> None:
        for name in ("molar_mass", "heat", "liquid_heat", "latent", "boiling", "liquid_density"):
            if not getattr(self, name) > 0:
                raise InputError(f"shallow layer: {name} is {getattr(self, name)}, must be above 0")


@dataclass(frozen=True, slots=True)
class Release:
    """How it gets out."""

    rate: float
    """[kg/s]"""
    duration: float
    """[s]"""
    area: float
    """Of the mouth once the pressure has fallen to that of the air; of the ground covered by a burst [m2]."""
    temperature: float
    """[K]; raised to the boiling point, and with droplets the boiling point."""
    droplets: float
    """Share of the mass that is liquid, 0..1 (below 1)."""
    height: float
    """[m]"""

    def __post_init__(self) -> None:
        if not (self.rate > 0 and self.duration > 0 and self.area > 0 and self.temperature > 0):
            raise InputError(f"shallow layer: {self}: expected rate, duration, area and temperature above 0")
        if not (0 <= self.droplets < 1 and self.height >= 0):
            raise InputError(f"shallow layer: {self}: expected droplets 0..1 (below 1), height at least 0")


@dataclass(frozen=True, slots=True)
class Shallow:
    """A cloud by rows downwind (a plume) and then in time (a puff); arrays of shape (n,)."""

    rows: Floats
    """(n, 22), columns as in `Cloud`."""
    plumes: int
    """Rows that are plume."""
    air: Air
    matter: Matter
    release: Release
    start: float
    """Distance of the source [m]."""
    source_speed: float
    """[m/s]"""

    def column(self, name: str) -> Floats:
        """One field of `Cloud`, shape (n,)."""
        return np.asarray(self.rows[:, Cloud._fields.index(name)])

    @property
    def share(self) -> Floats:
        """By volume, averaged over the cloud, shape (n,).  Source: Ermak (1990), eq. 12"""
        m, ratio = self.column("share"), self.matter.molar_mass / self.air.molar_mass
        return np.asarray(m / (ratio + (1.0 - ratio) * m))


def matter_of(one: Substance, release: Release) -> tuple[Matter, float]:
    """The substance as the kernels take it, and its temperature as released [K]."""
    t = one.boiling if release.droplets > 0 else max(release.temperature, one.boiling)
    slope = one.latent * one.molar_mass / 8.31431 if one.slope is None else one.slope
    latent = one.latent + one.boiling * (one.liquid_heat - one.heat)
    a = slope / (one.boiling + one.shift)
    gas = one.heat * t + latent
    return Matter(
        one.molar_mass, one.heat, one.liquid_heat, latent, one.liquid_density, a, slope, one.shift, gas
    ), t  # fmt: skip


def level_jet(one: Substance, release: Release, site: Site, farthest: float) -> Shallow:
    """A jet blown level and downwind.

    Args:
        one: the substance
        release: how it gets out, `area` being the mouth
        site: where
        farthest: about where the last plume row lies [m], above 2

    Returns:
        Its rows from x = 1 m, where the mouth is.

    Raises:
        InputError: the mouth is not below the mixing layer; `farthest` is too near.

    Source:
        Ermak (1990), UCRL-MA-105607, sections 2.2 to 2.5 (IDSPL 2)
    """
    air = shallow_air(site)
    matter, t = matter_of(one, release)
    density = mixed_density(1.0, t, 1.0 - release.droplets, 0.0, matter, air)
    speed = release.rate / (density * release.area)
    start = _mouth(release, matter, air, t, density, speed)
    return marched(start, None, release, matter, air, farthest, speed)


def _mouth(release: Release, matter: Matter, air: Air, t: float, density: float, speed: float) -> Cloud:
    """A square mouth, or one that lies on the ground."""
    half = 0.5 * sqrt(release.area)
    depth, height = 2.0 * half, release.height
    if height > air.lid - half:
        raise InputError(f"shallow layer: a source at {height} m is not below the mixing layer of {air.lid:.0f} m")
    if height <= half:
        half = 0.5 * (sqrt(height**2 + 2.0 * release.area) - height)
        depth = half + height
    top = max(height + 0.5 * depth, depth)
    gas = 1.0 - release.droplets
    warmth, heat = enthalpy(1.0, t, gas, 0.0, matter, air)
    flow = density * speed * half * depth
    wind = _mean_up_to(top, air)
    return Cloud(
        1.0, 0.0, flow, 0.0, height, half, CORE * half, 0.0, 0.0, depth, top, speed, wind, 0.0, 0.0, 0.0,
        t, density, heat, 1.0, gas, flow * (warmth - matter.enthalpy),
    )  # fmt: skip


def _mean_up_to(top: float, air: Air) -> float:
    """Mean wind from the ground [m/s], by Simpson.  Source: eq. 4c"""
    z = np.linspace(0.0, top, 2 * PANELS + 1)
    values = [shape(float(level), air) for level in z]
    weights = np.array([1.0, *[4.0, 2.0] * (PANELS - 1), 4.0, 1.0])
    return float(air.friction_velocity / KARMAN * (weights @ values) / (6.0 * PANELS))


def marched(
    start: Cloud, below: Floats | None, release: Release, matter: Matter, air: Air, farthest: float, speed: float
) -> Shallow:
    """The cloud from its first row on, with rows `below` it (k, 22) where it has risen from a source.

    The rows lie ever farther apart, the first a tenth of `start.x` (times the growth less one) from it.

    Raises:
        InputError: `farthest` is not beyond twice the start.
    """
    if not farthest > 2.0 * start.x:
        raise InputError(f"shallow layer: farthest {farthest} m: expected more than twice {start.x:.1f} m")
    risen = 0 if below is None else below.shape[0]
    rows = ROWS - risen
    steps = SUBSTEPS * (rows - 1)
    growth = ((farthest / start.x - 1.0) / NEAR) ** (1.0 / steps)
    first = (growth - 1.0) * (farthest - start.x) / (growth**steps - 1.0)
    out = np.empty((rows, len(Cloud._fields)))
    start, matter, air = Cloud(*map(float, start)), Matter(*map(float, matter)), Air(*map(float, air))
    plumes = march(start, float(release.rate), float(release.duration), first, growth, matter, air, out)
    rows_all = out if below is None else np.concatenate([below, out])
    return Shallow(rows_all, plumes + risen, air, matter, release, 1.0, speed)


def burst(one: Substance, mass: float, release: Release, site: Site, longest: float) -> Shallow:
    """All of it at once, as a slab on the ground of `release.area`.

    Args:
        one: the substance
        mass: [kg], above 0
        release: temperature, droplets, area and height; its rate and duration are not used
        site: where
        longest: how long to follow it [s]

    Returns:
        Its rows, all puff, from x = 0.

    Raises:
        InputError: mass or time is not above 0.

    Source:
        Ermak (1990), UCRL-MA-105607, section 2.3 (IDSPL 4), eq. 15 to 26
    """
    if not (mass > 0 and longest > 0):
        raise InputError(f"shallow layer: mass {mass} kg, followed for {longest} s: expected above 0")
    air = shallow_air(site)
    matter, t = matter_of(one, release)
    gas = 1.0 - release.droplets
    density = mixed_density(1.0, t, gas, 0.0, matter, air)
    half = 0.5 * sqrt(release.area)
    flow = 0.25 * mass
    depth = flow / (density * half * half)
    if depth > FLATTEST * half:
        half = (flow / (density * FLATTEST)) ** (1.0 / 3.0)
        depth = FLATTEST * half
    top = max(release.height + 0.5 * depth, depth)
    warmth, heat = enthalpy(1.0, t, gas, 0.0, matter, air)
    start = Cloud(
        0.0, 0.0, flow, 0.5 * mass, release.height, half, CORE * half, half, ALMOST * half, depth, top, 0.0,
        _mean_up_to(top, air), 0.0, 0.0, 0.0, t, density, heat, 1.0, gas, flow * (warmth - matter.enthalpy),
    )  # fmt: skip
    steps = SUBSTEPS * (ROWS - 1)
    first = min(FIRST, longest / steps)
    growth = _growth(longest / first, steps)
    out = np.empty((ROWS, len(Cloud._fields)))
    start, matter, air = Cloud(*map(float, start)), Matter(*map(float, matter)), Air(*map(float, air))
    march(start, 0.0, 0.0, first, growth, matter, air, out)
    return Shallow(out, 0, air, matter, release, 0.0, 0.0)


def _growth(span: float, steps: int) -> float:
    """g of  1 + g + ... + g^(steps-1) = span, by halving."""
    low, high = 1.0, 2.0
    for _ in range(80):
        middle = 0.5 * (low + high)
        if (middle**steps - 1.0) / (middle - 1.0) < span:
            low = middle
        else:
            high = middle
    return high
