"""Individual and societal risk over a wind rose."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.science.chemical.briggs import sigmas
from forestall.science.chemical.plume import concentration
from forestall.science.chemical.probit import Probit, lethality
from forestall.science.chemical.risk.exposure import Hours, Outcome, exposed
from forestall.science.chemical.risk.footprint import footprint
from forestall.science.chemical.risk.polar import Ground, laid_out, rings
from forestall.science.chemical.risk.rose import towards
from forestall.science.chemical.societal import area_under

CHLORINE = Probit(-6.35, 0.5, 2.75)
CIRCLE = np.arange(0, 360, 15.0)


def ring(radius, offset=0.0):
    angle = np.radians(CIRCLE + offset)
    return radius * np.sin(angle), radius * np.cos(angle)


def square(half, value=1.0):
    """Everybody dies within a square around the source."""
    whole = np.full((2, 2), value)
    return footprint(np.array([-half, half]), np.full(2, half), whole, whole, whole)


def test_expected_deaths_are_the_sum_of_people_times_risk(plumes, roses, ground):
    outcomes = [Outcome(50.0 * i, 20.0, 1e-5 * (i + 1), plumes(2.0 + i)) for i in range(3)]
    risk = exposed(outcomes, roses(), ground)
    assert risk.expected == pytest.approx(risk.all.loss_of_life, rel=1e-9)
    assert risk.expected > 0


def test_the_area_under_the_f_n_curve_is_the_expected_deaths(plumes, roses, ground):
    total = exposed([Outcome(0.0, 0.0, 3e-6, plumes(8.0))], roses(), ground).all
    assert area_under(*total.curve()) == pytest.approx(total.loss_of_life, rel=1e-9)


def test_turning_the_wind_turns_the_risk_with_it(plumes, roses, ground):
    outcomes = [Outcome(0.0, 0.0, 1e-5, plumes(5.0))]
    before = exposed(outcomes, roses(), ground).individual(*ring(400.0))
    after = exposed(outcomes, roses(turned=3), ground).individual(*ring(400.0, offset=3 * 22.5))
    assert after == pytest.approx(before, rel=0.01)


def test_a_quarter_turn_of_wind_and_people_leaves_societal_risk_as_it_was(plumes, roses, ground):
    outcomes = [Outcome(0.0, 0.0, 1e-5, plumes(5.0))]
    clockwise = dataclasses.replace(ground, density=np.ascontiguousarray(np.rot90(ground.density, 1, axes=(1, 2))))
    before = exposed(outcomes, roses(), ground).all.loss_of_life
    # nodes due north lie on an edge between pixels, and fall to the one east of it whichever way the ground is turned
    assert exposed(outcomes, roses(turned=4), clockwise).all.loss_of_life == pytest.approx(before, rel=2e-3)
    assert exposed(outcomes, roses(), clockwise).all.loss_of_life != pytest.approx(before, rel=0.02)


def test_the_rings_give_what_every_direction_at_every_point_gives(plumes):
    # 72 directions of one air, uniform; risk 300 m away by turning the plume itself
    spins = np.full(360, 1 / 360)
    risk = exposed([Outcome(0.0, 0.0, 1.0, plumes(5.0)[:1])], [Hours(0, 0, spins)], nobody())
    angle = np.radians(np.arange(0, 360, 0.25))
    x, y = 300.0 * np.cos(angle), 300.0 * np.sin(angle)
    sigma_y, sigma_z = sigmas(np.maximum(x, 1e-3), "D", urban=False)
    c = concentration(5.0, 5.0, y=y, z=1.0, height=0.0, sigma_y=sigma_y, sigma_z=sigma_z)
    exact = lethality(CHLORINE, 1e6 * np.where(x > 0, c, 0.0), 30.0).mean()
    assert risk.individual(*ring(300.0)) == pytest.approx(np.full(CIRCLE.size, exact), rel=0.01)


def nobody():
    return Ground(0.0, 0.0, 100.0, np.zeros((4, 1, 1)))


def test_risk_is_frequency_where_everybody_dies_in_every_wind(roses):
    risk = exposed([Outcome(0.0, 0.0, 2e-6, (square(500.0), square(500.0)))], roses(), nobody())
    assert risk.individual(*ring(200.0)) == pytest.approx(np.full(CIRCLE.size, 2e-6), rel=1e-12)


def test_nobody_is_at_risk_beyond_the_footprint(roses):
    risk = exposed([Outcome(0.0, 0.0, 2e-6, (square(100.0), None))], roses(), nobody())
    assert not risk.individual(*ring(200.0)).any()


def test_one_event_kills_the_people_within_it(roses):
    crowd = Ground(-1000.0, -1000.0, 50.0, np.full((4, 40, 40), 1e-3))
    found = exposed([Outcome(0.0, 0.0, 1.0, (square(300.0), None))], roses(), crowd)
    assert found.all.most == pytest.approx(2e-3 * 600.0**2, rel=0.02)  # outdoors and indoors, 1e-3 each


def test_people_on_the_nodes_are_those_on_the_ground(ground):
    grid = rings(6000.0)
    nodes = laid_out(grid, ground, 0.0, 0.0)
    assert nodes.sum(axis=(1, 2)) == pytest.approx(ground.density.sum(axis=(1, 2)) * 100.0**2, rel=0.005)


def test_outcomes_at_two_places_add_up(plumes, roses, ground):
    one, two = Outcome(0.0, 0.0, 1e-5, plumes(3.0)), Outcome(200.0, -100.0, 2e-5, plumes(6.0))
    both = exposed([one, two], roses(), ground)
    apart = [exposed([each], roses(), ground) for each in (one, two)]
    points = ring(350.0)
    assert both.individual(*points) == pytest.approx(sum(risk.individual(*points) for risk in apart), rel=1e-9)
    assert both.all.loss_of_life == pytest.approx(sum(risk.all.loss_of_life for risk in apart), rel=1e-12)


def test_an_outcome_that_never_happens_adds_nothing(plumes, roses, ground):
    risk = exposed([Outcome(0.0, 0.0, 0.0, plumes(3.0))], roses(), ground)
    assert risk.all.loss_of_life == 0
    assert not risk.individual(*ring(100.0)).any()


def test_no_outcome_is_no_risk(roses, ground):
    risk = exposed([], roses(), ground)
    assert risk.all.curve()[0].size == 0
    assert not risk.individual(*ring(100.0)).any()


@settings(max_examples=15, deadline=None)
@given(rate=st.floats(0.5, 40.0), more=st.floats(1.1, 4.0), distance=st.floats(30.0, 1500.0))
def test_a_larger_rate_never_brings_less_risk(plumes, roses, ground, rate, more, distance):
    less, greater = (exposed([Outcome(0.0, 0.0, 1e-5, plumes(r))], roses(), ground) for r in (rate, rate * more))
    points = ring(distance)
    assert (greater.individual(*points) >= less.individual(*points) * (1 - 1e-3) - 1e-14).all()
    assert greater.all.loss_of_life >= less.all.loss_of_life


@settings(max_examples=10, deadline=None)
@given(seconds=st.floats(30.0, 900.0))
def test_a_larger_inventory_at_the_same_rate_never_brings_less_risk(plumes, roses, ground, seconds):
    less, greater = (
        exposed([Outcome(0.0, 0.0, 1e-5, plumes(5.0, time))], roses(), ground).all.loss_of_life
        for time in (seconds, 2 * seconds)
    )
    assert greater >= less


def test_the_same_risk_comes_out_twice(plumes, roses, ground):
    first, second = (exposed([Outcome(0.0, 0.0, 1e-5, plumes(5.0))], roses(), ground) for _ in range(2))
    assert first.individual(*ring(500.0)).tobytes() == second.individual(*ring(500.0)).tobytes()
    assert first.all.expected.tobytes() == second.all.expected.tobytes()


def test_the_worked_example_of_the_purple_book_comes_out():
    # CPR 18E (1999), Appendix 6.B: 100 kg/s of carbon monoxide, 5 m/s, sigmas 28.8 and 10.3 m at 361 m, 5e-7 a year,
    # 12 wind sectors, share of weather and sector 0.0368: individual risk 7.0e-9 a year
    x = np.array([200.0, 500.0])
    width = np.full(2, 4 * 28.8)
    y = np.linspace(0.0, 1.0, 201) * width[:, None]
    c = concentration(100.0, 5.0, y=y, z=1.0, height=1.0, sigma_y=np.full((2, 1), 28.8), sigma_z=np.full((2, 1), 10.3))
    assert 1e3 * c[0, 0] == pytest.approx(21.3, rel=0.005)  # g/m3
    lethal = lethality(Probit(-7.4, 1.0, 1.0), 1e6 * c, 30.0)
    assert lethal[0, 0] == pytest.approx(0.835, rel=0.003)
    rose = towards([180.0], [0.0368], 360, sectors=np.arange(12) * 30.0)
    risk = exposed(
        [Outcome(0.0, 0.0, 5e-7, (footprint(x, width, lethal, lethal, lethal),))], [Hours(0, 0, rose)], nobody()
    )
    assert risk.individual(np.array([0.0]), np.array([361.0]))[0] == pytest.approx(7.0e-9, rel=0.01)
