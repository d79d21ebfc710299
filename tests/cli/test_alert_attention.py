"""`forestall alert acknowledge|silence|silences|end` at the machine itself."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from forestall.cli.alert_attention import app
from forestall.core.errors import InputError
from forestall.pipeline.run import run_pass
from forestall.place.template import write_town
from forestall.store.state import State

AT = datetime(2031, 3, 10, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "town"
    write_town(folder)
    run_pass(folder, out=None, state=None, at=AT, now=AT, seed=1, progress=lambda _: None)
    return folder


@pytest.fixture(scope="module")
def subject(town: Path) -> str:
    with State.read(town / ".forestall") as state:
        return state.open_alerts()[0].subject


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_what_is_decided_is_shown_and_ended(town: Path, subject: str) -> None:
    seen = run("acknowledge", town, subject, "--why", "Calling", "--hours", 5, "--json")
    assert seen.exit_code == 0, seen.exception
    known = json.loads(seen.output)
    assert (known["subject"], known["by"]) == (subject, "console")
    quiet = run("silence", town, "--why", "Drill", "--field", "cyber", "--severity", "Minor", "--hours", 50, "--json")
    name = json.loads(quiet.output)["id"]
    listed = run("silences", town)
    assert [line.split()[0] for line in listed.output.splitlines()] == [name, known["id"]]
    assert "up to Minor    field cyber  by console: Drill" in listed.output
    assert [each["id"] for each in json.loads(run("silences", town, "--soon", 24, "--json").output)] == [known["id"]]
    for one in (name, known["id"]):
        assert run("end", town, one).output == f"{one} has ended\n"
    assert run("silences", town).output == "nothing is silenced or acknowledged\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("silence", "--why", "Drill", "--site", "x"), "every silence ends"),
        (("silence", "--why", "Drill", "--site", "x", "--hours", "1", "--until", "2031-01-01"), "expected one of them"),
        (("acknowledge", "risk:nothing", "--why", "Calling"), "no such alert in force"),
        (("end", "silence-0"), "no acknowledgement or silence"),
    ],
)
def test_wrong_use_is_explained(town: Path, arguments: tuple[str, ...], message: str) -> None:
    failed = run(arguments[0], town, *arguments[1:])
    assert isinstance(failed.exception, InputError)
    assert message in str(failed.exception)
