"""Files that are damaged or meant to hurt: each is refused with a reason, quickly, and the rest is still read."""

import csv
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.model.remark import Remark
from forestall.place import text as text_module
from forestall.place.check import check
from forestall.place.report import Report
from forestall.place.template import write_town
from forestall.place.toml_tree import read_toml
from forestall.place.yaml_tree import read_yaml

LINE = b'{"type": "FeatureCollection", "features": ['
POINT = '{"type": "Feature", "properties": {"id": "a"}, "geometry": {"type": "Point", "coordinates": [0, 0]}}'

HOSTILE: dict[str, tuple[str, bytes, str]] = {
    "a TOML file nested deep": ("partners.toml", b"a = " + b"[" * 100_000, "nested too deep"),
    "a TOML key with many dots": ("partners.toml", b"a" + b".a" * 100_000 + b" = 1", "nested too deep"),
    "a TOML number of many digits": ("partners.toml", b"a = " + b"9" * 10_000, "no TOML"),
    "a TOML number beyond all measure": ("indicators.toml", b"[[indicators]]\nevery = " + b"9" * 400, "999"),
    "a YAML file nested deep": ("scenarios/a.yml", b"[" * 100_000, "nested too deep"),
    "a YAML alias": ("scenarios/a.yml", b"a: &x 1\nb: *x\n", "an anchor or alias"),
    "a YAML tag": ("scenarios/a.yml", b"a: !!python/object/apply:os.system [ls]\n", "a tag"),
    "two YAML documents": ("scenarios/a.yml", b"a: 1\n---\nb: 1\n", "a second document"),
    "a YAML list as key": ("scenarios/a.yml", b"? [a]\n: 1\n", "a list or group as key"),
    "a YAML file that is one word": ("scenarios/a.yml", b"hello\n", "hello"),
    "a YAML control character": ("scenarios/a.yml", b"a: \x01\n", "no YAML"),
    "a GeoJSON file nested deep": ("routes.geojson", LINE + b"[" * 100_000, "JSON"),
    "a GeoJSON file cut short": ("routes.geojson", LINE, "JSON that ends or breaks"),
    "a GeoJSON file of another thing": ("routes.geojson", b"[1, 2]", "no list of features"),
    "a GeoJSON number of many digits": ("routes.geojson", LINE + b"9" * 10_000 + b"]}", "numbers too long"),
    "a GeoJSON feature that is none": ("routes.geojson", LINE + b"null]}", "no geometry"),
    "a GeoJSON point among lines": ("routes.geojson", LINE + POINT.encode() + b"]}", "Point"),
    "a GeoPackage that is none": ("routes.gpkg", b"<OGRVRTDataSource/>", "no SQLite database"),
    "a GeoPackage cut short": ("routes.gpkg", b"SQLite format 3\x00" + bytes(100), "cannot be read"),
    "a workbook that is none": ("partners.toml", b"PK\x03\x04", "no TOML"),
    "a cell of two million letters": ("needs.csv", b"by,capability,amount\n" + b"a" * 2_000_000, "cannot be read"),
    "a number of a million digits": ("needs.csv", b"by,capability,amount\na,b," + b"9" * 999_999, "999"),
    "control characters": (
        "needs.csv",
        b"by,capability,amount\na\x1b[31m,technicians,1\n",
        "a control character in a\N{REPLACEMENT CHARACTER}",
    ),
}


def about(remarks: tuple[Remark, ...], name: str) -> str:
    return " | ".join(f"{remark.found}" for remark in remarks if remark.file == name)


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason(title: str, town: Path) -> None:
    name, content, reason = HOSTILE[title]
    (town / name).write_bytes(content)
    before = time.monotonic()
    remarks = check(town)
    assert reason in about(remarks, name)
    assert time.monotonic() - before < 5


def test_a_workbook_that_is_no_archive_is_refused(town: Path) -> None:
    (town / "needs.csv").unlink()
    (town / "needs.xlsx").write_bytes(b"PK\x03\x04 not really")
    assert "cannot be read" in about(check(town), "needs.xlsx")


def test_a_workbook_with_a_cell_far_away_is_refused(town: Path, workbook: Callable[..., bytes]) -> None:
    (town / "needs.csv").unlink()
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    (town / "needs.xlsx").write_bytes(workbook([["by", "capability", "amount"]], far))
    assert "a sheet of 17179869184 cells" in about(check(town), "needs.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    town: Path, workbook: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forestall.place.sheet.MAX_UNPACKED", 1000)
    (town / "needs.csv").unlink()
    (town / "needs.xlsx").write_bytes(workbook([["by", "capability", "amount"]]))
    assert "bytes when unpacked" in about(check(town), "needs.xlsx")


def test_a_file_over_the_limit_is_not_read(town: Path) -> None:
    with (town / "indicators.toml").open("ab") as file:
        file.truncate(5 * 2**20)
    assert about(check(town), "indicators.toml") == "5242880 bytes"


def test_a_folder_in_place_of_a_file_is_refused(town: Path) -> None:
    (town / "partners.toml").mkdir()
    assert about(check(town), "partners.toml") == "a folder or device"


def test_a_broken_link_is_refused(town: Path) -> None:
    (town / "partners.toml").symlink_to(town / "nothing")
    assert about(check(town), "partners.toml") == "a broken link"


def test_a_file_that_cannot_be_read_is_refused(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(text_module.Path, "read_bytes", refuse)
    assert "cannot be read: Permission denied" in about(check(town), "place.toml")


def test_lines_of_geojson_features_are_told(town: Path) -> None:
    collection = {"type": "FeatureCollection", "features": [json.loads(POINT)] * 3}
    (town / "routes.geojson").write_text(json.dumps(collection, indent=1), encoding="utf-8")
    lines = [remark.line for remark in check(town) if remark.found == "Point"]
    assert lines == [4, 17, 30]


def test_checking_leaves_the_limits_of_the_process_as_they_were(town: Path) -> None:
    before = csv.field_size_limit()
    check(town)
    assert csv.field_size_limit() == before


@given(content=st.binary(max_size=300), name=st.sampled_from(["sites.csv", "place.toml", "scenarios/power-cut.yml"]))
def test_no_bytes_make_a_traceback(content: bytes, name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    town = tmp_path_factory.mktemp("fuzzed") / "town"
    write_town(town)
    (town / name).write_bytes(content)
    assert check(town)


@given(text=st.text(alphabet="ab.=\"'[]{}#,1-\n \\:&*!?|>%@", max_size=80))
def test_no_text_makes_a_tree_reader_fail(text: str) -> None:
    report = Report("x")
    assert read_toml(text, report) is not None or report.remarks
    assert read_yaml(text, report) is not None or report.remarks
