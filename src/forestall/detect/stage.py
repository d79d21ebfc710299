"""Detect: signals and records to findings."""

from datetime import datetime

from forestall.detect import sigma
from forestall.detect.levels import order
from forestall.detect.registry import detectors
from forestall.detect.sites import Sites
from forestall.model.finding import Finding
from forestall.model.observation import Detection, Observation
from forestall.model.place import Place
from forestall.model.suppression import Suppressed


def detect(place: Place, observation: Observation, at: datetime) -> Detection:
    """What is concluded from what came in.

    Args:
        place: rules, indicators, sites and sources
        observation: signals, records, alerts and states of sources, after the door
        at: the time of the pass; nothing later is looked at

    Returns:
        Findings, most serious first, then newest, then by id; each id once. Rules that could not be used. What the
        place's suppressions keep from being seen, and those of them that have ended.
    """
    matched = sigma.match(place, observation.records, Sites(place), at)
    found: dict[str, Finding] = {finding.id: finding for finding in matched.findings}
    for detector in detectors().values():
        found |= {finding.id: finding for finding in detector().find(place, observation, at)}
    refusals = tuple(sorted(matched.refusals, key=lambda refusal: (refusal.file, refusal.rule)))
    return Detection(
        findings=tuple(sorted(found.values(), key=order)),
        refusals=refusals,
        rules=matched.rules,
        events=matched.events,
        suppressed=tuple(sorted(matched.suppressed, key=_decided)),
        ended=matched.ended,
    )


def _decided(one: Suppressed) -> tuple[tuple[int, float, str], str, str]:
    return order(one.finding), one.decision.by, one.decision.why
