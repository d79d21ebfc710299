"""Aggregated series that are watched."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Gt

from forestall.model.marks import Key, Ref, Unit
from forestall.model.words import Field, Level


@dataclass(frozen=True, slots=True)
class Threshold:
    """A value that, once passed, is a finding."""

    value: float
    """The limit, in the indicator's unit."""
    level: Level
    """How serious passing it is."""
    side: Literal["above", "below"] = "above"
    """Which side is the bad one."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A published, aggregated series: never about a person."""

    id: Annotated[str, Key()]
    """Short name; the series' column, unless `column` says otherwise."""
    title: str
    """What it counts or measures."""
    field: Field
    """The field of security to which it belongs."""
    unit: str
    """Unit of its values."""
    file: str
    """CSV file with a column `time` and one column a series, below the place's folder."""
    jurisdiction: Annotated[str, Ref("jurisdiction")]
    """The authority to which it applies."""
    source: Annotated[str, Ref("source")]
    """The source from which it comes."""
    column: str | None = None
    """Column of the file, when it is not the id."""
    site: Annotated[str | None, Ref("site")] = None
    """The site it speaks of, if it is one."""
    season: Annotated[int | None, Gt(1), Unit("steps")] = None
    """Length of its season in steps: 7 for a weekly rhythm in daily values."""
    side: Literal["above", "below", "both"] = "above"
    """Which departures from the expected are looked for."""
    minimum: float | None = None
    """Least value that can be true; anything lower is suspect."""
    maximum: float | None = None
    """Greatest value that can be true; anything higher is suspect."""
    thresholds: tuple[Threshold, ...] = ()
    """Values that, once passed, are a finding."""
    every: Annotated[float, Gt(0), Unit("h")] = 24.0
    """Time between two values."""
    false_alarms: Annotated[float, Gt(0), Unit("1/year")] = 0.5
    """How many false findings a year the seasonal detector may give."""
