"""Ways to write down why something happened: five whys, fault tree, bow tie. What makes one sound is elsewhere.

They hold words, no numbers; a fault tree with probabilities is `model/fault_tree.py`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias


class Method(StrEnum):
    """How a cause was looked for."""

    FIVE_WHYS = "five_whys"
    FAULT_TREE = "fault_tree"
    BOW_TIE = "bow_tie"


class Join(StrEnum):
    """How a gate joins what stands below it."""

    AND = "and"
    OR = "or"


@dataclass(frozen=True, slots=True)
class FiveWhys:
    """A chain of answers to the question why."""

    problem: str
    """What happened."""
    whys: tuple[str, ...]
    """Each answers why the one before it was so; the last is the root."""


@dataclass(frozen=True, slots=True)
class Gate:
    """An event that follows from others."""

    id: str
    """Short name within the tree."""
    text: str
    """What it is."""
    join: Join
    """Whether all of them are needed, or one is enough."""
    inputs: tuple[str, ...]
    """Ids of gates and basic events."""


@dataclass(frozen=True, slots=True)
class Basic:
    """An event that is not taken further apart."""

    id: str
    """Short name within the tree."""
    text: str
    """What it is."""


@dataclass(frozen=True, slots=True)
class CauseTree:
    """What could combine to make it happen."""

    top: str
    """Id of the gate that stands for it."""
    gates: tuple[Gate, ...]
    """Events that follow from others."""
    basics: tuple[Basic, ...]
    """Events that do not."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One way to the top event of a bow tie, or from it."""

    text: str
    """The threat, or the consequence."""
    barriers: tuple[str, ...] = ()
    """What stands in the way."""


@dataclass(frozen=True, slots=True)
class BowTie:
    """Threats on the left, consequences on the right, the loss of control between them."""

    hazard: str
    """What can harm."""
    top: str
    """How control over it was lost."""
    threats: tuple[Branch, ...]
    """What can bring the top event about, with barriers that prevent it."""
    consequences: tuple[Branch, ...]
    """What can follow from it, with barriers that soften it."""


Structure: TypeAlias = FiveWhys | CauseTree | BowTie
"""One of the three."""

STRUCTURES: dict[Method, type[FiveWhys] | type[CauseTree] | type[BowTie]] = {
    Method.FIVE_WHYS: FiveWhys,
    Method.FAULT_TREE: CauseTree,
    Method.BOW_TIE: BowTie,
}
"""The record of each method."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """How a cause was found."""

    id: str
    """Follows from cause, method and structure."""
    cause: str
    """The cause."""
    method: Method
    """How."""
    structure: Structure
    """What was found."""
    at: datetime
    """When, UTC."""
    by: str
    """The account that wrote it down."""
