"""Parquet logs of plain columns as batches, column by column: no event is ever put together.

Files with nested columns, and shapes whose names depend on the event, are read row by row (`sources.parquet`).
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from forestall.model.batch import Batch, Rows
from forestall.observe.moments import HOST_FIELDS, TIME_FIELDS
from forestall.observe.row_batches import stamped
from forestall.observe.shapes import CHANNELS, Shape, shape_of, stripped

MOST_ROWS = 32_768
_LONG = 64
"""Bytes an event, in the file, from which a column of text is heavy."""
_BY_EVENT = ("winlogbeat", "ecs", "zeek")
"""Shapes that are told event by event."""
_TIME = pa.timestamp("us", tz="UTC")


@dataclass(frozen=True, slots=True)
class Share:
    """Row groups of a file that follow each other."""

    groups: tuple[int, ...]
    """Their numbers."""
    first: int
    """Ordinal of their first event in the file."""


def shares(path: Path, size: int) -> tuple[Share, ...]:
    """A file in shares of about so many bytes; empty when it cannot be shared out.

    Raises:
        ArrowException: it is no Parquet file, or damaged.
    """
    if not columnar(path):
        return ()
    with pq.ParquetFile(path) as file:
        groups = [file.metadata.row_group(number) for number in range(file.metadata.num_row_groups)]
    found: list[Share] = []
    held: list[int] = []
    first = events = weight = 0
    for number, group in enumerate(groups):
        held.append(number)
        events += group.num_rows
        weight += sum(group.column(place).total_compressed_size for place in range(group.num_columns))
        if weight >= size or number == len(groups) - 1:
            found.append(Share(tuple(held), first))
            held, first, weight = [], events, 0
    return tuple(found)


def columnar(path: Path) -> bool:
    """Whether a file can be read column by column.

    Raises:
        ArrowException: it is no Parquet file, or damaged.
    """
    with pq.ParquetFile(path) as file:
        schema = file.schema_arrow
    shape = _shape(schema.names)
    return not any(pa.types.is_nested(field.type) for field in schema) and (
        shape is None or shape.name not in _BY_EVENT
    )


def batches(label: str, path: Path, share: Share | None = None) -> Iterator[Batch]:
    """Batches of a file's rows in their order; all its fields are columns, text as dictionaries.

    Args:
        label: the file as it was given
        path: where it is
        share: what of it is read; None: all

    Raises:
        ArrowException: the file is damaged.
    """
    with pq.ParquetFile(path) as plain:
        about, schema = plain.metadata, plain.schema_arrow
    heavy = _heavy(about)
    text = [field.name for field in schema if _is_text(field.type) and field.name not in heavy]
    with pq.ParquetFile(path, metadata=about, read_dictionary=text) as file:
        shape = _shape(file.schema_arrow.names)
        first, groups = (share.first, share.groups) if share else (0, range(file.num_row_groups))
        # threads cost three times the CPU
        for rows in file.iter_batches(batch_size=MOST_ROWS, row_groups=groups, use_threads=False):
            table = _named(pa.Table.from_batches([rows]), shape)
            yield Batch(label, first, table, _whole(table), tuple(sorted(table.column_names)))
            first += rows.num_rows


def _heavy(about: pq.FileMetaData) -> set[str]:
    """Columns of long texts that seldom recur: finding their distinct values costs more than it saves."""
    size: Counter[str] = Counter()
    for number in range(about.num_row_groups):
        group = about.row_group(number)
        for place in range(about.num_columns):
            column = group.column(place)
            size[column.path_in_schema] += column.total_uncompressed_size
    return {name for name, total in size.items() if total > _LONG * about.num_rows}


def _shape(names: list[str]) -> Shape | None:
    return shape_of(dict.fromkeys(names, ""))


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _named(table: pa.Table, shape: Shape | None) -> pa.Table:
    """The table with texts only, and with the names that Sigma rules use."""
    for place, field in enumerate(table.schema):
        if not pa.types.is_dictionary(field.type):
            table = table.set_column(place, field.name, _texts(table.column(place)))
    pairs = [*(shape.names if shape else ()), *((name, stripped(name)) for name in table.column_names)]
    for source, target in pairs:
        if source != target and source in table.column_names:
            table = _filled(table, target, table[source])
    for name, value in shape.source if shape else ():
        table = _filled(table, name, pa.chunked_array([pa.repeat(value, table.num_rows)]))
    return (
        _filled(table, "Channel", _channels(table["Provider_Name"])) if "Provider_Name" in table.column_names else table
    )


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column of numbers, times or truth values as text; times as ISO 8601."""
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column.cast(_TIME), format="%Y-%m-%dT%H:%M:%SZ")
    return column.cast(pa.string())


def _filled(table: pa.Table, name: str, values: pa.ChunkedArray) -> pa.Table:
    """A table whose column has some values where it had none."""
    if name not in table.column_names:
        return table if values.null_count == len(values) else table.append_column(name, values)
    known = table[name]
    if not known.null_count or values.null_count == len(values):
        return table
    merged = pc.coalesce(known.cast(pa.string()), values.cast(pa.string()))
    return table.set_column(table.column_names.index(name), name, merged)


def _channels(providers: pa.ChunkedArray) -> pa.ChunkedArray:
    """The channel that each provider tells, by distinct provider."""
    encoded = providers.cast(pa.string()).dictionary_encode().unify_dictionaries().combine_chunks()
    encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    known = pa.array([CHANNELS.get((name or "").lower()) for name in encoded.dictionary.to_pylist()], pa.string())
    return pa.chunked_array([known.take(encoded.indices)])


def _whole(table: pa.Table) -> Callable[[Rows], pa.Table]:
    def whole(rows: Rows) -> pa.Table:
        found = table.take(pa.array(rows))
        telling = dict.fromkeys(name for name in (*TIME_FIELDS, *HOST_FIELDS) if name in found.column_names)
        events = [
            {name: text for name, text in row.items() if text is not None}
            for row in found.select(list(telling)).to_pylist()
        ]
        return stamped(found, events or [{} for _ in range(found.num_rows)])

    return whole
