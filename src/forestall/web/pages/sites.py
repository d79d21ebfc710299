"""Sites: the list, one site, and the individual and societal risk of what it holds."""

from dataclasses import dataclass, fields
from functools import partial
from typing import Annotated

from fastapi import Path
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.model.account import Action
from forestall.model.chemical_risk import SiteRisk
from forestall.model.risk import Risk
from forestall.outlook.given import Given
from forestall.outlook.hazard.render import svg
from forestall.outlook.hazard.risk import site_sheet
from forestall.outlook.hazard.sheet import Sheet
from forestall.outlook.kinds import SITE
from forestall.outlook.pages.side_tables import FN, HERE, NEEDS, SHEET, NeedRow, lines, needed_by, needs
from forestall.outlook.pages.sites import COLUMNS, SiteRow, SiteView, site_rows, site_view
from forestall.outlook.pages.table import TableView
from forestall.pipeline.hazard_risk import of_site
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.rights import require
from forestall.web.said import named

router = page_router()
_SEE = [require(Action.COUNT)]
_Site = Annotated[str, Path(max_length=128)]
_MOST_POINTS = 20
_SAMPLES = 0  # the uncertainty of inputs costs as many runs; `forestall hazard site --samples` has it


@dataclass(frozen=True, slots=True)
class SitesPage:
    """The list."""

    table: TableView[SiteRow]
    """The sites."""
    asked: dict[str, str]
    """What was typed into the form."""
    kinds: tuple[str, ...]
    """Kinds of sites."""

    def kind_options(self, anything: str) -> list[tuple[str, str]]:
        """Choices of the form."""
        return [("", anything), *((each, named(each, SITE)) for each in self.kinds)]


@dataclass(frozen=True, slots=True)
class SitePage(SiteView):
    """One site, with its tables as they can be taken away."""

    wants: TableView[NeedRow]
    """What it needs."""
    gives: TableView[NeedRow]
    """Who needs it."""
    here: TableView[Risk]
    """What could happen there."""


@dataclass(frozen=True, slots=True)
class SiteRiskPage:
    """Individual and societal risk of a site."""

    view: SiteView
    """The site."""
    sheet: Sheet
    """What was worked out."""
    map: Markup
    """Contours."""
    charts: tuple[tuple[str, Markup, str], ...]
    """Title, drawing and note of each chart."""
    found: SiteRisk
    """The numbers behind it."""
    points: tuple[tuple[int, float, float], ...]
    """Points of the F-N curve: place in it, deaths, how often so many or more."""
    curve: TableView[tuple[float, float]]
    """All of them."""
    lines: TableView[tuple[str, str, str]]
    """The tables of the sheet."""


@router.get("/sites", dependencies=_SEE)
def sites_page(page: Shown, kind: str = "", name: str = "", field: str = "") -> Response:
    """All sites."""
    rows = page.once(site_rows)
    wanted = name.strip().casefold()

    def fits(row: SiteRow) -> bool:
        return (
            (not kind or row.site.kind == kind)
            and (not field or row.site.field == field)
            and (not wanted or wanted in row.site.name.casefold() or wanted == row.site.id)
        )

    where = fits if kind or field or wanted else None
    table = page.table("sites", rows, COLUMNS, identity=lambda row: row.site.id, sort="-worst", where=where)
    asked = {"kind": kind, "name": name, "field": field}
    return page.show("sites.html", SitesPage(table, asked, page.once(_kinds)))


@router.get("/sites/{key}", dependencies=_SEE)
def site_page(page: Shown, key: _Site) -> Response:
    """One site."""
    view = _view(page, key)
    known = {each.name: getattr(view, each.name) for each in fields(view)}
    return page.show(
        "site.html",
        SitePage(
            **known,
            wants=page.table("needs", needs(view), NEEDS, identity=_need),
            gives=page.table("needed", needed_by(view), NEEDS, identity=_need),
            here=page.table(
                "risks", view.risks, HERE, identity=lambda row: row.scenario, leaves=any(map(page.leaves, view.risks))
            ),
        ),
    )


@router.get("/sites/{key}/risk", dependencies=_SEE)
def risk_page(page: Shown, key: _Site) -> Response:
    """What could get out there, as contours of individual risk and as an F-N curve; worked out once per pass."""
    found = risk_of(page, key)
    view, sheet = _view(page, key), page.once_by(("risk of a site", key), lambda: site_sheet(found, page.given.place))
    charts = tuple((each.title, Markup(each.svg), each.note) for each in sheet.charts)  # noqa: S704 - drawn by us
    drawn = Markup(svg(sheet))  # noqa: S704 - drawn by us
    pairs = tuple(zip(found.fn.deaths, found.fn.frequency, strict=True))
    curve = page.table("fn", pairs, FN, identity=lambda row: f"{row[0]:g}")
    said = page.table("sheet", lines(sheet), SHEET, identity=lambda row: f"{row[0]} {row[1]}")
    return page.show("site_risk.html", SiteRiskPage(view, sheet, drawn, charts, found, _points(found), curve, said))


def risk_of(page: Page, key: str) -> SiteRisk:
    """Risk of what a site holds; worked out once per pass.

    Raises:
        HTTPException: there is no such site that the reader may see, or it holds nothing hazardous.
    """
    if not _view(page, key).releases:
        raise HTTPException(404, "this site holds no hazardous inventory in the place's files")
    return page.once(partial(_risk, site=key))


def _view(page: Page, key: str) -> SiteView:
    row = page.once(_by_id).get(key)
    if row is None:
        raise HTTPException(404, "there is no such site, or it is not yours to see")
    return page.once(partial(site_view, row=row))


def _need(row: NeedRow) -> str:
    return f"{row.service} {row.site}"


def _by_id(given: Given) -> dict[str, SiteRow]:
    return {row.site.id: row for row in site_rows(given)}


def _kinds(given: Given) -> tuple[str, ...]:
    return tuple(sorted({each.kind for each in given.place.sites}))


def _risk(given: Given, site: str) -> SiteRisk:
    criteria = given.place.profile.criteria.national
    return of_site(given.place, site, samples=_SAMPLES, seed=given.seed or 1, criteria=criteria)


def _points(found: SiteRisk) -> tuple[tuple[int, float, float], ...]:
    """Some points of the F-N curve, first and last among them."""
    last = len(found.fn.deaths) - 1
    step = max(1, last // _MOST_POINTS)
    some = sorted({*range(0, last + 1, step), last}) if last >= 0 else []
    return tuple((at, found.fn.deaths[at], found.fn.frequency[at]) for at in some)
