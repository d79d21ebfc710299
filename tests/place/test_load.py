"""`load`: the same place, however its files are written."""

import csv
import dataclasses
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError, PlaceError
from forestall.model.place import Place
from forestall.place.load import load
from forestall.place.template import TOWN, write_town

TABLES = sorted(path.name for path in TOWN.glob("*.csv"))


def same(one: Place, other: Place) -> bool:
    """Whether two places hold the same records, wherever they lie and however they are written."""
    rules = [[path.relative_to(place.root) for path in place.rules] for place in (one, other)]
    plain = [dataclasses.replace(place, root=Path(), digest="", rules=()) for place in (one, other)]
    return plain[0] == plain[1] and rules[0] == rules[1]


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_template_is_read_in_full(town: Path) -> None:
    place = load(town)
    counts = {
        field.name: len(value)
        for field in dataclasses.fields(place)
        if isinstance(value := getattr(place, field.name), tuple)
    }
    assert counts == {
        "sites": 6, "dependencies": 7, "population": 9, "weather": 8, "releases": 1, "routes": 0, "scenarios": 2,
        "indicators": 1, "measures": 2, "effects": 2, "capabilities": 2, "needs": 3, "duties": 2, "partners": 0,
        "sources": 2, "occurrences": 0, "case_types": 0, "suppressions": 0, "sectors": 0, "coefficients": 0,
        "supplies": 0, "norms": 0, "audiences": 0, "rules": 1,
    }  # fmt: skip


@given(seed=st.integers(0, 2**32))
def test_the_order_of_rows_changes_nothing(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    chance = random.Random(seed)
    town = tmp_path_factory.mktemp("shuffled") / "town"
    write_town(town)
    for name in TABLES:
        header, *body = (town / name).read_text(encoding="utf-8").splitlines()
        chance.shuffle(body)
        (town / name).write_text("\n".join([header, *body]) + "\n", encoding="utf-8")
    sources = (town / "sources.toml").read_text(encoding="utf-8").split("[[sources]]")
    (town / "sources.toml").write_text("[[sources]]".join([sources[0], sources[2], sources[1]]), encoding="utf-8")
    assert same(load(town), load(TOWN))


def test_the_order_of_columns_changes_nothing(town: Path) -> None:
    for name in TABLES:
        table = [row[::-1] for row in rows(town / name)]
        with (town / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table)
    assert same(load(town), load(TOWN))


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(town: Path) -> None:
    for path in (*town.glob("*.csv"), *town.glob("*.toml"), *town.glob("scenarios/*.yml")):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert same(load(town), load(TOWN))


def test_workbooks_instead_of_csv_change_nothing(town: Path, workbook: Callable[[list[list[str]]], bytes]) -> None:
    for name in TABLES:
        (town / name).with_suffix(".xlsx").write_bytes(workbook(rows(town / name)))
        (town / name).unlink()
    assert same(load(town), load(TOWN))


def test_geopackages_instead_of_csv_change_nothing(town: Path) -> None:
    for name in ("sites", "population"):
        header, *body = rows(town / f"{name}.csv")
        columns = {head.split(" ")[0]: [row[place] for row in body] for place, head in enumerate(header)}
        lon, lat = (list(map(float, columns.pop(axis))) for axis in ("lon", "lat"))
        points = [shapely.to_wkb(shapely.Point(x, y)) for x, y in zip(lon, lat, strict=True)]
        table = pa.table({**columns, "geom": points})
        pyogrio.write_arrow(
            table, town / f"{name}.gpkg", driver="GPKG", layer=name, geometry_name="geom", geometry_type="Point",
            crs="EPSG:4326",
        )  # fmt: skip
        (town / f"{name}.csv").unlink()
    assert same(load(town), load(TOWN))


def test_geojson_instead_of_csv_changes_nothing(town: Path) -> None:
    header, *body = rows(town / "sites.csv")
    names = [head.split(" ")[0] for head in header]
    features = []
    for row in body:
        given_ = dict(zip(names, row, strict=True))
        point = {"type": "Point", "coordinates": [float(given_.pop("lon")), float(given_.pop("lat"))]}
        given_["value"] = float(given_["value"])  # type: ignore[assignment]
        features.append({"type": "Feature", "properties": given_, "geometry": point})
    collection = {"type": "FeatureCollection", "features": features}
    (town / "sites.geojson").write_text(json.dumps(collection), encoding="utf-8")
    (town / "sites.csv").unlink()
    assert same(load(town), load(TOWN))


def test_a_route_takes_its_course_from_the_geometry(town: Path) -> None:
    properties = {
        "id": "r1", "name": "Mill Road", "mode": "road", "substance": "chlorine", "trips": 24, "load": 1000,
        "accident_rate": 4e-7, "jurisdiction": "town",
    }  # fmt: skip
    line = {"type": "LineString", "coordinates": [[12.30, 53.90], [12.31, 53.91]]}
    feature = {"type": "Feature", "properties": properties, "geometry": line}
    (town / "routes.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    (route,) = load(town).routes
    assert route.line == ((12.30, 53.90), (12.31, 53.91))


def test_the_digest_does_not_depend_on_where_the_place_lies(town: Path, tmp_path: Path) -> None:
    shutil.copytree(town, tmp_path / "copy")
    assert load(town).digest == load(tmp_path / "copy").digest


def test_the_digest_leaves_out_what_starts_with_a_dot(town: Path) -> None:
    before = load(town).digest
    (town / ".forestall").mkdir()
    (town / ".forestall" / "state.db").write_bytes(b"state")
    assert load(town).digest == before


@pytest.mark.parametrize("name", ["logs/pump-controls.jsonl", "series/waterworks.csv", "README.md"])
def test_the_digest_changes_with_every_file(name: str, town: Path) -> None:
    before = load(town).digest
    with (town / name).open("ab") as file:
        file.write(b"\n")
    assert load(town).digest != before


def test_a_link_that_leads_back_up_does_not_run_for_ever(town: Path) -> None:
    (town / "logs" / "again").symlink_to(town)
    assert len(load(town).digest) == 64


def test_a_linked_file_outside_the_place_is_read(town: Path, tmp_path: Path) -> None:
    shutil.move(town / "sites.csv", tmp_path / "register.csv")
    (town / "sites.csv").symlink_to(tmp_path / "register.csv")
    assert same(load(town), load(TOWN))


def test_a_place_with_mistakes_is_refused_with_all_of_them(town: Path) -> None:
    (town / "place.toml").unlink()
    (town / "weather.csv").write_text("direction\n", encoding="utf-8")
    with pytest.raises(PlaceError, match="2 mistakes") as caught:
        load(town)
    assert {remark.file for remark in caught.value.remarks} == {"place.toml", "weather.csv"}


def test_warnings_do_not_stop_a_place(town: Path) -> None:
    (town / "rules" / "broken.yml").write_text("[", encoding="utf-8")
    assert load(town).sites


def test_a_folder_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match="nowhere: expected the folder of a place, found nothing"):
        load(Path("nowhere"))
