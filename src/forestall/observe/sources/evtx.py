"""Windows event logs (`.evtx`), alone or in a `.zip`; a damaged chunk costs its own events only."""

import io
import json
from collections.abc import Iterator
from typing import Any, ClassVar

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
    data = part.whole(MAX_BYTES)
    if not data.startswith(MAGIC):
        raise InputError(f"begins with {data[:8]!r}, expected {MAGIC!r}: no EVTX file")
    chunks, whole = int.from_bytes(data[42:44], "little"), (len(data) - HEADER) // CHUNK
    if whole < chunks:
        tally.skip(part.label, f"truncated: {max(0, whole)} of {chunks} chunks are whole", chunks - max(0, whole))
    for number, event in enumerate(_events(data, part.label, tally), start=1):
        with guarded(f"{part.label}, event {number}", tally):
            rows.add(flatten(event), number)


def _events(data: bytes, label: str, tally: Tally) -> Iterator[dict[str, Any]]:
    records = iter(PyEvtxParser(io.BytesIO(data)).records_json())
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
            continue
        if isinstance(event, dict):
            yield event
    tally.flaw(label, f"more than {MOST_DAMAGED:,} damaged records: given up")
