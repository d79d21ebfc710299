"""Looks at a store that several writers wrote to at once and that met a fault; and tries that."""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from crowd import KIND, WRITERS, Works, crowd, write
from trial import Trial, drained

from forestall.model.intake import StoredSignal
from forestall.standards import jcs
from forestall.store.book import Book
from forestall.store.database import Database
from forestall.store.inbox import Inbox

TURNS = 5


@dataclass(slots=True)
class Said:
    """What a crowd said before it ended; a line that was cut was not said."""

    acked: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    """Numbers of the signals of each acknowledged work, by writer and turn."""
    groups: list[int] = field(default_factory=list)
    """How many works each commit was for, in the order in which they were begun."""
    befell: int = 0
    """How many works of the last commit nobody had acknowledged at the end."""

    @classmethod
    def read(cls, lines: bytes) -> "Said":
        """Understand it."""
        found = cls()
        for line in lines.splitlines(keepends=True):
            if not line.endswith(b"\n"):
                continue
            first, *more = json.loads(line)
            if more:
                found.acked[first, more[0]] = more[1]
            elif first:
                found.groups.append(first)
        found.befell = max(0, sum(found.groups) - len([each for each in found.acked if each[0]]))
        return found

    def turns(self) -> list[int]:
        """How many works of each writer were acknowledged."""
        counts = Counter(writer for writer, _ in self.acked)
        return [counts[writer] for writer in range(WRITERS)]


class Judge:
    """Knows what a crowd must leave."""

    def __init__(self, works: Works) -> None:
        """Take what all writers do."""
        self._works = works

    def look(self, place: Path | str, said: Said) -> list[int]:
        """How many works of each writer are in the store.

        Raises:
            AssertionError: the store lacks something that was acknowledged, holds something twice, half or that was
                taken back, or its ledger does not say what is in it.
            StateError: the store says that it is damaged.
        """
        with Inbox.open(place) as inbox:
            stored, health = inbox.after(0, 10**6), inbox.health()
            done = [int(inbox.offset(f"writer-{writer}") or 0) for writer in range(WRITERS)]
        if isinstance(place, Path):
            with closing(sqlite3.connect(place / "state.sqlite")) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        lost = [each for each in said.acked if each[1] >= done[each[0]]]
        assert not lost, f"lost: acknowledged works {lost}, the offsets are {done}"
        numbers = self._signals(stored, done)
        self._ledger(place, numbers)
        wrong = [each for each, told in said.acked.items() if numbers[f"{each[0]}-{each[1]}"] != told]
        assert not wrong, f"receipts: those of {wrong} are not what is stored"
        received = {each.source: each.received for each in health}
        assert received == Counter(each.arrival.source for each in stored), f"health: {received}"
        return done

    def complete(self, place: Path | str, said: Said) -> None:
        """Like `look`, and all of it is in the store and acknowledged.

        Raises:
            AssertionError: it is not.
        """
        whole = [len(mine) for mine in self._works]
        assert (self.look(place, said), said.turns()) == (whole, whole)

    def _signals(self, stored: tuple[StoredSignal, ...], done: list[int]) -> dict[str, list[int]]:
        """Numbers of the signals of each work that is in the store, in the order of their numbers."""
        works = [work for mine, count in zip(self._works, done, strict=True) for work in mine[:count]]
        bodies = {each.identity: each.body for work in works for each in work.arrivals}
        found = [each.arrival.identity for each in stored]
        twice = [name for name, count in Counter(found).items() if count > 1]
        assert not twice, f"duplicated: {twice}"
        assert set(found) == set(bodies), f"half, or taken back: {sorted(set(found) ^ set(bodies))}, offsets {done}"
        assert [each.number for each in stored] == list(range(1, len(stored) + 1)), "numbers are left out"
        assert all(each.arrival.body == bodies[each.arrival.identity] for each in stored), "corrupt: other content"
        number = {each.arrival.identity: each.number for each in stored}
        by_work = {work.subject: [number[each.identity] for each in work.arrivals] for work in works}
        return dict(sorted(by_work.items(), key=lambda each: each[1]))

    def _ledger(self, place: Path | str, numbers: dict[str, list[int]]) -> None:
        """It is whole, and has one entry for each work, in their order."""
        database = Database(place, writable=False)
        try:
            with database.reading() as session:
                book = Book(session)
                size = book.verify().size if book.head() else 0
                entries = [book.entry(index) for index in range(size)]
        finally:
            database.close()
        assert {each.kind for each in entries} <= {KIND}
        said = [(each.subject, jcs.read(each.body)["payload"]) for each in entries]
        twice = [name for name, count in Counter(name for name, _ in said).items() if count > 1]
        assert not twice, f"ledger: entries twice {twice}"
        expected = [(name, {"numbers": each}) for name, each in numbers.items()]
        assert said == expected, f"ledger: {len(said)} entries, {len(expected)} works, or in another order"


class Together(Trial):
    """Several writers at once."""

    def __init__(self, folder: Path, seed: int, how: str = "") -> None:
        """Take a state, which works, and what the writers do wrong."""
        self.folder, self._how = folder, how
        self._works = crowd(seed, TURNS)
        self._judge = Judge(self._works)
        self.said = Said()

    def act(self, acks: int) -> None:
        """Write all."""
        write(self.folder, self._works, [0] * WRITERS, acks, self._how)

    def look(self, acks: bytes) -> None:
        """Each writer may have one work in the store that it never heard of; it sends that again."""
        self.said = Said.read(acks)
        done, heard = self._judge.look(self.folder, self.said), self.said.turns()
        ahead = [writer for writer in range(WRITERS) if done[writer] > heard[writer] + 1]
        assert not ahead, f"stored {done}, acknowledged {heard}"
        rest = drained(lambda descriptor: write(self.folder, self._works, heard, descriptor))
        self._judge.complete(self.folder, Said.read(acks + rest))
