"""CSV text to a grid of cells with their lines. What the cells mean is not looked at."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from forestall.place.node import shown
from forestall.place.report import Report

MAX_CELL = 1_000_000
"""Longest cell that is read [characters]."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; a geometry's row may have a course of points too."""

    line: int
    cells: tuple[str, ...]
    course: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as text: its header and its rows."""

    header: tuple[str, ...]
    line: int
    rows: tuple[Row, ...]
    ragged: tuple[Row, ...] = ()
    """Rows with more or fewer cells than the header, already reported."""
    cut: bool = False
    """The file could not be read to its end."""


def read_csv(text: str, report: Report) -> Grid | None:
    """The cells of a CSV file; blank lines are passed over.

    Returns:
        None, with a remark, when it has no header row that can be used.
    """
    before = len(report.remarks)
    rows = list(_rows(text, report))
    cut = len(report.remarks) > before
    if not rows:
        return None
    header = rows[0]
    if not _commas(header, report):
        return None
    width = len(header.cells)
    while width and not header.cells[width - 1] and all("".join(row.cells[width - 1 :]) == "" for row in rows[1:]):
        width -= 1
    body = [Row(row.line, row.cells[:width] if not any(row.cells[width:]) else row.cells) for row in rows[1:]]
    whole = {row.line: _whole(row, width, report) for row in body}
    return Grid(
        header.cells[:width],
        header.line,
        tuple(row for row in body if whole[row.line]),
        tuple(row for row in body if not whole[row.line]),
        cut,
    )


def _rows(text: str, report: Report) -> Iterator[Row]:
    limit = csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            stripped = tuple(cell.strip() for cell in cells)
            if any(stripped):
                yield Row(line, stripped)
            line = reader.line_num + 1
    except csv.Error as error:
        report.error(
            line, None, f"a row that cannot be read ({error})", "cells separated by commas", _quotes(str(error))
        )
    finally:
        csv.field_size_limit(limit)


def _quotes(error: str) -> str:
    return "look for a double quote that is not closed; inside quotes write it twice" if "limit" not in error else ""


def _commas(header: Row, report: Report) -> bool:
    """Whether the header is separated by commas; a remark when it plainly is not."""
    if len(header.cells) > 1:
        return True
    for mark, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if mark in header.cells[0]:
            hint = "export it again as `CSV UTF-8 (comma delimited)`"
            report.error(header.line, None, f"columns separated by {name}", "columns separated by commas", hint)
            return False
    report.error(header.line, None, f"one column only: {shown(header.cells[0])}", "a header row with the column names")
    return False


def _whole(row: Row, width: int, report: Report) -> bool:
    """Whether a row has as many cells as the header."""
    if len(row.cells) == width:
        return True
    hint = (
        "put a text that holds a comma in double quotes" if len(row.cells) > width else "keep the commas of empty cells"
    )
    report.error(row.line, None, f"{len(row.cells)} cells", f"{width} cells, as in the header", hint)
    return False
