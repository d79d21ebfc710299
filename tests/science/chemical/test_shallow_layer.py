"""Shallow-layer clouds: held against runs of SLAB, and what must be kept."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.science.chemical.cases import shallow
from forestall.science.chemical.cases.case import read
from forestall.science.chemical.cases.quantity import Quantity
from forestall.science.chemical.cases.run import run
from forestall.science.chemical.shallow_air import Site, shallow_air
from forestall.science.chemical.shallow_layer import Release, Substance, burst, level_jet
from forestall.science.chemical.shallow_profile import shallow_track
from forestall.science.chemical.shallow_rise import rising_jet

CHLORINE = Substance(0.070906, 498.1, 926.3, 287_840.0, 239.1, 1574.0)
AMMONIA = Substance(0.017031, 2045.9, 4611.8, 1_170_000.0, 239.57, 603.0)
SITE = Site(5.0, 10.0, 288.15, 0.6, 0.03, 4.0)


def jet(rate=5.0, duration=600.0, droplets=0.5, height=1.0, site=SITE, substance=CHLORINE, blown=level_jet):
    return blown(substance, Release(rate, duration, rate / 100.0, 239.1, droplets, height), site, 5_000.0)


def matter(cloud):
    """Rate [kg/s] (plume) or mass [kg] (puff) that each row carries."""
    carried = cloud.column("flow") * cloud.column("share")
    plume = ~(cloud.column("length") > 0)
    return np.where(plume, 2.0, 4.0) * carried, plume


@pytest.fixture(scope="session")
def outcomes(shared):
    cases = read(json.loads((shared / "reference" / "chemical.json").read_text()))
    return run([case for case in cases if case.key in shallow.MODELS], shallow.MODELS)


def test_all_runs_of_slab_are_met(outcomes):
    assert [(one.id, one.ok, one.reason) for one in outcomes] == [
        ("dense-slab-inpr2", True, ""),
        ("dense-slab-inpr4", True, ""),
        ("dense-slab-jet-diag", True, ""),
    ]


def test_the_rows_of_slab_are_met_within_a_thousandth(outcomes):
    ratios = [check.ratio for one in outcomes for check in one.outputs]
    assert np.abs(np.array(ratios) - 1.0).max() < 1e-3


def test_a_row_that_is_not_there_is_named():
    with pytest.raises(InputError, match=r"0\.\.60"):
        shallow.MODELS["dense gas/SLAB horizontal jet = Desert Tortoise 4-like"](
            {**shallow.EXAMPLES["dense-slab-inpr2"], "wanted": Quantity("cv_avg_99", "-")}
        )


@pytest.mark.parametrize("blown", [level_jet, rising_jet])
def test_every_row_carries_what_is_released(blown):
    cloud = jet(blown=blown)
    carried, plume = matter(cloud)
    known = np.isfinite(carried)
    assert carried[plume & known] == pytest.approx(5.0, rel=1e-9)
    assert carried[~plume] == pytest.approx(3_000.0, rel=1e-9)


def test_a_plume_ends_as_a_puff_of_the_same_density_and_depth():
    cloud = jet()
    last = cloud.plumes - 1
    assert cloud.column("length")[last] > 0
    assert cloud.column("density")[last] == pytest.approx(cloud.column("density")[last + 1], rel=0.05)


@settings(max_examples=12)
@given(mass=st.floats(1, 1e5), droplets=st.floats(0, 0.9), wind=st.floats(0.5, 15), stability=st.integers(1, 6))
def test_a_burst_keeps_its_mass_and_never_grows_richer(mass, droplets, wind, stability):
    site = Site(wind, 10.0, 288.15, 0.6, 0.1, float(stability))
    cloud = burst(CHLORINE, mass, Release(mass, 1.0, 10.0, 239.1, droplets, 0.0), site, 4_000.0 / wind)
    assert matter(cloud)[0] == pytest.approx(mass, rel=1e-9)
    assert (np.diff(cloud.share) <= 1e-12).all()
    assert np.isfinite(cloud.rows).all()


@settings(max_examples=12)
@given(
    rate=st.floats(0.01, 100),
    droplets=st.floats(0, 0.9),
    wind=st.floats(0.5, 15),
    stability=st.integers(1, 6),
    height=st.floats(0, 20),
    upwards=st.booleans(),
)
def test_jets_of_all_sizes_in_all_weathers_stay_finite(rate, droplets, wind, stability, height, upwards):
    site = Site(wind, 10.0, 288.15, 0.6, 0.1, float(stability))
    cloud = jet(rate, 600.0, droplets, height, site, AMMONIA, rising_jet if upwards else level_jet)
    track = shallow_track(cloud, 600.0, 0.7)
    for values in (track.x, track.arrival, track.strength, track.sigma_y, track.scale, track.sigma_t):
        assert np.isfinite(values).all()
    assert (np.diff(track.x) > 0).all()


def test_a_light_jet_rises_and_goes_on_as_heavy_as_the_air():
    cloud = jet(droplets=0.0, substance=AMMONIA, blown=rising_jet, height=5.0)
    assert cloud.column("middle")[0] > 6.0
    assert cloud.column("density")[0] == pytest.approx(cloud.air.density, rel=1e-3)


def test_a_cloud_without_water_or_warmth_mixes_at_the_temperature_of_the_air():
    site = Site(5.0, 10.0, 288.15, 0.0, 0.03, 4.0)
    warm = Substance(0.070906, 498.1, 926.3, 287_840.0, 239.1, 1574.0)
    cloud = level_jet(warm, Release(5.0, 600.0, 0.05, 288.15, 0.0, 1.0), site, 5_000.0)
    assert cloud.column("temperature") == pytest.approx(288.15, abs=1e-4)


def test_the_wind_of_the_gauge_is_met():
    air = shallow_air(SITE)
    from forestall.science.kernels.shallow_air import shape

    assert air.friction_velocity / 0.41 * shape(10.0, air) == pytest.approx(5.0, rel=1e-12)


@pytest.mark.parametrize("stability", [1.0, 2.0, 3.0, 5.0, 6.0])
def test_a_class_and_its_length_are_the_same_air(stability):
    by_class = shallow_air(Site(5.0, 10.0, 288.15, 0.6, 0.03, stability))
    by_length = shallow_air(Site(5.0, 10.0, 288.15, 0.6, 0.03, None, by_class.inverse_length))
    assert by_length == pytest.approx(by_class, rel=1e-6)


@pytest.mark.parametrize(
    "change", [{"wind": 0.0}, {"gauge": 0.01}, {"humidity": 1.5}, {"stability": 9.0}, {"temperature": 0.0}]
)
def test_weather_that_cannot_be_is_refused(change):
    given = {"wind": 5.0, "gauge": 10.0, "temperature": 288.15, "humidity": 0.6, "roughness": 0.03, "stability": 4.0}
    with pytest.raises(InputError, match="expected"):
        Site(**{**given, **change})


def test_a_look_that_does_not_go_far_enough_is_refused():
    with pytest.raises(InputError, match="twice"):
        level_jet(CHLORINE, Release(5.0, 600.0, 0.05, 239.1, 0.0, 1.0), SITE, 1.5)


def test_a_mouth_above_the_mixing_layer_is_refused():
    with pytest.raises(InputError, match="mixing layer"):
        level_jet(CHLORINE, Release(5.0, 600.0, 0.05, 239.1, 0.0, 5_000.0), SITE, 5_000.0)
