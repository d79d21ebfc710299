"""What all work with accounts needs: database, clock, keys, the tree of authorities. No rule stands here."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from forestall.model.jurisdiction import Jurisdiction
from forestall.store.database import Database
from forestall.store.sealer import Sealer
from forestall.store.where import make, where

CONSOLE = "console"
"""Who acts from the command line, at the machine itself."""


@dataclass(frozen=True, slots=True)
class People:
    """The accounts of one deployment, for reading and for changing."""

    writing: Database
    """For changes."""
    reading: Database
    """For looking; never waits for a writer."""
    sealer: Sealer
    """Seals keys of one-time codes."""
    now: Callable[[], datetime]
    """The clock."""
    organisation: str
    """The office that the deployment belongs to."""
    parents: Callable[[], Mapping[str, str | None]]
    """The authority above each authority of the place, as it stands now."""

    @contextmanager
    def changing(self) -> Iterator[Session]:
        """One transaction that changes something."""
        with self.writing.session() as session:
            yield session

    @contextmanager
    def looking(self) -> Iterator[Session]:
        """One transaction that changes nothing."""
        with self.reading.reading() as session:
            yield session


@contextmanager
def people(
    state: Path | str,
    sealer: Sealer,
    now: Callable[[], datetime],
    organisation: str,
    parents: Callable[[], Mapping[str, str | None]],
) -> Iterator[People]:
    """The accounts of a state, which is made when there is none.

    Args:
        state: a folder, or a URL of PostgreSQL
        sealer: seals keys of one-time codes
        now: the clock
        organisation: the office that the deployment belongs to
        parents: the authority above each authority of the place

    Raises:
        StateError: the state cannot be made or used.
    """
    place = where(state)
    if place.folder is not None:
        make(place.folder)
    writing, reading = Database(place, writable=True), Database(place, writable=False)
    try:
        writing.prepare()
        yield People(writing, reading, sealer, now, organisation, parents)
    finally:
        reading.close()
        writing.close()


def parents_of(jurisdictions: tuple[Jurisdiction, ...]) -> dict[str, str | None]:
    """The authority above each authority."""
    return {each.id: each.parent for each in jurisdictions}
