"""A town to break."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from forestall.place.template import write_town


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """The place that `forestall init` writes."""
    folder = tmp_path / "town"
    write_town(folder)
    return folder


@pytest.fixture
def workbook() -> Callable[[list[list[str]]], bytes]:
    """Makes an XLSX workbook of rows of texts; what looks like a number becomes one, as in a spreadsheet."""
    return _workbook


_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPED = {"2025-02-15": "d", "2026-03-02": "d", "#REF!": "e"}
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _workbook(rows: list[list[str]], far: str = "") -> bytes:
    body = "".join(
        f'<row r="{number}">{"".join(_cell(number, place, text) for place, text in enumerate(row))}</row>'
        for number, row in enumerate(rows, 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/'
        f'vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{_KIND}'
        f'.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="a" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets><sheet name="one" sheetId="1" '
        'r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="a" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData>{body}{far}</sheetData></worksheet>',
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + part)
    return content.getvalue()


def _cell(row: int, place: int, text: str) -> str:
    where = f'r="{chr(65 + place)}{row}"'
    if text in _TYPED:
        return f'<c {where} t="{_TYPED[text]}"><v>{text}</v></c>'
    try:
        return f"<c {where}><v>{float(text)!r}</v></c>"
    except ValueError:
        return f'<c {where} t="inlineStr"><is><t>{escape(text)}</t></is></c>' if text else ""
