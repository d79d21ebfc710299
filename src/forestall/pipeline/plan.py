"""The plan on its own: observe, detect, assess and prevent, leaving nothing behind; and what-if on it."""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path

from forestall.assess.resumed import resumed
from forestall.assess.stage import assess
from forestall.assess.yearly import YearLosses
from forestall.core.errors import InputError
from forestall.model.place import Place
from forestall.model.plan import Fared, Plan
from forestall.model.words import Scale
from forestall.outlook.given import Given
from forestall.pipeline import plan_trials
from forestall.pipeline.risk import assess_now
from forestall.prevent.compare import compare
from forestall.prevent.fit_limits import Wish
from forestall.prevent.foresight import Scope
from forestall.prevent.problem import pose, spent, without
from forestall.prevent.prospects import Depth
from forestall.prevent.stage import Request, Simulation, prevent

Say = Callable[[str], None]

FRONT, FUTURES = 16, 100
"""Points of the front, and futures of a robust plan."""


TAIL_YEARS = 20_000
"""Simulated years of which the worst hundredth is looked at."""


class Aim(StrEnum):
    """What a plan makes least, beside its cost."""

    EXPECTED = "expected"
    TAIL = "tail"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a planner asks."""

    budget: float | None = None
    """What may be spent [currency]; None: the place's."""
    years: float | None = None
    """Planning period [year]; None: the place's."""
    yearly: float | None = None
    """Most that may be paid out in one year [currency/year]; measures are then begun year by year."""
    fair: float | None = None
    """Least share of its expected loss taken away in every jurisdiction."""
    must: tuple[str, ...] = ()
    """Measures that have to be in the plan."""
    development: float | None = None
    """Least sum of what the measures do for development."""
    previous: tuple[str, ...] | None = None
    """Measures of the plan before."""
    robust: bool = False
    """Whether plans over many futures are chosen."""
    futures: int = FUTURES
    """How many."""
    aim: Aim = Aim.EXPECTED
    """The expected loss, or the mean loss of the worst hundredth of years."""


@dataclass(frozen=True, slots=True)
class PlanResult:
    """A plan with what it is for."""

    place: Place
    """The place, with budget and period as asked."""
    plan: Plan
    """The plan."""
    at: datetime
    """Time for which it was made."""


def make_plan(
    root: Path, asked: Asked, *, state: Path | None, at: datetime | None, now: datetime, seed: int, progress: Say
) -> PlanResult:
    """Assess a place and choose its measures; no state is written.

    Raises:
        PlaceError: the place has mistakes.
        InputError: a measure is not known, or no plan keeps all limits.
    """
    assessed = assess_now(root, state=state, at=at, now=now, seed=seed, progress=progress)
    progress("choosing measures over many futures" if asked.robust else "choosing measures")
    place = posed(assessed.place, asked)
    moment = assessed.assessment.at
    wanted = request(place, asked, seed)
    if asked.aim is Aim.TAIL:
        wanted = for_worst(wanted, YearLosses(assessed.simulation, TAIL_YEARS))
    return PlanResult(place, prevent(place, assessed.simulation, moment, wanted), moment)


def posed(place: Place, asked: Asked) -> Place:
    """The place with budget and period as asked."""
    appraisal = place.profile.appraisal
    appraisal = replace(
        appraisal,
        budget=appraisal.budget if asked.budget is None else asked.budget,
        period=appraisal.period if asked.years is None else asked.years,
    )
    return replace(place, profile=replace(place.profile, appraisal=appraisal))


def request(place: Place, asked: Asked, seed: int) -> Request:
    """What is asked, in the words of the stage.

    Raises:
        InputError: a measure is not known.
    """
    _check(place, (*asked.must, *(asked.previous or ())))
    years = max(1, min(5, int(place.profile.appraisal.period)))
    starts = (0.0,) if asked.yearly is None else tuple(float(year) for year in range(years))
    return Request(
        wish=Wish(asked.must, asked.yearly, asked.fair, asked.development),
        starts=starts,
        previous=asked.previous,
        depth=Depth(FRONT, Scope(asked.futures, robust=asked.robust) if asked.robust else Scope(), seed),
    )


def _check(place: Place, names: Sequence[str]) -> None:
    known = [m.id for m in place.measures]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise InputError(f"measure {name[:60]!r} is not in measures.csv{hint}")


def for_worst(wanted: Request, years: YearLosses) -> Request:
    """The same asked of the worst years; futures and their signposts, which speak of the expected loss, are left out.

    Raises:
        InputError: what is asked beside speaks of the expected loss.
    """
    for option, given in (("--robust", wanted.depth.scope.robust), ("--previous", wanted.previous is not None)):
        if given:
            raise InputError(f"--aim tail with {option}: that weighs the expected loss; leave out one of them")
    return replace(wanted, years=years, depth=replace(wanted.depth, scope=Scope(0)))


def previous_measures(file: Path) -> tuple[str, ...]:
    """Chosen measures of a plan that `forestall plan --json` printed.

    Raises:
        InputError: the file is no such plan.
    """
    try:
        choices = json.loads(file.read_text(encoding="utf-8"))["choices"]
        return tuple(sorted(str(one["measure"]) for one in choices if one["chosen"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{file}: no plan as `forestall plan --json` prints it: {error}") from error


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a set of measures costs and leaves."""

    cost: float
    """Present value of its cost [currency]."""
    before: float
    """Weighted expected yearly loss without it [currency/year]."""
    after: float
    """The same with it [currency/year]."""


class WhatIf:
    """Plans for other budgets of a place that has been assessed once; the simulation remembers what it drew."""

    def __init__(self, place: Place, simulation: Simulation, at: datetime, seed: int) -> None:
        self._place, self._simulation, self._at, self._seed = place, _Remembering(simulation), at, seed

    def plan(self, budget: float, must: Sequence[str] = (), leave: Sequence[str] = ()) -> Plan:
        """The plan for a budget, without futures and with a short front: quick enough for a slider.

        Args:
            budget: what may be spent [currency]
            must: measures that are in it in any case
            leave: measures that are not in it, whatever they would bring

        Raises:
            InputError: a measure is not known, or no plan keeps all of it.
        """
        _check(self._place, (*must, *leave))
        for name in sorted(set(must) & set(leave)):
            raise InputError(f"measure {name!r}: found it both in any case and left out, expected one of them")
        asked = Asked(budget=budget, must=tuple(must))
        place = posed(self._place, asked)
        place = replace(place, measures=tuple(each for each in place.measures if each.id not in leave))
        quick = replace(request(place, asked, self._seed), depth=Depth(2, Scope(0), self._seed))
        return prevent(place, self._simulation, self._at, quick)

    def falling(self, measures: Sequence[str], name: str) -> tuple[str, ...]:
        """A measure of a set with those that cannot be without it, sorted."""
        known = frozenset(measures)
        problem = pose(self._place)
        left = without(problem, known & problem.measures.keys(), name)
        return tuple(sorted({name} | ((known & problem.measures.keys()) - left)))

    def weighed(self, measures: Sequence[str]) -> Weighed:
        """What a set of measures costs and leaves; those that the place no longer has are left out."""
        problem = pose(self._place)
        known = frozenset(measures) & frozenset(problem.measures)
        return Weighed(spent(problem, known), self._yearly(frozenset()), self._yearly(known))

    def _yearly(self, measures: frozenset[str]) -> float:
        weights = {scale: rule.weight for scale, rule in self._place.profile.scales.items()}
        found = self._simulation.expected(measures)
        return math.fsum(loss * weights[scale] for losses in found.values() for scale, loss in losses.items())

    def fared(self, sets: Sequence[Sequence[str]], budget: float, futures: int) -> tuple[Fared, ...]:
        """How sets of measures fare in the same futures.

        Args:
            sets: measures of each
            budget: what the best plan of a future may spend, before that future's own change of it [currency]
            futures: how many
        """
        place = posed(self._place, Asked(budget=budget))
        return compare(place, self._simulation, sets, self._seed, futures)


def what_if(given: Given, trials: bytes | None) -> WhatIf:
    """What-if on the plan of a pass: the same place, findings, time and seed, so the same numbers.

    Args:
        given: all records of the pass
        trials: what its simulation drew (`plan_trials.py`); None, or that of another pass: it is drawn again
    """
    place, findings, seed = given.place, given.detection.findings, given.seed or 0
    known = None if trials is None else plan_trials.read(trials, place.digest, given.at)
    if known is None or known.seed != seed:
        _, simulation = assess(place, findings, given.at, seed, lambda _: None)
    else:
        simulation = resumed(place, findings, given.at, known)
    return WhatIf(place, simulation, given.at, seed)


class _Remembering:
    """A simulation that is asked about each set once."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._known: dict[frozenset[str], dict[str, dict[Scale, float]]] = {}

    def expected(self, measures: frozenset[str]) -> dict[str, dict[Scale, float]]:
        """Expected yearly loss [1/year] on each scale of each scenario, with these measures in force."""
        if measures not in self._known:
            self._known[measures] = self._simulation.expected(measures)
        return self._known[measures]
