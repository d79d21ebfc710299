"""Rows of any JSON or CSV document, with its members under our names."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from forestall.core.errors import InputError
from forestall.observe.feeds.json_value import parsed

MOST_ROWS = 200_000
Row = dict[str, object]


def json_rows(data: bytes, items: str, mapping: Mapping[str, str] | None) -> tuple[Row, ...]:
    """Rows of a JSON document.

    Args:
        data: the document
        items: where the list of items is, `result.rows`; empty: the document is a list, or one item
        mapping: our name to their path, `a.b.0`; None: members as they are

    Raises:
        InputError: it is no JSON, the list is not there, or an item is no object.
    """
    found = parsed(data, "document")
    for name in filter(None, items.split(".")):
        found = _inner(found, name)
    if found is None:
        raise InputError(f"items: nothing at {items[:80]!r} in the document")
    listed = found if isinstance(found, list) else [found]
    return _mapped(listed, mapping)


def csv_rows(data: bytes, mapping: Mapping[str, str] | None) -> tuple[Row, ...]:
    """Rows of CSV below a header, separated by commas or semicolons; lines before it that begin with `#` are left out.

    Raises:
        InputError: it is no UTF-8 or no CSV.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"document: byte {error.start}: no UTF-8") from error
    while text.startswith("#"):
        text = text.partition("\n")[2]
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        rows = [{k: v for k, v in row.items() if isinstance(k, str) and isinstance(v, str)} for row in reader]
    except csv.Error as error:
        raise InputError(f"document: no CSV: {error}") from error
    return _mapped(rows, None if mapping is None else dict(mapping), flat=True)


def _mapped(items: list[Any], mapping: Mapping[str, str] | None, *, flat: bool = False) -> tuple[Row, ...]:
    if len(items) > MOST_ROWS:
        raise InputError(f"document: {len(items):,} rows, expected at most {MOST_ROWS:,}")
    rows: list[Row] = []
    for number, item in enumerate(items):
        if not isinstance(item, dict):
            raise InputError(f"document: item {number} is no object")
        rows.append(item if mapping is None else _named(item, mapping, flat=flat))
    return tuple(rows)


def _named(item: dict[str, Any], mapping: Mapping[str, str], *, flat: bool) -> Row:
    """Our members; those that the item lacks are left out."""
    row: Row = {}
    for ours, theirs in mapping.items():
        value: Any = item.get(theirs) if flat else item
        for name in () if flat else theirs.split("."):
            value = _inner(value, name)
        if value is not None:
            row[ours] = value
    return row


def _inner(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, list) and name.isascii() and name.isdigit():
        return value[int(name)] if len(name) < 9 and int(name) < len(value) else None
    return None
