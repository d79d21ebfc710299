"""Why each measure was chosen or not, in one sentence with its figures. Not here: the choice itself (`search`)."""

import math
from dataclasses import dataclass

from forestall.model.words import Scale
from forestall.prevent.capability import shortfall
from forestall.prevent.problem import Problem, allowed, spent, unit_cost, with_requirements
from forestall.prevent.trials import Trial, Trials


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the reasons rest on."""

    problem: Problem
    """The limits."""
    trials: Trials
    """What was tried."""
    plan: Trial
    """The plan."""
    currency: str
    """Code of the currency."""


def money(amount: float, currency: str) -> str:
    """An amount as people say it: `1.3 M EUR`, `340 k EUR`."""
    for size, letter in ((1e9, " bn"), (1e6, " M"), (1e3, " k")):
        if abs(amount) >= 0.9995 * size:
            value = amount / size
            return f"{value:.0f}{letter} {currency}" if abs(value) >= 99.95 else f"{value:.1f}{letter} {currency}"
    return f"{amount:.0f} {currency}"


def why_chosen(grounds: Grounds, name: str, marginal: float) -> str:
    """Why a measure is in the plan; `marginal` is what would come back without it [currency/year]."""
    figures = f"{_money(grounds, marginal)} a year for {_money(grounds, grounds.problem.cost[name])}"
    if math.fsum(grounds.trials.alone[name]) <= 0.0:
        others = sorted(k for k in grounds.plan.measures if name in grounds.problem.requires[k])
        if not others:
            return f"chosen: asked for; takes nothing away for {_money(grounds, grounds.problem.cost[name])}"
        return f"chosen: {_list(others)} cannot be without it; together they take away {figures}"
    return f"chosen: takes away {figures}"


def why_not(grounds: Grounds, name: str, by_scale: dict[Scale, float]) -> str:
    """Why a measure is not in the plan: the first reason that holds, the plainest ones first."""
    reasons = (_no_effect(grounds, name, by_scale), _does_not_pay(grounds, name), _cannot_be(grounds, name))
    found = next((reason for reason in reasons if reason), None)
    return f"not chosen: {found or _better_spent(grounds, name)}"


def would_pay(grounds: Grounds, name: str) -> bool:
    """Whether a measure that is not in the plan would pay beside it, if the capabilities that it needs were there.

    Where the two were not tried together, its benefit by itself is taken.
    """
    problem, plan = grounds.problem, grounds.plan
    if name in plan.measures or problem.excludes[name] & plan.measures:
        return False
    wider = plan.measures | {name}
    known = grounds.trials.known(wider)
    yearly = grounds.trials.of(wider).yearly - plan.yearly if known else math.fsum(grounds.trials.alone[name])
    return yearly * problem.years[name] > problem.cost[name]


def _no_effect(grounds: Grounds, name: str, by_scale: dict[Scale, float]) -> str | None:
    alone = math.fsum(grounds.trials.alone[name])
    if alone < 0.0:
        return f"adds {_money(grounds, -alone)} a year to the expected loss"
    if alone > 0.0:
        return None if grounds.problem.years[name] > 0.0 else "it would work only after the planning period"
    if any(amount > 0.0 for amount in by_scale.values()):
        return "what it takes away is on scales to which the place gives no weight"
    return "takes nothing away from any scenario"


def _does_not_pay(grounds: Grounds, name: str) -> str | None:
    problem = grounds.problem
    benefit = math.fsum(grounds.trials.alone[name]) * problem.years[name]
    if benefit <= problem.cost[name]:
        return f"costs {_money(grounds, problem.cost[name])}, takes away only {_money(grounds, benefit)} in all"
    return None


def _cannot_be(grounds: Grounds, name: str) -> str | None:
    problem, plan = grounds.problem, grounds.plan.measures
    against = sorted(problem.excludes[name] & plan)
    if against:
        return f"cannot be together with {_list(against)}"
    if problem.cost[name] > problem.budget:
        return f"costs {_money(grounds, problem.cost[name])}, more than the whole budget"
    for capability, lacking in shortfall(problem, plan, name).items():
        if unit_cost(problem, capability) is None:
            return f"needs {_amount(problem, capability, lacking)} more than {_left(problem, plan, capability)}"
    return None


def _better_spent(grounds: Grounds, name: str) -> str:
    """Why a measure that pays by itself, and could be, is better left out."""
    problem, plan = grounds.problem, grounds.plan
    wider = plan.measures | with_requirements(problem, [name])
    missing = sorted(wider - plan.measures - {name})
    company = f"with {_list(missing)}, without which it cannot be, it " if missing else ""
    if not wider <= problem.measures.keys():
        return f"needs {_list(missing)}, which there is not"
    if grounds.trials.known(wider) and grounds.trials.of(wider).net <= plan.net:
        more = grounds.trials.of(wider)
        gained, paid = _money(grounds, more.yearly - plan.yearly), _money(grounds, more.cost - plan.cost)
        return f"{company or 'beside the plan it '}takes away only {gained} a year more for {paid}"
    if allowed(problem, wider):
        return f"{company or 'beside the plan it '}promises nothing more for its cost"
    price, left = spent(problem, wider) - plan.cost, problem.budget - plan.cost
    if price <= left:
        return f"{company}does not fit beside the plan"
    rivals = _rivals(grounds)
    better = f"; the budget is better spent on {_list(rivals)}" if rivals else ""
    return f"{company}costs {_money(grounds, price)}, {_money(grounds, left)} are left{better}"


def _rivals(grounds: Grounds) -> list[str]:
    """Up to three measures of the plan with the most money in them."""
    cost = grounds.problem.cost
    paid = [name for name in grounds.plan.measures if cost[name] > 0.0]
    return sorted(paid, key=lambda name: (-cost[name], name))[:3]


def _left(problem: Problem, plan: frozenset[str], capability: str) -> str:
    taken = any(name in plan for name in problem.amounts[capability])
    return "the plan leaves" if taken else "there are"


def _amount(problem: Problem, capability: str, lacking: float) -> str:
    known = problem.capabilities.get(capability)
    return f"{math.ceil(lacking - 1e-9)} {capability if known is None else f'{known.unit} of {known.title}'}"


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _money(grounds: Grounds, amount: float) -> str:
    return money(amount, grounds.currency)
