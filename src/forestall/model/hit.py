"""One event that one rule found, and many of them folded. For runs over files; findings of a place are elsewhere."""

from dataclasses import dataclass
from datetime import datetime

from forestall.model.words import Level


@dataclass(frozen=True, slots=True)
class Hit:
    """One event that one rule found."""

    rule_id: str
    """The rule's id."""
    title: str
    """The rule's title."""
    level: Level
    """How serious the rule says it is."""
    tags: tuple[str, ...]
    """The rule's tags."""
    file: str
    """The event's file as it was given."""
    event: int
    """The event's ordinal in the file, from 0."""
    time: datetime | None
    """When it happened."""
    host: str | None
    """The machine."""
    fields: tuple[tuple[str, str], ...]
    """The fields that the rule tests, with their texts."""
    site: str | None = None
    """The site of the machine."""
    jurisdiction: str | None = None
    """The authority that answers for the site."""


@dataclass(frozen=True, slots=True)
class Fold:
    """What one rule found on one machine."""

    newest: Hit
    """The newest event."""
    count: int
    """How many events."""
    first: datetime | None
    """When the first one happened, None when no event tells its time."""
    last: datetime | None
    """When the last one happened."""
    hits: tuple[Hit, ...]
    """The first few of them, in the order of files and events."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Hits within a span of time."""

    start: datetime
    """Its beginning."""
    level: Level
    """The level they have."""
    count: int
    """How many."""


@dataclass(frozen=True, slots=True)
class Folded:
    """All hits of a run."""

    folds: tuple[Fold, ...]
    """By level, the most serious first, then by count, the largest first, then by rule and machine."""
    bins: tuple[Bin, ...]
    """By time, then level; spans without a hit are left out."""
    width: float
    """Width of a bin [s]."""
    count: int
    """All hits."""
    timeless: int
    """Those whose event tells no time."""
