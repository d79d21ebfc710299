"""Detect: signals and records to findings."""

from datetime import datetime

from forestall.detect import sigma
from forestall.detect.levels import order
from forestall.detect.registry import detectors
from forestall.detect.sites import Sites
from forestall.model.finding import Finding
from forestall.model.observation import Detection, Observation
from forestall.model.place import Place


def detect(place: Place, observation: Observation, at: datetime) -> Detection:
    """What is concluded from what came in.

    Args:
        place: rules, indicators, sites and sources
        observation: signals, records, alerts and states of sources, after the door
        at: the time of the pass; nothing later is looked at

    Returns:
        Findings, most serious first, then newest, then by id; each id once. Rules that could not be used.
    """
    matched = sigma.match(place, observation.records, Sites(place), at)
    found: dict[str, Finding] = {finding.id: finding for finding in matched.findings}
    for detector in detectors().values():
        found |= {finding.id: finding for finding in detector().find(place, observation, at)}
    refusals = tuple(sorted(matched.refusals, key=lambda refusal: (refusal.file, refusal.rule)))
    return Detection(tuple(sorted(found.values(), key=order)), refusals, matched.rules, matched.events)
