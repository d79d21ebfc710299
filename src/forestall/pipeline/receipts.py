"""Receipts for entries: made from the ledger, checked without it."""

from forestall.core.errors import InputError
from forestall.ledger.proof_file import Receipt
from forestall.pipeline.checkpoint import last_checkpoint
from forestall.store.book import Book, Kept
from forestall.store.book_proofs import Proofs
from forestall.store.database import Database


def receipt(database: Database, kept: Kept) -> Receipt:
    """The proof that an entry is in the ledger, under the last signed checkpoint, with the entry in it.

    Raises:
        InputError: no checkpoint covers the entry yet.
    """
    signed = last_checkpoint(database)
    size = signed.head().size
    if kept.index >= size:
        raise InputError(
            f"entry {kept.index}: the last signed checkpoint covers {size} entries; sign another with "
            "`forestall ledger checkpoint`"
        )
    with database.reading() as session:
        return Receipt(kept.index, Proofs(session).inclusion(kept.index, size), signed, kept.body)


def entry_of(database: Database, which: str) -> Kept:
    """An entry by its number, or the last of a kind on a subject, written `KIND:SUBJECT`.

    Raises:
        InputError: there is none.
    """
    with database.reading() as session:
        book = Book(session)
        if which.isascii() and which.isdigit():
            return book.entry(int(which))
        kind, colon, subject = which.partition(":")
        found = book.find(kind, subject) if colon else None
    if found is None:
        raise InputError(f"entry {which!r}: there is none; expected a number, or KIND:SUBJECT such as alert:a-1")
    return found
