"""What people decide about findings, one or many at once: seen to, part of another, settled."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forestall.model.finding import Finding
from forestall.model.words import Level

_RANK = {level: rank for rank, level in enumerate(Level)}


class TriageState(StrEnum):
    """Where a finding stands in the queue."""

    NEW = "new"
    """Nobody has decided anything, or what was decided no longer holds."""
    ACKNOWLEDGED = "acknowledged"
    """Somebody sees to it."""
    MERGED = "merged"
    """It is part of another finding, and stands where that stands."""
    CLOSED = "closed"
    """It is settled, until something newer is found."""


@dataclass(frozen=True, slots=True)
class Triage:
    """What was decided about a finding."""

    finding: str
    """The finding."""
    state: TriageState
    """What was decided; never `new`."""
    by: str
    """The account."""
    why: str
    """Why, or what is done about it."""
    at: datetime
    """When."""
    act: str
    """The act by which it was decided."""
    level: Level
    """The finding's level then: when it rises above, the decision holds no longer."""
    newest: datetime
    """When the finding was last so, then."""
    until: datetime | None = None
    """Until when at most; None: without an end."""
    into: str = ""
    """Of a merged one: the finding of which it is a part."""

    def holds(self, finding: Finding, at: datetime) -> bool:
        """Whether the decision still speaks of a finding: it lapses, and it ends with what is worse or newer."""
        if _RANK[finding.level] > _RANK[self.level] or (self.until is not None and self.until <= at):
            return False
        return self.state is not TriageState.CLOSED or finding.time <= self.newest


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did to one or many findings at once, so that it can be undone at once."""

    id: str
    """Follows from who, when and what."""
    by: str
    """The account."""
    at: datetime
    """When."""
    state: TriageState
    """What was decided; `new`: what had been decided was taken back."""
    why: str
    """Why."""
    findings: tuple[str, ...]
    """The findings."""
    before: tuple[Triage, ...] = ()
    """What had been decided about them before."""
    attention: tuple[str, ...] = ()
    """Acknowledgements and silences of alerts that came with it."""
    undone: datetime | None = None
    """When it was undone."""
    undone_by: str = ""
    """The account that undid it."""
    turn: int = 0
    """How many acts of the account came before it within the same second."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """A way to look at a page that somebody named."""

    account: str
    """Whose."""
    page: str
    """Address of the page."""
    name: str
    """What they call it."""
    query: str
    """What the address asks for."""
