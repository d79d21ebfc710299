"""A plan from the fitted portfolio, checked in the simulation; where they differ, pairs are tried and it is refitted.

Not here: the fit (`fit`), the exchanges that follow on the simulation alone (`exchange`).
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from forestall.core.errors import InputError
from forestall.model.place import Place
from forestall.prevent.exact import Optimum, best
from forestall.prevent.fit import Fitted, Pair, fit, interplay, promised
from forestall.prevent.fit_limits import Wish, limited
from forestall.prevent.portfolio import Floats
from forestall.prevent.problem import Measures, Problem
from forestall.prevent.shortage import shortages
from forestall.prevent.trials import Trials

PAIRS = 12
"""Pairs that are tried at most."""

ROUNDS = 4
"""Fits at most."""

FIT = 1e-3
"""Share of the loss by which fit and simulation may differ."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the fitted portfolio says."""

    fitted: Fitted
    """It."""
    optimum: Optimum
    """Its best plan."""
    measures: Measures
    """The measures of that plan."""
    error: float
    """Difference between fit and simulation of what is left with them, as a share of the loss without measures."""


def propose(
    problem: Problem, trials: Trials, place: Place, wish: Wish, starts: tuple[float, ...] = (0.0,), pairs: int = PAIRS
) -> Proposal:
    """The best plan of the fitted portfolio, refitted until the simulation agrees or the pairs are used up.

    Raises:
        InputError: no plan keeps all limits; says which and by how much.
    """
    known: dict[Pair, Floats] = {}
    while True:
        fitted = fit(problem, trials, place.profile.appraisal, starts=starts, pairs=known)
        fitted = limited(fitted, problem, place, trials.scenarios, wish)
        optimum = best(fitted.portfolio)
        if optimum is None:
            raise InputError(infeasible(fitted, place.profile.currency))
        measures = fitted.measures(optimum.plan)
        gap = np.abs(promised(fitted, trials, measures) - trials.table(measures))
        error = float(gap.sum()) / (float(trials.before.sum()) or 1.0)
        new = _pairs(fitted, trials, measures, gap, pairs - len(known)) if len(starts) == 1 else []
        if error <= FIT or not new:
            return Proposal(fitted, optimum, measures, error)
        known |= {pair: interplay(trials, *pair) for pair in new}


def infeasible(fitted: Fitted, currency: str) -> str:
    """Which limits no plan can keep together, and how much each lacks."""
    short = shortages(fitted.portfolio)
    if short is None:
        hard = sorted({limit.name for limit in fitted.portfolio.limits if "has to be" in limit.name})
        return (
            f"no plan keeps all limits, whatever is spent: {', '.join(hard) or 'the requirements'} contradicts what "
            "the measures require or exclude; leave one of them out"
        )
    lacks = [f"{one.limit} is short by {one.by:,.0f} {_unit(one.limit, currency)}".rstrip() for one in short]
    return f"no plan keeps all limits: {'; '.join(lacks)}; allow that much more, or ask for less"


def _unit(limit: str, currency: str) -> str:
    return currency if limit.startswith(("budget", "fair")) else ""


def _pairs(fitted: Fitted, trials: Trials, measures: Measures, gap: Floats, most: int) -> list[Pair]:
    """Pairs of the plan to try: both act on a loss that the fit got wrong; those with most at stake first."""
    before = trials.table(frozenset())
    wrong = gap > FIT * before
    acts = {name: (np.abs(trials.table(frozenset({name})) - before) > 0.0) & wrong for name in sorted(measures)}
    stake = {
        (a, b): float((gap * (acts[a] & acts[b])).sum())
        for a, b in combinations(sorted(measures), 2)
        if (a, b) not in fitted.pairs
    }
    ranked = sorted((pair for pair, amount in stake.items() if amount > 0.0), key=lambda pair: (-stake[pair], pair))
    return ranked[: max(0, most)]
