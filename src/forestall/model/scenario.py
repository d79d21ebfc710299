"""What could happen: how often, what announces it, what it brings."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le, MinLen

from forestall.model.marks import Key, Ref, Unit
from forestall.model.words import Field, FindingKind, Scale


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often, and how sure: a Gamma distribution of the yearly rate.

    Give counts (`events` in `years`), or expert quantiles (`low`, `high`), or a mean with quantiles;
    both together are combined, the counts updating the quantiles' Gamma.
    """

    per_year: Annotated[float | None, Gt(0), Le(1000), Unit("1/year")] = None
    """Expected number of events in a year."""
    low: Annotated[float | None, Gt(0), Unit("1/year")] = None
    """5 % quantile of the yearly rate."""
    high: Annotated[float | None, Gt(0), Unit("1/year")] = None
    """95 % quantile of the yearly rate."""
    events: Annotated[float | None, Ge(0)] = None
    """Events counted."""
    years: Annotated[float | None, Gt(0), Unit("year")] = None
    """Years over which they were counted."""
    source: str = ""
    """Where the numbers come from."""
    months: tuple[Annotated[float, Ge(0)], ...] | None = None
    """How often in each month from January on, against one another: twelve numbers; left out: all alike."""


@dataclass(frozen=True, slots=True)
class Precursor:
    """A finding that makes the scenario more (or less) likely for a while."""

    kind: FindingKind
    """What concludes such a finding."""
    rule: str
    """Which one: the Sigma rule's id, the indicator's id or the alert's event; `*` and `?` allowed."""
    ratio: Annotated[float, Gt(0), Le(1000)]
    """Likelihood ratio: how many times more often it is seen before such an event than otherwise."""
    half_life: Annotated[float, Gt(0), Unit("h")]
    """Time in which the logarithm of the ratio falls to half."""
    at_sites: bool = True
    """Counts only when the finding is at one of the scenario's sites, or has no site."""
    source: str = ""
    """Where the ratio comes from."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A positive quantity with its spread: lognormal by median and 95 % quantile."""

    median: Annotated[float, Gt(0)]
    """50 % quantile."""
    p95: Annotated[float, Gt(0)]
    """95 % quantile; equal to the median when there is no spread."""


@dataclass(frozen=True, slots=True)
class DirectLoss:
    """Loss stated outright, for what no model computes."""

    model: Literal["direct"]
    """`direct`"""
    amounts: Annotated[dict[Scale, Amount], MinLen(1)]
    """Amount on each scale, in the scale's unit."""
    probability: Annotated[float, Gt(0), Le(1)] = 1.0
    """Probability that this part of the consequence comes, given the event."""
    shares: Annotated[dict[str, float] | None, Ref("jurisdiction")] = None
    """Share of the loss in each jurisdiction; left out: all in the scenario's own."""


@dataclass(frozen=True, slots=True)
class SiteOutage:
    """Sites put out of action; the cascade follows from the dependencies."""

    model: Literal["outage"]
    """`outage`"""
    sites: Annotated[tuple[str, ...], MinLen(1), Ref("site")]
    """Sites that can be hit."""
    repair: Amount
    """Hours until a site that was hit works again [h]."""
    probability: Annotated[float, Gt(0), Le(1)] = 1.0
    """Probability that each of them is hit, given the event."""
    damage: Annotated[float, Ge(0), Le(1)] = 0.0
    """Share of a site's value destroyed when it is hit."""
    together: bool = False
    """All are hit together or none, instead of each on its own."""


@dataclass(frozen=True, slots=True)
class ToxicRelease:
    """A toxic cloud from one of the place's releases over its population."""

    model: Literal["toxic_release"]
    """`toxic_release`"""
    release: Annotated[str, Ref("release")]
    """Which loss of containment."""
    outage: bool = True
    """The site that releases is itself out of action for a week."""


@dataclass(frozen=True, slots=True)
class FireRelease:
    """Fire and explosion of one of the place's releases: people burnt, neighbouring sites damaged."""

    model: Literal["fire_release"]
    """`fire_release`"""
    release: Annotated[str, Ref("release")]
    """Which loss of containment."""
    ignited: bool = False
    """The scenario is of a fire or explosion: what does not ignite is left out."""
    outage: bool = True
    """The site that releases is itself out of action for a week where it burns."""


@dataclass(frozen=True, slots=True)
class LossTable:
    """Losses of single events, as another model gave them: `forestall risk import` writes it."""

    model: Literal["loss_table"]
    """`loss_table`"""
    losses: Annotated[dict[Scale, tuple[Annotated[float, Ge(0)], ...]], MinLen(1)]
    """Loss of each event on each scale, in the scale's unit; the same place in every list is the same event."""
    weights: tuple[Annotated[float, Ge(0)], ...] | None = None
    """How often each event comes, against one another; left out: all alike."""
    shares: Annotated[dict[str, float] | None, Ref("jurisdiction")] = None
    """Share of the loss in each jurisdiction; left out: all in the scenario's own."""


FromRelease = ToxicRelease | FireRelease
"""What a release of the place brings."""

Consequence = DirectLoss | SiteOutage | ToxicRelease | FireRelease | LossTable


@dataclass(frozen=True, slots=True)
class Scenario:
    """What could happen."""

    id: Annotated[str, Key()]
    """Short name; the file's name without its ending."""
    title: str
    """What happens, in one line."""
    hazard: str
    """UNDRR-ISC Hazard Information Profile code (2025), such as `TL0305`."""
    field: Field
    """The field of security to which it belongs."""
    jurisdiction: Annotated[str, Ref("jurisdiction")]
    """The authority that answers for it."""
    frequency: Frequency
    """How often, without any news."""
    consequences: Annotated[tuple[Consequence, ...], MinLen(1)]
    """What it brings; the parts add up."""
    precursors: tuple[Precursor, ...] = ()
    """Findings that announce it."""
    sites: Annotated[tuple[str, ...], Ref("site")] = ()
    """Where it strikes; precursors at these sites count."""
    why: str = ""
    """How the numbers were come by."""
