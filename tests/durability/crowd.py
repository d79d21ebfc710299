"""What is tried: several threads that write signals, their offset and a ledger entry at once, and share commits.

Each work is one transaction through `Database.session`; it is acknowledged when that returned. One writer of the crowd
takes its turn by itself, as the intake does (`Database.connection`). Three ways to do it wrong serve the negative
controls: to acknowledge within the work (`early`), to leave the commit to the next writer and not wait for it
(`hasty`), to write the entry in another transaction than the signals (`apart`).
"""

import hashlib
import json
import os
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from forestall.core.errors import StateError
from forestall.model.entry import Entry
from forestall.model.intake import Arrival, Delivery
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.store import group, taking
from forestall.store.book import Book
from forestall.store.database import Database
from forestall.store.prepared import prepare
from forestall.store.sealer import Unsealed
from forestall.store.where import make, where

KIND = "taken"
WRITERS = 5
START = datetime(2026, 3, 9, 6, tzinfo=UTC)
PATIENCE = 40  # how often a work is tried while the disk gives errors


@dataclass(frozen=True, slots=True)
class Work:
    """What one writer stores in one transaction."""

    writer: int
    turn: int
    arrivals: tuple[Arrival, ...]
    stumbles: bool
    """Whether the writer first stores something else, finds that wrong and takes it back."""

    @property
    def source(self) -> str:
        """Who sends it; also the name of the writer's offset."""
        return f"writer-{self.writer}"

    @property
    def subject(self) -> str:
        """What the entry of the ledger speaks of."""
        return f"{self.writer}-{self.turn}"


Works = tuple[tuple[Work, ...], ...]
"""What each writer does, in its order."""


class StumbleError(Exception):
    """A work that its writer takes back."""


def crowd(seed: int, turns: int) -> Works:
    """Works of all writers, of one to three signals each."""
    chance = random.Random(seed)
    return tuple(
        tuple(
            Work(writer, turn, _signals(writer, turn, chance.randint(1, 3), chance), chance.random() < 0.2)
            for turn in range(turns)
        )
        for writer in range(WRITERS)
    )


def write(place: Path | str, works: Works, acked: Sequence[int], acks: int, how: str = "") -> None:
    """Let all writers do at once what is left to them.

    Args:
        place: the state
        works: of all of them
        acked: how many of each were acknowledged before; it sends those after them again
        acks: file descriptor of the acknowledgements
        how: `early`, `hasty` or `apart`, which are wrong; or nothing

    Raises:
        StateError: the database was away.
    """
    found = where(place)
    if found.folder is not None:
        make(found.folder)
    with _watched(acks, hasty=how == "hasty"):
        database = Database(found, writable=True)
        try:
            _patiently(database.prepare)
            _together([_writer(database, mine[done:], acks, how) for mine, done in zip(works, acked, strict=True)])
        finally:
            database.close()


def _together(lives: list[Callable[[], None]]) -> None:
    begin, errors = threading.Barrier(len(lives)), list[Exception]()

    def live(one: Callable[[], None]) -> None:
        begin.wait()
        try:
            one()
        except Exception as error:  # noqa: BLE001 - said to who waits for all
            errors.append(error)

    threads = [threading.Thread(target=live, args=(one,)) for one in lives]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    if errors:
        raise errors[0]


def _writer(database: Database, works: Sequence[Work], acks: int, how: str) -> Callable[[], None]:
    def live() -> None:
        for work in works:
            if work.stumbles:
                with suppress(StumbleError):
                    _patiently(partial(_stumble, database, work))
            _patiently(partial(_do, database, work, acks, how))

    return live


def _do(database: Database, work: Work, acks: int, how: str) -> None:
    with _session(database, work.writer) as session:
        receipt = _store(session, work, entered=how != "apart")
        if how == "early":
            _say(acks, receipt)
    if how == "apart":
        with database.session() as session:
            Book(session).append([_entry(work, receipt[2])])
    if how != "early":
        _say(acks, receipt)


def _stumble(database: Database, work: Work) -> None:
    """What is taken back has another source, so that it would be seen."""
    with _session(database, work.writer) as session:
        wrong = Work(work.writer + WRITERS, work.turn, _signals(work.writer + WRITERS, work.turn, 2), stumbles=True)
        _store(session, wrong, entered=True)
        raise StumbleError


@contextmanager
def _session(database: Database, writer: int) -> Iterator[Session]:
    if writer:
        with database.session() as session:
            yield session
    else:
        with database.connection() as connection, Session(connection) as session:
            yield session


def _store(session: Session, work: Work, *, entered: bool) -> tuple[int, int, list[int]]:
    """Writer, turn and numbers. What was there before has its entry already: both or none."""
    delivery = Delivery(work.arrivals, offset=(work.source, str(work.turn + 1)))
    outcome = taking.take(session.connection(), [prepare(delivery)], Unsealed())[0]
    assert isinstance(outcome, tuple), outcome
    numbers = [each.number for each in outcome]
    if entered and not outcome[0].duplicate:
        Book(session).append([_entry(work, numbers)])
    return work.writer, work.turn, numbers


def _entry(work: Work, numbers: list[int]) -> Entry:
    return Entry(KIND, work.subject, START + timedelta(minutes=work.turn), {"numbers": numbers})


def _signals(writer: int, turn: int, count: int, chance: random.Random | None = None) -> tuple[Arrival, ...]:
    filling = "" if chance is None else chance.randbytes(chance.randint(4, 400)).hex()
    return tuple(_signal(writer, turn, place, filling) for place in range(count))


def _signal(writer: int, turn: int, place: int, filling: str) -> Arrival:
    at, name = START + timedelta(minutes=turn), f"{writer}-{turn}-{place}"
    body: dict[str, object] = {"text": name, "filling": filling}
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    return Arrival(f"writer-{writer}", name, at, at, "event", Label.AMBER, "town", Field.CYBER, body, digest)


@contextmanager
def _watched(acks: int, *, hasty: bool) -> Iterator[None]:
    """Say how many works a commit is for, before it is made: a kill then shows how many it befell."""
    plain = group._Group

    class Watched(plain):  # type: ignore[misc, valid-type]
        def __init__(self, connection: object) -> None:
            super().__init__(connection)
            if hasty:
                self.done.set()

        def end(self) -> None:
            _say(acks, (self.works,))
            super().end()

    group._Group = Watched  # type: ignore[misc]
    try:
        yield
    finally:
        group._Group = plain  # type: ignore[misc]


def _patiently(action: Callable[[], object]) -> None:
    for _ in range(PATIENCE):
        try:
            action()
        except StateError as error:
            said = error
        else:
            return
    raise said


def _say(acks: int, what: object) -> None:
    """A line, whole or not at all."""
    os.write(acks, json.dumps(what).encode() + b"\n")
