"""How a plan holds in other futures: robust plans, measures that are in every future's best plan, signposts.

Not here: the futures (`futures`), how each plan is found (`robust`, `satisfice`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from forestall.model.place import Place
from forestall.model.plan import Robust, RobustPlan
from forestall.prevent.fared import fare, good_enough
from forestall.prevent.fit import Fitted
from forestall.prevent.futures import Drawn, draw
from forestall.prevent.portfolio import Floats, Portfolio
from forestall.prevent.problem import Measures
from forestall.prevent.robust import TAIL, WORST_REGRET, Hedge, hedge, worst
from forestall.prevent.satisfice import satisfice
from forestall.prevent.signposts import Rivals, signposts
from forestall.prevent.single import each_best

NO_REGRET = 0.95
"""Share of futures in whose own best plan a measure has to be."""

WITNESSES = 2_000
"""Futures in which plans are compared, not chosen: enough to see where one is better."""


@dataclass(frozen=True, slots=True)
class Scope:
    """How much of it to work out."""

    futures: int = 20
    """Futures for which plans are chosen."""
    robust: bool = False
    """Whether plans over all futures are chosen, beside what is best in each."""
    gap: float = 1e-3
    """Relative gap at which to stop."""


def foresight(
    fitted: Fitted,
    place: Place,
    scenarios: tuple[str, ...],
    chosen: Measures,
    rng: Callable[[str], np.random.Generator],
    scope: Scope,
) -> Robust:
    """How a chosen plan holds.

    Args:
        fitted: the place with its limits
        place: its fields, frequencies and indicators
        scenarios: their order in the fit
        chosen: the plan
        rng: a generator for each purpose, always the same for the same purpose
        scope: how much to work out
    """
    budget = place.profile.appraisal.budget
    drawn = draw(fitted, place, scenarios, budget, scope.futures, rng("futures"))
    ideals = each_best(drawn.portfolio, drawn.futures, scope.gap)
    counts = _counts(fitted, ideals.plans)
    shares = {name: count / scope.futures for name, count in sorted(counts.items())}
    own_here = complete(fitted, drawn.portfolio, chosen)
    hedges = _hedges(drawn, ideals.totals, ideals.plans, scope) if scope.robust else ()
    witnesses = draw(fitted, place, scenarios, budget, WITNESSES, rng("witnesses"))
    own = complete(fitted, drawn.portfolio, chosen)
    rivals = Rivals(own, np.unique(np.vstack([ideals.plans, *(h.plan[None] for _, h in hedges)]), axis=0))
    return Robust(
        futures=scope.futures,
        plans=tuple(_record(fitted, kind, found, drawn, ideals.totals) for kind, found in hedges),
        shares=shares,
        no_regret=tuple(name for name, share in shares.items() if share >= NO_REGRET),
        signposts=signposts(fitted, place, witnesses, rivals),
        settled=ideals.proven,
        own=fare(drawn, own_here, sorted(chosen), ideals.totals),
    )


def complete(fitted: Fitted, portfolio: Portfolio, measures: Measures) -> Floats:
    """The columns of a set with the purchases that its capabilities need, shape (columns,)."""
    plan = np.zeros(len(portfolio.names))
    begun = fitted.plan(measures)
    plan[: begun.size] = begun
    for limit in portfolio.limits:
        buys = np.flatnonzero((limit.on < 0.0) & (portfolio.most > 1))
        lacking = float(limit.on[: begun.size] @ begun) - limit.upper
        if buys.size and lacking > 0.0 and limit.name.startswith("capability"):
            plan[buys[0]] = np.ceil(lacking - 1e-9)
    return plan


def _counts(fitted: Fitted, plans: Floats) -> dict[str, int]:
    counts: dict[str, int] = {}
    for plan in plans:
        for name in fitted.measures(plan):
            counts[name] = counts.get(name, 0) + 1
    return counts


Kind = Literal["tail", "regret", "satisfice"]


def _hedges(drawn: Drawn, ideals: Floats, pool: Floats, scope: Scope) -> tuple[tuple[Kind, Hedge], ...]:
    tail = hedge(drawn.portfolio, drawn.futures, TAIL, scope.gap)
    regret = hedge(drawn.portfolio, drawn.futures, WORST_REGRET, scope.gap)
    known = np.unique(np.vstack([pool, tail.plan[None], regret.plan[None]]), axis=0)
    nothing = drawn.futures.totals(drawn.portfolio, np.zeros((1, known.shape[1])))[0]
    enough = satisfice(drawn.portfolio, drawn.futures, good_enough(nothing, ideals), known)
    return ("tail", tail), ("regret", regret), ("satisfice", enough)


def _record(fitted: Fitted, kind: Kind, found: Hedge, drawn: Drawn, ideals: Floats) -> RobustPlan:
    totals = found.totals
    return RobustPlan(
        kind=kind,
        measures=tuple(sorted(fitted.measures(found.plan))),
        value=found.value,
        bound=found.bound,
        gap=abs(found.value - found.bound) / abs(found.value) if found.value else 0.0,
        mean=float(totals.mean()),
        worst=float(worst(totals, TAIL.share) @ totals),
        regret=float(np.max(totals - ideals)),
    )
