"""Rows of text, as most readers give them, gathered into batches of columns."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyarrow as pa

from forestall.model.batch import Batch, Rows
from forestall.observe.moments import event_host, event_time

MOST_ROWS = 16_384
MOST_CHARACTERS = 32 * 1024**2
"""Of one batch, so that events with huge fields do not fill the memory."""
MOST_COLUMNS = 3_000
"""A batch with as many ends: nothing of an event is left out."""
_STAMPS = ("_time", "_host")
_TIME = pa.timestamp("us", tz="UTC")

Row = Mapping[str, str]


def batches(file: str, rows: Iterable[Row]) -> Iterator[Batch]:
    """Batches of the rows of one file, in their order; all their fields are columns."""
    first, held, size, known = 0, list[Row](), 0, set[str]()
    for row in rows:
        held.append(row)
        size += sum(map(len, row.values()))
        known.update(row)
        if len(held) >= MOST_ROWS or size >= MOST_CHARACTERS or len(known) >= MOST_COLUMNS:
            yield _batch(file, first, held, known)
            first, held, size, known = first + len(held), [], 0, set()
    if held:
        yield _batch(file, first, held, known)


def _batch(file: str, first: int, rows: list[Row], known: set[str]) -> Batch:
    names = tuple(sorted(known))
    columns = {name: texts([row.get(name) for row in rows]) for name in names}
    table = pa.table(columns or {"": pa.nulls(len(rows), pa.large_string())})  # events without a field are events

    def whole(chosen: Rows) -> pa.Table:
        own = [rows[place] for place in chosen.tolist()]
        return stamped(table.take(pa.array(chosen)), own)

    return Batch(file, first, table, whole, names)


def stamped(table: pa.Table, events: Sequence[Row]) -> pa.Table:
    """A table with the time and machine of its events as `_time` and `_host`; fields of these names get another.

    Args:
        table: n rows
        events: at least the fields that tell time and machine, n
    """
    table = table.rename_columns([f"event.{name}" if name in _STAMPS else name for name in table.column_names])
    times = pa.array([event_time(event) for event in events], _TIME)
    return table.append_column("_time", times).append_column("_host", texts([event_host(event) for event in events]))


def texts(values: list[str | None]) -> pa.Array:
    """A column of text; halves of surrogate pairs, which JSON can write and UTF-8 cannot, are replaced."""
    try:
        return pa.array(values, pa.large_string())
    except (UnicodeEncodeError, pa.ArrowInvalid):
        mended = [None if value is None else value.encode("utf-8", "replace").decode() for value in values]
        return pa.array(mended, pa.large_string())
