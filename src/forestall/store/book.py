"""The ledger in the database: entries are added, heads are made.

Proofs are in `book_proofs.py`, the audit in `book_audit.py`, the form of an entry in `entry_rows.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from forestall.core.errors import InputError, TamperError
from forestall.ledger.tree import HASH_SIZE, CompactRange, Edge, inner_count, leaf_hash
from forestall.model.entry import Checkpoint, Entry
from forestall.standards import jcs
from forestall.store.book_audit import verify
from forestall.store.bulk import write
from forestall.store.entry_rows import SALTED, Salt, Written, fresh_salt, taken_apart, written
from forestall.store.ledger_tables import CheckpointRow, NodeRow, PayloadRow
from forestall.store.tables import Base, EntryRow, HeadRow

_ENTRIES = Base.metadata.tables[EntryRow.__tablename__]
_NODES = Base.metadata.tables[NodeRow.__tablename__]


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry as the ledger keeps it."""

    index: int
    """Its number, from 0."""
    kind: str
    """What happened."""
    subject: str
    """What it speaks of."""
    body: bytes
    """Its canonical bytes: what the tree is made of."""


class Book:
    """The ledger of one session."""

    def __init__(self, session: Session, salt: Salt = fresh_salt) -> None:
        """`salt` gives the random bytes for payloads that can be erased."""
        self._session = session
        self._salt = salt

    def head(self) -> Checkpoint | None:
        """The last head; None before the first entry."""
        row = self._last_head()
        return None if row is None else _checkpoint(row)

    def head_at(self, size: int) -> Checkpoint | None:
        """The head of a size; None when nobody left the ledger at it."""
        row = self._session.get(HeadRow, size)
        return None if row is None else _checkpoint(row)

    def add(self, entries: Iterable[Entry], number: int, at: datetime) -> tuple[Checkpoint, int]:
        """Append what is news in a pass, and make a head.

        An entry that says of its subject what the last entry of its kind said is no news and is left out.

        Args:
            entries: in the order in which they are to stand
            number: the pass
            at: its time

        Returns:
            The head, and how many entries were added.

        Raises:
            TamperError: the last head is damaged.
            InputError: an entry holds what JSON has no form for.
        """
        news = self._news(self.prepare(entries))
        last = self._last_head()
        if last is not None and not news:
            return _checkpoint(last), 0
        return self._grow(news, number, at), len(news)

    def append(self, entries: Sequence[Entry]) -> Checkpoint | None:
        """Append entries outside a pass, all of them, and make a head of the time of the latest.

        Call it in the transaction of the rows that they speak of.

        Returns:
            The head; None when there is none yet and nothing was given.

        Raises:
            TamperError: the last head is damaged.
            InputError: an entry holds what JSON has no form for.
        """
        return self.put(self.prepare(entries))

    def prepare(self, entries: Iterable[Entry]) -> list[Written]:
        """Entries in their canonical form, for `put`.

        Raises:
            InputError: an entry holds what JSON has no form for.
        """
        return [written(entry, self._salt) for entry in entries]

    def put(self, entries: Sequence[Written]) -> Checkpoint | None:
        """Append prepared entries, as `append` does."""
        if not entries:
            return self.head()
        return self._grow(entries, None, max(entry.time for entry in entries).replace(microsecond=0))

    def say(self, entry: Entry) -> Checkpoint:
        """Append an entry unless the last one of its kind on its subject said the same; the head after it."""
        new = self._news(self.prepare((entry,)))
        head = self.head()
        if head is not None and not new:
            return head
        return self._grow(new, None, entry.time.replace(microsecond=0))

    def entry(self, index: int) -> Kept:
        """An entry.

        Raises:
            InputError: there is none of that number.
        """
        row = self._session.get(EntryRow, index)
        if row is None:
            size = 0 if (head := self.head()) is None else head.size
            raise InputError(f"entry {index}: the ledger has {size} entries, numbered from 0")
        return Kept(row.number, row.kind, row.subject, row.body)

    def find(self, kind: str, subject: str) -> Kept | None:
        """The last entry of a kind on a subject; None when there is none."""
        row = self._session.scalars(
            select(EntryRow)
            .where(EntryRow.kind == kind, EntryRow.subject == subject)
            .order_by(EntryRow.number.desc())
            .limit(1)
        ).first()
        return None if row is None else Kept(row.number, row.kind, row.subject, row.body)

    def payload(self, index: int) -> dict[str, object] | None:
        """The payload of an entry, also where the entry holds its digest only; None when it was erased.

        Raises:
            InputError: there is no such entry.
        """
        kept = self.entry(index)
        apart = self._session.get(PayloadRow, index)
        inside = taken_apart(kept.body, kept.kind, kept.subject)
        if apart is None and inside is not None and inside[0].startswith(SALTED):
            return None
        content = jcs.read(kept.body)["payload"] if apart is None else jcs.read(apart.body)
        return content if isinstance(content, dict) else None

    def erase(self, index: int, reason: str, at: datetime) -> Checkpoint:
        """Destroy a sensitive payload and its salt; the entry, its proof and an entry on the erasure stay.

        Raises:
            InputError: there is no such entry, or no sensitive payload of it.
        """
        self.entry(index)
        row = self._session.get(PayloadRow, index)
        if row is None or not row.salt:
            raise InputError(f"entry {index}: has no sensitive payload that could be erased")
        if self._session.get_bind().dialect.name == "sqlite":
            self._session.execute(text("PRAGMA secure_delete = ON"))
        self._session.delete(row)
        self._session.flush()
        return self.say(Entry("erasure", str(index), at, {"reason": reason}))

    def checkpoint(self) -> bytes | None:
        """The last signed checkpoint; None before the first."""
        return self._session.scalar(select(CheckpointRow.note).order_by(CheckpointRow.size.desc()).limit(1))

    def keep_checkpoint(self, size: int, note: bytes, at: datetime) -> None:
        """Keep a signed checkpoint; one of the same size gives way."""
        self._session.merge(CheckpointRow(size=size, note=note, time=at))
        self._session.flush()

    def verify(self, expect: Checkpoint | None = None) -> Checkpoint:
        """The last head, after every hash of the ledger was computed anew.

        Raises:
            TamperError: something does not agree; the message names the first entry or head.
        """
        return verify(self._session, expect)

    def _last_head(self) -> HeadRow | None:
        return self._session.scalars(select(HeadRow).order_by(HeadRow.size.desc()).limit(1)).first()

    def _news(self, entries: Iterable[Written]) -> list[Written]:
        said: dict[tuple[str, str], str | None] = {}
        news: list[Written] = []
        for each in entries:
            about = each.kind, each.subject
            if about not in said:
                said[about] = self._last_said(*about)
            if said[about] != each.said:
                said[about] = each.said
                news.append(each)
        return news

    def _last_said(self, kind: str, subject: str) -> str | None:
        latest = (
            select(func.max(EntryRow.number))
            .where(EntryRow.kind == kind, EntryRow.subject == subject)
            .scalar_subquery()
        )
        return self._session.scalar(select(EntryRow.said).where(EntryRow.number == latest))

    def _grow(self, entries: Sequence[Written], number: int | None, at: datetime) -> Checkpoint:
        """Put entries, the hashes of the subtrees they complete, and the head they make."""
        last = self._last_head()
        before = CompactRange() if last is None else _range(last)
        edge = Edge(before)
        nodes: list[bytes] = []
        rows: list[tuple[object, ...]] = []
        for each in entries:
            leaf = leaf_hash(each.body)
            rows.append((edge.size, number, each.kind, each.subject, each.said, each.body, leaf))
            nodes += edge.push(leaf)
        connection = self._session.connection()
        write(connection, _ENTRIES, rows)
        write(connection, _NODES, enumerate(nodes, inner_count(before.size)))
        self._put_apart(entries, before.size)
        grown = edge.range()
        time = at if last is None or number is not None else max(last.time, at)
        head = HeadRow(size=grown.size, root=grown.root().hex(), time=time, peaks=b"".join(grown.peaks))
        self._session.add(head)
        self._session.flush()
        return _checkpoint(head)

    def _put_apart(self, entries: Sequence[Written], first: int) -> None:
        for index, each in enumerate(entries, first):
            if each.apart is not None:
                salt, payload = each.apart
                self._session.add(PayloadRow(number=index, salt=salt, body=payload))


def key_event(old: Sequence[str], new: Sequence[str], origin: str, at: datetime) -> Entry:
    """The entry that says that other keys sign from now on.

    Args:
        old: public keys that signed until now
        new: those that sign from now on
        origin: the ledger's name
        at: when
    """
    return Entry("key", origin, at, {"old": list(old), "new": list(new)})


def _checkpoint(row: HeadRow) -> Checkpoint:
    return Checkpoint(row.size, row.root, row.time)


def _range(row: HeadRow) -> CompactRange:
    peaks = tuple(row.peaks[i : i + HASH_SIZE] for i in range(0, len(row.peaks), HASH_SIZE))
    found = CompactRange(row.size, peaks)
    if len(peaks) != row.size.bit_count() or found.root().hex() != row.root:
        raise TamperError(f"head of size {row.size}: its subtree roots do not make its root")
    return found
