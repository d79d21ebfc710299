"""Logs as Parquet, one event a row: columns of any plain type become text, structures their leaf fields."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.parquet as pq

from forestall.model.words import SourceKind
from forestall.observe.files import Part
from forestall.observe.line_reading import gathered
from forestall.observe.reading import Reading, Request, Tally
from forestall.observe.shapes import shaped

MAX_BYTES = 1024**3  # of one file, when it has to be read into memory
_ROWS = 4_096


class Parquet:
    """Reads logs as Parquet."""

    kind: ClassVar[SourceKind] = SourceKind.PARQUET

    def read(self, request: Request, tally: Tally) -> Reading:
        """All events up to the time of the pass, as records."""
        return gathered(request, tally, events)


def events(part: Part, tally: Tally, at: datetime) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows with their number, from 1."""
    file = pq.ParquetFile(io.BytesIO(part.whole(MAX_BYTES)))
    number = 0
    for batch in file.iter_batches(batch_size=_ROWS):
        for row in _rows(batch):
            number += 1
            if row is None:
                tally.skip(f"{part.label}, row {number}", "a time outside of the years 1 to 9999")
                continue
            yield number, shaped({name: _plain(value) for name, value in row.items()}, part.label)


def _rows(batch: pa.RecordBatch) -> list[dict[str, Any] | None]:
    """Rows; None for each with a time that has no date."""
    try:
        return list(batch.to_pylist())
    except OverflowError:
        if batch.num_rows == 1:
            return [None]
        return [row for at in range(batch.num_rows) for row in _rows(batch.slice(at, 1))]


def _plain(value: Any) -> Any:
    """Times as ISO 8601 text, bytes as text; the rest as it is."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return value
