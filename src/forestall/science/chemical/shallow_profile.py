"""Concentration in a shallow-layer cloud: profiles across, upwards and in time, and the wander of the wind.

Not here: the motion (`shallow_layer`); the smaller wander of a jet that is still faster than the wind, left out.
"""

from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf, erfinv

from forestall.science.chemical.cloud_track import Track
from forestall.science.chemical.shallow_air import AVERAGING_POWER, SHORTEST
from forestall.science.chemical.shallow_layer import Shallow
from forestall.science.kernels.shallow_mixing import NARROWING, ROOT_THREE

Floats = NDArray[np.float64]

FULL = 1.0 - 1e-9  # share of the steady flow above which front and tail count as sharp
NEAREST = 1e-3  # least distance of a station [m]
ROOT_TWO = sqrt(2.0)


def shallow_track(found: Shallow, averaging: float, gas_density: float) -> Track:
    """Stations of a cloud.

    Args:
        found: the cloud
        averaging: time over which concentrations are averaged [s]
        gas_density: of the pure gas at the temperature of the air [kg/m3]

    Source:
        Ermak (1990), UCRL-MA-105607, section 2.6, eq. 11 to 14, 28, 48 to 53; mass held exactly
    """
    kept = _rising(found.column("x"), found.column("excess"))
    column = {name: found.column(name)[kept] for name in COLUMNS}
    x, half, core = column["x"], column["half"], column["core"]
    plume = np.flatnonzero(kept) < found.plumes
    once = found.plumes == 0
    duration = 0.0 if once else found.release.duration
    mass = _matter(found, duration)
    strength, sigma_t = _passage(found, column, plume, kept, duration, mass, gas_density)
    sigma_y = np.sqrt(np.maximum(half**2 - core**2, 0.0) / 3.0)
    wandering = _wander(found, x, averaging, duration)
    sigma_z = np.maximum(column["top"] - column["middle"], 1e-6) / ROOT_THREE
    travel = column["held"] / max(found.release.rate, 1e-12)
    return Track(
        x,
        np.maximum(np.where(plume, travel, column["t"] - 0.5 * duration), 0.0),
        strength,
        core,
        np.maximum(np.hypot(sigma_y, wandering), 1e-6),
        column["middle"],
        ROOT_TWO * sigma_z,
        np.full(x.size, 2.0),
        sigma_t,
        () if once else ((duration, found.release.rate),),
        mass,
        gas_density,
    )


COLUMNS = ("x", "t", "held", "middle", "half", "core", "length", "core_along", "depth", "top", "speed")


def _rising(x: Floats, excess: Floats) -> NDArray[np.bool_]:
    """Rows that lie beyond all before them, those on the way up to the top of a rise left out."""
    usable = np.isfinite(excess) & (x > NEAREST)
    before = np.maximum.accumulate(np.concatenate([[-np.inf], np.where(usable, x, -np.inf)[:-1]]))
    return np.asarray(usable & (x > before))


def _matter(found: Shallow, duration: float) -> float:
    """All that is released [kg]."""
    return 2.0 * float(found.column("held")[-1]) if found.plumes == 0 else found.release.rate * duration


def _passage(
    found: Shallow,
    column: dict[str, Floats],
    plume: NDArray[np.bool_],
    kept: NDArray[np.bool_],
    duration: float,
    mass: float,
    gas_density: float,
) -> tuple[Floats, Floats]:
    """F [s/m] and sigma_t [s]: the same matter and the same peak as the rows have."""
    section = 2.0 * column["half"] * column["depth"] * found.share[kept] * gas_density
    speed = column["speed"] if duration > 0 else np.gradient(column["x"], column["t"])
    length = np.where(plume, 0.5 * speed * duration, column["length"])
    strength = 2.0 * length * section / (speed * mass)
    core = np.where(plume, length, column["core_along"])
    edges = np.sqrt(np.maximum(length**2 - core**2, 0.0) / 3.0)
    peak = speed * erf(core / (ROOT_TWO * np.maximum(edges, 1e-9))) / (2.0 * core)
    if duration == 0.0:
        return strength, 1.0 / (sqrt(2.0 * pi) * peak)
    full = np.minimum(duration * peak, FULL)
    return strength, duration / (2.0 * ROOT_TWO * erfinv(full))


def _wander(found: Shallow, x: Floats, averaging: float, duration: float) -> Floats:
    """Spread by the wander of the wind over the averaging time, or the release if shorter [m].  Source: eq. 48 to 51"""
    lasting = min(averaging, duration) if duration > 0 else 0.0
    share = (lasting + SHORTEST * np.exp(-lasting / SHORTEST)) / SHORTEST
    more = max(share ** (2.0 * AVERAGING_POWER) - 1.0, 0.0)
    passive = 2.0 * found.air.spread / NARROWING * (np.sqrt(1.0 + NARROWING * np.maximum(x - found.start, 0.0)) - 1.0)
    return np.asarray(sqrt(more) * passive)
