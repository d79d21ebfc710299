"""Deciding on a plan: adopting it, and taking a measure out of the one that is in force.

Not here: the page of the plan (`plan.py`), what is kept (`pipeline/adopting.py`).
"""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Form, Path, Query
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.core.errors import ConflictError, InputError, RightsError
from forestall.core.text import N_
from forestall.model.account import Action
from forestall.model.adopted import Adopted
from forestall.model.plan import Plan
from forestall.outlook.pages import plan as shown
from forestall.outlook.pages.plan_change import Pair
from forestall.pipeline import adopting
from forestall.pipeline.adopting import Adopting, Withdrawing, digest
from forestall.pipeline.plan import Weighed
from forestall.web.pages import plan_view
from forestall.web.pages.editing import Conflict, ConflictField
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.pages.plan_view import against
from forestall.web.rights import require

router = page_router()
_DECIDE = [require(Action.DECIDE)]
_Budget = Annotated[int, Path(ge=0, le=10**18)]
_Many = Annotated[list[str] | None, Query(max_length=500)]
_Measure = Annotated[str, Path(min_length=1, max_length=128)]
_Seen = Annotated[str, Form(alias="_seen")]
_Reason = Annotated[str, Form()]


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


@dataclass(frozen=True, slots=True)
class WithdrawPage:
    """A measure that is to be taken out of the plan in force."""

    path: str
    """Address of the form."""
    title: str
    """What is done by it."""
    measures: tuple[str, ...]
    """The measure, and those that cannot be without it."""
    falls: tuple[str, ...]
    """Titles of those that fall with it."""
    adopted: Adopted
    """The plan in force."""
    whole: Weighed
    """What it comes to with the numbers of the last pass."""
    left: Weighed
    """The same without what is taken out."""
    seen: str
    """What the form was shown for."""
    reason: str = ""
    """Why, as it was typed."""
    error: str = ""
    """What is wrong with it."""
    conflict: Conflict | None = None
    """Somebody else was first."""


@router.get("/plan/adopt", dependencies=_DECIDE)
def adopt_form(page: Shown) -> Response:
    """The plan of the pass, to be adopted."""
    return page.plain("plan_adopt.html", _adopting(page, page.given.plan, "/plan/adopt"))


@router.post("/plan/adopt", dependencies=_DECIDE)
def adopt(page: Shown, seen: _Seen = "", reason: _Reason = "") -> Response:
    """Adopt the plan of the pass."""
    return _adopt(page, page.given.plan, "/plan/adopt", seen, reason)


@router.get("/plan/adopt/{budget}", dependencies=_DECIDE)
def adopt_other_form(page: Shown, budget: _Budget, must: _Many = None, leave: _Many = None) -> Response:
    """The plan for a budget, to be adopted."""
    plan, path = _for(_whole(page), budget, must, leave)
    return page.plain("plan_adopt.html", _adopting(page, plan, path))


@router.post("/plan/adopt/{budget}", dependencies=_DECIDE)
def adopt_other(
    page: Shown, budget: _Budget, must: _Many = None, leave: _Many = None, seen: _Seen = "", reason: _Reason = ""
) -> Response:
    """Adopt the plan for a budget."""
    plan, path = _for(_whole(page), budget, must, leave)
    return _adopt(page, plan, path, seen, reason)


@router.get("/plan/withdraw/{measure}", dependencies=_DECIDE)
def withdraw_form(page: Shown, measure: _Measure) -> Response:
    """A measure of the plan in force, to be taken out."""
    return page.plain("plan_withdraw.html", _withdrawing(_whole(page), measure))


@router.post("/plan/withdraw/{measure}", dependencies=_DECIDE)
def withdraw(page: Shown, measure: _Measure, seen: _Seen = "", reason: _Reason = "") -> Response:
    """Take a measure out of the plan in force."""
    context = replace(_withdrawing(_whole(page), measure), reason=reason)
    if page.changed(seen, context.adopted):
        return page.plain("plan_withdraw.html", replace(context, conflict=_conflict(page, context)), 409)
    wanted = Withdrawing(
        context.measures, context.left, page.given.at, page.service.door.text(reason), context.adopted.number
    )
    try:
        done = adopting.withdraw(page.office, page.account, wanted)
    except ConflictError:
        context = replace(_withdrawing(page, measure), reason=reason)
        return page.plain("plan_withdraw.html", replace(context, conflict=_conflict(page, context)), 409)
    except InputError as error:
        return page.plain("plan_withdraw.html", replace(context, error=str(error)), 422)
    page.service.want_pass()
    text = N_("It is no longer in the adopted plan; entry %(entry)s of the ledger says so.")
    return page.back("/plan#adopted", page.text(text, entry=done.entry))


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
    since = None if adopted is None else against(page.given, adopted, plan)
    return AdoptPage(path, plan, titles, adopted, since, f"{page.seen(adopted)}.{digest(plan)}")


def _withdrawing(page: Page, measure: str) -> WithdrawPage:
    adopted = adopting.in_force(page.office)
    if adopted is None or measure not in adopted.measures:
        raise HTTPException(404, "the plan in force has no such measure")
    asks = plan_view.simulated(page)
    out = asks.falling(tuple(adopted.measures), measure)
    left = tuple(each for each in adopted.measures if each not in out)
    return WithdrawPage(
        path=f"/plan/withdraw/{measure}",
        title=adopted.measures[measure],
        measures=out,
        falls=tuple(adopted.measures[each] for each in out if each != measure),
        adopted=adopted,
        whole=asks.weighed(tuple(adopted.measures)),
        left=asks.weighed(left),
        seen=page.seen(adopted),
    )


def _conflict(page: Page, context: AdoptPage | WithdrawPage) -> Conflict:
    theirs = context.adopted
    assert theirs is not None
    titles = context.titles if isinstance(context, AdoptPage) else _left(context)
    mine = "; ".join(titles), "; ".join(sorted(theirs.measures.values()))
    fields = (
        ConflictField("reason", page.text(N_("Why this plan")), context.reason, theirs.reason),
        ConflictField("measures", page.text(N_("Measures")), *mine),
    )
    return Conflict(fields, context.seen)


def _left(context: WithdrawPage) -> tuple[str, ...]:
    known = context.adopted.measures
    return tuple(sorted(title for name, title in known.items() if name not in context.measures))


def _for(page: Page, budget: int, must: list[str] | None, leave: list[str] | None) -> tuple[Plan, str]:
    """The plan for a budget as the page showed it, and the address of its form."""
    found = plan_view.amount(page, str(budget), {})
    assert found is not None
    wanted = plan_view.variant(found, must or (), leave or ())
    return plan_view.plan_for(page, wanted), f"/plan/adopt/{wanted.address}"


def _whole(page: Page) -> Page:
    """The page of somebody who decides for the whole place.

    Raises:
        RightsError: they may not.
    """
    if not page.whole:
        raise RightsError("decide: the plan is of the whole place, and nothing grants you that")
    return page
