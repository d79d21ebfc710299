"""Risk of a route, from the files of a place."""

from dataclasses import replace

import numpy as np
import pytest

from forestall.assess.chemical_route import compare_routes, route_risk, stretches
from forestall.core.errors import InputError
from forestall.model.exposure import PopulationCell, WeatherClass
from forestall.model.place import Place
from forestall.model.release import Route
from forestall.place.load import load

WEATHER = tuple(WeatherClass(a * 45.0, 5.0, "D", period, 1 / 16) for a in range(8) for period in ("day", "night"))
CELLS = tuple(PopulationCell(f"c{i}", -9.0 + 0.005 * i, 39.004, "north", 60.0, 80.0) for i in range(8))
LINE = ((-9.0, 39.0), (-8.98, 39.0), (-8.965, 39.005))


def route(name="lpg", line=LINE, **more):
    values = {"mode": "road", "substance": "propane", "trips": 500.0, "load": 18_000.0, "accident_rate": 3.6e-7, **more}
    return Route(id=name, name=f"Route {name}", jurisdiction="north", line=line, **values)


@pytest.fixture(scope="module")
def town(harbour):
    """A road past a row of eight cells of people."""
    profile = load(harbour).profile
    return Place(harbour, "0", profile, population=CELLS, weather=WEATHER, routes=(route(),))


def of(town, way, **more):
    return route_risk(replace(town, routes=(way,)), way.id, grid=30, **more)


@pytest.fixture(scope="module")
def lpg(town):
    return route_risk(town, "lpg", grid=30, criteria="NL-transport")


def test_its_length_is_that_of_its_line(lpg):
    assert lpg.length == pytest.approx(1.728 + 1.410, abs=0.01)


def test_more_positions_on_the_same_line_change_nothing(town, lpg):
    lon = np.linspace(-9.0, -8.98, 40).tolist()
    line = tuple((one, 39.0) for one in lon) + LINE[2:]
    found = of(town, route(line=line))
    assert (found.length, found.pll) == (pytest.approx(lpg.length, rel=1e-6), pytest.approx(lpg.pll, rel=5e-3))


def test_a_route_of_a_few_metres_has_a_risk(town):
    assert of(town, route(line=((-8.98, 39.0), (-8.9799, 39.0)))).pll > 0


def test_releases_are_trips_times_rates_times_length(lpg):
    assert lpg.releases == pytest.approx(500 * 3.6e-7 * 0.034 * lpg.length, rel=1e-9)


def test_kilometres_add_up_to_the_route(lpg):
    assert sum(one.pll for one in lpg.stretches) == pytest.approx(lpg.pll, rel=1e-9)
    starts, ends = [one.start for one in lpg.stretches], [one.end for one in lpg.stretches]
    assert starts == pytest.approx([0.0, *ends[:-1]])
    assert ends == pytest.approx([1.0, 2.0, 3.0, lpg.length], abs=0.05)  # pieces of 100 m are not cut


def test_branches_add_up_to_the_releases(lpg):
    assert sum(one.frequency for one in lpg.branches) == pytest.approx(lpg.releases, rel=1e-9)
    assert {"fireball", "jet_fire", "flash_fire", "explosion", "none"} == {one.branch for one in lpg.branches}


def test_the_worst_kilometre_is_one_of_the_route(lpg):
    assert lpg.fn_km.frequency[0] < lpg.fn.frequency[0]


def test_it_is_held_against_the_line_for_a_kilometre(lpg):
    line = next(one for one in lpg.checks if one.kind == "societal")
    assert line.name == "Netherlands: orientation value for transport routes"
    assert line.worst_ratio == pytest.approx(max(one.ratio for one in lpg.stretches))


def test_a_stretch_in_town_has_the_rates_of_town(town):
    plain, urban = of(town, route()), of(town, route(stretches=("0-9 urban",)))
    assert urban.releases / plain.releases == pytest.approx(5.9e-7 * 0.006 / (3.6e-7 * 0.034), rel=1e-9)


def test_tunnels_and_bridges_are_flagged_where_they_are(town):
    found = of(town, route(stretches=("0.2-0.8 bridge", "1.5-2.5 tunnel")))
    assert [one.structures for one in found.stretches] == [("bridge",), ("tunnel",), ("tunnel",), ()]
    assert any("tunnel (km 1.5-2.5)" in one for one in found.remarks)


@pytest.mark.parametrize("text", ["urban", "3-2 urban", "0 - 2", "a-b urban"])
def test_a_stretch_that_cannot_be_read_is_refused(text):
    with pytest.raises(InputError, match="expected `from-to word`"):
        stretches(route(stretches=(text,)))


def test_a_kind_of_road_that_is_not_known_is_refused(town):
    with pytest.raises(InputError, match="known are"):
        of(town, route(stretches=("0-1 forest",)))


def test_a_way_around_the_people_is_the_better_one(town):
    around = tuple((lon, lat - 0.05) for lon, lat in LINE)
    both = replace(town, routes=(route(), route("detour", line=around)))
    found = compare_routes(both, ["lpg", "detour"], grid=20)
    assert [one.route for one in found] == ["detour", "lpg"]
    assert found[0].pll < found[1].pll


def test_chlorine_by_rail_poisons(town):
    found = of(town, route(mode="rail", substance="chlorine", accident_rate=3.6e-8))
    assert {one.branch for one in found.branches} == {"toxic"}
    assert found.pll > 0


def test_petrol_by_road_burns_as_pools_of_three_sizes(town):
    found = of(town, route(substance="petrol"))
    assert {one.release for one in found.branches} == {"rupture", "spill", "leak"}
    assert any("petrol is computed as hexane" in one for one in found.remarks)


def test_individual_risk_is_on_the_map_along_the_line(lpg):
    risk = np.array(lpg.grid.risk)
    row, column = np.unravel_index(risk.argmax(), risk.shape)
    assert abs(lpg.grid.lat[row] - 39.0) < 0.006
    assert -9.0 <= lpg.grid.lon[column] <= -8.965


def test_a_contour_narrower_than_the_map_can_show_is_a_strip_along_the_route(town):
    found = of(town, route(substance="petrol", line=((-9.0, 39.0), (-8.9, 39.0))))
    lon, lat = np.array(found.contours[0].rings[0]).T
    half = np.abs(lat - 39.0)[5:40] * 111_195
    assert len(found.contours[0].rings) == 1
    assert 10 < half.min() <= half.max() < 60  # a pool of 39 m and its flame
    assert (lon[0], lat[0]) == (lon[-1], lat[-1])


def test_nobody_beside_it_is_no_societal_risk(town):
    found = route_risk(replace(town, population=()), "lpg", grid=10)
    assert found.pll == 0
    assert found.fn.deaths == ()


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (route(mode="water"), "risk is known for road and rail"),
        (route(line=((-9.0, 39.0),)), "at least 2"),
        (route(line=((-9.0, 39.0), (-9.0, 39.0))), "are the same"),
        (route(substance="benzene", tank="pressurised"), "liquefied gas"),
        (route(tank="bag"), "no accident rates"),
    ],
)
def test_a_route_that_cannot_be_computed_says_why(town, way, words):
    with pytest.raises(InputError, match=words):
        of(town, way)


def test_an_unknown_route_names_the_nearest(town):
    with pytest.raises(InputError, match="nearest: lpg"):
        route_risk(town, "lpgg")
