"""What a record's class says about its columns: type, unit, bounds, key, reference, meaning.

Read from the dataclasses in `model/` (types, `Annotated` marks, the sentence under each field) and from nothing
else. Checking, schemas and look-up pages all start here.
"""

import ast
import dataclasses
import inspect
import sys
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Any

import annotated_types as bounds

from forestall.model.marks import Key, Ref, Unit


@dataclass(frozen=True, slots=True)
class Text:
    """Any text."""


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number within bounds."""

    whole: bool = False
    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None
    below: float | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date and time."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    options: tuple[str, ...]
    make: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Many:
    """A list of values of one kind."""

    item: "Kind"
    at_least: int = 0
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Lookup:
    """Values by name."""

    key: "Kind"
    value: "Kind"
    at_least: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a record, as a file gives it."""

    name: str
    kind: "Kind"
    meaning: str
    required: bool
    optional: bool
    default: object
    unit: str | None
    key: bool
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A record's class with its columns."""

    noun: type
    meaning: str
    columns: Mapping[str, Column]
    key: str | None
    """The column that names the row, if there is one."""


@dataclass(frozen=True, slots=True, eq=False)
class OneOf:
    """A record of one of several classes, told apart by one column."""

    tag: str
    shapes: Mapping[str, Shape]


Plain = Text | Number | Flag | Day | Moment | Choice
Kind = Plain | Many | Lookup | Shape | OneOf

_PLAIN: dict[object, Kind] = {str: Text(), bool: Flag(), date: Day(), datetime: Moment()}


@cache
def shape(noun: type) -> Shape:
    """The columns of a record's class.

    Raises:
        TypeError: a field has a type for which files have no form.
    """
    hints = typing.get_type_hints(noun, include_extras=True)
    meanings = _meanings(noun)
    columns = {
        field.name: _column(field, hints[field.name], meanings.get(field.name, ""))
        for field in dataclasses.fields(noun)
    }
    key = next((column.name for column in columns.values() if column.key), None)
    return Shape(noun, inspect.getdoc(noun) or "", columns, key)


def _column(field: "dataclasses.Field[Any]", hint: Any, meaning: str) -> Column:
    inner, marks = _unwrap(hint)
    units = [mark.symbol for mark in marks if isinstance(mark, Unit)]
    refs = [mark.nouns for mark in marks if isinstance(mark, Ref)]
    required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    return Column(
        name=field.name,
        kind=_kind(inner, marks),
        meaning=meaning,
        required=required,
        optional=type(None) in typing.get_args(inner),
        default=None if required or field.default is dataclasses.MISSING else field.default,
        unit=units[0] if units else None,
        key=any(isinstance(mark, Key) for mark in marks),
        refs=refs[0] if refs else (),
    )


def _unwrap(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    if typing.get_origin(hint) is typing.Annotated:
        return hint.__origin__, hint.__metadata__
    return hint, ()


def _kind(hint: Any, marks: tuple[Any, ...]) -> Kind:
    if hint in _PLAIN:
        return _PLAIN[hint]
    if hint in (int, float):
        return _number(hint is int, marks)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return shape(hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return Choice(tuple(str(option) for option in hint), hint)
    return _compound(hint, marks)


def _compound(hint: Any, marks: tuple[Any, ...]) -> Kind:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    least = next((mark.min_length for mark in marks if isinstance(mark, bounds.MinLen)), 0)
    if origin is typing.Literal:
        return Choice(tuple(arguments), str)
    if origin in (typing.Union, types.UnionType):
        return _union([argument for argument in arguments if argument is not type(None)], marks)
    if origin is dict:
        return Lookup(_kind(*_unwrap(arguments[0])), _kind(*_unwrap(arguments[1])), least)
    if origin is tuple:
        length = None if arguments[-1] is Ellipsis else len(arguments)
        return Many(_kind(*_unwrap(arguments[0])), least, length)
    raise TypeError(f"no form in files for {hint!r}")


def _union(members: list[Any], marks: tuple[Any, ...]) -> Kind:
    if len(members) == 1:
        return _kind(members[0], marks)
    shapes = [shape(member) for member in members]
    tag = next(iter(shapes[0].columns))
    return OneOf(tag, {option: one for one in shapes for option in _options(one.columns[tag])})


def _options(column: Column) -> tuple[str, ...]:
    if not isinstance(column.kind, Choice):
        raise TypeError(f"column {column.name} does not tell the classes apart")
    return column.kind.options


def _number(whole: bool, marks: tuple[Any, ...]) -> Number:
    def bound(kind: type, name: str) -> float | None:
        return next((getattr(mark, name) for mark in marks if isinstance(mark, kind)), None)

    return Number(whole, bound(bounds.Ge, "ge"), bound(bounds.Gt, "gt"), bound(bounds.Le, "le"), bound(bounds.Lt, "lt"))


def _meanings(noun: type) -> dict[str, str]:
    """The sentence under each field of a class."""
    tree = _classes(noun.__module__)[noun.__name__]
    found: dict[str, str] = {}
    for field, below in pairwise(tree.body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(below, ast.Expr):
            value = below.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                found[field.target.id] = " ".join(value.value.split())
    return found


@cache
def _classes(module: str) -> dict[str, ast.ClassDef]:
    """The classes of a module as they are written."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
