"""Warnings in force and findings, as the page lists them."""

from dataclasses import dataclass
from datetime import datetime

from forestall.model.alert import Alert
from forestall.model.finding import Finding, Refusal
from forestall.model.suppression import Suppression
from forestall.model.words import Level
from forestall.outlook.given import Given

RANK = {level: rank for rank, level in enumerate(Level)}
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
_URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")
_CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")
_MOST_FINDINGS = 50


@dataclass(frozen=True, slots=True)
class WarningRow:
    """A warning in force."""

    alert: Alert
    """The message."""
    area: str
    """Where, in words."""
    ours: bool
    """Sent by us; else a partner's."""
    serious: bool
    """Extreme or Severe."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding."""

    finding: Finding
    """The finding."""
    where: str
    """Its site or, without one, its jurisdiction, as people write it."""
    source: str
    """Title of its source."""
    serious: bool
    """At the level that opens a warning."""


@dataclass(frozen=True, slots=True)
class SuppressedRow:
    """A finding that an office has decided to see no longer."""

    row: FindingRow
    """The finding."""
    decision: Suppression
    """Who decided, why, and until when."""


@dataclass(frozen=True, slots=True)
class NoticesView:
    """What was found, and what is warned of."""

    warnings: tuple[WarningRow, ...]
    """In force, most severe first."""
    findings: tuple[FindingRow, ...]
    """The first of them."""
    findings_left: int
    """How many more there are."""
    refusals: tuple[Refusal, ...]
    """Rules that could not be used."""
    rules: int
    """Rules that were used."""
    events: int
    """Log events looked at."""
    suppressed: tuple[SuppressedRow, ...] = ()
    """Findings that an office has decided to see no longer."""
    ended: tuple[Suppression, ...] = ()
    """Such decisions that hold no longer."""


def in_force(given: Given) -> tuple[Alert, ...]:
    """Alerts in force at the time of the pass, ours and partners', most severe, urgent and certain first.

    Messages of this pass supersede those open before it; it does not matter whether `alerts_open` already
    holds them.
    """
    ours: dict[str, Alert] = {}
    for alert in sorted((*given.alerts_open, *given.alerts_new), key=lambda each: (each.sent, each.identifier)):
        ours[alert.subject or alert.identifier] = alert
    alive = [each for each in (*ours.values(), *given.observation.alerts) if _alive(each, given.at)]
    once = {(each.sender, each.identifier): each for each in alive}
    return tuple(sorted(once.values(), key=_order))


def _alive(alert: Alert, at: datetime) -> bool:
    return alert.msg_type in ("Alert", "Update") and (alert.expires is None or alert.expires > at)


def _order(alert: Alert) -> tuple[int, int, int, str, str]:
    severity, urgency = _rank(alert.severity, SEVERITIES), _rank(alert.urgency, _URGENCIES)
    return severity, urgency, _rank(alert.certainty, _CERTAINTIES), alert.headline, alert.identifier


def _rank(value: str, order: tuple[str, ...]) -> int:
    return order.index(value) if value in order else len(order)


def notices(given: Given) -> NoticesView:
    """Warnings and findings of a pass."""
    rows = [_warning(each) for each in in_force(given)]
    ordered = sorted(given.detection.findings, key=lambda each: (-RANK[each.level], -each.time.timestamp(), each.id))
    return NoticesView(
        warnings=tuple(rows),
        findings=tuple(_finding(given, each) for each in ordered[:_MOST_FINDINGS]),
        findings_left=max(len(ordered) - _MOST_FINDINGS, 0),
        refusals=given.detection.refusals,
        rules=given.detection.rules,
        events=given.detection.events,
        suppressed=tuple(
            SuppressedRow(_finding(given, each.finding), each.decision) for each in given.detection.suppressed
        ),
        ended=given.detection.ended,
    )


def _warning(alert: Alert) -> WarningRow:
    area = "; ".join(each.description for each in alert.areas if each.description)
    return WarningRow(alert, area, not alert.source, alert.severity in SEVERITIES[:2])


def _finding(given: Given, finding: Finding) -> FindingRow:
    titles = {each.id: each.title for each in given.observation.sources}
    where = given.site(finding.site) or given.jurisdiction(finding.jurisdiction)
    serious = RANK[finding.level] >= RANK[given.place.profile.steadiness.open_level]
    return FindingRow(finding, where, titles.get(finding.source, finding.source), serious)
