"""`forestall account`: adding, showing, ending, tokens; and that nothing secret is shown twice."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from forestall.cli.account import account
from forestall.core.errors import ConflictError, InputError


@pytest.fixture
def place(tmp_path: Path, harbour: Path) -> Path:
    """A place without a state."""
    shutil.copytree(harbour, tmp_path / "harbour", ignore=shutil.ignore_patterns(".forestall"))
    return tmp_path / "harbour"


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place in which nothing is changed: making its state takes longer than a test."""
    harbour = Path(__file__).resolve().parents[2] / "examples" / "harbour"
    place = tmp_path_factory.mktemp("quiet") / "harbour"
    shutil.copytree(harbour, place, ignore=shutil.ignore_patterns(".forestall"))
    return place


def run(*arguments: object) -> Result:
    return CliRunner().invoke(account, list(map(str, arguments)))


def test_an_account_is_added_granted_listed_and_ended(place: Path) -> None:
    added = run("add", place, "joan", "--name", "Joan", "--role", "analyst", "--clearance", "AMBER", "--json")
    assert added.exit_code == 0, added.exception
    assert json.loads(added.output)["link"].startswith("/sign-in/link#")
    granted = run("grant", place, "joan", "--role", "director", "--reason", "stands in for Dora", "--days", 7)
    assert granted.output == "grant 2: joan is director\n"
    listed = run("list", place)
    assert "joan: Joan" in listed.output
    assert "grant 2: director" in listed.output
    assert run("end-grant", place, 2).output == "grant 2 of joan has ended\n"
    assert run("disable", place, "joan").exit_code == 0
    found = json.loads(run("list", place, "--json").output)
    assert found[0]["disabled"] is not None
    assert all(grant["until"] is not None for grant in found[0]["grants"])


def test_a_token_is_shown_once_and_revoked(place: Path) -> None:
    run("add", place, "probe", "--name", "Probe", "--role", "source")
    made = json.loads(run("token", place, "probe", "--scope", "send_signals", "--source", "gate", "--json").output)
    assert made["token"].startswith(f"fst_{made['id']}_")
    listed = run("list", place).output
    assert made["id"] in listed
    assert made["token"][21:] not in listed
    assert run("revoke", place, made["id"]).exit_code == 0
    assert made["id"] not in run("list", place).output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add", "joan", "--name", "J", "--role", "analyst", "--jurisdiction", "moon"), "not of this place"),
        (("add", "Joan Smith", "--name", "J", "--role", "analyst"), "small letters"),
        (("add", "joan", "--name", "J", "--role", "analyst", "--issuer", "https://x"), "both or none"),
        (("grant", "nobody", "--role", "analyst", "--reason", "r"), "there is none"),
        (("disable", "nobody"), "there is none"),
        (("link", "nobody"), "there is none"),
        (("token", "nobody", "--scope", "own"), "there is none"),
        (("revoke", "0" * 16), "there is none"),
        (("end-grant", 9), "there is none"),
        (("readers", 9, "--at", "2026-03-09"), "there is none"),
        (("readers", 9, "--at", "yesterday"), "ISO 8601"),
    ],
)
def test_a_mistake_is_explained(quiet: Path, arguments: tuple[object, ...], told: str) -> None:
    command, *rest = arguments
    error = run(command, quiet, *rest).exception
    assert isinstance(error, InputError)
    assert told in str(error)


def test_a_name_is_never_given_out_twice(place: Path) -> None:
    run("add", place, "joan", "--name", "J", "--role", "analyst")
    run("disable", place, "joan")
    assert isinstance(run("add", place, "joan", "--name", "J", "--role", "analyst").exception, ConflictError)
