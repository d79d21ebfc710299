"""Risk of a site, from the files of a place."""

from dataclasses import replace

import numpy as np
import pytest

from forestall.assess.chemical_domino import dominoes
from forestall.assess.chemical_map import thinned
from forestall.assess.chemical_scene import scene
from forestall.assess.chemical_site import site_risk
from forestall.core.errors import InputError
from forestall.model.exposure import PopulationCell, WeatherClass
from forestall.model.place import Place
from forestall.model.release import Release
from forestall.model.site import Site
from forestall.model.words import Field
from forestall.place.load import load
from forestall.science.chemical.risk.tally import Tally

AIRS = [(a * 45.0, speed, stability) for a in range(8) for speed, stability in ((5.0, "D"), (2.0, "F"))]
WEATHER = tuple(
    WeatherClass(a, speed, stability, period, 1 / 32) for a, speed, stability in AIRS for period in ("day", "night")
)
CELLS = tuple(
    PopulationCell(f"c{i}{j}", -9.0 + 0.005 * i, 39.0 + 0.004 * j, "north", 60.0, 80.0)
    for i in range(-4, 5)
    for j in range(-4, 5)
)


def site(name, lon=-9.0, lat=39.0):
    return Site(name, f"Site {name}", "terminal", "north", lon, lat, 0.0, 1e6, Field.ECONOMIC)


def release(name, where="plant", substance="chlorine", event="hole", frequency=1e-5, **more):
    values = {"inventory": 20_000.0, "rate": 2.0, "duration": 600.0, "height": 1.0, **more}
    return Release(name, where, substance, values.pop("inventory"), event, frequency, values.pop("rate"), **values)


@pytest.fixture(scope="module")
def town(harbour):
    """A place of one plant among 81 cells of people."""
    profile, sites = load(harbour).profile, (site("plant"), site("school", -8.995))
    return Place(harbour, "0", profile, sites, population=CELLS, weather=WEATHER, releases=(release("leak"),))


def with_releases(town, *releases, **more):
    return replace(town, releases=releases, **more)


@pytest.fixture(scope="module")
def chlorine(town):
    return site_risk(town, "plant", grid=40, criteria="NL")


def test_contours_rise_towards_the_site(chlorine):
    levels = [one.level for one in chlorine.contours]
    assert levels == sorted(levels, reverse=True)
    assert len(levels) >= 3


def test_the_largest_risk_is_at_most_the_frequency(chlorine):
    assert 0 < np.max(chlorine.grid.risk) <= 1e-5


def test_the_map_is_as_large_as_asked(chlorine):
    assert (len(chlorine.grid.lon), len(chlorine.grid.lat), len(chlorine.grid.risk[0])) == (40, 40, 40)


def test_expected_deaths_are_shared_out_over_branches(chlorine):
    assert sum(one.pll for one in chlorine.branches) == pytest.approx(chlorine.pll.mean)
    assert sum(one.share for one in chlorine.branches) == pytest.approx(1.0)


def test_the_curve_falls_and_ends_at_the_worst_event(chlorine):
    assert list(chlorine.fn.frequency) == sorted(chlorine.fn.frequency, reverse=True)
    assert chlorine.fn.deaths[-1] == pytest.approx(max(one.worst for one in chlorine.branches), rel=0.02)


def test_the_site_beside_it_is_at_risk(chlorine):
    assert [one.site for one in chlorine.receptors] == ["school"]
    assert chlorine.receptors[0].distance == pytest.approx(432, abs=2)


def test_the_risk_is_held_against_the_places_own_criteria_and_the_national_ones(chlorine):
    assert {(one.kind, one.name.split()[0]) for one in chlorine.checks} == {
        ("individual", "the"),
        ("individual", "Netherlands:"),
        ("societal", "the"),
        ("societal", "Netherlands:"),
    }
    assert all(one.kept is (one.worst_ratio <= 1) for one in chlorine.checks)


def test_every_quantity_has_a_source(chlorine):
    assert all(quantity and source for quantity, source in chlorine.sources if "leak" not in quantity)


def test_only_what_occurs_is_explained(chlorine):
    quantities = [quantity for quantity, _ in chlorine.sources]
    assert "toxic harm" in quantities
    assert "harm of blast" not in quantities


def test_twice_the_frequency_is_twice_the_risk(town, chlorine):
    twice = site_risk(with_releases(town, release("leak", frequency=2e-5)), "plant", grid=40)
    assert twice.pll.mean == pytest.approx(2 * chlorine.pll.mean, rel=1e-9)


def test_more_inventory_is_never_less_risk(town):
    found = [
        site_risk(with_releases(town, release("leak", inventory=mass, duration=1800.0)), "plant", grid=10).pll.mean
        for mass in (300.0, 1200.0, 4800.0)
    ]
    assert found == sorted(found)
    assert found[0] > 0


def test_the_order_of_rows_changes_nothing(town, chlorine):
    shuffled = replace(town, population=town.population[::-1], weather=town.weather[::-1])
    assert site_risk(shuffled, "plant", grid=40).pll.mean == pytest.approx(chlorine.pll.mean, rel=1e-12)


def test_samples_put_a_band_around_the_risk(town):
    found = site_risk(town, "plant", grid=12, samples=60)
    assert found.pll.low < found.pll.mean < found.pll.high
    assert all(low <= high for low, high in zip(found.fn.low, found.fn.high, strict=True))
    assert len(found.fn.low) == len(found.fn.deaths)
    assert np.all(np.array(found.grid.low) <= np.array(found.grid.high))


def test_a_burning_gas_comes_to_fires_and_explosions(town):
    tank = release("tank", substance="propane", event="rupture", rate=100.0, duration=60.0, temperature=288.15)
    found = site_risk(with_releases(town, tank), "plant", grid=20)
    assert {one.branch for one in found.branches} == {"fireball", "explosion", "flash_fire"}
    assert found.pll.mean > 0


def test_petrol_burns_as_a_pool(town):
    tank = release("tank", substance="petrol", rate=20.0)
    found = site_risk(with_releases(town, tank), "plant", grid=20)
    assert {one.branch for one in found.branches} == {"pool_fire"}
    assert any("petrol is computed as hexane" in one for one in found.remarks)


def test_what_neither_burns_nor_poisons_is_said_so(town):
    found = site_risk(with_releases(town, release("flask", substance="oxygen")), "plant", grid=10)
    assert found.pll.mean == 0
    assert any("not computed" in one for one in found.remarks)


def test_a_frequency_far_from_its_class_is_remarked(town):
    odd = release("leak", frequency=1e-9, loss_class="cpr18e.pressure_vessel.hole", count=3.0)
    assert any("3.3e-05 times" in one for one in site_risk(with_releases(town, odd), "plant", grid=10).remarks)


@pytest.mark.parametrize(("name", "words"), [("plent", "nearest: plant"), ("school", "sites that do: plant")])
def test_a_site_that_cannot_be_computed_says_what_can(town, name, words):
    with pytest.raises(InputError, match=words):
        site_risk(town, name)


def test_an_unknown_substance_names_the_nearest(town):
    with pytest.raises(InputError, match="chlorine"):
        site_risk(with_releases(town, release("leak", substance="clorine")), "plant")


def test_without_weather_there_is_no_risk_to_compute(town):
    with pytest.raises(InputError, match=r"weather\.csv"):
        site_risk(replace(town, weather=()), "plant")


def test_unknown_criteria_name_the_known_ones(town):
    with pytest.raises(InputError, match="UK"):
        site_risk(town, "plant", grid=5, criteria="EU")


def test_without_people_individual_risk_is_still_there(town):
    found = site_risk(replace(town, population=()), "plant", grid=20)
    assert found.fn.deaths == ()
    assert np.max(found.grid.risk) > 0
    assert any("no population" in one for one in found.remarks)


def test_a_cells_people_are_all_on_the_ground(town):
    around = scene(town, -9.0, 39.0)
    people = around.ground.density.sum(axis=(1, 2)) * around.ground.pixel**2
    assert people == pytest.approx(81 * np.array([60 * 0.07, 60 * 0.93, 80 * 0.01, 80 * 0.99]), rel=1e-9)


def test_the_shares_of_the_weather_add_up_to_one(town):
    assert sum(one.rose.sum() for one in scene(town, -9.0, 39.0).hours) == pytest.approx(1.0, abs=1e-12)


def test_a_curve_is_thinned_to_some_of_its_own_corners():
    tally = Tally()
    tally.add(np.geomspace(0.01, 1000, 5000), np.full(5000, 1e-9))
    deaths, frequency = thinned(tally)
    assert deaths.size <= 120
    assert deaths[-1] == tally.curve()[0][-1]
    assert set(frequency.tolist()) <= set(tally.curve()[1].tolist())


def tanks(**second):
    jet = release("jet", substance="propane", rate=40.0, duration=1800.0, temperature=288.15, lon=-9.0, lat=39.0)
    tank = release(
        "tank",
        substance="propane",
        event="rupture",
        temperature=288.15,
        **{"vessel": "pressurised", "volume": 100.0, "lon": -8.9998, "lat": 39.0, **second},
    )
    return jet, tank


def test_a_jet_fire_breaks_the_tank_beside_it(town):
    found = site_risk(with_releases(town, *tanks()), "plant", grid=10)
    link = found.links[0]
    assert (link.release, link.target, link.cause) == ("jet", "tank", "heat")
    assert link.intensity > 45e3
    assert found.chains[0].steps == (("jet",), ("tank",))
    assert found.chains[0].frequency == pytest.approx(sum(one.frequency for one in found.links), rel=1e-6)


def test_a_broken_tank_adds_to_the_risk(town):
    together, apart = (
        site_risk(with_releases(town, *tanks(**where)), "plant", grid=10) for where in ({}, {"lon": -8.99})
    )
    ball = [next(one for one in found.branches if one.branch == "fireball").frequency for found in (together, apart)]
    assert ball[0] / ball[1] == pytest.approx(1 + sum(one.frequency for one in together.links) / 1e-5)
    assert any("break its vessel" in one for one in together.remarks)


def test_a_tank_far_away_stands(town):
    assert site_risk(with_releases(town, *tanks(lon=-8.99)), "plant", grid=10).links == ()


def test_vessels_without_positions_of_their_own_are_remarked(town):
    jet, tank = tanks(lon=-9.0)
    found = site_risk(with_releases(town, jet, tank), "plant", grid=10)
    assert any("no positions of their own" in one for one in found.remarks)


def test_a_vessel_of_an_unknown_kind_is_refused(town):
    with pytest.raises(InputError, match="expected one of atmospheric, pressurised"):
        site_risk(with_releases(town, *tanks(vessel="drum")), "plant", grid=10)


def test_a_vessel_without_volume_is_remarked(town):
    found = site_risk(with_releases(town, *tanks(volume=None)), "plant", grid=10)
    assert any("volume" in one for one in found.remarks)


def test_no_units_no_dominoes():
    found = dominoes((), "plant")
    assert (found.links, found.chains, found.broken) == ((), (), {})
