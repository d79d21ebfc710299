"""The plan as the page shows it: what was chosen and why, what was not, what is left, what is lacking."""

from collections.abc import Iterable
from dataclasses import dataclass

from forestall.model.plan import Choice, Condition, Gap, Plan, Signpost, Steadying, Step
from forestall.model.words import CapabilityKind, Scale
from forestall.outlook import wording
from forestall.outlook.charts import Bar, bar
from forestall.outlook.given import Given
from forestall.outlook.risks import unit

RATIO_WIDTH = 96.0
SUMMARY_WIDTH = 320.0
_MOST_OTHERS = 8


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A measure in the list."""

    choice: Choice
    """What was worked out for it."""
    field: str
    """Its field; empty when the place does not know the measure."""
    jurisdiction: str
    """Who carries it out."""
    bar: Bar | None
    """Its benefit over cost against the largest one."""


@dataclass(frozen=True, slots=True)
class LeftRow:
    """What is left on a scale."""

    scale: Scale
    """The scale."""
    before: float | None
    """Expected yearly loss without the plan."""
    after: float
    """The same with it."""
    unit: str
    """Its unit."""
    share: float | None
    """Share taken away."""


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Capabilities of one kind that fall short."""

    kind: CapabilityKind
    """The kind."""
    gaps: tuple[Gap, ...]
    """Those that fall short."""
    known: int
    """Capabilities of this kind that the place states."""


@dataclass(frozen=True, slots=True)
class SteadyView:
    """What holding on to the plan before did, in titles of measures."""

    added: tuple[str, ...]
    """New since then."""
    dropped: tuple[str, ...]
    """Given up since then."""
    kept: tuple[str, ...]
    """In the plan only because they were in the one before."""
    held_back: tuple[str, ...]
    """Not in the plan though they would be in one begun afresh."""
    cost: float
    """What that costs over the planning period."""
    price: float
    """What a change has to be worth, as a share of the cost of its measures."""


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A turn of the pathway."""

    conditions: tuple[Condition, ...]
    """When: all of them together."""
    add: tuple[str, ...]
    """Titles of what is begun then."""
    drop: tuple[str, ...]
    """Titles of what is given up."""
    lead: float
    """Months until it works."""
    by: float | None
    """Years from now after which it no longer pays."""
    saves: float
    """What it saves if it is made at once."""
    indicators: tuple[str, ...]
    """Titles of the indicators that watch it."""


@dataclass(frozen=True, slots=True)
class PlanView:
    """The plan."""

    chosen: tuple[ChoiceRow, ...]
    """By benefit over cost."""
    others: tuple[ChoiceRow, ...]
    """The best of those not chosen."""
    others_left: int
    """How many more were not chosen."""
    before: float | None
    """Expected yearly loss without it; None when no risk was assessed."""
    after: float | None
    """The same with it."""
    removed: float | None
    """Share of the expected loss that it takes away; None when there was none to take away or it is not known."""
    spent: Bar | None
    """Cost against budget."""
    remaining: Bar | None
    """Expected loss with it against without it."""
    left: tuple[LeftRow, ...]
    """What is left by scale."""
    gaps: tuple[GapGroup, ...]
    """The six kinds."""
    turns: tuple[TurnRow, ...] = ()
    """The pathway after the present plan, the most pressing first."""
    steady: SteadyView | None = None
    """What holding on to the plan before did; None without one."""
    no_regret: tuple[str, ...] = ()
    """Titles of the measures that are in every future's best plan, or nearly."""


def planning(given: Given) -> PlanView:
    """The plan of a pass."""
    plan = given.plan
    largest = max((each.ratio for each in plan.choices if each.ratio is not None), default=None)
    rows = [_row(given, each, largest) for each in sorted(plan.choices, key=_rank)]
    chosen = tuple(each for each in rows if each.choice.chosen)
    before, after = (plan.before, plan.after) if given.assessment.risks else (None, None)
    others = tuple(each for each in rows if not each.choice.chosen)
    return PlanView(
        chosen=chosen,
        others=others[:_MOST_OTHERS],
        others_left=max(len(others) - _MOST_OTHERS, 0),
        before=before,
        after=after,
        removed=share_removed(before, after),
        spent=bar(plan.cost, max(plan.budget, plan.cost), SUMMARY_WIDTH),
        remaining=bar(after, before, SUMMARY_WIDTH),
        left=tuple(_left(given, scale) for scale in Scale if scale in plan.left),
        gaps=tuple(_gaps(given, kind) for kind in CapabilityKind),
        turns=tuple(_turn(given, each) for each in plan.pathway if each.when),
        steady=_steady(plan),
        no_regret=_no_regret(plan),
    )


def prospects(plan: Plan) -> dict[str, object]:
    """What stands around the plan, of JSON values only: front, worth of more, other futures, closing of gaps."""
    robust = plan.robust
    return {
        "gap": plan.gap,
        "front": [{"cost": p.cost, "left": p.left, "measures": list(p.measures), "gap": p.gap} for p in plan.front],
        "worth": {one.name: {"step": one.step, "unit": one.unit, "gain": one.gain} for one in plan.worth},
        "no_regret": list(robust.no_regret) if robust else None,
        "signposts": [_signpost(one) for one in robust.signposts] if robust else None,
        "pathway": [_step(one) for one in plan.pathway],
        "steadying": _steadying(plan.steadying),
        "closing": {str(one.kind): {"buy": one.buy, "cost": one.cost} for one in plan.closing},
        "unmet": list(plan.unmet),
    }


def _signpost(one: Signpost) -> dict[str, object]:
    conditions = [{"quantity": c.quantity, "side": c.side, "level": c.level, "unit": c.unit} for c in one.conditions]
    return {"conditions": conditions, "add": list(one.add), "drop": list(one.drop), "saves": one.saves}


def _step(one: Step) -> dict[str, object]:
    when = [{"quantity": c.quantity, "side": c.side, "level": c.level, "unit": c.unit} for c in one.when]
    return {
        "when": when,
        "add": list(one.add),
        "drop": list(one.drop),
        "lead": one.lead,
        "by": one.by,
        "saves": one.saves,
    }


def _steadying(held: Steadying | None) -> dict[str, object] | None:
    if held is None:
        return None
    return {"added": list(held.added), "dropped": list(held.dropped), "free": list(held.free), "cost": held.cost}


def _titles(plan: Plan, names: Iterable[str]) -> tuple[str, ...]:
    titles = {choice.measure: choice.title for choice in plan.choices}
    return tuple(titles.get(name, name) for name in names)


def _no_regret(plan: Plan) -> tuple[str, ...]:
    return _titles(plan, plan.robust.no_regret if plan.robust else ())


def _turn(given: Given, one: Step) -> TurnRow:
    watched = {name for condition in one.when for name in condition.indicators}
    return TurnRow(
        conditions=one.when,
        add=_titles(given.plan, one.add),
        drop=_titles(given.plan, one.drop),
        lead=one.lead,
        by=one.by,
        saves=one.saves,
        indicators=tuple(each.title for each in given.place.indicators if each.id in watched),
    )


def _steady(plan: Plan) -> SteadyView | None:
    held = plan.steadying
    if held is None:
        return None
    chosen, free = {choice.measure for choice in plan.choices if choice.chosen}, set(held.free)
    return SteadyView(
        added=_titles(plan, held.added),
        dropped=_titles(plan, held.dropped),
        kept=_titles(plan, sorted(chosen - free)),
        held_back=_titles(plan, sorted(free - chosen)),
        cost=held.cost,
        price=held.price,
    )


def share_removed(before: float | None, after: float | None) -> float | None:
    """The share of an expected loss that is taken away; None when there is none or a number is missing."""
    if before is None or after is None or wording.missing(before) or wording.missing(after) or before <= 0:
        return None
    return 1 - after / before


def _rank(choice: Choice) -> tuple[bool, bool, float, str]:
    """Chosen first; those that cost nothing before all others; then by ratio."""
    ratio = choice.ratio
    return not choice.chosen, ratio is not None, 0.0 if ratio is None else -ratio, choice.measure


def _row(given: Given, choice: Choice, largest: float | None) -> ChoiceRow:
    field = next((str(each.field) for each in given.place.measures if each.id == choice.measure), "")
    return ChoiceRow(choice, field, given.jurisdiction(choice.jurisdiction), bar(choice.ratio, largest, RATIO_WIDTH))


def _left(given: Given, scale: Scale) -> LeftRow:
    total = next((each for each in given.assessment.totals if each.group == "all" and each.scale is scale), None)
    before = None if total is None else total.expected.mean
    after = given.plan.left[scale]
    return LeftRow(scale, before, after, unit(given, scale), share_removed(before, after))


def _gaps(given: Given, kind: CapabilityKind) -> GapGroup:
    known = sum(each.kind is kind for each in given.place.capabilities)
    return GapGroup(kind, tuple(each for each in given.plan.gaps if each.kind is kind), known)
