"""Look-up pages of the place's files: a table of columns each, from the same classes that `check` reads by."""

from collections.abc import Iterable, Iterator

from forestall.place.files import FILES, RULES, PlaceFile
from forestall.place.forms import FORMS, KEY
from forestall.place.schema import plain
from forestall.place.shape import Column, Kind, Lookup, Many, Number, OneOf, Shape, shape
from forestall.place.table import COURSE
from forestall.place.values import describe, number_words

_HOW = {
    "table": "A table: one row a record, the columns below in any order. A header may carry the unit in brackets "
    "(`buffer [h]`). Lists in a cell are separated by `;`; an empty cell means the default.",
    "points": "A table: one row a record, the columns below in any order. In GeoJSON and GeoPackage `lon` and `lat` "
    "come from a point in WGS 84 and the other columns are its attributes.",
    "lines": "One LineString in WGS 84 a record; the columns below are its attributes.",
    "document": "TOML: the keys below, and a table for each group.",
    "list": "TOML: one `[[{stem}]]` table a record, with the keys below.",
    "folder": "YAML: one record a file, with the keys below. Aliases and tags are not accepted.",
}
_MADE = "<!-- Made by `python -m forestall.place.schema docs/look-up/place`. Do not edit. -->\n"


def pages() -> dict[str, str]:
    """The pages by file name: one a file of a place, and `index.md`."""
    made = {f"{file.stem}.md": _page(file) for file in FILES}
    return {**made, "index.md": _index()}


def _index() -> str:
    lines = [
        _MADE,
        "# The files of a place\n",
        "| file | may also be | required | holds |",
        "| --- | --- | --- | --- |",
    ]
    for file in FILES:
        others = ", ".join(f"`{name}`" for name in file.names[1:])
        meaning = _first_sentence(shape(file.noun).meaning)
        lines.append(f"| [`{file.name}`]({file.stem}.md) | {others} | {_yes(file.required)} | {meaning} |")
    lines.append(f"| `{RULES}/**/*.yml` | | no | Sigma rules. |")
    end = "Text is UTF-8; numbers have a decimal point and no unit; dates are ISO 8601. `forestall schema FILE` prints"
    return "\n".join([*lines, "", end, "the same as JSON Schema, `forestall check PLACE` explains every mistake.", ""])


def _page(file: PlaceFile) -> str:
    names = " or ".join(f"`{name}`" for name in file.names)
    record = shape(file.noun)
    how = _HOW[file.form].format(stem=file.stem)
    called = "key" if file.form in ("document", "list", "folder") else "column"
    parts = [_MADE, f"# {file.name}\n", f"{record.meaning}\n", f"{names}. {how}\n", *_table(record, called)]
    for title, nested in _nested(record.columns.values(), ""):
        parts += [f"\n## {title}\n", f"{nested.meaning}\n", *_table(nested, called)]
    return "\n".join(parts) + "\n"


def _table(record: Shape, called: str) -> Iterator[str]:
    yield f"| {called} | required | type | unit | bounds | meaning |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for column in record.columns.values():
        if column.name != COURSE:
            required = "yes" if column.required and not column.optional else f"no{_default(column)}"
            cells = (f"`{column.name}`", required, _type(column), column.unit or "", _bounds(record, column))
            yield f"| {' | '.join(cells)} | {column.meaning.replace('|', chr(92) + '|')} |"


def _default(column: Column) -> str:
    value = plain(column.default)
    if value is None or value in ("", []):
        return ""
    return f" (`{';'.join(map(str, value)) if isinstance(value, list) else str(value).lower()}`)"


def _type(column: Column) -> str:
    words = _type_words(column.kind)
    if column.key:
        return "id"
    if column.refs:
        refs = " or ".join(column.refs)
        return {"text": f"id of a {refs}", "list of text": f"ids of {refs}s"}.get(words, f"{words}, by id of a {refs}")
    return words


def _type_words(kind: Kind) -> str:
    match kind:
        case Number():
            return "whole number" if kind.whole else "number"
        case Many():
            return f"list of {_type_words(kind.item)}".replace("list of group", "list of groups")
        case Lookup():
            return f"keys ({describe(kind.key)}) with {_type_words(kind.value)}"
        case Shape() | OneOf():
            return "group of keys, below"
        case _:
            return describe(kind)


def _bounds(record: Shape, column: Column) -> str:
    text_form = KEY if column.key else FORMS.get((record.noun, column.name))
    if text_form is not None:
        return text_form.expected
    kind: Kind = column.kind
    least = f"at least {kind.at_least}" if isinstance(kind, Many | Lookup) and kind.at_least else ""
    while isinstance(kind, Many | Lookup):
        kind = kind.item if isinstance(kind, Many) else kind.value
    number = number_words(kind, None).split("number", 1)[1].strip() if isinstance(kind, Number) else ""
    return ", ".join(part for part in (least, number) if part)


def _nested(columns: Iterable[Column], path: str) -> Iterator[tuple[str, Shape]]:
    """Groups of keys within a record, each with its title."""
    for column in columns:
        for title, below, group in _groups(column.kind, path + column.name):
            yield title, group
            yield from _nested(group.columns.values(), f"{below}.")


def _groups(kind: Kind, path: str) -> Iterator[tuple[str, str, Shape]]:
    """Title, path and shape of the groups that a value may be."""
    match kind:
        case Shape():
            yield f"`{path}`", path, kind
        case Many():
            yield from _groups(kind.item, f"{path}[]")
        case Lookup():
            yield from _groups(kind.value, f"{path}.NAME")
        case OneOf():
            for option, one in kind.shapes.items():
                yield f"`{path}` with `{kind.tag}: {option}`", path, one


def _first_sentence(text: str) -> str:
    return " ".join(text.split()).split(". ")[0].rstrip(".") + "."


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"
