"""What goes in comes out: plumes and puffs carry the mass released, and are the same on both sides."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.science.chemical.briggs import CLASSES, sigmas
from forestall.science.chemical.dense_plume import Air, DenseRelease, dense_plume, source_density
from forestall.science.chemical.plume import concentration
from forestall.science.chemical.power_fits import slade_puff
from forestall.science.chemical.puff import integrated_puffs, passing, peak_share, puff
from forestall.science.chemical.similarity import (
    MOVING_AT,
    SurfaceLayer,
    crosswind_integrated,
    direction_swing,
    mean_height,
    wind_speed,
)
from forestall.science.chemical.similarity import concentration as by_similarity

CHLORINE = {"molar_mass": 0.070906, "heat": 498.1, "latent": 287_840.0, "boiling": 239.1, "liquid_density": 1574.0}
NEUTRAL = SurfaceLayer(0.3, float("inf"), 0.03)


def chlorine(rate=10.0, temperature=278.15, droplets=0.0):
    return DenseRelease(rate=rate, area=4.0, temperature=temperature, droplets=droplets, **CHLORINE)


@given(
    stability=st.sampled_from(CLASSES),
    x=st.floats(50, 10_000),
    height=st.floats(0, 80),
    lid=st.one_of(st.none(), st.floats(100, 1000)),
)
def test_the_flux_through_a_plume_is_the_source(stability, x, height, lid):
    sigma_y, sigma_z = sigmas(np.array([x]), stability, urban=False)
    y = np.linspace(-6, 6, 241)[:, None] * sigma_y
    top = lid or height + 8 * float(sigma_z[0])
    nodes, weights = np.polynomial.legendre.leggauss(160)
    z = (nodes + 1) / 2 * top
    c = concentration(2.0, 3.0, y=y, z=z[None, :], height=height, sigma_y=sigma_y, sigma_z=sigma_z, lid=lid)
    flux = 3.0 * np.trapezoid(c @ (weights / 2 * top), y[:, 0])
    assert flux == pytest.approx(2.0, rel=1e-3)


@settings(max_examples=12)
@given(stability=st.sampled_from(CLASSES), x=st.floats(50, 5_000), height=st.floats(0, 50))
def test_a_puff_keeps_its_mass(stability, x, height):
    sigma_x, sigma_y, sigma_z = slade_puff(np.array([x]), stability)
    along = np.linspace(-6, 6, 61)[:, None, None] * sigma_x
    y = np.linspace(-6, 6, 61)[None, :, None] * sigma_y
    z = np.linspace(0, height + 8 * float(sigma_z[0]), 601)
    c = puff(5.0, along=along, y=y, z=z, height=height, sigma_x=sigma_x, sigma_y=sigma_y, sigma_z=sigma_z)
    mass = np.trapezoid(np.trapezoid(np.trapezoid(c, z), y[0, :, 0]), along[:, 0, 0])
    assert mass == pytest.approx(5.0, rel=1e-3)


@settings(max_examples=25)
@given(x=st.floats(20, 3000), length=st.sampled_from([-10.0, -100.0, float("inf"), 100.0, 20.0]))
def test_the_flux_through_a_similarity_plume_is_the_source(x, length):
    air = SurfaceLayer(0.3, length, 0.03)
    far = np.array([x])
    mean = float(mean_height(air, far, 0.5)[0])
    nodes, weights = np.polynomial.legendre.leggauss(120)
    z, width = (nodes + 1) / 2 * 20 * mean, weights / 2 * 20 * mean
    c = crosswind_integrated(air, 2.0, np.full(z.shape, x), z, 0.5)
    assert wind_speed(air, MOVING_AT * mean) * (c @ width) == pytest.approx(2.0, rel=1e-3)


@settings(max_examples=20)
@given(y=st.floats(0, 200), x=st.floats(20, 2000))
def test_a_plume_is_the_same_on_both_sides(x, y):
    sides = [
        by_similarity(NEUTRAL, 1.0, x=np.array([x]), y=way * y, z=1.5, source_height=0.5, swing=0.2) for way in (-1, 1)
    ]
    assert sides[0] == sides[1]


def test_a_long_release_passes_as_a_steady_plume():
    def along(x):
        return 0.1 * x

    share = passing(np.array([500.0]), 3000.0, wind=3.0, duration=3600.0, along=along)
    assert share[0] == pytest.approx(1.0, abs=1e-9)


def test_the_peak_of_a_short_release_is_below_the_steady_plume():
    assert 0 < peak_share(np.array([2000.0]), wind=3.0, duration=10.0, along=lambda x: 0.1 * x)[0] < 0.1


def test_puffs_of_a_steady_release_add_up_to_its_plume():
    middle = np.arange(0.5, 2000.0)

    def spread(x):
        return slade_puff(x, "D")[1:]

    c = integrated_puffs(
        np.ones(2000), middle, 2000.0, wind=4.0, x=np.array([400.0]), y=0.0, z=0.0, height=0.0,
        along=lambda x: 0.02 * x, spread=spread,
    )  # fmt: skip
    sigma_y, sigma_z = spread(np.array([400.0]))
    steady = concentration(1.0, 4.0, y=0.0, z=0.0, height=0.0, sigma_y=sigma_y, sigma_z=sigma_z)
    assert c[0] == pytest.approx(steady[0], rel=0.01)


def test_the_substance_in_a_dense_plume_is_what_was_released():
    plume = dense_plume(chlorine(), Air(NEUTRAL, 278.15, 101_325.0, 0.0), 5_000.0)
    c = plume.share * 101_325.0 * 0.070906 / (8.314462618 * plume.temperature)
    carried = 2 * plume.half_width * plume.depth * plume.wind * c
    assert carried == pytest.approx(10.0, rel=1e-3)


def test_a_dense_plume_grows_thinner_all_the_way():
    plume = dense_plume(chlorine(), Air(NEUTRAL, 278.15, 101_325.0, 0.7), 20_000.0)
    assert (np.diff(plume.share) <= 1e-12).all()


def test_more_gas_reaches_farther():
    air = Air(NEUTRAL, 278.15, 101_325.0, 0.7)
    reaches = [dense_plume(chlorine(rate), air, 30_000.0).reach(20e-6) for rate in (0.1, 1.0, 10.0)]
    assert reaches == sorted(reaches)


def test_droplets_make_the_source_denser():
    air = Air(NEUTRAL, 278.15, 101_325.0, 0.7)
    wet, dry = chlorine(temperature=239.1, droplets=0.8), chlorine(temperature=239.1)
    assert source_density(wet, air) > 3 * source_density(dry, air)


def test_a_plume_that_is_still_too_strong_at_the_end_has_no_reach():
    plume = dense_plume(chlorine(), Air(NEUTRAL, 278.15, 101_325.0, 0.7), 100.0)
    assert np.isnan(plume.reach(1e-6))


def test_far_beyond_the_stations_nothing_is_known():
    plume = dense_plume(chlorine(), Air(NEUTRAL, 278.15, 101_325.0, 0.7), 100.0)
    assert np.isnan(plume.at(np.array([-5.0, 500.0]))).all()


def test_a_light_gas_is_refused_with_a_reason():
    warm_methane = DenseRelease(1.0, 4.0, 290.0, 0.0, 0.016043, 2200.0, 510_800.0, 111.7, 422.0)
    with pytest.raises(InputError, match="no denser than the air"):
        dense_plume(warm_methane, Air(NEUTRAL, 290.0, 101_325.0, 0.5), 1_000.0)


@given(
    rate=st.floats(1e-3, 1e3),
    friction=st.floats(0.02, 1.0),
    length=st.sampled_from([-5.0, -50.0, float("inf"), 50.0, 8.0]),
    droplets=st.floats(0, 0.9),
)
def test_no_weather_and_no_size_of_release_breaks_a_dense_plume(rate, friction, length, droplets):
    air = Air(SurfaceLayer(friction, length, 0.03), 288.15, 101_325.0, 0.7)
    plume = dense_plume(chlorine(rate, temperature=239.1, droplets=droplets), air, 5_000.0)
    assert ((plume.share > 0) & (plume.share <= 1 + 1e-9)).all()


def test_calm_air_is_refused_with_a_reason():
    with pytest.raises(InputError, match="must be above 0"):
        SurfaceLayer(0.0, float("inf"), 0.03)


def test_a_puff_without_wind_is_refused_with_a_reason():
    with pytest.raises(InputError, match="wind 0"):
        passing(np.array([100.0]), 10.0, wind=0.0, duration=10.0, along=lambda x: x)


def test_the_wind_swings_more_by_day_than_in_neutral_air():
    day = direction_swing(SurfaceLayer(0.3, -20.0, 0.03), 4.0, 1000.0)
    assert day > direction_swing(NEUTRAL, 4.0, 1000.0)
