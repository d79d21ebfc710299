"""The plan: what was chosen and why, other budgets, two plans side by side.

What it shows is made in `outlook/pages/plan*.py`, what it asks the simulation in `plan_view.py`; deciding on a plan is
in `plan_adopt.py`.
"""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from forestall.core.errors import InputError
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
from forestall.outlook.pages.side_tables import KINDS, TURNS
from forestall.outlook.pages.table import TableView
from forestall.outlook.planning import PlanView, TurnRow, planning
from forestall.pipeline import adopting
from forestall.web.pages import plan_view
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.pages.plan_view import NOW, Asked, Slider, Variant
from forestall.web.rights import asker_of, require

router = page_router()
_SEE = [require(Action.COUNT)]
_Text = Annotated[str, Query(max_length=2_000)]
_Many = Annotated[list[str] | None, Query(max_length=500)]
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
    """The plan for another budget, or with and without certain measures."""

    wanted: Variant
    """What was asked for."""
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
    turns: TableView[TurnRow]
    """What waits for which signpost."""
    bought: TableView[KindRow]
    """The six kinds, as a table."""
    asked: Asked
    """What was asked for."""
    holdable: tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]] | None
    """Measures that can be left out, and those that can be put in, by id and title; None where nothing is asked."""
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


@router.get("/plan", dependencies=_SEE)
def plan_page(
    page: Shown,
    budget: _Text = "",
    must: _Many = None,
    leave: _Many = None,
    one: _Text = "",
    other: _Text = "",
) -> Response:
    """The plan, with whatever was asked beside it."""
    errors: dict[str, str] = {}
    context = _page(page)
    if page.whole:
        typed = Asked(budget, must=tuple(sorted(must or ())), leave=tuple(sorted(leave or ())), errors=errors)
        context = _with_budget(page, context, typed)
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


def _page(page: Page) -> PlanPage:
    """The page without anything that was asked beside."""
    given, rows, ordered = page.given, page.once(shown.measures), page.once(shown.front)
    adopted = adopting.in_force(page.office) if page.whole else None
    columns, whole = shown.MEASURE_COLUMNS, page.leaves()
    return PlanPage(
        view=page.once(planning),
        chosen=page.table("chosen", rows, columns, identity=_measure, where=_is_chosen),
        others=page.table("others", rows, columns, identity=_measure, where=_is_not_chosen),
        front=page.table("front", ordered, shown.FRONT_COLUMNS, identity=lambda row: str(row.number), leaves=whole),
        drawing=page.once(_drawing),
        ladder=page.once(shown.ladder),
        rows=ordered,
        gaps=page.table("gaps", page.once(shown.gaps), shown.GAP_COLUMNS, identity=_gap, leaves=whole),
        kinds=page.once(shown.kinds),
        turns=page.table("turns", page.once(planning).turns, TURNS, identity=_turn, leaves=whole),
        bought=page.table("kinds", page.once(shown.kinds), KINDS, identity=lambda row: row.kind, leaves=whole),
        asked=Asked(),
        holdable=_holdable(given.plan, Asked()) if page.whole and rows else None,
        slider=plan_view.slider(page, Asked()) if page.whole else None,
        other=None,
        changes=None,
        offered=plan_view.offered(page, adopted) if page.whole else (),
        compared=None,
        sides=None,
        adopted=adopted,
        since=None if adopted is None else plan_view.against(given, adopted, given.plan),
        decides=page.whole and _decides(page),
    )


def _with_budget(page: Page, context: PlanPage, typed: Asked) -> PlanPage:
    """With the plan that was asked for; what is wrong stands in `errors`."""
    held = bool(typed.must or typed.leave)
    amount = typed.budget or (str(page.given.plan.budget) if held else "")
    budget = plan_view.amount(page, amount, typed.errors)
    asked = replace(typed, budget=typed.budget.strip())
    if budget is None:
        return replace(context, asked=asked)
    asked = replace(asked, budget=str(round(budget)))
    holdable = _holdable(page.given.plan, asked)
    context = replace(context, asked=asked, holdable=holdable, slider=plan_view.slider(page, asked))
    wanted = plan_view.variant(budget, typed.must, typed.leave)
    try:
        plan = plan_view.plan_for(page, wanted)
    except InputError as error:
        typed.errors["budget"] = str(error)
        return context
    found = pair(page.given, side_of(NOW, page.given.plan), side_of(wanted.key, plan))
    context = replace(context, holdable=_holdable(page.given.plan, asked, plan))
    changes = page.table("changes", found.rows, CHANGE_COLUMNS, identity=lambda row: row.measure, leaves=page.leaves())
    return replace(context, other=Other(wanted, plan, found), changes=changes)


def _holdable(
    plan: Plan, asked: Asked, other: Plan | None = None
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Measures of either plan can be left out, all others can be put in."""
    inside = {*shown.chosen(plan), *(() if other is None else shown.chosen(other)), *asked.leave} - {*asked.must}
    ordered = sorted(shown.titles_of(plan).items(), key=lambda each: each[1])
    return tuple(each for each in ordered if each[0] in inside), tuple(
        each for each in ordered if each[0] not in inside
    )


def _with_comparison(page: Page, context: PlanPage, one: str, other: str, errors: dict[str, str]) -> PlanPage:
    if not one or not other:
        return context
    asked = replace(context.asked, one=one, other=other, errors=errors)
    context = replace(context, offered=plan_view.with_asked(page, context.offered, one, other))
    try:
        sides = [plan_view.side(page, each, context.adopted) for each in (one, other)]
    except InputError as error:
        errors["one"] = str(error)
        return replace(context, asked=asked)
    found = plan_view.compared(page, sides[0], sides[1], context.adopted)
    table = page.table("sides", found.rows, CHANGE_COLUMNS, identity=lambda row: row.measure, leaves=page.leaves())
    return replace(context, asked=asked, compared=_compared(page, found), sides=table)


def _compared(page: Page, found: Pair) -> Compared:
    names = plan_view.name_of(page, found.one.key), plan_view.name_of(page, found.other.key)
    if found.one.fared is None or found.other.fared is None:
        return Compared(found, names, None, 0.0)
    one, other = found.one.fared.regrets, found.other.fared.regrets
    most = max((*one, *other), default=0.0)
    return Compared(found, names, (strip(one, most), strip(other, most)), most)


def _decides(page: Page) -> bool:
    """Whether the reader may adopt a plan, once they have shown again who they are."""
    subject = asker_of(page.request).subject
    return page.allows(Action.DECIDE) or needs_proof(subject, Action.DECIDE)


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


def _turn(row: TurnRow) -> str:
    return "; ".join(f"{each.quantity} {each.side} {each.level:g}" for each in row.conditions)


def _is_chosen(row: MeasureRow) -> bool:
    return row.choice.chosen


def _is_not_chosen(row: MeasureRow) -> bool:
    return not row.choice.chosen
