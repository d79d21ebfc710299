"""What may be asked of one row of a table of text columns, as a tree. No evaluation, no Sigma.

A test of a missing column or of an empty cell (null) does not hold; so its `Not` does.

Letter case is ignored as `engine.fold` does: by Unicode, so that `Σ`, `σ` and `ς` are one letter, so are `k` and the
Kelvin sign, `s` and `ſ`; `ß` is not `ss`. A number is written in ASCII digits as `-12`, `+0.5`, `.5`, `5.` or `1e3`,
with white space around it at most; `inf`, `nan`, `0x10` and `1_000` are none. Dates are those of `engine.dates`.
"""

from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Network, IPv6Network
from typing import Literal

ANYWHERE = ""
"""Column of a test that is asked of every field of an event and holds when it holds of one: a keyword."""


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
    r"""The regular expression is found somewhere in the text; `flags` of `i`, `m`, `s`.

    As in PCRE: without `m`, `$` holds at the end and before a last line end; `\b` is about ASCII words.
    """

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
class TimePart:
    """The text is a date and this part of it, as written, compares so; a date alone has no minute or hour.

    `week` is the week of ISO 8601, 1 to 53.
    """

    column: str
    unit: Literal["minute", "hour", "day", "week", "month", "year"]
    operator: Literal["==", "<", "<=", ">", ">="]
    value: float


@dataclass(frozen=True, slots=True)
class Present:
    """The cell holds something; an empty text is something."""

    column: str


@dataclass(frozen=True, slots=True)
class SameAs:
    """The text equals, begins with, ends with or contains the text of another column of the row.

    Letter case is ignored unless `cased`; it does not hold where either cell is empty.
    """

    column: str
    other: str
    place: Literal["equals", "startswith", "endswith", "contains"] = "equals"
    cased: bool = False


Atom = Like | Matches | Within | Compare | TimePart | Present | SameAs


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
