"""Conditions on a thing's attributes, as a tree that Python and SQL read alike.

Only "is one of", "all of" and "any of": nothing is negated, so that a missing value (NULL) never lets anybody in.
The translation to SQL is in `store/visible.py`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from forestall.guard.label import Labelled


class Attribute(StrEnum):
    """What of a thing a condition may ask for."""

    LABEL = "label"
    FIELD = "field"
    JURISDICTION = "jurisdiction"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Among:
    """The attribute is one of these values; a missing one is none of them."""

    attribute: Attribute
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; with no part it always does."""

    parts: tuple[Among, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds; with no part it never does."""

    parts: tuple[All, ...]


def holds(condition: Among | All | AnyOf, thing: Labelled) -> bool:
    """Whether a condition holds of a thing."""
    match condition:
        case Among(attribute, values):
            return _value(attribute, thing) in values
        case All(parts):
            return all(holds(part, thing) for part in parts)
        case AnyOf(parts):
            return any(holds(part, thing) for part in parts)
        case _:
            assert_never(condition)


def _value(attribute: Attribute, thing: Labelled) -> str | None:
    match attribute:
        case Attribute.LABEL:
            return thing.label
        case Attribute.FIELD:
            return thing.field
        case Attribute.JURISDICTION:
            return thing.jurisdiction
        case Attribute.ORGANISATION:
            return thing.organisation
        case _:
            assert_never(attribute)
