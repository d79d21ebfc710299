"""What all work between two passes needs: the database, the clock, the place. Rules of the work are elsewhere.

What changes something says so in the ledger, in the same transaction (`Office.changing` with `Book.append`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from forestall.model.place import Place
from forestall.store.database import Database
from forestall.store.where import make, where


@dataclass(frozen=True, slots=True)
class Office:
    """The state of one place, for reading and for changing, between two passes and beside them."""

    writing: Database
    """For changes."""
    reading: Database
    """For looking; never waits for a writer."""
    now: Callable[[], datetime]
    """The clock."""
    place: Callable[[], Place]
    """The place as it now stands."""

    @contextmanager
    def changing(self) -> Iterator[Session]:
        """One transaction that changes something; durable when it is left."""
        with self.writing.session() as session:
            yield session

    @contextmanager
    def looking(self) -> Iterator[Session]:
        """One transaction that changes nothing."""
        with self.reading.reading() as session:
            yield session


@contextmanager
def office(state: Path | str, now: Callable[[], datetime], place: Callable[[], Place]) -> Iterator[Office]:
    """The office of a state, which is made when there is none.

    Args:
        state: a folder, or a URL of PostgreSQL
        now: the clock
        place: the place as it now stands

    Raises:
        StateError: the state cannot be made or used.
    """
    found = where(state)
    if found.folder is not None:
        make(found.folder)
    writing, reading = Database(found, writable=True), Database(found, writable=False)
    try:
        writing.prepare()
        yield Office(writing, reading, now, place)
    finally:
        reading.close()
        writing.close()
