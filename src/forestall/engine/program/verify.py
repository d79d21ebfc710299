"""A test of one column, done on some of its distinct values, one by one."""

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from operator import eq, ge, gt, le, lt
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from forestall.engine import dates, expression
from forestall.engine.fold import fold
from forestall.engine.predicate import Compare, Like, Matches, Present, TimePart, Wild, Within

Bools = NDArray[np.bool_]
OneColumn = Like | Matches | Within | Compare | TimePart | Present

_WILD = {Wild.MANY: ".*", Wild.ONE: "."}
_NUMBER = re.compile(r"\s*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\s*")
_COMPARE = {"==": eq, "<": lt, "<=": le, ">": gt, ">=": ge}


def held(test: OneColumn, values: Sequence[str]) -> Bools:
    """Whether a test holds of each value, shape (n,)."""
    match test:
        case Present():
            return np.ones(len(values), dtype=np.bool_)
        case Like():
            return _like(test, values)
        case Matches():
            return expression.found(values, test.regex, test.flags)
        case Compare():
            return np.array([_compares(text, test) for text in values], dtype=np.bool_)
        case TimePart():
            parts = [dates.part(text, test.unit) for text in values]
            return np.array([part is not None and _compared(part, test) for part in parts], dtype=np.bool_)
        case Within():
            return np.array([_within(text, test) for text in values], dtype=np.bool_)
    assert_never(test)


def _like(like: Like, values: Sequence[str]) -> Bools:
    parts = like.parts if like.cased else tuple(part if isinstance(part, Wild) else fold(part) for part in like.parts)
    texts = values if like.cased else [fold(text) for text in values]
    body = "".join(expression.escaped(part) if isinstance(part, str) else _WILD[part] for part in parts)
    return expression.found(texts, rf"(?s)\A{body}\z")


def _compares(text: str, test: Compare) -> bool:
    return _NUMBER.fullmatch(text) is not None and _compared(float(text), test)


def _compared(number: float, test: Compare | TimePart) -> bool:
    return bool(_COMPARE[test.operator](number, test.value))


def _within(text: str, test: Within) -> bool:
    try:
        address: IPv4Address | IPv6Address = ip_address(text.strip())
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address) in test.network
