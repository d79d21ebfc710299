"""Tables as files: CSV and JSON of all their rows, the same that the page shows, with values as they are."""

import csv
import io
import json
import math
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from starlette.responses import Response

from forestall.core.clock import iso
from forestall.outlook.pages.table import Column, TableView, Value

T = TypeVar("T")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Form(StrEnum):
    """The form of a file."""

    CSV = "csv"
    JSON = "json"


def exported(view: TableView[T], form: Form, without: tuple[str, ...] = ()) -> Response:
    """All rows of a table as a file.

    Args:
        view: the table
        form: of the file
        without: labels of what the reader sees and may not take away; the file says so too
    """
    if form is Form.JSON:
        rows = [{each.key: _plain(each.value(row)) for each in view.columns} for row in view.every()]
        text = json.dumps({"table": view.key, "without": without, "rows": rows}, ensure_ascii=False, allow_nan=False)
        kind = "application/json"
    else:
        text, kind = _csv(view), "text/csv; charset=utf-8"
    headers = {"Content-Disposition": f'attachment; filename="{view.key}.{form}"'}
    if without:
        headers["Forestall-Without"] = ", ".join(without)
    return Response(text, media_type=kind, headers=headers)


def _csv(view: TableView[T]) -> str:
    """RFC 4180; a text that a spreadsheet would take for a formula is preceded by an apostrophe (OWASP)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([each.key for each in view.columns])
    for row in view.every():
        writer.writerow([_cell(each, row) for each in view.columns])
    return out.getvalue()


def _cell(column: Column[T], row: T) -> str | int | float:
    value = _plain(column.value(row))
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return "" if value is None else value


def _plain(value: Value) -> str | int | float | None:
    """A value as JSON has it: no NaN and no infinity."""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return str(value) if isinstance(value, StrEnum) else value


def finite(value: object) -> object:
    """A value of lists and mappings as JSON has it: no NaN and no infinity."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(name): finite(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [finite(each) for each in value]
    return value
