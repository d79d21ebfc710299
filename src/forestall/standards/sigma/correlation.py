"""A Sigma correlation as a tree: what must hold of the events that other rules found. No reading, no evaluation."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from forestall.core.errors import LimitError
from forestall.model.words import Level

MAX_TERMS = 64


class Kind(StrEnum):
    """What a correlation looks at; the values of `type` in the specification."""

    EVENT_COUNT = "event_count"
    VALUE_COUNT = "value_count"
    VALUE_SUM = "value_sum"
    VALUE_AVG = "value_avg"
    VALUE_PERCENTILE = "value_percentile"
    VALUE_MEDIAN = "value_median"
    TEMPORAL = "temporal"
    TEMPORAL_ORDERED = "temporal_ordered"


Comparison = Literal["gt", "gte", "lt", "lte", "eq", "neq"]


@dataclass(frozen=True, slots=True)
class Bound:
    """The figure compares so with a number."""

    comparison: Comparison
    value: float


@dataclass(frozen=True, slots=True)
class Seen:
    """The rule matched."""

    rule: str


@dataclass(frozen=True, slots=True)
class Both:
    """Every part holds."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Without:
    """The part does not hold."""

    part: "Expression"


Expression = Seen | Both | Either | Without
Term = frozenset[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Alias:
    """A name for fields that are called differently in the events of different rules."""

    name: str
    fields: tuple[tuple[str, str], ...]
    """(rule as written, field in its events) pairs."""


@dataclass(frozen=True, slots=True)
class Correlation:
    """One correlation rule."""

    id: str
    """Its id; its name or title when it has none."""
    name: str
    """The name by which other correlations call it; empty when it has none."""
    title: str
    level: Level
    """`medium` when the rule does not say."""
    tags: tuple[str, ...]
    kind: Kind
    rules: tuple[str, ...]
    """Ids or names of the rules it looks at, in order, each once."""
    group_by: tuple[str, ...]
    """Fields or aliases whose values must be the same; none: all events together."""
    aliases: tuple[Alias, ...]
    timespan: int
    """Length of its windows [s]."""
    bounds: tuple[Bound, ...]
    """All of them must hold; empty where there is an expression."""
    fields: tuple[str, ...]
    """Fields of the value; several make a tuple. Empty for kinds without a value."""
    percentile: float | None
    """Which percentile, 0 to 100, for `value_percentile`."""
    expression: Expression | None
    """Boolean condition of the temporal kinds (Sigma enhancement proposal 198)."""
    generate: bool
    """The rules it looks at give findings of their own too."""
    file: str
    line: int
    """Line of `file` where its document starts, from 1."""


def named(expression: Expression) -> Iterator[str]:
    """Rules that the expression names, in order, with repeats."""
    match expression:
        case Seen(rule):
            yield rule
        case Without(part):
            yield from named(part)
        case Both(parts) | Either(parts):
            for part in parts:
                yield from named(part)


def terms(expression: Expression, wanted: bool = True) -> tuple[Term, ...]:
    """The expression as alternatives (disjunctive normal form), each a set of (rule, whether it must have matched).

    Alternatives that contradict themselves are left out; the order is that of the expression.

    Raises:
        LimitError: more than `MAX_TERMS` alternatives
    """
    match expression:
        case Seen(rule):
            return (frozenset({(rule, wanted)}),)
        case Without(part):
            return terms(part, not wanted)
        case Both(parts) | Either(parts):
            choices = [terms(part, wanted) for part in parts]
    if isinstance(expression, Either) == wanted:
        return _distinct(term for choice in choices for term in choice)
    product: tuple[Term, ...] = (frozenset(),)
    for choice in choices:
        product = _distinct(one | other for one in product for other in choice)
    return product


def _distinct(found: Iterable[Term]) -> tuple[Term, ...]:
    kept = tuple(dict.fromkeys(term for term in found if len({rule for rule, _ in term}) == len(term)))
    if len(kept) > MAX_TERMS:
        raise LimitError(f"condition has more than {MAX_TERMS} alternatives, expected fewer `or` inside `and`")
    return kept
