"""What can be warned of: findings at one place, or a risk."""

from collections.abc import Iterable
from dataclasses import dataclass

from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.model.risk import Assessment, Risk
from forestall.model.words import FindingKind, Level
from forestall.warn.steadiness import ORDER, Strength, level_strength, risk_strength

WHOLE = "place"  # where a finding is that names neither site nor jurisdiction

# Kinds of which all findings at one site make one warning; of the others each has its own.
GROUPED = (FindingKind.SIGMA, FindingKind.VULNERABILITY)
# Partners' alerts are theirs: ours say what they do to our risks.
NOT_OURS = (FindingKind.ALERT,)


@dataclass(frozen=True, slots=True)
class FindingTopic:
    """Findings of one kind at one place."""

    subject: str
    """`finding:RULE:SITE`; the kind stands for the rule where findings are grouped."""
    findings: tuple[Finding, ...]
    """Most serious first, then newest: what is new stands among those that are named."""

    @property
    def level(self) -> Level:
        """Level of the most serious."""
        return self.findings[0].level


@dataclass(frozen=True, slots=True)
class RiskTopic:
    """A risk."""

    subject: str
    """`risk:ID`."""
    risk: Risk
    """The risk."""


Topic = FindingTopic | RiskTopic


def topics(findings: Iterable[Finding], assessment: Assessment) -> dict[str, Topic]:
    """All that could be warned of, by subject."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.kind not in NOT_OURS:
            groups.setdefault(_subject(finding), []).append(finding)
    found: dict[str, Topic] = {
        subject: FindingTopic(subject, tuple(sorted(group, key=_rank))) for subject, group in groups.items()
    }
    for risk in assessment.risks:
        found[f"risk:{risk.scenario}"] = RiskTopic(f"risk:{risk.scenario}", risk)
    return found


def strength(topic: Topic, place: Place) -> Strength:
    """How much speaks for a warning of it."""
    settings = place.profile.steadiness
    if isinstance(topic, RiskTopic):
        return risk_strength(topic.risk.ratio, topic.risk.probability.mean, settings)
    return level_strength(topic.level, settings)


def _rank(finding: Finding) -> tuple[int, float, str, str]:
    return -ORDER[finding.level], -finding.first.timestamp(), finding.title, finding.id


def _subject(finding: Finding) -> str:
    what = str(finding.kind) if finding.kind in GROUPED else finding.rule
    return f"finding:{what}:{finding.site or finding.jurisdiction or WHOLE}"
