"""Log events of any shape: flattened to texts as in the files of a source, through the door, one arrival each."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from forestall.core.clock import iso
from forestall.core.errors import ForestallError, InputError, LimitError
from forestall.model.words import SourceKind
from forestall.observe.files import Part
from forestall.observe.flatten import flatten
from forestall.observe.moments import TIME_FIELDS, event_host, event_time
from forestall.observe.reading import CLOCK_SKEW, Tally
from forestall.observe.sources import auditd, csv_log, syslog, zeek
from forestall.pipeline.arriving.parcel import MOST_ITEMS, Parcel
from forestall.pipeline.arriving.values import DUMPED, dumped, items

HOST = "_host"
"""Member of an event's body that names the machine."""
_OWN = frozenset(("_id", "_file", "_line", "_time", HOST))
_LEAST = 64 * 1024  # room for copies of headers, however little came [byte]
_LINE = re.compile(r"line (\d+)")
_Events = Callable[[Part, Tally, datetime], Iterator[tuple[int, dict[str, str]]]]
_Placed = tuple[str, dict[str, str]]
"""Where an event stands in its delivery, and its fields."""
_LINES: dict[SourceKind, _Events] = {
    SourceKind.SYSLOG: syslog.events,
    SourceKind.AUDITD: auditd.events,
    SourceKind.ZEEK: zeek.events,
}


def json_events(parcel: Parcel, *, lines: bool) -> None:
    """Events as JSON objects: a list, one alone, or one a line."""
    rows: list[_Placed] = []
    for pointer, raw, item in items(parcel, lines=lines):
        try:
            rows.append((pointer, _row(item)))
        except (InputError, RecursionError) as error:
            reason = "nested too deep" if isinstance(error, RecursionError) else error
            parcel.reject(reason, pointer, raw or dumped(item))
    _taken(rows, parcel)


def csv_events(parcel: Parcel) -> None:
    """Events as rows of CSV below a header."""
    _read(csv_log.events, parcel)


def line_events(parcel: Parcel) -> None:
    """Events as lines, read as the source's kind says.

    Raises:
        InputError: the source's kind is none of lines.
    """
    reader = _LINES.get(parcel.source.kind)
    if reader is None:
        raise InputError(f"source {parcel.source.id} is of the kind {parcel.source.kind}, which has no plain lines")
    _read(reader, parcel)


class _Header:
    """The header that a wrong line needs to be read again, until the copies are as long as what came."""

    def __init__(self, parcel: Parcel, lines: list[bytes]) -> None:
        self._lines, self._next = lines, 0
        self._is_zeek = parcel.source.kind is SourceKind.ZEEK and parcel.media_type == "text/plain"
        self._is_csv = parcel.media_type == "text/csv"
        self._left = max(len(parcel.data), _LEAST)
        self._parts: list[bytes] = []
        self._size = 0

    def above(self, number: int) -> bytes:
        """The header of a line; empty where there is none, or no room for one more copy."""
        for line in self._lines[self._next : number - 1]:
            self._take(line)
        self._next = max(self._next, number - 1)
        if not self._parts or self._size > self._left:
            return b""
        self._left -= self._size
        return b"".join(self._parts)

    def _take(self, line: bytes) -> None:
        if self._is_zeek and line.startswith(b"#"):
            if line.startswith(b"#separator"):
                self._parts, self._size = [], 0
        elif not (self._is_csv and not self._parts and line.strip()):
            return
        self._parts.append(line + b"\n")
        self._size += len(line) + 1


class _Flaws(Tally):
    """Rejects what a reader skips."""

    def __init__(self, parcel: Parcel) -> None:
        super().__init__()
        self._parcel = parcel
        self._lines = parcel.data.split(b"\n")
        self._header = _Header(parcel, self._lines)

    def skip(self, where: str, why: object, count: int = 1) -> None:
        """One line, or a run of them, could not be used."""
        found = _LINE.search(where)
        number = int(found.group(1)) if found else 0
        raw = self._header.above(number) + self._lines[number - 1] if 0 < number <= len(self._lines) else None
        self._parcel.reject(why, f"line {number}" if number else "", raw)


def _read(reader: _Events, parcel: Parcel) -> None:
    part = Part(parcel.source.id, io.BufferedReader(io.BytesIO(parcel.data)), None)
    rows: list[_Placed] = []
    try:
        for line, row in reader(part, _Flaws(parcel), parcel.present):
            rows.append((f"line {line}", row))
            if len(rows) > MOST_ITEMS:
                raise LimitError(f"more than {MOST_ITEMS:,} events in one delivery; send them in several")
    except LimitError:
        raise
    except ForestallError as error:
        parcel.reject(error, "line 1")
        return
    _taken(rows, parcel)


def _row(item: Any) -> dict[str, str]:
    if not isinstance(item, dict):
        raise InputError(f"found {_kind(item)}, expected an object: one event")
    row = flatten(item)
    if not row:
        raise InputError("an event without any field")
    return row


def _taken(rows: list[_Placed], parcel: Parcel) -> None:
    latest = parcel.present + CLOCK_SKEW
    times: list[datetime | None] = []
    good: list[dict[str, str]] = []
    untimed: list[str] = []
    for pointer, row in rows:
        time = event_time(row)
        if time is not None and time > latest:
            reason = f"time {iso(time)}: more than a day after it came; a clock is wrong"
            parcel.reject(reason, pointer, dumped(row), DUMPED)
            continue
        if time is None and (name := next(filter(row.get, TIME_FIELDS), "")):
            untimed.append(f"{pointer}: {name}" if pointer else name)
        good.append(row)
        times.append(time)
    if untimed:
        more = f" (and of {len(untimed) - 1:,} more)" if len(untimed) > 1 else ""
        parcel.remarks.append(f"{untimed[0]} is no time that can be read{more}; the time of arrival is taken")
    for time, body in zip(times, _through_the_door(good, parcel), strict=True):
        parcel.take("event", body, time=time)


def _through_the_door(rows: list[dict[str, str]], parcel: Parcel) -> list[dict[str, str]]:
    named = []
    for row in rows:
        own = row
        if not (_OWN.isdisjoint(row) and "".join(row.values()).isascii()):
            own = {name: _text(text) for name, text in row.items() if name not in _OWN}
        host = event_host(row)
        named.append(own if host is None else {**own, HOST: _text(host)})
    return parcel.door.rows(named)


def _text(text: str) -> str:
    """The text without halves of surrogate pairs, which JSON can write and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode()


def _kind(value: object) -> str:
    names = {"list": "a list", "str": "a text", "int": "a number", "float": "a number", "bool": "a truth value"}
    return names.get(type(value).__name__, "nothing")
