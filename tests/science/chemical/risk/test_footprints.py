"""Where toxic clouds, fires and blasts kill."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.science.chemical.cloud import FLAMMABLE, disperse
from forestall.science.chemical.cloud_source import CloudSource, gas_of
from forestall.science.chemical.cloud_weather import Weather
from forestall.science.chemical.library import library, substance
from forestall.science.chemical.pool_fire import FUELS
from forestall.science.chemical.probit import Probit, lethal_concentration
from forestall.science.chemical.risk import flames
from forestall.science.chemical.risk.blasts import explosion_footprint, pressure_at
from forestall.science.chemical.risk.contours import contour
from forestall.science.chemical.risk.event_tree import Branch, Loss, event_tree, usual_shares
from forestall.science.chemical.risk.footprint import footprint
from forestall.science.chemical.risk.ignited import ignition, matter
from forestall.science.chemical.risk.intensity import blast_at, heat_at
from forestall.science.chemical.risk.lethality import of_blast, of_heat
from forestall.science.chemical.risk.outcomes import Spill, footprints, fuel_of, pool_diameter
from forestall.science.chemical.risk.outflow import outflows
from forestall.science.chemical.risk.toxic import cloud_footprint, plume_footprint
from forestall.science.chemical.tnt import equivalent_mass, overpressure

PROPANE = 46.0e6
CHLORINE = substance("chlorine").probit
AIR = Weather(wind=5.0, stability="D")


def test_a_footprint_whose_x_does_not_rise_is_refused():
    with pytest.raises(InputError, match="rising"):
        footprint(np.array([1.0, 1.0]), np.ones(2), *[np.ones((2, 2))] * 3)


def test_a_footprint_without_width_is_refused():
    with pytest.raises(InputError, match="above 0"):
        footprint(np.array([0.0, 1.0]), np.array([0.0, 1.0]), *[np.ones((2, 2))] * 3)


def test_a_lethality_above_one_is_refused():
    with pytest.raises(InputError, match=r"indoors is not within 0\.\.1"):
        footprint(np.array([0.0, 1.0]), np.ones(2), np.ones((2, 2)), np.ones((2, 2)), np.full((2, 2), 1.1))


def test_heat_of_the_purple_book_kills_half_at_its_probit_of_five():
    # Pr = -36.38 + 2.56 ln(q^(4/3) 20 s) = 5 at 16.0 kW/m2
    flux = np.exp((41.38 / 2.56 - np.log(20.0)) * 0.75)
    bare, outdoors, indoors = of_heat(np.array([flux]), 60.0)
    assert (bare[0], outdoors[0], indoors[0]) == (pytest.approx(0.5), pytest.approx(0.07), 0.0)


def test_everybody_dies_in_the_flame():
    assert [layer[0] for layer in of_heat(np.array([40e3]), 20.0)] == [1.0, 1.0, 1.0]


def test_a_blast_kills_by_the_steps_of_the_purple_book():
    bare, outdoors, indoors = of_blast(np.array([5e3, 15e3, 40e3]))
    assert bare.tolist() == outdoors.tolist() == [0.0, 0.0, 1.0]
    assert indoors.tolist() == [0.0, 0.025, 1.0]


def test_an_explosion_kills_outdoors_as_far_as_0_3_bar_reach():
    mark = explosion_footprint(2000.0, PROPANE, 60.0)
    charge = equivalent_mass(2000.0, PROPANE, 0.03)
    far = np.linspace(1.0, 200.0, 20_000)
    reach = far[overpressure(far, charge) >= 30e3].max()
    middle = np.argmin(np.abs(mark.x - 60.0))
    eta = np.linspace(0, 1, mark.bare.shape[1]) * mark.width[middle]
    assert eta[mark.bare[middle] == 1].max() == pytest.approx(reach, abs=eta[1])


def test_near_a_charge_the_pressure_is_that_of_the_fits_end_and_far_off_none():
    near, far = pressure_at(np.array([0.0, 1e6]), 100.0)
    assert near == pytest.approx(overpressure(np.array([0.2 * 100 ** (1 / 3)]), 100.0)[0])
    assert far == 0


FIRES = {
    "fireball": lambda mass: flames.fireball_footprint(mass, PROPANE, 0.3),
    "jet fire": lambda mass: flames.jet_fire_footprint(mass / 1e3, PROPANE),
    "explosion": lambda mass: explosion_footprint(mass, PROPANE, 30.0),
}


@pytest.mark.parametrize("make", FIRES.values(), ids=FIRES)
def test_more_fuel_reaches_farther(make):
    reaches = [make(mass).reach for mass in (1e3, 4e3, 16e3, 64e3)]
    assert reaches == sorted(reaches)


def test_a_pool_fire_reaches_farther_with_the_wind_than_against_it():
    x = np.array([40.0, -40.0])
    with_wind, against = flames.pool_fire_flux(FUELS["gasoline"], 20.0, 8.0, x, np.zeros(2))
    assert with_wind > against > 0


def test_a_jet_flame_shines_as_a_point_from_afar():
    far, power = 2000.0, 0.25 * 20.0 * PROPANE
    flux = flames.jet_fire_flux(20.0, PROPANE, np.array([0.0]), np.array([far]))[0]
    assert flux == pytest.approx(power / (4 * np.pi * far**2) * 0.6, rel=0.25)  # air lets some 60 % through


def test_people_in_the_pool_die():
    mark = flames.pool_fire_footprint(FUELS["gasoline"], 20.0, 5.0)
    middle = np.argmin(np.abs(mark.x))
    assert mark.indoors[middle, 0] == 1


def test_a_flash_fire_ends_where_the_cloud_is_too_lean():
    cloud = disperse(CloudSource(gas_of(substance("propane")), 6000.0, 300.0, 231.0, 0.6), AIR, averaging=FLAMMABLE)
    mark = flames.flash_fire_footprint(cloud, 0.021)
    assert mark.x[-1] <= cloud.reach(cloud.mass_concentration(0.021)) * (1 + 1e-9)


def test_the_edge_of_a_plume_is_where_one_in_a_thousand_dies():
    mark = plume_footprint(CHLORINE, 5.0, 1800.0, wind=5.0, stability="D", height=0.0)
    assert mark.bare[:, -1].max() < 2e-3
    assert lethal_concentration(CHLORINE, 1e-3, 30.0) > 0


def test_a_cloud_of_the_front_door_and_the_closed_plume_agree_where_both_are_passive():
    gas = gas_of(substance("carbon_monoxide"), 288.15)
    probit = Probit(-6.35, 0.5, 2.75)
    cloud = disperse(
        CloudSource(gas, 1800.0, 1800.0, 288.15, height=0.0), Weather(wind=5.0, stability="D", roughness=0.03)
    )
    one = cloud_footprint(cloud, probit)
    two = plume_footprint(probit, 1.0, 1800.0, wind=4.1, stability="D", height=0.0)  # 5 m/s at 10 m is 4.1 at 3 m
    assert one.x[-1] == pytest.approx(two.x[-1], rel=0.25)


def test_indoors_fewer_die_than_outdoors():
    mark = plume_footprint(CHLORINE, 5.0, 600.0, wind=5.0, stability="D", height=0.0)
    assert (mark.indoors <= mark.outdoors).all()


@settings(max_examples=15, deadline=None)
@given(strength=st.floats(1.05, 4.0))
def test_a_stronger_cloud_reaches_farther(strength):
    cloud = disperse(CloudSource(gas_of(substance("chlorine")), 600.0, 600.0, 239.1, 0.8), AIR)
    assert cloud_footprint(cloud, CHLORINE, strength=strength).reach > cloud_footprint(cloud, CHLORINE).reach


def test_every_branch_of_lpg_has_a_footprint():
    spill = Spill(substance("propane"), 20_000.0, 30.0, 600.0, False, 1.0, 288.15, 7.3e5)
    for branch in (Branch.FIREBALL, Branch.JET_FIRE, Branch.FLASH_FIRE, Branch.EXPLOSION):
        assert footprints(spill, branch, [AIR])[0].bare.max() > 0


def test_a_substance_without_probit_has_no_toxic_branch():
    spill = Spill(substance("propane"), 20_000.0, 30.0, 600.0, False, 1.0, 288.15, 7.3e5)
    with pytest.raises(InputError, match="no probit"):
        footprints(spill, Branch.TOXIC, [AIR])


def test_a_burst_pool_without_size_is_refused():
    with pytest.raises(InputError, match="diameter"):
        pool_diameter(Spill(substance("benzene"), 20_000.0, 1.0, 0.0, True, 0.0, 288.15, None))


def test_a_liquid_without_a_burning_rate_of_its_own_gets_that_of_burgess():
    assert fuel_of(substance("toluene")).limit == pytest.approx(0.1, rel=0.5)


def test_a_jet_breaks_by_heat_and_a_cloud_by_blast():
    spill = Spill(substance("propane"), 20_000.0, 30.0, 600.0, False, 1.0, 288.15, 7.3e5)
    assert heat_at(spill, Branch.JET_FIRE, 20.0, AIR) > heat_at(spill, Branch.JET_FIRE, 80.0, AIR) > 0
    assert blast_at(spill, Branch.EXPLOSION, 40.0, AIR) > 0
    assert heat_at(spill, Branch.EXPLOSION, 40.0, AIR) == blast_at(spill, Branch.JET_FIRE, 40.0, AIR) == 0


def test_a_spill_of_benzene_evaporates_and_holds_no_more_than_is_spilt():
    for one in outflows("road", "atmospheric", substance("benzene"), 20_000.0):
        assert 0 < one.spill.airborne <= one.spill.mass


def test_a_contour_of_a_cone_is_a_circle():
    line = np.linspace(-100.0, 100.0, 81)
    x, y = np.meshgrid(line, line)
    rings = contour(line, line, 1e-5 * 10 ** (-np.hypot(x, y) / 50.0), 1e-6)
    assert len(rings) == 1
    assert np.hypot(*np.array(rings[0]).T) == pytest.approx(np.full(len(rings[0]), 50.0), rel=0.01)
    assert rings[0][0] == rings[0][-1]


def test_a_contour_of_no_level_is_refused():
    with pytest.raises(InputError, match="above 0"):
        contour(np.arange(2.0), np.arange(2.0), np.ones((2, 2)), 0.0)


LACKING = {"allyl_alcohol", "dimethylhydrazine", "methylhydrazine", "phosphine"}  # a property is not in the tables


def marks_of(name):
    """Footprints of all branches of a leak."""
    one = substance(name)
    toxic = one.probit is not None
    spill = Spill(one, 5000.0, 2.0, 600.0, False, 1.0, 288.15, None)
    lit = ignition("site", matter(one), at_once=False, size=2.0, toxic=toxic)
    tree = event_tree(Loss(False, spill.pressurised, toxic, lit.immediate, lit.delayed), usual_shares())
    return [footprints(spill, branch, [AIR])[0] for branch in tree]


@pytest.mark.parametrize("name", sorted(set(library()) - LACKING))
def test_a_leak_of_every_substance_has_footprints_where_it_kills(name):
    assert all(mark is None or mark.bare.max() > 0 for mark in marks_of(name))


@pytest.mark.parametrize("name", sorted(LACKING))
def test_a_substance_that_lacks_a_property_says_which(name):
    with pytest.raises(InputError, match="is not in the tables"):
        marks_of(name)
