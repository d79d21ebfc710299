"""`forestall check`: what it prints and returns."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from forestall.cli.check import check
from forestall.place.template import write_town

app = typer.Typer()
app.command()(check)
runner = CliRunner()


@pytest.fixture
def town(tmp_path: Path) -> Path:
    folder = tmp_path / "town"
    write_town(folder)
    return folder


def test_a_place_without_mistakes_is_fine(town: Path) -> None:
    result = runner.invoke(app, [str(town)])
    assert (result.exit_code, result.stdout.strip()) == (0, f"{town}: no mistakes")


def test_a_mistake_is_printed_with_where_found_expected_and_hint(town: Path) -> None:
    sites = (town / "sites.csv").read_text(encoding="utf-8")
    (town / "sites.csv").write_text(sites.replace("hospital,town", "hospital,twon"), encoding="utf-8")
    result = runner.invoke(app, [str(town)])
    assert result.exit_code == 1
    assert result.stdout.splitlines()[:6] == [
        "sites.csv",
        "  error  line 5, jurisdiction",
        "    found     twon",
        "    expected  the id of a jurisdiction in place.toml",
        "    hint      did you mean town?",
        "",
    ]


def test_remarks_come_as_json(town: Path) -> None:
    (town / "weather.csv").write_bytes(b"")
    result = runner.invoke(app, [str(town), "--json"])
    (remark,) = json.loads(result.stdout)
    assert (result.exit_code, remark["file"], remark["found"]) == (1, "weather.csv", "an empty file")


def test_warnings_alone_are_no_failure(town: Path) -> None:
    (town / "rules" / "broken.yml").write_text("[", encoding="utf-8")
    result = runner.invoke(app, [str(town)])
    assert (result.exit_code, "1 warning in 1 file" in result.stdout) == (0, True)


def test_a_folder_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    assert runner.invoke(app, [str(tmp_path / "nowhere")]).exit_code == 2
