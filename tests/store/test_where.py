"""Where a state may live, and what is said when it cannot be used."""

import errno
import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
import pytest

from forestall.core.errors import FullError, InputError, StateError
from forestall.model.intake import Arrival
from forestall.model.label import Label
from forestall.store.audit import audit
from forestall.store.backup import backup, restore
from forestall.store.days import Days
from forestall.store.inbox import Inbox
from forestall.store.lake import LakeFile, lake_at
from forestall.store.passes import Pass
from forestall.store.state import State
from forestall.store.upkeep import compact
from forestall.store.where import where

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
MakeArrival = Callable[..., Arrival]
MakePass = Callable[[int], Pass]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("mysql://host/db?lake=x", "a URL of 'mysql'"),
        ("postgresql://host/db", "lacks the lake"),
        ("postgresql://host?lake=x", "lacks the name"),
        ("postgresql://host:port/db?lake=x", "cannot be read"),
        ("s3://bucket/state", "a URL of 's3'"),
    ],
)
def test_a_wrong_url_is_named_with_what_was_expected(text: str, says: str) -> None:
    with pytest.raises(InputError, match=rf"--state: .*{says}.*expected a folder, or postgresql://"):
        where(text)


def test_a_password_is_never_shown() -> None:
    found = where("postgresql://office:secret@127.0.0.1:1/db?lake=/tmp/x")
    assert "secret" not in str(found)
    with (
        pytest.raises(StateError, match="cannot be reached") as caught,
        Inbox.open("postgresql://office:secret@127.0.0.1:1/db?lake=/tmp/x"),
    ):
        pass
    assert "secret" not in str(caught.value)


def test_a_database_that_is_not_there_is_named(server: str) -> None:
    with (
        pytest.raises(StateError, match='database "nowhere" does not exist'),
        State.open(f"postgresql://forestall@{server}/nowhere?lake=/tmp/x"),
    ):
        pass


def test_a_server_that_breaks_off_is_said_to_be_away_and_comes_back(postgresql: str, arrival: MakeArrival) -> None:
    from sqlalchemy import text

    with Inbox.open(postgresql) as inbox:
        inbox.take([arrival(1)])
        with pytest.raises(StateError, match="cannot be reached"), inbox._database.connection() as connection:
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        assert inbox.take([arrival(1), arrival(2)])[1].number == 2


def test_passes_on_a_server_go_one_after_the_other_and_verify(postgresql: str, make_pass: MakePass) -> None:
    for hour in range(3):
        with State.open(postgresql) as state:
            state.publish(make_pass(hour), keep=2)
    with State.open(postgresql), pytest.raises(StateError, match="another pass is running"), State.open(postgresql):
        pass
    with State.read(postgresql) as state:
        assert state.verify_ledger().size == 9
        assert state.table("findings").column("id").to_pylist() == ["f2", "g", "h"]
        assert state.previous(make_pass(2).at, 1, "place-digest") == {"hour": 1}
        assert [alert.msg_type for alert in state.open_alerts()] == ["Update"]
        assert state.obligations()[0].state == "open"
        with pytest.raises(StateError, match="read-only"):
            state.publish(make_pass(3))
    with State.open(postgresql) as state, pytest.raises(StateError, match="cannot follow"):
        state.publish(make_pass(1))


def test_another_database_on_the_server_is_left_alone(empty_database: str) -> None:
    import psycopg

    with psycopg.connect(empty_database.split("?", maxsplit=1)[0], autocommit=True) as connection:
        connection.execute("CREATE TABLE birds (name TEXT)")
    with pytest.raises(StateError, match="not of Forestall"), State.open(empty_database):
        pass


def test_texts_have_one_order_on_both_databases(place: str, arrival: MakeArrival) -> None:
    with Inbox.open(place) as inbox:
        for source in ("b", "B", "a-b", "a", "ä", "aa", "_"):
            inbox.silence(source, None)
        assert [each.source for each in inbox.health()] == ["B", "_", "a", "a-b", "aa", "b", "ä"]


def test_a_lake_without_room_is_said_to_be_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FullError, match="No space left"):
        lake_at(str(tmp_path)).put([LakeFile("t", "t.parquet", 1, b"x")])


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """An S3-compatible store of our own; its URL with a prefix."""
    server = pytest.importorskip("moto.server", reason="moto is not installed")
    import boto3

    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION", "AWS_EC2_METADATA_DISABLED")
    values = ("test", "test", "us-east-1", "true")
    with pytest.MonkeyPatch.context() as environment:
        for name, value in zip(names, values, strict=True):
            environment.setenv(name, value)
        running = server.ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        running.start()
        host, port = running.get_host_and_port()
        boto3.client("s3", endpoint_url=f"http://{host}:{port}").create_bucket(Bucket="office")
        yield f"s3://office/lake?scheme=http&endpoint_override={host}:{port}&region=us-east-1"
        running.stop()


def test_an_object_store_holds_a_lake(bucket: str) -> None:
    lake = lake_at(bucket)
    assert lake.paths() == ()
    lake.put([LakeFile("t", "a/b/t.parquet", 1, b"content"), LakeFile("t", "u.parquet", 1, b"x")])
    assert (lake.paths(), lake.get("a/b/t.parquet")) == (("a/b/t.parquet", "u.parquet"), b"content")
    lake.remove(["a/b/t.parquet", "u.parquet", "never-there"])
    assert lake.paths() == ()
    with pytest.raises(StateError, match=r"s3://office/lake: a/b/t\.parquet cannot be read"):
        lake.get("a/b/t.parquet")


def test_a_bucket_that_is_not_there_is_named(bucket: str) -> None:
    with pytest.raises(StateError, match="s3://nowhere/lake: cannot be written"):
        lake_at(bucket.replace("office", "nowhere")).put([LakeFile("t", "t.parquet", 1, b"x")])


@pytest.mark.parametrize("location", ["s3://key:geheim@office/lake", "s3://office/lake?unknown=1"])
def test_a_wrong_location_of_a_bucket_is_refused_without_its_keys(location: str) -> None:
    with pytest.raises(InputError, match="s3://office/lake") as caught:
        lake_at(location)
    assert "geheim" not in str(caught.value)


def test_a_state_on_a_server_with_its_lake_in_an_object_store(
    bucket: str, postgresql: str, tmp_path: Path, make_pass: MakePass, arrival: MakeArrival
) -> None:
    place = f"{postgresql.split('?', maxsplit=1)[0]}?lake={quote(bucket, safe='')}"
    with State.open(place) as state:
        state.publish(make_pass(0))
    with Inbox.open(place) as inbox, Days.open(place) as days:
        inbox.take([arrival(1), arrival(2)])
        inbox.finish(0, 2, {}, START)
        for until in (START.replace(minute=1, second=30), START.replace(day=20)):
            days.settle(until)
        records = pa.table({"_time": pa.array([START], pa.timestamp("us", "UTC"))})
        for number in range(2):
            days.keep("logs", "web", Label.RED, records, "_time", str(number), START)
        assert compact(days, "2026-03-10") == 4
        table = days.read("signals", date(2026, 3, 9), date(2026, 3, 10))
        assert table is not None
        assert table.column("number").to_pylist() == [1, 2]
    backup(place, tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "again")
    assert audit(tmp_path / "again") == ()
    with State.read(tmp_path / "again") as state:
        assert state.table("findings").num_rows == 3
