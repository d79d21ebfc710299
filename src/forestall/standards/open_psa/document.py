"""What a model of the Open-PSA format holds, names resolved; one class per thing of the format."""

from collections.abc import Mapping
from dataclasses import dataclass

from forestall.model.fault_tree import Argument, CommonCauseModel


@dataclass(frozen=True, slots=True)
class Expression:
    """A stochastic expression (stochastic layer)."""

    tag: str
    """Its element: `float`, `parameter`, `exponential`, `mul` …"""
    value: str = ""
    """Value of a constant, or the parameter's full name."""
    arguments: tuple["Expression", ...] = ()
    """What it is made from."""
    line: int = 0
    """Line of the file, 0 where it was not read from one."""


@dataclass(frozen=True, slots=True)
class Element:
    """Where a gate, event or parameter is defined."""

    name: str
    """Its own name."""
    containers: tuple[str, ...] = ()
    """Fault tree and components around it, outermost first; empty in model data."""
    private: bool = False
    """It is known by its full path only."""
    label: str = ""
    """What it stands for, in words."""

    @property
    def path(self) -> str:
        """Its full path, names separated by dots."""
        return ".".join((*self.containers, self.name))

    @property
    def key(self) -> str:
        """The name it bears in the whole model: the full path of a private element, else its own."""
        return self.path if self.private else self.name


@dataclass(frozen=True, slots=True)
class CommonCauseGroup:
    """A common-cause group (meta-logical layer)."""

    name: str
    """Its name."""
    model: CommonCauseModel
    """How the probability is shared out."""
    members: tuple[str, ...]
    """Basic events, by key."""
    distribution: Expression
    """Probability of a member."""
    factors: Mapping[int, Expression]
    """Factor of each level."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way through an event tree to the end of a sequence."""

    sequence: str
    """The sequence."""
    formula: Argument
    """All formulas collected on the way."""
    expressions: tuple[Expression, ...]
    """All expressions collected on the way."""


@dataclass(frozen=True, slots=True)
class EventTreeWays:
    """An event tree walked from its initial state."""

    name: str
    """The initiating event, or the tree where none is given."""
    ways: tuple[Way, ...]
    """Every way, in the order of the tree."""


@dataclass(frozen=True, slots=True)
class Model:
    """One or several files read together."""

    name: str
    """The model's, or that of its first fault tree or event tree."""
    gates: Mapping[str, Argument]
    """Formula of each gate, and the value of each house event, by key."""
    basic_events: Mapping[str, Expression | None]
    """Expression of each basic event, by key; None where the file gives none."""
    parameters: Mapping[str, Expression]
    """Expression of each parameter, by key."""
    elements: Mapping[str, Element]
    """Where each gate, house event, basic event and parameter is defined, by key."""
    groups: tuple[CommonCauseGroup, ...] = ()
    """Common causes."""
    event_trees: tuple[EventTreeWays, ...] = ()
    """One for each initiating event, or each tree where no initiating event is given; not written back."""
