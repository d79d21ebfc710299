"""What follows from what among tests of one event: one implies another, two exclude each other. No event is needed.

Only what can be told from the texts is told: a False means that nothing is known.
"""

import re
from functools import lru_cache

from forestall.standards.sigma.rule import (
    AllOf,
    AnyOf,
    Item,
    Negation,
    Node,
    Null,
    Number,
    Part,
    Present,
    Text,
    Wildcard,
)

MAX_PAIRS = 20_000  # pairs of tests that are compared for two selections
_WILD = {Wildcard.MANY: ".*", Wildcard.ONE: "."}


def implies(one: Node, other: Node) -> bool:
    """Whether `other` holds wherever `one` does."""
    return size(one) * size(other) <= MAX_PAIRS and _implies(one, other)


def excludes(one: Node, other: Node) -> bool:
    """Whether the two never hold of one event."""
    return size(one) * size(other) <= MAX_PAIRS and _excludes(one, other)


def never(node: Node) -> bool:
    """Whether it holds of no event."""
    match node:
        case AllOf(parts):
            pairs = ((one, other) for place, one in enumerate(parts) for other in parts[:place])
            return any(never(part) for part in parts) or any(excludes(one, other) for one, other in pairs)
        case AnyOf(parts):
            return all(never(part) for part in parts)
        case Negation(part):
            return always(part)
    return False


def always(node: Node) -> bool:
    """Whether it holds of every event."""
    match node:
        case AllOf(parts):
            return all(always(part) for part in parts)
        case AnyOf(parts):
            opposed = any(isinstance(part, Negation) and part.part in parts for part in parts)
            return opposed or any(always(part) for part in parts)
        case Negation(part):
            return never(part)
    return False


def size(node: Node) -> int:
    """How many tests it has."""
    match node:
        case AllOf(parts) | AnyOf(parts):
            return sum(size(part) for part in parts)
        case Negation(part):
            return size(part)
    return 1


def _implies(one: Node, other: Node) -> bool:  # noqa: PLR0911
    if one == other:
        return True
    if isinstance(one, AnyOf):
        return all(_implies(part, other) for part in one.parts)
    if isinstance(other, AllOf):
        return all(_implies(one, part) for part in other.parts)
    if isinstance(other, Negation) and _excludes(one, other.part):
        return True
    if isinstance(one, AllOf) and any(_implies(part, other) for part in one.parts):
        return True
    if isinstance(other, AnyOf):
        return any(_implies(one, part) for part in other.parts)
    return isinstance(one, Item) and isinstance(other, Item) and _item_implies(one, other)


def _excludes(one: Node, other: Node) -> bool:  # noqa: PLR0911
    if isinstance(one, AnyOf):
        return all(_excludes(part, other) for part in one.parts)
    if isinstance(other, AnyOf):
        return all(_excludes(one, part) for part in other.parts)
    if isinstance(one, AllOf):
        return any(_excludes(part, other) for part in one.parts)
    if isinstance(other, AllOf):
        return any(_excludes(one, part) for part in other.parts)
    if isinstance(one, Negation):
        return _implies(other, one.part)
    if isinstance(other, Negation):
        return _implies(one, other.part)
    return _items_exclude(one, other)


def _item_implies(one: Item, other: Item) -> bool:
    if one.field is None or one.field != other.field:
        return False
    if isinstance(other.test, Present):
        return not isinstance(one.test, Null)
    if not isinstance(one.test, Text) or not isinstance(other.test, Text):
        return False
    return (one.test.cased or not other.test.cased) and within(one.test.parts, other.test.parts)


def _items_exclude(one: Item, other: Item) -> bool:
    if one.field is None or one.field != other.field:
        return False
    tests = (one.test, other.test)
    nothing = [isinstance(test, Null) for test in tests]
    if any(nothing):
        return not all(nothing)
    if isinstance(one.test, Number) and isinstance(other.test, Number):
        return one.test.operator == other.test.operator == "==" and one.test.value != other.test.value
    return isinstance(one.test, Text) and isinstance(other.test, Text) and _apart(one.test.parts, other.test.parts)


def within(one: tuple[Part, ...], other: tuple[Part, ...]) -> bool:
    """Whether every text that fits `one` fits `other`, letter case ignored."""
    if other in (one, (Wildcard.MANY,)):
        return True
    text = next((part for part in one if isinstance(part, str)), "")
    if len(one) > 3 or sum(isinstance(part, str) for part in one) != 1 or Wildcard.ONE in one:
        return False
    before, after = one[0] is Wildcard.MANY, one[-1] is Wildcard.MANY
    if before and (not other or other[0] is not Wildcard.MANY):
        return False
    if after and (not other or other[-1] is not Wildcard.MANY):
        return False
    return _pattern(other).fullmatch(text.lower()) is not None


def _apart(one: tuple[Part, ...], other: tuple[Part, ...]) -> bool:
    """Whether no text fits both: their fixed beginnings or ends differ, or a plain text does not fit a pattern."""
    for plain, pattern in ((one, other), (other, one)):
        if len(plain) == 1 and isinstance(plain[0], str):
            return _pattern(pattern).fullmatch(plain[0].lower()) is None
    begins = [parts[0].lower() if parts and isinstance(parts[0], str) else "" for parts in (one, other)]
    ends = [parts[-1].lower() if parts and isinstance(parts[-1], str) else "" for parts in (one, other)]
    apart = not (begins[0].startswith(begins[1]) or begins[1].startswith(begins[0]))
    return apart or not (ends[0].endswith(ends[1]) or ends[1].endswith(ends[0]))


@lru_cache(maxsize=4096)
def _pattern(parts: tuple[Part, ...]) -> re.Pattern[str]:
    texts = (re.escape(part.lower()) if isinstance(part, str) else _WILD[part] for part in parts)
    return re.compile("".join(texts), re.DOTALL)
