"""One risk asked about by itself: what is supposed, and what would come of it."""

from dataclasses import dataclass
from typing import Annotated

from forestall.model.marks import Unit
from forestall.model.risk import Interval, Risk


@dataclass(frozen=True, slots=True)
class Suppose:
    """What is supposed to be otherwise; as it stands it changes nothing."""

    factor: float = 1.0
    """What the rate without news is multiplied by."""
    measures: tuple[str, ...] = ()
    """Measures supposed to be in force, rising."""
    without: tuple[str, ...] = ()
    """Ids of findings supposed not to be there, rising."""
    period: str = ""
    """Weather of a release: `day` or `night`; empty for both."""
    stability: str = ""
    """Weather of a release: Pasquill class; empty for all."""
    direction: Annotated[float | None, Unit("deg")] = None
    """Weather of a release: where the wind comes from; None for anywhere."""


@dataclass(frozen=True, slots=True)
class LossPoint:
    """How often one event brings more than a loss."""

    loss: Annotated[float, Unit("currency")]
    """Weighted loss of one event."""
    rate: Annotated[Interval, Unit("1/year")]
    """How often it is exceeded over the coming year, with the 90 % interval from the uncertain rate."""
    sampling: Interval
    """Share of events that exceed it, with the 90 % interval from the number of samples alone."""


@dataclass(frozen=True, slots=True)
class Alone:
    """A risk worked out by itself."""

    risk: Risk
    """The risk."""
    points: tuple[LossPoint, ...]
    """Its exceedance curve, by rising loss."""
    samples: int
    """Samples of one event behind it."""
    hours: float
    """Share of all hours that have the weather supposed; 1 without a release."""
    remarks: tuple[str, ...] = ()
    """What limits it."""


@dataclass(frozen=True, slots=True)
class Swing:
    """How far one uncertain thing moves the expected loss, all others being as they are."""

    what: str
    """In words."""
    kind: str
    """`rate`, `event`, `finding`, `part` or `measure`."""
    low: Annotated[float, Unit("currency/year")]
    """Weighted expected loss at its lower end."""
    high: Annotated[float, Unit("currency/year")]
    """The same at its upper end."""
    low_is: str
    """What the lower end is."""
    high_is: str
    """What the upper end is."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """A risk as it is and as it would be."""

    asked: Suppose
    """What was supposed, with the measures that those named require."""
    before: Alone
    """As it is."""
    after: Alone
    """As it would be."""
