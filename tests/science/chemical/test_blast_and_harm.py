"""Blast, harm, escalation and sums of risk."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.science.chemical import baker_strehlow, tnt
from forestall.science.chemical.escalation import (
    Vessel,
    escalation_by_blast,
    escalation_by_fire,
    time_to_failure,
)
from forestall.science.chemical.flammable_cloud import Layers, flammable_cloud
from forestall.science.chemical.ignition import GAS_OTHER_REACTIVITY, HYDROGEN, LIQUID_K1
from forestall.science.chemical.overpressure_harm import lethal_overpressure_hse, lung_haemorrhage_hse
from forestall.science.chemical.risk.criteria import criteria_set
from forestall.science.chemical.societal import area_under, fn_curve, potential_loss_of_life
from forestall.science.chemical.thermal_harm import EISENBERG, lethal_dose, thermal_dose, thermal_lethality


def test_tnt_gives_the_pressures_of_the_quantity_distances():
    # DoD 6055.09-M: K9, K18, K24 and K40 ft/lb^(1/3) are 12, 3.5, 2.3 and 1.2 psi.
    z = np.array([9.0, 18.0, 24.0, 40.0]) * 0.3048 / 0.45359237 ** (1 / 3)
    assert tnt.overpressure(z, 1.0) / 6894.757 == pytest.approx([12.0, 3.5, 2.3, 1.2], rel=0.05)


def test_the_pieces_of_the_tnt_fit_meet():
    for end in tnt.ENDS[1:-1]:
        below, above = tnt.overpressure(np.array([end * 0.99999, end * 1.00001]), 1.0)
        assert below == pytest.approx(above, rel=0.02)


def test_outside_its_fit_tnt_gives_no_number():
    assert np.isnan(tnt.overpressure(np.array([0.1, 200.0]), 1.0)).all()


def test_a_blast_curve_is_continuous_at_its_plateau():
    for curve in baker_strehlow.CURVES:
        assert float(curve.at(curve.x0)) == pytest.approx(curve.plateau, rel=0.15)


def test_the_blast_of_a_slow_flame_is_that_of_the_lowest_curve():
    slow, lowest = (baker_strehlow.overpressure(50.0, 1e9, mach) for mach in (0.05, 0.2))
    assert float(slow) == float(lowest)


def test_a_blast_between_two_curves_lies_between():
    low, middle, high = (float(baker_strehlow.overpressure(50.0, 1e9, mach)) for mach in (0.35, 0.5, 0.7))
    assert low < middle < high


def test_the_fastest_flame_uses_the_last_curve():
    x = baker_strehlow.scaled_distance(50.0, 1e9)
    found = float(baker_strehlow.overpressure(50.0, 1e9, 5.2))
    assert found == pytest.approx(float(baker_strehlow.CURVES[-1].at(x)) * 101_325)


def test_a_flame_beyond_detonation_is_refused():
    with pytest.raises(InputError, match="flame Mach number"):
        baker_strehlow.overpressure(50.0, 1e9, 6.0)


@given(st.floats(1e6, 1e12), st.floats(0.0, 5.2))
def test_a_blast_weakens_with_distance(energy, mach):
    found = baker_strehlow.overpressure(np.geomspace(1, 1e4, 60), energy, mach)
    assert np.all(np.diff(found) <= 1e-9)


def test_no_radiation_harms_nobody():
    assert float(thermal_lethality(EISENBERG, thermal_dose(0.0, 60.0))) == 0.0


@given(st.floats(0.001, 0.999))
def test_the_lethal_dose_is_the_inverse_of_the_lethality(share):
    assert float(thermal_lethality(EISENBERG, lethal_dose(EISENBERG, share))) == pytest.approx(share)
    assert float(lung_haemorrhage_hse(lethal_overpressure_hse(0.5))) == pytest.approx(5.0)


def test_a_vessel_outside_the_fit_has_no_time_to_failure():
    assert math.isnan(float(time_to_failure(Vessel.ATMOSPHERIC, 20e3, 5.0)))
    assert math.isnan(float(time_to_failure(Vessel.SMALL, 20e3, 100.0)))


def test_a_pressurised_vessel_stands_longer_than_a_thin_one():
    tank, sphere = (float(time_to_failure(v, 50e3, 100.0)) for v in (Vessel.ATMOSPHERIC, Vessel.PRESSURISED))
    assert tank < sphere
    assert escalation_by_fire(tank) > escalation_by_fire(sphere)


def test_more_blast_breaks_more():
    found = escalation_by_blast(Vessel.PRESSURISED, np.array([0.0, 16e3, 50e3, 200e3]))
    assert found[0] == 0.0
    assert np.all(np.diff(found) >= 0)


def test_a_release_rate_on_the_limit_belongs_to_the_class_below():
    assert HYDROGEN.at(0.125) == (0.008, 0.004)
    assert HYDROGEN.at(0.1251) == (0.053, 0.027)
    assert GAS_OTHER_REACTIVITY.at(1000.0) == (0.7, None)
    assert LIQUID_K1.at(3.0) == (0.065, None)


events = st.lists(st.tuples(st.floats(1e-9, 1e-2), st.integers(0, 500)), min_size=1, max_size=40)


@given(events)
def test_the_area_under_an_fn_curve_is_the_expected_deaths(rows):
    frequency, deaths = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    curve = fn_curve(frequency, deaths)
    assert area_under(*curve) == pytest.approx(potential_loss_of_life(frequency, deaths), rel=1e-9)


@given(events)
def test_the_order_of_events_does_not_matter(rows):
    def curve(some):
        frequency, deaths = (np.array(column, dtype=float) for column in zip(*some, strict=True))
        return fn_curve(frequency, deaths)

    assert curve(rows)[1] == pytest.approx(curve(rows[::-1])[1], rel=1e-12)


def test_events_without_deaths_are_not_on_the_curve():
    deaths, _ = fn_curve(np.array([1e-3, 1e-4]), np.array([0.0, 2.0]))
    assert deaths.tolist() == [2.0]


def test_a_criterion_says_nothing_below_its_beginning():
    dutch = criteria_set("NL").societal[0]
    assert np.isnan(dutch.limit(5.0))


def plume(share):
    x = np.linspace(0.0, 100.0, 101)
    return Layers(x, np.full(101, 2.0), np.full(101, 1.5), np.ones(101), np.full(101, share))


def test_the_mass_of_a_cloud_within_all_limits_is_share_times_volume():
    # c0 exp(-z / depth) over z gives c0 depth: 0.1 * 1.5 m * 4 m * 100 m * 2 kg/m3
    cloud = flammable_cloud(plume(0.1), 1e-9, 1.0, 2.0)
    assert (cloud.mass, cloud.centre) == (pytest.approx(120.0, rel=2e-3), pytest.approx(50.0))


def test_a_lean_plume_has_no_flammable_cloud():
    cloud = flammable_cloud(plume(0.01), 0.02, 0.1, 2.0)
    assert cloud.mass == 0.0
    assert math.isnan(cloud.centre)


def test_what_is_too_rich_does_not_burn():
    assert flammable_cloud(plume(0.2), 0.02, 0.1, 2.0).mass < flammable_cloud(plume(0.2), 0.02, 1.0, 2.0).mass
