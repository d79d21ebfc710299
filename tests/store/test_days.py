"""The lake by day: what is in it counts once, moves and goes whole, in a folder and in an object store."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from forestall.core.errors import InputError, StateError
from forestall.model.intake import Arrival, Rejected, Request
from forestall.model.label import Label
from forestall.model.retention import Keep, Retention
from forestall.store.days import Days
from forestall.store.inbox import Inbox
from forestall.store.upkeep import compact, tidy

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
SOON, LATE = date(2026, 3, 1), date(2026, 4, 1)
MakeArrival = Callable[..., Arrival]


def records(*hours: int) -> pa.Table:
    times = pa.array([START + timedelta(hours=h) for h in hours], pa.timestamp("us", "UTC"))
    return pa.table({"_time": times, "hour": list(hours)})


def keep(days: Days, *hours: int, source: str = "web", label: Label = Label.AMBER) -> None:
    days.keep("logs", source, label, records(*hours), "_time", f"hour {hours[-1]}", START)


def hours_of(days: Days, since: date = SOON, until: date = LATE, source: str | None = None) -> list[int]:
    table = days.read("logs", since, until, source)
    return [] if table is None else table.column("hour").to_pylist()


def test_records_lie_in_files_of_their_day_and_the_offset_with_them(place: str) -> None:
    with Days.open(place) as days:
        keep(days, 30, 1, 31, 2)
        keep(days, 3)
        keep(days, 4, source="../odd name", label=Label.RED)
        assert hours_of(days, source="web") == [1, 2, 3, 30, 31]
        assert hours_of(days, since=date(2026, 3, 10)) == [30, 31]
        assert days.lake.paths() == (
            "logs/2026-03-09/AMBER/web/000000000001-000000000002.parquet",
            "logs/2026-03-09/AMBER/web/000000000005-000000000005.parquet",
            "logs/2026-03-09/RED/%2E%2E%2Fodd%20name/000000000006-000000000006.parquet",
            "logs/2026-03-10/AMBER/web/000000000003-000000000004.parquet",
        )
        assert days.read("logs", LATE, LATE) is None
    with Inbox.open(place) as inbox:
        assert inbox.offset("web") == "hour 3"


def test_a_record_without_time_belongs_to_the_day_it_came(tmp_path: Path) -> None:
    table = pa.table({"_time": pa.array([None], pa.timestamp("us")), "hour": [7]})
    with Days.open(tmp_path) as days:
        (file,) = days.keep("logs", "web", Label.GREEN, table, "_time", "1", START)
        assert file.slot.day == "2026-03-09"


@pytest.mark.parametrize("dataset", ["signals", "../logs", "Logs", ""])
def test_a_dataset_must_have_a_plain_name(tmp_path: Path, dataset: str) -> None:
    with Days.open(tmp_path) as days, pytest.raises(InputError, match="small letters"):
        days.keep(dataset, "web", Label.GREEN, records(1), "_time", "1", START)


def test_a_table_without_times_is_refused(tmp_path: Path) -> None:
    with Days.open(tmp_path) as days, pytest.raises(InputError, match="timestamps"):
        days.keep("logs", "web", Label.GREEN, records(1), "hour", "1", START)


def test_signals_that_were_worked_through_move_and_are_still_recognised(place: str, arrival: MakeArrival) -> None:
    with Inbox.open(place) as inbox, Days.open(place) as days:
        inbox.take([arrival(n) for n in range(5)] + [arrival(9, label=Label.RED)])
        inbox.finish(0, 4, {2: "broke"}, START)
        assert days.settle(START + timedelta(days=1)) == 4
        assert days.settle(START + timedelta(days=1)) == 0
        table = days.read("signals", SOON, LATE)
        assert table is not None
        assert table.column("number").to_pylist() == [1, 3, 4]
        assert table.column("body").to_pylist() == ['{"n":0}', '{"n":2}', '{"n":3}']
        assert [s.number for s in inbox.after(0, 10)] == [2, 5, 6]
        assert inbox.take([arrival(0)])[0] == inbox.take([arrival(0)])[0]
        assert inbox.take([arrival(3)])[0].duplicate


def test_signals_of_yesterday_stay_until_their_time(tmp_path: Path, arrival: MakeArrival) -> None:
    with Inbox.open(tmp_path) as inbox, Days.open(tmp_path) as days:
        inbox.take([arrival(1), arrival(200), arrival(2)])
        inbox.finish(0, 3, {}, START)
        assert days.settle(START + timedelta(minutes=100)) == 1
        assert days.settle(START + timedelta(minutes=300)) == 2


def test_many_files_of_a_day_become_one_with_the_same_rows(place: str) -> None:
    with Days.open(place) as days:
        for hour in (3, 1, 2, 30):
            keep(days, hour)
        keep(days, 4, label=Label.RED)
        before = hours_of(days)
        assert compact(days, "2026-03-10") == 3
        assert compact(days, "2026-03-10") == 0
        assert hours_of(days) == before == [3, 1, 2, 4, 30]
        assert len(days.lake.paths()) == 3


def test_files_are_not_joined_beyond_the_largest_size(tmp_path: Path) -> None:
    with Days.open(tmp_path) as days:
        for hour in range(6):
            keep(days, hour)
        size = (tmp_path / "lake" / days.lake.paths()[0]).stat().st_size
        assert compact(days, "2026-03-10", largest=2 * size + 20) == 6
        assert len(days.lake.paths()) == 3


def test_what_a_killed_writer_left_is_swept_and_a_pass_keeps_its_own(tmp_path: Path) -> None:
    with Days.open(tmp_path) as days:
        keep(days, 1)
        for name in ("logs/2026-03-09/AMBER/web/000000000002-000000000002.part", "logs/x/y.parquet"):
            (tmp_path / "lake" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "lake" / name).write_bytes(b"half")
        (tmp_path / "lake" / "00000001-findings.parquet").write_bytes(b"of a pass")
        assert len(days.sweep()) == 2
        assert hours_of(days) == [1]
        assert len(days.lake.paths()) == 2


def test_one_keeps_the_lake_at_a_time(place: str) -> None:
    with Days.open(place), pytest.raises(StateError, match="keeping its lake"), Days.open(place):
        pass


def test_a_changed_file_is_named(tmp_path: Path) -> None:
    with Days.open(tmp_path) as days:
        keep(days, 1)
        path = tmp_path / "lake" / days.lake.paths()[0]
        path.write_bytes(path.read_bytes()[:-1] + b"x")
        with pytest.raises(StateError, match=r"000000000001\.parquet.*backup"):
            hours_of(days)
        path.unlink()
        with pytest.raises(StateError, match="cannot be read"):
            hours_of(days)


def test_what_is_past_its_time_goes_by_source_and_label(place: str, arrival: MakeArrival) -> None:
    rules = (Keep(1, source="web", label=Label.RED), Keep(10, source="gate", label=Label.GREEN))
    retention = Retention(rules, days=100, quarantine_days=30, embedded_days=5)
    with Inbox.open(place) as inbox, Days.open(place) as days:
        bad = Rejected("gate", START, "no number", "", "text/csv", b"?")
        inbox.take([arrival(1), arrival(2, label=Label.RED)], [bad], request=Request("k", "gate", "a" * 64, START))
        inbox.finish(0, 2, {}, START)
        keep(days, 1)
        keep(days, 2, label=Label.RED)
        first = tidy(days, retention, START + timedelta(days=3))
        assert (first.files, first.signals, first.quarantined, first.requests, first.moved) == (1, 0, 0, 1, 0)
        second = tidy(days, retention, START + timedelta(days=6))
        assert (second.moved, second.files, second.signals) == (2, 0, 0)
        third = tidy(days, retention, START + timedelta(days=40))
        assert (third.files, third.signals, third.quarantined) == (1, 1, 1)
        assert [p.split("/")[:3] for p in days.lake.paths()] == [
            ["logs", "2026-03-09", "AMBER"],
            ["signals", "2026-03-09", "RED"],
        ]
        assert not inbox.take([arrival(1)])[0].duplicate


def test_with_upkeep_weeks_of_signals_does_not_grow_the_database(tmp_path: Path) -> None:
    retention, sizes = Retention(days=6, embedded_days=1), []
    with Inbox.open(tmp_path) as inbox, Days.open(tmp_path) as days:
        for day in range(20):
            at = START + timedelta(days=day)
            batch = [
                Arrival("s", f"{day}-{n}", at, at, "k", Label.GREEN, None, None, {"text": f"{day} {n} " * 20}, "0" * 64)
                for n in range(50)
            ]
            inbox.take(batch)
            inbox.finish(day * 50, day * 50 + 50, {}, at)
            tidy(days, retention, at)
            sizes.append((tmp_path / "state.sqlite").stat().st_size)
        assert len(days.lake.paths()) <= 7
    with sqlite3.connect(tmp_path / "state.sqlite") as file:
        assert file.execute("SELECT count(*) FROM signals").fetchone()[0] <= 7 * 50
    assert max(sizes[14:]) <= 1.1 * max(sizes[8:14])


def test_a_kill_between_file_and_manifest_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from forestall.store import day_files

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with Days.open(tmp_path) as days:
        keep(days, 1)
        keep(days, 2)
        monkeypatch.setattr(day_files, "add", killed)
        for action in (lambda: keep(days, 3), lambda: compact(days, "2026-03-10")):
            with pytest.raises(KeyboardInterrupt):
                action()
        monkeypatch.undo()
        assert hours_of(days) == [1, 2]
        assert len(days.sweep()) == 2
        keep(days, 3)
        assert hours_of(days) == [1, 2, 3]
