"""A Sigma rule as a tree: what must hold of one event. No reading, no evaluation."""

from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Network, IPv6Network
from typing import Literal

from forestall.model.words import Level


class Wildcard(Enum):
    """A special character of a value; never equal to the text `*` or `?`."""

    MANY = "*"
    """Any number of characters, none included."""
    ONE = "?"
    """Exactly one character."""


Part = str | Wildcard
Operator = Literal["==", "<", "<=", ">", ">="]
Place = Literal["equals", "startswith", "endswith", "contains"]
Unit = Literal["minute", "hour", "day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class Text:
    """The value is this text, with wildcards; letter case is ignored unless `cased`."""

    parts: tuple[Part, ...]
    cased: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """The regular expression is found somewhere in the value."""

    regex: str
    """In the syntax that `pcre.portable` gives."""
    flags: str = ""
    """Of `i` (ignore case), `m` (lines), `s` (dot matches a line end), sorted."""


@dataclass(frozen=True, slots=True)
class Network:
    """The value is an address in this network."""

    network: IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Number:
    """The value is a number that compares so."""

    operator: Operator
    value: float


@dataclass(frozen=True, slots=True)
class TimePart:
    """The value is a date whose part, as written, compares so; weeks are ISO 8601 weeks."""

    unit: Unit
    operator: Operator
    value: float


@dataclass(frozen=True, slots=True)
class Null:
    """The event has no such field, or it holds nothing; an empty text is something."""


@dataclass(frozen=True, slots=True)
class Present:
    """The event has the field."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The value compares so with the value of another field of the same event."""

    field: str
    place: Place = "equals"
    cased: bool = False


Test = Text | Pattern | Network | Number | TimePart | Null | Present | Reference


@dataclass(frozen=True, slots=True)
class Item:
    """A test of one field; without a field, of the whole event (a keyword)."""

    field: str | None
    test: Test


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """The part does not hold; a test of a missing field does not hold, so its negation does."""

    part: "Node"


Node = Item | AllOf | AnyOf | Negation


@dataclass(frozen=True, slots=True)
class LogSource:
    """Which log a rule or filter is about."""

    category: str | None = None
    product: str | None = None
    service: str | None = None

    def __str__(self) -> str:
        given = (("category", self.category), ("product", self.product), ("service", self.service))
        return ", ".join(f"{name} {value}" for name, value in given if value)

    def covers(self, other: "LogSource") -> bool:
        """Whether what this one says is said by the other too; one that says nothing covers all."""
        pairs = ((self.category, other.category), (self.product, other.product), (self.service, other.service))
        return all(mine is None or mine == theirs for mine, theirs in pairs)


@dataclass(frozen=True, slots=True)
class Rule:
    """One detection rule."""

    id: str
    """Its id; its name or title when it has none."""
    title: str
    level: Level
    """`medium` when the rule does not say."""
    tags: tuple[str, ...]
    logsource: LogSource
    condition: Node
    file: str
    line: int
    """Line of `file` where the rule's document starts, from 1."""
    name: str = ""
    """Its `name`, by which filters and correlations may refer to it."""

    def goes_by(self, reference: str) -> bool:
        """Whether a filter or correlation that names `reference` means this rule."""
        return bool(reference) and reference in (self.id, self.name)


def fields(node: Node) -> tuple[str, ...]:
    """Fields that the tree tests, or compares with, in the order in which they are named."""
    match node:
        case Item(str(field), Reference(other)):
            return (field, other)
        case Item(field, _):
            return () if field is None else (field,)
        case Negation(part):
            return fields(part)
        case AllOf(parts) | AnyOf(parts):
            return tuple(dict.fromkeys(name for part in parts for name in fields(part)))
