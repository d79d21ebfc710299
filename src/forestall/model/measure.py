"""Actions that lower risk, and what each changes."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Gt

from forestall.model.marks import Key, Ref, Unit
from forestall.model.words import EffectOn, EffectTarget, Field, Scale


@dataclass(frozen=True, slots=True)
class Measure:
    """An action that lowers risk."""

    id: Annotated[str, Key()]
    """Short name."""
    title: str
    """What is done, in one line."""
    field: Field
    """The field of security to which it belongs."""
    jurisdiction: Annotated[str, Ref("jurisdiction")]
    """The authority that would carry it out."""
    cost: Annotated[float, Ge(0), Unit("currency")]
    """What it costs once."""
    yearly_cost: Annotated[float, Ge(0), Unit("currency/year")] = 0.0
    """What it costs each year."""
    life: Annotated[float, Gt(0), Unit("year")] = 20.0
    """How long it works."""
    lead: Annotated[float, Ge(0), Unit("month")] = 6.0
    """How long from decision to effect."""
    requires: Annotated[tuple[str, ...], Ref("measure")] = ()
    """Measures without which it cannot be, separated by `;`."""
    excludes: Annotated[tuple[str, ...], Ref("measure")] = ()
    """Measures that cannot be with it, separated by `;`."""
    source: str = ""
    """Where cost and effect come from."""
    development: float = 0.0
    """What it does for the development of the place, on any one scale for all measures; below 0 it hinders."""


@dataclass(frozen=True, slots=True)
class Effect:
    """How a measure changes one quantity: times `factor`, plus `add`."""

    measure: Annotated[str, Ref("measure")]
    """The measure."""
    target: EffectTarget
    """What kind of thing it changes."""
    id: Annotated[str, Ref("scenario", "site", "dependency", "release")]
    """Which one."""
    quantity: EffectOn
    """Which quantity of it."""
    factor: Annotated[float, Ge(0)] = 1.0
    """What the quantity is multiplied by."""
    add: float = 0.0
    """What is added to it, in its own unit."""
    scale: Scale | None = None
    """For `consequence`: only on this scale; left out: on all."""
    source: str = ""
    """Where the effect comes from."""
