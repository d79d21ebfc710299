"""What can be warned of: findings at one place, or a risk."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from fnmatch import fnmatchcase

from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.model.profile import Grouping, Steadiness
from forestall.model.risk import Assessment, Risk
from forestall.model.words import FindingKind, Level, Span
from forestall.warn.scale import finding_limits, finding_score, risk_limits, risk_score
from forestall.warn.steadiness import ORDER, Limits

WHOLE = "place"  # where a finding is that names neither site nor jurisdiction

# Kinds of which all findings at one site make one warning, whatever the place groups; of the others each has its own.
GROUPED = (FindingKind.SIGMA, FindingKind.VULNERABILITY)
# Partners' alerts are theirs: ours say what they do to our risks.
NOT_OURS = (FindingKind.ALERT,)


@dataclass(frozen=True, slots=True)
class FindingTopic:
    """Findings of one kind at one place."""

    subject: str
    """`finding:RULE:WHERE`; the kind, or the pattern of the grouping, stands for the rule where they are grouped."""
    findings: tuple[Finding, ...]
    """Most serious first, then newest; in a group wider than a site they name their site in the title only."""
    grouping: Grouping | None = None
    """The place's grouping that made it."""

    @property
    def level(self) -> Level:
        """Level of the most serious."""
        return self.findings[0].level

    @property
    def site(self) -> str | None:
        """The site that it is about."""
        return self.findings[0].site


@dataclass(frozen=True, slots=True)
class RiskTopic:
    """A risk."""

    subject: str
    """`risk:ID`."""
    risk: Risk
    """The risk."""


Topic = FindingTopic | RiskTopic


def topics(findings: Iterable[Finding], assessment: Assessment, place: Place) -> dict[str, Topic]:
    """All that could be warned of, by subject."""
    groups: dict[str, list[Finding]] = {}
    groupings: dict[str, Grouping | None] = {}
    for finding in findings:
        if finding.kind not in NOT_OURS:
            grouping = _grouping(finding, place.profile.steadiness)
            told = _told(finding, grouping, place)
            subject = _subject(told, grouping)
            groups.setdefault(subject, []).append(told)
            groupings[subject] = grouping
    found: dict[str, Topic] = {
        subject: FindingTopic(subject, tuple(sorted(group, key=_rank)), groupings[subject])
        for subject, group in groups.items()
    }
    for risk in assessment.risks:
        found[f"risk:{risk.scenario}"] = RiskTopic(f"risk:{risk.scenario}", risk)
    return found


def ours(subject: str) -> bool:
    """Whether passes warn of a subject: not where a person wrote the alert."""
    return subject.startswith(("finding:", "risk:"))


def score(topic: Topic, at: datetime, settings: Steadiness) -> float:
    """How much speaks for a warning of it; NaN when that cannot be known."""
    if isinstance(topic, RiskTopic):
        return risk_score(topic.risk.ratio, topic.risk.probability.mean, settings)
    return max(finding_score(each, at, settings) for each in topic.findings)


def limits(subject: str, settings: Steadiness) -> Limits:
    """Scores at which a warning on a subject opens and closes."""
    return risk_limits(settings) if subject.startswith("risk:") else finding_limits(settings)


def _grouping(finding: Finding, settings: Steadiness) -> Grouping | None:
    fitting = (each for each in settings.group if each.kind is finding.kind and fnmatchcase(finding.rule, each.rule))
    return next(fitting, None)


def _told(finding: Finding, grouping: Grouping | None, place: Place) -> Finding:
    """A finding as its group tells it: one that speaks of more than a site names the site in the title."""
    site = next((each for each in place.sites if each.id == finding.site), None)
    title = finding.title if site is None else f"{finding.title} ({site.name})"
    match grouping.by if grouping else Span.SITE:
        case Span.SITE:
            return finding
        case Span.JURISDICTION:
            jurisdiction = finding.jurisdiction or (site.jurisdiction if site else None)
            return replace(finding, title=title, site=None, jurisdiction=jurisdiction)
        case Span.PLACE:
            return replace(finding, title=title, site=None, jurisdiction=None)


def _rank(finding: Finding) -> tuple[int, float, str, str]:
    return -ORDER[finding.level], -finding.first.timestamp(), finding.title, finding.id


def _subject(finding: Finding, grouping: Grouping | None) -> str:
    what = str(finding.kind) if finding.kind in GROUPED else finding.rule
    if grouping is not None:
        what = str(grouping.kind) if grouping.rule == "*" else grouping.rule
    return f"finding:{what}:{finding.site or finding.jurisdiction or WHOLE}"
