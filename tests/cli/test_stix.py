"""`forestall stix` and `forestall taxii`: bundles out, in and checked, from the command line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from forestall.cli.stix import stix
from forestall.cli.taxii import taxii
from forestall.core.errors import AwayError, InputError
from forestall.place.template import write_town

RUN = CliRunner()


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """The place of `forestall init`."""
    write_town(tmp_path / "town")
    return tmp_path / "town"


def _bundle(path: Path, *things: object) -> Path:
    path.write_text(json.dumps({"type": "bundle", "id": "bundle--x", "objects": list(things)}), encoding="utf-8")
    return path


GOOD = {
    "type": "course-of-action",
    "spec_version": "2.1",
    "id": "course-of-action--68794cd5-28db-429d-ab1e-1256704ef906",
    "created": "2017-01-27T13:49:53.935Z",
    "modified": "2017-01-27T13:49:53.935Z",
    "name": "Close the port",
}


def test_a_place_goes_out_as_a_bundle_up_to_a_label(town: Path) -> None:
    green = RUN.invoke(stix, ["export", str(town), "--at", "2026-03-09T06:00Z"])
    amber = RUN.invoke(stix, ["export", str(town), "--at", "2026-03-09T06:00Z", "--most", "AMBER"])
    assert (green.exit_code, amber.exit_code) == (0, 0)
    kinds = [{one["type"] for one in json.loads(each.stdout)["objects"]} for each in (green, amber)]
    assert "infrastructure" not in kinds[0]
    assert kinds[0] < kinds[1]
    assert kinds[1] >= {"infrastructure", "location", "relationship", "indicator", "course-of-action", "identity"}
    again = RUN.invoke(stix, ["export", str(town), "--at", "2026-03-09T06:00Z"])
    assert again.stdout == green.stdout


def test_what_goes_out_passes_our_own_check(town: Path, tmp_path: Path) -> None:
    RUN.invoke(stix, ["export", str(town), "--most", "AMBER", "--out", str(tmp_path / "out.json")])
    found = RUN.invoke(stix, ["check", str(tmp_path / "out.json"), "--json"])
    assert (found.exit_code, json.loads(found.stdout)["found"]) == (0, [])


def test_a_bundle_comes_in_and_what_is_not_kept_is_said(town: Path, tmp_path: Path) -> None:
    file = _bundle(tmp_path / "b.json", GOOD, GOOD | {"type": "x"})
    found = RUN.invoke(stix, ["import", str(file), str(town), "--json"])
    told = json.loads(found.stdout)
    assert (found.exit_code, told["kept"], told["objects"]) == (1, 1, 2)
    assert "/type" in told["not_kept"][0]["reason"]
    assert RUN.invoke(stix, ["import", str(_bundle(file, GOOD)), str(town)]).exit_code == 0


def test_nothing_comes_into_a_collection_that_a_pass_writes(town: Path, tmp_path: Path) -> None:
    file = _bundle(tmp_path / "b.json", GOOD)
    found = RUN.invoke(stix, ["import", str(file), str(town), "--into", "cyber"])
    assert isinstance(found.exception, InputError)
    assert "cyber-received" in str(found.exception)


@pytest.mark.parametrize(
    ("thing", "told"),
    [
        (GOOD | {"spec_version": "2.0"}, "/spec_version"),
        (GOOD | {"name": 7.5, "modified": "never"}, "/modified"),
        ({name: value for name, value in GOOD.items() if name != "name"}, "name"),
        ("x", "expected an object"),
    ],
)
def test_a_check_names_place_and_reason(tmp_path: Path, thing: object, told: str) -> None:
    found = RUN.invoke(stix, ["check", str(_bundle(tmp_path / "b.json", GOOD, thing))])
    assert found.exit_code == 1
    assert "/objects/1" in found.stdout
    assert told in found.stdout


def test_a_file_that_is_no_bundle_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("{", encoding="utf-8")
    assert isinstance(RUN.invoke(stix, ["check", str(tmp_path / "x")]).exception, InputError)


def test_a_server_that_may_not_be_asked_or_does_not_answer_is_said(town: Path) -> None:
    inside = RUN.invoke(taxii, ["collections", "https://127.0.0.1/taxii2/"])
    assert isinstance(inside.exception, InputError)
    near = ["--inside", "127.0.0.0/8", "--plain"]
    silent = RUN.invoke(taxii, ["pull", "http://127.0.0.1:9/c/", str(town), *near])
    assert isinstance(silent.exception, AwayError)
    alone = RUN.invoke(taxii, ["collections", "https://x.example/", "--user", "a"])
    assert isinstance(alone.exception, InputError)


def test_the_commands_load_nothing_heavy_before_they_run() -> None:
    heavy = "sorted({'stix2', 'sqlalchemy'} & {*sys.modules})"
    code = f"import sys, forestall.cli.stix, forestall.cli.taxii; print({heavy})"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
