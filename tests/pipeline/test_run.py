"""One pass on the place that `forestall init` writes: the same bytes again, nothing lost when killed."""

import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forestall.core.errors import InputError, PlaceError, StateError
from forestall.pipeline.run import PassResult, run_pass
from forestall.place.template import write_town
from forestall.store.state import State

NOW = datetime(2031, 3, 10, 6, tzinfo=UTC)


@pytest.fixture
def town(tmp_path: Path) -> Path:
    folder = tmp_path / "town"
    write_town(folder)
    return folder


def _pass(place: Path, state: Path, seed: int = 1, at: datetime | None = None) -> PassResult:
    return run_pass(place, out=None, state=state, at=at, now=NOW, seed=seed, progress=lambda _: None)


def _files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_same_place_time_and_seed_give_the_same_bytes(town: Path, tmp_path: Path) -> None:
    one, two = _pass(town, tmp_path / "a"), _pass(town, tmp_path / "b")
    assert one.summary == two.summary
    assert _files(tmp_path / "a" / "outlook") == _files(tmp_path / "b" / "outlook")
    assert _files(tmp_path / "a" / "lake") == _files(tmp_path / "b" / "lake")


def test_a_second_pass_on_unchanged_input_updates_nothing(town: Path, tmp_path: Path) -> None:
    first = _pass(town, tmp_path / "s")
    before = _files(tmp_path / "s" / "outlook")
    second = _pass(town, tmp_path / "s")
    assert first.new
    assert not second.new
    assert second.summary["ledger"] == first.summary["ledger"]
    assert _files(tmp_path / "s" / "outlook") == before


def test_the_order_of_rows_in_the_files_changes_nothing(town: Path, tmp_path: Path) -> None:
    shuffled = tmp_path / "shuffled"
    shutil.copytree(town, shuffled)
    dice = random.Random(7)
    for file in sorted(shuffled.glob("*.csv")):
        head, *rows = file.read_text(encoding="utf-8").splitlines()
        dice.shuffle(rows)
        file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    _pass(town, tmp_path / "a")
    _pass(shuffled, tmp_path / "b")
    for name in ("risks.csv", "plan.csv", "obligations.csv", "findings.json"):
        assert (tmp_path / "a/outlook" / name).read_bytes() == (tmp_path / "b/outlook" / name).read_bytes(), name


def test_another_seed_moves_samples_and_not_decisions_of_record(town: Path, tmp_path: Path) -> None:
    one, two = _pass(town, tmp_path / "a", seed=1), _pass(town, tmp_path / "b", seed=2)
    assert one.summary["findings"] == two.summary["findings"]
    assert one.summary["risks"] != two.summary["risks"]


def test_a_place_with_mistakes_leaves_the_state_alone(town: Path, tmp_path: Path) -> None:
    _pass(town, tmp_path / "s")
    before = _files(tmp_path / "s" / "outlook")
    (town / "sites.csv").write_text("id\n", encoding="utf-8")
    with pytest.raises(PlaceError):
        _pass(town, tmp_path / "s")
    assert _files(tmp_path / "s" / "outlook") == before


def test_a_pass_before_the_last_one_is_refused(town: Path, tmp_path: Path) -> None:
    _pass(town, tmp_path / "s", at=NOW)
    with pytest.raises(StateError, match="cannot follow"):
        _pass(town, tmp_path / "s", at=datetime(2031, 3, 9, tzinfo=UTC))


def test_a_folder_in_the_place_itself_is_refused(town: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="lies in the place itself"):
        run_pass(town, out=town / "out", state=tmp_path / "s", at=None, now=NOW, seed=1, progress=lambda _: None)


def test_two_passes_at_once_are_refused(town: Path, tmp_path: Path) -> None:
    with State.open(tmp_path / "s"), pytest.raises(StateError, match="another pass"):
        _pass(town, tmp_path / "s")


def test_a_pass_killed_at_any_moment_leaves_a_state_the_next_completes(town: Path, tmp_path: Path) -> None:
    state = tmp_path / "s"
    _pass(town, state, at=NOW)
    command = [sys.executable, "-m", "forestall", "run", str(town), "--state", str(state), "--at"]
    dice = random.Random(11)
    for day in range(11, 17):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        child = subprocess.Popen([*command, f"2031-03-{day}T06:00Z"], **quiet)
        time.sleep(dice.uniform(0.6, 2.5))
        child.send_signal(signal.SIGKILL)
        child.wait()
        with State.read(state) as kept:
            kept.verify_ledger()
        assert (state / "outlook" / "index.html").stat().st_size > 10_000
    last = _pass(town, state, at=datetime(2031, 3, 20, 6, tzinfo=UTC))
    assert last.new
    with State.read(state) as kept:
        kept.verify_ledger()
