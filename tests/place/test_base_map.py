"""The base map of a place: named or by its usual name, tiles or shapes; one that cannot be drawn is told."""

import shutil
import sys
from pathlib import Path

import pytest

from forestall.place.check import check
from forestall.place.load import load

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "standards" / "pmtiles"))

from hand_made_tiles import of_colour

WORLD = of_colour((10, 20, 30), (-180.0, -85.0, 180.0, 85.0), range(2))
SHAPES = '{"type": "FeatureCollection", "features": []}'


def named(town: Path, base: str) -> None:
    file = town / "place.toml"
    file.write_text(f'base = "{base}"\n' + file.read_text(encoding="utf-8"), encoding="utf-8")


def test_a_place_without_a_base_map_has_none(town: Path) -> None:
    assert load(town).base is None


@pytest.mark.parametrize("name", ["base.geojson", "base.pmtiles"])
def test_a_base_map_with_its_usual_name_is_found(town: Path, name: str) -> None:
    (town / name).write_bytes(WORLD if name.endswith("pmtiles") else SHAPES.encode())
    assert load(town).base == town / name
    assert not [each for each in check(town) if each.file == name]


def test_a_base_map_may_stand_anywhere_in_the_place(town: Path) -> None:
    (town / "maps").mkdir()
    (town / "maps" / "coast.pmtiles").write_bytes(WORLD)
    named(town, "maps/coast.pmtiles")
    assert load(town).base == town / "maps" / "coast.pmtiles"


@pytest.mark.parametrize("base", ["/etc/base.geojson", "../base.geojson", ".forestall/base.geojson", "sites.csv"])
def test_a_base_map_outside_of_the_place_or_of_another_kind_is_refused(town: Path, base: str) -> None:
    named(town, base)
    (told,) = [each for each in check(town) if each.column == "base"]
    assert (told.file, told.line, told.severity) == ("place.toml", 1, "error")
    assert told.expected == "a .pmtiles or .geojson file in the folder of the place"


def test_a_base_map_that_is_not_there_is_told_with_the_one_that_is(town: Path) -> None:
    (town / "base.pmtiles").write_bytes(WORLD)
    named(town, "bases.pmtiles")
    (told,) = [each for each in check(town) if each.column == "base"]
    assert told.found == "bases.pmtiles: no such file"
    assert told.hint == "did you mean base.pmtiles?"


def test_two_base_maps_are_one_too_many_unless_one_is_named(town: Path) -> None:
    (town / "base.pmtiles").write_bytes(WORLD)
    (town / "base.geojson").write_text(SHAPES)
    (told,) = [each for each in check(town) if each.severity == "error"]
    assert (told.file, told.found) == ("base.geojson", "two base maps")
    named(town, "base.geojson")
    assert load(town).base == town / "base.geojson"


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("base.pmtiles", WORLD[:-1], "tiles up to byte"),
        ("base.pmtiles", b"", "begins with nothing"),
        ("base.geojson", b"{", "JSON that ends or breaks at letter 2"),
        ("base.geojson", b"[" * 100_000, "nested too deep"),
        ("base.geojson", b'{"type": "Topology"}', "JSON of another kind"),
        ("base.geojson", b"", "an empty file"),
    ],
)
def test_a_base_map_that_cannot_be_drawn_is_a_mistake_that_says_how_to_mend_it(
    town: Path, name: str, content: bytes, found: str
) -> None:
    (town / name).write_bytes(content)
    (told,) = [each for each in check(town) if each.file == name]
    assert found in told.found
    assert told.severity == "error"
    assert told.hint or "JSON" in told.found


def test_tiles_of_somewhere_else_are_likely_not_meant(town: Path) -> None:
    (town / "base.pmtiles").write_bytes(of_colour((1, 2, 3), (100.0, -10.0, 101.0, -9.0), range(2)))
    (told,) = [each for each in check(town) if each.file == "base.pmtiles"]
    assert told.severity == "warning"
    assert told.found == "tiles from 100 to 101 east and -10 to -9 north"
    assert "sites lie outside" in told.hint
    assert load(town).base is not None


def test_of_tiles_only_their_length_and_head_count_for_the_digest(town: Path) -> None:
    file = town / "base.pmtiles"
    file.write_bytes(WORLD + bytes(40_000))
    first = load(town).digest
    file.write_bytes(WORLD + bytes(39_999) + b"x")
    assert load(town).digest == first
    file.write_bytes(WORLD + bytes(40_001))
    assert load(town).digest != first


def test_a_place_is_the_same_wherever_its_base_map_is_copied_to(town: Path, tmp_path: Path) -> None:
    (town / "base.pmtiles").write_bytes(WORLD)
    shutil.copytree(town, tmp_path / "copy")
    assert load(tmp_path / "copy").digest == load(town).digest
