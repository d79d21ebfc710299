"""`forestall store`: the state as a whole, from the command line."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from forestall.cli.store import store
from forestall.core.errors import InputError, StateError
from forestall.model.intake import Arrival
from forestall.model.label import Label
from forestall.store.anchor import Anchor
from forestall.store.days import Days
from forestall.store.inbox import Inbox
from forestall.store.state import State

START = datetime(2026, 3, 9, 6, tzinfo=UTC)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A place whose state holds three signals, worked through."""
    folder = tmp_path / "place"
    with Inbox.open(folder / ".forestall") as inbox:
        made = [
            Arrival("gate", f"i{n}", START, START, "k", Label.RED, None, None, {"n": n}, "0" * 64) for n in range(3)
        ]
        inbox.take(made)
        inbox.finish(0, 3, {}, START)
    return folder


def run(*arguments: object) -> tuple[int, str]:
    found = CliRunner().invoke(store, [str(each) for each in arguments])
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found.exit_code, found.output


def test_a_state_goes_into_a_backup_and_comes_back(place: Path, tmp_path: Path) -> None:
    code, said = run("backup", tmp_path / "kept", "--state", place)
    assert (code, "0 files, no ledger yet" in said) == (0, True)
    assert run("restore", tmp_path / "kept", "--state", tmp_path / "again")[0] == 0
    code, said = run("check", "--state", tmp_path / "again", "--json")
    assert (code, json.loads(said)) == (0, {"sound": True, "found": []})
    with pytest.raises(StateError, match="not empty"):
        run("restore", tmp_path / "kept", "--state", tmp_path / "again")


def test_a_sealed_backup_opens_with_its_passphrase_only(place: Path, tmp_path: Path) -> None:
    (tmp_path / "right").write_text("correct horse battery\n")
    (tmp_path / "wrong").write_text("correct horse batterie\n")
    run("backup", tmp_path / "kept", "--state", place, "--passphrase-file", tmp_path / "right")
    assert b"signals" not in (tmp_path / "kept").read_bytes()
    with pytest.raises(StateError):
        run("restore", tmp_path / "kept", "--state", tmp_path / "again", "--passphrase-file", tmp_path / "wrong")
    with pytest.raises(InputError, match="is sealed"):
        run("restore", tmp_path / "kept", "--state", tmp_path / "again")
    assert not (tmp_path / "again").exists()
    run("restore", tmp_path / "kept", "--state", tmp_path / "again", "--passphrase-file", tmp_path / "right")
    assert run("check", "--state", tmp_path / "again") == (0, "sound\n")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_the_check_exits_with_1_when_something_is_wrong(place: Path) -> None:
    (place / ".forestall" / "lake" / "left").mkdir(parents=True)
    (place / ".forestall" / "lake" / "left" / "x.parquet").write_bytes(b"x")
    code, said = run("check", "--state", place)
    assert (code, "left/x.parquet: is not in the manifest" in said) == (1, True)


def test_tidy_follows_the_place(place: Path) -> None:
    code, said = run("tidy", place, "--at", "2026-03-20", "--json")
    assert (code, json.loads(said)["moved"], json.loads(said)["signals"]) == (0, 3, 0)
    (place / "retention.toml").write_text('days = 100\n[[rules]]\nsource = "gate"\nlabel = "RED"\ndays = 5\n')
    found = json.loads(run("tidy", place, "--at", "2026-03-20", "--json")[1])
    assert (found["files"], found["signals"]) == (1, 3)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("days = 'long'", "days: Input should be a valid integer"),
        ("days = [", "cannot be read"),
        ('[[rules]]\nlabel = "BLUE"\ndays = 1', "rules.0.label"),
        ("dayz = 3", "dayz"),
        ("days = -3", "days"),
    ],
)
def test_a_wrong_retention_file_is_named_with_the_field(place: Path, text: str, says: str) -> None:
    (place / "retention.toml").write_text(text)
    with pytest.raises(InputError, match=rf"retention.toml: .*{says}"):
        run("tidy", place)


def test_only_a_server_is_migrated_to(place: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected the URL"):
        run("migrate", tmp_path / "elsewhere", "--state", place)


@pytest.mark.parametrize("file", ["lock", "lake.lock", "deliver.lock"])
def test_a_state_at_which_a_service_is_at_work_is_not_moved(place: Path, tmp_path: Path, file: str) -> None:
    with (place / ".forestall" / file).open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(StateError, match="a service, a pass or upkeep is at work there; stop it"):
            run("migrate", f"postgresql://me@/none?host={tmp_path}&lake={tmp_path / 'lake'}", "--state", place)


@pytest.fixture
def careless() -> Iterator[None]:
    """A umask with which everybody may read what is made."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("careless")
def test_nobody_else_may_read_a_state_its_backup_or_what_is_made_of_it(tmp_path: Path) -> None:
    state, kept, again = tmp_path / "state", tmp_path / "kept", tmp_path / "again"
    (tmp_path / "word").write_text("a long enough passphrase")
    made = [Arrival("gate", f"i{n}", START, START, "k", Label.RED, None, None, {"n": n}, "0" * 64) for n in range(3)]
    with Inbox.open(state) as inbox:
        inbox.take(made)
        inbox.finish(0, 3, {}, START)
        assert {path.name for path in state.iterdir()} >= {"state.sqlite", "state.sqlite-wal", "state.sqlite-shm"}
        assert open_to_others(state) == []
    with Days.open(state) as days:
        days.settle(START + timedelta(days=9))
    with State.open(state), closing(Anchor(tmp_path / "anchors" / "anchor.sqlite")) as anchor:
        assert anchor.last("log.example") is None
    assert list((state / "lake").rglob("*.parquet"))
    run("backup", kept, "--state", state)
    run("backup", tmp_path / "sealed", "--state", state, "--passphrase-file", tmp_path / "word")
    kept.chmod(0o755)
    for path in kept.rglob("*"):
        path.chmod(0o755)
    run("restore", kept, "--state", again)
    for each in (state, again, tmp_path / "anchors", tmp_path / "sealed"):
        assert open_to_others(each) == []
    assert run("check", "--state", again)[0] == 0


def test_a_state_that_others_may_read_is_remarked_on_until_it_is_closed(place: Path) -> None:
    state = place / ".forestall"
    assert run("check", "--state", place) == (0, "sound\n")
    state.chmod(0o755)
    assert run("check", "--state", place) == (0, "sound\n")  # its files are closed
    (state / "state.sqlite").chmod(0o644)
    code, said = run("check", "--state", place)
    assert (code, said) == (1, f"{state}: every user of this machine may read it; chmod -R go-rwx {state}\n")
    state.chmod(0o700)
    assert run("check", "--state", place)[0] == 0


def open_to_others(place: Path) -> list[str]:
    every = [place, *place.rglob("*")]
    return [f"{path} {path.stat().st_mode:o}" for path in every if path.stat().st_mode & 0o077]
