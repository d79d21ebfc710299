"""A set of measures made better one exchange at a time: drop, add or swap, as long as the simulation says it pays.

Not here: where the search begins and what bounds it (`search`).
"""

import math

import numpy as np

from forestall.prevent.constraints import Estimates
from forestall.prevent.problem import EMPTY, Measures, Problem, allowed, spent, with_requirements, without
from forestall.prevent.trials import Floats, Trial, Trials

TIE = 1e-9
"""Share of all that could be taken away within which two plans are worth the same."""

Rank = tuple[float, float, int, tuple[str, ...]]


def rank(trial: Trial, gain: float) -> Rank:
    """Order of plans, best first: most net present value, then least cost, then fewest measures, then by id."""
    tie = TIE * gain
    ids = tuple(sorted(trial.measures))
    return -float(round(trial.net / tie)), float(round(trial.cost / tie)), len(ids), ids


def exchange(trials: Trials, estimates: Estimates, start: Trial, limit: int) -> Trial:
    """The best set that single exchanges lead to.

    Args:
        start: an allowed set
        limit: new sets that may be tried for adding and swapping; dropping is never limited, so that what remains
            has a measured benefit each

    Returns:
        An allowed set from which no measure can be dropped without loss; as good as `start`, unless `start` held
        measures that, left out, brought back nothing.
    """
    best, visited = start, {start.measures}
    last = trials.count + limit
    while True:
        better = _dropped(trials, estimates, best) or _widened(trials, estimates, best, visited, last)
        if better is None:
            return best
        best = better
        visited.add(best.measures)


def brings_back(trials: Trials, chosen: Trial, name: str) -> float:
    """Weighted yearly loss [currency/year] that comes back when a measure, with all that requires it, is left out."""
    return chosen.yearly - trials.of(without(trials.problem, chosen.measures, name)).yearly


def _dropped(trials: Trials, estimates: Estimates, best: Trial) -> Trial | None:
    """The best set with one measure less: better, or without a measure that takes nothing away."""
    problem, kept = trials.problem, rank(best, estimates.gain)
    idle, better = [], []
    for name in sorted(best.measures):
        trial = trials.of(_tidy(problem, estimates, without(problem, best.measures, name)))
        if not allowed(problem, trial.measures):
            continue
        if brings_back(trials, best, name) <= 0.0:
            idle.append(trial)
        elif rank(trial, estimates.gain) < kept:
            better.append(trial)
    return min(idle or better, key=lambda trial: rank(trial, estimates.gain), default=None)


def _widened(trials: Trials, estimates: Estimates, best: Trial, visited: set[Measures], last: int) -> Trial | None:
    """The first better set with a measure more, or one in place of another; those that promise most come first."""
    kept = rank(best, estimates.gain)
    for promise, _, chosen in sorted(_candidates(trials, estimates, best), key=lambda c: c[:2]):
        if -promise < best.net - TIE * estimates.gain:
            return None
        if chosen in visited or (trials.count >= last and not trials.known(chosen)):
            continue
        trial = trials.of(chosen)
        if rank(trial, estimates.gain) < kept:
            return trial
    return None


def _candidates(trials: Trials, estimates: Estimates, best: Trial) -> list[tuple[float, tuple[str, ...], Measures]]:
    """Allowed sets one exchange away, as (less the most that each can be worth, ids, set)."""
    problem = trials.problem
    bases = [best, *(trials.of(s) for s in _neighbours(problem, best) if trials.known(s)), trials.of(EMPTY)]
    found: dict[Measures, float] = {}
    for start in [best.measures, *_neighbours(problem, best)]:
        for name in problem.measures:
            wider = start | with_requirements(problem, [name])
            if name in best.measures or wider in found or not wider <= problem.measures.keys():
                continue
            if allowed(problem, wider):
                found[wider] = _most(problem, estimates, bases, wider)
    return [(-worth, tuple(sorted(chosen)), chosen) for chosen, worth in found.items()]


def _neighbours(problem: Problem, best: Trial) -> list[Measures]:
    return [without(problem, best.measures, name) for name in sorted(best.measures)]


def _most(problem: Problem, estimates: Estimates, bases: list[Trial], chosen: Measures) -> float:
    """The most that a set can be worth [currency] when effects overlap: the rows of `saturation`, without a solver."""
    limit: Floats = np.full(len(estimates.scenarios), math.inf)
    for base in bases:
        more = [estimates.present[name] for name in sorted(chosen - base.measures)]
        limit = np.minimum(limit, estimates.years * base.removed + np.sum(more, axis=0))
    return math.fsum(limit) - spent(problem, chosen)


def _tidy(problem: Problem, estimates: Estimates, chosen: Measures) -> Measures:
    """A set without measures that take nothing away by themselves and that none of the rest requires."""
    while spare := {
        name
        for name in chosen
        if math.fsum(estimates.present[name]) <= 0.0 and not any(name in problem.requires[k] for k in chosen)
    }:
        chosen -= spare
    return chosen
