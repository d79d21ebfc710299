"""A number with what it rests on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Derivation:
    """A number or word, the equation it came from and where that equation is published."""

    quantity: str
    """What it is: `rate of release`."""
    value: float | str
    """The number in the unit, or a word."""
    unit: str
    """Its unit; empty for a word."""
    equation: str
    """The relation, or `as given`, `assumed`."""
    source: str
    """Author, year, equation or table."""
    remark: str = ""
    """What limits it."""
