"""The register: the ranked list with its matrix and curves; one risk, what moves it, and what if it were otherwise."""

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Annotated

from fastapi import Path, Query
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.core.errors import InputError
from forestall.core.text import N_
from forestall.model.account import Action
from forestall.model.risk import Curve, Total
from forestall.model.suppose import Suppose, Supposed
from forestall.model.words import Field, Scale
from forestall.outlook.given import Given
from forestall.outlook.pages.register import (
    COLUMNS,
    POINTS,
    Group,
    Matrix,
    PointRow,
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
from forestall.outlook.pages.register_drawing import Exceedance, Tornado, of_curve, of_points, tornado
from forestall.outlook.pages.table import Column, Kind, TableView
from forestall.outlook.risks import unit
from forestall.outlook.wording import percent
from forestall.pipeline.suppose import LEAST, MOST, Telling, Then, forecast, history, suppose
from forestall.pipeline.suppose import telling as told_of
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.rights import require

router = page_router()
_SEE = [require(Action.COUNT)]
_Key = Annotated[str, Path(max_length=128)]
_Text = Annotated[str, Query(max_length=200)]
_Many = Annotated[list[str] | None, Query(max_length=50)]
_Number = Annotated[int, Query(ge=0, le=99)]
_WINDS = (0.0, 45.0, 90.0, 135.0, 180.0, 225.0, 270.0, 315.0)
_BANDS = ("unacceptable", "as low as reasonably practicable", "broadly acceptable", "no criterion")
_FROM = (N_("north"), N_("north-east"), N_("east"), N_("south-east"), N_("south"), N_("south-west"), N_("west"),
         N_("north-west"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The list, and ways into it."""

    table: TableView[RegisterRow]
    """The risks that are wanted."""
    wanted: Wanted
    """Which those are."""
    matrix: Matrix
    """Where they all stand."""
    fields: tuple[Field, ...]
    """Fields that have risks."""
    authorities: tuple[tuple[str, str], ...]
    """Authorities that have risks, by id and name."""
    groups: tuple[Group, ...]
    """Groups whose totals there are."""
    scales: tuple[Scale, ...]
    """Scales of the place."""
    group: str
    """The group whose curve is shown."""
    scale: Scale
    """Its scale."""
    unit: str
    """Unit of that scale."""
    curve: Curve | None
    """The curve; None when there is none that may be seen."""
    drawing: Exceedance | None
    """The same as a drawing."""
    points: TableView[PointRow]
    """Its points as numbers."""
    total: Total | None
    """Expected loss, rare years and what moves them."""
    titles: dict[str, str]
    """Risks by scenario, as people call them."""
    bands: tuple[str, ...] = _BANDS
    """Bands of tolerability."""

    @property
    def group_name(self) -> Group | None:
        """The group as people name it."""
        return next((each for each in self.groups if each.key == self.group), None)


@dataclass(frozen=True, slots=True)
class Typed:
    """The question as it was typed."""

    factor: str
    """What the rate is multiplied by."""
    measures: tuple[str, ...]
    """Measures ticked."""
    without: tuple[str, ...]
    """Findings taken away."""
    period: str
    """Day or night."""
    stability: str
    """Pasquill class."""
    wind: str
    """Where the wind comes from [deg]."""
    errors: dict[str, str] = field(default_factory=dict)
    """What is wrong, by field."""

    @property
    def asked(self) -> bool:
        """Whether anything is asked."""
        return bool(self.measures or self.without or self.period or self.stability or self.wind or self.factor)


@dataclass(frozen=True, slots=True)
class RiskPage:
    """One risk."""

    row: RegisterRow
    """The risk, as in the list."""
    why: str
    """How its numbers were come by."""
    sites: tuple[tuple[str, str], ...]
    """Where it strikes, by id and name."""
    matrix: Matrix
    """The place's matrix."""
    telling: Telling
    """What moves it, and what can be supposed of it."""
    tornado: Tornado | None
    """What moves it, drawn."""
    findings: tuple[tuple[str, str], ...]
    """Findings behind its likelihood that the reader may see, by id and title."""
    typed: Typed
    """What was asked."""
    supposed: Supposed | None
    """The answer; None when nothing was asked, or something is wrong."""
    drawing: Exceedance | None
    """Its exceedance curve, with that of the answer."""
    history: TableView[Then]
    """How it went."""
    forecasts: tuple[tuple[str, str, str, str], ...]
    """What was said of it and what came: made, horizon, probability, outcome."""
    units: dict[Scale, str]
    """Units of the scales."""

    @property
    def wind_options(self) -> list[tuple[str, str]]:
        """Winds that can be chosen."""
        return [(f"{value:g}", name) for value, name in zip(_WINDS, _FROM, strict=True)]


HISTORY: tuple[Column[Then], ...] = (
    Column("at", N_("Pass"), lambda row: row.at, kind=Kind.TIME),
    Column("weighted", N_("Expected a year"), lambda row: row.risk.weighted.mean, kind=Kind.MONEY),
    Column("weighted_low", N_("Expected a year"), lambda row: row.risk.weighted.low, kind=Kind.MONEY, hidden=True),
    Column("weighted_high", N_("Expected a year"), lambda row: row.risk.weighted.high, kind=Kind.MONEY, hidden=True),
    Column("probability", N_("Probability"), lambda row: row.risk.probability.mean, kind=Kind.SHARE),
    Column("ratio", N_("Against usual"), lambda row: row.risk.ratio, kind=Kind.NUMBER),
    Column("because", N_("What moved it"), lambda row: "; ".join(row.moved.because) if row.moved else None),
)


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
    risks = page.given.assessment.risks
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
        points=page.table("points", listed_points, POINTS, identity=lambda each: str(each.index)),
        total=total_of(page.given, shown, counted),
        titles={each.scenario: each.title for each in risks},
    )


@router.get("/register/{scenario}", dependencies=_SEE)
def risk_page(
    page: Shown,
    scenario: _Key,
    factor: _Text = "",
    measure: _Many = None,
    without: _Many = None,
    period: _Text = "",
    stability: _Text = "",
    wind: _Text = "",
) -> Response:
    """One risk, and what if."""
    row = page.once(_by_scenario).get(scenario)
    if row is None:
        raise HTTPException(404, "there is no such risk, or it is not yours to see")
    typed = Typed(factor.strip(), tuple(measure or ()), tuple(without or ()), period, stability, wind)
    typed, supposed = _answered(page, scenario, typed)
    wrong = bool(typed.errors) and not page.partial
    return page.show("risk.html", _risk(page, row, typed, supposed), 422 if wrong else 200)


def _risk(page: Page, row: RegisterRow, typed: Typed, supposed: Supposed | None) -> RiskPage:
    key, whole = row.risk.scenario, _whole(page)
    of = next(each for each in page.given.place.scenarios if each.id == key)
    told = page.once_by(("telling", key), lambda: _told(page, key))
    plain = supposed or page.once_by(("plain", key), lambda: suppose(whole, key, Suppose()), all_alike=True)
    known = _known(page)
    passes = page.once_by(("history", key), lambda: history(page.service.state, key, whole.at, known))
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
        history=page.table("history", passes, HISTORY, identity=lambda each: each.at.isoformat(), sort="-at"),
        forecasts=tuple(_forecasts(page, key)),
        units={each: unit(page.given, each) for each in page.once(scales)},
    )


def _told(page: Page, scenario: str) -> Telling:
    """What moves a risk, without findings that the reader may not see."""
    whole, known = _whole(page), _known(page)
    told = page.once_by(("told", scenario), lambda: told_of(whole, scenario), all_alike=True)
    if known is None:
        return told
    return replace(told, swings=tuple(each for each in told.swings if each.kind != "finding" or each.what in known))


def _known(page: Page) -> frozenset[str] | None:
    """Titles of the findings that the reader may see; None when they may see all."""
    seen = page.given.detection.findings
    return None if len(seen) == len(_whole(page).detection.findings) else frozenset(each.title for each in seen)


def _forecasts(page: Page, scenario: str) -> list[tuple[str, str, str, str]]:
    said = {True: N_("it came"), False: N_("it did not come"), None: N_("not known yet")}
    return [
        (page.words.moment(each.made), f"{each.horizon:g}", percent(each.probability), said[each.outcome])
        for each in forecast(page.office, scenario)
    ]


def _answered(page: Page, scenario: str, typed: Typed) -> tuple[Typed, Supposed | None]:
    """The question as it was typed with what is wrong, and the answer when nothing is."""
    if not typed.asked:
        return typed, None
    errors: dict[str, str] = {}
    factor = _number(page, typed.factor, "factor", 1.0, LEAST, MOST, errors)
    wind = _number(page, typed.wind, "wind", -1.0, 0.0, 360.0, errors)
    asked = Suppose(
        factor=factor,
        measures=tuple(sorted(set(typed.measures))),
        without=tuple(sorted(set(typed.without) & {each.id for each in page.given.detection.findings})),
        period=typed.period,
        stability=typed.stability,
        direction=None if wind < 0 else wind,
    )
    if not errors:
        try:
            key = ("suppose", scenario, asked)
            return typed, page.once_by(key, partial(suppose, _whole(page), scenario, asked), all_alike=True)
        except InputError as error:
            errors["other"] = page.text(str(error)) if "%" not in str(error) else str(error)
    return replace(typed, errors=errors), None


def _number(
    page: Page, typed: str, name: str, default: float, least: float, most: float, errors: dict[str, str]
) -> float:
    if not typed.strip():
        return default
    try:
        value = float(typed.replace(",", "."))
    except ValueError:
        value = -1.0
    if not least <= value <= most:
        text = N_("found %(found)s, expected a number from %(least)s to %(most)s")
        errors[name] = page.text(text, found=typed[:20], least=f"{least:g}", most=f"{most:g}")
    return value


def _whole(page: Page) -> Given:
    """All records of the pass: a risk that may be seen is worked out from all of them, as in the pass."""
    whole = page.service.picture.shown.given
    return page.given if whole is None else whole


def _by_scenario(given: Given) -> dict[str, RegisterRow]:
    return {row.risk.scenario: row for row in register_rows(given)}
