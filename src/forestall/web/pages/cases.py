"""The cases: what was reported, as a list; and reporting one, with what may be the same suggested before it is sent."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from forestall.core.clock import instant
from forestall.core.errors import ForestallError, InputError
from forestall.core.ids import digest_id
from forestall.follow.cases.duplicates import Suggestion
from forestall.model.account import Action
from forestall.model.case import CaseState, CaseType, Channel
from forestall.model.site import Site
from forestall.outlook.given import Given
from forestall.outlook.pages.table import TableView
from forestall.pipeline.case_causes import causes
from forestall.pipeline.case_desk import desk_of, types_of
from forestall.pipeline.case_intake import LONGEST, Taken, Told, suggest
from forestall.pipeline.cases import all_cases
from forestall.web.pages.cases_view import COLUMNS, Fits, Row, row
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.pages.sent_form import sent_form
from forestall.web.rights import require
from forestall.web.routes.cases import may, take

router = page_router()
_READ = [require(Action.READ_CASES)]
_REPORT = [require(Action.REPORT_CASE)]
_Short = Annotated[str, Query(max_length=200)]
_STATES = ("", "unsettled", *CaseState)


@dataclass(frozen=True, slots=True)
class CasesPage:
    """What the list shows."""

    table: TableView[Row]
    """What is looked for."""
    counts: Counter[CaseState]
    """How many there are in each state."""
    returns: int
    """How often a closed one came back."""
    types: tuple[CaseType, ...]
    """Types to look for."""
    asked: dict[str, str]
    """What is looked for."""


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report that is being written."""

    types: tuple[CaseType, ...]
    """What can be reported."""
    sites: tuple[Site, ...]
    """Where it can be."""
    authorities: tuple[tuple[str, str], ...]
    """Whom it can concern."""
    typed: dict[str, str]
    """What was typed."""
    suggested: tuple[Suggestion, ...] = ()
    """Cases that may be the same."""
    readable: frozenset[str] = frozenset()
    """Those of them that the reader may read."""
    error: str = ""
    """What is wrong."""
    at: str = ""
    """The field that is wrong."""
    longest: int = LONGEST
    """Longest text [characters]."""


@dataclass(frozen=True, slots=True)
class TakenPage:
    """That a report was taken in."""

    taken: Taken
    """What became of it."""
    readable: bool
    """Whether the reader may read the case."""


@router.get("/cases", dependencies=_READ)
def cases_page(page: Shown, state: _Short = "unsettled", type: _Short = "", q: _Short = "") -> Response:  # noqa: A002 - the word in the address
    """What was reported."""
    rows = rows_of(page)
    fits = Fits(state if state in _STATES else "unsettled", type, tuple(q.casefold().split()))
    table = page.table("cases", rows, COLUMNS, identity=lambda one: one.case.id, sort="-happened", where=fits)
    counts = Counter(each.case.state for each in rows)
    returns = sum(each.case.returns for each in rows)
    asked = {"state": fits.state, "type": type, "q": q}
    return page.show("cases.html", CasesPage(table, counts, returns, types_of(page.place), asked))


@router.get("/cases/report", dependencies=_REPORT)
def report_page(page: Shown) -> Response:
    """A report to be written."""
    return page.plain("case_report.html", _form(page, {}))


@router.post("/cases/report", dependencies=_REPORT)
async def report(page: Shown, request: Request) -> Response:
    """Suggest what may be the same, then take it in."""
    async with sent_form(request, fields=20) as form:
        typed = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    return await run_in_threadpool(_reported, page, typed)


@router.get("/cases/place.json", dependencies=_REPORT)
def place(page: Shown) -> Response:
    """The sites that the reporter may see, for choosing a place on the map."""
    return page.data("places of cases", partial(_places, page.given))


def _places(given: Given) -> dict[str, object]:
    sites = given.place.sites
    points = [
        {
            "type": "Feature",
            "properties": {"id": each.id, "name": each.name},
            "geometry": {"type": "Point", "coordinates": [each.lon, each.lat]},
        }
        for each in sites
    ]
    lon, lat = ([each.lon for each in sites], [each.lat for each in sites])
    bounds = [[min(lon), min(lat)], [max(lon), max(lat)]] if sites else None
    sources = {"sites": {"type": "geojson", "data": {"type": "FeatureCollection", "features": points}}}
    return {"sources": sources, "bounds": bounds}


def rows_of(page: Page) -> tuple[Row, ...]:
    """Every case that the reader may see, and take away when a file is asked for."""
    desk = desk_of(page.service)
    types = {each.code: each.name for each in types_of(page.place)}
    names = {each.id: each.name for each in page.place.profile.jurisdictions}
    titles = {each.id: each.title for each in causes(desk)}
    return tuple(
        row(each, types, names, titles)
        for each in all_cases(desk)
        if page.may(each.label, each.jurisdiction, each.field)
    )


def _reported(page: Page, typed: dict[str, str]) -> Response:
    desk, reader = desk_of(page.service), page.reader(Action.REPORT_CASE)
    try:
        told = _told(typed)
        if "looked" not in typed:
            found = tuple(each for each in suggest(desk, told) if may(reader, each.case))
            if found:
                return page.plain("case_report.html", _form(page, typed, found))
        taken = take(desk, reader, told, Channel.FORM)
    except ForestallError as error:
        return page.plain("case_report.html", _form(page, typed, error=str(error)), error.http_status)
    case = taken.case
    readable = page.allows(Action.READ_CASES) and may(page.reader(Action.READ_CASES), case)
    return page.plain("case_taken.html", TakenPage(taken, readable), 201)


def _told(typed: dict[str, str]) -> Told:
    """A report from its form.

    Raises:
        InputError: a number or a time is none.
    """
    return Told(
        case_type=typed.get("type", ""),
        text=typed.get("text", ""),
        happened=_time(typed.get("happened", "").strip()),
        lon=_number("lon", typed),
        lat=_number("lat", typed),
        site=typed.get("site") or None,
        jurisdiction=typed.get("jurisdiction") or None,
        address=typed.get("address", ""),
        harm=_number("harm", typed) or 0.0,
        reference=typed.get("reference", ""),
        contact=typed.get("contact", ""),
        same_as=typed.get("same_as") or None,
    )


def _time(text: str) -> datetime | None:
    """A time in UTC, as a browser's form gives it; None for none."""
    if not text:
        return None
    return instant(f"{text}:00Z" if len(text) == len("2031-03-09T06:00") else text)


def _number(name: str, typed: dict[str, str]) -> float | None:
    text = typed.get(name, "").strip()
    if not text:
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError as error:
        raise InputError(f"{name}: found {text[:20]!r}, expected a number") from error


def _form(page: Page, typed: dict[str, str], suggested: tuple[Suggestion, ...] = (), error: str = "") -> ReportPage:
    place = page.place
    told = {"reference": digest_id("form", page.account, page.now.isoformat()), **typed}
    reader = page.reader(Action.READ_CASES)
    return ReportPage(
        types=types_of(place),
        sites=tuple(sorted(page.given.place.sites, key=lambda each: each.name)),
        authorities=tuple((each.id, each.name) for each in place.profile.jurisdictions),
        typed=told,
        suggested=suggested,
        readable=frozenset(each.case.id for each in suggested if may(reader, each.case)),
        error=error,
        at=error.partition(":")[0],
    )
