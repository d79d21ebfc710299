"""JSON values to canonical bytes and back (RFC 8785, 3.2). Reading accepts canonical bytes only."""

import json
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring
from typing import Any, Never, TypeAlias

import orjson

from forestall.core.errors import LimitError, StandardError
from forestall.standards.jcs.number import LARGEST_INTEGER, float_text, integer_text

MAX_DEPTH = 200
_TEXTS = frozenset((str,))
_CONSTANTS = frozenset((str, bool, type(None)))
_LEAST, _MOST = 1e-3, 1e15  # fractions between them are written without exponent everywhere
_SHALLOW = 8  # levels that are looked at for the quick way
_LITERALS = {None: "null", True: "true", False: "false"}
_At: TypeAlias = "tuple[_At, str | int] | None"  # the way to a value, from its end; made into text only for an error


def write(value: object) -> bytes:
    """A value of str, int, float, bool, None, lists, tuples and mappings with str keys, as canonical JSON.

    Raises:
        StandardError: something in it has no JSON form; the path says where.
        LimitError: it is nested deeper than 200.
    """
    quick = _quick(value)
    return _text(value, None, 0).encode("utf-8") if quick is None else quick


def _quick(value: object) -> bytes | None:
    """Names in ASCII and ordinary numbers, as most records have: what orjson writes is canonical; None for all else."""
    try:
        if type(value) is str or (type(value) is dict and _is_plain(value, _SHALLOW)):
            return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # a name that is no text, or half of a surrogate pair: told below, with its place
        return None
    return None


def _is_plain(whole: dict[str, object] | list[object] | tuple[object, ...], depth: int) -> bool:
    """Whether all in it are texts, truth values, ordinary numbers and a few levels of such objects and lists."""
    inner: Iterable[object] = whole
    if isinstance(whole, dict):
        inner = whole.values()
        if not "".join(whole).isascii():
            return False
    return _TEXTS.issuperset(map(type, inner)) or all(_is_ordinary(value, depth) for value in inner)


def _is_ordinary(value: object, depth: int) -> bool:
    kind = type(value)
    if kind is int:
        return abs(value) <= LARGEST_INTEGER  # type: ignore[arg-type]
    if kind is float:
        return _LEAST < abs(value) < _MOST and not value.is_integer()  # type: ignore[arg-type, attr-defined]
    if kind is dict or kind is list or kind is tuple:
        return depth > 0 and _is_plain(value, depth - 1)  # type: ignore[arg-type]
    return kind in _CONSTANTS


def read(data: bytes) -> Any:
    """The value that canonical bytes stand for.

    Raises:
        StandardError: they are no JSON, or not in canonical form.
        LimitError: nested deeper than 200.
    """
    try:
        value = json.loads(data.decode("utf-8"), parse_int=_integer, parse_constant=_no_constant)
    except RecursionError as error:
        raise LimitError(f"JSON nested deeper than {MAX_DEPTH}") from error
    except ValueError as error:
        raise StandardError(f"no JSON: {error}", path="$", clause="RFC 8785, 3.1") from error
    if write(value) != data:
        raise StandardError(
            "the JSON is not in canonical form", path="$", clause="RFC 8785, 3.2", hint="white space, order, doubles"
        )
    return value


def _integer(text: str) -> int | float:
    """Beyond ±(2^53 - 1) only a double can have been meant."""
    number = float(text)
    return int(number) if abs(number) <= LARGEST_INTEGER else number


def _no_constant(text: str) -> Never:
    raise ValueError(f"{text} is no JSON number")


def _text(value: object, at: _At, depth: int) -> str:
    if depth > MAX_DEPTH:
        raise LimitError(f"JSON nested deeper than {MAX_DEPTH}")
    match value:
        case str():
            return _string(value, at)
        case None | bool():
            return _LITERALS[value]
        case int():
            return int.__repr__(value) if abs(value) <= LARGEST_INTEGER else integer_text(value, _path(at))
        case float():
            return float_text(value, _path(at))
        case dict() | Mapping():
            return "{" + ",".join(_members(value, at, depth)) + "}"
        case list() | tuple():
            return "[" + ",".join([_text(item, (at, i), depth + 1) for i, item in enumerate(value)]) + "]"
        case _:
            raise StandardError(f"a {type(value).__name__} has no JSON form", path=_path(at), clause="RFC 8785, 3.1")


def _members(members: Mapping[object, object], at: _At, depth: int) -> list[str]:
    """Sorted by the UTF-16 code units of the name (3.2.3), which for ASCII is the order of the characters."""
    names: list[str] = []
    ascii_only = True
    for name in members:
        if not isinstance(name, str):
            raise StandardError(f"the name {name!r} is no string", path=_path(at), clause="RFC 8785, 3.1")
        ascii_only = ascii_only and name.isascii()
        names.append(name)
    written = {name: _string(name, at) for name in names}
    names.sort(key=None if ascii_only else lambda name: name.encode("utf-16-be"))
    return [f"{written[name]}:{_text(members[name], (at, name), depth + 1)}" for name in names]


def _string(text: str, at: _At) -> str:
    """In quotation marks, with the escapes of 3.2.2.2, which are those of the library's own writer."""
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise StandardError("a lone surrogate in a string", path=_path(at), clause="RFC 8785, 3.2.2.2") from error
    return encode_basestring(text)


def _path(at: _At) -> str:
    """Where a value is, for people."""
    parts: list[str] = []
    while at is not None:
        at, step = at
        parts.append(f"[{step}]" if isinstance(step, int) else f".{step}")
    return "$" + "".join(reversed(parts))
