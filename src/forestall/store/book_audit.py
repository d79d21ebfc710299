"""The audit of the ledger in the database: every hash is computed anew and held against what is kept."""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Never, TypeVarTuple

import orjson
from sqlalchemy import Row, Select, select, type_coerce
from sqlalchemy.orm import Session

from forestall.core.clock import instant, iso
from forestall.core.errors import InputError, TamperError
from forestall.ledger import note
from forestall.ledger.log import Audit
from forestall.model.entry import Checkpoint
from forestall.standards import jcs
from forestall.store.columns import WORDS
from forestall.store.entry_rows import SALTED, digest, taken_apart
from forestall.store.ledger_tables import CheckpointRow, NodeRow, PayloadRow
from forestall.store.tables import EntryRow, HeadRow, PassRow

Columns = TypeVarTuple("Columns")

_AT_ONCE = 5_000  # rows
_instant = lru_cache(1024)(instant)
_AS_ZERO = bytes.maketrans(b"123456789E", b"000000000e")
_ODD = (b"0.", b"0e", b"0" * 16)
"""Where a payload, each digit of it a zero, may hold a fraction or a large number: RFC 8785 alone judges them."""
_ENTRIES = select(
    EntryRow.number,
    EntryRow.pass_number,
    EntryRow.kind,
    EntryRow.subject,
    EntryRow.said,
    EntryRow.body,
    EntryRow.leaf,
).order_by(EntryRow.number)


_SPELT = select(HeadRow.size, type_coerce(HeadRow.time, WORDS).label("spelt"))


def verify(session: Session, expect: Checkpoint | None = None) -> Checkpoint:
    """The last head, after every hash of the ledger was computed anew.

    Args:
        session: of the database
        expect: a head kept elsewhere, which the ledger must have had

    Raises:
        TamperError: something does not agree; the message names the first entry or head.
    """
    return _Walk(session, expect).head()


class _Walk:
    """One walk from the first entry to the last."""

    def __init__(self, session: Session, expect: Checkpoint | None) -> None:
        self._session = session
        self._audit = Audit(expect)
        self._heads = {row.size: row for row in session.scalars(select(HeadRow))}
        self._spelt = {row.size: row.spelt for row in session.execute(_SPELT)}
        self._signed = {row.size: row.note for row in session.scalars(select(CheckpointRow))}
        self._times = _times_of_passes(session)
        self._live: datetime | None = None  # time that a head without a pass must have
        self._salted: set[int] = set()
        self._erased: set[int] = set()

    def head(self) -> Checkpoint:
        self._meet_head(of_pass=True)
        nodes = enumerate(_pages(self._session, select(NodeRow.position, NodeRow.hash).order_by(NodeRow.position)))
        for number, pass_number, kind, subject, said, body, leaf in _pages(self._session, _ENTRIES):
            for made in self._audit.entry(number, body, leaf):
                position, node = next(nodes, (None, None))
                if node is None or (node.position, node.hash) != (position, made):
                    raise TamperError(f"entry {number}: the hash of a subtree that it completes is not kept as it is")
            self._read(number, kind, subject, said, body)
            self._meet_head(of_pass=pass_number is not None)
        for position, _node in nodes:
            raise TamperError(f"hash {position} of a subtree: there are not as many entries")
        for size in sorted((*self._heads, *self._signed)):
            raise TamperError(f"head of size {size}: there are not as many entries")
        self._check_apart()
        return self._audit.head()

    def _read(self, number: int, kind: str, subject: str, said: str, body: bytes) -> None:
        inside = taken_apart(body, kind, subject)
        if inside is None:
            raise TamperError(f"entry {number}: is filed as {kind} {subject}, its bytes say otherwise")
        payload, time = inside
        if sha256(payload).hexdigest() != said:
            raise TamperError(f"entry {number}: the digest of its payload is not that of its bytes")
        if not _is_canonical(payload):
            raise TamperError(f"entry {number}: its bytes are not canonical JSON")
        if payload.startswith(SALTED):
            self._salted.add(number)
        if kind == "erasure" and subject.isdigit():
            self._erased.add(int(subject))
        moment = _moment(number, time)
        if self._live is None or moment > self._live:
            self._live = moment

    def _meet_head(self, *, of_pass: bool) -> None:
        size = self._audit.tree.size
        self._meet_signed(self._signed.pop(size, None))
        row = self._heads.pop(size, None)
        if row is None:
            if size in self._times:
                raise TamperError(f"head of size {size}: a pass left it, and it is gone")
            return
        self._audit.checkpoint(Checkpoint(row.size, row.root, row.time))
        if row.peaks != b"".join(self._audit.tree.range().peaks):
            raise TamperError(f"head of size {row.size}: its subtree roots are not those of the entries")
        if self._spelt[size] != row.time.isoformat(timespec="microseconds"):
            raise TamperError(f"head of size {size}: its time is not spelt as we write it")
        if of_pass and self._times.get(row.size) != row.time:
            raise TamperError(f"head of size {row.size}: no pass of {iso(row.time)} made it")
        if not of_pass and self._live != row.time:
            raise TamperError(f"head of size {row.size}: of {iso(row.time)}, which is not the time of its last news")
        self._live = row.time

    def _meet_signed(self, data: bytes | None) -> None:
        """A checkpoint that was signed is of this tree; whose signatures it bears is for others to judge."""
        if data is None:
            return
        tree = self._audit.tree
        try:
            head = note.read(data).head()
        except InputError as error:
            raise TamperError(f"checkpoint of size {tree.size}: {error}") from error
        if (head.size, head.root) != (tree.size, tree.range().root()):
            raise TamperError(f"checkpoint of size {tree.size}: is not of these entries")

    def _check_apart(self) -> None:
        """Payloads kept apart have the digest that stands in their entry; what is gone was erased."""
        there: set[int] = set()
        rows = select(PayloadRow.number, PayloadRow.salt, PayloadRow.body, EntryRow.body).join(
            EntryRow, EntryRow.number == PayloadRow.number
        )
        for number, salt, payload, body in _pages(self._session, rows):
            content = jcs.read(body)["payload"]
            if not isinstance(content, dict) or content.get("sha256") != digest(salt, payload):
                raise TamperError(f"entry {number}: the payload kept apart is not the one it was made with")
            there.add(number)
        for number in sorted(self._salted - there - self._erased):
            raise TamperError(f"entry {number}: its payload is gone, and no entry says that it was erased")


def _pages(session: Session, statement: Select[*Columns]) -> Iterator[Row[*Columns]]:
    """All rows, a page at a time; without objects, which would cost as much again."""
    for page in session.connection().execute(statement.execution_options(yield_per=_AT_ONCE)).partitions():
        yield from page


def _times_of_passes(session: Session) -> dict[int, datetime]:
    """Time of the first pass that left the ledger at each size."""
    passes = session.scalars(select(PassRow).order_by(PassRow.number.desc()))
    return {row.ledger_size: row.at for row in passes}


def _moment(number: int, text: str) -> datetime:
    try:
        return _instant(text)
    except InputError as error:
        raise TamperError(f"entry {number}: {error}") from error


def _is_canonical(data: bytes) -> bool:
    """Whether JSON is in the form of RFC 8785; plain ASCII without doubles is judged by faster writers."""
    zeros = data.translate(_AS_ZERO)
    if data.isascii() and not any(odd in zeros for odd in _ODD) and _is_as_written(data):
        return True
    try:
        text = data.decode("ascii")
        return _WRITER.encode(_READER.decode(text)) == text
    except (UnicodeDecodeError, _NotPlainError):
        pass
    except (ValueError, RecursionError):
        return False
    try:
        jcs.read(data)
    except InputError:
        return False
    return True


def _is_as_written(data: bytes) -> bool:
    try:
        return orjson.dumps(orjson.loads(data), option=orjson.OPT_SORT_KEYS) == data
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return False


class _NotPlainError(Exception):
    """A number that the library would write otherwise than RFC 8785."""


def _not_plain(_text: str) -> Never:
    raise _NotPlainError


def _small(text: str) -> int:
    if len(text) > _DIGITS:
        raise _NotPlainError
    return int(text)


_DIGITS = 15
_READER = json.JSONDecoder(parse_float=_not_plain, parse_int=_small, parse_constant=_not_plain)
_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
