"""Heavy clouds and jets as tracks, and how heavy a source is for its weather. Not here: the models themselves."""

from dataclasses import replace
from math import pi, sqrt

import numpy as np
from scipy.special import gamma

from forestall.science.chemical.briggs import CLASSES
from forestall.science.chemical.cloud_source import CloudSource, Form
from forestall.science.chemical.cloud_track import GAUSS, Track, box_edges
from forestall.science.chemical.cloud_weather import Weather
from forestall.science.chemical.dense_plume import Air, Degadis, DenseRelease, dense_plume, source_density
from forestall.science.chemical.golder import ALONG, lateral_coefficient
from forestall.science.chemical.shallow_air import Site
from forestall.science.chemical.shallow_layer import Release, Substance, burst, level_jet
from forestall.science.chemical.shallow_profile import shallow_track
from forestall.science.chemical.shallow_rise import rising_jet
from forestall.science.chemical.wind import GAUGE

GRAVITY = 9.80665  # [m/s2]
ROUGHEST = 0.10  # the model takes no rougher ground [m]; NOAA (2013), NOS OR&R 43, section 4.2.3
SLOWEST = 4.0  # time for which a burst is followed, over that of the wind at 10 m to the last station
WETTEST = 0.99  # most droplets the shallow layer takes


def richardson(source: CloudSource, weather: Weather) -> float:
    """Richardson number of a source:  g' H / u*^2.

    H is the depth of a plume as wide as the source that carries the release at the wind of 10 m, q / (u D), or of a
    cylinder as high as wide for a release at once.

    Returns:
        The number; NaN where the gas is no denser than the air.

    Source:
        Spicer and Havens (1989), EPA-450/4-89-019, p. 28; Hanna and Drivas (1987), section 4.2
    """
    release, air = _release(source, weather), _air(weather, 600.0)
    density = source_density(release, air)
    heavy = density / weather.air_density - 1.0
    if heavy <= 0:
        return float("nan")
    speed = weather.layer.friction_velocity
    if source.at_once:
        depth = (source.mass / density / pi) ** (1.0 / 3.0)
    else:
        depth = source.rate / density / (weather.speed * sqrt(release.area))
    return float(GRAVITY * heavy * depth / speed**2)


def dense_track(source: CloudSource, weather: Weather, averaging: float, farthest: float) -> Track:
    """Stations to `farthest` [m] of a steady dense plume that lasts as long as its source.

    Source:
        `dense_plume` with the closure of DEGADIS; front and tail: Beals (1971), Spicer and Havens (1989), p. 47
    """
    air = _air(weather, averaging)
    plume = dense_plume(_release(source, weather), air, farthest)
    x = plume.x[1:]
    layer = air.layer
    sigma = lateral_coefficient(layer.obukhov_length, layer.roughness, averaging) * x**0.9
    core, sigma_y = box_edges(plume.half_width[1:], sigma)
    depth, exponent = plume.depth[1:], plume.exponent[1:]
    gas = source.gas.density(weather)
    a, b = ALONG[weather.stability]
    width = 2.0 * np.where(core > 0, plume.half_width[1:], GAUSS * sigma_y)
    arrival = np.cumsum(np.diff(plume.x) / (0.5 * (plume.wind[1:] + plume.wind[:-1])))
    return Track(
        x,
        arrival,
        plume.share[1:] * gas * width * depth / source.rate,
        core,
        sigma_y,
        np.zeros(x.size),
        depth / gamma(1.0 + 1.0 / exponent),
        exponent,
        a * x**b / weather.speed,
        source.steps,
        source.mass,
        gas,
    )


def jet_track(source: CloudSource, weather: Weather, averaging: float, farthest: float) -> Track:
    """Stations of a jet, level or upwards, that lasts as long as its source; `source.area` is its mouth.

    Source:
        `shallow_layer`, `shallow_rise`
    """
    blown = rising_jet if source.form is Form.STACK else level_jet
    found = blown(_substance(source), _mouth(source, source.area), _site(weather), farthest)
    return shallow_track(found, averaging, source.gas.density(weather))


def burst_track(source: CloudSource, weather: Weather, averaging: float, farthest: float) -> Track:
    """Stations of a heavy cloud released at once.

    Source:
        `shallow_layer`
    """
    density = source_density(_release(source, weather), _air(weather, averaging))
    area = source.area or pi ** (1.0 / 3.0) * (source.mass / density) ** (2.0 / 3.0)
    longest = SLOWEST * farthest / weather.speed
    found = burst(_substance(source), source.mass, _mouth(source, area), _site(weather), longest)
    return shallow_track(found, averaging, source.gas.density(weather))


def _substance(source: CloudSource) -> Substance:
    gas = source.gas
    return Substance(gas.molar_mass, gas.heat, gas.liquid_heat, gas.latent, gas.boiling, gas.liquid_density)


def _mouth(source: CloudSource, area: float) -> Release:
    rate, duration = (source.mass, 1.0) if source.at_once else (source.mass / source.duration, source.duration)
    return Release(rate, duration, area, source.temperature, min(source.droplets, WETTEST), source.height)


def _site(weather: Weather) -> Site:
    stability = 1.0 + CLASSES.index(weather.stability)
    return Site(
        weather.speed,
        GAUGE,
        weather.temperature,
        weather.humidity,
        weather.roughness,
        stability,
        pressure=weather.pressure,
    )


def _release(source: CloudSource, weather: Weather) -> DenseRelease:
    rate = source.rate or source.mass
    area = source.area if source.area > 0 else rate / (2.0 * weather.speed)
    gas = source.gas
    return DenseRelease(
        rate,
        area,
        source.temperature,
        source.droplets,
        gas.molar_mass,
        gas.heat,
        gas.latent,
        gas.boiling,
        gas.liquid_density,
        source.duration or 1.0,
    )


def _air(weather: Weather, averaging: float) -> Air:
    """The air as DEGADIS takes it, over ground no rougher than 0.1 m."""
    layer = replace(weather, roughness=min(weather.roughness, ROUGHEST)).layer
    closure = Degadis(weather.speed)
    return Air(layer, weather.temperature, weather.pressure, weather.humidity, averaging, closure)
