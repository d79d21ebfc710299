"""Many writers share commits; each stands or falls by itself, and none is told of a commit that was not made."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from forestall.core.errors import StateError
from forestall.model.entry import Entry
from forestall.store.book import Book
from forestall.store.database import Database
from forestall.store.group import SharedCommit

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)


def entry(subject: str) -> Entry:
    return Entry("note", subject, AT, {"said": subject})


def together(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()


def write(database: Database, *subjects: str) -> None:
    with database.session() as session:
        Book(session).append([entry(each) for each in subjects])


def write_and_fail(database: Database) -> None:
    with database.session() as session:
        Book(session).append([entry("lost")])
        raise ValueError("no")


def write_and_lose_all(database: Database) -> None:
    with database.session() as session:
        opened = session.connection().connection.dbapi_connection
        assert opened is not None
        opened.rollback()  # what SQLite does by itself on SQLITE_FULL and SQLITE_IOERR
        raise StateError("the disk is full")


def commits(database: Database) -> list[int]:
    made: list[int] = []
    event.listen(database._engine, "commit", lambda _connection: made.append(1))
    return made


def test_many_writers_share_commits_and_all_are_kept(either: Database) -> None:
    made = commits(either)
    together([lambda n=n: [write(either, f"{n}-{turn}") for turn in range(20)] for n in range(8)])  # type: ignore[misc]
    with either.reading() as session:
        assert Book(session).verify().size == 160
    assert len(made) < 160


def held(database: Database, works: list[Callable[[], None]]) -> list[StateError]:
    """All works come while the first is at it; what the first is told."""
    inside = threading.Event()
    told: list[StateError] = []

    def first() -> None:
        try:
            slow()
        except StateError as error:
            told.append(error)

    def slow() -> None:
        with database.session() as session:
            Book(session).append([entry("first")])
            inside.set()
            while database._shared._waiting < len(works):
                threading.Event().wait(0.001)

    def later(work: Callable[[], None]) -> None:
        inside.wait(60)
        work()

    together([first, *(lambda w=work: later(w) for work in works)])  # type: ignore[misc]
    return told


def test_a_work_that_fails_is_undone_alone(either: Database) -> None:
    heard: list[str] = []

    def fails() -> None:
        with pytest.raises(ValueError, match="no"):
            write_and_fail(either)
        heard.append("failed")

    made = commits(either)
    held(either, [fails, lambda: write(either, "second"), fails, lambda: write(either, "third")])
    assert heard == ["failed", "failed"]
    assert 1 <= len(made) < 5
    with either.reading() as session:
        assert Book(session).verify().size == 3
        assert Book(session).find("note", "lost") is None


def test_when_the_first_fails_those_behind_it_are_kept(either: Database) -> None:
    with pytest.raises(ValueError, match="no"):
        write_and_fail(either)
    write(either, "kept")
    with either.reading() as session:
        assert [Book(session).entry(0).subject, Book(session).verify().size] == ["kept", 1]


def test_when_the_commit_fails_all_hear_of_it_and_the_next_is_tried(database: Database) -> None:
    refused: list[StateError] = []
    broken = [True]

    @event.listens_for(database._engine, "commit")
    def full(_connection: object) -> None:
        if broken:
            raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    def hears() -> None:
        with pytest.raises(StateError, match="full") as told:
            write(database, "other")
        refused.append(told.value)

    told = held(database, [hears, hears])
    assert "full" in str(told[0])
    assert len(refused) == 2
    broken.clear()
    write(database, "after")
    with database.reading() as session:
        assert [Book(session).entry(0).subject, Book(session).verify().size] == ["after", 1]


def test_when_sqlite_undoes_all_in_the_work_of_one_the_others_hear_of_it(database: Database) -> None:
    def breaks() -> None:
        with pytest.raises(StateError):
            write_and_lose_all(database)

    told = held(database, [breaks])
    assert [str(each) for each in told] == ["the database gave up the changes of several writers at once; try again"]
    write(database, "after")
    with database.reading() as session:
        assert [Book(session).entry(0).subject, Book(session).verify().size] == ["after", 1]


def test_who_waits_too_long_is_told_so_and_whoever_writes_goes_on(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forestall.store.group.WAIT", 0.05)
    with database.session() as session:
        Book(session).append([entry("slow")])
        told: list[str] = []

        def other() -> None:
            with pytest.raises(StateError) as error:
                write(database, "other")
            told.append(str(error.value))

        together([other])
        assert told == ["another change takes too long; try again when it is through"]
    with database.reading() as session:
        assert Book(session).verify().size == 1


def test_a_commit_left_to_somebody_who_never_comes_is_made_all_the_same(database: Database) -> None:
    database._shared._count(1)  # as if somebody waited
    write(database, "one")
    with database.reading() as session:
        assert Book(session).verify().size == 1
    assert isinstance(database._shared, SharedCommit)
