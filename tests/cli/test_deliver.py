"""`forestall deliver`: what a command sends and says."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from forestall.cli.deliver import deliver
from forestall.model.alert import Alert
from forestall.model.label import Label
from forestall.place.template import write_town
from forestall.store.passes import Pass
from forestall.store.state import State

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
ALERT = Alert(
    identifier="a-1",
    sender="warning.haven.example",
    sent=START,
    status="Actual",
    msg_type="Alert",
    scope="Restricted",
    category="Met",
    event="Flood",
    urgency="Expected",
    severity="Severe",
    certainty="Likely",
    headline="High water",
    description="The river rises.",
    instruction="",
    effective=START,
    expires=START + timedelta(days=1),
    areas=(),
    subject="risk:flood",
    label=Label.AMBER,
)


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """The place of `forestall init` with one audience, and one alert to deliver."""
    write_town(tmp_path / "town")
    (tmp_path / "town" / "audiences.toml").write_text(
        '[[audiences]]\nid = "duty"\ntitle = "Duty desk"\nkind = "authority"\nclearance = "TLP:AMBER"\n'
        f'[[audiences.channels]]\nby = "file"\nfolder = "{tmp_path}/out"\n'
    )
    with State.open(tmp_path / "town" / ".forestall") as state:
        state.publish(Pass(START, 1, "place", {}, alerts=(ALERT,)))
    return tmp_path / "town"


def run(*arguments: str) -> tuple[int, str]:
    app = typer.Typer()
    app.command()(deliver)
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output


def test_what_is_due_is_sent_once(town: Path) -> None:
    code, said = run(str(town), "--at", "2026-03-09T06:05Z")
    assert code == 0
    assert "1 messages sent, 0 tries failed" in said
    assert [path.name for path in (town.parent / "out").iterdir()] == ["20260309T060000Z-a-1.xml"]
    assert "0 messages sent" in run(str(town), "--at", "2026-03-09T06:06Z")[1]


def test_what_does_not_get_through_makes_the_exit_code_1_and_says_why(town: Path) -> None:
    (town.parent / "out").write_text("in the way")
    code, said = run(str(town), "--at", "2026-03-09T06:05Z", "--json")
    assert code == 1
    found = json.loads(said)
    assert found["failed"] == 1
    assert found["lanes"][0]["waiting"] == 1
    assert "out" in found["lanes"][0]["trouble"]


def test_showing_sends_nothing(town: Path) -> None:
    run(str(town), "--at", "2026-03-09T06:05Z")
    shutil.rmtree(town.parent / "out")
    code, said = run(str(town), "--show")
    assert code == 0
    assert "sent        duty" in said
    assert not (town.parent / "out").exists()
