"""The master keys of a running deployment: a new one, an old one taken away, a unit's files made unreadable for ever.

Each of these becomes an entry of the ledger. The keys that sign the ledger are in `pipeline/rotation.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from forestall.core.errors import InputError
from forestall.guard.keys import KeyRing
from forestall.model.entry import Entry
from forestall.pipeline.master_keys import add_master_key, read_master_keys, remove_master_key
from forestall.pipeline.sign_in import totp_about
from forestall.store.book import Book
from forestall.store.database import Database
from forestall.store.resealing import needed, reseal
from forestall.store.sealed import SealedLake

SUBJECT = "master"


@dataclass(frozen=True, slots=True)
class Turned:
    """A rotation."""

    current: str
    """Name of the key that seals from now on."""
    names: tuple[str, ...]
    """Names of all keys on the ring, the current one last."""
    resealed: int
    """Envelopes that were put under it."""


def uses(where: Path | str, keys: Path) -> dict[str, int]:
    """Each master key on the ring, and how many envelopes need it.

    Raises:
        InputError: the key file cannot be read.
        StateError: the state cannot be used.
    """
    ring = read_master_keys(keys)
    with _opened(where) as database, database.session() as session:
        found = needed(session, ring, totp_about)
    return dict.fromkeys(ring.names, 0) | found


def rotate(where: Path | str, keys: Path, at: datetime) -> Turned:
    """A new master key, and everything sealed in the database under it; no file is written anew.

    A kill in between leaves both keys on the ring, and what is sealed opens with one of them: rotate again.

    Raises:
        InputError: the key file cannot be read.
        StateError: a file cannot be written; the same when something does not open, and then nothing is resealed.
    """
    with _opened(where) as database:
        before = read_master_keys(keys).current.name
        ring = add_master_key(keys)
        with database.session() as session:
            count = reseal(session, ring, totp_about)
            _say(Book(session), at, {"new": ring.current.name, "old": before, "resealed": count})
    return Turned(ring.current.name, ring.names, count)


def retire(where: Path | str, keys: Path, name: str, at: datetime) -> KeyRing:
    """Take away a master key that nothing in the database needs: backups that need it can no longer be opened.

    Raises:
        InputError: it is the current one, is not there, or something still needs it.
        StateError: the state or the key file cannot be used.
    """
    ring = read_master_keys(keys)
    if name not in ring.names or name == ring.current.name:
        old = ", ".join(ring.names[:-1]) or "none"
        raise InputError(f"master key {name!r}: expected one of the old ones ({old})")
    with _opened(where) as database, database.session() as session:
        count = needed(session, ring, totp_about).get(name, 0)
        if count:
            raise InputError(f"master key {name}: {count:,} envelopes need it; rotate first")
        _say(Book(session), at, {"retired": name})
    return remove_master_key(keys, name)


def shred(where: Path | str, keys: Path, unit: str, reason: str, at: datetime) -> None:
    """Destroy the key of a unit of the lake: no copy of its files can be read any more.

    Raises:
        InputError: the unit has no key, or no reason is given.
        StateError: the state cannot be used.
    """
    if not reason.strip():
        raise InputError("expected a reason: what is destroyed cannot be asked later")
    with _opened(where) as database:
        if not SealedLake(read_master_keys(keys), database).shred(unit):
            raise InputError(f"{unit}: has no key; nothing was destroyed")
        with database.session() as session:
            Book(session).say(Entry("erasure", unit, at, {"reason": reason}))


def _say(book: Book, at: datetime, what: dict[str, object]) -> None:
    book.say(Entry("key", SUBJECT, at, what))


@contextmanager
def _opened(where: Path | str) -> Iterator[Database]:
    database = Database(where, writable=True)
    try:
        database.prepare()
        yield database
    finally:
        database.close()
