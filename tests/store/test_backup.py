"""A backup is one moment of a state in use; a state from it is the same; nothing is overwritten; damage is found."""

import json
import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from forestall.core.errors import InputError, StateError, TamperError
from forestall.model.intake import Arrival, Rejected
from forestall.model.label import Label
from forestall.store import backup as module
from forestall.store.audit import audit
from forestall.store.backup import backup, check_backup, restore
from forestall.store.days import Days
from forestall.store.inbox import Inbox
from forestall.store.passes import Pass
from forestall.store.state import State

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
MakePass = Callable[[int], Pass]
MakeArrival = Callable[..., Arrival]
Fill = Callable[[str], None]


@pytest.fixture
def fill(make_pass: MakePass, arrival: MakeArrival) -> Fill:
    """Gives a state two passes, signals, quarantine and day files."""

    def filled(place: str) -> None:
        for hour in range(2):
            with State.open(place) as state:
                state.publish(make_pass(hour))
        with Inbox.open(place) as inbox, Days.open(place) as days:
            inbox.take(
                [arrival(n, body={"text": "tab\t \\ \\N 'quote' ä \x00", "n": n}) for n in range(20)],
                [Rejected("gate", START, "no number", "", "text/csv", bytes(range(256)))],
                ("gate", "20"),
            )
            inbox.finish(0, 10, {3: "broke"}, START)
            days.settle(START.replace(month=4))
            days.keep("logs", "web", Label.RED, _records(), "_time", "1", START)

    return filled


def _records() -> pa.Table:
    return pa.table({"_time": pa.array([START], pa.timestamp("us", "UTC")), "line": ["one"]})


def shown(place: str | Path) -> dict[str, object]:
    """Everything that a state says of itself."""
    with State.open(place) as state:
        said: dict[str, object] = {
            "head": state.verify_ledger(),
            "obligations": state.obligations(),
            "alerts": state.open_alerts(),
            "findings": state.table("findings"),
        }
    with Inbox.open(place) as inbox, Days.open(place) as days:
        said |= {"signals": inbox.after(0, 100), "held": inbox.held(10), "health": inbox.health()}
        said |= {"offset": inbox.offset("gate"), "next": inbox.take([])}
        said |= {name: days.read(name, date(2026, 3, 1), date(2026, 4, 1)) for name in ("logs", "signals")}
    return said


def test_a_state_from_a_backup_says_what_the_first_one_said(place: str, tmp_path: Path, fill: Fill) -> None:
    fill(place)
    saved = backup(place, tmp_path / "backup")
    assert (saved.rows["signals"], saved.rows["passes"], saved.size, len(saved.files)) == (20, 2, 6, 4)
    assert check_backup(tmp_path / "backup") == saved
    assert restore(tmp_path / "backup", tmp_path / "again") == saved
    assert audit(tmp_path / "again") == ()
    assert shown(tmp_path / "again") == shown(place)


def test_a_backup_of_the_embedded_state_comes_back_on_a_server(tmp_path: Path, postgresql: str, fill: Fill) -> None:
    fill(str(tmp_path / "state"))
    backup(tmp_path / "state", tmp_path / "backup")
    restore(tmp_path / "backup", postgresql)
    assert [line for line in audit(postgresql) if not line.startswith("server: fsync")] == []
    assert shown(postgresql) == shown(tmp_path / "state")
    with Inbox.open(postgresql) as inbox:
        assert inbox.take([Arrival("s", "i", START, None, "k", Label.RED, None, None, {}, "0" * 64)])[0].number == 21
    with pytest.raises(StateError, match="a state already"):
        restore(tmp_path / "backup", postgresql)


def test_a_lake_of_something_else_is_not_written_to(tmp_path: Path, postgresql: str, fill: Fill) -> None:
    fill(str(tmp_path / "state"))
    backup(tmp_path / "state", tmp_path / "backup")
    (tmp_path / "lake").mkdir()
    (tmp_path / "lake" / "of-another.parquet").write_bytes(b"x")
    with pytest.raises(StateError, match="something else"):
        restore(tmp_path / "backup", postgresql)


def test_a_backup_is_taken_while_the_inbox_and_a_pass_are_at_work(place: str, tmp_path: Path, fill: Fill) -> None:
    fill(place)
    with State.open(place), Inbox.open(place) as inbox, Days.open(place):
        inbox.take([])
        assert backup(place, tmp_path / "backup").rows["signals"] == 20


def test_nothing_is_overwritten(tmp_path: Path, fill: Fill) -> None:
    fill(str(tmp_path / "state"))
    backup(tmp_path / "state", tmp_path / "backup")
    with pytest.raises(InputError, match="never overwritten"):
        backup(tmp_path / "state", tmp_path / "backup")
    with pytest.raises(StateError, match="not empty"):
        restore(tmp_path / "backup", tmp_path / "state")
    (tmp_path / "empty").mkdir()
    restore(tmp_path / "backup", tmp_path / "empty")


def test_a_file_that_upkeep_takes_away_meanwhile_is_found_in_the_next_snapshot(
    tmp_path: Path, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(str(tmp_path / "state"))
    real, calls = module._copy_lake, []

    def once_gone(*arguments: Path) -> dict[str, str]:
        calls.append(arguments)
        if len(calls) == 1:
            raise StateError("is gone")
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_copy_lake", once_gone)
    assert len(backup(tmp_path / "state", tmp_path / "backup").files) == 4
    assert len(calls) == 2


def test_of_a_backup_that_fails_nothing_is_left(tmp_path: Path, fill: Fill) -> None:
    fill(str(tmp_path / "state"))
    next((tmp_path / "state" / "lake").glob("*.parquet")).unlink()
    with pytest.raises(StateError, match="cannot be read"):
        backup(tmp_path / "state", tmp_path / "backup")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["state"]


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def _other_root(folder: Path) -> None:
    said = json.loads((folder / "backup.json").read_text())
    (folder / "backup.json").write_text(json.dumps({**said, "root": "0" * 64}))


DAMAGE: dict[str, tuple[Callable[[Path], object], type[Exception]]] = {
    "a bit of the database": (lambda folder: _flip(folder / "state.sqlite"), StateError),
    "a bit of the lake": (lambda folder: _flip(next((folder / "lake").rglob("*.parquet"))), StateError),
    "a file too few": (lambda folder: next((folder / "lake").rglob("*.parquet")).unlink(), StateError),
    "no list": (lambda folder: (folder / "backup.json").unlink(), InputError),
    "nonsense as a list": (lambda folder: (folder / "backup.json").write_text("[1]"), InputError),
    "another root": (_other_root, TamperError),
}


@pytest.mark.parametrize(("damage", "error"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_backup_is_refused(
    tmp_path: Path, fill: Fill, damage: Callable[[Path], object], error: type[Exception]
) -> None:
    fill(str(tmp_path / "state"))
    backup(tmp_path / "state", tmp_path / "backup")
    damage(tmp_path / "backup")
    with pytest.raises(error):
        restore(tmp_path / "backup", tmp_path / "again")
    assert not (tmp_path / "again").exists()


WRONG: dict[str, tuple[str, str]] = {
    "a row that refers to nothing": ("UPDATE passes SET ledger_size = 99 WHERE number = 1", "foreign|refers to"),
    "a tally set back": ("UPDATE tallies SET value = 3 WHERE name = 'signals'", "signals: a number is larger"),
    "a digest in the manifest": (f"UPDATE day_files SET sha256 = '{'0' * 64}'", "is not what was written"),
    "a file out of the manifest": ("DELETE FROM day_files WHERE dataset = 'logs'", "not in the manifest"),
    "an entry of the ledger": ("UPDATE entries SET said = 'other' WHERE number = 1", "ledger: entry 1"),
}


@pytest.mark.parametrize(("statement", "says"), WRONG.values(), ids=WRONG)
def test_the_check_names_what_is_wrong(tmp_path: Path, fill: Fill, statement: str, says: str) -> None:
    fill(str(tmp_path / "state"))
    assert audit(tmp_path / "state") == ()
    with sqlite3.connect(tmp_path / "state" / "state.sqlite") as file:
        file.execute(statement)
    found = audit(tmp_path / "state")
    assert len([line for line in found if re.search(says, line)]) >= 1


def test_the_check_of_a_server_says_that_it_does_not_write_to_disk(postgresql: str, fill: Fill) -> None:
    fill(postgresql)
    (line,) = audit(postgresql)
    assert line.startswith("server: fsync is off")
