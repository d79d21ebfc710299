"""Risk along a route."""

import numpy as np
import pytest

from forestall.core.errors import InputError
from forestall.science.chemical.risk.exposure import Outcome, exposed
from forestall.science.chemical.risk.polar import Ground
from forestall.science.chemical.risk.route import Pieces, along

POINTS = np.array([100.0, 300.0, -200.0]), np.array([50.0, -400.0, 250.0])


def pieces(*places, often=1e-6, groups=None):
    east, north = np.array(places).T
    n = len(places)
    return Pieces(east, north, np.zeros(n, np.int64) if groups is None else np.array(groups), np.full((n, 1), often))


def test_one_piece_is_a_site(plumes, roses, ground):
    marks = plumes(5.0)
    way = along(pieces((120.0, -60.0)), [marks], roses(turns=180), ground, POINTS)
    site = exposed([Outcome(120.0, -60.0, 1e-6, marks)], roses(turns=180), ground, turns=180)
    assert way.individual == pytest.approx(site.individual(*POINTS), rel=1e-9)
    assert way.outcomes[0].loss_of_life == pytest.approx(site.all.loss_of_life, rel=1e-9)


def test_kilometres_and_outcomes_hold_the_same_events(plumes, roses, ground):
    three = pieces((0.0, 0.0), (90.0, 0.0), (180.0, 10.0), groups=[0, 0, 1])
    found = along(three, [plumes(5.0)], roses(turns=180), ground, POINTS)
    by_km = [tally.loss_of_life for tally in found.groups]
    assert sum(by_km) == pytest.approx(found.outcomes[0].loss_of_life, rel=1e-12)
    assert len(by_km) == 2


def test_pieces_add_up(plumes, roses, ground):
    marks = [plumes(5.0)]
    both = along(pieces((0.0, 0.0), (90.0, 0.0)), marks, roses(turns=180), ground, POINTS)
    apart = [along(pieces(one), marks, roses(turns=180), ground, POINTS) for one in ((0.0, 0.0), (90.0, 0.0))]
    assert both.individual == pytest.approx(sum(one.individual for one in apart), rel=1e-9)


def test_nobody_beside_the_route_is_no_societal_risk(plumes, roses):
    empty = Ground(0.0, 0.0, 100.0, np.zeros((4, 2, 2)))
    found = along(pieces((0.0, 0.0)), [plumes(5.0)], roses(turns=180), empty, POINTS)
    assert found.outcomes[0].loss_of_life == 0
    assert found.individual.max() > 0


def test_twice_the_trips_are_twice_the_risk(plumes, roses, ground):
    once, twice = (
        along(pieces((0.0, 0.0), often=often), [plumes(5.0)], roses(turns=180), ground, POINTS)
        for often in (1e-6, 2e-6)
    )
    assert twice.individual == pytest.approx(2 * once.individual, rel=1e-12)
    assert twice.outcomes[0].loss_of_life == pytest.approx(2 * once.outcomes[0].loss_of_life, rel=1e-12)


def test_a_frequency_for_each_outcome_is_asked_for(plumes, roses, ground):
    with pytest.raises(InputError, match="expected"):
        along(pieces((0.0, 0.0)), [plumes(5.0), plumes(1.0)], roses(turns=180), ground, POINTS)


def test_footprints_that_kill_nobody_are_no_risk(roses, ground):
    found = along(pieces((0.0, 0.0)), [(None, None)], roses(turns=180), ground, POINTS)
    assert not found.individual.any()
