"""`forestall ledger verify`: what it prints and with what status it ends."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from forestall.cli.ledger import ledger
from forestall.core.errors import ForestallError, InputError, StateError, TamperError
from forestall.ledger.key import Kind, SigningKey
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


# Signing and proofs. The anchor and the keys lie beside the place, never in the home of who runs the tests.


@pytest.fixture
def run(place: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("FORESTALL_ANCHOR", str(place / "elsewhere" / "anchor.sqlite"))
    return lambda *arguments: CliRunner().invoke(ledger, list(map(str, arguments)))


Run = Callable[..., Result]


def public_key(run: Run, place: Path) -> str:
    result = run("checkpoint", "--state", place, "--origin", "town.example/ledger", "--json")
    key = json.loads(result.stdout)["keys"][0]
    assert isinstance(key, str)
    return key


def test_without_keys_a_checkpoint_asks_for_a_name(run: Run, place: Path) -> None:
    assert "--origin" in str(error_of(run("checkpoint", "--state", place)))


def test_a_checkpoint_an_export_and_a_receipt_are_checked_with_the_public_key(run: Run, place: Path) -> None:
    key = public_key(run, place)
    out, file = place / "elsewhere" / "out", place / "elsewhere" / "r.tlog-proof"
    assert run("export", out, "--state", place).exit_code == 0
    assert "consistent" in run("verify", "--tiles", out, "--key", key).stdout
    assert run("receipt", "decision:plan", "--state", place, "--out", file).exit_code == 0
    checked = run("check-receipt", file, "--key", key, "--json")
    said = json.loads(checked.stdout)
    assert (said["proved"], said["entry"], json.loads(said["body"])["subject"]) == (True, 0, "plan")


def test_the_signature_of_the_last_checkpoint_is_verified_when_a_key_is_given(run: Run, place: Path) -> None:
    key = public_key(run, place)
    other = SigningKey("town.example/ledger", Kind.ED25519, bytes(32)).public()
    assert run("verify", "--state", place, "--key", key).exit_code == 0
    assert isinstance(error_of(run("verify", "--state", place, "--key", other)), TamperError)


def test_a_receipt_of_another_ledger_proves_nothing(run: Run, place: Path) -> None:
    public_key(run, place)
    shown = run("receipt", 0, "--state", place).stdout
    (place / "r").write_text(shown)
    other = SigningKey("town.example/ledger", Kind.ED25519, bytes(32)).public()
    assert isinstance(error_of(run("check-receipt", place / "r", "--key", other)), TamperError)


def test_a_restored_backup_is_not_signed(run: Run, place: Path) -> None:
    public_key(run, place)
    backup = shutil.copytree(place / ".forestall", place / "elsewhere" / "backup")
    with State.open(place / ".forestall") as state:
        state.publish(Pass(AT, 2, "p", {}, entries=(Entry("decision", "plan", AT, {"measures": ["m2"]}),)))
    assert run("checkpoint", "--state", place).exit_code == 0
    assert "restored backup" in str(error_of(run("checkpoint", "--state", backup)))


def test_new_keys_sign_after_a_rotation(run: Run, place: Path) -> None:
    old = public_key(run, place)
    new = json.loads(run("rotate-key", "--state", place, "--json").stdout)
    assert public_key(run, place) == new["keys"][0] != old
    assert run("check-receipt", new["receipt"], "--key", old).exit_code == 0


def test_a_policy_that_is_not_met_is_said_and_its_witness_named(run: Run, place: Path) -> None:
    key = public_key(run, place)
    court = SigningKey("court.example", Kind.COSIGNATURE, bytes(32)).public()
    policy = place / "policy"
    policy.write_text(f"log {key}\nwitness court {court} http://127.0.0.1:9\nquorum court\n")
    result = run("checkpoint", "--state", place, "--policy", policy)
    assert "court: http://127.0.0.1:9" in result.stderr
    assert "too few witnesses" in str(error_of(result))


@pytest.mark.parametrize(
    "arguments",
    [
        ("verify",),
        ("verify", "--state", "a", "--tiles", "b"),
        ("verify", "--tiles", "b"),
        ("check-receipt", "missing", "--key", "nonsense"),
        ("checkpoint", "--state", "postgresql://a/b"),
    ],
)
def test_wrong_use_is_explained(run: Run, arguments: tuple[str, ...]) -> None:
    assert isinstance(error_of(run(*arguments)), InputError)
