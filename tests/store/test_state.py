"""The state between passes: what is kept, what is refused, what is swept away."""

import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from forestall.core.errors import InputError, StateError
from forestall.model.alert import Alert
from forestall.model.duty import Obligation
from forestall.model.entry import Entry
from forestall.store.database import Database
from forestall.store.passes import Pass
from forestall.store.state import State

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
MakePass = Callable[[int], Pass]
MakeAlert = Callable[..., Alert]


def publish(folder: Path, what: Pass, **settings: int) -> None:
    with State.open(folder) as state:
        state.publish(what, **settings)


def test_a_new_folder_holds_nothing(tmp_path: Path) -> None:
    with State.open(tmp_path / "new") as state:
        found = (
            state.last_pass(),
            state.open_alerts(),
            state.obligations(),
            state.previous(START, 1, "p"),
            state.head(),
        )
    assert found == (None, (), (), None, None)


def test_what_was_published_is_read_back(tmp_path: Path, make_pass: MakePass) -> None:
    what = make_pass(0)
    publish(tmp_path, what)
    with State.open(tmp_path) as state:
        assert (state.last_pass(), state.open_alerts(), state.obligations()) == (what.at, what.alerts, what.obligations)


def test_a_table_is_read_back(tmp_path: Path, make_pass: MakePass) -> None:
    publish(tmp_path, make_pass(0))
    with State.read(tmp_path) as state:
        assert state.table("findings").equals(make_pass(0).tables["findings"])


def test_the_same_pass_again_writes_nothing(tmp_path: Path, make_pass: MakePass) -> None:
    first = make_pass(0)
    publish(tmp_path, first)
    before = (tmp_path / "state.sqlite").read_bytes()
    with State.open(tmp_path) as state:
        again = state.publish(replace(first, alerts=(), summary={"previous": "differs"}))
    assert (again.new, again.number, again.entries, again.head.size) == (False, 1, 0, 3)
    assert (tmp_path / "state.sqlite").read_bytes() == before


def test_a_later_pass_that_says_the_same_adds_no_entry(tmp_path: Path, make_pass: MakePass) -> None:
    first = make_pass(0)
    publish(tmp_path, first)
    with State.open(tmp_path) as state:
        root = state.head()
        later = state.publish(replace(first, at=START + timedelta(hours=1), alerts=()))
    assert (later.new, later.entries, later.head) == (True, 0, root)


def test_an_entry_that_returns_to_what_was_said_before_is_news(tmp_path: Path) -> None:
    said = [{"plan": "a"}, {"plan": "b"}, {"plan": "a"}]
    for hour, payload in enumerate(said):
        at = START + timedelta(hours=hour)
        publish(tmp_path, Pass(at, 1, "p", {}, entries=(Entry("decision", "plan", at, dict(payload)),)))
    with State.read(tmp_path) as state:
        assert state.verify_ledger().size == 3


def test_a_pass_run_again_compares_with_the_one_before_it(tmp_path: Path, make_pass: MakePass) -> None:
    publish(tmp_path, make_pass(0))
    publish(tmp_path, make_pass(1))
    with State.open(tmp_path) as state:
        assert state.previous(START + timedelta(hours=1), 1, "place-digest") == {"hour": 0}


def test_another_place_compares_with_the_last_pass(tmp_path: Path, make_pass: MakePass) -> None:
    publish(tmp_path, make_pass(0))
    with State.open(tmp_path) as state:
        assert state.previous(START, 1, "edited") == {"hour": 0}


def test_a_cancelled_alert_is_not_open(tmp_path: Path, alert: MakeAlert) -> None:
    publish(tmp_path, Pass(START, 1, "p", {}, alerts=(alert(0),)))
    publish(tmp_path, Pass(START + timedelta(hours=1), 1, "p", {}, alerts=(alert(1, msg_type="Cancel"),)))
    with State.open(tmp_path) as state:
        assert state.open_alerts() == ()


def test_what_was_sent_at_a_time_is_known_when_a_pass_is_run_again(tmp_path: Path, alert: MakeAlert) -> None:
    first, cancel = alert(0), alert(1, msg_type="Cancel")
    publish(tmp_path, Pass(START, 1, "p", {}, alerts=(first, alert(0, "risk:fire"))))
    publish(tmp_path, Pass(START + timedelta(hours=1), 1, "p", {}, alerts=(cancel,)))
    with State.open(tmp_path) as state:
        assert state.sent(START + timedelta(hours=1)) == (cancel,)


def test_an_alert_that_had_expired_at_the_last_pass_is_not_open(tmp_path: Path, alert: MakeAlert) -> None:
    publish(tmp_path, Pass(START, 1, "p", {}, alerts=(alert(0, life=2), alert(0, "risk:fire"))))
    publish(tmp_path, Pass(START + timedelta(hours=3), 1, "p", {}))
    with State.open(tmp_path) as state:
        assert [each.subject for each in state.open_alerts()] == ["risk:fire"]


def test_an_obligation_that_no_pass_names_stays(tmp_path: Path, obligation: Obligation) -> None:
    publish(tmp_path, Pass(START, 1, "p", {}, obligations=(obligation,)))
    publish(tmp_path, Pass(START + timedelta(hours=1), 1, "p", {}))
    with State.open(tmp_path) as state:
        assert state.obligations() == (obligation,)


def test_a_pass_before_the_last_one_is_refused(tmp_path: Path, make_pass: MakePass) -> None:
    publish(tmp_path, make_pass(5))
    with State.open(tmp_path) as state, pytest.raises(StateError, match="cannot follow"):
        state.publish(make_pass(4))


def test_a_second_pass_at_the_same_time_is_refused(tmp_path: Path) -> None:
    with State.open(tmp_path), pytest.raises(StateError, match="another pass is running"), State.open(tmp_path):
        pass


def test_the_state_can_be_read_while_a_pass_runs(tmp_path: Path, make_pass: MakePass) -> None:
    publish(tmp_path, make_pass(0))
    with State.open(tmp_path), State.read(tmp_path) as state:
        assert state.verify_ledger().size == 3


def test_a_copy_on_a_read_only_medium_can_be_read(
    tmp_path: Path, make_pass: MakePass, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, make_pass(0))
    assert not (tmp_path / "state.sqlite-wal").exists()
    monkeypatch.setattr("os.access", lambda path, mode: False)  # tests may run as root, whom nothing stops
    with State.read(tmp_path) as state:
        assert state.verify_ledger().size == 3
    assert {path.name for path in tmp_path.iterdir()} == {"lake", "lock", "state.sqlite"}


def test_reading_where_there_is_no_state_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="forestall run"), State.read(tmp_path):
        pass


def test_nothing_is_kept_of_a_pass_with_a_number_that_json_lacks(tmp_path: Path, make_pass: MakePass) -> None:
    bad = replace(make_pass(0), entries=(Entry("decision", "plan", START, {"cost": float("nan")}),))
    with State.open(tmp_path) as state:
        with pytest.raises(InputError, match="nan"):
            state.publish(bad)
        assert (state.last_pass(), state.open_alerts(), state.head()) == (None, (), None)


def test_files_of_old_passes_are_given_up_and_the_ledger_is_not(tmp_path: Path, make_pass: MakePass) -> None:
    for hour in range(5):
        publish(tmp_path, make_pass(hour), keep=2)
    names = sorted(path.name for path in (tmp_path / "lake").iterdir())
    with State.read(tmp_path) as state:
        assert (names, state.verify_ledger().size) == (["00000004-findings.parquet", "00000005-findings.parquet"], 15)


def test_what_a_killed_pass_left_in_the_lake_is_swept_away(tmp_path: Path, make_pass: MakePass) -> None:
    publish(tmp_path, make_pass(0))
    for name in ("00000002-findings.parquet", "00000002-risks.part"):
        (tmp_path / "lake" / name).write_bytes(b"orphan")
    with State.open(tmp_path):
        assert [path.name for path in (tmp_path / "lake").iterdir()] == ["00000001-findings.parquet"]


def test_the_same_pass_gives_the_same_parquet_bytes(tmp_path: Path, make_pass: MakePass) -> None:
    digests = []
    for name in ("a", "b"):
        publish(tmp_path / name, make_pass(0))
        content = (tmp_path / name / "lake" / "00000001-findings.parquet").read_bytes()
        digests.append(hashlib.sha256(content).hexdigest())
    assert digests[0] == digests[1]


Damage = Callable[[Path], object]
DAMAGE: dict[str, Damage] = {
    "text instead of a database": lambda file: file.write_bytes(b"no database at all, but text" * 100),
    "cut in the middle": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
    "first page zeroed": lambda file: file.write_bytes(bytes(4096) + file.read_bytes()[4096:]),
    "pages overwritten": lambda file: file.write_bytes(file.read_bytes()[:8192] + b"\xff" * 60_000),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_database_is_said_to_be_so(tmp_path: Path, make_pass: MakePass, damage: Damage) -> None:
    publish(tmp_path, make_pass(0))
    damage(tmp_path / "state.sqlite")
    for left in ("state.sqlite-wal", "state.sqlite-shm"):
        (tmp_path / left).unlink(missing_ok=True)
    with pytest.raises(StateError, match=r"state\.sqlite.*(backup|choose another)"), State.open(tmp_path):
        pass


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "state.sqlite") as other:
        other.execute("CREATE TABLE birds (name TEXT)")
    with pytest.raises(StateError, match="not of Forestall"), State.open(tmp_path):
        pass


def test_a_newer_schema_is_refused(tmp_path: Path, make_pass: MakePass) -> None:
    publish(tmp_path, make_pass(0))
    with sqlite3.connect(tmp_path / "state.sqlite") as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StateError, match=r"schema 9999.*newer Forestall"), State.open(tmp_path):
        pass


def test_a_truncated_parquet_file_is_named(tmp_path: Path, make_pass: MakePass) -> None:
    publish(tmp_path, make_pass(0))
    file = tmp_path / "lake" / "00000001-findings.parquet"
    file.write_bytes(file.read_bytes()[:-10])
    with State.read(tmp_path) as state, pytest.raises(StateError, match=r"00000001-findings\.parquet.*backup"):
        state.table("findings")


def test_a_table_that_the_pass_did_not_leave_is_named(tmp_path: Path, make_pass: MakePass) -> None:
    publish(tmp_path, make_pass(0))
    with State.read(tmp_path) as state, pytest.raises(StateError, match="no table risks"):
        state.table("risks")


def test_a_record_that_was_edited_into_nonsense_is_named(tmp_path: Path, make_pass: MakePass) -> None:
    publish(tmp_path, make_pass(0))
    with sqlite3.connect(tmp_path / "state.sqlite") as other:
        other.execute("UPDATE obligations SET document = '{\"id\": 3}'")
    with State.open(tmp_path) as state, pytest.raises(StateError, match="obligation ob-1"):
        state.obligations()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match="--state"), State.open(tmp_path / "file" / "state"):
        pass


def test_an_empty_table_is_kept(tmp_path: Path) -> None:
    empty = pa.table({"id": pa.array([], pa.string())})
    publish(tmp_path, Pass(START, 1, "p", {}, tables={"findings": empty}))
    with State.read(tmp_path) as state:
        assert state.table("findings").equals(empty)


def test_what_a_pass_looks_up_does_not_wait_for_a_writer(tmp_path: Path, make_pass: MakePass) -> None:
    publish(tmp_path, make_pass(0))
    writer = Database(tmp_path, writable=True)
    with State.open(tmp_path) as state, writer.connection():
        assert (len(state.open_alerts()), state.forecasts(), state.drafts()) == (1, (), ())
        assert state.last_number() == 1
    writer.close()
