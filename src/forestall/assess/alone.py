"""One risk by itself, as it is and as it would be under other conditions: the numbers of the pass, drawn anew.

The random numbers are those of the pass, keyed by seed and scenario: what is not changed comes out the same, to the
last bit. Not here: sums over risks, simulated years.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from forestall.assess.bank import Bank, bank
from forestall.assess.effects import changes
from forestall.assess.hazard import SCALES, Floats, Scene
from forestall.assess.likelihood import ByRule, Likelihood, by_rule, likelihood, matching, weighed
from forestall.assess.register import risks
from forestall.assess.registry import hazards
from forestall.assess.simulate import Simulation, rate_after
from forestall.assess.stage import arranged, scene_of
from forestall.assess.totals import BAND
from forestall.core.errors import InputError
from forestall.core.lazy import lazy
from forestall.core.text import N_
from forestall.model.exposure import WeatherClass
from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.model.risk import Interval
from forestall.model.scenario import FromRelease, Scenario
from forestall.model.suppose import Alone, LossPoint, Suppose, Swing
from forestall.science.statistics import exceedance, gamma_poisson
from forestall.science.statistics.gamma_poisson import Gamma
from forestall.science.statistics.proportion import wilson

POINTS = 48  # of a curve
PARTS = 4  # parts of the consequence named among what moves a risk
_Drawn = tuple[Likelihood, Bank, Scene, float]
_SECTOR = 22.5  # half of the sector of winds that counts as one direction [deg]


@dataclass(frozen=True, eq=False)
class Common:
    """What all risks of a pass are worked out from, made ready once."""

    place: Place
    """The place, its tables in the order of their keys."""
    findings: ByRule
    """What was concluded."""
    at: datetime
    """Time of the pass."""
    seed: int
    """Seed of the pass."""
    scene: Scene
    """The place with its indices."""


@dataclass(frozen=True, eq=False)
class Grounds:
    """What one risk is worked out from."""

    common: Common
    """What it shares with the others."""
    scenario: Scenario
    """The scenario."""
    findings: tuple[Finding, ...]
    """What was concluded and moves how likely it is."""

    @property
    def place(self) -> Place:
        """The place."""
        return self.common.place

    @lazy
    def plain(self) -> _Drawn:
        """Rate and bank as they are."""
        return _drawn_under(self, Suppose())


def common(place: Place, findings: Sequence[Finding], at: datetime, seed: int) -> Common:
    """What all risks of a pass are worked out from."""
    place = arranged(place)
    return Common(place, by_rule(findings), at, seed, scene_of(place)[0])


def grounds(of: Common, scenario: str) -> Grounds:
    """What a risk is worked out from.

    Raises:
        InputError: the place has no such scenario.
    """
    found = next((each for each in of.place.scenarios if each.id == scenario), None)
    if found is None:
        raise InputError(f"scenario: found {scenario[:40]!r}, expected one of the place's")
    return Grounds(of, found, matching(found, of.findings))


def alone(given: Grounds, supposed: Suppose) -> Alone:
    """One risk under conditions.

    Args:
        given: what it is worked out from
        supposed: what is otherwise

    Raises:
        InputError: the place has no such weather, or its frequency cannot be used.
    """
    likely, drawn, scene, hours = found = _drawn(given, supposed)
    (risk,) = risks(_simulation(given, found))
    return Alone(risk, _points(scene, likely, drawn), drawn.weights.size, hours, drawn.remarks)


def _simulation(given: Grounds, found: _Drawn) -> Simulation:
    """With this scenario alone."""
    likely, drawn, scene, _ = found
    name = given.scenario.id
    return Simulation(scene, given.common.seed, hazards(), {name: likely}, {name: drawn})


def _drawn(given: Grounds, supposed: Suppose) -> _Drawn:
    return given.plain if supposed == Suppose() else _drawn_under(given, supposed)


def _drawn_under(given: Grounds, supposed: Suppose) -> _Drawn:
    """Rate and bank under conditions, with the scene and the share of hours that it speaks of."""
    scenario = given.scenario
    scene, hours = _weather(given.common.scene, scenario, supposed)
    findings = [each for each in given.findings if each.id not in supposed.without]
    likely = likelihood(scenario, findings, given.place.sources, given.common.at, given.place.profile.appraisal.horizon)
    changed = changes(given.place.effects, frozenset(supposed.measures))
    after = rate_after(likely.rate, scenario, given.place, changed)
    times = supposed.factor * (after / likely.rate if likely.rate > 0 else 1.0)
    return _times(likely, times), bank(scenario, scene, hazards(), changed, given.common.seed), scene, hours


def _times(likely: Likelihood, factor: float) -> Likelihood:
    """The same as sure, but so many times as often."""
    if factor == 1.0:
        return likely
    rate = likely.base.rate / factor if factor > 0 else np.inf
    return replace(likely, base=Gamma(likely.base.shape, rate))


def _weather(scene: Scene, scenario: Scenario, supposed: Suppose) -> tuple[Scene, float]:
    """The scene with the weather supposed only, and the share of hours that have it."""
    if not releases(scenario) or not (supposed.period or supposed.stability or supposed.direction is not None):
        return scene, 1.0
    kept = tuple(each for each in scene.weather if _fits(each, supposed))
    if not kept:
        raise InputError(N_("the place's weather has no such hours: take another wind, stability or time of the day"))
    total = sum(each.share for each in scene.weather)
    return Scene(scene.place, kept), sum(each.share for each in kept) / total


def _fits(one: WeatherClass, supposed: Suppose) -> bool:
    off = 0.0 if supposed.direction is None else abs((one.direction - supposed.direction + 180.0) % 360.0 - 180.0)
    return (
        (not supposed.period or one.period == supposed.period)
        and (not supposed.stability or one.stability == supposed.stability)
        and off <= _SECTOR
    )


def releases(scenario: Scenario) -> bool:
    """Whether weather decides what a scenario brings."""
    return any(isinstance(part, FromRelease) for part in scenario.consequences)


def bearing(given: Grounds) -> tuple[str, ...]:
    """Measures that change how often a risk comes or what it brings, by id."""
    likely, simulation = given.plain[0], _simulation(given, given.plain)
    found = []
    for each in sorted({effect.measure for effect in given.place.effects}):
        changed = changes(given.place.effects, frozenset({each}))
        often = rate_after(likely.rate, given.scenario, given.place, changed)
        if often != likely.rate or simulation.bearing(given.scenario, changed):
            found.append(each)
    return tuple(found)


def swings(given: Grounds) -> tuple[Swing, ...]:
    """What moves the weighted expected loss of a risk, one thing at a time, the widest first.

    The rate from its 5 % to its 95 % quantile; one event from its 5 % to its 95 % quantile; each finding as if it
    were not there; each part of the consequence as if it did not come.
    """
    likely, drawn, scene, _ = given.plain
    losses = _weighted(scene, drawn)
    mean = likely.rate * float(losses @ drawn.weights)
    per_event = mean / likely.rate if likely.rate > 0 else 0.0
    low, high = (float(q) * likely.year_ratio * per_event for q in gamma_poisson.quantile(likely.base, np.array(BAND)))
    mild, bad = (likely.rate * exceedance.weighted_quantile(losses, drawn.weights, share) for share in BAND)
    found = [
        Swing(N_("How often it comes"), "rate", low, high, N_("5 %% quantile"), N_("95 %% quantile")),
        Swing(N_("How bad one event is"), "event", mild, bad, N_("5 %% quantile"), N_("95 %% quantile")),
        *_findings(given, mean, per_event),
        *_parts(given, likely, drawn, scene, mean),
    ]
    return tuple(sorted(found, key=lambda one: (-(one.high - one.low), one.what)))


def _findings(given: Grounds, mean: float, per_event: float) -> list[Swing]:
    """Each finding that counts, as if it were not there."""
    found = []
    for each in weighed(given.scenario, given.findings, given.place.sources, given.common.at):
        rest = [one for one in given.findings if one.id != each.finding.id]
        horizon = given.place.profile.appraisal.horizon
        other = likelihood(given.scenario, rest, given.place.sources, given.common.at, horizon).rate * per_event
        ends = [(other, N_("without it")), (mean, N_("as it is"))]
        (low, low_is), (high, high_is) = sorted(ends)
        found.append(Swing(each.finding.title, "finding", low, high, low_is, high_is))
    return found


def _parts(given: Grounds, likely: Likelihood, drawn: Bank, scene: Scene, mean: float) -> list[Swing]:
    """Each part of the consequence, as if it did not come; a single part says nothing that is not known."""
    weight = _weights(scene)
    shares: dict[str, float] = {}
    for label, loss in drawn.parts:
        shares[label] = shares.get(label, 0.0) + likely.rate * float(weight @ loss)
    ranked = sorted(((value, label) for label, value in shares.items() if value > 0), reverse=True)[:PARTS]
    if len(shares) < 2:
        return []
    return [
        Swing(label, "part", max(0.0, mean - value), mean, N_("without it"), N_("as it is")) for value, label in ranked
    ]


def _points(scene: Scene, likely: Likelihood, drawn: Bank) -> tuple[LossPoint, ...]:
    """The exceedance curve of one event, at losses between the least and the greatest sample."""
    losses = _weighted(scene, drawn)
    positive = losses[losses > 0]
    if positive.size == 0:
        return ()
    levels = np.unique(np.geomspace(positive.min() * 0.999, positive.max() * 0.999, POINTS))
    above = np.array([float(drawn.weights[losses > level].sum()) for level in levels])
    size = int(1.0 / float(drawn.weights @ drawn.weights))
    short, far = wilson(np.clip(above, 0.0, 1.0), size)
    low, high = (float(q) * likely.year_ratio for q in gamma_poisson.quantile(likely.base, np.array(BAND)))
    return tuple(
        LossPoint(
            float(level),
            Interval(likely.rate * share, low * share, high * share),
            Interval(share, float(short[i]), float(far[i])),
        )
        for i, (level, share) in enumerate(zip(levels, above.tolist(), strict=True))
        if share > 0
    )


def _weights(scene: Scene) -> Floats:
    known = scene.place.profile.scales
    return np.array([known[scale].weight if scale in known else 0.0 for scale in SCALES])


def _weighted(scene: Scene, drawn: Bank) -> Floats:
    """Weighted loss of each sample, shape (n,) [currency]."""
    return np.asarray(drawn.losses.sum(axis=2) @ _weights(scene))
