"""JSON lines as batches: plain lines by a compiled kernel, every other line as `json_events` reads it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from forestall.engine.program.find import become_ascii, places, words
from forestall.engine.program.suspects import by_word
from forestall.model.batch import Batch, Rows
from forestall.observe.files import CHUNK, Part, guarded
from forestall.observe.json_bytes import line_ends
from forestall.observe.json_columns import Block, Keys
from forestall.observe.json_events import MAX_LINE, Reader
from forestall.observe.json_scan import BLANK, ODD, PLAIN
from forestall.observe.reading import Tally
from forestall.observe.row_batches import batches as row_batches
from forestall.observe.shapes import shaped, unwrapped

BLOCK = 32 * 1024**2
"""Read at a time [byte]."""
MOST_ODD = 0.1
"""Share of a block's lines above which all of it is read line by line."""

Row = dict[str, str]


def batches(part: Part, tally: Tally, columns: tuple[str, ...]) -> Iterator[Batch]:
    """The events of a stream of JSON, as `json_events.events` finds and `shapes.shaped` names them.

    Args:
        part: the stream
        tally: told what is skipped
        columns: the fields that are wanted as columns
    """
    reader, keys = Reader(part.label, tally, MAX_LINE), Keys(columns)
    lines = _Lines(part.label, tally, reader)
    first, number = 0, 1
    for data, ends in blocks(part, tally):
        block = keys.scan(data, ends)
        for batch in lines.batches(block, first, number):
            first += batch.table.num_rows
            yield batch
        number += len(block.kinds)
    reader.finish()
    if reader.mended:
        tally.flaw(part.label, f"{reader.mended} lines are no UTF-8; what is none is replaced")


def blocks(part: Part, tally: Tally) -> Iterator[tuple[bytes, Rows]]:
    """Whole lines, some megabytes at a time, the last one ended too, with the place behind the end of each; what breaks
    the stream ends it with its reason.

    A line that is too long is not kept; a blank one stands for it, so that the lines keep their numbers.
    """
    lines = _Ended(part.label, tally)
    with guarded(part.label, tally):
        while piece := part.read(CHUNK):
            lines.take(piece)
            if lines.size >= BLOCK:
                yield lines.given()
    lines.take(b"\n")
    yield lines.given()


class _Ended:
    """Puts pieces of a stream together to whole lines."""

    def __init__(self, label: str, tally: Tally) -> None:
        self._label, self._tally = label, tally
        self._ended: list[bytes | memoryview] = []
        self._open: list[bytes] = []
        self._length, self._given = 0, 0
        self.size = 0
        """Of the lines that have ended [byte]."""

    def take(self, piece: bytes) -> None:
        """The next piece."""
        first, last = piece.find(b"\n"), piece.rfind(b"\n") + 1
        self._length += len(piece) if first < 0 else first
        long = self._length > MAX_LINE
        if first < 0:
            self._open = [] if long else [*self._open, piece]
            return
        if long:
            number = self._given + sum(bytes(ended).count(b"\n") for ended in self._ended) + 1
            self._tally.skip(f"{self._label}, line {number}", f"line longer than {MAX_LINE:,} bytes")
        self._ended += [piece[first:last]] if long else [*self._open, memoryview(piece)[:last]]
        self.size += last + (0 if long else sum(map(len, self._open)))
        self._open, self._length = [piece[last:]], len(piece) - last

    def given(self) -> tuple[bytes, Rows]:
        """The lines that have ended since this was last asked, and where each is over."""
        data, self._ended, self.size = b"".join(self._ended), [], 0
        found = line_ends(data)
        self._given += len(found)
        return data, found


class _Lines:
    """Turns blocks of one stream into batches."""

    def __init__(self, label: str, tally: Tally, reader: Reader) -> None:
        self._label, self._tally, self._reader = label, tally, reader

    def batches(self, block: Block, first: int, number: int) -> Iterator[Batch]:
        """Batches of a block whose first line has this number."""
        odd = np.flatnonzero(block.kinds == ODD)
        if len(odd) > MOST_ODD * len(block.kinds) or not block.simple():
            lines = np.flatnonzero(block.kinds != BLANK).tolist()
            rows = (row for line in lines for row in self._rows(block, line, number))
            for batch in row_batches(self._label, rows):
                yield Batch(batch.file, first + batch.first, batch.table, batch.whole, batch.names)
        else:
            yield from self._mixed(block, odd, first, number)

    def _mixed(self, block: Block, odd: Rows, first: int, number: int) -> Iterator[Batch]:
        plain = np.flatnonzero(block.kinds == PLAIN)
        told: list[tuple[int, Row]] = []
        begin = 0
        for line in (*odd.tolist(), len(block.kinds)):
            if (block.kinds[begin:line] == PLAIN).any():
                self._reader.interrupt()
            if line < len(block.kinds):
                told += [(line, row) for row in self._rows(block, line, number)]
            begin = line + 1
        events = _Events(self._label, block, plain, told)
        if len(events.lines):
            table = events.table()
            yield Batch(self._label, first, table, events.whole, tuple(table.column_names), events.suspects)

    def _rows(self, block: Block, line: int, number: int) -> Iterator[Row]:
        for at, event in self._reader.line(number + line, block.line(line)):
            for one in unwrapped(event):
                with guarded(f"{self._label}, line {at}", self._tally):
                    yield shaped(one, self._label)


class _Events:
    """The events of a block: plain lines and rows told by others, in the order of the lines."""

    def __init__(self, label: str, block: Block, plain: Rows, told: Sequence[tuple[int, Row]]) -> None:
        self._label, self._block = label, block
        self._told = [row for _, row in told]
        self._plain = plain
        lines = np.concatenate((plain, np.array([line for line, _ in told], dtype=np.int64)))
        self._order = np.argsort(lines, kind="stable")
        self.lines: Rows = lines[self._order]
        """The line of each event."""

    def table(self) -> pa.Table:
        """The wanted columns."""
        table = self._block.table(self._plain)
        if not self._told:
            return table
        told = [batch.table for batch in row_batches(self._label, self._told)]
        more = pa.concat_tables(told, promote_options="default")
        kind = pa.dictionary(pa.int32(), pa.large_string())
        more = pa.table({name: more[name].dictionary_encode().cast(kind) for name in more.column_names})
        return pa.concat_tables((table, more), promote_options="default").take(pa.array(self._order))

    def whole(self, chosen: Rows) -> pa.Table:
        """Some events with all their fields."""
        rows = [self._row(int(self._order[place])) for place in chosen]
        pieces = [batch.whole(np.arange(batch.table.num_rows)) for batch in row_batches(self._label, rows)]
        return pa.concat_tables(pieces, promote_options="default")

    def suspects(self, texts: tuple[str, ...]) -> Mapping[str, Rows]:
        """Events that may hold each of some words."""
        block = self._block
        where, which = places(block.data, words(texts))
        lines = np.searchsorted(block.begins, where, side="right") - 1
        pairs = [np.column_stack((self._places(lines), which))]
        any_word = np.flatnonzero(block.written)
        if not block.ascii:
            folded = become_ascii(block.data)
            any_word = np.append(any_word, np.searchsorted(block.begins, folded, side="right") - 1)
        odd = np.flatnonzero(self._order >= len(self._plain))
        pairs += [np.column_stack((rows, np.full(len(rows), len(texts)))) for rows in (self._places(any_word), odd)]
        found = np.concatenate(pairs)
        return by_word(found[found[:, 0] >= 0], texts)

    def _places(self, lines: NDArray[np.int64]) -> Rows:
        """The event of each line, -1 for none (blank or odd)."""
        place = np.minimum(np.searchsorted(self.lines, lines), len(self.lines) - 1)
        return np.where(self.lines[place] == lines, place, -1)

    def _row(self, number: int) -> Row:
        if number >= len(self._plain):
            return self._told[number - len(self._plain)]
        return shaped(_object(self._block.line(int(self._plain[number]))), self._label)


def _object(line: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(line, parse_int=str, parse_float=str)
    return found
