"""Causes: ranked by what they bring, proposed from what cases say, analysed in three ways, with what is to be done."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Form, Path
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.core.clock import instant
from forestall.core.errors import ForestallError, InputError
from forestall.core.text import N_
from forestall.follow.cases.ranking import Standing
from forestall.model.account import Action
from forestall.model.case import Case, Cause, CauseMeasure, Decision, Proposal
from forestall.model.cause_analysis import Analysis, Method
from forestall.model.label import Label
from forestall.outlook.pages.cases_drawing import Drawing, drawn
from forestall.outlook.pages.table import TableView
from forestall.pipeline import case_causes as work
from forestall.pipeline.case_causes import Wanted
from forestall.pipeline.case_desk import desk_of
from forestall.pipeline.cause_text import structure_typed
from forestall.web.pages.cases import rows_of
from forestall.web.pages.cases_view import CAUSES, PROPOSALS, Row
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.rights import require

router = page_router()
_READ = [require(Action.READ_CASES)]
_WORK = [require(Action.WORK_CASES)]
_Id = Annotated[str, Path(min_length=1, max_length=64)]
_Short = Annotated[str, Form(max_length=300)]
_Long = Annotated[str, Form(max_length=8000)]
_FIELDS = {
    Method.FIVE_WHYS: ("problem", "whys"),
    Method.BOW_TIE: ("hazard", "top", "threats", "consequences"),
    Method.FAULT_TREE: ("tree",),
}


@dataclass(frozen=True, slots=True)
class CausesPage:
    """What the ranking shows."""

    ranking: TableView[Standing]
    """Causes, the one that brings most first."""
    proposals: TableView[Proposal]
    """Cases that seem to have one cause."""
    cases: dict[str, Row]
    """Those cases, by id."""
    works: bool
    """Whether the reader may decide on them."""
    typed: tuple[str, str] = ("", "")
    """A proposal with what was typed and could not be taken."""
    error: str = ""
    """What is wrong with it."""


@dataclass(frozen=True, slots=True)
class CausePage:
    """What the page of a cause shows."""

    cause: Cause
    """The cause."""
    standing: Standing
    """What it brought."""
    cases: tuple[Row, ...]
    """The cases that the reader may see."""
    analyses: tuple[tuple[Analysis, Drawing], ...]
    """How it was found, the last first."""
    measures: tuple[CauseMeasure, ...]
    """What is or was to be done."""
    authorities: tuple[tuple[str, str], ...]
    """Who can owe it."""
    names: dict[str, str]
    """Authorities by id."""
    works: bool
    """Whether the reader may work on it."""
    form: str = ""
    """The form that could not be taken: a method, `measure`."""
    typed: dict[str, str] | None = None
    """What was typed in it."""
    error: str = ""
    """What is wrong."""


@router.get("/causes", dependencies=_READ)
def causes_page(page: Shown) -> Response:
    """Which cause brings most, and which cases may share one."""
    return page.show("causes.html", _ranking(page))


@router.post("/causes/propose", dependencies=_WORK)
def propose(page: Shown) -> Response:
    """Look for shared causes in what the cases say."""
    if not page.reader(Action.WORK_CASES).may(Label.AMBER, None, None):
        raise HTTPException(403, "this looks at the cases of the whole place")
    found = work.propose(desk_of(page.service))
    return page.back("/causes", page.text(N_("%(n)s proposals wait for a decision."), n=str(len(found))))


@router.post("/causes/proposals/{id}/accept", dependencies=_WORK)
def accept(page: Shown, id: _Id, title: _Short = "") -> Response:  # noqa: A002 - the word in the address
    """Say that the cases have one cause."""
    _decidable(page, id)
    try:
        found = work.accept(desk_of(page.service), page.account, id, title)
    except ForestallError as error:
        return page.plain("causes.html", _ranking(page, (id, title), str(error)), error.http_status)
    return page.back(f"/causes/{found.id}", page.text(N_("The cases have this cause now.")))


@router.post("/causes/proposals/{id}/reject", dependencies=_WORK)
def reject(page: Shown, id: _Id) -> Response:  # noqa: A002 - the word in the address
    """Say that the cases have no common cause."""
    _decidable(page, id)
    work.reject(desk_of(page.service), page.account, id)
    return page.back("/causes", page.text(N_("They are not proposed together again.")))


@router.get("/causes/{id}", dependencies=_READ)
def cause_page(page: Shown, id: _Id) -> Response:  # noqa: A002 - the word in the address
    """What it brought, how it was found, what is to be done."""
    return page.plain("cause.html", _cause(page, id))


@router.post("/causes/{id}/analysis/{method}", dependencies=_WORK)
def analyse(
    page: Shown,
    id: _Id,  # noqa: A002 - the word in the address
    method: Method,
    problem: _Long = "",
    whys: _Long = "",
    hazard: _Short = "",
    top: _Short = "",
    threats: _Long = "",
    consequences: _Long = "",
    tree: _Long = "",
) -> Response:
    """Keep how it was found; earlier analyses stay."""
    given = {"problem": problem, "whys": whys, "hazard": hazard, "top": top, "threats": threats}
    given |= {"consequences": consequences, "tree": tree}
    typed = {name: given[name] for name in _FIELDS[method]}
    _cause(page, id)
    try:
        work.analyse(desk_of(page.service), page.account, id, structure_typed(method, typed))
    except ForestallError as error:
        return page.plain("cause.html", _cause(page, id, method.value, typed, str(error)), error.http_status)
    return page.back(f"/causes/{id}", page.text(N_("The analysis was kept.")))


@router.post("/causes/{id}/measure", dependencies=_WORK)
def measure(
    page: Shown,
    id: _Id,  # noqa: A002 - the word in the address
    title: _Short = "",
    bearer: _Short = "",
    due: _Short = "",
    evidence: _Short = "report",
) -> Response:
    """Decide what is to be done about it: an obligation of an authority."""
    typed = {"title": title, "bearer": bearer, "due": due, "evidence": evidence}
    _cause(page, id)
    try:
        if not page.reader(Action.WORK_CASES).may(Label.AMBER, bearer, None):
            raise InputError(f"bearer: {bearer[:60]!r}, expected an authority of yours")
        wanted = Wanted(title, bearer, _due(due), evidence.strip() or "report")
        work.add_measure(desk_of(page.service), page.account, id, wanted)
    except ForestallError as error:
        return page.plain("cause.html", _cause(page, id, "measure", typed, str(error)), error.http_status)
    return page.back(f"/causes/{id}", page.text(N_("It is owed from the next pass on.")))


def _due(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(hour=23, minute=59, second=59, tzinfo=UTC)
    except ValueError as error:
        if len(text) > len("2031-03-09"):
            return instant(text)
        raise InputError(f"due: found {text[:40]!r}, expected a day such as 2031-03-09") from error


def _ranking(page: Page, typed: tuple[str, str] = ("", ""), error: str = "") -> CausesPage:
    desk, rows = desk_of(page.service), rows_of(page)
    cases: list[Case] = [each.case for each in rows]
    seen = {each.cause for each in cases}
    standings = [each for each in work.ranked(desk, cases) if each.cause.id in seen or _whole(page, each.cause)]
    by_id = {each.case.id: each for each in rows}
    waiting = [each for each in work.proposals(desk, Decision.WAITING) if by_id.keys() >= set(each.cases)]
    return CausesPage(
        ranking=page.table("causes", standings, CAUSES, identity=lambda row: row.cause.id, sort="points"),
        proposals=page.table("proposals", waiting, PROPOSALS, identity=lambda row: row.id, sort="-cases"),
        cases={name: by_id[name] for each in waiting for name in each.cases},
        works=page.allows(Action.WORK_CASES),
        typed=typed,
        error=error,
    )


def _cause(page: Page, name: str, form: str = "", typed: dict[str, str] | None = None, error: str = "") -> CausePage:
    desk, rows = desk_of(page.service), rows_of(page)
    cases = tuple(each for each in rows if each.case.cause == name)
    found = next((each for each in work.ranked(desk, [each.case for each in rows]) if each.cause.id == name), None)
    if found is None or not (cases or _whole(page, found.cause)):
        raise HTTPException(404, "there is no such cause")
    names = {each.id: each.name for each in page.place.profile.jurisdictions}
    may = page.reader(Action.WORK_CASES).may
    return CausePage(
        cause=found.cause,
        standing=found,
        cases=cases,
        analyses=tuple((each, drawn(each.structure)) for each in work.analyses(desk, name)),
        measures=work.measures(desk, name),
        authorities=tuple((key, said) for key, said in names.items() if may(Label.AMBER, key, None)),
        names=names,
        works=page.allows(Action.WORK_CASES),
        form=form,
        typed=typed,
        error=error,
    )


def _whole(page: Page, cause: Cause) -> bool:
    return page.may(Label.AMBER, None, cause.field)


def _decidable(page: Page, name: str) -> None:
    if name not in {each.id for each in _ranking(page).proposals.every()}:
        raise HTTPException(404, "there is no such proposal")
