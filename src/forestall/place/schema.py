"""JSON Schema (draft 2020-12) of each file of a place, from the same classes that `check` reads by.

python -m forestall.place.schema docs/look-up/place     writes the look-up pages (`pages.py`)
"""

import dataclasses
import sys
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from forestall.core.errors import InputError
from forestall.place.files import FILES, PlaceFile
from forestall.place.forms import FORMS, KEY, TextForm
from forestall.place.report import Nearest
from forestall.place.shape import (
    Choice,
    Column,
    Day,
    Flag,
    Kind,
    Lookup,
    Many,
    Moment,
    Number,
    OneOf,
    Shape,
    Text,
    shape,
)
from forestall.place.table import COURSE

DRAFT = "https://json-schema.org/draft/2020-12/schema"

Json = dict[str, Any]


def schemas() -> dict[str, Json]:
    """The schema of each file, by its usual name.

    A TOML or YAML file's schema describes the file; a table's describes its rows, with cells as values and lists
    (separated by `;` in a cell) as arrays; a geometry file's describes GeoJSON. `x-unit` is the unit of a number,
    `x-ref` the nouns of which it must be an id.
    """
    return {file.name: {"$schema": DRAFT, "title": file.name, **_file(file)} for file in FILES}


def schema_of(name: str) -> Json:
    """The schema of one file, by any name it may have: `sites.csv`, `sites.xlsx`, `scenarios/flood.yml`, `sites`.

    Raises:
        InputError: a place has no such file.
    """
    known = schemas()
    for file in FILES:
        in_folder = file.form == "folder" and name.startswith(f"{file.stem}/")
        if name in (*file.names, file.stem) or in_folder:
            return known[file.name]
    hint = Nearest().hint(name, known)
    raise InputError(f"schema: found {name}, expected one of {', '.join(known)}" + (f"; {hint}" if hint else ""))


def _file(file: PlaceFile) -> Json:
    row = _record(shape(file.noun))
    match file.form:
        case "table" | "points":
            return {"type": "array", "items": row}
        case "lines":
            return _features(row)
        case "list":
            listed: Json = {"type": "array", "items": row}
            return {"type": "object", "properties": {file.stem: listed}, "additionalProperties": False}
        case _:
            return row


def _features(row: Json) -> Json:
    row["properties"].pop(COURSE)
    position = {"type": "array", "items": {"type": "number"}, "minItems": 2}
    geometry: Json = {
        "type": "object",
        "properties": {
            "type": {"const": "LineString"},
            "coordinates": {"type": "array", "items": position, "minItems": 2},
        },
        "required": ["type", "coordinates"],
    }
    feature: Json = {
        "type": "object",
        "properties": {"type": {"const": "Feature"}, "properties": row, "geometry": geometry},
        "required": ["type", "properties", "geometry"],
    }
    collection: Json = {"type": {"const": "FeatureCollection"}, "features": {"type": "array", "items": feature}}
    return {"type": "object", "properties": collection, "required": ["type", "features"]}


def _record(record: Shape) -> Json:
    return {
        "type": "object",
        "description": " ".join(record.meaning.split()),
        "properties": {column.name: _column(record, column) for column in record.columns.values()},
        "required": [column.name for column in record.columns.values() if column.required and not column.optional],
        "additionalProperties": False,
    }


def _column(record: Shape, column: Column) -> Json:
    found: Json = {"description": column.meaning, **_kind(column.kind)}
    if column.unit:
        found["x-unit"] = column.unit
    if column.refs:
        found["x-ref"] = list(column.refs)
    if column.key:
        found["x-key"] = True
    text_form = KEY if column.key else FORMS.get((record.noun, column.name))
    if text_form is not None:
        (found["items"] if isinstance(column.kind, Many) else found).update(_form(text_form))
    if not column.required and (default := plain(column.default)) is not None:
        found["default"] = default
    return found


def _form(text_form: TextForm) -> Json:
    if text_form.options:
        return {"enum": list(text_form.options)}
    return {"pattern": f"^(?:{text_form.pattern})$"}


def plain(value: object) -> Any:
    """A default as JSON has it; None when there is none to show."""
    if isinstance(value, StrEnum | date | datetime):
        return str(value)
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return None if dataclasses.is_dataclass(value) else value


_PLAIN: dict[Kind, Json] = {
    Text(): {"type": "string"},
    Flag(): {"type": "boolean"},
    Day(): {"type": "string", "format": "date"},
    Moment(): {"type": "string", "format": "date-time"},
}


def _kind(kind: Kind) -> Json:
    found = dict(_PLAIN.get(kind, {}))
    match kind:
        case Number():
            found = _number(kind)
        case Choice():
            found = {"enum": list(kind.options)}
        case Many():
            found = _array(kind)
        case Lookup():
            least = {"minProperties": kind.at_least} if kind.at_least else {}
            names, values = _kind(kind.key), _kind(kind.value)
            found = {"type": "object", "propertyNames": names, "additionalProperties": values, **least}
        case Shape():
            found = _record(kind)
        case OneOf():
            found = {"oneOf": [_record(one) for one in kind.shapes.values()]}
    return found


def _array(kind: Many) -> Json:
    least, most = kind.length or kind.at_least, kind.length
    sizes = {"minItems": least} if least else {}
    return {"type": "array", "items": _kind(kind.item), **sizes, **({"maxItems": most} if most else {})}


def _number(kind: Number) -> Json:
    limits = {
        "minimum": kind.at_least,
        "exclusiveMinimum": kind.above,
        "maximum": kind.at_most,
        "exclusiveMaximum": kind.below,
    }
    kept = {name: limit for name, limit in limits.items() if limit is not None}
    return {"type": "integer" if kind.whole else "number", **kept}


def main(folder: Path) -> None:
    """Write the look-up pages into a folder; pages of files that are no more are removed."""
    from forestall.place.pages import pages  # noqa: PLC0415  # pages are made from this module

    folder.mkdir(parents=True, exist_ok=True)
    made = pages()
    for stale in sorted(path for path in folder.glob("*.md") if path.name not in made):
        stale.unlink()
    write = partial(Path.write_text, encoding="utf-8", newline="\n")
    for name, page in made.items():
        write(folder / name, page)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
