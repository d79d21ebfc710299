"""Fire and explosion of a release in the pass: people, neighbours, the cascade."""

from dataclasses import replace

import numpy as np
import pytest

from forestall.assess.bank import bank
from forestall.assess.hazard import SCALES, Scene, Trial
from forestall.assess.hazards.fire_release import Burning
from forestall.assess.hazards.fire_release.branches import branches, lethality, mark
from forestall.assess.registry import hazards
from forestall.model.scenario import FireRelease
from forestall.model.words import Scale

PART = FireRelease("fire_release", "tank")
DEATHS, ECONOMIC = SCALES.index(Scale.DEATHS), SCALES.index(Scale.ECONOMIC)


def gas_place(make, near=0.001, **more):
    """A vessel of propane that bursts beside the grid's substation."""
    place = make.town()
    terminal = next(site for site in place.sites if site.id == "terminal")
    sites = tuple(replace(s, lon=terminal.lon + near) if s.id == "grid" else s for s in place.sites)
    release = make.release(substance="propane", event="rupture", inventory=20_000.0, rate=330.0, duration=60.0, **more)
    return replace(place, sites=sites, releases=(release,))


def harm(place, part=PART, n=8):
    weather = np.tile(np.arange(len(place.weather)), n)
    weights = np.full(weather.size, 1 / weather.size)
    scenario = replace(place.scenarios[0], consequences=(part,))
    return Burning().harm(part, Scene(place, place.weather), Trial(scenario, 0, weights, weather, {}, 3))


def test_branches_are_those_of_the_event_tree(make):
    found = branches(gas_place(make).releases[0])
    assert {str(one) for one in found} == {"fireball", "flash_fire", "explosion"}
    assert 0.7 < sum(found.values()) <= 1.0


def test_people_near_a_burning_vessel_die_and_fewer_than_there_are(make):
    found = harm(gas_place(make)).losses
    assert found[:, DEATHS].sum(axis=1).max() > 1
    assert found[:, DEATHS].sum(axis=1).max() < sum(cell.night for cell in gas_place(make).population)


def test_a_neighbour_in_reach_is_damaged_and_a_far_one_is_not(make):
    near, far = harm(gas_place(make, near=0.001)), harm(gas_place(make, near=0.3))
    assert near.repair[:, 0].max() > 0
    assert not far.repair[:, 0].any()
    assert near.losses[:, ECONOMIC].sum() > far.losses[:, ECONOMIC].sum()


def test_outages_of_neighbours_go_on_through_the_cascade(make):
    place = gas_place(make)
    scenario = replace(place.scenarios[0], id="burst", consequences=(PART,))
    found = bank(scenario, Scene(place, place.weather), hazards(), {}, 3)
    water = [site.id for site in place.sites].index("water")
    assert found.knock is not None
    assert found.knock.hours[water] > 0


def test_an_ignited_scenario_burns_in_every_sample(make):
    place = gas_place(make)
    assert (harm(place, replace(PART, ignited=True)).repair[:, 3] > 0).all()
    burns = (harm(place).repair[:, 3] > 0).mean()
    assert burns == pytest.approx(sum(branches(place.releases[0]).values()), abs=0.01)


def test_what_does_not_burn_is_said_and_not_silently_zero(make):
    found = harm(make.town())
    assert not found.losses.any()
    assert "chlorine does not burn" in found.remarks[0]


@pytest.mark.parametrize(
    ("missing", "word"), [({"population": ()}, "no population"), ({"releases": ()}, "not in the place")]
)
def test_what_is_missing_is_named(make, missing, word):
    assert word in harm(replace(gas_place(make), **missing)).remarks[0]


def test_lethality_between_the_stations_of_a_footprint_is_that_of_the_stations(make):
    found = mark(gas_place(make).releases[0], 60.0, next(iter(branches(gas_place(make).releases[0]))), 4.0, "D")
    outdoors, indoors = lethality(found, found.x, np.zeros(found.x.size))
    assert outdoors == pytest.approx(found.outdoors[:, 0])
    assert indoors == pytest.approx(found.indoors[:, 0])
    assert not lethality(found, np.array([found.x[-1] * 2]), np.zeros(1))[0].any()


def test_the_same_seed_gives_the_same_bytes(make):
    place = gas_place(make)
    assert harm(place).losses.tobytes() == harm(place).losses.tobytes()
