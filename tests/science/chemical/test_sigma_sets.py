"""Sigma sets, plume rise, screening charts and scores beyond what the worked cases cover."""

import numpy as np
import pytest

from forestall.core.errors import InputError
from forestall.science.chemical.area_source import initial_sigma, widened
from forestall.science.chemical.briggs import CLASSES
from forestall.science.chemical.britter_mcquaid import DenseSource, betas, plume_share, reach, warmed
from forestall.science.chemical.golder import lateral_coefficient, pasquill_class
from forestall.science.chemical.isc3 import UPWARDS, isc3_rural
from forestall.science.chemical.mixing_height import neutral_mixing_height
from forestall.science.chemical.plume_rise import Stack, downwash, plume_rise
from forestall.science.chemical.power_fits import tno_plume, tno_puff, turner
from forestall.science.chemical.wind import obukhov_length
from forestall.science.statistics.model_scores import model_scores


@pytest.mark.parametrize("stability", CLASSES)
def test_the_pieces_of_isc3_meet(stability):
    limits = [1000.0 * limit for limit, _, _ in UPWARDS[stability][:-1]]
    for limit in limits:
        below, above = (isc3_rural(np.array([limit * way]), stability)[1][0] for way in (1 - 1e-9, 1 + 1e-9))
        assert above == pytest.approx(below, rel=0.02)


def test_isc3_at_one_kilometre_in_class_d():
    sigma_y, sigma_z = isc3_rural(np.array([1000.0]), "D")
    assert (sigma_y[0], sigma_z[0]) == pytest.approx((465.11628 * np.tan(np.radians(8.333)), 32.093), rel=1e-4)


def test_the_yellow_book_at_its_own_roughness_needs_no_correction():
    sigma_y, sigma_z = tno_plume(np.array([1000.0]), "D")
    assert (sigma_y[0], sigma_z[0]) == pytest.approx((0.128 * 1000**0.905, 0.20 * 1000**0.76))


def test_the_yellow_book_mixes_higher_over_rough_ground():
    assert tno_plume(np.array([1000.0]), "D", 1.0)[1][0] > tno_plume(np.array([1000.0]), "D")[1][0]


def test_a_yellow_book_puff_is_half_as_wide_as_the_plume():
    x = np.array([1000.0])
    assert tno_puff(x, "E")[1][0] == pytest.approx(0.5 * tno_plume(x, "E")[0][0])


def test_turner_says_nothing_within_a_hundred_metres():
    assert np.isnan(turner(np.array([99.0]), "D")).all()


@pytest.mark.parametrize("stability", CLASSES)
def test_the_class_of_a_class_is_itself(stability):
    assert pasquill_class(obukhov_length(stability, 0.03), 0.03) == stability


def test_a_longer_average_makes_a_wider_plume():
    assert lateral_coefficient(50.0, 0.03, 600.0) > lateral_coefficient(50.0, 0.03, 10.0)


def test_the_mixing_height_has_no_meaning_at_the_equator():
    assert np.isnan(neutral_mixing_height(0.3, 1.0))


def test_a_fast_stack_has_no_downwash():
    assert downwash(50.0, Stack(1.0, 20.0, 400.0), 5.0) == 50.0


def test_a_hot_stack_rises_by_buoyancy():
    rise = plume_rise(Stack(1.0, 72.93819699672669, 400.0), wind=4.0, air=288.15, stability="A")
    assert (rise.buoyancy, rise.distance, rise.final) == pytest.approx((50.0, 565.0050541, 100.7136516), rel=1e-6)


def test_a_stack_in_calm_air_is_refused_with_a_reason():
    with pytest.raises(InputError, match="wind is 0"):
        plume_rise(Stack(1.0, 10.0, 400.0), wind=0.0, air=288.15, stability="D")


def test_a_pool_widens_a_plume_most_near_by():
    wide = widened(np.array([1.0, 100.0]), initial_sigma(100.0))
    assert (wide / [1.0, 100.0]).tolist() == pytest.approx([4.611, 1.001], rel=1e-3)


def lng():
    """CCPS (1999), p. 122: 0.23 m3/s of liquefied natural gas, wind 10.9 m/s."""
    return DenseSource(flow=0.23 * 425.6 / 1.76, density=1.76, air_density=1.185, wind=10.9)


def test_near_a_cold_source_the_screening_chart_gives_the_value_of_ccps():
    near = plume_share(lng(), np.array([20.0 * lng().size]))
    assert warmed(near, source_temperature=111.15, air=298.0)[0] == pytest.approx(0.67202, rel=1e-3)


def test_the_screening_chart_falls_all_the_way():
    assert (np.diff(plume_share(lng(), np.geomspace(1, 1e5, 500))) <= 1e-12).all()


def test_the_reach_is_where_the_chart_has_the_share():
    x = reach(lng(), 0.05)
    assert plume_share(lng(), np.array([x]))[0] == pytest.approx(0.05, rel=0.02)


def test_off_the_chart_nothing_is_said():
    assert np.isnan(betas(1.2)).all()


def test_a_light_gas_is_refused_by_the_dense_chart():
    with pytest.raises(InputError, match="denser than air"):
        DenseSource(flow=1.0, density=0.7, air_density=1.2, wind=3.0)


def test_a_perfect_model_has_perfect_scores():
    scores = model_scores(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0]))
    assert (scores.within_factor_two, scores.geometric_mean_bias, scores.geometric_variance) == (1.0, 1.0, 1.0)


def test_a_model_that_is_always_half_has_known_scores():
    scores = model_scores(np.array([2.0, 4.0]), np.array([1.0, 2.0]))
    assert (scores.geometric_mean_bias, scores.fractional_bias) == pytest.approx((2.0, 2 / 3))


def test_no_prediction_is_a_miss():
    assert model_scores(np.array([1.0, 1.0]), np.array([1.0, np.nan])).within_factor_two == 0.5


def test_a_prediction_of_zero_leaves_no_geometric_mean():
    assert np.isnan(model_scores(np.array([1.0, 1.0]), np.array([1.0, 0.0])).geometric_mean_bias)
