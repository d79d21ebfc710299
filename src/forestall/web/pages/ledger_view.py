"""What the pages of the ledger show: entries, one entry with its proof, what is signed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from forestall.core.clock import instant
from forestall.core.errors import InputError
from forestall.core.text import N_
from forestall.ledger import note
from forestall.ledger.note import Note
from forestall.ledger.tree import leaf_hash
from forestall.model.entry import Checkpoint
from forestall.outlook.kinds import ENTRY
from forestall.outlook.pages.table import Column, Kind, TableView
from forestall.pipeline.ledger_keys import read_keys
from forestall.pipeline.office import Office
from forestall.pipeline.upkeep import KEYS
from forestall.store.book import Book, Kept
from forestall.store.book_proofs import Proofs
from forestall.store.book_search import Wanted, covering, entries, kinds
from forestall.web.said import named

MOST = 1_000
"""Entries that are looked through at once."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in a list."""

    number: int
    """Its number, from 0."""
    kind: str
    """What happened."""
    subject: str
    """What it speaks of."""
    time: datetime
    """When it was so."""
    short: str
    """What it says, in a line; empty where that is not in the ledger itself."""


@dataclass(frozen=True, slots=True)
class Signed:
    """How far the ledger is signed."""

    head: Checkpoint | None
    """Its head; None while it is empty."""
    note: Note | None
    """The last signed checkpoint; None when nothing was signed yet."""
    size: int
    """How many entries that covers."""
    keys: tuple[str, ...]
    """Public keys of this office, to be given to whoever is to check."""


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """The list."""

    signed: Signed
    """How far the ledger is signed."""
    table: TableView[Line]
    """The newest entries that fit."""
    kinds: Sequence[str]
    """Kinds of entries."""
    asked: dict[str, str]
    """What was typed into the form."""
    errors: dict[str, str]
    """What is wrong with it, by field."""
    older: int | None
    """Number below which there may be more; None when all that fit are shown."""

    def options(self, anything: str) -> list[tuple[str, str]]:
        """Choices of the form."""
        return [("", anything), *((each, named(each, ENTRY)) for each in self.kinds)]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry."""

    kept: Kept
    """The entry."""
    time: datetime
    """When it was so."""
    content: tuple[tuple[str, str], ...]
    """The payload, name by name; empty when it was erased."""
    digest_only: bool
    """Whether the ledger itself holds only a digest of the payload."""
    canonical: str
    """The bytes of which the tree is made."""
    leaf: str
    """Their leaf hash, hexadecimal."""
    proof: tuple[str, ...]
    """Hashes from the entry to the root of the signed checkpoint, hexadecimal."""
    signed: Signed
    """How far the ledger is signed."""
    covered: bool
    """Whether the signed checkpoint covers it."""


COLUMNS: tuple[Column[Line], ...] = (
    Column("number", N_("Number"), lambda row: row.number, kind=Kind.COUNT),
    Column("time", N_("Time"), lambda row: row.time, kind=Kind.TIME),
    Column("kind", N_("What happened"), lambda row: row.kind),
    Column("short", N_("In short"), lambda row: row.short),
    Column("subject", N_("What it speaks of"), lambda row: row.subject),
)
_SHORT = ("headline", "title", "reason", "state", "name")  # names of payloads that tell most, the first that is there


def found(office: Office, wanted: Wanted) -> tuple[tuple[Line, ...], Sequence[str]]:
    """The newest entries that fit, and all kinds there are."""
    with office.looking() as session:
        return tuple(map(_line, entries(session, wanted, MOST))), kinds(session)


def signed(office: Office, folder: Path) -> Signed:
    """How far the ledger is signed, and by which keys."""
    with office.looking() as session:
        head, data = Book(session).head(), Book(session).checkpoint()
    kept = None if data is None else note.read(data)
    keys = tuple(str(each.public()) for each in read_keys(folder / KEYS)) if (folder / KEYS).is_file() else ()
    return Signed(head, kept, 0 if kept is None else kept.head().size, keys)


def entry(office: Office, folder: Path, number: int) -> EntryPage:
    """An entry with its proof.

    Raises:
        InputError: there is none of that number.
    """
    with office.looking() as session:
        book = Book(session)
        kept, payload = book.entry(number), book.payload(number)
        covered = covering(session, number) is not None
        size = signed_size(book)
        proof = Proofs(session).inclusion(number, size) if covered else ()
    body = json.loads(kept.body)
    inside = body.get("payload")
    content = () if payload is None else tuple((name, _told(payload[name])) for name in sorted(payload))
    return EntryPage(
        kept=kept,
        time=instant(body["time"]),
        content=content,
        digest_only=payload != inside,
        canonical=kept.body.decode(),
        leaf=leaf_hash(kept.body).hex(),
        proof=tuple(each.hex() for each in proof),
        signed=signed(office, folder),
        covered=covered,
    )


def signed_size(book: Book) -> int:
    """Number of entries that the last signed checkpoint covers."""
    data = book.checkpoint()
    return 0 if data is None else note.read(data).head().size


def moment(text: str, name: str, errors: dict[str, str]) -> datetime | None:
    """A time that was typed; what is wrong with it goes into `errors`."""
    if not text.strip():
        return None
    try:
        return instant(text if "T" in text else f"{text}T00:00Z")
    except InputError as error:
        errors[name] = str(error)
        return None


def _line(kept: Kept) -> Line:
    body = json.loads(kept.body)
    payload = body["payload"]
    short = next((payload[name] for name in _SHORT if isinstance(payload.get(name), str)), "")
    return Line(kept.index, kept.kind, kept.subject, instant(body["time"]), short)


def _told(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value in (None, []) else json.dumps(value, ensure_ascii=False, sort_keys=True)
