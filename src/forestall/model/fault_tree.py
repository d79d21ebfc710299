"""Fault trees, common causes and event trees by name: what could combine to make something happen. No behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Connective(StrEnum):
    """How a formula joins its arguments; names are those of the Open-PSA Model Exchange Format."""

    AND = "and"
    OR = "or"
    NOT = "not"
    XOR = "xor"
    IFF = "iff"
    NAND = "nand"
    NOR = "nor"
    ATLEAST = "atleast"
    CARDINALITY = "cardinality"
    IMPLY = "imply"


@dataclass(frozen=True, slots=True)
class Formula:
    """A connective and what it joins."""

    connective: Connective
    """How."""
    arguments: tuple["Argument", ...]
    """What, at least one."""
    least: int = 0
    """Fewest that are true, of `atleast` and `cardinality`."""
    most: int = 0
    """Most that are true, of `cardinality`."""


Argument: TypeAlias = "Formula | str | bool"
"""A formula, the name of a gate or basic event, or a constant (a house event is a gate that is a constant)."""


@dataclass(frozen=True, slots=True)
class FaultTree:
    """A top event, the gates below it and the probabilities of the basic events."""

    name: str
    """What it is called."""
    top: str
    """The gate or basic event asked about."""
    gates: Mapping[str, Argument]
    """What each gate means; gates the top does not need are allowed."""
    probability: Mapping[str, float]
    """Probability of each basic event."""


class CommonCauseModel(StrEnum):
    """How the probability of a member is shared out over failures together."""

    BETA_FACTOR = "beta-factor"
    MGL = "MGL"
    ALPHA_FACTOR = "alpha-factor"
    PHI_FACTOR = "phi-factor"


@dataclass(frozen=True, slots=True)
class CommonCause:
    """Basic events that one cause can bring about together."""

    name: str
    """What the group is called."""
    model: CommonCauseModel
    """How it is shared out."""
    members: tuple[str, ...]
    """Basic events, at least two."""
    probability: float
    """Probability of each member, from all causes."""
    factors: Mapping[int, float]
    """Factor of each level (how many fail together)."""


@dataclass(frozen=True, slots=True)
class SequencePath:
    """One way through an event tree to the end of a sequence."""

    sequence: str
    """The end state."""
    formula: Argument
    """What must hold: all formulas collected on the way."""
    factor: float = 1.0
    """Product of all expressions collected on the way."""
    by_chance: bool = False
    """An expression was collected, so this way and another never happen together."""


@dataclass(frozen=True, slots=True)
class EventTree:
    """What may follow an initiating event."""

    name: str
    """What the initiating event is called, or the tree where it has none."""
    paths: tuple[SequencePath, ...]
    """Every way to the end of every sequence."""
