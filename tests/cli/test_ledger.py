"""`forestall ledger verify`: what it prints and with what status it ends."""

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from forestall.cli.ledger import ledger
from forestall.core.errors import ForestallError, InputError, StateError, TamperError
from forestall.model.entry import Entry
from forestall.store.passes import Pass
from forestall.store.state import State

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "place.toml").write_text("")
    with State.open(tmp_path / ".forestall") as state:
        state.publish(Pass(AT, 1, "p", {}, entries=(Entry("decision", "plan", AT, {"measures": ["m1"]}),)))
    return tmp_path


def verify(*arguments: object) -> Result:
    return CliRunner().invoke(ledger, ["verify", *map(str, arguments)])


def error_of(result: Result) -> ForestallError:
    assert isinstance(result.exception, ForestallError)
    return result.exception


def test_it_prints_the_head_of_a_state_folder(place: Path) -> None:
    lines = verify("--state", place / ".forestall").output.splitlines()
    assert (lines[0], lines[2], lines[3]) == ("size  1", "time  2026-03-09T06:00:00Z", "consistent")


def test_it_looks_into_the_state_of_a_place(place: Path) -> None:
    assert verify("--state", place).output == verify("--state", place / ".forestall").output


def test_it_prints_the_head_as_json(place: Path) -> None:
    head = json.loads(verify("--state", place, "--json").output)
    assert (head["size"], len(head["root"]), head["consistent"]) == (1, 64, True)


def test_a_head_kept_elsewhere_is_met(place: Path) -> None:
    root = json.loads(verify("--state", place, "--json").output)["root"]
    assert verify("--state", place, "--checkpoint", f"1:{root}").exit_code == 0


def test_another_head_kept_elsewhere_is_tampering(place: Path) -> None:
    error = error_of(verify("--state", place, "--checkpoint", f"1:{'0' * 64}"))
    assert (type(error), error.exit_code) == (TamperError, 1)


def test_a_changed_entry_is_tampering(place: Path) -> None:
    with sqlite3.connect(place / ".forestall" / "state.sqlite") as database:
        database.execute("UPDATE entries SET body = x'00'")
    error = error_of(verify("--state", place))
    assert (type(error), error.exit_code) == (TamperError, 1)


def test_no_state_is_status_2(tmp_path: Path) -> None:
    error = error_of(verify("--state", tmp_path))
    assert (type(error), error.exit_code) == (StateError, 2)


def test_a_head_that_is_none_is_explained(place: Path) -> None:
    error = error_of(verify("--state", place, "--checkpoint", "12:abc"))
    assert isinstance(error, InputError)
    assert "SIZE:ROOT" in str(error)
