"""The plan: what was chosen and why, other budgets, two plans side by side, and deciding on one.

What it shows is made in `outlook/pages/plan*.py`, what it asks the simulation in `plan_view.py`.
"""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Form, Path, Query
from starlette.responses import Response

from forestall.core.errors import ConflictError, InputError, RightsError
from forestall.core.text import N_
from forestall.guard.policy import needs_proof
from forestall.model.account import Action
from forestall.model.adopted import Adopted
from forestall.model.plan import Plan
from forestall.outlook.given import Given
from forestall.outlook.pages import plan as shown
from forestall.outlook.pages.plan import FrontRow, GapRow, KindRow, MeasureRow
from forestall.outlook.pages.plan_change import CHANGE_COLUMNS, ChangeRow, Pair, pair, side_of
from forestall.outlook.pages.plan_drawing import FrontDrawing, front_drawing, strip
from forestall.outlook.pages.table import TableView
from forestall.outlook.planning import PlanView, planning
from forestall.pipeline import adopting
from forestall.pipeline.adopting import Adopting, digest
from forestall.web.pages import plan_view
from forestall.web.pages.editing import Conflict, ConflictField
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.pages.plan_view import NOW, Asked, Slider
from forestall.web.rights import asker_of, require

router = page_router()
_SEE = [require(Action.COUNT)]
_DECIDE = [require(Action.DECIDE)]
_Text = Annotated[str, Query(max_length=40)]
_Budget = Annotated[int, Path(ge=0, le=10**18)]
_MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Compared:
    """Two plans side by side."""

    pair: Pair
    """They."""
    names: tuple[str, str]
    """How they are called."""
    strips: tuple[tuple[int, ...], tuple[int, ...]] | None
    """Where their regrets stand; None when none were worked out."""
    most: float
    """The largest regret [currency]."""


@dataclass(frozen=True, slots=True)
class Other:
    """The plan for another budget."""

    budget: int
    """Which [currency]."""
    plan: Plan
    """It."""
    pair: Pair
    """Against the plan of the pass."""


@dataclass(frozen=True, slots=True)
class PlanPage:
    """What the page shows."""

    view: PlanView
    """The plan in brief."""
    chosen: TableView[MeasureRow]
    """Measures of the plan."""
    others: TableView[MeasureRow]
    """Measures that are not in it."""
    front: TableView[FrontRow]
    """Plans that nothing betters in both cost and loss."""
    drawing: FrontDrawing | None
    """They as a drawing."""
    ladder: tuple[tuple[str, tuple[bool, ...]], ...]
    """Which measures each of them has."""
    rows: tuple[FrontRow, ...]
    """They in order of cost."""
    gaps: TableView[GapRow]
    """Capabilities that fall short."""
    kinds: tuple[KindRow, ...]
    """The six kinds."""
    asked: Asked
    """What was asked for."""
    slider: Slider | None
    """Other budgets; None for who does not see the whole place."""
    other: Other | None
    """The plan for the budget that was asked for."""
    changes: TableView[ChangeRow] | None
    """What changes with it."""
    offered: tuple[tuple[str, str], ...]
    """Plans that can be compared."""
    compared: Compared | None
    """Two that were asked for."""
    sides: TableView[ChangeRow] | None
    """Their measures."""
    adopted: Adopted | None
    """The plan that is in force; None when none is, and for who does not see the whole place."""
    since: Pair | None
    """The adopted plan against that of the pass."""
    decides: bool
    """Whether the reader may adopt a plan."""


@dataclass(frozen=True, slots=True)
class AdoptPage:
    """A plan that is to be adopted."""

    path: str
    """Address of the form."""
    plan: Plan
    """It."""
    titles: tuple[str, ...]
    """Its measures."""
    adopted: Adopted | None
    """The plan in force."""
    since: Pair | None
    """What changes against it."""
    seen: str
    """What the form was shown for."""
    reason: str = ""
    """Why, as it was typed."""
    error: str = ""
    """What is wrong with it."""
    conflict: Conflict | None = None
    """Somebody else was first."""


@router.get("/plan", dependencies=_SEE)
def plan_page(page: Shown, budget: _Text = "", one: _Text = "", other: _Text = "") -> Response:
    """The plan, with whatever was asked beside it."""
    errors: dict[str, str] = {}
    context = _page(page)
    if page.whole:
        context = _with_budget(page, context, budget, errors)
        context = _with_comparison(page, context, one, other, errors)
    return page.show("plan.html", context, 422 if errors else 200)


@router.get("/plan/front.json", dependencies=_SEE)
def front_chart(page: Shown) -> Response:
    """The front for the script that draws it."""
    rows = page.once(shown.front)
    unit = page.text(N_("million %(currency)s"), currency=page.place.profile.currency)
    lines: list[tuple[str, str, list[tuple[float, float | None]]]] = [
        (page.text(N_("Loss taken away")), "solid", [(row.point.cost, row.point.taken) for row in rows]),
        (page.text(N_("5 %% of futures below")), "dashed", [(row.point.cost, row.point.low) for row in rows]),
        (page.text(N_("5 %% of futures above")), "dashed", [(row.point.cost, row.point.high) for row in rows]),
    ]
    return page.json(
        {
            "legend": {"top": 0},
            "tooltip": {"trigger": "item"},
            "xAxis": {"type": "value", "name": f"{page.text(N_('Cost'))}, {unit}", "nameLocation": "middle"}
            | {"nameGap": 28},
            "yAxis": {"type": "value", "name": unit},
            "grid": {"left": 16, "right": 24, "top": 56, "bottom": 36, "containLabel": True},
            "series": [_line(*each) for each in lines],
        }
    )


@router.get("/plan/adopt", dependencies=_DECIDE)
def adopt_form(page: Shown) -> Response:
    """The plan of the pass, to be adopted."""
    return page.plain("plan_adopt.html", _adopting(page, page.given.plan, "/plan/adopt"))


@router.post("/plan/adopt", dependencies=_DECIDE)
def adopt(page: Shown, seen: Annotated[str, Form(alias="_seen")] = "", reason: Annotated[str, Form()] = "") -> Response:
    """Adopt the plan of the pass."""
    return _adopt(page, page.given.plan, "/plan/adopt", seen, reason)


@router.get("/plan/adopt/{budget}", dependencies=_DECIDE)
def adopt_other_form(page: Shown, budget: _Budget) -> Response:
    """The plan for a budget, to be adopted."""
    plan = _for(_whole(page), budget)
    return page.plain("plan_adopt.html", _adopting(page, plan, f"/plan/adopt/{budget}"))


@router.post("/plan/adopt/{budget}", dependencies=_DECIDE)
def adopt_other(
    page: Shown,
    budget: _Budget,
    seen: Annotated[str, Form(alias="_seen")] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Adopt the plan for a budget."""
    return _adopt(_whole(page), _for(page, budget), f"/plan/adopt/{budget}", seen, reason)


def _page(page: Page) -> PlanPage:
    """The page without anything that was asked beside."""
    given, rows, ordered = page.given, page.once(shown.measures), page.once(shown.front)
    adopted = adopting.in_force(page.office) if page.whole else None
    columns = shown.MEASURE_COLUMNS
    return PlanPage(
        view=page.once(planning),
        chosen=page.table("chosen", rows, columns, identity=_measure, where=_is_chosen),
        others=page.table("others", rows, columns, identity=_measure, where=_is_not_chosen),
        front=page.table("front", ordered, shown.FRONT_COLUMNS, identity=lambda row: str(row.number)),
        drawing=page.once(_drawing),
        ladder=page.once(shown.ladder),
        rows=ordered,
        gaps=page.table("gaps", page.once(shown.gaps), shown.GAP_COLUMNS, identity=_gap),
        kinds=page.once(shown.kinds),
        asked=Asked(),
        slider=plan_view.slider(page, Asked()) if page.whole else None,
        other=None,
        changes=None,
        offered=plan_view.offered(page, adopted) if page.whole else (),
        compared=None,
        sides=None,
        adopted=adopted,
        since=None if adopted is None else _since(given, adopted),
        decides=page.whole and _decides(page),
    )


def _with_budget(page: Page, context: PlanPage, typed: str, errors: dict[str, str]) -> PlanPage:
    budget = plan_view.amount(page, typed, errors)
    asked = replace(context.asked, budget=typed.strip(), errors=errors)
    if budget is None:
        return replace(context, asked=asked)
    asked = replace(asked, budget=str(round(budget)))
    plan = plan_view.plan_for(page, budget)
    found = pair(page.given, side_of(NOW, page.given.plan), side_of(str(round(budget)), plan))
    changes = page.table("changes", found.rows, CHANGE_COLUMNS, identity=lambda row: row.measure)
    other = Other(round(budget), plan, found)
    return replace(context, asked=asked, slider=plan_view.slider(page, asked), other=other, changes=changes)


def _with_comparison(page: Page, context: PlanPage, one: str, other: str, errors: dict[str, str]) -> PlanPage:
    if not one or not other:
        return context
    asked = replace(context.asked, one=one, other=other, errors=errors)
    try:
        sides = [plan_view.side(page, each, context.adopted) for each in (one, other)]
    except InputError as error:
        errors["one"] = str(error)
        return replace(context, asked=asked)
    found = plan_view.compared(page, sides[0], sides[1], context.adopted)
    table = page.table("sides", found.rows, CHANGE_COLUMNS, identity=lambda row: row.measure)
    return replace(context, asked=asked, compared=_compared(page, found), sides=table)


def _compared(page: Page, found: Pair) -> Compared:
    names = plan_view.name_of(page, found.one.key), plan_view.name_of(page, found.other.key)
    if found.one.fared is None or found.other.fared is None:
        return Compared(found, names, None, 0.0)
    one, other = found.one.fared.regrets, found.other.fared.regrets
    most = max((*one, *other), default=0.0)
    return Compared(found, names, (strip(one, most), strip(other, most)), most)


def _adopt(page: Page, plan: Plan, path: str, seen: str, reason: str) -> Response:
    """Adopt a plan, unless somebody else did meanwhile or it is no longer the one that was shown."""
    context = replace(_adopting(_whole(page), plan, path), reason=reason)
    in_force, _, was = seen.partition(".")
    if context.adopted is not None and page.changed(in_force, context.adopted):
        return page.plain("plan_adopt.html", replace(context, conflict=_conflict(page, context)), 409)
    if was != digest(plan):
        text = N_("A new pass has changed this plan since you opened the form. Look at it again.")
        return page.plain("plan_adopt.html", replace(context, error=page.text(text)), 409)
    after = 0 if context.adopted is None else context.adopted.number
    wanted = Adopting(plan, page.given.at, page.service.door.text(reason), after)
    try:
        done = adopting.adopt(page.office, page.account, wanted)
    except ConflictError:
        context = replace(_adopting(page, plan, path), reason=reason)
        return page.plain("plan_adopt.html", replace(context, conflict=_conflict(page, context)), 409)
    except InputError as error:
        return page.plain("plan_adopt.html", replace(context, error=str(error)), 422)
    page.service.want_pass()
    return page.back(
        "/plan", page.text(N_("The plan is adopted; entry %(entry)s of the ledger says so."), entry=done.entry)
    )


def _adopting(page: Page, plan: Plan, path: str) -> AdoptPage:
    adopted = adopting.in_force(_whole(page).office)
    titles = shown.named(shown.titles_of(plan), shown.chosen(plan))
    since = None if adopted is None else _against(page.given, adopted, plan)
    return AdoptPage(path, plan, titles, adopted, since, f"{page.seen(adopted)}.{digest(plan)}")


def _conflict(page: Page, context: AdoptPage) -> Conflict:
    theirs = context.adopted
    assert theirs is not None
    mine = "; ".join(context.titles), "; ".join(sorted(theirs.measures.values()))
    fields = (
        ConflictField("reason", page.text(N_("Why this plan")), context.reason, theirs.reason),
        ConflictField("measures", page.text(N_("Measures")), *mine),
    )
    return Conflict(fields, context.seen)


def _for(page: Page, budget: int) -> Plan:
    """The plan for a budget as the page showed it."""
    found = plan_view.amount(page, str(budget), {})
    assert found is not None
    return plan_view.plan_for(page, found)


def _whole(page: Page) -> Page:
    """The page of somebody who decides for the whole place.

    Raises:
        RightsError: they may not.
    """
    if not page.whole:
        raise RightsError("decide: the plan is of the whole place, and nothing grants you that")
    return page


def _decides(page: Page) -> bool:
    """Whether the reader may adopt a plan, once they have shown again who they are."""
    subject = asker_of(page.request).subject
    return page.allows(Action.DECIDE) or needs_proof(subject, Action.DECIDE)


def _since(given: Given, adopted: Adopted) -> Pair:
    return _against(given, adopted, given.plan)


def _against(given: Given, adopted: Adopted, plan: Plan) -> Pair:
    one = replace(side_of("adopted", plan), measures=tuple(sorted(adopted.measures)), cost=adopted.cost)
    return pair(given, one, side_of(NOW, plan), adopted.measures)


def _drawing(given: Given) -> FrontDrawing | None:
    return front_drawing(shown.front(given), given.plan.budget)


def _line(name: str, kind: str, points: list[tuple[float, float | None]]) -> dict[str, object]:
    data = [[cost / _MILLION, None if loss is None else loss / _MILLION] for cost, loss in points]
    solid = kind == "solid"
    return {"type": "line", "name": name, "data": data, "lineStyle": {"type": kind}, "symbolSize": 9 if solid else 4}


def _measure(row: MeasureRow) -> str:
    return row.choice.measure


def _gap(row: GapRow) -> str:
    return f"{row.gap.capability} {row.gap.need}"


def _is_chosen(row: MeasureRow) -> bool:
    return row.choice.chosen


def _is_not_chosen(row: MeasureRow) -> bool:
    return not row.choice.chosen
