"""How often a scenario comes: the Gamma of its base rate, and what findings multiply it by now and as they fade.

Not here: the time of the year (`season.py`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

import numpy as np
from numpy.typing import NDArray

from forestall.assess.season import breaks, season
from forestall.core.errors import InputError
from forestall.model.finding import Finding
from forestall.model.partner import Source
from forestall.model.risk import Driver
from forestall.model.scenario import Frequency, Precursor, Scenario, SiteOutage
from forestall.model.words import FindingKind
from forestall.science.statistics import gamma_poisson
from forestall.science.statistics.gamma_poisson import Gamma

Floats = NDArray[np.float64]
ByRule = Mapping[tuple[FindingKind, str], Sequence[Finding]]
"""Findings by their kind and rule."""

ERROR_FACTOR = 3.0  # 95 % over 50 % of a rate given without quantiles: a point estimate that may be three times too low
UNKNOWN_WEIGHT = 10.0  # bound on a source that is not listed: the default of `Source.weight`
NOTICEABLE = np.log(1.1)  # a finding whose effect is below 10 % drives nothing any more
HOURS_PER_YEAR = 8766.0
YEAR = 8760.0  # the coming year [h]
HORIZONS = (1.0, 7.0, 30.0, 365.25, 3652.5)  # over which every risk's probability is given [day]
FIRST_PANEL = 0.25  # width of the first panel of the quadrature [h]
NODES, WEIGHTS = np.polynomial.legendre.leggauss(8)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One precursor with the finding that speaks most for it now."""

    precursor: Precursor
    """What announces the scenario."""
    finding: Finding
    """The newest finding that matches."""
    log_ratio: float
    """Logarithm of the likelihood ratio at the time of the pass."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What one finding does to the likelihood at the time of the pass, step by step."""

    precursor: Precursor
    """What announces the scenario."""
    finding: Finding
    """The finding that speaks most for it."""
    age: float
    """Since it was last so [h]."""
    faded: float
    """The likelihood ratio after that time."""
    effect: float
    """What it multiplies the rate by, once its source is held to its weight."""
    bound: float
    """What its source may multiply or divide a likelihood by at most."""


@dataclass(frozen=True, slots=True)
class Likelihood:
    """How often a scenario comes, without news and with it."""

    base: Gamma
    """The yearly rate without any news."""
    ratio: float
    """Rate now over base rate."""
    year_ratio: float
    """Mean of that ratio over the coming 365 days."""
    exposure: float
    """Integral of the ratio over the horizon of the probabilities [year]."""
    drivers: tuple[Driver, ...]
    """The findings that move it, strongest first."""
    exposures: tuple[float, ...] = ()
    """The same integral over each of `HORIZONS` [year]."""
    season: float = 1.0
    """What the time of the year multiplies the rate by now."""

    @property
    def rate(self) -> float:
        """Expected rate over the coming year, findings and their fading included [1/year]."""
        return self.base.mean * self.year_ratio


def base_rate(frequency: Frequency) -> Gamma:
    """The Gamma of a scenario's yearly rate.

    Counts alone update the Jeffreys prior; quantiles are met exactly; a mean with quantiles keeps the mean and their
    ratio; a mean alone gets an error factor of 3; counts update what an expert gave.

    Raises:
        InputError: nothing usable is given, or the quantiles are not in order.
    """
    expert = _expert(frequency)
    events, years = frequency.events, frequency.years
    if (events is None) != (years is None):
        raise InputError("frequency: found only one of events and years, expected both")
    if events is not None and years is not None:
        prior = gamma_poisson.JEFFREYS_PRIOR if expert is None else expert
        return gamma_poisson.updated(prior, events, years)
    if expert is None:
        raise InputError("frequency: found no number, expected per_year, low and high, or events and years")
    return expert


def _expert(frequency: Frequency) -> Gamma | None:
    low, high, mean = frequency.low, frequency.high, frequency.per_year
    if (low is None) != (high is None):
        raise InputError("frequency: found only one of low and high, expected both")
    if low is not None and high is not None:
        if not low < high:
            raise InputError(f"frequency: low is {low:g} and high {high:g}, expected low below high")
        return gamma_poisson.from_quantiles(low, high, mean)
    return None if mean is None else gamma_poisson.from_mean(mean, error_factor=ERROR_FACTOR)


def likelihood(
    scenario: Scenario, findings: Sequence[Finding], sources: Sequence[Source], at: datetime, horizon: float
) -> Likelihood:
    """How often a scenario comes, given what was found.

    Each precursor counts once, by the newest matching finding of the source that can say most; the logarithm of its
    ratio halves every `half_life`. What the findings of one source do together is bounded by 1/weight..weight of that
    source. The ratio does not hold the time of the year; the exposures do.

    Args:
        scenario: the scenario
        findings: all findings
        sources: the place's sources, for their weights
        at: time of the pass; a finding dated later counts as of now
        horizon: horizon of the probabilities [day]

    Raises:
        InputError: its frequency cannot be used.
    """
    base = base_rate(scenario.frequency)
    bounds = {source.id: float(np.log(max(source.weight, 1 / source.weight))) for source in sources}
    evidence = _evidence(scenario, findings, bounds, at)
    months = scenario.frequency.months

    def ratio(hours: Floats) -> Floats:
        return np.asarray(np.exp(sum(_by_source(evidence, bounds, hours).values(), np.zeros_like(hours))))

    def seasonal(hours: Floats) -> Floats:
        return ratio(hours) * season(months, at, hours)

    def exposure(days: float) -> float:
        return _integral(seasonal, days * 24.0, breaks(months, at, days * 24.0)) / HOURS_PER_YEAR

    return Likelihood(
        base=base,
        ratio=float(ratio(np.zeros(1))[0]),
        year_ratio=_integral(seasonal, YEAR, breaks(months, at, YEAR)) / YEAR,
        exposure=exposure(horizon),
        drivers=_drivers(evidence, bounds, at),
        exposures=tuple(exposure(days) for days in HORIZONS),
        season=float(season(months, at, np.zeros(1))[0]),
    )


def weighed(
    scenario: Scenario, findings: Sequence[Finding], sources: Sequence[Source], at: datetime
) -> tuple[Weighed, ...]:
    """The findings behind a scenario's ratio, in the order of its precursors; their effects multiply to it.

    Args:
        scenario: the scenario
        findings: all findings
        sources: the place's sources, for their weights
        at: time of the pass
    """
    bounds = {source.id: float(np.log(max(source.weight, 1 / source.weight))) for source in sources}
    evidence = _evidence(scenario, findings, bounds, at)
    shares = _shares(evidence, bounds)
    return tuple(
        Weighed(
            precursor=item.precursor,
            finding=item.finding,
            age=max(0.0, (at - item.finding.time) / timedelta(hours=1)),
            faded=float(np.exp(item.log_ratio)),
            effect=float(np.exp(item.log_ratio * shares[item.finding.source])),
            bound=float(np.exp(bounds.get(item.finding.source, float(np.log(UNKNOWN_WEIGHT))))),
        )
        for item in evidence
    )


def by_rule(findings: Iterable[Finding]) -> ByRule:
    """Findings by what precursors ask of them."""
    found: dict[tuple[FindingKind, str], list[Finding]] = {}
    for each in findings:
        found.setdefault((each.kind, each.rule), []).append(each)
    return found


def matching(scenario: Scenario, findings: ByRule) -> tuple[Finding, ...]:
    """The findings that a precursor of the scenario speaks of, each once; no other moves its likelihood."""
    sites = _struck(scenario)
    found: dict[str, Finding] = {}
    for one in scenario.precursors:
        for (kind, rule), group in findings.items():
            if kind == one.kind and fnmatchcase(rule, one.rule):
                found.update((each.id, each) for each in group if _near(one, each, sites))
    return tuple(found.values())


def _evidence(
    scenario: Scenario, findings: Sequence[Finding], bounds: dict[str, float], at: datetime
) -> tuple[Evidence, ...]:
    """One entry for each precursor with a matching finding, in the order of the precursors.

    Of one source the newest says most: what it says fades with its age.
    """
    sites = _struck(scenario)
    found = []
    for precursor in scenario.precursors:
        newest: dict[str, Finding] = {}
        for finding in findings:
            if _matches(precursor, finding, sites) and _later(finding, newest.get(finding.source)):
                newest[finding.source] = finding
        if newest:
            matching = [_faded(precursor, finding, at) for finding in newest.values()]
            found.append(max(matching, key=lambda one: _says(one, bounds)))
    return tuple(found)


def _later(finding: Finding, than: Finding | None) -> bool:
    return than is None or (finding.time, finding.id) > (than.time, than.id)


def _faded(precursor: Precursor, finding: Finding, at: datetime) -> Evidence:
    age = max(0.0, (at - finding.time) / timedelta(hours=1))
    return Evidence(precursor, finding, float(np.log(precursor.ratio)) * 0.5 ** (age / precursor.half_life))


def _says(one: Evidence, bounds: dict[str, float]) -> tuple[float, datetime, str]:
    """How much a finding can move the likelihood, its source's weight being what it is; then the newer one."""
    most = bounds.get(one.finding.source, float(np.log(UNKNOWN_WEIGHT)))
    return min(abs(one.log_ratio), most), one.finding.time, one.finding.id


def _matches(precursor: Precursor, finding: Finding, sites: frozenset[str]) -> bool:
    if finding.kind != precursor.kind or not fnmatchcase(finding.rule, precursor.rule):
        return False
    return _near(precursor, finding, sites)


def _near(precursor: Precursor, finding: Finding, sites: frozenset[str]) -> bool:
    return not precursor.at_sites or finding.site is None or not sites or finding.site in sites


def _struck(scenario: Scenario) -> frozenset[str]:
    """The scenario's sites; when it names none, those its outages hit; none at all: it strikes anywhere."""
    if scenario.sites:
        return frozenset(scenario.sites)
    return frozenset(site for part in scenario.consequences if isinstance(part, SiteOutage) for site in part.sites)


def _by_source(evidence: Sequence[Evidence], bounds: dict[str, float], hours: Floats) -> dict[str, Floats]:
    """Bounded logarithm of each source's ratio after some hours (n,) -> (n,)."""
    totals: dict[str, Floats] = {}
    for item in evidence:
        faded = item.log_ratio * 0.5 ** (hours / item.precursor.half_life)
        totals[item.finding.source] = totals.get(item.finding.source, np.zeros_like(hours)) + faded
    unknown = float(np.log(UNKNOWN_WEIGHT))
    return {
        source: np.clip(total, -bounds.get(source, unknown), bounds.get(source, unknown))
        for source, total in totals.items()
    }


def _shares(evidence: Sequence[Evidence], bounds: dict[str, float]) -> dict[str, float]:
    """Share of what a source's findings say together that its weight lets through now."""
    now = {source: float(total[0]) for source, total in _by_source(evidence, bounds, np.zeros(1)).items()}
    sums: dict[str, float] = {}
    for item in evidence:
        sums[item.finding.source] = sums.get(item.finding.source, 0.0) + item.log_ratio
    return {source: now[source] / total if total else 0.0 for source, total in sums.items()}


def _drivers(evidence: Sequence[Evidence], bounds: dict[str, float], at: datetime) -> tuple[Driver, ...]:
    """Findings whose effect is 10 % or more; their factors multiply to the ratio, but for those left out."""
    shares = _shares(evidence, bounds)
    drivers = []
    for item in evidence:
        effect = item.log_ratio * shares[item.finding.source]
        if abs(effect) >= NOTICEABLE:
            lasts = item.precursor.half_life * float(np.log2(abs(item.log_ratio) / NOTICEABLE))
            drivers.append(Driver(item.finding.title, float(np.exp(effect)), "finding", _after(at, lasts)))
    return tuple(sorted(drivers, key=lambda driver: (-abs(np.log(driver.factor)), driver.what)))


def _after(at: datetime, hours: float) -> datetime:
    """That many hours later, to the second; at most a century."""
    return at + timedelta(seconds=round(min(hours, 100 * HOURS_PER_YEAR) * 3600))


def _integral(ratio: Callable[[Floats], Floats], hours: float, steps: Floats) -> float:
    """Integral over [0, hours] [h]: Gauss-Legendre on panels that double in width, as the fading slows.

    `steps` are hours at which the ratio jumps; panels end there.
    """
    doublings = max(0, int(np.ceil(np.log2(hours / FIRST_PANEL))))
    edges = np.unique(np.concatenate([[0.0], hours * 0.5 ** np.arange(doublings, -1, -1), steps]))
    width, start = np.diff(edges)[:, None], edges[:-1, None]
    t = start + width * (NODES + 1) / 2
    return float(np.sum(ratio(t.ravel()).reshape(t.shape) * WEIGHTS * width / 2))
