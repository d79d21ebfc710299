"""The stage: from an assessed place to a plan. Not here: how the set is found (`search`)."""

import math
from dataclasses import dataclass, field
from datetime import datetime

from forestall.core.errors import InputError
from forestall.model.place import Place
from forestall.model.plan import Choice, Plan, Steadying, Tail
from forestall.model.words import Scale
from forestall.prevent.capability import measure_gaps, scenario_gaps
from forestall.prevent.contradictions import contradictions
from forestall.prevent.exact import GAP, loss_of
from forestall.prevent.exchange import brings_back
from forestall.prevent.fit_limits import Wish
from forestall.prevent.foresight import complete
from forestall.prevent.portfolio import Floats
from forestall.prevent.problem import EMPTY, Measures, Problem, allowed, bought, pose
from forestall.prevent.propose import FIT, Proposal, propose
from forestall.prevent.prospects import Depth, steadied, with_prospects
from forestall.prevent.reasons import Grounds, why_chosen, why_not, would_pay
from forestall.prevent.search import Found, search
from forestall.prevent.tail import Cautious, YearLosses, cautious
from forestall.prevent.trials import Simulation, Trials

__all__ = ["Request", "Simulation", "prevent"]


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a plan beside the limits of the place."""

    wish: Wish = field(default_factory=Wish)
    """Limits of this plan only."""
    starts: tuple[float, ...] = (0.0,)
    """When measures may be begun [year from now], rising."""
    previous: tuple[str, ...] | None = None
    """Measures of the plan before, to which this one holds."""
    hold: float = 0.25
    """Price of a change from the plan before, as a share of the measure's cost."""
    depth: Depth = field(default_factory=Depth)
    """How much is worked out around the plan."""
    years: YearLosses | None = None
    """Simulated years, where the plan is to be made for the worst of them; None: for the expected loss."""

    @property
    def plain(self) -> bool:
        """Whether nothing is asked that only the portfolio knows of."""
        return self.wish == Wish() and len(self.starts) == 1 and self.previous is None and self.years is None


def prevent(place: Place, simulation: Simulation, at: datetime, request: Request | None = None) -> Plan:
    """Choose the measures that take away most for their cost, within budget, capabilities and each other's limits.

    Args:
        place: the place; its weights turn all scales into its currency, a scale without weight does not count
        simulation: the assessed place, asked about 3 times the measures and 50 times at most
        at: time of the pass; the planning period begins then, so nothing else depends on it
        request: what is asked beside the limits of the place

    Returns:
        The plan, with every measure's figures and reason. It is valid, and empty, where there is nothing to choose.

    Raises:
        InputError: the simulation gives something that is no amount of loss, no plan keeps all that is asked, or a
            plan before is to be held on to while another aim is set.
    """
    request = request or Request()
    if request.years is not None and request.previous is not None:
        raise InputError("a plan for the worst years does not hold on to the plan before; leave out one of them")
    problem = pose(place)
    weights = {scale: rule.weight for scale, rule in place.profile.scales.items()}
    trials = Trials(simulation, problem, weights)
    proposal = propose(problem, trials, place, request.wish, request.starts)
    chosen = _chosen(problem, trials, proposal, request)
    found = chosen.found
    grounds = Grounds(problem, trials, found.trial, place.profile.currency)
    choices = [_choice(grounds, name) for name in problem.measures]
    choices.sort(key=lambda c: (not c.chosen, -math.inf if c.ratio is None else -c.ratio, c.measure))
    waiting = [name for name in problem.measures if would_pay(grounds, name)]
    before = math.fsum(trials.before)
    plan = Plan(
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
        gap=gap_of(proposal, found.trial.measures),
        fit=proposal.error,
        begun=proposal.fitted.begun(chosen.columns) if len(request.starts) > 1 else {},
        steadying=chosen.steadying,
        remarks=contradictions(place),
        tail=chosen.tail,
    )
    return with_prospects(plan, place, problem, proposal.fitted, trials.scenarios, request.depth)


def gap_of(proposal: Proposal, chosen: Measures) -> float:
    """Share of what a set is worth by which another could be worth more, if measures multiply as fitted."""
    portfolio = proposal.fitted.portfolio
    if chosen == proposal.measures:
        value = proposal.optimum.value
    else:
        plan = complete(proposal.fitted, portfolio, chosen)
        value = loss_of(portfolio, plan) + float(portfolio.cost @ plan)
    worth = float(portfolio.weights.sum()) - value
    short = max(0.0, value - proposal.optimum.bound)
    return short / worth if worth > 0.0 else 0.0


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The plan, and what was said of it while it was found."""

    found: Found
    columns: Floats
    steadying: Steadying | None = None
    tail: Tail | None = None


def _chosen(problem: Problem, trials: Trials, proposal: Proposal, request: Request) -> _Chosen:
    """The plan: found by trials where the place's limits are all, else the portfolio's own, tried."""
    if request.plain:
        fits = allowed(problem, proposal.measures)
        found = search(problem, trials, (proposal.measures,) if fits else ())
        return _Chosen(found, proposal.optimum.plan)
    if request.years is not None and proposal.fitted.portfolio.weights.size:
        return _for_worst(trials, cautious(proposal, trials, request.years))
    measures, steadying = proposal.measures, None
    if request.previous is not None and (held := steadied(proposal.fitted, frozenset(request.previous), request.hold)):
        measures, steadying = held
    proven = proposal.optimum.gap <= GAP and proposal.error <= FIT and measures == proposal.measures
    return _Chosen(Found(trials.of(measures), optimal=proven), proposal.optimum.plan, steadying)


def _for_worst(trials: Trials, made: Cautious) -> _Chosen:
    proven = made.tail.gap <= GAP and made.tail.fit <= FIT
    return _Chosen(Found(trials.of(made.measures), optimal=proven), made.plan, tail=made.tail)


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
