"""The ledger in the database: entries are added, heads are made, and everything is recomputed on demand."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forestall.core.clock import iso
from forestall.core.errors import InputError, TamperError
from forestall.ledger.log import Audit
from forestall.ledger.tree import HASH_SIZE, CompactRange, leaf_hash
from forestall.model.entry import Checkpoint, Entry
from forestall.standards import jcs
from forestall.store.tables import EntryRow, HeadRow, PassRow


class Book:
    """The ledger of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def head(self) -> Checkpoint | None:
        """The last head; None before the first pass."""
        row = self._last_head()
        return None if row is None else _checkpoint(row)

    def add(self, entries: Iterable[Entry], number: int, at: datetime) -> tuple[Checkpoint, int]:
        """Append what is news and make a head.

        An entry that says of its subject what the last entry of its kind said is no news and is left out.

        Args:
            entries: in the order in which they are to stand
            number: the pass
            at: its time

        Returns:
            The head, and how many entries were added.
        """
        last = self._last_head()
        before = CompactRange() if last is None else _range(last)
        grown = before
        for entry in entries:
            row = _row(entry, grown.size, number)
            if self._is_news(row):
                self._session.add(row)
                self._session.flush()
                grown = grown.append(row.leaf)
        if last is not None and grown.size == before.size:
            return _checkpoint(last), 0
        head = HeadRow(size=grown.size, root=grown.root().hex(), time=at, peaks=b"".join(grown.peaks))
        self._session.add(head)
        self._session.flush()
        return _checkpoint(head), grown.size - before.size

    def verify(self, expect: Checkpoint | None = None) -> Checkpoint:
        """The last head, after every hash of the ledger was computed anew.

        Raises:
            TamperError: something does not agree; the message names the first entry or head.
        """
        audit = Audit(expect)
        heads = {row.size: row for row in self._session.scalars(select(HeadRow))}
        times = self._times()
        self._check_head(audit, heads.pop(0, None), times)
        for row in self._session.scalars(select(EntryRow).order_by(EntryRow.number).execution_options(yield_per=1000)):
            audit.entry(row.number, row.body, row.leaf)
            _check_body(row)
            self._check_head(audit, heads.pop(row.number + 1, None), times)
        if heads:
            raise TamperError(f"head of size {min(heads)}: there are not as many entries")
        return audit.head()

    def _check_head(self, audit: Audit, row: HeadRow | None, times: dict[int, datetime]) -> None:
        if row is None:
            return
        audit.checkpoint(_checkpoint(row))
        if row.peaks != b"".join(audit.tree.peaks):
            raise TamperError(f"head of size {row.size}: its subtree roots are not those of the entries")
        if times.get(row.size) != row.time:
            raise TamperError(f"head of size {row.size}: no pass of {iso(row.time)} made it")

    def _times(self) -> dict[int, datetime]:
        """Time of the first pass that left the ledger at each size."""
        passes = self._session.scalars(select(PassRow).order_by(PassRow.number.desc()))
        return {row.ledger_size: row.at for row in passes}

    def _last_head(self) -> HeadRow | None:
        return self._session.scalars(select(HeadRow).order_by(HeadRow.size.desc()).limit(1)).first()

    def _is_news(self, row: EntryRow) -> bool:
        latest = (
            select(func.max(EntryRow.number))
            .where(EntryRow.kind == row.kind, EntryRow.subject == row.subject)
            .scalar_subquery()
        )
        return self._session.scalar(select(EntryRow.said).where(EntryRow.number == latest)) != row.said


def body(entry: Entry) -> bytes:
    """The canonical bytes of an entry: JSON of kind, subject, time and payload after RFC 8785."""
    return jcs.write({"kind": entry.kind, "subject": entry.subject, "time": iso(entry.time), "payload": entry.payload})


def _said(payload: object) -> str:
    return hashlib.sha256(jcs.write(payload)).hexdigest()


def _row(entry: Entry, index: int, number: int) -> EntryRow:
    data = body(entry)
    return EntryRow(
        number=index,
        pass_number=number,
        kind=entry.kind,
        subject=entry.subject,
        said=_said(entry.payload),
        body=data,
        leaf=leaf_hash(data),
    )


def _check_body(row: EntryRow) -> None:
    try:
        content = jcs.read(row.body)
    except InputError as error:
        raise TamperError(f"entry {row.number}: {error}") from error
    expected = {"kind": row.kind, "subject": row.subject}
    if not isinstance(content, dict) or {key: content.get(key) for key in expected} != expected:
        raise TamperError(f"entry {row.number}: is filed as {row.kind} {row.subject}, its bytes say otherwise")
    if _said(content.get("payload")) != row.said:
        raise TamperError(f"entry {row.number}: the digest of its payload is not that of its bytes")


def _checkpoint(row: HeadRow) -> Checkpoint:
    return Checkpoint(row.size, row.root, row.time)


def _range(row: HeadRow) -> CompactRange:
    peaks = tuple(row.peaks[i : i + HASH_SIZE] for i in range(0, len(row.peaks), HASH_SIZE))
    found = CompactRange(row.size, peaks)
    if len(peaks) != row.size.bit_count() or found.root().hex() != row.root:
        raise TamperError(f"head of size {row.size}: its subtree roots do not make its root")
    return found
