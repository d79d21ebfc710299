"""Fires: closed forms against sums over panels, conservation, direction, limits."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.science.chemical import fireball, hydrogen_jet, jet_fire, pool_fire
from forestall.science.chemical.solid_flame import disc, frustum, join, view_vector
from forestall.science.chemical.transmissivity import bagster, cook, saturated_vapour, wayne
from forestall.science.chemical.view_factor import cylinder, greatest, sphere


@pytest.mark.parametrize("tilt", [-0.9, -0.3, 0.0, 0.3, 0.7])
@pytest.mark.parametrize("distance", [3.0, 6.0, 12.0])
def test_panels_and_closed_form_of_a_leaning_cylinder_agree(tilt, distance):
    axis = 1.8 * np.array([math.sin(tilt), 0.0, math.cos(tilt)])
    seen = view_vector(frustum(np.zeros(3), axis, (1.0, 1.0), level=True), np.array([distance, 0.0, 0.0]))
    upright, flat = cylinder(1.8, 1.0, distance, tilt)
    assert -seen[0] == pytest.approx(float(upright), rel=0.01)
    assert seen[2] == pytest.approx(float(flat), rel=0.02, abs=2e-4)


def test_a_target_under_a_leaning_flame_has_no_closed_form():
    assert math.isnan(float(cylinder(4.0, 1.0, 2.0, 1.0)[0]))


def test_a_target_inside_the_pool_has_none():
    assert math.isnan(float(greatest(*cylinder(2.0, 1.0, 0.5))))


def test_all_that_a_closed_flame_sends_out_arrives():
    """Reciprocity and closure: over a large sphere the normal view factors add up to the flame's surface."""
    axis = np.array([0.6, 0.0, 1.0])
    flame = join(frustum(np.zeros(3), axis, (0.3, 0.5)), disc(np.zeros(3), -axis, 0.3), disc(axis, axis, 0.5))
    heights, weights = np.polynomial.legendre.leggauss(16)
    total = 0.0
    for z, weight in zip(heights, weights, strict=True):
        for angle in np.arange(24) * 2 * np.pi / 24:
            normal = np.array([math.sqrt(1 - z * z) * math.cos(angle), math.sqrt(1 - z * z) * math.sin(angle), z])
            total += weight * (2 * np.pi / 24) * 1e4 * float(-view_vector(flame, 100 * normal) @ normal)
    assert total == pytest.approx(flame.surface, rel=2e-3)


def test_a_target_across_the_wind_sees_the_same_on_both_sides():
    flame = frustum(np.zeros(3), np.array([1.0, 0.0, 1.5]), (1.0, 1.0), level=True)
    left, right = (view_vector(flame, np.array([0.5, y, 0.0])) for y in (4.0, -4.0))
    assert left * [1, -1, 1] == pytest.approx(right, abs=1e-12)


def test_a_sphere_seen_from_afar_is_a_disc():
    assert float(sphere(1.0, 1.0, 1000.0)[0]) == pytest.approx(1e-6, rel=1e-3)
    assert math.isnan(float(sphere(10.0, 10.0, 5.0)[1]))


def test_saturated_vapour_is_that_of_steam_tables():
    assert saturated_vapour(293.15) == pytest.approx(2339, rel=2e-3)  # Wagner and Pruss (2002)
    assert saturated_vapour(263.15) == pytest.approx(259.9, rel=2e-3)  # over ice; Murphy and Koop (2005)


@given(st.floats(0.1, 5000), st.floats(0.0, 1.0), st.floats(250, 310))
def test_transmissivity_is_a_share(path, humidity, temperature):
    for tau in (wayne(path, humidity, temperature), cook(path, humidity, temperature), bagster(path, humidity * 2e3)):
        assert 0.0 <= float(tau) <= 1.0


def test_more_path_lets_less_through():
    paths = np.geomspace(1, 1000, 40)
    assert np.all(np.diff(wayne(paths, 0.6, 288.0)) < 0)


def test_a_calm_does_not_break_a_pool_fire():
    assert math.isfinite(pool_fire.flame_length(0.05, 10.0, 1.2, 0.0))
    assert pool_fire.tilt_aga(0.0) == 0.0
    assert pool_fire.tilt_of(pool_fire.tilt_parameter(0.0, 10.0, 1.5e-5)) == 0.0
    assert pool_fire.drag(0.0, 10.0) == 1.0


def test_the_tilt_solves_its_equation():
    tilt = pool_fire.tilt_of(1.94315)
    assert math.tan(tilt) / math.cos(tilt) == pytest.approx(1.94315)


def test_a_large_pool_burns_at_its_limit():
    gasoline = pool_fire.FUELS["gasoline"]
    assert pool_fire.burning_rate(gasoline, 50.0) == pytest.approx(0.055)
    assert pool_fire.burning_rate(gasoline, 1.0) == pytest.approx(0.055 * (1 - math.exp(-2.1)))


def test_smoke_covers_large_pools():
    assert pool_fire.emissive_power_sooty(0.001) == pytest.approx(140e3, rel=1e-3)
    assert pool_fire.emissive_power_sooty(100.0) == pytest.approx(20e3, rel=1e-3)


def test_a_jet_keeps_its_momentum_when_it_expands():
    hole, temperature, molar, gamma = 0.05, 300.0, 0.016, 1.31
    jet = jet_fire.expanded(5.0, hole, molar, gamma, temperature, 1.2)
    throat_temperature = 2 * temperature / (1 + gamma)
    sonic = math.sqrt(gamma * jet_fire.GAS_CONSTANT * throat_temperature / molar)
    assert jet.velocity > sonic
    assert jet.rate == pytest.approx(1.2 * math.pi / 4 * jet.source**2 * jet.velocity)


def test_a_slow_jet_is_subsonic():
    jet = jet_fire.expanded(0.01, 0.05, 0.016, 1.31, 300.0, 1.2)
    assert jet.velocity == pytest.approx(0.01 / (math.pi / 4 * 0.05**2 * 101_325 * 0.016 / (8.314 * 300)), rel=1e-3)


def test_without_wind_a_jet_flame_stands_upright():
    jet = jet_fire.expanded(5.0, 0.05, 0.016, 1.31, 300.0, 1.2)
    still = jet_fire.still_length(jet, jet_fire.stoichiometric_share(0.016, 2))
    flame = jet_fire.flame(jet, 0.0, still)
    assert (flame.tilt, flame.length) == (0.0, pytest.approx(still))
    assert flame.lift + flame.axis == pytest.approx(flame.length)


def test_wind_shortens_and_bends_a_jet_flame():
    jet = jet_fire.expanded(5.0, 0.05, 0.016, 1.31, 300.0, 1.2)
    still = jet_fire.still_length(jet, jet_fire.stoichiometric_share(0.016, 2))
    calm, windy = jet_fire.flame(jet, 1.0, still), jet_fire.flame(jet, 8.0, still)
    assert (windy.length < calm.length, windy.tilt > calm.tilt) == (True, True)


def test_the_panels_of_a_jet_flame_have_its_surface():
    jet = jet_fire.expanded(5.0, 0.05, 0.016, 1.31, 300.0, 1.2)
    flame = jet_fire.flame(jet, 5.0, 20.0)
    assert flame.panels().surface == pytest.approx(flame.surface, rel=2e-3)


def test_methane_is_stoichiometric_at_five_and_a_half_percent_of_mass():
    assert jet_fire.stoichiometric_share(0.01604, 2) == pytest.approx(0.055, rel=0.01)


def test_the_weights_along_a_hydrogen_flame_add_up():
    assert float(hydrogen_jet.source_weights().sum()) == pytest.approx(1.0)


def test_a_hydrogen_flame_bends_upwards():
    jet = hydrogen_jet.choked_jet(0.02, 6e6, 300.0, 290.0)
    length = hydrogen_jet.flame_length(jet, 290.0)
    along, up = hydrogen_jet.risen_path(jet, length, 290.0)
    assert np.all(np.diff(up) > 0)
    assert float(np.hypot(np.diff(along), np.diff(up)).sum()) == pytest.approx(length * 49 / 50)


def test_the_burning_mass_grows_with_the_cube_of_the_hole():
    masses = [
        hydrogen_jet.burning_mass(hydrogen_jet.choked_jet(d, 6e6, 300.0, 290.0), 0.006, 0.1) for d in (0.01, 0.02)
    ]
    assert masses[1] / masses[0] == pytest.approx(8.0, rel=1e-6)


def test_a_fireball_needs_mass():
    with pytest.raises(InputError, match="above 0"):
        fireball.diameter_roberts(0.0)


def test_fireball_relations_are_the_printed_ones():
    assert fireball.diameter_yellow_book(1000.0) == pytest.approx(6.48 * 1000**0.325)
    assert fireball.duration_roberts(29_999.0) == pytest.approx(0.45 * 29_999 ** (1 / 3))
    assert fireball.duration_roberts(64_000.0) == pytest.approx(2.6 * 64_000 ** (1 / 6))
    share = fireball.radiated_share(1e6)
    assert share == pytest.approx(0.270, abs=1e-3)  # 0.27 P^0.32 with P in MPa (Roberts 1982)
    power = fireball.emissive_power(1000.0, 46e6, share, 58.0, 4.5)
    assert power * math.pi * 58.0**2 * 4.5 == pytest.approx(share * 1000.0 * 46e6)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: hydrogen_jet.choked_jet(0.02, 1.5e5, 300.0, 290.0),
        lambda: jet_fire.expanded(-1.0, 0.05, 0.016, 1.31, 300.0, 1.2),
        lambda: pool_fire.flame_length(0.05, 0.0, 1.2, 3.0),
        lambda: pool_fire.flame_length(0.05, 10.0, 1.2, -3.0),
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(InputError, match="above 0"):
        wrong()
