"""The front door of dispersion: what goes in comes out, whichever model answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import trapezoid

from forestall.core.errors import InputError
from forestall.science.chemical.cloud import Model, disperse
from forestall.science.chemical.cloud_source import CloudSource, Form, Gas, changing, gas_of
from forestall.science.chemical.cloud_track import across, strongest, upwards
from forestall.science.chemical.cloud_weather import Weather
from forestall.science.chemical.library import substance

CHLORINE = gas_of(substance("chlorine"))
CARBON_MONOXIDE = Gas("carbon monoxide", 0.028, 1040.0, 216e3, 81.6, 789.0, 2200.0)
D5, F15 = Weather(5.0, "D"), Weather(1.5, "F")

SOURCES = {
    "passive plume": (CloudSource(CARBON_MONOXIDE, 600.0, 600.0, 288.15), Model.GAUSSIAN_PLUME),
    "high plume": (CloudSource(CARBON_MONOXIDE, 600.0, 600.0, 288.15, height=20.0), Model.GAUSSIAN_PLUME),
    "passive puff": (CloudSource(CARBON_MONOXIDE, 60.0, 0.0, 288.15), Model.GAUSSIAN_PUFF),
    "dense plume": (CloudSource(CHLORINE, 6000.0, 600.0, 239.1, 0.5), Model.DENSE_PLUME),
    "dense puff": (CloudSource(CHLORINE, 6000.0, 0.0, 239.1, 0.5), Model.DENSE_PUFF),
    "level jet": (CloudSource(CHLORINE, 6000.0, 600.0, 239.1, 0.5, 0.05, 1.0, Form.JET), Model.JET),
    "rising jet": (CloudSource(CHLORINE, 6000.0, 600.0, 239.1, 0.5, 0.05, 5.0, Form.STACK), Model.JET),
}
EVERY = pytest.mark.parametrize("name", SOURCES)


@EVERY
def test_each_source_gets_its_model(name):
    source, model = SOURCES[name]
    assert disperse(source, D5).model is model


@EVERY
@pytest.mark.parametrize("weather", [D5, F15], ids=["D5", "F1.5"])
def test_profiles_across_and_upwards_hold_all_that_passes(name, weather):
    track = disperse(SOURCES[name][0], weather).track.at(np.array([30.0, 100.0, 1000.0, 5000.0]))
    for i in range(4):
        one = track.at(track.x[[i]])
        half = float(one.core[0] + 8 * one.sigma_y[0])
        y = np.linspace(-half, half, 2001)
        sideways = np.array([float(across(one, np.array([each]))[0]) for each in y])
        z = np.linspace(0.0, float(one.height[0] + 9 * one.scale[0]), 4001)
        heights = np.array([float(upwards(one, each)[0]) for each in z])
        assert trapezoid(sideways, y) == pytest.approx(1.0, rel=1e-3)
        assert trapezoid(heights, z) == pytest.approx(1.0, rel=1e-3)


@pytest.mark.parametrize("name", ["passive plume", "high plume"])
def test_the_flux_of_a_passive_plume_is_the_source(name):
    cloud = disperse(SOURCES[name][0], D5)
    track = cloud.track.at(np.array([500.0]))
    assert strongest(track)[0] == pytest.approx(1.0, rel=1e-3)
    speed = cloud.track.x[-1] / cloud.track.arrival[-1]
    assert track.strength[0] * speed == pytest.approx(1.0, rel=1e-9)


@EVERY
def test_all_that_is_released_passes_every_station(name):
    cloud = disperse(SOURCES[name][0], D5)
    x = np.array([100.0, 1000.0])
    t = np.linspace(-2_000.0, 4_000.0, 120_001)
    one = cloud.track.at(x)
    from forestall.science.chemical.cloud_track import passing

    flow = passing(one, np.broadcast_to(t, (2, t.size)))
    assert trapezoid(flow, t, axis=1) == pytest.approx(SOURCES[name][0].mass, rel=1e-3)


@pytest.mark.parametrize(("name", "within"), [("passive puff", 1e-3), ("dense puff", 2e-3)])
def test_a_puff_keeps_its_mass_on_its_way(name, within):
    source = SOURCES[name][0]
    cloud = disperse(source, D5)
    for t in (300.0, 900.0):
        there = cloud.track.at(np.array([np.interp(t, cloud.track.arrival, cloud.track.x)]))
        along = 7 * float(there.sigma_t[0]) * 6.0
        x = np.linspace(max(1.0, there.x[0] - along), there.x[0] + along, 201)
        y = np.linspace(-1, 1, 61) * float(there.core[0] + 7 * there.sigma_y[0])
        z = np.linspace(0, 1, 121) * float(there.height[0] + 6 * there.scale[0])
        c = cloud.concentration(x[:, None, None], y[None, :, None], z[None, None, :], t)
        assert trapezoid(trapezoid(trapezoid(c, z), y), x) == pytest.approx(source.mass, rel=within)


@EVERY
@settings(max_examples=10)
@given(x=st.floats(1, 9_000), y=st.floats(0, 800), t=st.floats(0, 3_000))
def test_both_sides_are_the_same(name, x, y, t):
    cloud = disperse(SOURCES[name][0], D5)
    left, right = (cloud.concentration(x, way * y, 1.0, t) for way in (-1.0, 1.0))
    assert left == right


@EVERY
@settings(max_examples=10)
@given(x=st.floats(1, 9_000), t=st.floats(0, 3_000))
def test_no_moment_is_above_the_peak(name, x, t):
    source = SOURCES[name][0]
    cloud = disperse(source, D5)
    if source.at_once:
        return  # a puff is as wide as where its middle is; its peak is that of the moment the middle passes
    assert float(cloud.concentration(x, 0.0, 0.0, t)) <= float(cloud.peak(x, 0.0)) * (1 + 1e-9)


@EVERY
@pytest.mark.parametrize("weather", [D5, F15], ids=["D5", "F1.5"])
def test_more_is_never_less(name, weather):
    source = SOURCES[name][0]
    reaches = []
    for factor in (0.25, 1.0, 4.0):
        more = CloudSource(
            source.gas,
            source.mass * factor,
            source.duration,
            source.temperature,
            source.droplets,
            source.area * factor,
            source.height,
            source.form,
        )
        cloud = disperse(more, weather, farthest=60_000.0)
        reaches.append([cloud.reach(cloud.mass_concentration(share)) for share in (1e-6, 2e-5, 1e-3)])
    assert (np.diff(np.nan_to_num(np.array(reaches), nan=1e6), axis=0) >= 0).all()


@EVERY
@pytest.mark.parametrize("stability", "ABCDEF")
def test_calm_air_and_ground_do_not_break(name, stability):
    cloud = disperse(SOURCES[name][0], Weather(0.0, stability))
    grid = cloud.grid_load(np.linspace(-50, 3000, 20), np.linspace(-300, 300, 9), 2.75)
    assert np.isfinite(grid).all()
    assert (grid >= 0).all()
    assert any("0.5 m/s" in remark for remark in cloud.remarks)


@EVERY
def test_a_grid_is_its_points(name):
    cloud = disperse(SOURCES[name][0], D5)
    x, y = np.array([20.0, 400.0, 3000.0]), np.array([-90.0, 0.0, 30.0])
    assert cloud.grid_peak(x, y) == pytest.approx(cloud.peak(x[:, None], y[None, :]), rel=1e-12)
    assert cloud.grid_load(x, y, 2.0) == pytest.approx(cloud.load(x[:, None], y[None, :], 2.0), rel=1e-12)


def test_the_load_of_a_long_release_is_its_concentration_for_the_exposure():
    cloud = disperse(CloudSource(CARBON_MONOXIDE, 7200.0, 7200.0, 288.15), D5)
    x, y = np.array([300.0]), np.array([0.0])
    expected = (1e6 * cloud.peak(300.0, 0.0)) ** 2.5 * 30.0
    assert cloud.grid_load(x, y, 2.5, exposure=1800.0)[0, 0] == pytest.approx(float(expected), rel=1e-3)


def test_the_load_is_the_integral_over_time():
    cloud = disperse(SOURCES["passive plume"][0], D5)
    t = np.linspace(0.0, 3_000.0, 60_001)
    c = 1e6 * cloud.concentration(800.0, 5.0, 0.0, t)
    expected = trapezoid(c**2.75, t) / 60.0
    assert float(cloud.load(800.0, 5.0, 2.75, exposure=1e5)) == pytest.approx(expected, rel=2e-3)


def test_a_house_shelters_and_an_open_one_does_not():
    cloud = disperse(SOURCES["passive plume"][0], D5)
    x, y = np.array([200.0, 2000.0]), np.array([0.0])
    outside = cloud.grid_load(x, y, 2.0)
    houses = [cloud.grid_load(x, y, 2.0, air_changes=changes) for changes in (0.5, 2.0, 2000.0)]
    assert (houses[0] < houses[1]).all()
    assert (houses[1] < outside).all()
    assert houses[2] == pytest.approx(outside, rel=0.02)


def test_a_toxic_dose_without_exponent_is_kept_by_a_house():
    cloud = disperse(SOURCES["passive plume"][0], D5)
    x, y = np.array([200.0]), np.array([0.0])
    inside = cloud.grid_load(x, y, 1.0, exposure=1e6, air_changes=6.0)
    assert inside == pytest.approx(cloud.grid_load(x, y, 1.0, exposure=1e6), rel=0.03)


@EVERY
def test_the_reach_is_where_the_peak_is_the_level(name):
    cloud = disperse(SOURCES[name][0], D5)
    level = cloud.mass_concentration(2e-5)
    far = cloud.reach(level)
    assert float(cloud.peak(far, 0.0)) == pytest.approx(level, rel=2e-2)
    half = cloud.half_width(level, np.array([0.9 * far]))
    assert float(cloud.peak(0.9 * far, half[0])) == pytest.approx(level, rel=1e-6)
    xs, ys = cloud.ring(level)
    assert (xs[0], ys[0]) == (xs[-1], ys[-1])
    assert xs.max() == pytest.approx(far, rel=5e-3)


def test_nowhere_strong_enough_is_no_ring():
    cloud = disperse(SOURCES["passive plume"][0], D5)
    assert cloud.ring(1e9) is None
    assert cloud.reach(1e9) == 0.0
    assert np.isnan(cloud.half_width(1e9, np.array([100.0]))[0])


def test_what_burns_is_part_of_what_is_there():
    propane = CloudSource(gas_of(substance("propane")), 600.0, 600.0, 288.15)
    burning = disperse(propane, D5, averaging=18.75).flammable(0.021, 0.095)
    assert 0.5 < burning.mass < 20.0
    assert 0 < burning.centre < 60
    assert disperse(propane, D5).flammable(2.0, 3.0).mass == 0.0


def test_a_rate_that_falls_is_weaker_than_its_first_minute_kept():
    falling = changing(CARBON_MONOXIDE, ((60.0, 10.0), (540.0, 1.0)), 288.15)
    kept = CloudSource(CARBON_MONOXIDE, 6000.0, 600.0, 288.15)
    assert falling.rate == pytest.approx(10.0)
    weak, strong = disperse(falling, D5), disperse(kept, D5)
    assert float(weak.peak(3000.0, 0.0)) < float(strong.peak(3000.0, 0.0))
    assert float(weak.peak(50.0, 0.0)) == pytest.approx(float(strong.peak(50.0, 0.0)), rel=1e-2)
    assert any("changes" in remark for remark in weak.remarks)


def test_the_largest_minute_may_begin_within_a_step():
    source = changing(CARBON_MONOXIDE, ((100.0, 1.0), (30.0, 5.0), (100.0, 2.0)), 288.15)
    assert source.rate == pytest.approx((30 * 5 + 30 * 2) / 60)


def test_nothing_is_richer_than_the_pure_gas():
    cloud = disperse(CloudSource(CARBON_MONOXIDE, 6e5, 600.0, 288.15), F15)
    assert float(cloud.peak(0.6, 0.0)) == cloud.mass_concentration(1.0)


def test_upwind_there_is_nothing():
    cloud = disperse(SOURCES["dense plume"][0], D5)
    assert float(cloud.peak(-1.0, 0.0)) == 0.0
    assert cloud.grid_load(np.array([-5.0]), np.array([0.0]), 2.0)[0, 0] == 0.0


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: CloudSource(CHLORINE, 0.0, 10.0, 239.0), "mass"),
        (lambda: CloudSource(CHLORINE, 1.0, -1.0, 239.0), "duration"),
        (lambda: CloudSource(CHLORINE, 1.0, 1.0, 239.0, droplets=2.0), "droplets"),
        (lambda: CloudSource(CHLORINE, 1.0, 1.0, 239.0, area=-1.0), "area"),
        (lambda: CloudSource(CHLORINE, 1.0, 1.0, 239.0, history=((0.0, 1.0),)), "history"),
        (lambda: Weather(5.0, "G"), "stability"),
        (lambda: Weather(-1.0, "D"), "wind"),
        (lambda: Weather(5.0, "D", roughness=0.0), "roughness"),
        (lambda: disperse(SOURCES["passive plume"][0], D5, farthest=1.0), "farthest"),
        (lambda: disperse(SOURCES["passive plume"][0], D5, averaging=0.0), "averaging"),
    ],
)
def test_what_cannot_be_is_refused(make, match):
    with pytest.raises(InputError, match=match):
        make()


def test_the_vapour_of_a_pool_reaches_as_far_as_alohas():
    """Toluene, 12.6 kg/min from 200 m2, D at 10 m/s: 13 m to 560 ppm, 67 m to 67 ppm (ALOHA 5.4.7, run T4)."""
    toluene = Gas("toluene", 0.09214, 1100.0, 361e3, 383.8, 780.0, 1700.0)
    source = CloudSource(toluene, 756.0, 3600.0, 288.15, area=200.0, form=Form.POOL)
    cloud = disperse(source, Weather(10.0, "D", roughness=0.03))
    assert cloud.model is Model.GAUSSIAN_PLUME
    assert cloud.reach(cloud.mass_concentration(560e-6)) == pytest.approx(13.0, rel=0.15)
    assert cloud.reach(cloud.mass_concentration(67e-6)) == pytest.approx(67.0, rel=0.15)
