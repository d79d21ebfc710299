"""The first sheet of an XLSX workbook to a grid of cells as text. What the cells mean is not looked at."""

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook

from forestall.place.csv_table import Grid, Row
from forestall.place.node import shown
from forestall.place.report import Report

MAX_UNPACKED = 256 * 2**20
"""Largest workbook that is unpacked [byte]."""
MAX_CELLS = 20_000_000
"""Largest sheet that is read, rows times columns."""

_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
_CELL = re.compile(rb'<c [^>]{0,80}?r="([A-Z]{1,3})([1-9][0-9]{0,6})"')
_ERROR = re.compile(
    rb'<c (?=[^>]{0,200}t="e")[^>]{0,200}?r="([A-Z]{1,3})([1-9][0-9]{0,6})"[^>]{0,200}>.{0,500}?<v>(#[^<]{1,20})</v>',
    re.DOTALL,
)
_FIRST = re.compile(rb'<sheet [^>]{0,500}?r:id="([^"]{1,100})"')
_TARGET = rb'<Relationship (?=[^>]{0,500}Id="%s")[^>]{0,500}?Target="/?(?:xl/)?([^"]{1,200})"'


def read_sheet(content: bytes, report: Report) -> Grid | None:
    """The cells of a workbook's first sheet; empty rows are passed over.

    Returns:
        None, with a remark, when it cannot be used.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if not _harmless(archive, report):
                return None
            broken = tuple(_broken_formulas(archive))
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            cells = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (*_UNREADABLE, CalamineError) as error:
        hint = "save it again as .xlsx, or as CSV UTF-8"
        report.error(None, None, f"cannot be read ({shown(str(error))})", "an XLSX workbook", hint)
        return None
    texts = [[_text(cell) for cell in row] for row in cells]
    _put_back(broken, texts)
    filled = [Row(line, tuple(row)) for line, row in enumerate(texts, 1) if any(row)]
    if not filled:
        report.error(None, None, "an empty first sheet", "a table on the first sheet")
        return None
    width = max(place for row in filled for place, cell in enumerate(row.cells, 1) if cell)
    cut = [Row(row.line, (row.cells + ("",) * width)[:width]) for row in filled]
    return Grid(cut[0].cells, cut[0].line, tuple(cut[1:]))


def _harmless(archive: zipfile.ZipFile, report: Report) -> bool:
    """Whether the archive unpacks to a sensible size; a remark when it does not."""
    unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > MAX_UNPACKED:
        report.error(None, None, f"{unpacked} bytes when unpacked", f"at most {MAX_UNPACKED} bytes")
        return False
    sheets = sorted(name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml"))
    largest = max((_size(archive.read(name)) for name in sheets), default=0)
    if largest > MAX_CELLS:
        hint = "a cell far from the table is filled; delete the rows and columns around the table"
        report.error(None, None, f"a sheet of {largest} cells", f"at most {MAX_CELLS} cells", hint)
        return False
    return True


def _size(sheet: bytes) -> int:
    """Rows times columns of the box around all cells of a sheet."""
    width = height = 0
    for letters, digits in _CELL.findall(sheet):
        width, height = max(width, _number(letters)), max(height, int(digits))
    return width * height


def _number(letters: bytes) -> int:
    """The number of a column: A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _broken_formulas(archive: zipfile.ZipFile) -> Iterator[tuple[int, int, str]]:
    """Row, column and text of the first sheet's error values, which calamine gives as empty cells."""
    first = _FIRST.search(archive.read("xl/workbook.xml")) if "xl/workbook.xml" in archive.namelist() else None
    links = "xl/_rels/workbook.xml.rels"
    if first is None or links not in archive.namelist():
        return
    target = re.search(_TARGET % re.escape(first[1]), archive.read(links))
    name = f"xl/{target[1].decode()}" if target else ""
    for letters, digits, text in _ERROR.findall(archive.read(name)) if name in archive.namelist() else ():
        yield int(digits), _number(letters), text.decode("ascii", "replace")


def _put_back(broken: tuple[tuple[int, int, str], ...], texts: list[list[str]]) -> None:
    """Write error values into the cells where they stand in the sheet."""
    for row, column, text in broken:
        texts.extend([] for _ in range(row - len(texts)))
        texts[row - 1].extend("" for _ in range(column - len(texts[row - 1])))
        texts[row - 1][column - 1] = text


def _text(cell: float | str | bool | time | date | datetime | timedelta) -> str:
    """A cell as it would stand in a CSV file."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    return str(cell).strip()
