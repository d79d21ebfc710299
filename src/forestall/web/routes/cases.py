"""Cases over HTTP: reporting, following, answering, confirming. Causes are in `causes.py`, Open311 in `open311.py`.

Who reported needs no account of their own: the office's form or app, which has one, passes their token on in the body.
"""

from html import escape
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from forestall.core.clock import utc
from forestall.core.errors import RightsError
from forestall.follow.cases.duplicates import Suggestion
from forestall.model.account import Action
from forestall.model.case import Case, CaseState, CaseType, Channel
from forestall.model.label import Label
from forestall.pipeline import cases as work
from forestall.pipeline.case_counts import month_counts
from forestall.pipeline.case_desk import CaseDesk, desk_of, types_of
from forestall.pipeline.case_intake import LONGEST, Taken, Told, look_at, report, suggest
from forestall.pipeline.case_shown import suggestion_shown
from forestall.web.answers import PROBLEMS
from forestall.web.case_forms import (
    AnswerIn,
    CaseOut,
    Cases,
    CauseIn,
    Counts,
    IntoIn,
    ReasonIn,
    ReportIn,
    Standing,
    Suggested,
    TakenOut,
    TokenIn,
)
from forestall.web.listed import LISTED, Listed, Pages
from forestall.web.needs import Rows, Served
from forestall.web.rights import Reader, require

router = APIRouter(prefix="/v1", tags=["cases"], route_class=Listed)
Identifier = Annotated[str, Path(min_length=1, max_length=64)]
_REPORTS = [require(Action.REPORT_CASE)]
_WORKS = [require(Action.WORK_CASES)]


@router.get("/case-types", dependencies=_REPORTS, responses=PROBLEMS)
def case_types(service: Served) -> list[CaseType]:
    """The types of case that the place takes in."""
    return list(types_of(service.place))


@router.post("/cases/suggestions", dependencies=_REPORTS, responses=PROBLEMS)
def suggestions(service: Served, rows: Rows, told: ReportIn) -> list[Suggested]:
    """Cases that may be what is about to be reported; nothing is kept."""
    found = suggest(desk_of(service), told_of(told))
    return [_suggested(each) for each in found if may(rows, each.case)]


@router.post("/cases", status_code=201, dependencies=_REPORTS, responses=PROBLEMS)
def take_in(service: Served, rows: Rows, told: ReportIn) -> TakenOut:
    """Report a case; the token in the answer is for who reported, and is shown once."""
    return _taken(take(desk_of(service), rows, told_of(told), Channel.API))


@router.post("/cases/form", status_code=201, dependencies=_REPORTS, response_class=HTMLResponse, responses=PROBLEMS)
def take_form(
    service: Served,
    rows: Rows,
    case_type: Annotated[str, Form(max_length=64)],
    text: Annotated[str, Form(max_length=LONGEST)],
    lon: Annotated[float | None, Form()] = None,
    lat: Annotated[float | None, Form()] = None,
    site: Annotated[str | None, Form(max_length=128)] = None,
    jurisdiction: Annotated[str | None, Form(max_length=128)] = None,
    address: Annotated[str, Form(max_length=300)] = "",
    harm: Annotated[float, Form()] = 0.0,
    contact: Annotated[str, Form(max_length=300)] = "",
    same_as: Annotated[str | None, Form(max_length=64)] = None,
) -> HTMLResponse:
    """Report a case from a form; the answer is a page with the token."""
    told = Told(
        case_type,
        text,
        lon=lon,
        lat=lat,
        site=site or None,
        jurisdiction=jurisdiction or None,
        address=address,
        harm=harm,
        contact=contact,
        same_as=same_as or None,
    )
    taken = take(desk_of(service), rows, told, Channel.FORM)
    return HTMLResponse(_PAGE.format(case=escape(taken.case.id), token=escape(taken.token or "")), status_code=201)


@router.get("/cases", dependencies=[require(Action.READ_CASES)], responses=LISTED)
def cases(
    service: Served,
    rows: Rows,
    pages: Pages,
    state: CaseState | None = None,
    cause: Annotated[str | None, Query(max_length=64)] = None,
) -> Cases:
    """Cases, the one that changed last first."""
    found = [
        case
        for case in work.all_cases(desk_of(service))
        if may(rows, case) and state in (None, case.state) and cause in (None, case.cause)
    ]
    found.sort(key=_order)
    return Cases(items=pages.page(found, _order), total=len(found), next=pages.next)


def _order(case: Case) -> tuple[float, str]:
    return -case.changed.timestamp(), case.id


@router.get("/cases/{identifier}", dependencies=[require(Action.READ_CASES)], responses=PROBLEMS)
def case(service: Served, rows: Rows, identifier: Identifier) -> CaseOut:
    """A case with all reports of it."""
    found = seen(desk_of(service), rows, identifier)
    return CaseOut(case=found.case, reports=list(found.reports))


@router.post("/cases/{identifier}/answer", dependencies=_WORKS, responses=PROBLEMS)
def answer(service: Served, rows: Rows, identifier: Identifier, told: AnswerIn) -> Case:
    """Say how it was settled and what shows it; somebody else confirms."""
    desk = desk_of(service)
    seen(desk, rows, identifier)
    return work.answer(desk, account(rows), identifier, told.outcome, told.evidence)


@router.post("/cases/{identifier}/confirm", dependencies=_WORKS, responses=PROBLEMS)
def confirm(service: Served, rows: Rows, identifier: Identifier) -> Case:
    """Confirm what another account answered: the case is closed."""
    desk = desk_of(service)
    seen(desk, rows, identifier)
    return work.confirm(desk, account(rows), identifier)


@router.post("/cases/{identifier}/reopen", dependencies=_WORKS, responses=PROBLEMS)
def reopen(service: Served, rows: Rows, identifier: Identifier, why: ReasonIn) -> Case:
    """Open it again."""
    desk = desk_of(service)
    seen(desk, rows, identifier)
    return work.reopen(desk, account(rows), identifier, why.reason)


@router.post("/cases/{identifier}/merge", dependencies=_WORKS, responses=PROBLEMS)
def merge(service: Served, rows: Rows, identifier: Identifier, other: IntoIn) -> Case:
    """Make it part of another, which has its reports from then on."""
    desk = desk_of(service)
    seen(desk, rows, identifier)
    seen(desk, rows, other.into)
    return work.merge(desk, account(rows), identifier, other.into)


@router.post("/cases/{identifier}/cause", dependencies=_WORKS, responses=PROBLEMS)
def give_cause(service: Served, rows: Rows, identifier: Identifier, given: CauseIn) -> Case:
    """Say what lies at its root."""
    desk = desk_of(service)
    seen(desk, rows, identifier)
    return work.set_cause(desk, account(rows), identifier, given.cause)


@router.post("/cases/{identifier}/contacts", dependencies=_WORKS, responses=PROBLEMS)
def contacts(service: Served, rows: Rows, identifier: Identifier, why: ReasonIn) -> list[str]:
    """The contacts that were left with it; that they were read, and why, is in the ledger."""
    desk = desk_of(service)
    seen(desk, rows, identifier)
    return list(work.contacts_of(desk, account(rows), identifier, why.reason))


@router.post("/case-tokens/status", dependencies=_REPORTS, responses=PROBLEMS)
def token_status(service: Served, given: TokenIn) -> Standing:
    """Where the case stands that somebody reported."""
    return _standing(work.case_of_token(desk_of(service), given.token))


@router.post("/case-tokens/confirm", dependencies=_REPORTS, responses=PROBLEMS)
def token_confirm(service: Served, given: TokenIn) -> Standing:
    """Confirm, as who reported it, that it is settled."""
    return _standing(work.confirm_with_token(desk_of(service), given.token))


@router.post("/case-tokens/refuse", dependencies=_REPORTS, responses=PROBLEMS)
def token_refuse(service: Served, given: TokenIn) -> Standing:
    """Say, as who reported it, that it is not settled."""
    return _standing(work.refuse_with_token(desk_of(service), given.token, given.reason))


@router.post("/case-tokens/forget", dependencies=_REPORTS, responses=PROBLEMS)
def token_forget(service: Served, given: TokenIn) -> bool:
    """Delete the contact that was left with the token; whether there was one."""
    return work.forget_contact(desk_of(service), given.token)


@router.get("/case-counts", dependencies=[require(Action.COUNT)], responses=PROBLEMS)
def case_counts(
    service: Served,
    rows: Rows,
    year: Annotated[int, Query(ge=1990, le=2200)],
    month: Annotated[int, Query(ge=1, le=12)],
    by: Annotated[str, Query(max_length=16)] = "jurisdiction",
) -> Counts:
    """Cases of a full month; counts below 5 are withheld. For who may count AMBER rows of the whole place."""
    if not rows.may(Label.AMBER, None, None):
        raise RightsError("case counts: nothing grants counting in the whole place")
    found = month_counts(desk_of(service), year, month, by)
    return Counts(counts=dict(found.counts), total=found.total)


def take(desk: CaseDesk, rows: Reader, told: Told, channel: Channel) -> Taken:
    """Take in a report of somebody who may report there.

    Raises:
        InputError: it cannot be.
        RightsError: they may not.
    """
    put = look_at(desk, told)
    if not rows.may(Label.CLEAR, put.spot.jurisdiction, put.case_type.field, rows.subject.source or ""):
        raise RightsError(f"nothing grants reporting a {put.case_type.code} at {put.spot.jurisdiction}")
    if told.same_as is not None and not may(rows, work.standing(desk, told.same_as)):
        raise HTTPException(404, "there is no such case")
    return report(desk, account(rows), told, channel)


def told_of(given: ReportIn) -> Told:
    """A report, from its form."""
    return Told(
        given.case_type,
        given.text,
        None if given.happened is None else utc(given.happened),
        given.lon,
        given.lat,
        given.site,
        given.jurisdiction,
        given.address,
        given.harm,
        given.media,
        given.reference,
        tuple(given.names),
        given.contact,
        given.same_as,
    )


def may(rows: Reader, case: Case) -> bool:
    """Whether who asks may do to a case what they ask to."""
    return rows.may(case.label, case.jurisdiction, case.field, rows.subject.source or "")


def seen(desk: CaseDesk, rows: Reader, identifier: str) -> work.Whole:
    """A case that who asks may see."""
    found = work.whole(desk, identifier)
    if not may(rows, found.case):
        raise HTTPException(404, "there is no such case")
    return found


def account(rows: Reader) -> str:
    """The account that asks."""
    found = rows.subject.account
    if found is None:
        raise RightsError("this is done with an account")
    return found


def _suggested(one: Suggestion) -> Suggested:
    return Suggested.model_validate(suggestion_shown(one))


def _taken(taken: Taken) -> TakenOut:
    case = taken.case
    return TakenOut(
        report=taken.report, case=case.id, state=case.state, jurisdiction=case.jurisdiction, token=taken.token
    )


def _standing(case: Case) -> Standing:
    return Standing(case=case.id, state=case.state, outcome=case.outcome, changed=case.changed)


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Reported – Forestall</title></head>
<body><main><h1>Thank you</h1><p>Your report is part of <b>{case}</b>.</p>
<p>Keep this token: with it you can see how it goes on, and say whether it is settled.
It is not shown again.</p><p><code>{token}</code></p></main></body></html>
"""
