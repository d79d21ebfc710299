"""`forestall fault-tree` as a person or a program sees it."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from forestall.cli.fault_tree import fault_tree
from forestall.core.errors import InputError

THEATRE = """<opsa-mef><define-fault-tree name="Theatre"><define-gate name="dark"><and><basic-event name="mains"/>
<or><basic-event name="generator"/><basic-event name="relay"/></or></and></define-gate>
<define-basic-event name="mains"><float value="0.03"/></define-basic-event>
<define-basic-event name="generator"><float value="0.02"/></define-basic-event>
<define-basic-event name="relay"><float value="0.05"/></define-basic-event></define-fault-tree></opsa-mef>"""

app = typer.Typer()
app.command()(fault_tree)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "theatre.xml"
    path.write_text(THEATRE)
    return path


def test_json_holds_probability_cut_sets_importances_and_seconds(file: Path) -> None:
    done = CliRunner().invoke(app, [str(file), "--json"])
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert found["probability"] == pytest.approx(0.00207)
    assert found["cut_set_count"] == 2
    assert found["smallest_cut_sets"][0]["events"] == ["generator", "mains"]
    assert {one["event"]: one["rrw"] for one in found["importances"]}["mains"] == "infinite"
    assert found["seconds"] >= 0.0


def test_the_table_says_that_a_necessary_event_is_worth_infinitely_much(file: Path) -> None:
    done = CliRunner().invoke(app, [str(file)])
    assert done.exit_code == 0
    assert "probability 0.00207 (exact)" in done.stdout
    assert "infinite" in next(line for line in done.stdout.splitlines() if line.strip().startswith("mains "))


def test_a_malformed_file_is_an_input_error(tmp_path: Path) -> None:
    broken = tmp_path / "broken.xml"
    broken.write_text(THEATRE[:200])
    done = CliRunner().invoke(app, [str(broken)])
    assert isinstance(done.exception, InputError)
    assert done.exception.exit_code == 2
