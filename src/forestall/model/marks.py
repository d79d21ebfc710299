"""What a field's type says beyond its Python type."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit of a number, SI or an accepted one: `m/s`, `h`, `1/year`, `persons`, `currency`."""

    symbol: str


@dataclass(frozen=True, slots=True)
class Key:
    """The field that names the row; unique within its file."""


@dataclass(frozen=True, slots=True)
class Ref:
    """The value (or each, or each key of a mapping) must be the key of a row of one of these nouns."""

    nouns: tuple[str, ...]

    def __init__(self, *nouns: str) -> None:
        object.__setattr__(self, "nouns", nouns)
