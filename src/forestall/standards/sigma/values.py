"""A field with its modifiers and values, to tests (Sigma 2.1.0, modifiers)."""

import math
import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import get_args

from forestall.core.errors import StandardError
from forestall.standards.sigma import pcre
from forestall.standards.sigma.placeholders import Placeholders, expand
from forestall.standards.sigma.rule import (
    AllOf,
    AnyOf,
    Item,
    Negation,
    Network,
    Node,
    Null,
    Number,
    Operator,
    Pattern,
    Present,
    Reference,
    Test,
    Text,
    TimePart,
    Unit,
    Wildcard,
)
from forestall.standards.sigma.text import ENDS, parse, place, texts, widened

CLAUSE = "Sigma 2.1.0, modifiers"
MAX_VALUE = 10_000  # characters of one value
EXACT = 2**53  # whole numbers beyond it are not exact as floating point
FLAGS = {"i": "i", "ignorecase": "i", "m": "m", "multiline": "m", "s": "s", "dotall": "s"}
OPERATORS: dict[str, Operator] = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
UNITS: dict[str, Unit] = {unit: unit for unit in get_args(Unit)}
ENCODINGS = ("base64", "base64offset", "utf16le", "utf16be", "utf16", "wide")
KNOWN = frozenset(
    (
        *("all", "exists", "cased", "neq", "windash", "re", "cidr", "expand", "fieldref"),
        *(*FLAGS, *OPERATORS, *UNITS, *ENDS, *ENCODINGS),
    )
)
_TYPES = ("re", "cidr", "fieldref", "exists")
_TOGETHER = {
    "re": {*FLAGS, *ENDS, "expand"},
    "cidr": {"expand"},
    "fieldref": {*ENDS, "cased", "expand"},
    "exists": set(),
    "number": {*OPERATORS, *UNITS},
}
"""For each kind of test the modifiers that go with it, besides `all` and `neq`."""
_RANGES: dict[Unit, tuple[int, int]] = {
    "minute": (0, 59),
    "hour": (0, 23),
    "day": (1, 31),
    "week": (1, 53),
    "month": (1, 12),
    "year": (1, 9999),
}


def node(field: str | None, modifiers: list[str], value: object, given: Placeholders, path: str) -> Node:
    """The tests of one item, linked as its modifiers say.

    Args:
        field: name of the field; None for keywords, which are looked for in every field
        modifiers: in their order
        value: a value or a list of values, as YAML gives them
        given: values of placeholders
        path: where the rule stands, for errors

    Raises:
        StandardError: an unknown modifier, or modifiers and values that do not go together
    """
    _check(field, modifiers, path)
    values = value if isinstance(value, list) else [value]
    if not values:
        raise _wrong("no value, expected at least one", path)
    parts = tuple(_value(field, one, modifiers, given, path) for one in values)
    linked = parts[0] if len(parts) == 1 else AllOf(parts) if "all" in modifiers else AnyOf(parts)
    return Negation(linked) if "neq" in modifiers else linked


def _wrong(reason: str, path: str) -> StandardError:
    return StandardError(reason, path=path, clause=CLAUSE)


def _check(field: str | None, modifiers: list[str], path: str) -> None:
    for modifier in modifiers:
        if modifier not in KNOWN:
            raise _wrong(f"Unknown modifier {modifier!r}, expected of: {', '.join(sorted(KNOWN))}", path)
    if len(modifiers) > len(KNOWN):
        raise _wrong("more modifiers than there are", path)
    kind = next((modifier for modifier in _TYPES if modifier in modifiers), None)
    kind = kind or ("number" if _TOGETHER["number"].intersection(modifiers) else None)
    if kind:
        allowed = _TOGETHER[kind] | {kind, "all", "neq"}
        other = next((modifier for modifier in modifiers if modifier not in allowed), None)
        if other:
            named = kind if kind != "number" else next(one for one in modifiers if one in _TOGETHER["number"])
            raise _wrong(f"modifier {other!r} does not go with {named!r}", path)
    flag = next((modifier for modifier in modifiers if modifier in FLAGS and "re" not in modifiers), None)
    if flag:
        raise _wrong(f"modifier {flag!r} needs 're' before it", path)
    if field is None and (needs := {"exists", "fieldref", *OPERATORS, *UNITS}.intersection(modifiers)):
        raise _wrong(f"modifier {min(needs)!r} needs a field", path)


def _value(field: str | None, value: object, modifiers: list[str], given: Placeholders, path: str) -> Node:
    if "exists" in modifiers:
        if not isinstance(value, bool):
            raise _wrong(f"exists is {value!r}, expected true or false", path)
        return Item(field, Present()) if value else Negation(Item(field, Present()))
    if value is None:
        return _null(field, modifiers, path)
    if isinstance(value, bool):
        return Item(field, Text(_placed(field, str(value).lower(), modifiers, path), "cased" in modifiers))
    if isinstance(value, int | float):
        return _number(field, value, modifiers, path)
    if isinstance(value, str):
        return _string(field, value, modifiers, given, path)
    raise _wrong(f"value {str(value)[:60]!r} is no text, number, truth value or null", path)


def _null(field: str | None, modifiers: list[str], path: str) -> Node:
    if field is None:
        raise _wrong("null needs a field", path)
    if set(modifiers) - {"all", "neq"}:
        raise _wrong(f"null does not go with modifier {modifiers[0]!r}", path)
    return Item(field, Null())


def _number(field: str | None, value: float, modifiers: list[str], path: str) -> Node:
    if not math.isfinite(value):
        raise _wrong(f"number {value!r}, expected a finite one", path)
    operators = [OPERATORS[modifier] for modifier in modifiers if modifier in OPERATORS]
    operator: Operator = operators[0] if operators else "=="
    unit = next((UNITS[modifier] for modifier in modifiers if modifier in UNITS), None)
    if unit:
        low, high = _RANGES[unit]
        if operator == "==" and not (low <= value <= high and value == int(value)):
            raise _wrong(f"{unit} is {value!r}, expected a whole number from {low} to {high}", path)
        return Item(field, TimePart(unit, operator, float(value)))
    if operator != "==":
        return Item(field, Number(operator, float(value)))
    if field is None or set(modifiers) - {"all", "neq", "expand"} or abs(value) >= EXACT:
        return _string(field, str(value), modifiers, {}, path)
    return Item(field, Number("==", float(value)))


def _string(field: str | None, text: str, modifiers: list[str], given: Placeholders, path: str) -> Node:
    if len(text) > MAX_VALUE:
        raise _wrong(f"a value is longer than {MAX_VALUE} characters", path)
    if _TOGETHER["number"].intersection(modifiers):
        raise _wrong(f"value {text!r}, expected a number", path)
    meant = _expanded(text, modifiers, given, path) if "expand" in modifiers else [text]
    tests = [test for one in meant for test in _tests(field, one, modifiers, path)]
    parts = tuple(Item(field, test) for test in tests)
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def _expanded(text: str, modifiers: list[str], given: Placeholders, path: str) -> list[str]:
    if "re" in modifiers:
        given = {name: [_as_regex(value) for value in values] for name, values in given.items()}
    return expand(text, given, path)


def _as_regex(value: str) -> str:
    """A placeholder's value inside a regular expression: its text is plain there, its wildcards are kept."""
    wild = {Wildcard.MANY: ".*", Wildcard.ONE: "."}
    return "(?:" + "".join(wild[part] if isinstance(part, Wildcard) else re.escape(part) for part in parse(value)) + ")"


def _tests(field: str | None, text: str, modifiers: list[str], path: str) -> list[Test]:
    """Tests of which one has to hold."""
    if "re" in modifiers:
        flags = "".join(sorted({FLAGS[modifier] for modifier in modifiers if modifier in FLAGS}))
        return [Pattern(_anchored(pcre.read(text, path).portable, modifiers, flags), flags)]
    if "cidr" in modifiers:
        return [Network(_network(text, path))]
    cased = "cased" in modifiers
    if "fieldref" in modifiers:
        return [Reference(text, place(modifiers), cased)]
    found = texts(text, modifiers, path)
    return [Text(_anywhere(parts, modifiers) if field is None else parts, cased) for parts in found]


def _placed(field: str | None, text: str, modifiers: list[str], path: str) -> tuple[str | Wildcard, ...]:
    parts = texts(text, modifiers, path)[0]
    return _anywhere(parts, modifiers) if field is None else parts


def _anywhere(parts: tuple[str | Wildcard, ...], modifiers: list[str]) -> tuple[str | Wildcard, ...]:
    """A keyword is looked for inside the values, unless its modifiers say where."""
    return parts if set(ENDS).intersection(modifiers) else widened(parts, before=True, after=True)


def _anchored(regex: str, modifiers: list[str], flags: str) -> str:
    """`startswith` and `endswith` ask for the expression at an end of the whole value, `contains` for what it says."""
    where = place(modifiers)
    if where == "startswith":
        return rf"\A(?:{regex})"
    if where == "endswith":
        return rf"(?:{regex})(?![\x00-\U0010FFFF])" if "m" in flags else f"(?:{regex})$"
    return regex


def _network(text: str, path: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise _wrong(str(error), path) from error
