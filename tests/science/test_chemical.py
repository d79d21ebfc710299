"""Laws that hold for every plume, probit and contour."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.science.chemical.briggs import CLASSES, sigmas
from forestall.science.chemical.contour import ring
from forestall.science.chemical.indoors import indoor_share
from forestall.science.chemical.plume import concentration
from forestall.science.chemical.probit import Probit, lethal_concentration, lethality
from forestall.science.chemical.toxicity import guideline, toxic, toxicity

TOXIC = {one.name: one for one in toxic()}
CHLORINE = TOXIC["chlorine"].probit
stabilities = st.sampled_from(list(CLASSES))


def at(x, y, z, height, stability, lid=None, rate=2.0, wind=3.0):
    sigma_y, sigma_z = sigmas(np.asarray(x, dtype=float), stability, urban=False)
    return concentration(rate, wind, y=y, z=z, height=height, sigma_y=sigma_y, sigma_z=sigma_z, lid=lid)


@pytest.mark.parametrize("lid", [None, 200.0])
@given(stabilities, st.floats(100, 5000), st.floats(0, 80))
def test_all_that_is_released_passes_every_cross_section(lid, stability, x, height):
    sigma_y, sigma_z = sigmas(np.array([x]), stability, urban=False)
    top = height + 8 * sigma_z[0] if lid is None else lid
    y, z = np.linspace(-8 * sigma_y[0], 8 * sigma_y[0], 401), np.linspace(0, top, 4001)
    grid = at(x, y[:, None], z[None, :], height, stability, lid)
    assert 3.0 * np.trapezoid(np.trapezoid(grid, z, axis=1), y) == pytest.approx(2.0, rel=1e-3)


@given(stabilities, st.floats(1, 1e4), st.floats(0, 500), st.floats(0, 50))
def test_left_and_right_of_the_wind_are_mirror_images(stability, x, y, height):
    assert at(x, y, 1.0, height, stability) == at(x, -y, 1.0, height, stability)


def test_there_is_nothing_at_the_source_and_upwind_of_it():
    assert at(0.0, 0.0, 0.0, 0.0, "D") == 0.0


def test_a_high_lid_changes_nothing():
    assert at(1000.0, 0.0, 1.0, 20.0, "D", lid=5000.0) == pytest.approx(at(1000.0, 0.0, 1.0, 20.0, "D"), rel=1e-12)


@given(st.floats(1e-6, 0.999), st.floats(1, 60))
def test_a_lethal_concentration_kills_the_share_it_is_named_after(share, minutes):
    found = lethality(CHLORINE, np.array([lethal_concentration(CHLORINE, share, minutes)]), minutes)
    assert found[0] == pytest.approx(share, rel=1e-6)


def test_clean_air_kills_nobody():
    assert lethality(CHLORINE, np.zeros(2), 30.0).tolist() == [0.0, 0.0]


# CPR 18E's methyl bromide: half die at 3,260 mg/m3 in 30 min, below EPA's AEGL-3 of 5,050 mg/m3: the sources disagree.
@pytest.mark.parametrize("name", sorted(TOXIC.keys() - {"methyl_bromide"}))
def test_half_the_people_die_above_the_life_threatening_guideline(name):
    row = TOXIC[name]
    assert lethal_concentration(row.probit, 0.5, 30.0) * 1e-6 > guideline(row.aegl3, row.molar_mass, 30.0)


@pytest.mark.parametrize("name", TOXIC)
def test_guidelines_fall_with_time_and_rise_with_harm(name):
    row = TOXIC[name]
    for levels in (row.aegl2, row.aegl3):
        assert list(levels) == sorted(levels, reverse=True)
    assert all(two < three for two, three in zip(row.aegl2, row.aegl3, strict=True))


def test_a_guideline_between_two_times_lies_between_their_values():
    row = TOXIC["chlorine"]
    assert guideline(row.aegl3, row.molar_mass, 10.0) == pytest.approx(145e-6, rel=1e-3)
    assert 28 < guideline(row.aegl3, row.molar_mass, 20.0) / row.molar_mass * 24.45 * 1e6 < 50


@pytest.mark.parametrize("spelling", ["Sulfur dioxide", "sulphur-dioxide", " SULPHUR_DIOXIDE "])
def test_a_substance_is_found_however_it_is_spelt(spelling):
    assert toxicity(spelling) == TOXIC["sulphur_dioxide"]


def test_an_unknown_substance_is_none():
    assert toxicity("unobtainium") is None


@given(st.floats(0.05, 0.5), st.floats(0.05, 3.0), st.floats(0.7, 3.7))
def test_inside_is_never_worse_than_outside_and_better_the_tighter_the_house(passage, exchange, n):
    share = indoor_share(passage, 0.5, exchange, n)
    assert 0 < indoor_share(passage, 0.5, exchange / 2, n) <= share <= 1


def test_inside_load_of_a_linear_toxic_is_the_integral():
    k, passage = 1.0, 0.25
    exact = (passage - (1 - np.exp(-k * passage)) / k) + (1 - np.exp(-k * passage)) * (1 - np.exp(-k * 0.25)) / k
    assert indoor_share(passage, 0.5, k, 1.0) == pytest.approx(exact / passage, rel=1e-9)


def line(x):
    return at(x, 0.0, 1.0, 5.0, "D"), sigmas(x, "D", urban=False)[0]


def test_the_concentration_on_a_ring_is_the_threshold():
    x, y = ring(line, 1e-5, 1e4)
    middle = slice(3, 20)
    assert at(x[middle], y[middle], 1.0, 5.0, "D") == pytest.approx(1e-5, rel=1e-9)
    assert (x[0], y[0]) == (x[-1], y[-1])


def test_a_ring_is_cut_off_at_the_farthest_distance():
    assert ring(line, 1e-7, 800.0)[0].max() == pytest.approx(800.0)


def test_there_is_no_ring_where_the_threshold_is_never_reached():
    assert ring(line, 1e3, 1e4) is None


def test_a_probit_of_five_is_half():
    assert lethality(Probit(5.0, 1.0, 1.0), np.array([1.0]), 1.0)[0] == 0.5
