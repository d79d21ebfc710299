"""Logs as CSV: one event a row, fields named by the header; comma, semicolon, tab or bar; RFC 4180 quotes.

An empty cell is a missing field: CSV cannot tell it from an empty text. Names that Windows tools use in their exports
are turned into those of Sigma (`observe.shapes`).
"""

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from forestall.core.errors import InputError, LimitError
from forestall.model.words import SourceKind
from forestall.observe.files import Part
from forestall.observe.json_events import MAX_LINE, lines
from forestall.observe.line_reading import gathered
from forestall.observe.reading import Reading, Request, Tally
from forestall.observe.texts import decoded

SEPARATORS = ",;\t|"
MOST_FIELDS = 2_000
_NAME = re.compile(r"[^\W\d][\w .\-/()@#:\[\]%]{0,127}")


class CsvLog:
    """Reads logs as CSV."""

    kind: ClassVar[SourceKind] = SourceKind.CSV

    def read(self, request: Request, tally: Tally) -> Reading:
        """All events up to the time of the pass, as records."""
        return gathered(request, tally, events)


def separator(text: str) -> str | None:
    """What separates the fields of a file that begins with this text; None when it does not read as CSV."""
    first, *rest = [line for line in text.splitlines() if line.strip()] or [""]
    for candidate in SEPARATORS:
        try:
            names = next(csv.reader([first], delimiter=candidate), [])
        except csv.Error:
            continue
        named = (
            len(names) > 1 and len(set(names)) == len(names) and all(_NAME.fullmatch(name.strip()) for name in names)
        )
        if named and all(line.count(candidate) >= 1 for line in rest[:1]):
            return candidate
    return None


def events(part: Part, tally: Tally, at: datetime) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows with the line on which each begins.

    Raises:
        InputError: there is no header, or it names too many fields.
    """
    names: list[str] = []
    mark = ","
    for number, text in _records(part, tally):
        if not names:
            found = separator(text)
            if found is None:
                raise InputError(f"line {number}: no header, expected names separated by one of {SEPARATORS!r}")
            mark, names = found, [name.strip() for name in _header(text, number, found)]
            if len(names) > MOST_FIELDS:
                raise LimitError(f"{len(names):,} fields, expected at most {MOST_FIELDS:,}")
            continue
        try:
            values = _cells(text, mark)
        except csv.Error as error:
            tally.skip(f"{part.label}, line {number}", f"no CSV: {error}")
            continue
        yield from _row(part, tally, number, names, values)


def _header(text: str, number: int, mark: str) -> list[str]:
    try:
        return _cells(text, mark)
    except csv.Error as error:
        raise InputError(f"line {number}: no header that can be read: {error}") from error


def _row(
    part: Part, tally: Tally, number: int, names: list[str], values: list[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    if len(values) > len(names) or len(values) < 2:
        tally.skip(f"{part.label}, line {number}", f"{len(values)} values, expected {len(names)}")
        return
    yield number, {name: value for name, value in zip(names, values, strict=False) if value}


def _cells(text: str, mark: str) -> list[str]:
    """Cells of a row; the limit of a cell, 128 KiB and one for the whole process, is lifted for a long row only."""
    before = csv.field_size_limit()
    if len(text) > before:
        csv.field_size_limit(len(text))
    try:
        return next(csv.reader(text.splitlines(keepends=True), delimiter=mark), [])
    finally:
        csv.field_size_limit(before)


def _records(part: Part, tally: Tally) -> Iterator[tuple[int, str]]:
    """Lines, joined while a quoted cell is open; at most as long as a line may be."""
    since, held, size, quotes = 0, list[str](), 0, 0
    for number, data in lines(part, tally):
        text = decoded(data, number)
        if not held and not text.strip():
            continue
        since = since if held else number
        held.append(text)
        size, quotes = size + len(text), quotes + text.count('"')
        if size > MAX_LINE:
            tally.skip(f"{part.label}, line {since}", f"a quoted cell is longer than {MAX_LINE:,} characters")
        elif quotes % 2:
            continue
        else:
            yield since, "\n".join(held)
        held, size, quotes = [], 0, 0
    if held:
        tally.skip(f"{part.label}, line {since}", "a quoted cell is not closed at the end of the file")
