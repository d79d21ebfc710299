"""What may be asked of one row of a table of text columns, as a tree. No evaluation, no Sigma.

A test of a missing column or of an empty cell (null) does not hold; so its `Not` does.
"""

from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Network, IPv6Network
from typing import Literal


class Wild(Enum):
    """A special character of a pattern; never equal to the text `*` or `?`."""

    MANY = "*"
    """Any number of characters, none included."""
    ONE = "?"
    """Exactly one character."""


@dataclass(frozen=True, slots=True)
class Like:
    """The whole text fits the pattern; letter case (Unicode) is ignored unless `cased`."""

    column: str
    parts: tuple[str | Wild, ...]
    cased: bool = False


@dataclass(frozen=True, slots=True)
class Matches:
    """The regular expression is found somewhere in the text; `flags` of `i`, `m`, `s`."""

    column: str
    regex: str
    flags: str = ""


@dataclass(frozen=True, slots=True)
class Within:
    """The text is an address in the network; an IPv4 address written as IPv6 (`::ffff:…`) counts as IPv4."""

    column: str
    network: IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Compare:
    """The text is a number and compares so."""

    column: str
    operator: Literal["==", "<", "<=", ">", ">="]
    value: float


@dataclass(frozen=True, slots=True)
class Present:
    """The cell holds something; an empty text is something."""

    column: str


@dataclass(frozen=True, slots=True)
class SameAs:
    """The text equals, begins with, ends with or contains the text of another column of the row; case is ignored."""

    column: str
    other: str
    place: Literal["equals", "startswith", "endswith", "contains"] = "equals"


Atom = Like | Matches | Within | Compare | Present | SameAs


@dataclass(frozen=True, slots=True)
class And:
    """Every part holds. The first part narrows the rows that the others look at: put the cheapest there."""

    parts: tuple["Predicate", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple["Predicate", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Predicate"


Predicate = Atom | And | Or | Not
