"""Probabilities that were given, what came of them, and how good they were."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from forestall.model.marks import Key, Ref, Unit


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that happened: one event of one scenario."""

    id: Annotated[str, Key()]
    """Short name of the event."""
    scenario: Annotated[str, Ref("scenario")]
    """The scenario that came about."""
    time: datetime
    """When it began."""
    source: str = ""
    """Where it is recorded."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A probability that a pass gave."""

    scenario: str
    """The scenario."""
    made: datetime
    """Time of the pass."""
    horizon: Annotated[float, Unit("day")]
    """Time it is about, from then on."""
    due: datetime
    """End of that time."""
    probability: float
    """Probability of at least one event."""
    outcome: bool | None = None
    """Whether one came; None while that is not known."""


@dataclass(frozen=True, slots=True)
class Reliable:
    """One bin of the reliability curve."""

    low: float
    """Lowest probability of the bin."""
    high: float
    """Highest."""
    forecasts: int
    """Forecasts in it."""
    said: float
    """Mean of their probabilities."""
    came: float
    """Share that came about."""


@dataclass(frozen=True, slots=True)
class Score:
    """How forecasts over one horizon fared."""

    horizon: Annotated[float, Unit("day")]
    """The horizon."""
    forecasts: int
    """Forecasts whose time is over."""
    happened: int
    """Of them, how many came about."""
    brier: float
    """Mean square of probability less outcome; 0 is perfect."""
    log: float
    """Mean of -ln of the probability given to what came about [nat]; 0 is perfect."""
    skill: float | None
    """1 - Brier score over that of always saying the share that came; None when all or none came."""
    curve: tuple[Reliable, ...]
    """Reliability curve."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How earlier forecasts fared."""

    scores: tuple[Score, ...]
    """One a horizon, shortest first."""
    open: int
    """Forecasts whose time is not over."""
    unknown: int
    """Forecasts whose time is over, but no record of occurrences says what came."""
