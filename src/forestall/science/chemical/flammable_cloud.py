"""How much of a dense plume can burn: the mass between two shares, and where it lies. Flash fires, vapour clouds.

People inside the line of the lower flammable limit are in the flash fire. Not here: the plume, the blast.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf, gamma

from forestall.science.chemical.cloud_track import Track, across, strongest, upwards

Floats = NDArray[np.float64]

HEIGHTS = 400  # levels summed at each station
HIGHEST = 8.0  # depths; above it the share is below e^-8 of that at the ground
ACROSS = 48  # points over a half-width of a track
LEVELS = 64  # points over its depth
EDGES = 5.0  # sigmas followed


@dataclass(frozen=True, slots=True)
class Layers:
    """A steady plume by station: a box across, and  c(z) = c0 exp(-(z/S)^s)  upwards, S = depth s / Gamma(1/s)."""

    x: Floats
    """[m], rising, shape (n,)."""
    half_width: Floats
    """[m], shape (n,)."""
    depth: Floats
    """[m], shape (n,)."""
    exponent: Floats
    """s, shape (n,)."""
    share: Floats
    """c0, by volume, shape (n,)."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """The part that burns."""

    mass: float
    """Between the two shares [kg]."""
    centre: float
    """Mean distance downwind of all that is richer than the lean share [m]; NaN where there is none."""


def flammable_cloud(layers: Layers, lean: float, rich: float, density: float) -> Cloud:
    """Mass of gas between two shares by volume.

    Args:
        layers: the plume
        lean, rich: shares by volume, 0 < lean < rich
        density: of the pure gas at the temperature of the air [kg/m3]

    Returns:
        The cloud.

    Source:
        CCPS (1994), Vapor Cloud Explosions, section 4.1; NOAA (2013), NOS OR&R 43, section 5.2: from 0.9 LEL to UEL
    """
    z = np.linspace(0.0, HIGHEST, HEIGHTS)[:, None] * layers.depth
    scale = layers.depth * layers.exponent / gamma(1.0 / layers.exponent)
    share = layers.share * np.exp(-((z / scale) ** layers.exponent))
    within = _along(np.where((share >= lean) & (share <= rich), share, 0.0), z, layers) * density
    above = _along(np.where(share >= lean, share, 0.0), z, layers) * density
    total = float(np.trapezoid(above, layers.x))
    centre = float(np.trapezoid(above * layers.x, layers.x)) / total if total > 0 else float("nan")
    return Cloud(float(np.trapezoid(within, layers.x)), centre)


def _along(share: Floats, z: Floats, layers: Layers) -> Floats:
    """Share times area across the wind [m2], shape (n,)."""
    return np.asarray(2.0 * layers.half_width * np.trapezoid(share, z, axis=0))


def flammable_part(track: Track, lean: float, rich: float) -> Cloud:
    """The part of a track between two concentrations [kg/m3]: of a plume all of it, of a puff when it is most.

    Source:
        CCPS (1994), Vapor Cloud Explosions, section 4.1; a puff: the share of a Gaussian ball within a radius
    """
    if not track.steps:
        return _puff_part(track, lean, rich)
    full = strongest(track) * track.strength * across(track, np.zeros(track.x.size)) * upwards(track, track.height)
    if np.count_nonzero(full >= lean) < 2:
        return Cloud(0.0, float("nan"))
    track = track.at(track.x[: int(np.flatnonzero(full >= lean)[-1]) + 2])
    y = np.linspace(0.0, 1.0, ACROSS)[None, :, None] * (track.core + EDGES * track.sigma_y)[:, None, None]
    z = np.linspace(0.0, 1.0, LEVELS)[None, None, :] * (track.height + EDGES * track.scale)[:, None, None]
    middle = strongest(track) * track.strength
    sideways = across(track, y[:, :, 0])[:, :, None]
    heights = np.stack([upwards(track, z[:, 0, k]) for k in range(LEVELS)], axis=1)[:, None, :]
    c = np.minimum(middle[:, None, None] * sideways * heights, track.ceiling)
    within = _plane(np.where((c >= lean) & (c <= rich), c, 0.0), y, z)
    above = _plane(np.where(c >= lean, c, 0.0), y, z)
    total = float(np.trapezoid(above, track.x))
    centre = float(np.trapezoid(above * track.x, track.x)) / total if total > 0 else float("nan")
    return Cloud(min(float(np.trapezoid(within, track.x)), track.mass), centre)


def _plane(c: Floats, y: Floats, z: Floats) -> Floats:
    """Integral over a plane across the wind, both sides of the centre line [kg/m], shape (n,)."""
    return np.asarray(2.0 * np.trapezoid(np.trapezoid(c, z, axis=2), y[:, :, 0], axis=1))


def _puff_part(track: Track, lean: float, rich: float) -> Cloud:
    """Of a ball of Gaussian concentration: share beyond a level, erf(r/sqrt2) - sqrt(2/pi) r exp(-r^2/2)."""
    middle = strongest(track) * track.strength * across(track, np.zeros(track.x.size)) * upwards(track, track.height)
    beyond = [_ball(np.sqrt(2.0 * np.log(np.maximum(middle / level, 1.0)))) for level in (lean, rich)]
    most = int(np.argmax(beyond[0] - beyond[1]))
    mass = float(track.mass * (beyond[0] - beyond[1])[most])
    return Cloud(mass, float(track.x[most]) if beyond[0][most] > 0 else float("nan"))


def _ball(radius: Floats) -> Floats:
    return np.asarray(erf(radius / np.sqrt(2.0)) - np.sqrt(2.0 / np.pi) * radius * np.exp(-0.5 * radius**2))
