"""The layers of the map: what is where, who is in a zone, what was typed."""

import math
from pathlib import Path

import numpy as np
import pytest

from forestall.core.geo import local_metres, lon_lat
from forestall.model.chemical_risk import RiskContour
from forestall.model.derivation import Derivation
from forestall.model.exposure import PopulationCell
from forestall.model.place import Place
from forestall.model.what_if import HarmZone, Outcome, WhatIf
from forestall.outlook.pages import map as layers
from forestall.outlook.pages.map_question import Typed, question
from forestall.outlook.pages.map_what_if import struck, usual_weather
from forestall.place.load import load


@pytest.fixture(scope="module")
def town(harbour: Path) -> Place:
    return load(harbour)


def _zone(kind: str, name: str, metres: float, lon: float, lat: float) -> HarmZone:
    turns = np.linspace(0, 2 * math.pi, 181)
    x, y = lon_lat(metres * np.sin(turns), metres * np.cos(turns), lon, lat)
    ring = tuple(zip(x.tolist(), y.tolist(), strict=True))
    return HarmZone(kind, name, 1.0, "-", metres, 2 * metres, ring, Derivation("distance", metres, "m", "-", "-"))  # type: ignore[arg-type]


def _outcome(lon: float, lat: float, *zones: HarmZone) -> Outcome:
    return Outcome("a release", WhatIf("chlorine", mass=1.0, lon=lon, lat=lat), (), zones, (), ())


def test_people_of_cells_wholly_within_a_round_zone_are_all_counted_whatever_the_wind(town: Place) -> None:
    cell = max(town.population, key=lambda each: each.night)
    found = struck(town, _outcome(cell.lon, cell.lat, _zone("toxic", "1 % die", 40_000.0, cell.lon, cell.lat))).zones[0]
    within = [each for each in town.population if _far(each, cell) < 39_000]
    assert len(within) > 500
    assert found.night is not None
    assert found.night.low == found.night.high == pytest.approx(found.night.mean)
    assert found.night.mean == pytest.approx(sum(each.night for each in within), rel=1e-6)
    assert found.day is not None
    assert found.day.mean == pytest.approx(sum(each.day for each in within), rel=1e-6)


def _far(cell: PopulationCell, other: PopulationCell) -> float:
    x, y = local_metres(np.array([cell.lon]), np.array([cell.lat]), other.lon, other.lat)
    return float(np.hypot(x, y)[0])


def test_a_zone_that_reaches_nowhere_holds_nobody_and_one_beyond_the_models_is_not_known(town: Place) -> None:
    site = town.sites[0]
    none = HarmZone("toxic", "a", 1.0, "-", 0.0, 0.0, (), Derivation("d", 0.0, "m", "-", "-"))
    beyond = HarmZone("guideline", "b", 1.0, "-", math.nan, math.nan, (), Derivation("d", math.nan, "m", "-", "-"))
    found = struck(town, _outcome(site.lon, site.lat, none, beyond))
    assert found.zones[0].night is not None
    assert found.zones[0].night.mean == 0
    assert found.zones[1].night is None
    assert found.closed == ()


def test_sites_close_in_zones_of_harm_but_not_where_only_windows_break(town: Place) -> None:
    site = next(each for each in town.sites if each.id == "chlorine-terminal")
    near = _zone("heat", "pool fire: all die", 150.0, site.lon, site.lat)
    wide = _zone("blast", "explosion: windows break", 20_000.0, site.lon, site.lat)
    found = struck(town, _outcome(site.lon, site.lat, near, wide))
    assert "chlorine-terminal" in found.closed
    assert len(found.zones[1].sites) > len(found.closed)


def test_a_guideline_closes_sites_only_where_no_lethality_can_be_told(town: Place) -> None:
    site = next(each for each in town.sites if each.id == "chlorine-terminal")
    guide = _zone("guideline", "AEGL-3", 3_000.0, site.lon, site.lat)
    lethal = _zone("toxic", "1 % of people outdoors die", 200.0, site.lon, site.lat)
    alone = struck(town, _outcome(site.lon, site.lat, guide)).closed
    both = struck(town, _outcome(site.lon, site.lat, guide, lethal)).closed
    assert len(alone) > len(both) >= 1


def test_the_usual_weather_is_the_commonest_of_the_time_of_day(town: Place) -> None:
    for hour, period in ((12, "day"), (2, "night")):
        usual = usual_weather(town, hour)
        assert usual is not None
        assert usual.period == period
        assert usual.share == max(each.share for each in town.weather if each.period == period)


def test_the_form_is_read_with_units_and_what_is_wrong_is_told_by_field(town: Place) -> None:
    typed = Typed("chlorine", "40", "hole", "50", site="chlorine-terminal", weather="chosen", wind="2,5", stability="f")
    asked = question(typed, town, None)
    assert asked.release is not None
    assert (asked.release.mass, asked.release.hole, asked.release.wind) == (40_000.0, 0.05, 2.5)
    assert asked.release.stability == "F"
    assert asked.release.air == pytest.approx(288.15)
    wrong = question(Typed("", "x", site="nowhere", weather="chosen", stability="Z", wind="-1"), town, None)
    assert wrong.release is None
    assert wrong.errors.keys() == {"substance", "tonnes", "site", "stability", "wind"}


def test_contours_carry_their_level_as_a_power_of_ten() -> None:
    line = RiskContour(1e-6, (((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0)),))
    (found,) = layers.contour_features({"a works": [line]})
    assert found["properties"] == {"name": "a works", "note": "1\u00a0×\u00a010⁻⁶ a year", "level": -6}
    assert found["geometry"] == {"type": "LineString", "coordinates": line.rings[0]}


def test_the_histogram_counts_every_incident_once() -> None:
    times = [0.0, 1.0, 1.0, 50.0, 100.0]
    bars = layers.histogram(times, bins=10)
    assert sum(number for _, number in bars) == len(times)
    assert bars[0] == (0.0, 3)
    assert layers.histogram([]) == ()
