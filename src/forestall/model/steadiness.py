"""What a pass remembers of each subject between findings and warnings, and what people decide about open alerts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fnmatch import fnmatchcase

from forestall.model.alert import Alert
from forestall.model.label import Label
from forestall.model.words import Field

SEVERITIES = ("Unknown", "Minor", "Moderate", "Severe", "Extreme")
"""Severities of CAP 1.2 (3.2.2), rising."""
_LABELS = tuple(Label)
_BY_SCOPE = {"Public": Label.CLEAR, "Restricted": Label.AMBER, "Private": Label.RED}


class Phase(StrEnum):
    """Where a subject stands between calm and warned of."""

    PENDING = "pending"
    """Enough speaks for a warning, not yet often enough."""
    OPEN = "open"
    """It is warned of."""
    HIDDEN = "hidden"
    """It would be warned of, and is listed in the warning of its cause instead."""
    LAPSED = "lapsed"
    """Nothing could be known of it for so long that its warning is no longer extended."""
    ENDED = "ended"
    """Somebody cancelled its warning while it lasted: it has to fall before it can open again."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a subject."""

    at: datetime
    """When."""
    strong: bool
    """Whether enough spoke for a warning."""


@dataclass(frozen=True, slots=True)
class Track:
    """What is remembered of a subject from one pass to the next; calm subjects are forgotten."""

    subject: str
    """The subject of the alert."""
    phase: Phase
    """Where it stands."""
    opened: datetime
    """When it came into its phase: for an open one, when the warning was opened."""
    seen: datetime
    """When it was last looked at."""
    known: datetime
    """When anything was last known of it."""
    score: float
    """How much spoke for it then, on the scale of its kind; fades with the half-life of the place."""
    looks: tuple[Look, ...] = ()
    """The last looks, oldest first, as many as confirmation asks for."""
    weak_since: datetime | None = None
    """Since when too little speaks for keeping it open; None while enough does."""
    cause: str = ""
    """Of a hidden one: the subject whose warning lists it."""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """That somebody knows of an alert and sees to it: nobody else is called, and the alert stays."""

    id: str
    """Follows from what it acknowledges, by whom and when."""
    subject: str
    """The subject of the alert."""
    opened: datetime
    """When that alert was opened: an alert that opens anew is not acknowledged."""
    severity: str
    """Its severity then: when it rises above, it is no longer acknowledged."""
    by: str
    """The account."""
    why: str
    """What is done about it."""
    at: datetime
    """When."""
    until: datetime | None = None
    """Until when at most; None: until the alert closes."""
    ended: datetime | None = None
    """When it was taken back."""
    ended_by: str | None = None
    """The account that took it back."""

    def holds(self, at: datetime) -> bool:
        """Whether it is in force at a time."""
        return self.at <= at and not _over(self.until, at) and not _over(self.ended, at)

    def covers(self, alert: Alert) -> bool:
        """Whether it speaks of this opening of an alert, at this severity."""
        same = (self.subject, self.opened) == (alert.subject, alert.effective)
        return same and severity_rank(alert.severity) <= severity_rank(self.severity)


@dataclass(frozen=True, slots=True)
class Matcher:
    """Which alerts are meant; each part must agree, `*` and `?` allowed in patterns."""

    subject: str = "*"
    """Pattern of the subject: `finding:RULE:WHERE` or `risk:ID`."""
    rule: str = "*"
    """Pattern of the rule, indicator, kind or scenario in it."""
    site: str = "*"
    """Pattern of the site in it; a subject without a site agrees with `*` only."""
    field: Field | None = None
    """Field of security; None for all."""
    jurisdictions: tuple[str, ...] = ()
    """Authorities; all that the alert names must be among them. Empty for all."""

    def matches(self, alert: Alert) -> bool:
        """Whether an alert is meant."""
        kind, _, rest = alert.subject.partition(":")
        rule, _, where = rest.rpartition(":") if kind == "finding" else (rest, "", "")
        named = {value for area in alert.areas for name, value in area.geocodes if name == "jurisdiction"}
        return (
            fnmatchcase(alert.subject, self.subject)
            and fnmatchcase(rule, self.rule)
            and fnmatchcase(where, self.site)
            and self.field in (None, alert.field)
            and (not self.jurisdictions or (bool(named) and named <= set(self.jurisdictions)))
        )

    def text(self) -> str:
        """What is meant, in words that people can read back."""
        patterns = {"subject": self.subject, "rule": self.rule, "site": self.site}
        parts = [f"{name} {pattern}" for name, pattern in patterns.items() if pattern != "*"]
        parts += [f"field {self.field}"] if self.field else []
        parts += [f"jurisdictions {', '.join(self.jurisdictions)}"] if self.jurisdictions else []
        return "; ".join(parts) or "everything"

    def everything(self) -> bool:
        """Whether every alert is meant."""
        return self == Matcher()


@dataclass(frozen=True, slots=True)
class Silence:
    """That nobody is called for some alerts until a time; the alerts stay to be seen."""

    id: str
    """Follows from what it is about, by whom and when."""
    matcher: Matcher
    """Which alerts."""
    severity: str
    """The highest severity that it keeps quiet; what is more severe is heard."""
    by: str
    """The account."""
    why: str
    """Why."""
    since: datetime
    """From when."""
    until: datetime
    """Until when."""
    label: Label = Label.RED
    """The strictest label that it keeps quiet: nobody silences what they may not see."""
    ended: datetime | None = None
    """When it was ended before its time."""
    ended_by: str | None = None
    """The account that ended it."""

    def holds(self, at: datetime) -> bool:
        """Whether it is in force at a time."""
        return self.since <= at < self.until and not _over(self.ended, at)

    def covers(self, alert: Alert) -> bool:
        """Whether it keeps an alert quiet, while it holds."""
        severe = severity_rank(alert.severity) > severity_rank(self.severity)
        return not severe and _LABELS.index(_label(alert)) <= _LABELS.index(self.label) and self.matcher.matches(alert)


def severity_rank(word: str) -> int:
    """How severe a word of CAP is: 0 for Unknown to 4 for Extreme; a word that is none counts as Extreme."""
    return SEVERITIES.index(word) if word in SEVERITIES else len(SEVERITIES) - 1


def _label(alert: Alert) -> Label:
    return alert.label or _BY_SCOPE.get(alert.scope, Label.RED)


def _over(end: datetime | None, at: datetime) -> bool:
    return end is not None and end <= at
