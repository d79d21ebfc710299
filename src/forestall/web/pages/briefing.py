"""The briefing: choose what it is about, read it, take it away as PDF, HTML or slides."""

import io
import threading
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from starlette.responses import HTMLResponse, Response

from forestall.core.errors import InputError
from forestall.core.text import N_
from forestall.model.account import Action
from forestall.model.words import Field
from forestall.outlook.briefing import render
from forestall.outlook.briefing.context import Briefing, briefing
from forestall.outlook.briefing.render import Paper, Tongue
from forestall.outlook.briefing.scope import Scope
from forestall.pipeline.briefing import Wish, printed, signed
from forestall.pipeline.cap_signing import state_folder
from forestall.pipeline.service import Service
from forestall.web import language
from forestall.web.needs import service_of
from forestall.web.pages import packing
from forestall.web.pages.export import Form
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.rights import require
from forestall.web.said import sayer

router = page_router()
_STYLE = "/briefing/style.css"
_PRINTING = threading.Lock()  # one at a time: a PDF takes some seconds of a processor


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen in the form, as it was typed."""

    jurisdiction: str = ""
    """An authority."""
    field: str = ""
    """A field."""
    since: str = ""
    """A day."""
    until: str = ""
    """A day; empty for that of the pass."""
    paper: str = Paper.A4.value
    """What to print on."""

    def query(self) -> str:
        """The same as parameters of an address."""
        return urlencode(_said(self))


def _said(choice: Choice) -> dict[str, str]:
    values = {name: getattr(choice, name) for name in ("jurisdiction", "field", "since", "until", "paper")}
    return {name: value for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class BriefingPage:
    """What the page shows."""

    choice: Choice
    """What was chosen."""
    query: str
    """The same as parameters of an address."""
    jurisdictions: tuple[tuple[str, str], ...]
    """Authorities to choose from."""
    fields: tuple[tuple[str, str], ...]
    """Fields to choose from."""
    papers: tuple[tuple[str, str], ...]
    """Papers to choose from."""
    error: str
    """What is wrong with the choice; empty when nothing is."""
    parts: tuple[tuple[str, int | None], ...]
    """What is in it, and how many of each; None when that is not known."""


class _Taken(Page):
    """The same records as far as they may be taken away."""

    @property
    def export(self) -> Form | None:
        """A file."""
        return Form.JSON


def _taken(request: Request) -> Page:
    return _Taken(request, service_of(request))


Taken = Annotated[Page, Depends(_taken)]
_Text = Annotated[str, Query(max_length=100)]


def chosen(
    jurisdiction: _Text = "", field: _Text = "", since: _Text = "", until: _Text = "", paper: _Text = Paper.A4.value
) -> Choice:
    """What was chosen."""
    return Choice(jurisdiction, field, since, until, paper)


Chosen = Annotated[Choice, Depends(chosen)]


@router.get("/briefing", dependencies=[require(Action.COUNT)])
def briefing_page(page: Shown, choice: Chosen) -> Response:
    """Choose what it is about."""
    shown, error = None, ""
    try:
        shown = _made(page, choice)
    except InputError as problem:
        error = str(problem)
    return page.show("briefing.html", _page(page, choice, shown, error), 422 if error else 200)


@router.get("/briefing/view", dependencies=[require(Action.COUNT)])
def view(page: Shown, choice: Chosen) -> Response:
    """Read it here."""
    wish, shown = _wish(page, choice), _made(page, choice)
    key = "briefing to read", choice, page.language.code, shown.signed, shown.head
    small = page.once_by(key, lambda: packing.packed(render.html(shown, wish.tongue, wish.paper, _STYLE).encode()))
    return packing.kept(page.request, small, HTMLResponse.media_type)


@router.get("/briefing/style.css", dependencies=[require(Action.PROBE)])
def style() -> Response:
    """Its style sheet."""
    return Response(render.sheet(), media_type="text/css", headers={"Cache-Control": "max-age=300"})


@router.get("/briefing/briefing.pdf", dependencies=[require(Action.EXPORT)])
def as_pdf(page: Taken, choice: Chosen) -> Response:
    """Take it away as PDF."""
    wish, shown = _wish(page, choice), _made(page, choice)
    key = "briefing", choice, page.language.code, shown.signed, shown.head

    def made() -> bytes:
        with _PRINTING:
            return printed(shown, wish)

    return _file(page.once_by(key, made), "application/pdf", "pdf", shown)


@router.get("/briefing/briefing.html", dependencies=[require(Action.EXPORT)])
def as_html(page: Taken, choice: Chosen) -> Response:
    """Take it away as one file that opens anywhere."""
    wish, shown = _wish(page, choice), _made(page, choice)
    return _file(render.html(shown, wish.tongue, wish.paper).encode(), "text/html; charset=utf-8", "html", shown)


@router.get("/briefing/slides.zip", dependencies=[require(Action.EXPORT)])
def as_slides(page: Taken, choice: Chosen) -> Response:
    """Take its charts away as pictures of 1920 × 1080."""
    wish, shown = _wish(page, choice), _made(page, choice)
    key = "slides", choice, page.language.code, shown.head

    def made() -> bytes:
        with _PRINTING:
            return _packed(render.slides(shown, wish.tongue), shown.given.at)

    return _file(page.once_by(key, made), "application/zip", "zip", shown)


def _page(page: Page, choice: Choice, shown: Briefing | None, error: str) -> BriefingPage:
    tree = [(each.id, each.name) for each in page.given.place.profile.jurisdictions]
    fields = [(str(each), page.text(str(each))) for each in Field]
    return BriefingPage(
        choice=choice,
        query=choice.query(),
        jurisdictions=(("", page.text(N_("The whole place"))), *tree),
        fields=(("", page.text(N_("All five fields"))), *fields),
        papers=((Paper.A4.value, "A4"), (Paper.LETTER.value, page.text(N_("Letter (paper)")).removesuffix(" (paper)"))),
        error=error,
        parts=() if shown is None else _parts(shown),
    )


def _parts(shown: Briefing) -> tuple[tuple[str, int | None], ...]:
    return (
        (N_("Warnings in force"), len(shown.notices.warnings)),
        (N_("Risks"), len(shown.given.assessment.risks)),
        (N_("Measures in the plan"), len(shown.plan.chosen)),
        (N_("Obligations overdue"), len(shown.owed.overdue) if shown.given.obligations else None),
        (N_("Findings"), len(shown.given.detection.findings)),
        (N_("Sources that are not fine"), len(shown.unknown.feeds)),
    )


def _made(page: Page, choice: Choice) -> Briefing:
    given, scope = page.given, _wish(page, choice).scope
    with page.office.looking() as session:
        head = signed(session, _folder(page.service))
    without = () if page.export is None else page.kept_back
    key = "briefing of", scope, head, without
    return page.once_by(key, lambda: briefing(given, page.previous, scope, head, whole=page.whole, without=without))


def _folder(service: Service) -> Path:
    return state_folder(service.root, service.state)


def _wish(page: Page, choice: Choice) -> Wish:
    try:
        field = Field(choice.field) if choice.field else None
    except ValueError as error:
        raise InputError(f"field: found {choice.field[:40]!r}, expected one of {', '.join(Field)}") from error
    try:
        paper = Paper(choice.paper)
    except ValueError as error:
        raise InputError(f"paper: found {choice.paper[:20]!r}, expected one of {', '.join(Paper)}") from error
    since, until = _day(page, "since", choice.since, time.min), _day(page, "until", choice.until, time.max)
    return Wish(Scope(choice.jurisdiction, field, since, until), _tongue(page), paper)


def _day(page: Page, name: str, text: str, hour: time) -> datetime | None:
    """The beginning or the end of a day at the place."""
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), hour, page.words.zone)
    except ValueError as error:
        raise InputError(f"{name}: found {text[:20]!r}, expected a day such as 2026-03-09") from error


def _tongue(page: Page) -> Tongue:
    found = language.catalogue(page.language.code)
    return Tongue(page.language.code, found.text, found.counted, page.language.leftward, sayer(page.language.code))


def _file(data: bytes, kind: str, ending: str, shown: Briefing) -> Response:
    name = f"briefing-{shown.given.at:%Y-%m-%d}.{ending}"
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _packed(files: dict[str, bytes], at: datetime) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name, data in files.items():
            packed.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), data)
    return out.getvalue()
