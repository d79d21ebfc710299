"""Signing the ledger: a checkpoint is signed only if it goes on from the last one that was, which the anchor holds.

Order of a signature: the ledger is held against the anchored checkpoint; the new one is signed; it takes the anchored
one's place, in one step; only then it is kept and handed out. A kill in between leaves at most an anchored checkpoint
that the ledger does not yet hold, and the next call hands out that one.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from forestall.core.clock import iso
from forestall.core.errors import InputError, StateError, TamperError
from forestall.ledger import checkpoint, note
from forestall.ledger.checkpoint import TreeHead
from forestall.ledger.key import SigningKey
from forestall.ledger.note import Note
from forestall.ledger.proof import verify_consistency
from forestall.model.entry import Checkpoint
from forestall.store.anchor import Anchor
from forestall.store.book import Book
from forestall.store.book_proofs import Proofs
from forestall.store.database import Database

_REFUSED = "Nothing was signed. Bring the other copy back, or begin a new ledger under another name"
TRIES = 5  # how often others may sign between our look and our signature


@contextmanager
def opened(state: Path | str, *, writable: bool) -> Iterator[Database]:
    """The database of a state, which must be there.

    Raises:
        StateError: there is none, or it cannot be used.
    """
    database = Database(state, writable=writable)
    if database.where.url is None and not database.where.file.is_file():
        raise StateError(f"{state}: there is no state here; `forestall run` makes one")
    try:
        database.prepare()
        yield database
    finally:
        database.close()


def sign(database: Database, anchor: Anchor, keys: Sequence[SigningKey], at: datetime, *, adopt: bool = False) -> Note:
    """The ledger's head as a signed checkpoint, the same one as before when nothing was added.

    Args:
        database: the ledger, writable
        anchor: the last checkpoint that was signed, kept apart
        keys: those that sign, all of one name, the ledger's origin
        at: the present
        adopt: take the ledger's own last checkpoint for an anchor that holds none

    Raises:
        TamperError: the ledger does not go on from the anchored checkpoint; nothing was signed.
        StateError: the ledger or the anchor cannot be used.
        InputError: the ledger is empty.
    """
    origin = keys[0].name
    for _ in range(TRIES):
        own = _own(database)  # before the anchor: whoever signs meanwhile writes there first
        last = anchor.last(origin)
        begun = _adopted(own, origin, adopt=adopt) if last is None else note.read(last)
        made = _next(database, begun, keys, at)
        data = made.write()
        if data == last or anchor.swap(origin, last, data):
            return keep(database, made, at)
    raise StateError(f"{origin}: {TRIES} others signed meanwhile; see that one service runs, not several")


def keep(database: Database, signed: Note, at: datetime) -> Note:
    """Put a checkpoint into the ledger; signatures that a kept one of the same text bears stay on it."""
    with database.session() as session:
        book = Book(session)
        there = book.checkpoint()
        if there is not None:
            signed = _joined(signed, note.read(there))
        if signed.write() != there:
            book.keep_checkpoint(signed.head().size, signed.write(), at)
    return signed


def last_checkpoint(database: Database) -> Note:
    """The last signed checkpoint that the ledger holds.

    Raises:
        InputError: there is none.
    """
    own = _own(database)
    if own is None:
        raise InputError(f"{database.where}: no checkpoint was signed yet; `forestall ledger checkpoint` signs one")
    return own


def _own(database: Database) -> Note | None:
    with database.reading() as session:
        data = Book(session).checkpoint()
    return None if data is None else note.read(data)


def _next(database: Database, last: Note | None, keys: Sequence[SigningKey], at: datetime) -> Note:
    with database.reading() as session:
        head, proofs = Book(session).head(), Proofs(session)
        if head is None:
            raise InputError(f"{database.where}: the ledger is empty, there is nothing to sign")
        root = proofs.root(head.size)
        if root.hex() != head.root:
            raise TamperError(f"head of size {head.size}: is not the root over the entries; nothing was signed")
        if last is not None:
            last.verified(key.public() for key in keys)
            _goes_on(proofs, last.head(), head, root)
    text = checkpoint.write(TreeHead(keys[0].name, head.size, root))
    begun = last if last is not None and last.text == text else Note(text, ())
    return begun.signed_by(keys, int(at.timestamp()))


def _adopted(own: Note | None, origin: str, *, adopt: bool) -> Note | None:
    if own is None or own.head().origin != origin:
        return None
    if adopt:
        return own
    raise TamperError(
        f"{origin}: the ledger has a signed checkpoint of size {own.head().size}, the anchor has none; nothing was "
        "signed. Name the right anchor with --anchor. If it is lost, make sure that this is the newest copy of the "
        "ledger, and sign once with --adopt"
    )


def _goes_on(proofs: Proofs, last: TreeHead, head: Checkpoint, root: bytes) -> None:
    """That the ledger begins with the anchored one."""
    if last.size > head.size:
        raise TamperError(
            f"{last.origin}: the ledger ends at size {head.size} ({iso(head.time)}), a checkpoint of size {last.size} "
            f"was signed: this is a restored backup or a second copy. {_REFUSED}"
        )
    if last.size == 0:
        return
    old = proofs.root(last.size)
    if old != last.root:
        raise TamperError(
            f"{last.origin}: the first {last.size} entries are not those of the checkpoint that was signed: this copy "
            f"of the ledger went its own way. {_REFUSED}"
        )
    verify_consistency(last.size, head.size, proofs.consistency(last.size, head.size), old, root)


def _joined(new: Note, there: Note) -> Note:
    if new.text != there.text:
        return new
    known = {(each.name, each.key_id) for each in new.signatures}
    return Note(new.text, (*new.signatures, *(s for s in there.signatures if (s.name, s.key_id) not in known)))
