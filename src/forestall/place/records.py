"""Nodes to records, by the columns of their class. Rows of tables and keys of trees go the same way."""

from collections.abc import Collection
from typing import Any

from forestall.place import numbers
from forestall.place.forms import form
from forestall.place.node import Node, shown
from forestall.place.report import Report
from forestall.place.sense import complaints
from forestall.place.shape import Choice, Column, Kind, Lookup, Many, OneOf, Shape
from forestall.place.values import BAD, Bad, read_choice, read_plain, wanted


def read_record(shape: Shape, node: Node, report: Report, path: str = "", absent: Collection[str] = ()) -> Any:
    """The record that a group of keys describes; BAD, with remarks, when it cannot be made.

    Args:
        shape: the record's class
        node: a mapping of keys or columns to nodes
        report: takes remarks and mentioned ids
        path: what to put before the keys in remarks: `frequency.`
        absent: columns already reported as missing; nothing more is said about them
    """
    if not isinstance(node.value, dict):
        report.error(node.line, path.rstrip(".") or None, shown(node), f"keys {', '.join(shape.columns)}")
        return BAD
    _unknown_keys(node.value, shape, node, path, report)
    values = {
        column.name: BAD if column.name in absent else _field(shape, column, node, path, report)
        for column in shape.columns.values()
    }
    if any(value is BAD for value in values.values()):
        return BAD
    return _made(shape, {name: value for name, value in values.items() if value is not None}, node, path, report)


def _made(shape: Shape, values: dict[str, object], node: Node, path: str, report: Report) -> Any:
    """The record, with a remark on whatever in it makes no sense."""
    missing = {column.name: None for column in shape.columns.values() if column.required and column.name not in values}
    record = shape.noun(**values, **missing)
    for complaint in complaints(record):
        line = node.line_of(complaint.column) if complaint.column else node.line
        column = path + complaint.column if complaint.column else path.rstrip(".") or None
        report.note(line, column, complaint.found, complaint.expected, complaint.hint, complaint.severity)
    return record


def _unknown_keys(keys: dict[str, Node], shape: Shape, node: Node, path: str, report: Report) -> None:
    for name, below in keys.items():
        if name not in shape.columns:
            near = report.nearest.hint(name, shape.columns)
            line = below.line if below.line is not None else node.line
            report.error(line, path + name, "an unknown key", f"one of {', '.join(shape.columns)}", near)


def _field(shape: Shape, column: Column, node: Node, path: str, report: Report) -> object:
    """One column's value; None when it is left out and may be."""
    name = path + column.name
    below = node.child(column.name)
    if below is None or below.value is None or (below.value == "" and (below.bare or not column.required)):
        if column.required and not column.optional:
            report.error(node.line_of(column.name), name, "nothing", wanted(column))
            return BAD
        return None
    kind = column.kind
    if isinstance(kind, Many) and below.bare and isinstance(below.value, str):
        below = Node(
            [Node(part.strip(), below.line, True) for part in below.value.split(";") if part.strip()], below.line
        )
    if (column.key or column.refs) and _damaged(below, name, report):
        return BAD
    value = read_value(kind, column.unit, below, name, report)
    if isinstance(value, Bad):
        return BAD
    if not _has_form(shape, column, value, below, name, report):
        return BAD
    _mentions(column, value, below, name, report)
    return value


def _damaged(node: Node, name: str, report: Report) -> bool:
    """Whether a spreadsheet has plainly changed an id."""
    damaged = False
    for one in node.items() if isinstance(node.value, list) else (node,):
        if isinstance(one.value, str) and (why := numbers.id_damage(one.value)):
            report.error(one.line, name, one.value, "an id", f"{why}; format the column as text before typing")
            damaged = True
    return damaged


def _has_form(shape: Shape, column: Column, value: object, node: Node, name: str, report: Report) -> bool:
    """Whether texts that must have a form have it."""
    wanted_form = form(shape.noun, column.name, key=column.key)
    if wanted_form is None:
        return True
    texts = [value] if isinstance(value, str) else list(value) if isinstance(value, tuple) else []
    wrong = [text for text in texts if not wanted_form.fits(text)]
    for text in wrong:
        report.error(node.line, name, shown(text), wanted_form.expected, report.nearest.hint(text, wanted_form.options))
    return not wrong


def _mentions(column: Column, value: object, node: Node, name: str, report: Report) -> None:
    """Note the ids of other records that a value names."""
    if not column.refs:
        return
    if isinstance(value, str):
        report.mention(node.line, name, column.refs, value)
    elif isinstance(value, tuple):
        for below, one in zip(node.items(), value, strict=True):
            report.mention(below.line, name, column.refs, one)
    elif isinstance(value, dict):
        for key in value:
            report.mention(node.line_of(key), f"{name}.{key}", column.refs, key)


def read_value(kind: Kind, unit: str | None, node: Node, name: str, report: Report) -> object:
    """A value of any kind; BAD, with remarks, when it cannot be read."""
    match kind:
        case Many():
            return _many(kind, unit, node, name, report)
        case Lookup():
            return _lookup(kind, unit, node, name, report)
        case Shape():
            return read_record(kind, node, report, f"{name}.")
        case OneOf():
            return _one_of(kind, node, name, report)
        case _:
            return read_plain(kind, unit, node, name, report)


def _many(kind: Many, unit: str | None, node: Node, name: str, report: Report) -> object:
    if not isinstance(node.value, list):
        report.error(node.line, name, shown(node), f"a list: [{shown(node)}]" if node.value else "a list")
        return BAD
    numbered = isinstance(kind.item, Shape | OneOf)
    values = [
        read_value(kind.item, unit, item, f"{name}[{place}]" if numbered else name, report)
        for place, item in enumerate(node.value, 1)
    ]
    if len(values) < kind.at_least:
        report.error(node.line, name, f"{len(values)} values", f"at least {kind.at_least}")
        return BAD
    return BAD if any(value is BAD for value in values) else tuple(values)


def _lookup(kind: Lookup, unit: str | None, node: Node, name: str, report: Report) -> object:
    if not isinstance(node.value, dict):
        report.error(node.line, name, shown(node), "keys with values")
        return BAD
    values: dict[object, object] = {}
    for key, below in node.value.items():
        key_value = read_value(kind.key, None, Node(key, below.line), f"{name}.{key}", report)
        values[key_value] = read_value(kind.value, unit, below, f"{name}.{key}", report)
    if len(values) < kind.at_least:
        report.error(node.line, name, f"{len(values)} keys", f"at least {kind.at_least}")
        return BAD
    wrong = any(key is BAD or value is BAD for key, value in values.items())
    return BAD if wrong else dict(sorted(values.items(), key=lambda pair: str(pair[0])))


def _one_of(kind: OneOf, node: Node, name: str, report: Report) -> object:
    tag = node.child(kind.tag)
    if tag is None:
        report.error(node.line, f"{name}.{kind.tag}", "nothing", f"one of {', '.join(kind.shapes)}")
        return BAD
    chosen = read_choice(Choice(tuple(kind.shapes), str), tag, f"{name}.{kind.tag}", report)
    return BAD if isinstance(chosen, Bad) else read_record(kind.shapes[chosen], node, report, f"{name}.")
