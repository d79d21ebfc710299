"""Events out of a stream of JSON: one a line, several on a line, printed over many lines, or an array of them.

A line is never longer in memory than the limit; what breaks is counted and the rest goes on.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from forestall.observe.files import CHUNK, Part, explained
from forestall.observe.reading import Tally

MAX_LINE = 16 * 1024**2
Event = tuple[int, dict[str, Any]]

# Numbers stay the text they are; NaN and Infinity are no JSON and no number: missing.
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=lambda _: None)
# An open string runs to the end, so that no text takes more than linear time.
_TOKEN = re.compile(r'"(?:[^"\\]|\\(?:.|\Z))*+(?:"|\Z)|[{}\[\]]', re.DOTALL)
_BREAK = re.compile(r"[\s,]*")
_REST = re.compile(r"[\],\s]*+\Z")

_MARGINS = frozenset(("", "[", "]", ",", "[]", "],"))  # lines of an array that hold nothing


def lines(part: Part, tally: Tally, most: int = MAX_LINE) -> Iterator[tuple[int, bytes]]:
    """Numbered lines, from 1, without their ends; a longer one than `most` bytes is skipped without being kept."""
    number, open_line, size = 1, list[bytes](), 0
    while data := part.read(CHUNK):
        *ended, rest = data.split(b"\n")
        for piece in ended:
            size += len(piece)
            if size > most:
                tally.skip(f"{part.label}, line {number}", f"line longer than {most:,} bytes")
            else:
                yield number, b"".join((*open_line, piece))
            number, open_line, size = number + 1, [], 0
        size += len(rest)
        open_line = [*open_line, rest] if size <= most else []
    if size > most:
        tally.skip(f"{part.label}, line {number}", f"line longer than {most:,} bytes")
    elif size:
        yield number, b"".join(open_line)


def events(part: Part, tally: Tally, most: int = MAX_LINE) -> Iterator[Event]:
    """Numbered JSON objects of a stream; the number is the line on which the object begins."""
    reader = Reader(part.label, tally, most)
    for number, line in lines(part, tally, most):
        yield from reader.line(number, line)
    reader.finish()
    if reader.mended:
        tally.flaw(part.label, f"{reader.mended} lines are no UTF-8; what is none is replaced")


class Reader:
    """Puts objects together from lines."""

    def __init__(self, label: str, tally: Tally, most: int) -> None:
        self._label, self._tally, self._most = label, tally, most
        self._open: list[str] = []
        self._since = self._depth = self._size = 0
        self._why = ""
        self.mended = 0
        """Lines that were no UTF-8."""

    def line(self, number: int, data: bytes) -> Iterator[Event]:
        """The objects that end on this line."""
        try:
            text = data.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            text = data.decode("utf-8", "replace")
            self.mended += 1
        if self._open and not text.startswith("{"):
            yield from self._continue(text)
            return
        if self._open:  # a new object at the margin: the open one was broken, or has unindented parts
            found = self._whole(number, text)
            if found is None:
                yield from self._continue(text)
                return
            self._give_up("not closed before the next object")
            yield from found
            return
        yield from self._fresh(number, text)

    def interrupt(self) -> None:
        """A whole object on one line has been read otherwise: what is open was broken."""
        if self._open:
            self._give_up("not closed before the next object")

    def finish(self) -> None:
        """The stream is at its end."""
        if self._open:
            self._give_up("not closed at the end of the file")

    def _fresh(self, number: int, text: str) -> Iterator[Event]:
        bare = text.strip()
        if bare in _MARGINS:
            return
        found = self._whole(number, bare)
        if found is None and bare.startswith("["):  # the first line of an array that ends on another
            bare = bare[1:].lstrip()
            found = self._whole(number, bare)
        if found is not None:
            yield from found
            return
        depth = _depth(bare)
        if depth > 0 and bare.startswith("{"):
            self._open, self._since, self._depth, self._size = [bare], number, depth, len(bare)
        else:
            self._skip(number)

    def _continue(self, text: str) -> Iterator[Event]:
        self._open.append(text)
        self._depth += _depth(text)
        self._size += len(text)
        if self._size > self._most:
            self._give_up(f"object longer than {self._most:,} bytes")
        elif self._depth <= 0:
            whole, self._open = "\n".join(self._open).strip(), []
            found = self._whole(self._since, whole)
            if found is None:
                self._skip(self._since)
            else:
                yield from found

    def _give_up(self, why: str) -> None:
        self._tally.skip(f"{self._label}, line {self._since}", why)
        self._open = []

    def _skip(self, number: int) -> None:
        self._tally.skip(f"{self._label}, line {number}", f"no JSON object: {self._why}")

    def _whole(self, number: int, text: str) -> list[Event] | None:
        """The objects of a text that holds whole values and nothing else; None when it does not."""
        found: list[Event] = []
        place = 0
        try:
            while not _REST.match(text, place):
                value, place = _DECODER.raw_decode(text, place)
                found += [(number, item) for item in (value if isinstance(value, list) else [value])]
                gap = _BREAK.match(text, place)
                place = gap.end() if gap else place
        except (ValueError, RecursionError) as error:
            self._why = explained(error)[:100]
            return None
        objects = [(line, item) for line, item in found if isinstance(item, dict)]
        if len(objects) < len(found):
            expected = f"{len(found) - len(objects)} values that are no objects"
            self._tally.skip(f"{self._label}, line {number}", expected, len(found) - len(objects))
        return objects


def _depth(text: str) -> int:
    """Brackets opened and not closed in a text."""
    depth = 0
    for token in _TOKEN.findall(text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token, 0)
    return depth
