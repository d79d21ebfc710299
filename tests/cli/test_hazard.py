"""`forestall hazard`: a what-if in one line, its files, its errors."""

import json

import pytest
import typer
from typer.testing import CliRunner

from forestall.cli.amount import amount, position
from forestall.cli.hazard import hazard
from forestall.core.errors import InputError
from forestall.outlook.hazard import render
from forestall.standards import geojson, geotiff, kml

app = typer.Typer()
app.add_typer(hazard, name="hazard")
RELEASE = ["hazard", "release", "chlorine", "--mass", "2 t", "--hole", "20 mm", "--wind", "3", "--at", "4.3,51.9"]


def run(*arguments):
    return CliRunner().invoke(app, list(arguments))


def test_a_release_prints_its_zones():
    found = run(*RELEASE)
    assert found.exit_code == 0
    assert "AEGL-3" in found.output
    assert "1 % of people outdoors die" in found.output


def test_why_prints_equations_and_sources():
    assert "CPR 18E (1999)" in run(*RELEASE, "--why").output


def test_json_is_the_whole_chain():
    found = json.loads(run(*RELEASE, "--json").stdout)
    assert found["asked"]["mass"] == 2000.0
    assert found["asked"]["hole"] == pytest.approx(0.02)
    assert all(one["source"] and one["equation"] for step in found["steps"] for one in step["numbers"])
    assert {zone["kind"] for zone in found["zones"]} == {"toxic", "guideline"}


def test_the_files_can_be_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr(render, "pdf", lambda _: None)
    assert run(*RELEASE, "--out", str(tmp_path)).exit_code == 0
    features = geojson.read((tmp_path / "release.geojson").read_bytes())
    assert features[0].kind == "Point"
    assert len(features) > 5
    _, folders = kml.read((tmp_path / "release.kml").read_bytes())
    assert [folder.name for folder in folders] == ["Poisoning", "Guideline levels"]
    grid = geotiff.read((tmp_path / "release.tif").read_bytes())
    assert grid.values.max() > 1000
    assert "CPR 18E (1999)" in (tmp_path / "release.html").read_text(encoding="utf-8")


def test_the_same_question_leaves_the_same_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr(render, "pdf", lambda _: None)  # a PDF takes seconds
    for name in ("one", "two"):
        run(*RELEASE, "--out", str(tmp_path / name))
    for ending in ("json", "geojson", "kml", "tif", "html"):
        assert (tmp_path / "one" / f"release.{ending}").read_bytes() == (
            tmp_path / "two" / f"release.{ending}"
        ).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["hazard", "release", "chlorin", "--mass", "1"], "nearest: chlorine"),
        (["hazard", "release", "chlorine"], "expected a mass"),
        (["hazard", "release", "chlorine", "--mass", "1 bar"], "--mass '1 bar'"),
        (["hazard", "release", "chlorine", "--mass", "1000", "--hole", "9"], "at most the vessel's"),
        (["hazard", "release", "hydrogen", "--mass", "10"], "critical temperature"),
    ],
)
def test_what_cannot_be_is_said_with_what_was_expected(arguments, words):
    found = run(*arguments)
    assert isinstance(found.exception, InputError)
    assert words in str(found.exception)


@pytest.mark.parametrize(
    ("text", "unit", "usual", "value"),
    [
        ("50 mm", "m", "", 0.05),
        ("40 t", "kg", "", 40_000.0),
        ("15", "K", "degC", 288.15),
        ("6 bar", "Pa", "bar", 6e5),
        ("6", "Pa", "bar", 6e5),
        ("288 K", "K", "degC", 288.0),
        ("1.5e3", "kg", "", 1500.0),
    ],
)
def test_amounts_are_read_with_their_units(text, unit, usual, value):
    assert amount("--x", text, unit, usual) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "many", "5 parsec", "nan", "1e999"])
def test_amounts_that_are_none_are_refused(text):
    with pytest.raises(InputError, match="--x"):
        amount("--x", text, "m")


@pytest.mark.parametrize("text", ["4.3", "a,b", "200,0", "0,95", "1,2,3"])
def test_positions_that_are_none_are_refused(text):
    with pytest.raises(InputError, match="--at"):
        position(text)


def test_a_site_is_held_against_criteria_and_leaves_its_files(harbour, tmp_path, monkeypatch):
    monkeypatch.setattr(render, "pdf", lambda _: None)
    found = run("hazard", "site", "water-river", "--place", str(harbour), "--out", str(tmp_path))
    assert found.exit_code in (0, 1), found.output
    assert "expected deaths a year" in found.output
    assert geotiff.read((tmp_path / "site.tif").read_bytes()).values.max() > 1e-7
    assert "Equations and sources" in (tmp_path / "site.html").read_text(encoding="utf-8")


def test_an_unknown_site_is_refused(harbour):
    found = run("hazard", "site", "nowhere", "--place", str(harbour))
    assert isinstance(found.exception, InputError)
