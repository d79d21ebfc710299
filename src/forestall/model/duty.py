"""Norms, the rules that oblige under them, and what is owed under those. Evidence is in `evidence.py`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from annotated_types import Ge, Gt, Le

from forestall.model.marks import Key, Ref, Unit
from forestall.model.words import Each, FindingKind, Level, Need, ObligationState, Proof, Trigger


@dataclass(frozen=True, slots=True)
class Norm:
    """A clause of a law or rule in one of its versions; a row for each version."""

    id: Annotated[str, Key()]
    """Short name, the same for all versions; `duties.csv` names it."""
    title: str
    """What it is about."""
    source: str
    """The law or rule."""
    clause: str
    """The clause in it."""
    version: str
    """Which version, such as the year of an amendment."""
    since: date
    """From when on it is in force."""
    until: date | None = None
    """The last day on which it is in force; left out: until a later version is."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A rule that obliges an authority."""

    id: Annotated[str, Key()]
    """Short name."""
    title: str
    """What must be done."""
    bearer: Annotated[str, Ref("jurisdiction")]
    """The authority that owes it; with `each`, the one in whose area those are that do."""
    trigger: Trigger
    """What makes it due: the calendar, a plan, an alert, a finding, a case, an emergency access (`break_glass`)."""
    clause: str
    """The law or rule, with its clause."""
    within: Annotated[float, Gt(0), Unit("h")] = 24.0
    """Time from the trigger (a finding: the first pass that knew of it) to the due time; for `calendar`: how long
    before the due day it is shown as due soon."""
    working_time: bool = False
    """`within` counts days on which offices work, and where the calendar says when they are open, those hours of them;
    a due day moves to the next of them."""
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
    norm: Annotated[str | None, Ref("norm")] = None
    """The norm it follows from; while that is not in force nothing is owed, and a new version opens it again."""
    rule: str | None = None
    """For `calendar`, instead of `every`: a recurrence rule of RFC 5545, `FREQ=MONTHLY;BYDAY=1MO`."""
    by: str | None = None
    """For `calendar`: the local time on the due day by which it is due, `14:30`; left out: the end of that day."""
    steps: tuple[str, ...] = ()
    """For other triggers, instead of `within`: several due times of one clock, each `NAME LENGTH` or
    `NAME LENGTH after NAME`, separated by `;`: `notice PT72H; report P1M after notice`."""
    each: Each | None = None
    """Owed once for each authority below the bearer, for each site of a kind there (`site`: by the bearer;
    `site_authority`: by the authority of the site); left out: once, by the bearer."""
    depth: Annotated[int | None, Ge(0), Le(20)] = None
    """With `each` authority: only those this many levels below the bearer, 0 for itself; left out: all below it."""
    site_kind: str | None = None
    """Kind of the sites it covers; with `each` left out it is owed once for all of them, and a new one opens it
    again."""
    proof: Need = Need.VERDICT
    """What it takes to count as done: evidence with the verdict of somebody else, evidence alone, or a statement."""
    reopens: bool = True
    """A new version of its norm, or a site that is new in its scope, opens again what was done."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A case or an emergency access that makes something owed."""

    trigger: Trigger
    """`case` or `break_glass`."""
    id: str
    """Which."""
    title: str
    """What it is, in a line; no names."""
    since: datetime
    """From when on the clock runs."""
    jurisdiction: str | None = None
    """The authority it concerns; None: the top one."""
    site: str | None = None
    """The site it concerns, if it is one."""


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
    """What it comes from: `duty:ID`, `measure:ID`, `plan:DUTY`, `alert:SUBJECT`, `finding:ID`, `case:ID`,
    `break_glass:ID`, `emergency:NUMBER`."""
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
    duty: str = ""
    """The duty it comes from; empty for a measure of the plan."""
    step: str = ""
    """Which step of the duty's clock; empty where it has one only."""
    scope: tuple[str, ...] = ()
    """The sites that it covers, where the duty names a kind of site."""
    version: str = ""
    """Version of the norm under which it is owed."""
    need: Need = Need.VERDICT
    """What it takes to count as done."""
    proof: Proof = Proof.NONE
    """How far it is shown that it was done."""
    reason: str = ""
    """Why what was given does not count, or no longer."""
    shown: datetime | None = None
    """When that was done which is shown."""
    reopened: datetime | None = None
    """When it was last opened again after it had been done."""
    gone: datetime | None = None
    """Since when the finding that gave rise to it is no longer there."""
