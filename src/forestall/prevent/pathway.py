"""The adaptive pathway: what to do now, what to turn to when a signpost is passed, and until when the turn pays.

Not here: the signposts themselves (`signposts`).

Source:
    Haasnoot, Kwakkel, Walker and ter Maat (2013), Dynamic adaptive policy pathways,
    doi:10.1016/j.gloenvcha.2012.12.006: the plan as a sequence of actions, each with its sell-by date
"""

import math
from collections.abc import Sequence

from forestall.model.plan import Signpost, Step
from forestall.model.profile import Appraisal
from forestall.prevent.problem import Measures, Problem
from forestall.prevent.worth import MONTHS_A_YEAR, flow

HALVINGS = 50


def pathway(
    chosen: Measures, signposts: Sequence[Signpost], problem: Problem, appraisal: Appraisal
) -> tuple[Step, ...]:
    """The plan as steps: the present one first, then turns by when they stop to pay, those that save most first.

    Args:
        chosen: measures of the plan
        signposts: what would make another plan better
        problem: the measures with their lead times
        appraisal: planning period and discount rate
    """
    now = Step((), tuple(sorted(chosen)), (), _lead(chosen, problem), None, 0.0)
    turns = [_turn(one, problem, appraisal) for one in signposts]
    turns.sort(key=lambda one: (math.inf if one.by is None else one.by, -one.saves, one.add, one.drop))
    return (now, *turns)


def pays_until(saves: float, costs: float, lead: float, appraisal: Appraisal) -> float:
    """Latest time at which a turn still pays within the planning period [year from now].

        (saves + costs) flow(t + lead, T) / flow(lead, T) = costs (1 + r)^-t

    What is gained shrinks with the years that are left; what is paid is only put off.

    Args:
        saves: what it saves if made now, its cost taken off [currency]
        costs: how much more is paid for it, present value if made now; below 0 when it is less [currency]
        lead: time until it works [year]
        appraisal: planning period T and discount rate r
    """
    period, rate = appraisal.period, appraisal.discount
    whole = flow(lead, period, rate)
    if saves <= 0.0 or whole <= 0.0:
        return 0.0
    low, high = 0.0, period - lead
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        left = (saves + costs) * flow(middle + lead, period, rate) / whole - costs * (1.0 + rate) ** -middle
        low, high = (middle, high) if left > 0.0 else (low, middle)
    return low


def _turn(one: Signpost, problem: Problem, appraisal: Appraisal) -> Step:
    lead = _lead(one.add, problem)
    until = pays_until(one.saves, one.costs, lead / MONTHS_A_YEAR, appraisal)
    return Step(one.conditions, one.add, one.drop, lead, until, one.saves)


def _lead(measures: Sequence[str] | Measures, problem: Problem) -> float:
    return max((problem.measures[name].lead for name in measures if name in problem.measures), default=0.0)
