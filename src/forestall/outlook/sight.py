"""What of a pass somebody may see: the same records, fewer of them, so that nothing made of them says more.

Who may see what is not decided here: the caller answers for each row.
"""

import math
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Protocol, TypeVar

from forestall.guard.sharing import alert_label
from forestall.model.alert import Alert
from forestall.model.finding import Finding
from forestall.model.observation import Detection, Observation
from forestall.model.place import Place
from forestall.model.plan import Choice, Plan
from forestall.model.risk import Assessment, Risk, Total
from forestall.model.words import Field, FindingKind
from forestall.outlook.given import Given

T = TypeVar("T")


class Thing(StrEnum):
    """What a row is."""

    SIGNAL = "signal"
    """What a source says, and what an indicator alone shows."""
    FINDING = "finding"
    """What was concluded of our sites, their products or our logs."""
    SILENCE = "silence"
    """That we are blind somewhere."""
    ALERT = "alert"
    """A message, by its label, which is never less strict than its scope."""
    SOURCE = "source"
    """How a source delivers."""
    OBLIGATION = "obligation"
    """What is owed, and the duties."""
    SITE = "site"
    """What the files of the place say."""
    RISK = "risk"
    """What was worked out from all of it."""


class Sight(Protocol):
    """Answers whether a row may be seen."""

    def __call__(self, thing: Thing, jurisdiction: str | None, field: Field | None, origin: str = "") -> bool:
        """Whether it may.

        Args:
            thing: what it is
            jurisdiction: the authority it concerns; None for the whole place
            field: its field of security; None for several or none
            origin: for a finding or source the source, for an alert its label, for one risk alone its scenario; a
                risk without is what rests on all risks
        """


def seen(given: Given, sight: Sight) -> Given:
    """The records that may be seen; what speaks of the whole place is there only for who may see all of it."""
    whole = sight(Thing.RISK, None, None)
    place = _place(given.place, sight)
    sites = {each.id: each.jurisdiction for each in given.place.sites}
    kept = frozenset(each.id for each in place.sites if sight(Thing.RISK, each.jurisdiction, each.field))
    observation = _observation(given, sight, sites)
    detection = _detection(given.detection, sight, whole=whole)
    assessment, hidden = _without(
        _assessment(given.assessment, sight, kept, whole=whole), frozenset(each.title for each in detection.findings)
    )
    return replace(
        given,
        place=place,
        observation=observation,
        detection=detection,
        assessment=assessment,
        hidden=hidden,
        plan=given.plan if whole else _plan(given.plan, sight),
        alerts_open=_alerts(given.alerts_open, sight),
        alerts_new=_alerts(given.alerts_new, sight),
        obligations=tuple(each for each in given.obligations if sight(Thing.OBLIGATION, each.bearer, None)),
    )


def _alerts(some: Iterable[Alert], sight: Sight) -> tuple[Alert, ...]:
    return tuple(each for each in some if sight(Thing.ALERT, None, each.field, alert_label(each)))


def _place(place: Place, sight: Sight) -> Place:
    sites = tuple(each for each in place.sites if sight(Thing.SITE, each.jurisdiction, each.field))
    kept = {each.id for each in sites}
    scenarios = tuple(each for each in place.scenarios if sight(Thing.RISK, each.jurisdiction, each.field, each.id))
    measures = tuple(each for each in place.measures if sight(Thing.SITE, each.jurisdiction, each.field))
    shown = {each.id for each in measures}
    capabilities = tuple(each for each in place.capabilities if sight(Thing.SITE, each.jurisdiction, None))
    return replace(
        place,
        sites=sites,
        dependencies=tuple(each for each in place.dependencies if each.site in kept),
        releases=tuple(each for each in place.releases if each.site in kept),
        routes=tuple(each for each in place.routes if sight(Thing.SITE, each.jurisdiction, None)),
        scenarios=scenarios,
        measures=measures,
        effects=tuple(each for each in place.effects if each.measure in shown),
        capabilities=capabilities,
        needs=_among(place.needs, "capability", {each.id for each in capabilities}),
        duties=tuple(each for each in place.duties if sight(Thing.OBLIGATION, each.bearer, None)),
        sources=tuple(each for each in place.sources if sight(Thing.SOURCE, None, each.field, each.id)),
        occurrences=_among(place.occurrences, "scenario", {each.id for each in scenarios}),
        suppressions=place.suppressions if sight(Thing.FINDING, None, None) else (),
    )


def _among(rows: Iterable[T], name: str, known: set[str]) -> tuple[T, ...]:
    return tuple(each for each in rows if getattr(each, name) in known)


def _observation(given: Given, sight: Sight, sites: dict[str, str]) -> Observation:
    fields = {each.id: each.field for each in given.place.sources}
    signals = tuple(
        each
        for each in given.observation.signals
        if sight(Thing.SIGNAL, sites.get(each.site or ""), fields.get(each.source), each.source)
    )
    return replace(
        given.observation,
        signals=signals,
        alerts=_alerts(given.observation.alerts, sight),
        sources=tuple(each for each in given.observation.sources if sight(Thing.SOURCE, None, each.field, each.id)),
    )


def _detection(detection: Detection, sight: Sight, *, whole: bool) -> Detection:
    return replace(
        detection,
        findings=tuple(
            each for each in detection.findings if sight(_kind(each), each.jurisdiction, each.field, each.source)
        ),
        suppressed=tuple(
            each
            for each in detection.suppressed
            if sight(_kind(each.finding), each.finding.jurisdiction, each.finding.field, each.finding.source)
        ),
        refusals=detection.refusals if whole else (),
        ended=detection.ended if whole else (),
        events=detection.events if whole else 0,
    )


def _assessment(assessment: Assessment, sight: Sight, sites: frozenset[str], *, whole: bool) -> Assessment:
    risks = tuple(each for each in assessment.risks if sight(Thing.RISK, each.jurisdiction, each.field, each.scenario))
    scenarios = {each.scenario for each in risks}
    ranked = {each.scenario for each in risks if sight(Thing.RISK, each.jurisdiction, each.field)}
    totals = tuple(
        replace(each, drivers=_named(each.drivers, scenarios), moved_by=_named(each.moved_by, scenarios))
        for each in assessment.totals
        if _group(each, sight)
    )
    return replace(
        assessment,
        risks=risks,
        totals=totals,
        curves=tuple(each for each in assessment.curves if _of(each.group, each.name, sight)),
        zones=tuple(each for each in assessment.zones if each.scenario in ranked),  # of the one that brings most
        outages=tuple(
            replace(each, because=tuple(site for site in each.because if site in sites))
            for each in assessment.outages
            if each.site in sites
        ),
        calibration=assessment.calibration if whole else None,
        remarks=assessment.remarks if whole else (),
        dependences=assessment.dependences if whole else (),
    )


def _without(assessment: Assessment, known: frozenset[str]) -> tuple[Assessment, dict[str, int]]:
    """The same without findings that are not known, and how many each risk lost; no title is told of those."""
    cut = {each.scenario: without(each, known) for each in assessment.risks}
    hidden = {each.scenario: len(each.drivers) - len(cut[each.scenario].drivers) for each in assessment.risks}
    return replace(assessment, risks=tuple(cut.values())), {name: number for name, number in hidden.items() if number}


def without(risk: Risk, known: frozenset[str]) -> Risk:
    """A risk without those findings among its drivers whose titles are not known."""
    drivers = tuple(each for each in risk.drivers if each.kind != "finding" or each.what in known)
    return risk if len(drivers) == len(risk.drivers) else replace(risk, drivers=drivers)


def _named(shares: tuple[tuple[str, float], ...], known: set[str]) -> tuple[tuple[str, float], ...]:
    return tuple(each for each in shares if each[0] in known)


def _group(total: Total, sight: Sight) -> bool:
    return _of(total.group, total.name, sight)


def _of(group: str, name: str, sight: Sight) -> bool:
    """A field's total needs the whole place in that field, an authority's every field of that authority."""
    if group == "field":
        return sight(Thing.RISK, None, Field(name))
    return sight(Thing.RISK, name if group == "jurisdiction" else None, None)


def _plan(plan: Plan, sight: Sight) -> Plan:
    """The measures of one's own authorities; the sums are of the whole place."""
    return Plan(
        budget=math.nan,
        cost=math.nan,
        before=math.nan,
        after=math.nan,
        left={},
        choices=_choices(plan, sight),
        gaps=(),
        optimal=plan.optimal,
        benefit=math.nan,
    )


def _choices(plan: Plan, sight: Sight) -> tuple[Choice, ...]:
    """What measures take away rests on all risks; what they cost, and that they are to be done, tells of none."""
    seen = [each for each in plan.choices if sight(Thing.SITE, each.jurisdiction, None)]
    if all(sight(Thing.RISK, each.jurisdiction, None) for each in seen):
        return tuple(seen)
    return tuple(sorted((_plain(each) for each in seen), key=lambda each: each.measure))


def _plain(choice: Choice) -> Choice:
    return replace(choice, alone=math.nan, marginal=None, benefit=math.nan, ratio=None, why="", by_scale={})


def _kind(finding: Finding) -> Thing:
    if finding.kind in (FindingKind.THRESHOLD, FindingKind.SEASONAL):
        return Thing.SIGNAL
    return Thing.SILENCE if finding.kind is FindingKind.SILENCE else Thing.FINDING
