"""The best set of measures that can be found: a linear programme that learns from the simulation, then exchanges.

The programme overstates what overlapping measures take away together. Each of its answers is tried in the
simulation, and what was learnt is added to it as rows (`constraints.tightened`), until its bound meets the best set
that was tried. Then single measures are added, dropped and swapped as long as the simulation says it pays.
Not here: the limits (`problem`), the rows (`constraints`).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from forestall.prevent import constraints
from forestall.prevent.constraints import Estimates
from forestall.prevent.exchange import exchange, rank
from forestall.prevent.problem import EMPTY, Measures, Problem, allowed, with_requirements
from forestall.prevent.solve import Answer, Row, solve
from forestall.prevent.trials import Trial, Trials

TOLERANCE = 1e-6
"""Share of all that could be taken away within which the programme's bound and a tried set are the same."""


PATIENCE, STANDSTILL = 9, 0.9
"""The programme is left when in so many rounds less than a tenth of the gap to its bound was closed."""

STEPS = 40_000
"""Simplex iterations after which it is left as well: some seconds."""


@dataclass(frozen=True, slots=True)
class Found:
    """The best set found."""

    trial: Trial
    """It, tried in the simulation."""
    optimal: bool
    """No better set exists, provided that effects overlap and never strengthen one another, which no trial denied."""


def search(problem: Problem, trials: Trials, proposed: Iterable[Measures] = ()) -> Found:
    """The best set found within the trials that are granted: about 3 times the measures and 50 in all.

    Args:
        problem: the limits
        trials: what the simulation says
        proposed: sets to begin from as well; those that break a limit are passed over
    """
    estimates = constraints.estimate(problem, trials)
    if estimates.gain == 0.0:
        return Found(trials.of(EMPTY), optimal=True)
    for start in (frozenset(problem.measures), greedy(problem, estimates), *proposed):
        trials.of(start)
    half = len(problem.measures) // 2
    bound = _learn(trials, estimates, half + 20)
    best = exchange(trials, estimates, _best(trials, estimates.gain), half + 24)
    met = bound <= best.net + TOLERANCE * estimates.gain
    return Found(best, optimal=met and overlapping(trials))


def greedy(problem: Problem, estimates: Estimates) -> Measures:
    """Measures that pay by themselves, by benefit over cost, each with what it requires, as long as limits allow."""
    benefit = {name: math.fsum(gains) for name, gains in estimates.present.items()}
    paying = [name for name in problem.measures if benefit[name] > problem.cost[name]]
    ratio = {name: benefit[name] / problem.cost[name] if problem.cost[name] > 0.0 else math.inf for name in paying}
    chosen = EMPTY
    for name in sorted(paying, key=lambda name: (-ratio[name], name)):
        wider = chosen | with_requirements(problem, [name])
        if wider <= problem.measures.keys() and allowed(problem, wider):
            chosen = wider
    return chosen


def overlapping(trials: Trials) -> bool:
    """Whether all that was tried fits the assumption: no harm, and together no more than the sum of each alone."""
    slack = TOLERANCE * trials.before
    if any(np.any(effect < -slack) for effect in trials.alone.values()):
        return False
    for trial in trials.seen:
        alone = sum((trials.alone[name] for name in sorted(trial.measures)), np.zeros_like(trials.before))
        if np.any(trial.removed > alone + slack):
            return False
    return True


def _best(trials: Trials, gain: float) -> Trial:
    tried = (trial for trial in trials.seen if allowed(trials.problem, trial.measures))
    return min(tried, key=lambda trial: rank(trial, gain))


def _learn(trials: Trials, estimates: Estimates, rounds: int) -> float:
    """Solve, try the answer, add what was learnt as rows, until the bound is met, stands still or the rounds are used.

    Returns:
        What no set that was not tried can surpass [currency].
    """
    problem = trials.problem
    names = constraints.columns(problem, estimates)
    rows: list[Row] = [*constraints.limits(problem, estimates)]
    rows += constraints.tightened(estimates, [trials.of(frozenset(problem.measures))])
    gaps, bound, steps = [math.inf], math.inf, 0
    for _ in range(rounds):
        answer = solve(names, rows)
        if answer is None:
            return -math.inf
        bound = min(bound, answer.bound * estimates.gain)
        steps += answer.steps
        gaps.append(bound - _best(trials, estimates.gain).net)
        met = gaps[-1] <= TOLERANCE * estimates.gain
        if met or steps > STEPS or gaps[-1] > STANDSTILL * gaps[-PATIENCE:][0]:
            break
        rows += _lesson(trials, estimates, answer)
    return bound


def _lesson(trials: Trials, estimates: Estimates, answer: Answer) -> tuple[Row, ...]:
    """The rows that rule out what an answer of the programme promised and its trial did not keep."""
    chosen = frozenset(name for (kind, name), value in answer.values.items() if kind == "choose" and value > 0.5)
    if not allowed(trials.problem, chosen):
        return constraints.forbid(trials.problem, chosen)
    broken = [row for row in constraints.tightened(estimates, [trials.of(chosen)]) if row.broken(answer.values)]
    return tuple(broken) or constraints.forbid(trials.problem, chosen)
