"""The chain from a vessel to areas of harm as one call."""

import math
from dataclasses import replace

import numpy as np
import pytest

from forestall.assess.chemical.airborne import airborne
from forestall.assess.chemical.cloud_field import toxic_field
from forestall.assess.chemical.field import trace
from forestall.assess.chemical_release import release
from forestall.core.errors import InputError
from forestall.core.geo import local_metres
from forestall.model.what_if import WhatIf

CHLORINE = WhatIf("chlorine", mass=5000.0, hole=0.02, lon=4.3, lat=51.9)
PROPANE = WhatIf("propane", mass=20_000.0, lon=4.3, lat=51.9)
BENZENE = WhatIf("benzene", mass=10_000.0, hole=0.05, bund=150.0)


def zones(outcome):
    return {zone.name: zone for zone in outcome.zones}


def test_a_toxic_gas_gives_lethal_and_guideline_zones_inside_one_another():
    found = zones(release(CHLORINE))
    order = [
        "50 % of people outdoors die",
        "10 % of people outdoors die",
        "1 % of people outdoors die",
        "AEGL-3",
        "AEGL-2",
    ]
    reaches = [found[name].reach for name in order]
    assert reaches == sorted(reaches)
    assert reaches[0] > 10
    assert found["1 % of people indoors die"].reach < found["1 % of people outdoors die"].reach


def test_a_burst_of_liquefied_fuel_gives_fireball_flash_fire_and_blast():
    found = release(PROPANE)
    titles = {step.title for step in found.steps}
    assert {"Fireball", "Pool fire", "Vapour cloud explosion"} <= titles
    names = zones(found)
    assert names["LFL (flash fire)"].reach > 50
    assert names["fireball: all die"].reach < names["fireball: pain within 60 s"].reach
    assert names["explosion: windows break"].reach > names["explosion: all die, buildings fall"].reach


def test_a_cold_liquid_gives_a_pool_inside_its_bund_and_a_pool_fire():
    found = release(BENZENE)
    steps = {step.title: {one.quantity: one.value for one in step.numbers} for step in found.steps}
    assert steps["Pool"]["largest area"] == pytest.approx(150.0)
    assert "Pool fire" in steps
    assert "Jet fire" not in steps


@pytest.mark.parametrize("asked", [CHLORINE, PROPANE, BENZENE], ids=lambda one: one.substance)
def test_every_number_names_its_equation_and_source(asked):
    found = release(asked)
    numbers = [one for step in found.steps for one in step.numbers] + [zone.basis for zone in found.zones]
    assert len(numbers) > 20
    assert all(one.equation and one.source for one in numbers)
    assert all(one.unit for one in numbers if isinstance(one.value, float))


def test_the_whole_picture_turns_with_the_wind():
    """A wind from the south carries the same ring to the north."""
    west, south = (release(replace(CHLORINE, direction=d)) for d in (270.0, 180.0))
    for one, other in zip(west.zones, south.zones, strict=True):
        assert one.reach == other.reach or (math.isnan(one.reach) and math.isnan(other.reach))
    ring = np.array(zones(south)["AEGL-3"].ring)
    x, y = local_metres(ring[:, 0], ring[:, 1], 4.3, 51.9)
    assert y.max() == pytest.approx(zones(south)["AEGL-3"].reach, rel=1e-3)
    assert abs(x.max() + x.min()) < 0.02 * x.max()


def test_more_inventory_never_reaches_less_far():
    small, large = (zones(release(replace(CHLORINE, hole=None, mass=m))) for m in (500.0, 2000.0))
    for name, zone in small.items():
        assert math.isnan(large[name].reach) or large[name].reach >= zone.reach


def test_a_line_lies_on_its_level():
    found = airborne(CHLORINE)
    field = toxic_field(found)
    line = trace(field.peak, 1e-4, 20_000.0)
    middle = slice(5, 28)
    assert field.peak(line.x[middle], line.y[middle]) == pytest.approx(1e-4, rel=1e-3)


def test_what_comes_from_jet_and_pool_is_kept():
    found = airborne(CHLORINE)
    assert len(found.sources) == 2
    into_air = sum(one.mass for one in found.sources)
    assert into_air + found.pool.left == pytest.approx(found.outflow.mass, rel=1e-6)


def test_the_same_question_gives_the_same_answer():
    one, other = release(CHLORINE), release(CHLORINE)
    assert one.zones == other.zones
    assert one.steps == other.steps
    assert one.rasters[0].values.tobytes() == other.rasters[0].values.tobytes()


def test_the_grid_holds_the_level_at_the_line():
    found = release(CHLORINE)
    grid, zone = found.rasters[0], zones(found)["AEGL-3"]
    lon, lat = zone.ring[len(zone.ring) // 2]
    row, column = int((grid.north - lat) / grid.dlat), int((lon - grid.west) / grid.dlon)
    level = zone.level * 70.906 / 24.45
    near = grid.values[row - 1 : row + 2, column - 1 : column + 2]
    assert near.min() < level < near.max() * 1.5


def test_no_wind_and_a_place_at_the_ground_do_not_break():
    found = release(replace(CHLORINE, wind=0.0, height=0.0, stability="F"))
    assert any("below the models' limit" in remark for remark in found.remarks)
    assert zones(found)["AEGL-3"].reach > 0


def test_a_substance_without_toxicity_or_fire_says_so():
    found = release(WhatIf("oxygen", mass=100.0, hole=0.01, pressure=1e7))
    assert any("no zone is drawn" in remark for remark in found.remarks) == (not found.zones)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (WhatIf("chlorin", mass=1.0), "nearest: chlorine"),
        (replace(CHLORINE, mass=-5.0), "inventory"),
        (replace(CHLORINE, mass=None), "inventory|mass"),
        (replace(CHLORINE, hole=9.0), "at most the vessel's"),
        (replace(CHLORINE, temperature=500.0), "critical temperature"),
        (replace(CHLORINE, stability="G"), "stability"),
        (replace(CHLORINE, wind=-1.0), "wind"),
        (replace(CHLORINE, lat=95.0), "position"),
        (replace(CHLORINE, strength=11), "1 to 10"),
        (replace(CHLORINE, humidity=1.5), "humidity"),
        (replace(CHLORINE, bund=0.0), "bund"),
        (replace(CHLORINE, air=100.0), "temperature of the air"),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_expected(asked, words):
    with pytest.raises(InputError, match=words):
        release(asked)
