"""Arrow schemas of the records, made from their dataclasses."""

import dataclasses
import types
import typing
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pyarrow as pa

_PLAIN: dict[Any, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    datetime: pa.timestamp("us", tz="UTC"),
    date: pa.date32(),
}


def schema(noun: type) -> pa.Schema:
    """The Arrow schema of a record class; a field is nullable where its type admits None."""
    hints = typing.get_type_hints(noun)
    return pa.schema(
        [pa.field(f.name, _arrow(hints[f.name]), nullable=_optional(hints[f.name])) for f in dataclasses.fields(noun)]
    )


def table(noun: type, rows: Iterable[object]) -> pa.Table:
    """Records of one class as an Arrow table with that class's schema."""
    return pa.Table.from_pylist([_plain(row) for row in rows], schema=schema(noun))


def _plain(value: object) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return [(str(key), _plain(item)) for key, item in value.items()]
    return value


def _optional(hint: Any) -> bool:
    return type(None) in typing.get_args(hint)


def _arrow(hint: Any) -> pa.DataType:
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal or (isinstance(hint, type) and issubclass(hint, StrEnum)):
        return pa.string()
    if origin in (typing.Union, types.UnionType):
        (inner,) = (argument for argument in arguments if argument is not type(None))
        return _arrow(inner)
    if origin is tuple:
        (kind,) = {_arrow(argument) for argument in arguments if argument is not ...}
        return pa.list_(kind)
    if origin is dict:
        return pa.map_(pa.string(), _arrow(arguments[1]))
    if dataclasses.is_dataclass(hint):
        return pa.struct(list(schema(typing.cast(type, hint))))
    raise TypeError(f"no Arrow type for {hint!r}")
