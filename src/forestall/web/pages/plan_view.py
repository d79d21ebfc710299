"""What the plan's page asks the simulation: another budget, two plans in the same futures.

What is made of the answers is in `outlook/pages/plan*.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from forestall.core.errors import InputError
from forestall.core.text import N_
from forestall.model.adopted import Adopted
from forestall.model.plan import Plan
from forestall.outlook.given import Given
from forestall.outlook.pages.plan import named, titles_of
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
    must: tuple[str, ...] = ()
    """Measures that are to be in it in any case."""
    leave: tuple[str, ...] = ()
    """Measures that are to be left out."""
    errors: dict[str, str] = field(default_factory=dict)
    """What is wrong, by field."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Another plan that can be asked for."""

    budget: float
    """What may be spent [currency]."""
    must: tuple[str, ...] = ()
    """Measures that are in it in any case."""
    leave: tuple[str, ...] = ()
    """Measures that are left out."""

    @property
    def key(self) -> str:
        """Its name in addresses: the budget, then `~+ID` for what is in it and `~-ID` for what is left out."""
        parts = [str(round(self.budget)), *(f"+{each}" for each in self.must), *(f"-{each}" for each in self.leave)]
        return "~".join(parts)

    @property
    def address(self) -> str:
        """Budget and measures as a path and a query."""
        held = urlencode([("must", each) for each in self.must] + [("leave", each) for each in self.leave])
        return f"{round(self.budget)}{'?' if held else ''}{held}"


def variant(budget: float, must: Iterable[str], leave: Iterable[str]) -> Variant:
    """Another plan, however it was asked for."""
    return Variant(budget, tuple(sorted(set(must))), tuple(sorted(set(leave))))


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


def plan_for(page: Page, wanted: Variant) -> Plan:
    """The best plan for a budget, begun afresh: unlike that of a pass it does not hold on to an earlier one.

    Raises:
        InputError: a measure is not known, or no plan keeps all of it.
    """
    key, asks = ("plan", wanted), simulated(page)
    found = page.service.picture.shown.derived.once(key, lambda: asks.plan(wanted.budget, wanted.must, wanted.leave))
    assert isinstance(found, Plan)
    return found


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
        weighed = page.once_by(("weighed", adopted.number), lambda: simulated(page).weighed(tuple(adopted.measures)))
        return Side(ADOPTED, tuple(sorted(adopted.measures)), weighed.cost, weighed.before, weighed.after)
    wanted = _read(page, key)
    return side_of(wanted.key, plan_for(page, wanted))


def _read(page: Page, key: str) -> Variant:
    """The plan that a name in an address stands for."""
    budget, *held = key.split("~")
    known = all(each[:1] in ("+", "-") and len(each) > 1 for each in held)
    if not budget.isascii() or not budget.isdigit() or not known:
        raise InputError(f"plan: found {key[:30]!r}, expected now, adopted, nothing or a budget")
    must, leave = ([each[1:] for each in held if each[0] == sign] for sign in "+-")
    return variant(settled(float(budget[:18]), page.given.plan.budget), must, leave)


def compared(page: Page, one: Side, other: Side, adopted: Adopted | None) -> Pair:
    """Two plans, with how they fare in the same futures."""
    budget = max(page.given.plan.budget, one.cost, other.cost)
    sets = (one.measures, other.measures)
    fared = page.once_by(("fared", sets, budget), lambda: simulated(page).fared(sets, budget, FUTURES))
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


def with_asked(page: Page, known: tuple[tuple[str, str], ...], *keys: str) -> tuple[tuple[str, str], ...]:
    """The plans that can be compared, with those that were asked for by an address."""
    names = {key for key, _ in known}
    found = []
    for key in keys:
        try:
            if key not in names:
                found.append((_read(page, key).key, name_of(page, key)))
        except InputError:
            continue
    return (*known, *dict.fromkeys(found))


def against(given: Given, adopted: Adopted, plan: Plan) -> Pair:
    """What another plan changes against the one that is in force."""
    one = replace(side_of(ADOPTED, plan), measures=tuple(sorted(adopted.measures)), cost=adopted.cost)
    return pair(given, one, side_of(NOW, plan), adopted.measures)


def name_of(page: Page, key: str) -> str:
    """How a side is called."""
    names = {NOW: N_("The plan of this pass"), ADOPTED: N_("The adopted plan"), NOTHING: N_("No measure")}
    if key in names:
        return page.text(names[key])
    wanted = _read(page, key)
    said = page.text(N_("For a budget of %(budget)s"), budget=page.words.money(wanted.budget))
    titles = titles_of(page.given.plan)
    for text, held in ((N_("with %(measures)s"), wanted.must), (N_("without %(measures)s"), wanted.leave)):
        if held:
            said += f", {page.text(text, measures='; '.join(named(titles, held)))}"
    return said


def simulated(page: Page) -> WhatIf:
    """The simulation of the pass: a plan of the whole place is worked out from all records, whoever looks."""
    shown = page.service.picture.shown
    given = page.given if shown.given is None else shown.given
    found = shown.derived.once("what-if on the plan", lambda: what_if(given, shown.trials))
    assert isinstance(found, WhatIf)
    return found
