"""The register: the ranked list with its matrix and curves; one risk, what moves it, and what if it were otherwise."""

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import Path, Query
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.core.text import N_
from forestall.model.account import Action
from forestall.model.risk import Risk
from forestall.model.suppose import Suppose, Supposed, Swing
from forestall.model.words import Scale
from forestall.outlook.given import Given
from forestall.outlook.pages.register import (
    COLUMNS,
    POINTS,
    RegisterRow,
    Wanted,
    curve_of,
    groups,
    matrix,
    points,
    register_rows,
    scales,
    total_of,
)
from forestall.outlook.pages.register_drawing import of_curve, of_points, tornado
from forestall.outlook.pages.side_tables import (
    CHANCES,
    LOSSES,
    SHARES,
    SWINGS,
    TAILS,
    Share,
    losses,
    shares,
)
from forestall.outlook.pages.table import TableView
from forestall.outlook.risks import unit
from forestall.outlook.wording import percent
from forestall.pipeline.suppose import (
    Telling,
    forecast,
    history,
    suppose,
)
from forestall.pipeline.suppose import telling as told_of
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.pages.register_asked import Asked, answered, grounds_of, whole_of
from forestall.web.pages.register_view import HISTORY, RegisterPage, RiskPage, Typed
from forestall.web.rights import outlook_label, require

router = page_router()
_SEE = [require(Action.COUNT)]
_MOST_READY = 20  # risks that are made ready for all readers when a pass is new
_Key = Annotated[str, Path(max_length=128)]
_Text = Annotated[str, Query(max_length=200)]
_Number = Annotated[int, Query(ge=0, le=99)]


@router.get("/register", dependencies=_SEE)
def register_page(
    page: Shown,
    area: Annotated[str, Query(alias="field", max_length=40)] = "",
    jurisdiction: _Text = "",
    band: _Text = "",
    text: _Text = "",
    row: _Number = 0,
    column: _Number = 0,
    group: _Text = "",
    scale: _Text = "",
) -> Response:
    """The ranked risks."""
    wanted = Wanted(area, jurisdiction, band, row, column, text.strip())
    table = page.table(
        "risks",
        page.once(register_rows),
        COLUMNS,
        identity=lambda each: each.risk.scenario,
        sort="rank",
        where=wanted.fits if wanted.anything else None,
    )
    return page.show("register.html", _register(page, table, wanted, group, scale))


def _register(page: Page, table: TableView[RegisterRow], wanted: Wanted, group: str, scale: str) -> RegisterPage:
    known, listed = page.once(scales), page.once(groups)
    keys = [each.key for each in listed]
    shown = group if group in keys else (keys[0] if keys else "")
    counted = next((each for each in known if each == scale), Scale.ECONOMIC if Scale.ECONOMIC in known else known[0])
    curve = curve_of(page.given, shown, counted)
    listed_points = page.once_by(("points", shown, counted), partial(points, curve))
    risks, whole = page.given.assessment.risks, page.leaves()
    total = total_of(page.given, shown, counted)
    titles = {each.scenario: each.title for each in risks}
    driven = shares(() if total is None else total.drivers, titles)
    moved = shares(() if total is None else total.moved_by, titles)
    tails = () if total is None else total.tails
    return RegisterPage(
        table=table,
        wanted=wanted,
        matrix=page.once(matrix),
        fields=tuple(sorted({each.field for each in risks})),
        authorities=tuple((key, page.given.jurisdiction(key)) for key in sorted({each.jurisdiction for each in risks})),
        groups=listed,
        scales=known,
        group=shown,
        scale=counted,
        unit=unit(page.given, counted),
        curve=curve,
        drawing=None if curve is None else of_curve(curve),
        points=page.table("points", listed_points, POINTS, identity=lambda each: str(each.index), leaves=whole),
        total=total,
        tails=page.table("tails", tails, TAILS, identity=lambda each: str(each.period), leaves=whole),
        drivers=page.table("drivers", driven, SHARES, identity=_share, leaves=whole),
        moved=page.table("moved", moved, SHARES, identity=_share, leaves=whole),
        titles=titles,
    )


@router.get("/register/{scenario}", dependencies=_SEE)
def risk_page(
    page: Shown,
    scenario: _Key,
    asked: Asked,
) -> Response:
    """One risk, and what if."""
    row = page.once(_by_scenario).get(scenario)
    if row is None:
        raise HTTPException(404, "there is no such risk, or it is not yours to see")
    typed, supposed = answered(page, scenario, asked)
    wrong = bool(typed.errors) and not page.partial
    return page.show("risk.html", _risk(page, row, typed, supposed), 422 if wrong else 200)


def _risk(page: Page, row: RegisterRow, typed: Typed, supposed: Supposed | None) -> RiskPage:
    key = row.risk.scenario
    of = next(each for each in page.given.place.scenarios if each.id == key)
    told = _telling(page, key)
    plain = supposed or _plain(page, key)
    known = _known(page)
    passes = page.once_by(("history", key), lambda: history(page.service.state, key, page.given.at, known))
    every = _past(page, row.risk)
    if not every:  # an earlier pass may have had other precursors, and other sources
        passes = passes[:1]
    leaves = page.leaves(row.risk)
    units = {each: unit(page.given, each) for each in page.once(scales)}
    names = {each.what for each in row.risk.drivers if each.kind == "finding"}
    return RiskPage(
        row=row,
        why=of.why,
        sites=tuple((each, page.given.site(each)) for each in of.sites),
        matrix=page.once(matrix),
        telling=told,
        tornado=tornado(told.swings, row.risk.weighted.mean),
        findings=tuple((each.id, each.title) for each in page.given.detection.findings if each.title in names),
        typed=typed,
        supposed=supposed,
        drawing=of_points(plain.before.points, plain.after.points if supposed else ()),
        swings=page.table("swings", told.swings, SWINGS, identity=lambda each: each.what, leaves=leaves),
        brings=page.table("brings", losses(row.risk, units), LOSSES, identity=lambda each: each.scale, leaves=leaves),
        chances=page.table(
            "chances", row.risk.chances, CHANCES, identity=lambda each: f"{each.horizon:g}", leaves=leaves
        ),
        history=page.table(
            "history", passes, HISTORY, identity=lambda each: each.at.isoformat(), sort="-at", leaves=leaves
        ),
        forecasts=tuple(_forecasts(page, key)) if every else (),
        units=units,
    )


def first_risks(page: Page) -> None:
    """What the pages of the risks at the head of the list need before anybody looks at them: the same for all."""
    for row in page.once(register_rows)[:_MOST_READY]:
        _plain(page, row.risk.scenario)
        _whole_telling(page, row.risk.scenario)


def swings(page: Page, scenario: str) -> tuple[Swing, ...]:
    """What moves a risk, in the order in which its page shows it."""
    return _telling(page, scenario).swings


def _telling(page: Page, scenario: str) -> Telling:
    return page.once_by(("telling", scenario), lambda: _told(page, scenario))


def _past(page: Page, risk: Risk) -> bool:
    """Whether earlier passes may be told of: then the risk may have had other precursors, and other sources."""
    label = outlook_label(page.request.app)
    actions = [Action.READ_OUTLOOK] + ([Action.EXPORT] if page.taken else [])
    return all(page.reader(each).may(label, risk.jurisdiction, risk.field) for each in actions)


def _share(row: Share) -> str:
    return row.scenario


def _told(page: Page, scenario: str) -> Telling:
    """What moves a risk, without findings that the reader may not see."""
    known = _known(page)
    told = _whole_telling(page, scenario)
    if known is None:
        return told
    return replace(told, swings=tuple(each for each in told.swings if each.kind != "finding" or each.what in known))


def _whole_telling(page: Page, scenario: str) -> Telling:
    return page.once_by(("told", scenario), lambda: told_of(grounds_of(page, scenario)), all_alike=True)


def _plain(page: Page, scenario: str) -> Supposed:
    """A risk as it is, nothing supposed."""
    return page.once_by(("plain", scenario), lambda: suppose(grounds_of(page, scenario), Suppose()), all_alike=True)


def _known(page: Page) -> frozenset[str] | None:
    """Titles of the findings that the reader may see; None when they may see all."""
    seen = page.given.detection.findings
    return None if len(seen) == len(whole_of(page).detection.findings) else page.once(_titles)


def _titles(given: Given) -> frozenset[str]:
    return frozenset(each.title for each in given.detection.findings)


def _forecasts(page: Page, scenario: str) -> list[tuple[str, str, str, str]]:
    said = {True: N_("it came"), False: N_("it did not come"), None: N_("not known yet")}
    return [
        (page.words.moment(each.made), f"{each.horizon:g}", percent(each.probability), said[each.outcome])
        for each in forecast(page.office, scenario)
    ]


def _by_scenario(given: Given) -> dict[str, RegisterRow]:
    return {row.risk.scenario: row for row in register_rows(given)}
