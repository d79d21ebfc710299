"""Rows of text, as most readers give them, gathered into batches of columns."""

from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa

from forestall.model.batch import Batch, Rows
from forestall.observe.moments import event_host, event_time

MOST_ROWS = 16_384
MOST_CHARACTERS = 32 * 1024**2
"""Of one batch, so that events with huge fields do not fill the memory."""
MOST_COLUMNS = 3_000
_TIME = pa.timestamp("us", tz="UTC")

Row = Mapping[str, str]


def batches(file: str, rows: Iterable[Row]) -> Iterator[Batch]:
    """Batches of the rows of one file, in their order; all their fields are columns."""
    first, held, size = 0, list[Row](), 0
    for row in rows:
        held.append(row)
        size += sum(map(len, row.values()))
        if len(held) >= MOST_ROWS or size >= MOST_CHARACTERS:
            yield _batch(file, first, held)
            first, held, size = first + len(held), [], 0
    if held:
        yield _batch(file, first, held)


def _batch(file: str, first: int, rows: list[Row]) -> Batch:
    names = tuple(sorted({name for row in rows for name in row}))[:MOST_COLUMNS]
    columns = {name: texts([row.get(name) for row in rows]) for name in names}
    table = pa.table(columns or {"": pa.nulls(len(rows), pa.large_string())})  # events without a field are events

    def whole(chosen: Rows) -> pa.Table:
        own = [rows[place] for place in chosen.tolist()]
        times = pa.array([event_time(row) for row in own], _TIME)
        found = table.take(pa.array(chosen))
        return found.append_column("_time", times).append_column("_host", texts([event_host(row) for row in own]))

    return Batch(file, first, table, whole, names)


def texts(values: list[str | None]) -> pa.Array:
    """A column of text; halves of surrogate pairs, which JSON can write and UTF-8 cannot, are replaced."""
    try:
        return pa.array(values, pa.large_string())
    except (UnicodeEncodeError, pa.ArrowInvalid):
        mended = [None if value is None else value.encode("utf-8", "replace").decode() for value in values]
        return pa.array(mended, pa.large_string())
