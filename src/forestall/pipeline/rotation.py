"""Other keys for the ledger: the new ones sign, the old ones sign with them the checkpoint that holds the change.

So whoever trusts the old keys can see from that checkpoint, and the receipt for the entry in it, which keys are next.
"""

from datetime import datetime
from pathlib import Path

from forestall.core.errors import StateError
from forestall.ledger.key import SigningKey
from forestall.ledger.proof_file import Receipt
from forestall.pipeline.checkpoint import sign
from forestall.pipeline.ledger_keys import LOG_KINDS, keep_keys, new_keys, read_keys, sync_folder
from forestall.pipeline.receipts import receipt
from forestall.store.anchor import Anchor
from forestall.store.book import Book, key_event
from forestall.store.database import Database


def rotate(database: Database, anchor: Anchor, file: Path, at: datetime) -> tuple[tuple[SigningKey, ...], Receipt]:
    """New keys in the place of those in a file, and the receipt for the entry that says so.

    A kill in between leaves the new keys in `FILE.next`; the next call goes on with them. When this returns, the old
    secret keys are gone.

    Raises:
        TamperError: the ledger does not go on from the anchored checkpoint.
        InputError: the key file is not one.
        StateError: a file cannot be written.
    """
    old = read_keys(file)
    ahead = file.with_name(f"{file.name}.next")
    if not ahead.is_file():
        sign(database, anchor, old, at)  # refuses before anything is changed
        keep_keys(ahead, new_keys(old[0].name, LOG_KINDS))
    new = read_keys(ahead)
    event = key_event([str(k.public()) for k in old], [str(k.public()) for k in new], old[0].name, at)
    with database.session() as session:
        Book(session).say(event)
    sign(database, anchor, (*old, *new), at)
    with database.reading() as session:
        kept = Book(session).find("key", old[0].name)
    if kept is None:
        raise StateError(f"{file}: the change of keys is not in the ledger")
    proof = receipt(database, kept)
    try:
        ahead.replace(file)
        sync_folder(file.parent)
    except OSError as error:
        raise StateError(f"{file}: cannot be written ({error.strerror})") from error
    return new, proof
