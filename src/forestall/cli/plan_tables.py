"""A plan on a terminal, a sentence each; and as JSON. Not here: the plan (`pipeline.plan`)."""

import math
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from forestall.model.plan import Choice, Condition, Plan, Robust, RobustPlan, Signpost
from forestall.pipeline.plan import PlanResult
from forestall.prevent.reasons import money

TOP = 8
KINDS = {
    "tail": "least loss in the worst tenth of futures",
    "regret": "least worst regret",
    "satisfice": "good enough in most futures",
}


def as_json(result: PlanResult) -> dict[str, Any]:
    """The plan in JSON values; what is no finite number is null."""
    found = _plain(asdict(result.plan))
    return {"place": result.place.profile.name, "at": result.at.isoformat(), **found}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def show(result: PlanResult) -> None:
    """Print the plan and what stands around it."""
    console, plan = Console(highlight=False, soft_wrap=False), result.plan
    currency, titles = result.place.profile.currency, {m.id: m.title for m in result.place.measures}
    console.print(f"\n[bold]{escape(result.place.profile.name)}[/]: {escape(headline(plan, currency))}")
    for line in (*proof(plan), *plan.remarks):
        console.print(f"  {escape(line)}")
    console.print(_choices("chosen", [c for c in plan.choices if c.chosen], plan, currency))
    others = [c for c in plan.choices if not c.chosen]
    console.print(_choices("best of those not chosen", others[:TOP], plan, currency))
    console.print(_front(plan, currency))
    if plan.pathway[1:]:
        console.print(_pathway(plan, titles, currency))
    sections = {
        "The worst years": _tail(plan, titles, currency),
        "What more would bring": _worth(plan, currency),
        "Steadiness": _steady(plan, currency),
        "Other futures": [] if plan.robust is None else _futures(plan.robust, currency),
        "Signposts": [signpost(one, currency) for one in (plan.robust.signposts if plan.robust else ())],
        "Capabilities": _capabilities(plan, currency),
    }
    for title, lines in sections.items():
        if lines:
            console.print(f"\n[bold]{title}[/]")
            for line in lines:
                console.print(f"  {escape(line)}")


def headline(plan: Plan, currency: str) -> str:
    """The plan in one sentence."""
    count = sum(choice.chosen for choice in plan.choices)
    share = 1.0 - plan.after / plan.before if plan.before > 0.0 else 0.0
    return (
        f"{count} of {len(plan.choices)} measures for {money(plan.cost, currency)} of {money(plan.budget, currency)} "
        f"take away {share:.0%} of the expected loss of {money(plan.before, currency)} a year."
    )


def proof(plan: Plan) -> list[str]:
    """What is proven of it."""
    lines = ["No better plan exists among those the search allows for." if plan.optimal else "A better plan may exist."]
    if plan.gap is not None and plan.fit is not None:
        lines.append(
            f"If measures multiply as in the trials, another plan is worth at most {plan.gap:.2%} more; "
            f"the simulation of the whole plan differs from that by {plan.fit:.2%} of the loss."
        )
    return lines


def _choices(caption: str, choices: list[Choice], plan: Plan, currency: str) -> Table:
    table = _table(caption, "cost", "takes away", *(["begun in year"] if plan.begun else []), "why")
    for one in choices:
        begun = [f"{plan.begun[one.measure]:g}" if one.measure in plan.begun else ""] if plan.begun else []
        table.add_row(
            escape(one.title), money(one.cost, currency), money(one.benefit, currency), *begun, escape(one.why)
        )
    return table


def _front(plan: Plan, currency: str) -> Table:
    grows = any(point.development is not None for point in plan.front)
    most = max((point.left for point in plan.front), default=0.0)
    table = _table("front: cost", "taken away over the period", *(["development"] if grows else []), "measures", "gap")
    for point in plan.front:
        middle = [f"{point.development:g}" if point.development is not None else ""] if grows else []
        table.add_row(
            money(point.cost, currency),
            money(most - point.left, currency),
            *middle,
            str(len(point.measures)),
            f"{point.gap:.2%}",
        )
    return table


def _worth(plan: Plan, currency: str) -> list[str]:
    lines = []
    for one in plan.worth:
        what = money(one.step, currency) if one.name == "budget" else f"{one.step:g} {one.unit} of {one.title}"
        gain = f"brings {money(one.gain, currency)} more" if one.gain > 0.0 else "brings nothing more"
        lines.append(f"{what} more {gain}.")
    return lines


def _steady(plan: Plan, currency: str) -> list[str]:
    held = plan.steadying
    if held is None:
        return []
    return [
        f"Added: {', '.join(held.added) or 'nothing'}. Given up: {', '.join(held.dropped) or 'nothing'}.",
        f"Holding on to the plan before costs {money(held.cost, currency)} against the best plan begun afresh.",
    ]


def _futures(robust: Robust, currency: str) -> list[str]:
    lines = [f"In the best plan of at least 95 % of {robust.futures} futures: {', '.join(robust.no_regret) or 'none'}."]
    return lines + [_robust(one, currency) for one in robust.plans]


def _robust(one: RobustPlan, currency: str) -> str:
    known = f"{one.value:.0%} (at most {one.bound:.0%})" if one.kind == "satisfice" else money(one.value, currency)
    return f"{KINDS[one.kind]}: {known}, proven to {one.gap:.2%}: {', '.join(one.measures) or 'nothing'}"


def signpost(one: Signpost, currency: str) -> str:
    """How sure a turn of the pathway is, in a sentence."""
    watched = sorted({name for each in one.conditions for name in each.indicators})
    by = f"; watched by {', '.join(watched)}" if watched else ""
    return (
        f"When {conditions(one.conditions)}: saves {money(one.saves, currency)}, right in {one.density:.0%} of such "
        f"futures, sees {one.coverage:.0%} of those where it matters{by}."
    )


def conditions(every: tuple[Condition, ...]) -> str:
    """Conditions in words, such as `cost of all measures above 1.2 times today's`."""
    return " and ".join(f"{one.quantity} {one.side} {one.level:.2g} {one.unit}" for one in every)


def _pathway(plan: Plan, titles: dict[str, str], currency: str) -> Table:
    table = _table("pathway: when", "add", "give up", "works after", "pays until", "saves")
    for one in plan.pathway:
        named = [", ".join(titles.get(m, m) for m in measures) for measures in (one.add, one.drop)]
        table.add_row(
            escape(conditions(one.when) or "now"),
            *(escape(text) for text in (["the plan above", ""] if not one.when else named)),
            f"{one.lead:g} months",
            "" if one.by is None else f"year {one.by:.1f}",
            money(one.saves, currency) if one.when else "",
        )
    return table


def _tail(plan: Plan, titles: dict[str, str], currency: str) -> list[str]:
    tail = plan.tail
    if tail is None:
        return []
    mine = {choice.measure for choice in plan.choices if choice.chosen}
    other = [titles.get(m, m) for m in tail.instead if m not in mine]
    own = [titles.get(m, m) for m in sorted(mine - set(tail.instead))]
    differ = f"It has {', '.join(own) or 'nothing more'} instead of {', '.join(other) or 'nothing'}."
    with_plans = f"{money(tail.after, currency)} with this plan, {money(tail.expected, currency)} with the one"
    worst = (
        f"The worst {tail.share:.0%} of {tail.years:,} simulated years cost {money(tail.before, currency)} on average"
    )
    proven = f"If a measure takes the same share of every year's loss, another plan is at most {tail.gap:.2%} better"
    return [
        f"{worst}; {with_plans} for the expected loss. {differ if own or other else 'It is the same plan.'}",
        f"{proven}; the simulation of the worst years differs from that by {tail.fit:.2%}.",
    ]


def _capabilities(plan: Plan, currency: str) -> list[str]:
    lines = []
    for one in plan.closing:
        beyond = f"; money cannot buy {', '.join(one.beyond)}" if one.beyond else ""
        lines.append(f"{one.kind}: {one.short} short, closed for {money(one.cost, currency)}{beyond}.")
    if plan.unmet:
        lines.append(f"Scenarios whose needs are not met by what is ready: {', '.join(plan.unmet)}.")
    for loss in plan.stress[:3]:
        missed, undone = ", ".join(loss.scenarios) or "nothing", ", ".join(loss.measures) or "nothing"
        lines.append(f"Without {loss.lost}: no longer met {missed}; not done {undone}.")
    for cover in plan.covers[:3]:
        lasts = "lasts" if cover.days is None else f"lasts {cover.days:.1f} days"
        lines.append(f"{cover.capability} {lasts} in {cover.scenario}.")
    return lines


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold", header_style="bold")
    return table
