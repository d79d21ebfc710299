"""Zeek logs as tab-separated text with their `#` header; those written as JSON are read as JSON (`observe.shapes`).

A field that is unset (`-`) is missing; an empty set or text (`(empty)`) is an empty text. The log's path
(`conn`, `dns`, …) is the service that Sigma rules name. Types are not turned: everything stays text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from forestall.model.words import SourceKind
from forestall.observe.files import Part
from forestall.observe.json_events import lines
from forestall.observe.line_reading import gathered
from forestall.observe.reading import Reading, Request, Tally
from forestall.observe.texts import decoded

_ESCAPED = re.compile(r"\\x([0-9a-fA-F]{2})")
MOST_FIELDS = 2_000
_SOURCE = ("product", "service")
"""Columns that tell the log; a field of the same name (`service` of `conn`) is named after its log: `conn.service`."""


@dataclass(slots=True)
class _Header:
    """What the `#` lines have said so far (Zeek manual, Logging, "ASCII writer")."""

    separator: str = "\t"
    set_separator: str = ","
    empty: str = "(empty)"
    unset: str = "-"
    path: str = ""
    fields: tuple[str, ...] = ()

    def take(self, text: str) -> None:
        """One `#` line."""
        if text.startswith("#separator "):
            self.separator = _unescaped(text[11:].strip()) or "\t"
            return
        name, _, value = text[1:].partition(self.separator)
        match name:
            case "set_separator":
                self.set_separator = _unescaped(value)
            case "empty_field":
                self.empty = _unescaped(value)
            case "unset_field":
                self.unset = _unescaped(value)
            case "path":
                self.path = value
            case "fields":
                self.fields = tuple(value.split(self.separator)[:MOST_FIELDS])


class Zeek:
    """Reads Zeek logs."""

    kind: ClassVar[SourceKind] = SourceKind.ZEEK

    def read(self, request: Request, tally: Tally) -> Reading:
        """All events up to the time of the pass, as records."""
        return gathered(request, tally, events)


def events(part: Part, tally: Tally, at: datetime) -> Iterator[tuple[int, dict[str, str]]]:
    """Log lines with the line on which each stands; a header within the file begins a new log."""
    header = _Header()
    for number, data in lines(part, tally):
        text = decoded(data, number)
        if text.startswith("#"):
            header.take(text)
        elif text.strip():
            values = text.split(header.separator)
            if len(values) != len(header.fields):
                expected = f"{len(values)} values, expected {len(header.fields)} as in #fields"
                tally.skip(f"{part.label}, line {number}", expected)
            else:
                yield number, _row(header, values)


def _row(header: _Header, values: list[str]) -> dict[str, str]:
    row = {"product": "zeek", "service": header.path}
    for name, value in zip(header.fields, values, strict=True):
        if value != header.unset:
            row[f"{header.path}.{name}" if name in row and name in _SOURCE else name] = (
                "" if value == header.empty else _unescaped(value)
            )
    return row


def _unescaped(text: str) -> str:
    """`\\x09` and its like as the characters they stand for."""
    if "\\x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)
