"""The stage: from an assessed place to a plan. Not here: how the set is found (`search`)."""

import math
from datetime import datetime

from forestall.model.place import Place
from forestall.model.plan import Choice, Plan
from forestall.model.words import Scale
from forestall.prevent.capability import measure_gaps, scenario_gaps
from forestall.prevent.exchange import brings_back
from forestall.prevent.problem import EMPTY, bought, pose
from forestall.prevent.reasons import Grounds, why_chosen, why_not, would_pay
from forestall.prevent.search import search
from forestall.prevent.trials import Simulation, Trials

__all__ = ["Simulation", "prevent"]


def prevent(place: Place, simulation: Simulation, at: datetime) -> Plan:
    """Choose the measures that take away most for their cost, within budget, capabilities and each other's limits.

    Args:
        place: the place; its weights turn all scales into its currency, a scale without weight does not count
        simulation: the assessed place, asked about 3 times the measures and 50 times at most
        at: time of the pass; the planning period begins then, so nothing else depends on it

    Returns:
        The plan, with every measure's figures and reason. It is valid, and empty, where there is nothing to choose.

    Raises:
        InputError: the simulation gives something that is no amount of loss.
    """
    problem = pose(place)
    weights = {scale: rule.weight for scale, rule in place.profile.scales.items()}
    trials = Trials(simulation, problem, weights)
    found = search(problem, trials)
    grounds = Grounds(problem, trials, found.trial, place.profile.currency)
    choices = [_choice(grounds, name) for name in problem.measures]
    choices.sort(key=lambda c: (not c.chosen, -math.inf if c.ratio is None else -c.ratio, c.measure))
    waiting = [name for name in problem.measures if would_pay(grounds, name)]
    before = math.fsum(trials.before)
    return Plan(
        budget=problem.budget,
        cost=found.trial.cost,
        before=before,
        after=max(0.0, before - found.trial.yearly),
        left=dict(found.trial.by_scale),
        choices=tuple(choices),
        gaps=(*measure_gaps(problem, found.trial.measures, waiting), *scenario_gaps(problem, place)),
        optimal=found.optimal,
        benefit=math.fsum(found.trial.present),
        bought=bought(problem, found.trial.measures),
    )


def _choice(grounds: Grounds, name: str) -> Choice:
    problem, trials = grounds.problem, grounds.trials
    measure = problem.measures[name]
    chosen = name in grounds.plan.measures
    alone = math.fsum(trials.alone[name])
    marginal = brings_back(trials, grounds.plan, name) if chosen else None
    benefit = (alone if marginal is None else marginal) * problem.years[name]
    by_scale = _by_scale(trials, name)
    return Choice(
        measure=name,
        title=measure.title,
        jurisdiction=measure.jurisdiction,
        cost=problem.cost[name],
        alone=alone,
        marginal=marginal,
        benefit=benefit,
        ratio=benefit / problem.cost[name] if problem.cost[name] > 0.0 else None,
        chosen=chosen,
        why=why_not(grounds, name, by_scale) if marginal is None else why_chosen(grounds, name, marginal),
        by_scale=by_scale,
    )


def _by_scale(trials: Trials, name: str) -> dict[Scale, float]:
    """Expected yearly loss that a measure takes away by itself on each scale [1/year]."""
    before, after = trials.of(EMPTY).by_scale, trials.of(frozenset({name})).by_scale
    return {scale: amount - after[scale] for scale, amount in before.items()}
