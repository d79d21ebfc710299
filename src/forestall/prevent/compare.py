"""Several sets of measures held against the same futures. Not here: how one fares (`fared`)."""

from collections.abc import Sequence

from forestall.model.place import Place
from forestall.model.plan import Fared
from forestall.prevent.fared import fare
from forestall.prevent.fit_limits import Wish
from forestall.prevent.foresight import complete
from forestall.prevent.futures import draw
from forestall.prevent.problem import pose
from forestall.prevent.propose import propose
from forestall.prevent.prospects import generator
from forestall.prevent.single import each_best
from forestall.prevent.trials import Simulation, Trials

GAP = 1e-3
"""Relative gap at which the best plan of a future counts as found."""


def compare(
    place: Place, simulation: Simulation, sets: Sequence[Sequence[str]], seed: int, futures: int
) -> tuple[Fared, ...]:
    """How sets of measures fare in the same futures.

    Args:
        place: the place, with the budget that a future's best plan may spend
        simulation: the assessed place
        sets: measures of each set
        seed: seed of the futures: those of a plan's own outlook
        futures: how many

    Returns:
        One for each set, in their order; empty where there is nothing to lose or nothing to choose.
    """
    problem = pose(place)
    trials = Trials(simulation, problem, {scale: rule.weight for scale, rule in place.profile.scales.items()})
    fitted = propose(problem, trials, place, Wish()).fitted
    if not fitted.portfolio.weights.size or not problem.measures:
        return ()
    rng = generator(seed, "futures")
    drawn = draw(fitted, place, trials.scenarios, place.profile.appraisal.budget, futures, rng)
    ideals = each_best(drawn.portfolio, drawn.futures, GAP).totals
    known = [frozenset(each) & frozenset(problem.measures) for each in sets]
    return tuple(fare(drawn, complete(fitted, drawn.portfolio, each), sorted(each), ideals) for each in known)
