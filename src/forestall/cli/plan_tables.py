"""A plan on a terminal, a sentence each; and as JSON. Not here: the plan (`pipeline.plan`)."""

import math
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from forestall.model.plan import Choice, Plan, Robust, RobustPlan, Signpost
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
    sections = {
        "What more would bring": _worth(plan, currency),
        "Steadiness": _steady(plan, currency),
        "Other futures": [] if plan.robust is None else _futures(plan.robust, currency),
        "Signposts": [signpost(one, titles, currency) for one in (plan.robust.signposts if plan.robust else ())],
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


def signpost(one: Signpost, titles: dict[str, str], currency: str) -> str:
    """When another plan would be better, in a sentence."""
    parts = []
    for each in one.conditions:
        watched = f" (watched by {', '.join(each.indicators)})" if each.indicators else ""
        parts.append(f"{each.quantity} {each.side} {each.level:.2g} {each.unit}{watched}")
    acts = [f"add {', '.join(titles.get(m, m) for m in one.add)}"] if one.add else []
    acts += [f"give up {', '.join(titles.get(m, m) for m in one.drop)}"] if one.drop else []
    return (
        f"If {' and '.join(parts)}: {' and '.join(acts)}; saves {money(one.saves, currency)}, right in "
        f"{one.density:.0%} of such futures, sees {one.coverage:.0%} of those where it matters."
    )


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
