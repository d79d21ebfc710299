"""How ALOHA goes from a source to a distance: which model, which averaging, sources that change in five steps.

Not here: the models themselves, the source terms.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from forestall.science.chemical.area_source import initial_sigma, over_pool, widened
from forestall.science.chemical.briggs import sigmas
from forestall.science.chemical.dense_plume import Air, Degadis, DenseRelease, dense_plume, source_density
from forestall.science.chemical.golder import ALONG
from forestall.science.chemical.plume import concentration
from forestall.science.chemical.similarity import SurfaceLayer
from forestall.science.chemical.wind import friction_velocity, obukhov_length, wind_at

Floats = NDArray[np.float64]
Steps = tuple[tuple[float, float], ...]
"""Length [s] and rate [kg/s] of each step of a source."""

ATMOSPHERE: Final = 101_325.0  # [Pa]
GAS_CONSTANT: Final = 8.314462618  # [J/(mol K)]
AIR_MASS: Final = 0.02896  # [kg/mol]
GRAVITY: Final = 9.80665  # [m/s2]
ROUGHEST: Final = 0.10  # heavy gas takes no rougher ground [m]; NOAA (2013), NOS OR&R 43, section 4.2.3
TOXIC: Final = 300.0  # averaging time of toxic clouds [s]; the same, section 4.4.4
FLAMMABLE: Final = 10.0  # of what only burns [s]; the same
NARROWED: Final = (10.0 / 180.0) ** 0.2  # sigma_y of 10 s over that of 3 min, for which it was fitted; section 4.3.1
SCREENING: Final = 0.03  # u* over the wind at 10 m; Deacon (1973), the same, section 3.3.1
HEAVY: Final = 1.0  # source Richardson number from which a gas is heavy; the same, section 4.4.1
LIGHT: Final = 0.72  # molar mass over that of air below which cold gas still goes as Gaussian: between ALOHA's runs of
# methane (0.55, Gaussian) and acetylene (0.90, heavy), kociembadamian/HAZEL@427fdb1b, sourceIntegrationTests.js
URBAN: Final = 0.2  # roughness length from which the ground is rough [m]; the same, section 4.3
LOWEST: Final = 3.0  # lowest height of the wind that carries a Gaussian plume [m]; the same, section 4.3
STEPS: Final = 5  # in which a source that changes is followed; the same, section 3.1
MINUTE: Final = 60.0  # length of the first of them [s]
FARTHEST: Final = 30_000.0  # [m]
TIMES: Final = 240  # at which a passing cloud is looked at
ROOT_TWO: Final = sqrt(2.0)


@dataclass(frozen=True, slots=True)
class Weather:
    """As ALOHA asks for it."""

    wind: float
    """At 10 m [m/s]."""
    stability: str
    temperature: float
    """[K]"""
    humidity: float
    """0..1"""
    roughness: float
    """[m]"""

    def air(self, averaging: float) -> Air:
        """The air of its heavy gas, with the friction velocity of its own profile (NOS OR&R 43, section 4.2.3)."""
        roughness = min(self.roughness, ROUGHEST)
        friction = friction_velocity(self.wind, self.stability, roughness)
        layer = SurfaceLayer(friction, obukhov_length(self.stability, roughness), roughness)
        return Air(layer, self.temperature, ATMOSPHERE, self.humidity, averaging, Degadis(self.wind))


def heavy(release: DenseRelease, weather: Weather, *, puddle: bool) -> bool:
    """Whether ALOHA takes its heavy-gas model:  g' H / u*^2 >= 1,  and droplets or a gas not much lighter than air.

    Source:
        NOAA (2013), NOS OR&R 43, section 4.4.1: H = q / (u D) of a puddle, sqrt(pi q / 4 u) of another source
    """
    if release.droplets == 0.0 and release.molar_mass < LIGHT * AIR_MASS:
        return False
    density = source_density(release, weather.air(TOXIC))
    air = ATMOSPHERE * AIR_MASS / (GAS_CONSTANT * weather.temperature)
    volume = release.rate / density / weather.wind
    depth = volume / (2.0 * sqrt(release.area / pi)) if puddle else sqrt(0.25 * pi * volume)
    return GRAVITY * (density - air) / air * depth / (SCREENING * weather.wind) ** 2 >= HEAVY


def five_steps(rates: Sequence[float], step: float = 1.0) -> Steps:
    """A source of rates [kg/s], `step` [s] apart, in five steps: its first minute, then four of one length each.

    Source:
        NOAA (2013), NOS OR&R 43, section 3.1 (five steps at most; how they are cut is not given there)
    """
    flow = np.asarray(rates, dtype=np.float64)
    last = int(np.flatnonzero(flow > 0)[-1]) + 1 if np.any(flow > 0) else 0
    first, flow = max(1, round(MINUTE / step)), flow[:last]
    rest = flow[first:]
    parts = [flow[:first], *(np.array_split(rest, min(STEPS - 1, rest.size)) if rest.size else [])]
    return tuple((part.size * step, float(part.mean())) for part in parts if part.size)


def dense_reach(
    releases: Sequence[DenseRelease], steps: Steps, weather: Weather, averaging: float, levels: Sequence[float]
) -> list[float]:
    """How far [m] shares by volume reach at any time: the steady plume of each step, let pass in its time.

    Source:
        NOAA (2013), NOS OR&R 43, section 4.4; Palazzi et al. (1982), eq. 6; Beals (1971)
    """
    air = weather.air(averaging)
    plumes = [dense_plume(release, air, FARTHEST) for release in releases]
    x = plumes[0].x[1:]
    steady = np.array([np.interp(np.log(x), np.log(plume.x[1:]), np.log(plume.share[1:])) for plume in plumes])
    a, b = ALONG[weather.stability]
    peak = _passing(x, np.exp(steady), steps, weather.wind, a * x**b)
    return [_farthest(x, peak, level) for level in levels]


def gaussian_reach(
    rate: float, molar_mass: float, area: float, weather: Weather, averaging: float, levels: Sequence[float]
) -> list[float]:
    """How far [m] shares by volume reach in a steady Gaussian plume from the ground."""
    x = np.geomspace(0.3, FARTHEST, 400)
    initial = initial_sigma(area) if area > 0 else 0.0
    wind = wind_at(LOWEST, weather.wind, weather.stability, weather.roughness)

    def strip(distance: Floats) -> Floats:
        sigma_y, sigma_z = open_sigmas(distance, weather.stability, weather.roughness)
        wide = widened((NARROWED if averaging < TOXIC else 1.0) * sigma_y, initial)
        return concentration(rate, wind, y=0.0, z=0.0, height=0.0, sigma_y=wide, sigma_z=sigma_z)

    c = over_pool(strip, x, area) if area > 0 else strip(x)
    share = c / molar_mass * GAS_CONSTANT * weather.temperature / ATMOSPHERE
    return [_farthest(x, share, level) for level in levels]


def open_sigmas(x: Floats, stability: str, roughness: float) -> tuple[Floats, Floats]:
    """Open-country sigma_y, and the urban sigma_z over rough ground: no other pairing gives ALOHA's printed runs."""
    sigma_y, sigma_z = sigmas(x, stability, urban=False)
    return (sigma_y, sigmas(x, stability, urban=True)[1]) if roughness >= URBAN else (sigma_y, sigma_z)


def _passing(x: Floats, steady: Floats, steps: Steps, wind: float, sigma: Floats) -> Floats:
    """Largest share at any time, shape (n,), from that of each step held for ever, shape (k, n)."""
    lasting = sum(length for length, _ in steps)
    start = np.maximum(x - 4.0 * sigma, 0.0) / wind
    stop = (x + 4.0 * sigma) / wind + lasting
    t = start[:, None] + (stop - start)[:, None] * np.linspace(0.0, 1.0, TIMES)
    found, begun = np.zeros_like(t), 0.0
    for (length, _), share in zip(steps, steady, strict=True):
        front = erf((wind * (t - begun) - x[:, None]) / (ROOT_TWO * sigma[:, None]))
        tail = erf((wind * (t - begun - length) - x[:, None]) / (ROOT_TWO * sigma[:, None]))
        found += 0.5 * share[:, None] * (front - tail)
        begun += length
    return np.asarray(found.max(axis=1))


def _farthest(x: Floats, share: Floats, level: float) -> float:
    above = np.flatnonzero(share >= level)
    if above.size == 0:
        return 0.0
    last = int(above[-1])
    if last + 1 == x.size:
        return float("nan")
    part = np.log(share[last] / level) / np.log(share[last] / share[last + 1])
    return float(x[last] * (x[last + 1] / x[last]) ** part)
