"""Derivations of the plan: what a measure costs and takes away, and the sums of the plan."""

import math
from collections.abc import Callable

from forestall.core.text import N_
from forestall.model.derivation import Derivation
from forestall.model.measure import Effect, Measure
from forestall.model.plan import Choice
from forestall.outlook.pages.derivation import Basis, DerivationView, Node, stated
from forestall.outlook.wording import number, percent, times, words
from forestall.pipeline import derive_futures
from forestall.pipeline.derive_ground import Ground
from forestall.prevent.worth import effect_years, present_cost

_GREEN = "HM Treasury (2022), The Green Book, A6"
_MEASURE = ("cost", "alone", "benefit", "ratio", "share", "lead")
_OF_FILES = ("cost", "share", "lead")
"""What does not rest on all risks, for who may not see what does."""
_PLAN = ("cost", "before", "after", "benefit", "removed", "gap", "regret", "enough")


def measure(on: Ground, key: str, quantity: str) -> DerivationView | None:
    """How a number of a measure came about."""
    one = next((each for each in on.seen.place.measures if each.id == key), None)
    choice = next((each for each in on.seen.plan.choices if each.measure == key), None)
    known = _MEASURE if choice is not None and not math.isnan(choice.alone) else _OF_FILES
    if one is None or choice is None or quantity not in known:
        return None
    build: dict[str, Callable[[Ground, Measure, Choice], Node]] = {
        "cost": lambda on, one, _: _cost(on, one),
        "alone": _alone,
        "benefit": _benefit,
        "ratio": _ratio,
        "lead": lambda _, one, __: _lead(one),
    }
    root = derive_futures.share(on, key) if quantity == "share" else build[quantity](on, one, choice)
    names = [each for each in known if each != quantity and (each != "share" or on.seen.plan.robust is not None)]
    others = tuple((f"/derivation/measure/{key}/{each}", each) for each in names)
    return None if root is None else DerivationView(one.title, "/plan", root, others)


def _lead(one: Measure) -> Node:
    said = f"{number(one.lead)} months"
    return stated(N_("time from decision to effect"), one.lead, said, f"measures.csv, {one.id}", one.source, "month")


def _cost(on: Ground, one: Measure) -> Node:
    """Present value of what it costs."""
    appraisal, money = on.whole.place.profile.appraisal, on.words.money
    value, file = present_cost(one, appraisal), f"measures.csv, {one.id}"
    gives = Derivation(
        N_("cost over the period, today's worth"),
        value,
        "currency",
        N_("cost × sum of (1 + r)^(−k life) + yearly cost × integral of (1 + r)^(−t) dt"),
        _GREEN,
    )
    inputs = (
        stated(N_("cost, once"), one.cost, money(one.cost), file, one.source, "currency"),
        stated(N_("cost a year"), one.yearly_cost, money(one.yearly_cost), file, one.source, "currency/year"),
        stated(N_("how long it works"), one.life, f"{number(one.life)} years", file, one.source, "year"),
        *_times(on),
    )
    return Node(gives, money(value), Basis.WORKED, inputs, href=f"/derivation/measure/{one.id}/cost")


def _times(on: Ground) -> tuple[Node, ...]:
    appraisal = on.whole.place.profile.appraisal
    file = "place.toml, [appraisal]"
    return (
        stated(N_("discount rate r a year"), appraisal.discount, percent(appraisal.discount), file),
        stated(N_("planning period"), appraisal.period, f"{number(appraisal.period)} years", file, "", "year"),
    )


def _alone(on: Ground, one: Measure, choice: Choice) -> Node:
    """What it takes away by itself, from the simulation run with it."""
    gives = Derivation(
        N_("loss a year that it takes away by itself"),
        choice.alone,
        "currency/year",
        N_("expected loss without it − with it, the same random numbers"),
        "docs/understand/plan.md",
    )
    effects = tuple(effect_node(each) for each in on.whole.place.effects if each.measure == one.id)
    return Node(gives, on.words.money(choice.alone), Basis.WORKED, (*_scales(on, choice), *effects))


def _scales(on: Ground, choice: Choice) -> tuple[Node, ...]:
    rules = on.whole.place.profile.scales
    return tuple(
        Node(
            Derivation(
                words(scale),
                value * rules[scale].weight,
                "currency/year",
                N_("weight × loss taken away"),
                rules[scale].source,
            ),
            on.words.money(value * rules[scale].weight),
            Basis.WORKED,
            (
                stated(
                    N_("weight of one unit"),
                    rules[scale].weight,
                    on.words.money(rules[scale].weight),
                    f"place.toml, [scales.{scale}]",
                ),
            ),
        )
        for scale, value in choice.by_scale.items()
        if value and scale in rules
    )


def effect_node(one: Effect) -> Node:
    """What a measure changes, as the place states it."""
    added = f" + {number(one.add)}" if one.add else ""
    what = f"{words(one.target)} {one.id}: {words(one.quantity)}{f' ({words(one.scale)})' if one.scale else ''}"
    return stated(what, one.factor, f"{times(one.factor)}{added}", f"effects.csv, {one.measure}", one.source)


def _benefit(on: Ground, one: Measure, choice: Choice) -> Node:
    years = effect_years(one, on.whole.place.profile.appraisal)
    yearly = choice.alone if choice.marginal is None else choice.marginal
    gives = Derivation(
        N_("benefit over the period, today's worth"),
        choice.benefit,
        "currency",
        N_("loss a year that it takes away × discounted years for which it works"),
        _GREEN,
    )
    worked = Node(
        Derivation(
            N_("discounted years for which it works"),
            years,
            "year",
            N_("((1 + r)^−start − (1 + r)^−end) / ln(1 + r)"),
            _GREEN,
        ),
        f"{number(years)} years",
        Basis.WORKED,
        (_lead(one), *_times(on)),
    )
    if choice.marginal is None:
        taken = _alone(on, one, choice)
    else:
        taken = Node(
            Derivation(
                N_("loss a year that would come back without it"),
                yearly,
                "currency/year",
                N_("expected loss of the plan without it − of the plan"),
                "docs/understand/plan.md",
            ),
            on.words.money(yearly),
            Basis.WORKED,
            tuple(effect_node(each) for each in on.whole.place.effects if each.measure == one.id),
        )
    return Node(gives, on.words.money(choice.benefit), Basis.WORKED, (taken, worked))


def _ratio(on: Ground, one: Measure, choice: Choice) -> Node:
    value = math.nan if choice.ratio is None else choice.ratio
    gives = Derivation(N_("benefit over cost"), value, "", N_("benefit / cost"), _GREEN)
    return Node(gives, number(choice.ratio), Basis.WORKED, (_benefit(on, one, choice), _cost(on, one)))


def plan(on: Ground, key: str, quantity: str) -> DerivationView | None:
    """How a sum of the plan came about; for who may see the whole place."""
    sums = {
        "cost": on.seen.plan.cost,
        "before": on.seen.plan.before,
        "after": on.seen.plan.after,
        "benefit": on.seen.plan.benefit,
    }
    if key != "all" or quantity not in _PLAN or math.isnan(on.seen.plan.cost):
        return None
    build = {"cost": _plan_cost, "before": _plan_before, "after": _plan_after, "benefit": _plan_benefit}
    root = build[quantity](on, sums[quantity]) if quantity in sums else derive_futures.around(on, quantity)
    names = [each for each in _PLAN if each != quantity and (each in sums or derive_futures.around(on, each))]
    others = tuple((f"/derivation/plan/all/{each}", each) for each in names)
    return None if root is None else DerivationView(N_("Plan"), "/plan", root, others)


def _chosen(on: Ground, quantity: str) -> tuple[Node, ...]:
    chosen = [each for each in on.seen.plan.choices if each.chosen]
    return tuple(
        Node(
            Derivation(each.title, value, "currency", "", ""),
            on.words.money(value),
            Basis.WORKED,
            href=f"/derivation/measure/{each.measure}/{quantity}",
        )
        for each in chosen
        for value in (each.cost if quantity == "cost" else each.benefit,)
    )


def _plan_cost(on: Ground, value: float) -> Node:
    gives = Derivation(
        N_("cost over the period, today's worth"),
        value,
        "currency",
        N_("sum over the chosen measures, and capabilities bought"),
        _GREEN,
    )
    return Node(gives, on.words.money(value), Basis.WORKED, _chosen(on, "cost"))


def _plan_before(on: Ground, value: float) -> Node:
    gives = Derivation(
        N_("expected loss a year without the plan"),
        value,
        "currency/year",
        N_("sum over the risks"),
        "docs/understand/numbers.md",
    )
    risks = tuple(
        Node(
            Derivation(each.title, each.weighted.mean, "currency/year", "", ""),
            on.words.money(each.weighted.mean),
            Basis.WORKED,
            href=f"/derivation/risk/{each.scenario}/weighted",
        )
        for each in on.seen.assessment.risks
    )
    return Node(gives, on.words.money(value), Basis.WORKED, risks)


def _plan_after(on: Ground, value: float) -> Node:
    gives = Derivation(
        N_("expected loss a year with the plan"),
        value,
        "currency/year",
        N_("sum over the risks, all chosen measures together in the simulation"),
        "docs/understand/plan.md",
    )
    return Node(
        gives, on.words.money(value), Basis.WORKED, (_plan_before(on, on.seen.plan.before), *_chosen(on, "benefit"))
    )


def _plan_benefit(on: Ground, value: float) -> Node:
    gives = Derivation(
        N_("benefit over the period, today's worth"),
        value,
        "currency",
        N_("what the measures take away together, from when each works"),
        _GREEN,
        N_("Benefits of measures that overlap do not add up: together they take away less than the sum of them."),
    )
    return Node(gives, on.words.money(value), Basis.WORKED, _chosen(on, "benefit"))
