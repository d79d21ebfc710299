"""Laws that hold for every hole, tank and pool; published values are in test_source_cases.py."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.science.chemical.blow_down import blow_down, pipeline_rate
from forestall.science.chemical.drain_down import drain, drain_flashing, saturated
from forestall.science.chemical.flash import airborne_fraction, isentropic_flash_fraction
from forestall.science.chemical.library import substance
from forestall.science.chemical.orifice_gas import compressibility, critical_ratio, gas_flow
from forestall.science.chemical.orifice_liquid import liquid_flow, piped_liquid_flow
from forestall.science.chemical.pool import Surroundings, pool
from forestall.science.chemical.pool_spread import unconfined_area
from forestall.science.chemical.rainout import airborne_spray, drag, largest_airborne
from forestall.science.chemical.rupture import rupture
from forestall.science.chemical.two_phase import critical_pressure_ratio, equilibrium_flux, flashing_flux, omega
from forestall.science.chemical.vessel import Shape, Vessel, hole_area

AIR = 101_325.0
LYING = Vessel(Shape.LYING, 2.5, 8.0)
CALM_NIGHT = Surroundings(1.5, "F", 288.15, 0.8, 0.0)
FEW = settings(max_examples=15, deadline=None)
pressures, gammas = st.floats(1.05e5, 2e7), st.floats(1.05, 1.67)


def gas(pressure, gamma=1.3, rho_over_p=1e-5):
    return gas_flow(0.62, 1e-3, pressure, pressure * rho_over_p, 288.15, gamma, AIR)


@given(pressures, pressures, gammas)
def test_more_pressure_never_gives_less_gas(one, other, gamma):
    low, high = sorted((one, other))
    assert gas(low, gamma).rate <= gas(high, gamma).rate * (1 + 1e-12)


@given(gammas)
def test_gas_flow_is_continuous_where_it_chokes(gamma):
    choking = AIR / critical_ratio(gamma)
    below, above = gas(choking * (1 - 1e-9), gamma), gas(choking * (1 + 1e-9), gamma)
    assert (below.choked, above.choked) == (False, True)
    assert below.rate == pytest.approx(above.rate, rel=1e-6)


@given(pressures, gammas)
def test_choked_gas_leaves_at_the_speed_of_sound(pressure, gamma):
    jet = gas_flow(1.0, 1e-3, pressure * 10, pressure * 1e-4, 288.15, gamma, AIR)
    rho = pressure * 1e-4 * (jet.pressure / (pressure * 10)) ** (1 / gamma)
    assert jet.velocity == pytest.approx(math.sqrt(gamma * jet.pressure / rho), rel=1e-9)


def test_nothing_flows_without_overpressure():
    assert gas(AIR).rate == 0.0
    assert liquid_flow(0.61, 1e-3, 800.0, -5.0) == 0.0


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_more_head_never_gives_less_liquid(one, other):
    low, high = sorted((one, other))
    assert liquid_flow(0.61, 1e-3, 800.0, low) <= liquid_flow(0.61, 1e-3, 800.0, high)


def test_a_pipe_without_length_is_a_hole():
    assert piped_liquid_flow(0.61, 1e-3, 800.0, 1e5, 0.02, 0.0) == pytest.approx(liquid_flow(0.61, 1e-3, 800.0, 1e5))


@given(st.floats(1e5, 2e7), st.floats(1.1, 1.67), st.floats(0.005, 0.2), st.sampled_from([None, 1.0, 1.4]))
@FEW
def test_gas_released_and_gas_left_are_the_inventory(pressure, gamma, hole, exponent):
    found = blow_down(10.0, pressure, 288.15, math.pi / 4 * hole**2, 0.028, gamma, exponent=exponent, seconds=900)
    assert found.released + found.left == pytest.approx(found.inventory, rel=1e-9)
    assert list(found.rate) == sorted(found.rate, reverse=True)


def test_a_vessel_of_gas_ends_at_the_pressure_of_the_air():
    found = blow_down(10.0, 1e6, 288.15, 1e-2, 0.028, 1.4, exponent=1.0, seconds=2000)
    assert found.left / found.inventory == pytest.approx(AIR / 1e6, rel=1e-6)


def test_all_the_gas_of_a_long_pipe_comes_out():
    span = [pipeline_rate(second, 800.0, 2e5, 30e3, 400.0, 1.3, 0.01, 0.5) for second in range(40_000)]
    assert math.fsum(span) == pytest.approx(2e5, rel=0.01)


@given(st.floats(0.05, 1.0), st.floats(0.005, 0.3), st.floats(0.0, 2.4))
@FEW
def test_liquid_released_and_liquid_left_are_the_inventory(filling, hole, height):
    found = drain(LYING, filling, substance("methanol"), 288.15, hole, height, seconds=600)
    assert found.released + found.left == pytest.approx(found.inventory, rel=1e-9)
    assert min(found.rate) >= 0


@given(st.floats(0.05, 0.95), st.floats(0.01, 0.2), st.floats(250.0, 310.0))
@FEW
def test_flashing_release_keeps_the_mass(filling, hole, t):
    found = drain_flashing(LYING, filling, substance("chlorine"), t, hole, seconds=1500)
    assert found.released + found.left == pytest.approx(found.inventory, rel=1e-9)


@given(st.sampled_from(["chlorine", "ammonia", "propane", "butane", "sulphur_dioxide"]), st.floats(275.0, 320.0))
@FEW
def test_equilibrium_flow_is_below_flow_through_a_hole_and_that_below_a_liquid(name, t):
    state = saturated(substance(name), t)
    push = state.pressure - AIR
    liquid = liquid_flow(1.0, 1.0, 1 / state.liquid_volume, push)
    hole, pipe = flashing_flux(state, push, coefficient=1.0), flashing_flux(state, push, coefficient=1.0, length=1.0)
    assert pipe < hole == pytest.approx(liquid, rel=1e-9)
    assert equilibrium_flux(state, AIR) < liquid


@given(st.floats(0.05, 50.0))
def test_leungs_mixture_of_omega_one_chokes_like_an_isothermal_gas(w):
    assert critical_pressure_ratio(1.0) == pytest.approx(math.exp(-0.5), rel=1e-6)
    assert 0 < critical_pressure_ratio(w) < 1


def test_leungs_flux_is_continuous_where_it_chokes():
    state = saturated(substance("ammonia"), 290.0)
    choking = critical_pressure_ratio(omega(state)) * state.pressure
    assert equilibrium_flux(state, choking * (1 + 1e-7)) == pytest.approx(equilibrium_flux(state, 0.0), rel=1e-9)


def test_a_liquid_above_its_critical_temperature_is_an_error():
    with pytest.raises(InputError, match="below the critical temperature"):
        saturated(substance("methane"), 288.15)


def test_a_hole_larger_than_the_vessel_is_an_error():
    with pytest.raises(InputError, match=r"at most the vessel's 2\.5 m"):
        hole_area(3.0, LYING)


@given(st.sampled_from([LYING, Vessel(Shape.STANDING, 3.0, 6.0), Vessel(Shape.SPHERE, 12.0)]), st.floats(0, 1))
def test_depth_is_the_inverse_of_volume(vessel, share):
    assert vessel.filled(vessel.depth(share * vessel.volume)) == pytest.approx(share * vessel.volume, abs=1e-6)


@given(st.floats(0, 1))
def test_spray_never_exceeds_the_content(flashed):
    assert flashed <= airborne_fraction(flashed) <= 1.0 or flashed == 0


@given(st.floats(200.0, 320.0), st.floats(0, 1e5))
def test_a_rupture_keeps_the_mass(t, mass):
    found = rupture(substance("chlorine"), mass, t, 288.15)
    assert found.vapour + found.spray + found.rain == pytest.approx(mass)
    assert min(found.vapour, found.spray, found.rain) >= -1e-9


def test_nothing_flashes_at_the_boiling_point():
    assert isentropic_flash_fraction(240.0, 240.0, 900.0, 3e5) == 0.0


def test_drops_fall_as_fast_as_the_jet_spreads():
    diameter = largest_airborne(60.0, 600.0, 1.3, 1.6e-5)
    falls = 60.0 * math.tan(math.radians(4.46))
    weight = (600.0 - 1.3) * 9.80665 * diameter
    assert weight == pytest.approx(0.75 * drag(1.3 * falls * diameter / 1.6e-5) * 1.3 * falls**2, rel=1e-6)


@given(st.floats(1e-6, 1e-3), st.floats(1e-6, 1e-3))
def test_finer_spray_stays_in_the_air(one, other):
    low, high = sorted((one, other))
    assert airborne_spray(low, 2e-4) >= airborne_spray(high, 2e-4)


@given(
    st.sampled_from(["benzene", "acetone", "methanol", "propane", "ammonia"]),
    st.floats(1.0, 5000.0),
    st.floats(1.0, 500.0),
    st.floats(0.5, 12.0),
)
@FEW
def test_pool_evaporated_and_left_are_what_came_in(name, spilt, area, wind):
    around = Surroundings(wind, "D", 288.15, 0.5, 0.5)
    found = pool(substance(name), around, spilt=spilt, area=area, seconds=600)
    assert found.evaporated + found.left == pytest.approx(spilt, rel=1e-9)
    assert min(found.rate) >= 0


def test_a_fed_pool_keeps_the_mass_and_stops_at_its_bund():
    found = pool(substance("acetone"), CALM_NIGHT, feed=lambda t: 2.0 if t < 300 else 0.0, largest=40.0, seconds=900)
    assert found.fed == pytest.approx(600.0)
    assert found.evaporated + found.left == pytest.approx(found.fed, rel=1e-9)
    assert max(found.area) == pytest.approx(40.0)


def test_a_pool_never_gets_warmer_than_its_boiling_point():
    hot = Surroundings(3.0, "A", 313.15, 0.2, 0.0, sun=1.2)
    found = pool(substance("propane"), hot, spilt=1000.0, area=100.0, seconds=600)
    assert max(found.temperature) <= substance("propane").number("boiling_point")


def test_more_wind_evaporates_more():
    def first(wind):
        return pool(substance("benzene"), Surroundings(wind, "D", 288.15, 0.5, 0.5), spilt=500, area=20).evaporated

    assert first(1.0) < first(3.0) < first(9.0)


def test_a_pool_without_losses_grows_as_time_to_three_halves():
    assert unconfined_area(4.0, 800.0, 200.0) / unconfined_area(4.0, 800.0, 50.0) == pytest.approx(8.0)


def test_a_pool_without_wind_is_an_error():
    with pytest.raises(InputError, match="expected a wind"):
        pool(substance("benzene"), Surroundings(0.0, "D", 288.15, 0.5, 0.5), spilt=1.0, area=1.0)


@pytest.mark.parametrize("change", [{"cloud": 1.2}, {"stability": "G"}, {"ground": "lava"}, {"humidity": -0.1}])
def test_weather_out_of_range_is_an_error(change):
    with pytest.raises(InputError, match=r"expected|known"):
        pool(substance("benzene"), replace(CALM_NIGHT, **change), spilt=1.0, area=1.0)


def test_sunshine_evaporates_more():
    by_day = replace(CALM_NIGHT, sun=1.0)
    night, day = (pool(substance("benzene"), one, spilt=500.0, area=20.0).evaporated for one in (CALM_NIGHT, by_day))
    assert night < day


def test_real_gas_factors_agree_with_published_tank_masses():
    critical = [substance("methane").number(name) for name in ("critical_pressure", "critical_temperature")]
    z = compressibility(50 * AIR, 288.15, *critical, substance("methane").number("acentric_factor"))
    assert 1 / z == pytest.approx(1.107, rel=0.01)  # ALOHA's mass over the ideal one, as in the case library
