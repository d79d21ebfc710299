"""What lies at the root of cases, over HTTP: causes, analyses, measures, ranking, proposals.

Who sees a cause: who sees one of its cases, or may see the whole place in its field.
"""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from forestall.core.clock import utc
from forestall.core.errors import RightsError
from forestall.model.account import Action
from forestall.model.case import Case, Cause, CauseMeasure, Decision, Proposal
from forestall.model.cause_analysis import Analysis, BowTie, CauseTree, FiveWhys
from forestall.model.label import Label
from forestall.model.words import Field as SecurityField
from forestall.pipeline import case_causes as work
from forestall.pipeline.case_causes import Wanted
from forestall.pipeline.case_desk import desk_of
from forestall.pipeline.case_shown import standing_shown
from forestall.pipeline.cases import all_cases
from forestall.pipeline.service import Service
from forestall.web.answers import PROBLEMS
from forestall.web.listed import Listed
from forestall.web.needs import Rows, Served
from forestall.web.rights import Reader, require
from forestall.web.routes.cases import Identifier, account, may

router = APIRouter(prefix="/v1", tags=["causes"], route_class=Listed)
_READS = [require(Action.READ_CASES)]
_WORKS = [require(Action.WORK_CASES)]


class NewCause(BaseModel):
    """A cause to be named."""

    title: str = Field(min_length=1, max_length=300)
    field: SecurityField = SecurityField.SOCIAL
    description: str = Field("", max_length=4000)


class AnalysisIn(BaseModel):
    """How a cause was found."""

    structure: FiveWhys | CauseTree | BowTie


class MeasureIn(BaseModel):
    """What is to be done about a cause."""

    title: str = Field(min_length=1, max_length=300)
    bearer: str = Field(max_length=128)
    due: datetime
    evidence: str = Field("report", max_length=300)
    measure: str | None = Field(None, max_length=128)
    site: str | None = Field(None, max_length=128)


class AcceptIn(BaseModel):
    """That the cases of a proposal have one cause."""

    title: str = Field(min_length=1, max_length=300)
    without: list[str] = Field([], max_length=1000, description="Cases that do not belong.")


class Ranked(BaseModel):
    """A cause with what it brought."""

    cause: str
    """Which."""
    title: str
    """What it is."""
    field: str
    """The field of security."""
    cases: int
    """Cases that may be seen."""
    open: int
    """Of these, not closed."""
    harm: float
    """People hurt."""
    closings: int
    """How often one was closed."""
    returns: int
    """How often a closed one came back."""
    return_rate: float | None
    """Returns over closings; null before the first."""
    low: float | None
    """Lower end of its 90 % interval (Wilson)."""
    high: float | None
    """Upper end."""
    points: int
    """Sum of its ranks by cases, harm and return rate."""


class CauseOut(BaseModel):
    """A cause, how it was found and what is done about it."""

    cause: Cause
    """The cause."""
    analyses: list[Analysis]
    """The last first."""
    measures: list[CauseMeasure]
    """What is or was to be done."""


@router.get("/causes", dependencies=_READS, responses=PROBLEMS)
def causes(service: Served, rows: Rows) -> list[Ranked]:
    """Causes, the one that brings most first; counted are the cases that may be seen."""
    desk = desk_of(service)
    seen = _cases(service, rows)
    having = {case.cause for case in seen}
    ranked = work.ranked(desk, seen)
    shown = [each for each in ranked if each.cause.id in having or _whole(rows, each.cause)]
    return [Ranked.model_validate(standing_shown(each)) for each in shown]


@router.post("/causes", status_code=201, dependencies=_WORKS, responses=PROBLEMS)
def add_cause(service: Served, rows: Rows, new: NewCause) -> Cause:
    """Name a cause; one of the same title is the same."""
    return work.add_cause(desk_of(service), account(rows), new.title, new.field, new.description)


@router.get("/causes/{identifier}", dependencies=_READS, responses=PROBLEMS)
def cause(service: Served, rows: Rows, identifier: Identifier) -> CauseOut:
    """A cause, how it was found and what is done about it."""
    desk, found = desk_of(service), _seen(service, rows, identifier)
    return CauseOut(
        cause=found,
        analyses=list(work.analyses(desk, identifier)),
        measures=list(work.measures(desk, identifier)),
    )


@router.post("/causes/{identifier}/analyses", status_code=201, dependencies=_WORKS, responses=PROBLEMS)
def analyse(service: Served, rows: Rows, identifier: Identifier, given: AnalysisIn) -> Analysis:
    """Keep how it was found: five whys, a fault tree or a bow tie."""
    _seen(service, rows, identifier)
    return work.analyse(desk_of(service), account(rows), identifier, given.structure)


@router.post("/causes/{identifier}/measures", status_code=201, dependencies=_WORKS, responses=PROBLEMS)
def add_measure(service: Served, rows: Rows, identifier: Identifier, given: MeasureIn) -> CauseMeasure:
    """Decide what is to be done about it: an obligation of an authority."""
    found = _seen(service, rows, identifier)
    if not rows.may(Label.AMBER, given.bearer, found.field):
        raise RightsError(f"nothing grants putting an obligation on {given.bearer}")
    wanted = Wanted(given.title, given.bearer, utc(given.due), given.evidence, given.measure, given.site)
    return work.add_measure(desk_of(service), account(rows), identifier, wanted)


@router.get("/cause-proposals", dependencies=_READS, responses=PROBLEMS)
def proposals(service: Served, rows: Rows, decision: Decision | None = None) -> list[Proposal]:
    """Proposals of shared causes all of whose cases may be seen, the largest first."""
    return _visible(service, rows, work.proposals(desk_of(service), decision))


@router.post("/cause-proposals", dependencies=_WORKS, responses=PROBLEMS)
def propose(service: Served, rows: Rows) -> list[Proposal]:
    """Look for shared causes in what the cases say; proposals nobody decided on are replaced."""
    return _visible(service, rows, work.propose(desk_of(service)))


@router.post("/cause-proposals/{identifier}/accept", dependencies=_WORKS, responses=PROBLEMS)
def accept(service: Served, rows: Rows, identifier: Identifier, given: AcceptIn) -> Cause:
    """Say that its cases have one cause."""
    _decidable(service, rows, identifier)
    without = frozenset(given.without)
    return work.accept(desk_of(service), account(rows), identifier, given.title, without=without)


@router.post("/cause-proposals/{identifier}/reject", dependencies=_WORKS, responses=PROBLEMS)
def reject(service: Served, rows: Rows, identifier: Identifier) -> Proposal:
    """Say that its cases have no common cause; they are not proposed together again."""
    _decidable(service, rows, identifier)
    return work.reject(desk_of(service), account(rows), identifier)


def _cases(service: Service, rows: Reader) -> list[Case]:
    return [case for case in all_cases(desk_of(service)) if may(rows, case)]


def _whole(rows: Reader, found: Cause) -> bool:
    return rows.may(Label.AMBER, None, found.field)


def _seen(service: Service, rows: Reader, identifier: str) -> Cause:
    for found in work.causes(desk_of(service)):
        if found.id == identifier:
            if _whole(rows, found) or any(case.cause == identifier for case in _cases(service, rows)):
                return found
            break
    raise HTTPException(404, "there is no such cause")


def _visible(service: Service, rows: Reader, found: tuple[Proposal, ...]) -> list[Proposal]:
    seen = {case.id for case in _cases(service, rows)}
    return [each for each in found if seen.issuperset(each.cases)]


def _decidable(service: Service, rows: Reader, identifier: str) -> None:
    if identifier not in {each.id for each in _visible(service, rows, work.proposals(desk_of(service)))}:
        raise HTTPException(404, "there is no such proposal")
