"""Likelihood now, times what it would bring, with how sure that is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from forestall.model.economy import Dependence
from forestall.model.forecast import Calibration
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
class Chance:
    """Probability of at least one event within a horizon."""

    horizon: Annotated[float, Unit("day")]
    """From the time of the pass."""
    probability: Interval
    """With the findings and as they fade, and with the season."""
    base: Interval
    """Without any news, over a year like any other."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a risk stands in the place's matrix, and against its criteria."""

    likelihood: int
    """Row of the matrix, from 1."""
    impact: int
    """Column of the matrix, from 1."""
    likelihood_thresholds: tuple[float, ...]
    """Probabilities at which a row ends."""
    likelihood_horizon: Annotated[float, Unit("day")]
    """Horizon of those probabilities."""
    impact_thresholds: Annotated[tuple[float, ...], Unit("currency")]
    """Weighted losses of one event at which a column ends."""
    impact_loss: Annotated[float, Unit("currency")]
    """The weighted loss that was held against them: the 95 % quantile of one event, its reasonable worst case."""
    band: Literal["unacceptable", "as low as reasonably practicable", "broadly acceptable", "no criterion"]
    """Against the criteria of the place."""
    societal: float | None
    """Largest ratio of the frequency of N deaths or more to the societal line; None: no release, or no deaths."""


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
    chances: tuple[Chance, ...] = ()
    """Probability over 24 hours, 7 days, 30 days, a year and ten."""
    season: float = 1.0
    """What the time of the year multiplies the rate by now; not part of `ratio`."""
    standing: Standing | None = None
    """Where it stands in the matrix and against the criteria."""


@dataclass(frozen=True, slots=True)
class Tail:
    """The worst years of a group on one scale, from the simulated years."""

    period: Annotated[float, Unit("year")]
    """Return period."""
    loss: float
    """Yearly loss exceeded once in that time: value at risk, within 0.41 %."""
    beyond: float
    """Mean yearly loss of the years from there on: tail value at risk."""
    once: float
    """Loss of one event exceeded in a year with that probability (OEP), within 0.41 %."""


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
    sampling: Annotated[float, Unit("1/year")] = 0.0
    """Standard error of `simulated` from the number of years alone, the rates being as drawn."""
    tails: tuple[Tail, ...] = ()
    """Losses of rare years; a period longer than the simulation can tell is left out."""
    moved_by: tuple[tuple[str, float], ...] = ()
    """Scenarios with the share of the variance of `expected` that their uncertain rates bring, at most five."""
    bad_year_moved_by: tuple[tuple[str, float], ...] = ()
    """For all: total Sobol indices of the chance that one event exceeds the loss `once` of a hundred years."""


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
    sampling_low: tuple[float, ...] = ()
    """Lower end of the 90 % interval from the number of years alone."""
    sampling_high: tuple[float, ...] = ()
    """Upper end of it."""
    years_needed: tuple[float | None, ...] = ()
    """Years still to simulate until the standard error of the probability is 10 % of it; None: no year showed it."""
    occurrence: tuple[float, ...] = ()
    """Share of simulated years in which one event alone exceeds the loss (OEP)."""
    frequency: Annotated[tuple[float, ...], Unit("1/year")] = ()
    """How often one event exceeds the loss (F-N), exact for the banks and mean rates."""


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
    calibration: Calibration | None = None
    """How earlier forecasts fared; None when none is old enough or nothing was kept."""
    remarks: tuple[str, ...] = ()
    """What limits the results: no data, a model outside its range."""
    dependences: tuple[Dependence, ...] = ()
    """Supplies that hang on few suppliers, most concentrated first; empty without `supplies.csv`."""
