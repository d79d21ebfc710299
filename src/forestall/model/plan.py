"""The chosen set of measures, and what it leaves."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from forestall.model.marks import Unit
from forestall.model.words import CapabilityKind, Scale


@dataclass(frozen=True, slots=True)
class Choice:
    """What was worked out for one measure."""

    measure: str
    """The measure."""
    title: str
    """What is done."""
    jurisdiction: str
    """Who carries it out."""
    cost: Annotated[float, Unit("currency")]
    """Present value over the planning period, running cost included."""
    alone: Annotated[float, Unit("currency/year")]
    """Weighted expected yearly loss that it takes away by itself."""
    marginal: Annotated[float | None, Unit("currency/year")]
    """What would come back if it alone were left out of the plan; None when not chosen."""
    benefit: Annotated[float, Unit("currency")]
    """Present value of what it takes away over the period, from its effect on; marginal if chosen, else alone."""
    ratio: float | None
    """Benefit over cost; None when it costs nothing."""
    chosen: bool
    """In the plan."""
    why: str
    """Why it was chosen or not, in a sentence."""
    by_scale: Annotated[dict[Scale, float], Unit("1/year")]
    """Expected yearly loss that it takes away by itself on each scale."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A capability of which more is needed than there is."""

    capability: str
    """The capability."""
    title: str
    """What it is."""
    kind: CapabilityKind
    """Which of the six kinds."""
    needed: float
    """How much is needed, in its unit."""
    available: float
    """How much there is."""
    unit: str
    """Its unit."""
    by: str
    """The measure or scenario that needs most."""
    need: Literal["measure", "scenario"]
    """Whether measures that would pay wait for it, or a scenario asks for it."""
    cost: Annotated[float | None, Unit("currency")]
    """What closing it costs; None when money cannot buy it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The chosen measures under budget and capability limits."""

    budget: Annotated[float, Unit("currency")]
    """What may be spent."""
    cost: Annotated[float, Unit("currency")]
    """Present value of what the plan costs."""
    before: Annotated[float, Unit("currency/year")]
    """Weighted expected yearly loss without it."""
    after: Annotated[float, Unit("currency/year")]
    """The same with it, all measures together in the simulation."""
    left: Annotated[dict[Scale, float], Unit("1/year")]
    """Expected yearly loss that is left on each scale."""
    choices: tuple[Choice, ...]
    """Every measure, chosen ones first, then by ratio."""
    gaps: tuple[Gap, ...]
    """Capabilities that fall short."""
    optimal: bool
    """The solver proved that no better set exists for the benefits it was given."""
    benefit: Annotated[float, Unit("currency")] = 0.0
    """Present value of what it takes away over the period, each measure from its effect on."""
    bought: dict[str, float] = field(default_factory=dict)
    """Capabilities bought within the plan's cost, with how much of each, in its unit."""
