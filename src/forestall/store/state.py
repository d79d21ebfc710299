"""The state between passes: a database and a lake, by default `state.sqlite` and `lake/` in one folder.

A pass opens it alone, reads what the last one left, and publishes what it found in one transaction. Until that
transaction is through, the state says what it said before, whenever the process is killed: files of the lake are whole
on disk before it begins, and count only once it has put them into the manifest.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pyarrow as pa
from sqlalchemy.orm import Session

from forestall.core.clock import iso
from forestall.core.errors import StateError, TamperError
from forestall.model.alert import Alert
from forestall.model.draft import Draft
from forestall.model.duty import Obligation
from forestall.model.entry import Checkpoint
from forestall.model.evidence import Given
from forestall.model.forecast import Forecast
from forestall.model.steadiness import Track
from forestall.store import lake
from forestall.store.book import Book
from forestall.store.database import FILE, Database
from forestall.store.drafts import Drafts
from forestall.store.evidence import EvidenceStore
from forestall.store.forecasts import Forecasts
from forestall.store.lock import locked, locked_server
from forestall.store.messages import Messages
from forestall.store.owed import Owed
from forestall.store.passes import Pass, Passes, Published, digest_of
from forestall.store.steadiness import Tracks, acknowledged, silenced
from forestall.store.tables import PassRow
from forestall.store.where import Where, make, where

KEEP = 30  # passes whose Parquet files are kept; the ledger is kept whole


class State:
    """The state of one place."""

    def __init__(self, database: Database) -> None:
        """Use `open` or `read`."""
        self.database = database
        self._name = str(database.where.folder or database.where)
        self._lake = lake.lake_at(database.where.lake)

    @classmethod
    @contextmanager
    def open(cls, place: Path | str) -> Iterator["State"]:
        """The state in a folder or at a URL, alone, for a pass; one that is not there is made.

        Raises:
            InputError: the URL cannot be read.
            StateError: another pass is running, the state is damaged or away, or a newer Forestall made it.
        """
        found = where(place)
        with _alone(found), cls._on(found, writable=True) as state:
            state._sweep()
            yield state

    @classmethod
    @contextmanager
    def read(cls, place: Path | str) -> Iterator["State"]:
        """The state as the last pass left it, changing nothing; a pass may be running.

        Raises:
            InputError: the URL cannot be read.
            StateError: there is none, it is damaged or away, or it has another schema.
        """
        found = where(place)
        if found.folder is not None and not found.file.is_file():
            raise StateError(f"{found.folder}: there is no state here (no {FILE}); `forestall run` makes one")
        with cls._on(found, writable=False) as state:
            yield state

    @classmethod
    @contextmanager
    def _on(cls, place: Where, *, writable: bool) -> Iterator["State"]:
        database = Database(place, writable=writable)
        try:
            database.prepare()
            yield cls(database)
        finally:
            database.close()

    def last_pass(self) -> datetime | None:
        """Time of the last pass; None in a new folder."""
        with self.database.reading() as session:
            last = Passes(session).last()
            return None if last is None else last.at

    def last_number(self) -> int | None:
        """Number of the last pass; None in a new folder."""
        with self.database.reading() as session:
            last = Passes(session).last()
            return None if last is None else last.number

    def check_time(self, at: datetime) -> None:
        """That a pass of this time may follow the last one.

        Raises:
            StateError: the last one was later.
        """
        last = self.last_pass()
        if last is not None and at < last:
            raise StateError(
                f"{self._name}: its last pass was at {iso(last)}, a pass at {iso(at)} cannot follow it; "
                "choose another with --state"
            )

    def open_alerts(self) -> tuple[Alert, ...]:
        """Our alerts that were in force at the last pass: the last message on each subject, by subject."""
        with self.database.reading() as session:
            last = Passes(session).last()
            return () if last is None else Messages(session).open(last.at)

    def drafts(self) -> tuple[Draft, ...]:
        """Alerts that wait for a second person, oldest first."""
        with self.database.reading() as session:
            return Drafts(session).waiting()

    def tracks(self) -> tuple[Track, ...]:
        """What the last pass remembers of subjects of warnings, by subject."""
        with self.database.reading() as session:
            return Tracks(session).all()

    def attention(self, at: datetime) -> tuple[frozenset[str], frozenset[str]]:
        """Subjects of alerts in force at a time that are acknowledged, and those that are silenced."""
        with self.database.reading() as session:
            return acknowledged(session, at), silenced(session, at)

    def sent(self, at: datetime) -> tuple[Alert, ...]:
        """Messages that were sent at a time: when a pass is run again, what it sent the first time."""
        with self.database.reading() as session:
            return Messages(session).sent(at.replace(microsecond=0))

    def obligations(self) -> tuple[Obligation, ...]:
        """The obligations that a pass has to know of, by id."""
        with self.database.reading() as session:
            return Owed(session).standing()

    def settled(self, names: Iterable[str]) -> tuple[Obligation, ...]:
        """Of some ids the obligations that were settled, so that a pass need not know of them; by id."""
        with self.database.reading() as session:
            return Owed(session).settled(names)

    def given(self, obligations: Iterable[str]) -> tuple[dict[str, Given], int]:
        """Evidence and verdicts on obligations, and the number of the last one there is."""
        with self.database.reading() as session:
            kept = EvidenceStore(session)
            return kept.given(obligations), kept.last()

    def previous(self, at: datetime, seed: int, place: str) -> dict[str, object] | None:
        """Summary of the last pass that had another time, seed or place, for `what changed since`.

        So a pass that is run again compares with the same pass as before, not with itself.
        """
        with self.database.reading() as session:
            return Passes(session).before(at, seed, place)

    def head(self) -> Checkpoint | None:
        """Head of the ledger; None in a new folder."""
        with self.database.reading() as session:
            return Book(session).head()

    def publish(self, what: Pass, keep: int = KEEP) -> Published:
        """Keep what a pass leaves behind: all of it, or, when killed or refused, nothing.

        Args:
            what: what it leaves behind
            keep: passes whose Parquet files are kept

        Returns:
            What became of it; a pass that saw and found what the last one had, writes nothing.

        Raises:
            StateError: the last pass was later, or the folder cannot be written.
            InputError: an entry or the summary holds what JSON has no form for.
        """
        self.check_time(what.at)
        with self.database.reading() as session:
            last, head = Passes(session).last(), Book(session).head()
        number = 1 if last is None else last.number + 1
        files = lake.encode(number, what.tables)
        digest = digest_of(what, files)
        if last is not None and head is not None and last.digest == digest and self._holds(last, what):
            return Published(last.number, new=False, head=head, entries=0)
        files += lake.files_of(number, what.documents)
        self._lake.put(files)
        with self.database.session() as session:
            published = _keep(session, what, number, digest)
            Passes(session).add_files(files, number)
            Passes(session).forget_files(number - keep)
        self._sweep()
        return published

    def table(self, name: str) -> pa.Table:
        """A table of the last pass, from the lake.

        Raises:
            StateError: the last pass left no such table, or its file is not what was written.
        """
        with self.database.reading() as session:
            last = Passes(session).last()
            file = None if last is None else Passes(session).file(name, last.number)
        if file is None:
            raise StateError(f"{self._name}: the last pass left no table {name}")
        return lake.read(self._lake, file.path, file.sha256)

    def document(self, name: str) -> bytes:
        """Another file that the last pass left in the lake.

        Raises:
            StateError: the last pass left no such file, or it is not what was written.
        """
        with self.database.reading() as session:
            last = Passes(session).last()
            file = None if last is None else Passes(session).file(name, last.number)
        if file is None:
            raise StateError(f"{self._name}: the last pass left no file {name}")
        return lake.whole(self._lake, file.path, file.sha256)

    def _holds(self, last: PassRow, what: Pass) -> bool:
        """Whether the last pass has all the files of another that found the same, and that one sent nothing."""
        with self.database.reading() as session:
            kept = all(Passes(session).file(name, last.number) is not None for name in what.documents)
        return kept and not what.alerts and not what.drafts

    def table_at(self, name: str, moment: datetime) -> tuple[datetime, pa.Table]:
        """A table of the last pass at or before a time, with the time of that pass.

        Raises:
            StateError: there is no such pass, or its tables are no longer kept.
        """
        with self.database.reading() as session:
            found = Passes(session).at(moment)
            file = None if found is None else Passes(session).file(name, found.number)
        if found is None:
            raise StateError(f"{self._name}: there is no pass at or before {iso(moment)}")
        if file is None:
            raise StateError(
                f"{self._name}: the pass of {iso(found.at)} has no table {name} any more; "
                f"those of the last {KEEP} passes are kept"
            )
        return found.at, lake.read(self._lake, file.path, file.sha256)

    def forecasts(self) -> tuple[Forecast, ...]:
        """Every probability that a pass gave, with what came of it."""
        with self.database.reading() as session:
            return Forecasts(session).all()

    def verify_ledger(self, expect: Checkpoint | None = None) -> Checkpoint:
        """The head of the ledger, after every hash in it was computed anew.

        Args:
            expect: a head kept elsewhere, which the ledger must have had

        Raises:
            TamperError: something does not agree; the message names the entry or head.
        """
        try:
            with self.database.session() as session:
                return Book(session).verify(expect)
        except (ValueError, TypeError) as error:
            raise TamperError(f"{self._name}: a row of the ledger is not what we write: {error}") from error

    def _sweep(self) -> None:
        with self.database.reading() as session:
            keep = Passes(session).files()
        self._lake.remove([path for path in self._lake.paths() if "/" not in path and path not in keep])


@contextmanager
def _alone(place: Where) -> Iterator[None]:
    """Hold the lock of a pass."""
    if place.folder is not None:
        make(place.folder)
        with locked(place.folder):
            yield
        return
    database = Database(place, writable=True)
    try:
        with locked_server(database):
            yield
    finally:
        database.close()


def _keep(session: Session, what: Pass, number: int, digest: str) -> Published:
    changed = EvidenceStore(session).obligations_after(what.proofs)
    said = [each for each in what.entries if not (each.kind == "obligation" and each.subject in changed)]
    head, entries = Book(session).add(said, number, what.at)
    Passes(session).add(what, number, digest, head.size)
    Messages(session).add(what.alerts, number)
    Owed(session).put(what.obligations, number, changed)
    Forecasts(session).put(what.forecasts, number)
    Tracks(session).put(what.tracks, number)
    Drafts(session).put(what.drafts)
    return Published(number, new=True, head=head, entries=entries)
