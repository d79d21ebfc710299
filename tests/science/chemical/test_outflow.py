"""Which source term is chosen, that mass is kept, and what is refused."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.science.chemical.library import substance
from forestall.science.chemical.outflow import at_rate, mouth, ruptured, through_hole
from forestall.science.chemical.storage import State, storage, vessel_of

WARM = 293.15


def held(name, t=WARM, pressure=None):
    return storage(substance(name), t, pressure)


@pytest.mark.parametrize(
    ("name", "t", "pressure", "state"),
    [
        ("chlorine", WARM, None, State.LIQUEFIED),
        ("chlorine", 235.0, None, State.LIQUID),
        ("chlorine", WARM, 3e5, State.GAS),
        ("benzene", WARM, None, State.LIQUID),
        ("benzene", WARM, 5e5, State.LIQUID),
        ("hydrogen", WARM, 2e7, State.GAS),
        ("propane", WARM, 2e6, State.LIQUEFIED),
    ],
)
def test_the_state_follows_from_temperature_and_pressure(name, t, pressure, state):
    assert held(name, t, pressure).state is state


@pytest.mark.parametrize(
    ("name", "pressure", "words"),
    [
        ("methane", 5e6, "gas through a hole, choked"),
        ("methane", 1.2e5, "gas through a hole, not choked"),
        ("chlorine", None, "flashing liquid through a hole"),
        ("benzene", None, "liquid through a hole"),
    ],
)
def test_a_hole_takes_the_relation_that_fits(name, pressure, words):
    assert through_hole(held(name, WARM, pressure), 5000.0, 0.03).relation == words


def test_vapour_above_a_liquid_is_much_less_than_the_liquid():
    liquid = through_hole(held("chlorine"), 20_000.0, 0.05)
    vapour = through_hole(held("chlorine"), 20_000.0, 0.05, vapour_space=True)
    assert 0.05 * liquid.rate < vapour.rate < 0.35 * liquid.rate
    assert (vapour.airborne, vapour.droplets) == (1.0, 0.0)


@pytest.mark.parametrize("name", ["chlorine", "propane", "benzene", "ammonia"])
def test_a_vessel_holds_the_mass_that_was_asked_for(name):
    found = through_hole(held(name), 8000.0, 0.02)
    assert found.discharge.inventory == pytest.approx(8000.0, rel=1e-9)


@given(
    name=st.sampled_from(["chlorine", "propane", "benzene"]),
    mass=st.floats(500, 1e5),
    hole=st.floats(0.003, 0.15),
)
def test_released_and_left_make_up_the_inventory(name, mass, hole):
    run = through_hole(held(name), mass, hole).discharge
    assert run.released + run.left == pytest.approx(run.inventory, rel=1e-6)


@given(mass=st.floats(200, 1e5))
def test_more_inventory_never_gives_less(mass):
    assert ruptured(held("ammonia"), 1.1 * mass).mass > ruptured(held("ammonia"), mass).mass
    less, more = (through_hole(held("benzene"), m, 0.02).mass for m in (mass, 1.1 * mass))
    assert more >= less * (1 - 1e-9)


def test_pressure_above_that_of_the_vapour_pushes_harder():
    alone, padded = (through_hole(held("propane", WARM, p), 20_000.0, 0.03).rate for p in (None, 1.5e6))
    assert padded > 1.2 * alone


def test_a_burst_divides_into_vapour_spray_and_rain():
    found = ruptured(held("ammonia"), 1000.0)
    assert 0 < found.vapour < found.airborne < 1
    assert 0 < found.droplets < 1
    assert found.duration == 0.0


def test_a_stated_rate_ends_with_the_inventory():
    found = at_rate(held("chlorine"), 2.0, 3600.0, 600.0)
    assert found.duration == pytest.approx(300.0)
    assert found.mass == pytest.approx(600.0)


def test_a_flashing_jet_is_wider_than_its_hole_and_as_fast_as_its_liquid():
    one = held("propane")
    out = through_hole(one, 5000.0, 0.03)
    area, hole = mouth(one, out, 0.03), math.pi / 4 * 0.03**2
    speed = math.sqrt(2 * (one.pressure - 101_325.0) / one.density)
    gas = 101_325.0 * 0.0441 / (8.314 * out.temperature)
    mean = out.airborne * out.mass / out.duration
    assert area > 10 * hole
    assert mean / (area * speed) == pytest.approx(gas / (1 - out.droplets), rel=0.05)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: held("hydrogen"), "critical temperature"),
        (lambda: held("chlorine", -1.0), "above 0"),
        (lambda: held("chlorine", WARM, 5e4), "at least that of the air"),
        (lambda: through_hole(held("chlorine"), 100.0, 3.0), "at most the vessel's"),
        (lambda: through_hole(held("chlorine"), -5.0, 0.1), "inventory"),
        (lambda: ruptured(held("chlorine"), 0.0), "inventory"),
        (lambda: at_rate(held("chlorine"), -1.0, 60.0, None), "above 0"),
        (lambda: vessel_of(held("chlorine"), float("nan")), "inventory"),
    ],
)
def test_what_cannot_be_is_refused(call, words):
    with pytest.raises(InputError, match=words):
        call()
