"""What there is to act with, and what acting needs."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Gt, Le

from forestall.model.marks import Key, Ref, Unit
from forestall.model.words import CapabilityKind


@dataclass(frozen=True, slots=True)
class Capability:
    """Something of one of the six kinds that there is a certain amount of."""

    id: Annotated[str, Key()]
    """Short name."""
    kind: CapabilityKind
    """Which of the six kinds."""
    title: str
    """What it is."""
    jurisdiction: Annotated[str, Ref("jurisdiction")]
    """Who has it."""
    available: Annotated[float, Ge(0)]
    """How much there is, in `unit`."""
    unit: str
    """Unit of the amount: `persons`, `t`, `vehicles`, `in force`."""
    cost: Annotated[float | None, Ge(0), Unit("currency/unit")] = None
    """What one more costs; left out when money cannot buy it."""
    source: str = ""
    """Where the amount comes from."""
    readiness: Annotated[float, Ge(0), Le(1)] = 1.0
    """Share of it that can be used at once when something happens; measures, which have time, count on all of it."""
    resupply: Annotated[float, Ge(0), Unit("unit/day")] = 0.0
    """How much more comes in each day once something has happened."""


@dataclass(frozen=True, slots=True)
class Need:
    """How much of a capability a measure takes up, or meeting a scenario asks for."""

    by: Annotated[str, Ref("measure", "scenario")]
    """The measure or scenario."""
    capability: Annotated[str, Ref("capability")]
    """The capability."""
    amount: Annotated[float, Gt(0)]
    """How much, in the capability's unit."""
    daily: Annotated[float, Ge(0), Unit("unit/day")] = 0.0
    """For a scenario: how much more is used up each day that it lasts."""
