"""Likelihood now, times what it would bring, with how sure that is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from forestall.model.marks import Key, Unit
from forestall.model.words import Field, Scale


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 90 % interval."""

    mean: float
    """Expected value."""
    low: float
    """5 % quantile."""
    high: float
    """95 % quantile."""


@dataclass(frozen=True, slots=True)
class Driver:
    """Something that moves a risk, and by how much."""

    what: str
    """In words: a finding, a part of the consequence, a site of the cascade."""
    factor: float
    """What it multiplies the likelihood by (findings), or its share of the expected loss (parts)."""
    kind: Literal["finding", "consequence"]
    """Which of the two."""
    fades: datetime | None = None
    """For a finding: when its effect has fallen to less than 10 %."""


@dataclass(frozen=True, slots=True)
class Risk:
    """A scenario's likelihood over a horizon and what it would bring."""

    scenario: Annotated[str, Key()]
    """The scenario."""
    title: str
    """What happens, in one line."""
    hazard: str
    """Hazard Information Profile code."""
    field: Field
    """The field of security."""
    jurisdiction: str
    """The authority that answers for it."""
    base_rate: Annotated[Interval, Unit("1/year")]
    """How often without any news."""
    rate: Annotated[Interval, Unit("1/year")]
    """How often now, while the findings last."""
    ratio: float
    """Rate now over base rate."""
    probability: Interval
    """Probability of at least one event within the horizon, decay included."""
    loss: dict[Scale, Interval]
    """Consequence of one event on each scale: mean, and 5 % and 95 % quantiles of the samples."""
    expected: Annotated[dict[Scale, Interval], Unit("1/year")]
    """Expected yearly loss on each scale, with the 90 % interval from the uncertainty of the rate."""
    weighted: Annotated[Interval, Unit("currency/year")]
    """Expected yearly loss over all scales by the place's weights."""
    drivers: tuple[Driver, ...]
    """What moves it, strongest first."""


@dataclass(frozen=True, slots=True)
class Total:
    """Expected yearly loss of one group on one scale."""

    scale: Scale
    """What is counted."""
    group: Literal["all", "field", "jurisdiction"]
    """How it is grouped; a jurisdiction's total includes those below it."""
    name: str
    """The field or jurisdiction; `all`."""
    expected: Annotated[Interval, Unit("1/year")]
    """Expected yearly loss, with the 90 % interval from the uncertainty of the rates."""
    simulated: Annotated[float, Unit("1/year")]
    """The same from the simulated years: the check on it."""
    own: Annotated[float, Unit("1/year")]
    """Of the expected, what arises in the group itself; for a jurisdiction without those below it."""
    drivers: tuple[tuple[str, float], ...]
    """Scenarios with their share of the expected loss, largest first, at most five."""


@dataclass(frozen=True, slots=True)
class Curve:
    """How often a yearly loss is exceeded, for one group on one scale."""

    scale: Scale
    """What is counted."""
    group: Literal["all", "field", "jurisdiction"]
    """How it is grouped."""
    name: str
    """The field or jurisdiction; `all`."""
    loss: tuple[float, ...]
    """Yearly loss, rising."""
    probability: tuple[float, ...]
    """Share of simulated years in which it is exceeded, never rising."""
    low: tuple[float, ...]
    """5 % quantile of that, over the uncertainty of the rates."""
    high: tuple[float, ...]
    """95 % quantile of that."""


@dataclass(frozen=True, slots=True)
class Zone:
    """An area of harm for the map."""

    name: str
    """What it shows: `chlorine, 1 % of people outdoors die, wind from WSW 4 m/s D`."""
    scenario: str
    """The scenario."""
    threshold: str
    """The level at its edge, with its unit and source."""
    rings: tuple[tuple[tuple[float, float], ...], ...]
    """Closed rings of (lon, lat) [deg]."""


@dataclass(frozen=True, slots=True)
class Outage:
    """A site's expected time without service, over all scenarios."""

    site: str
    """The site."""
    hours: Annotated[float, Unit("h/year")]
    """Expected hours down in a year."""
    knock_on: float
    """Share of them that come from other sites' failures."""
    because: tuple[str, ...]
    """Sites whose failure takes it down most, largest first, at most three."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """All that a pass works out about what could happen."""

    at: datetime
    """Time of the pass."""
    horizon: Annotated[float, Unit("day")]
    """Horizon of the probabilities."""
    years: int
    """Years simulated."""
    risks: tuple[Risk, ...]
    """One a scenario, by weighted expected loss, largest first."""
    totals: tuple[Total, ...]
    """Every scale for all, each field and each jurisdiction."""
    curves: tuple[Curve, ...]
    """The same as curves."""
    zones: tuple[Zone, ...]
    """Areas of harm."""
    outages: tuple[Outage, ...]
    """Sites by expected hours down, largest first."""
    remarks: tuple[str, ...] = ()
    """What limits the results: no data, a model outside its range."""
