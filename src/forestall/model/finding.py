"""What a rule or detector concluded, with what it rests on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from forestall.model.marks import Key
from forestall.model.words import Field, FindingKind, Level


@dataclass(frozen=True, slots=True)
class Finding:
    """What was concluded: the same rule on the same subject is one finding, with a count."""

    id: Annotated[str, Key()]
    """Follows from kind, rule and subject, so that it is the same in every pass."""
    kind: FindingKind
    """What concluded it."""
    rule: str
    """The Sigma rule's id, the indicator's id, the alert's event, the vulnerability's CVE."""
    title: str
    """What was found, in one line."""
    level: Level
    """How serious it is."""
    field: Field
    """The field of security."""
    source: str
    """The source of what it rests on."""
    first: datetime
    """When it was first so."""
    time: datetime
    """When it was last so."""
    count: int
    """How many signals or records it rests on."""
    evidence: tuple[str, ...]
    """Ids of up to twenty of them, newest first."""
    detail: str
    """A sentence with the figures."""
    site: str | None = None
    """The site it concerns."""
    jurisdiction: str | None = None
    """The authority it concerns."""
    tags: tuple[str, ...] = ()
    """Tags of the rule, such as `attack.t1059`."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule that could not be used, and why."""

    rule: str
    """Its id or, when there is none, its title."""
    file: str
    """Where it stands."""
    reason: str
    """Why it was refused and how to mend it."""
