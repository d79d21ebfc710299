"""A grid of cells to records: the header, then row by row. Where the cells come from is not here."""

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

from forestall.place import units
from forestall.place.csv_table import Grid, Row
from forestall.place.node import Node, shown
from forestall.place.records import read_record
from forestall.place.report import Report
from forestall.place.shape import Column, Shape
from forestall.place.values import Bad, wanted

_HEADER = re.compile(r"([^\[\]]*?)\s*(?:\[([^\[\]]*)\])?")
COURSE = "line"
"""The column that comes from a line's geometry, never from a cell."""


def read_rows(
    shape: Shape, grid: Grid, currency: str | None, report: Report
) -> Iterator[tuple[int, str | None, Any | None]]:
    """The records of a table's rows.

    Returns:
        Line, text of the key column, record; None for a record that could not be made, with remarks.
    """
    columns = _columns(shape, grid, currency, report)
    present = {column.name for column in columns if column}
    absent = [c for c in shape.columns.values() if c.required and c.name not in present and c.name != COURSE]
    for column in absent:
        hint = report.nearest.hint(column.name, (name for name in grid.header if name not in shape.columns))
        report.error(grid.line, column.name, "no such column", f"a column {column.name}: {wanted(column)}", hint)
    missing = frozenset(column.name for column in absent)
    for row in grid.rows:
        yield _read_row(shape, columns, missing, row, report)
    key = next((place for place, column in enumerate(columns) if column and column.key), None)
    for row in grid.ragged:
        yield row.line, (row.cells[key] or None) if key is not None and key < len(row.cells) else None, None


def _read_row(
    shape: Shape, columns: list[Column | None], missing: frozenset[str], row: Row, report: Report
) -> tuple[int, str | None, Any | None]:
    cells = {
        column.name: Node(cell, row.line, bare=True) for column, cell in zip(columns, row.cells, strict=True) if column
    }
    key = cells.get(shape.key) if shape.key else None
    record = read_record(shape, Node(cells, row.line), report, absent=missing)
    if isinstance(record, Bad):
        record = None
    elif row.course:
        record = dataclasses.replace(record, **{COURSE: row.course})
    return row.line, str(key.value) if key is not None and key.value else None, record


def _columns(shape: Shape, grid: Grid, currency: str | None, report: Report) -> list[Column | None]:
    """The column of each header cell; None, with a remark, for one that is unknown, double or has no name."""
    found: list[Column | None] = []
    for place, cell in enumerate(grid.header):
        column = _column(shape, cell, currency, grid, place, report)
        if column is not None and column in found:
            report.error(grid.line, column.name, "the column twice", "each column once")
            column = None
        found.append(column)
    return found


def _column(shape: Shape, cell: str, currency: str | None, grid: Grid, place: int, report: Report) -> Column | None:
    match = _HEADER.fullmatch(cell) if len(cell) <= 200 else None
    name, unit = (match[1].strip(), match[2]) if match else (cell, None)
    known = [column for column in shape.columns if column != COURSE]
    if name not in known:
        what = "an unknown column" if name else f"column {place + 1} without a name"
        hint = report.nearest.hint(name, known) if name else ""
        report.error(grid.line, shown(name) if name else None, what, f"one of {', '.join(known)}", hint)
        return None
    column = shape.columns[name]
    if unit is not None and not units.same(unit, column.unit or "", currency):
        expected = f"[{column.unit}]" if column.unit else "no unit"
        report.error(grid.line, name, f"unit [{unit}]", expected, _factor(unit, column.unit))
    return column


def _factor(written: str, declared: str | None) -> str:
    """How to convert a column that is given in another unit."""
    one = units.convert(1.0, written, declared) if declared else None
    return f"1 {written} is {one:.6g} {declared}; convert the column" if one is not None and declared != "K" else ""
