"""Rules that oblige, and what is owed under them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from annotated_types import Gt

from forestall.model.marks import Key, Ref, Unit
from forestall.model.words import FindingKind, Level, ObligationState, Trigger


@dataclass(frozen=True, slots=True)
class Duty:
    """A rule that obliges an authority."""

    id: Annotated[str, Key()]
    """Short name."""
    title: str
    """What must be done."""
    bearer: Annotated[str, Ref("jurisdiction")]
    """The authority that owes it."""
    trigger: Trigger
    """What makes it due: the calendar, a plan, an alert, a finding."""
    clause: str
    """The law or rule, with its clause."""
    within: Annotated[float, Gt(0), Unit("h")] = 24.0
    """Time from the trigger (a finding: the first pass that knew of it) to the due time; for `calendar`: how long
    before the due day it is shown as due soon."""
    working_time: bool = False
    """`within` counts days on which offices work; a due day moves to the next of them."""
    every: str | None = None
    """For `calendar`: how often, as an ISO 8601 duration such as `P1Y`, `P3M`, `P2W`."""
    start: date | None = None
    """For `calendar`: the first due day."""
    last_done: date | None = None
    """When it was last done; occurrences due up to this day are done."""
    site: Annotated[str | None, Ref("site")] = None
    """The site it concerns, if it is one."""
    kind: FindingKind | None = None
    """For `finding`: only findings of this kind."""
    level: Level | None = None
    """For `finding`: only findings at this level or above."""
    evidence: str = "report"
    """What shows that it was done."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing owed by one authority by a date."""

    id: Annotated[str, Key()]
    """Follows from what is owed, so that it is the same in every pass."""
    title: str
    """What must be done."""
    bearer: str
    """The authority that owes it."""
    origin: str
    """What it comes from: `duty:ID`, `measure:ID`, `plan:DUTY`, `alert:SUBJECT`, `finding:ID`."""
    created: datetime
    """When it came to be owed."""
    due: datetime
    """By when."""
    state: ObligationState
    """Where it stands."""
    escalated_to: str | None = None
    """The authority above to which it was passed for being overdue."""
    clause: str = ""
    """The law or rule, with its clause."""
    evidence: str = ""
    """What shows that it was done."""
    site: str | None = None
    """The site it concerns, if it is one."""
