"""A field with its modifiers and values, to tests (Sigma 2.1.0, modifiers).

pySigma has read and checked the item; its values are taken as written and the modifiers applied here, because
its own `base64`, `base64offset` and `utf16` go wrong on escaped wildcards, non-ASCII text and the byte order mark.
"""

import itertools
import re
from base64 import b64encode
from ipaddress import IPv4Network, IPv6Network, ip_network

from sigma.modifiers import reverse_modifier_mapping
from sigma.rule.detection import SigmaDetectionItem
from sigma.types import SigmaBool, SigmaNull, SigmaNumber, SigmaString, SigmaType, SpecialChars

from forestall.core.errors import StandardError
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
    Part,
    Pattern,
    Place,
    Present,
    Reference,
    Text,
    Wildcard,
)

CLAUSE = "Sigma 2.1.0, modifiers"
DASH = re.compile(r"\B[-/]\b")
_DASHES = ("-", "/", "\N{EN DASH}", "\N{EM DASH}", "\N{HORIZONTAL BAR}")
_FLAGS = {"i": "i", "ignorecase": "i", "m": "m", "multiline": "m", "s": "s", "dotall": "s"}
_OPERATORS: dict[str, Operator] = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
_ENCODINGS = {"wide": ("", "utf-16-le"), "utf16be": ("", "utf-16-be"), "utf16": ("\ufeff", "utf-16-le")}
_LATER = {"minute", "hour", "day", "week", "month", "year"}
_PLACES: dict[str, tuple[bool, bool]] = {
    "contains": (True, True),
    "startswith": (False, True),
    "endswith": (True, False),
}
_SPECIAL = {SpecialChars.WILDCARD_MULTI: Wildcard.MANY, SpecialChars.WILDCARD_SINGLE: Wildcard.ONE}

Parts = tuple[Part, ...]


def node(item: SigmaDetectionItem, path: str) -> Node:
    """The tests of one item, linked as its modifiers say.

    Raises:
        StandardError: a modifier that is not evaluated yet, or a value that does not fit
    """
    modifiers = [reverse_modifier_mapping[modifier.__name__] for modifier in item.modifiers]
    later = sorted(_LATER.intersection(modifiers))
    if later:
        raise StandardError(f"modifier {later[0]!r} is not evaluated yet", path=path, clause=CLAUSE)
    values = item.original_value or [SigmaNull()]
    parts = tuple(_value(item.field, value, modifiers, path) for value in values)
    linked = parts[0] if len(parts) == 1 else AllOf(parts) if "all" in modifiers else AnyOf(parts)
    return Negation(linked) if "neq" in modifiers else linked


def _value(field: str | None, value: SigmaType, modifiers: list[str], path: str) -> Node:
    match value:
        case SigmaNull():
            if field is None:
                raise StandardError("null needs a field", path=path, clause=CLAUSE)
            return Item(field, Null())
        case SigmaBool():
            return _boolean(field, value.boolean, modifiers)
        case SigmaNumber():
            return _number(field, float(value.number), str(value.number), modifiers)
        case SigmaString():
            return _string(field, value.original, modifiers, path)
    raise StandardError(f"value {value!r} is no text, number, truth value or null", path=path, clause=CLAUSE)


def _boolean(field: str | None, value: bool, modifiers: list[str]) -> Node:
    if "exists" in modifiers:
        return Item(field, Present()) if value else Negation(Item(field, Present()))
    return Item(field, Text((str(value).lower(),)))


def _number(field: str | None, value: float, text: str, modifiers: list[str]) -> Node:
    for modifier in modifiers:
        if modifier in _OPERATORS:
            return Item(field, Number(_OPERATORS[modifier], value))
    return Item(field, Text((text,))) if field is None else Item(field, Number("==", value))


def _string(field: str | None, text: str, modifiers: list[str], path: str) -> Node:
    if "re" in modifiers:
        flags = "".join(sorted({_FLAGS[modifier] for modifier in modifiers if modifier in _FLAGS}))
        if {"startswith", "endswith"}.intersection(modifiers):
            raise StandardError("re is not combined with startswith or endswith", path=path, clause=CLAUSE)
        return Item(field, Pattern(text, flags))
    if "expand" in modifiers and re.search(r"(?<!\\)%[^%]+%", text):
        raise StandardError(f"placeholder in {text!r} has no value", path=path, clause=CLAUSE)
    if "cidr" in modifiers:
        return Item(field, Network(_network(text, path)))
    if "fieldref" in modifiers:
        return Item(field, Reference(text, _place(modifiers)))
    tests = tuple(Item(field, Text(parts, "cased" in modifiers)) for parts in _texts(text, modifiers, path))
    return tests[0] if len(tests) == 1 else AnyOf(tests)


def _network(text: str, path: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise StandardError(str(error), path=path, clause=CLAUSE) from error


def _place(modifiers: list[str]) -> Place:
    ends = [_PLACES[modifier] for modifier in modifiers if modifier in _PLACES]
    before, after = any(end[0] for end in ends), any(end[1] for end in ends)
    return "contains" if before and after else "startswith" if after else "endswith" if before else "equals"


def _texts(text: str, modifiers: list[str], path: str) -> list[Parts]:
    """The texts that a value stands for: any of them may match."""
    variants = [_parts(text)]
    bom, encoding = "", "utf-8"
    for modifier in modifiers:
        if modifier in _ENCODINGS:
            bom, encoding = _ENCODINGS[modifier]
        elif modifier in ("base64", "base64offset"):
            data = [(bom + _plain(parts, path)).encode(encoding) for parts in variants]
            whole = modifier == "base64"
            texts = (
                [b64encode(one).decode()] if whole else [_base64(one, offset) for offset in range(3)] for one in data
            )
            variants = [(text,) for found in texts for text in found]
            bom, encoding = "", "utf-8"
        elif modifier == "windash":
            variants = [dashed for parts in variants for dashed in _dashes(parts)]
        elif modifier in _PLACES:
            variants = [_widened(parts, *_PLACES[modifier]) for parts in variants]
    if encoding != "utf-8":
        variants = [_encoded(parts, bom, encoding) for parts in variants]
    return variants


def _parts(text: str) -> Parts:
    parts = SigmaString(text).s
    return tuple(_SPECIAL[part] if isinstance(part, SpecialChars) else str(part) for part in parts)


def _plain(parts: Parts, path: str) -> str:
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) < len(parts):
        raise StandardError("wildcards cannot be encoded", path=path, clause=CLAUSE)
    return "".join(texts)


def _encoded(parts: Parts, bom: str, encoding: str) -> Parts:
    """Text as the bytes of another encoding, one character a byte, as such bytes look in a log."""
    wide = [part if isinstance(part, Wildcard) else part.encode(encoding).decode("latin-1") for part in parts]
    return (bom.encode(encoding).decode("latin-1"), *wide) if bom else tuple(wide)


def _base64(data: bytes, offset: int) -> str:
    """The part of the Base64 text of `data` that does not depend on the `offset` bytes before it or on what follows."""
    text = b64encode(b" " * offset + data).decode()
    start = (0, 2, 3)[offset]
    end = (None, -3, -2)[(len(data) + offset) % 3]
    return text[start:end]


def _dashes(parts: Parts) -> list[Parts]:
    """All permutations of the five dashes wherever `-` or `/` begins a word."""
    pieces: list[tuple[Part, ...]] = []
    for part in parts:
        if isinstance(part, Wildcard):
            pieces.append((part,))
            continue
        texts = DASH.split(part)
        for position, text in enumerate(texts):
            pieces.extend(([_DASHES] if position else []) + [(text,)])
    return [_joined(choice) for choice in itertools.product(*pieces)]


def _joined(parts: tuple[Part, ...]) -> Parts:
    """Texts that stand beside each other, as one."""
    joined: list[Part] = []
    for part in parts:
        if joined and not isinstance(part, Wildcard) and not isinstance(joined[-1], Wildcard):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(part for part in joined if part) or ("",)


def _widened(parts: Parts, before: bool, after: bool) -> Parts:
    head = (Wildcard.MANY,) if before and parts[:1] != (Wildcard.MANY,) else ()
    tail = (Wildcard.MANY,) if after and parts[-1:] != (Wildcard.MANY,) else ()
    return (*head, *parts, *tail)
