"""Windows event logs (`.evtx`), alone or in a `.zip`; a damaged chunk costs its own events only."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from evtx import PyEvtxParser

from forestall.core.errors import InputError
from forestall.model.words import SourceKind
from forestall.observe.files import Part, distinct, explained, find, guarded, parts
from forestall.observe.flatten import flatten
from forestall.observe.moments import EVTX_TIME_FIELDS
from forestall.observe.reading import Reading, Request, Tally
from forestall.observe.rows import Rows

MAX_BYTES = 512 * 1024**2  # of one log, which is read into memory
MOST_DAMAGED = 1_000  # records of one log
MAGIC = b"ElfFile\x00"
HEADER, CHUNK = 4096, 65536  # bytes (libevtx, Windows XML Event Log format, 2 and 3); chunks counted at offset 42
MOST_IN_CHUNK = CHUNK // 24  # a record has at least 24 bytes besides its text; first and last number at offsets 8, 16


class Evtx:
    """Reads Windows event logs."""

    kind: ClassVar[SourceKind] = SourceKind.EVTX

    def read(self, request: Request, tally: Tally) -> Reading:
        """All events up to the time of the pass, as records."""
        files = find(request.place.root, request.source.path)
        rows = Rows(request.source.id, request.at, tally, EVTX_TIME_FIELDS)
        for found in distinct(files, tally):
            with guarded(found.label, tally):
                for part in parts(found, tally, (".evtx",)):
                    rows.begin(part.label)
                    with guarded(part.label, tally):
                        _take(part, rows, tally)
        table = request.door.table(rows.table())
        return Reading(len(files), rows.accepted, records=table, first=rows.first, latest=rows.latest)


def _take(part: Part, rows: Rows, tally: Tally) -> None:
    for number, event in enumerate(events(part, None, tally), start=1):
        with guarded(f"{part.label}, event {number}", tally):
            rows.add(flatten(event), number)


def events(part: Part, path: Path | None, tally: Tally) -> Iterator[dict[str, Any]]:
    """Events of a log in their order.

    Args:
        part: its bytes
        path: the file itself, where it is one; then it is not read into memory
        tally: told of chunks that are missing and records that are damaged

    Raises:
        InputError: it is no EVTX file.
        LimitError: it is too large to be read into memory, and has to be.
    """
    data = part.whole(MAX_BYTES) if path is None else part.read(HEADER)
    if not data.startswith(MAGIC):
        raise InputError(f"begins with {data[:8]!r}, expected {MAGIC!r}: no EVTX file")
    with io.BytesIO(data) if path is None else path.open("rb") as stream:
        promised = _promised(stream, part.label, tally)
    given = 0
    for event in _events(PyEvtxParser(io.BytesIO(data) if path is None else str(path)), part.label, tally):
        given += event is not None
        promised -= 1
        if event is not None:
            yield event
    if promised > 0:
        tally.skip(part.label, f"damaged: {promised} of {promised + given} records cannot be found", promised)


def _promised(stream: BinaryIO, label: str, tally: Tally) -> int:
    """Records that the chunks say they hold; chunks that are cut off or overwritten are told."""
    chunks = int.from_bytes(stream.read(HEADER)[42:44], "little")
    whole = (stream.seek(0, io.SEEK_END) - HEADER) // CHUNK
    if whole < chunks:
        tally.skip(label, f"truncated: {max(0, whole)} of {chunks} chunks are whole", chunks - max(0, whole))
    promised = 0
    for number in range(min(chunks, whole)):
        stream.seek(HEADER + number * CHUNK)
        head = stream.read(24)
        first, last = int.from_bytes(head[8:16], "little"), int.from_bytes(head[16:24], "little")
        if not head.startswith(b"ElfChnk\x00"):
            tally.skip(label, f"damaged: chunk {number + 1} of {chunks} has no header")
        elif 0 <= last - first < MOST_IN_CHUNK:
            promised += last - first + 1
    return promised


def _events(parser: PyEvtxParser, label: str, tally: Tally) -> Iterator[dict[str, Any] | None]:
    """Events, None for each record that is damaged."""
    records = iter(parser.records_json())
    damaged = 0
    while damaged < MOST_DAMAGED:
        try:
            record = next(records)
            event = json.loads(record["data"], parse_int=str, parse_float=str) if record else None
        except StopIteration:
            return
        except (RuntimeError, ValueError) as error:
            damaged += 1
            tally.skip(label, f"damaged: {explained(error)[:120]}")
            yield None
            continue
        yield event if isinstance(event, dict) else None
    tally.flaw(label, f"more than {MOST_DAMAGED:,} damaged records: given up")
