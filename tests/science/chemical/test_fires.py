"""Fires as functions of the distance: two zones, jets, fireballs."""

import math
from itertools import pairwise

import numpy as np
import pytest

from forestall.core.errors import InputError
from forestall.science.chemical import fires, jet_fire, two_zone_fire
from forestall.science.chemical.library import substance

AIR = fires.Air(3.0, "D", 288.15, 0.7, 0.1)


def made():
    return {
        "pool": fires.pool(substance("hexane"), 200.0, AIR),
        "lng": fires.pool(substance("methane"), 200.0, AIR),
        "ethanol": fires.pool(substance("ethanol"), 50.0, AIR),
        "jet": fires.jet(substance("propane"), 5.0, 0.03, 288.15, AIR, two_phase=True),
        "ball": fires.ball(substance("propane"), 10_000.0, 1.5e6, AIR),
    }


@pytest.mark.parametrize("name", made())
def test_heat_falls_with_distance_and_reach_inverts_it(name):
    fire = made()[name]
    x = np.geomspace(max(fire.near * 3, 60.0), 1000, 12)
    flux = [fire.flux(float(one)) for one in x]
    assert all(one > after > 0 for one, after in pairwise(flux))
    assert fire.flux(fire.reach(2e3)) == pytest.approx(2e3, rel=1e-3)


@pytest.mark.parametrize("name", made())
def test_every_number_names_equation_and_source(name):
    assert all(one.equation and one.source and one.unit for one in made()[name].numbers)


def test_a_fuel_with_more_carbon_burns_with_a_shorter_clear_part():
    clear = [two_zone_fire.clear_length(0.08, 10.0, 1.2, 3.0, carbon) for carbon in (0.25, 0.43, 1.0)]
    assert clear[0] > clear[1] > clear[2] > 0


def test_two_zones_alike_are_one_flame():
    flame = two_zone_fire.TwoZone(10.0, 20.0, 8.0, 0.4, 1e5, 1e5)
    whole = two_zone_fire.TwoZone(10.0, 20.0, 20.0 - 1e-6, 0.4, 1e5, 0.0)
    target = np.array([40.0, 0.0, 0.0])
    assert flame.seen(target) == pytest.approx(whole.seen(target), rel=5e-3)


def test_a_bright_foot_gives_more_heat_than_smoke_alone():
    target = np.array([30.0, 0.0, 0.0])
    bright = two_zone_fire.two_zone(10.0, 20.0, 8.0, 0.2).seen(target)
    assert bright > two_zone_fire.two_zone(10.0, 20.0, 0.0, 0.2).seen(target)


def test_oxygen_by_its_heat_is_that_of_the_formula():
    """Methane burns with two molecules of oxygen, propane with five."""
    for name, oxygen in (("methane", 2.0), ("propane", 5.0)):
        one = substance(name)
        molar, heat = one.number("molar_mass"), one.number("heat_of_combustion")
        estimated = heat * molar / (fires.HEAT_OF_OXYGEN * fires.OXYGEN_MOLAR)
        assert estimated == pytest.approx(oxygen, rel=0.06)
        assert jet_fire.stoichiometric_share(molar, estimated) == pytest.approx(
            jet_fire.stoichiometric_share(molar, oxygen), rel=0.06
        )


def test_a_fireball_sends_what_its_power_says_to_a_far_target():
    fire = made()["ball"]
    numbers = {one.quantity: one.value for one in fire.numbers}
    power, radius, far = (
        numbers["emissive power of the fireball"] * 1e3,
        numbers["diameter of the fireball"] / 2,
        3000.0,
    )
    assert fire.flux(far) < power * radius**2 / far**2
    assert fire.flux(far) > 0.4 * power * radius**2 / far**2


def test_a_substance_without_heat_of_combustion_is_refused_by_name():
    with pytest.raises(InputError, match="heat_of_combustion"):
        fires.pool(substance("chlorine"), 10.0, AIR)


def test_no_wind_stands_the_flame_upright():
    calm = fires.Air(0.0, "F", 288.15, 0.7, 0.1)
    tilt = next(one for one in fires.pool(substance("hexane"), 100.0, calm).numbers if one.quantity == "tilt")
    assert tilt.value == 0.0
    assert not math.isnan(fires.pool(substance("hexane"), 100.0, calm).flux(50.0))
