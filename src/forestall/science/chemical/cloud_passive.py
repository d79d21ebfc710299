"""Clouds no heavier than the air, as tracks: Gaussian plume, finite release, puff. Not here: dense gas."""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from forestall.science.chemical.area_source import initial_sigma, over_pool, widened
from forestall.science.chemical.briggs import sigmas
from forestall.science.chemical.cloud_source import CloudSource
from forestall.science.chemical.cloud_track import Track, straight
from forestall.science.chemical.cloud_weather import Weather
from forestall.science.chemical.golder import ALONG
from forestall.science.chemical.power_fits import slade_puff
from forestall.science.chemical.wind import wind_at

Floats = NDArray[np.float64]

STATIONS = 160
NEAREST = 0.5  # first station [m]
LOWEST = 3.0  # lowest height at which the wind is taken [m]; NOAA (2013), NOS OR&R 43, section 4.3
REFERENCE = 600.0  # averaging time of the sigma sets [s]
SHORTEST = 18.75  # averaging time below which a plume narrows no more [s]; Spicer and Havens (1989), p. 46
MEANDER = 0.2  # power of the averaging time; the same


def passive_track(source: CloudSource, weather: Weather, averaging: float, farthest: float) -> Track:
    """Stations to `farthest` [m] of a passive cloud.

    Args:
        source: what enters the air
        weather: where
        averaging: time over which concentrations are averaged [s]
        farthest: last station [m], above 1

    Source:
        Briggs (1973) sigmas, section 4.3 of NOAA (2013) for the wind at 3 m, initial width and open-country sigma_y;
        Beals (1971) for the length of front and tail; a puff: Slade (1968) as in CCPS (1999), table 2.13
    """
    x = np.geomspace(NEAREST, farthest, STATIONS)
    wind = wind_at(max(source.height, LOWEST), weather.speed, weather.stability, weather.roughness)
    initial = initial_sigma(source.area) if source.area > 0 else 0.0
    if source.at_once:
        along, sigma_y, sigma_z = slade_puff(x, weather.stability)
    else:
        along, sigma_y, sigma_z = _plume(x, weather, averaging)
        sigma_z = sigma_z / _shallower(x, source, weather, averaging, initial)
    return Track(
        x,
        x / wind,
        straight([1.0 / wind], x.size),
        np.zeros(x.size),
        widened(sigma_y, initial),
        straight([source.height], x.size),
        sqrt(2.0) * sigma_z,
        straight([2.0], x.size),
        np.hypot(along, initial) / wind,
        source.steps,
        source.mass,
        source.gas.density(weather),
        weather.lid,
    )


def _plume(x: Floats, weather: Weather, averaging: float) -> tuple[Floats, Floats, Floats]:
    """sigma_x of front and tail, sigma_y, sigma_z [m]: ALOHA's pairing (open-country sigma_y, urban sigma_z)."""
    sigma_y, sigma_z = sigmas(x, weather.stability, urban=False)
    if weather.urban:
        sigma_z = sigmas(x, weather.stability, urban=True)[1]
    a, b = ALONG[weather.stability]
    return a * x**b, sigma_y * (max(averaging, SHORTEST) / REFERENCE) ** MEANDER, sigma_z


def _shallower(x: Floats, source: CloudSource, weather: Weather, averaging: float, initial: float) -> Floats:
    """How much shallower the vapour of a pool lies than that of a point in its middle: some of it is nearer."""
    if not source.area > 0:
        return np.ones(x.size)

    def strip(distance: Floats) -> Floats:
        _, sigma_y, sigma_z = _plume(distance, weather, averaging)
        return np.asarray(1.0 / (widened(sigma_y, initial) * sigma_z))

    return np.maximum(over_pool(strip, x, source.area) / strip(x), 1.0)
