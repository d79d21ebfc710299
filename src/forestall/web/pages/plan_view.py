"""What the plan's page asks the simulation: another budget, two plans in the same futures.

What is made of the answers is in `outlook/pages/plan*.py`.
"""

from dataclasses import dataclass, field, replace

from forestall.core.errors import InputError
from forestall.core.text import N_
from forestall.model.adopted import Adopted
from forestall.model.plan import Plan
from forestall.outlook.pages.plan_change import STEPS, Pair, Side, pair, settled, side_of, step_of
from forestall.pipeline.plan import WhatIf, what_if
from forestall.web.pages.page import Page

FUTURES = 20
"""Futures in which two plans are compared: those of a pass."""
NOW, ADOPTED, NOTHING = "now", "adopted", "nothing"
_OFFERED = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, as it was typed."""

    budget: str = ""
    """Another budget; empty for none."""
    one: str = ""
    """The first of two plans; empty for none."""
    other: str = ""
    """The second."""
    errors: dict[str, str] = field(default_factory=dict)
    """What is wrong, by field."""


@dataclass(frozen=True, slots=True)
class Slider:
    """The budgets that there are."""

    step: int
    """Between two of them [currency]."""
    most: int
    """The largest [currency]."""
    value: int
    """The one that is shown [currency]."""


def slider(page: Page, asked: Asked) -> Slider:
    """The slider, where it was left."""
    budget = page.given.plan.budget
    step = step_of(budget)
    value = budget if asked.budget == "" or "budget" in asked.errors else float(asked.budget)
    return Slider(round(step), round(settled(2.0 * STEPS * step * budget, budget)), round(settled(value, budget)))


def amount(page: Page, typed: str, errors: dict[str, str]) -> float | None:
    """A budget as it was typed, on the slider; None for none, and for what is none."""
    plain = typed.strip()
    if not plain:
        return None
    try:
        value = float(plain.replace(" ", "").replace(",", ""))
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e18:
        errors["budget"] = page.text(N_("found %(found)s, expected an amount of money of 0 or more"), found=plain[:30])
        return None
    return settled(value, page.given.plan.budget)


def plan_for(page: Page, budget: float) -> Plan:
    """The best plan for a budget, begun afresh: unlike that of a pass it does not hold on to an earlier one."""
    return page.once_by(("plan", budget), lambda: _simulated(page).plan(budget))


def side(page: Page, key: str, adopted: Adopted | None) -> Side:
    """One of the plans that can be compared.

    Raises:
        InputError: there is none of that name.
    """
    if key == NOW:
        return side_of(NOW, page.given.plan)
    if key == NOTHING:
        return replace(side_of(NOTHING, page.given.plan), measures=(), cost=0.0, after=page.given.plan.before)
    if key == ADOPTED and adopted is not None:
        weighed = page.once_by(("weighed", adopted.number), lambda: _simulated(page).weighed(tuple(adopted.measures)))
        return Side(ADOPTED, tuple(sorted(adopted.measures)), weighed.cost, weighed.before, weighed.after)
    if not key.isascii() or not key.isdigit():
        raise InputError(f"plan: found {key[:30]!r}, expected now, adopted, nothing or a budget")
    budget = settled(float(key[:18]), page.given.plan.budget)
    return side_of(str(round(budget)), plan_for(page, budget))


def compared(page: Page, one: Side, other: Side, adopted: Adopted | None) -> Pair:
    """Two plans, with how they fare in the same futures."""
    budget = max(page.given.plan.budget, one.cost, other.cost)
    sets = (one.measures, other.measures)
    fared = page.once_by(("fared", sets, budget), lambda: _simulated(page).fared(sets, budget, FUTURES))
    if fared:
        one, other = replace(one, fared=fared[0]), replace(other, fared=fared[1])
    return pair(page.given, one, other, {} if adopted is None else adopted.measures)


def offered(page: Page, adopted: Adopted | None) -> tuple[tuple[str, str], ...]:
    """The plans that can be compared, with their names."""
    budget = page.given.plan.budget
    found = [(NOW, page.text(N_("The plan of this pass")))]
    if adopted is not None:
        found.append((ADOPTED, page.text(N_("The adopted plan"))))
    found.append((NOTHING, page.text(N_("No measure"))))
    amounts = sorted({round(settled(share * budget, budget)) for share in _OFFERED})
    text = N_("For a budget of %(budget)s")
    return (*found, *((str(each), page.text(text, budget=page.words.money(each))) for each in amounts))


def name_of(page: Page, key: str) -> str:
    """How a side is called."""
    names = {NOW: N_("The plan of this pass"), ADOPTED: N_("The adopted plan"), NOTHING: N_("No measure")}
    if key in names:
        return page.text(names[key])
    return page.text(N_("For a budget of %(budget)s"), budget=page.words.money(float(key)))


def _simulated(page: Page) -> WhatIf:
    return page.once(what_if)
