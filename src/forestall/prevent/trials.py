"""What a set of measures takes away, asked of the simulation once for each set and remembered.

Not here: the simulation itself (`assess`), which sets are worth a trial (`search`).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError
from forestall.model.words import Scale
from forestall.prevent.problem import Measures, Problem, spent

Floats = NDArray[np.float64]

NOTHING = 1e-9  # share of a scenario's loss below which a difference is rounding, not an effect


class Simulation(Protocol):
    """The assessed place, asked again with other measures in force: same rates, same random numbers."""

    def expected(self, measures: frozenset[str]) -> dict[str, dict[Scale, float]]:
        """Expected yearly loss [1/year] on each scale of each scenario, with these measures in force."""
        ...


@dataclass(frozen=True, slots=True)
class Trial:
    """What the simulation says of one set of measures."""

    measures: Measures
    """The set."""
    removed: Floats
    """Weighted expected yearly loss that it takes away in each scenario [currency/year], shape (scenarios,)."""
    present: Floats
    """Present value of that over the planning period [currency], shape (scenarios,)."""
    by_scale: Mapping[Scale, float]
    """Expected yearly loss that is left on each scale [1/year]."""
    cost: float
    """Present value of what the set costs [currency]."""

    @property
    def net(self) -> float:
        """Present value of benefit less cost [currency]: what a plan is judged by."""
        return math.fsum(self.present) - self.cost

    @property
    def yearly(self) -> float:
        """Weighted expected yearly loss that it takes away [currency/year]."""
        return math.fsum(self.removed)


class Trials:
    """Tries sets of measures in the simulation; each set once."""

    def __init__(self, simulation: Simulation, problem: Problem, weights: Mapping[Scale, float]) -> None:
        self._simulation, self.problem, self._weights = simulation, problem, weights
        self._losses: dict[Measures, tuple[Floats, dict[Scale, float]]] = {}
        self._tables: dict[Measures, Floats] = {}
        self._trials: dict[Measures, Trial] = {}
        first = simulation.expected(frozenset())
        self.scenarios = tuple(sorted(first))
        self._losses[frozenset()] = self._read(first)
        self._tables[frozenset()] = self._table(first)
        self.before: Floats = self._losses[frozenset()][0]
        self.alone = {name: self._effect(name) for name in problem.measures}
        """Yearly loss that each measure takes away by itself [currency/year], shape (scenarios,)."""
        for single in (frozenset[str](), *(frozenset({name}) for name in problem.measures)):
            self.of(single)

    @property
    def count(self) -> int:
        """Number of sets tried so far: what a plan costs in time."""
        return len(self._trials)

    @property
    def seen(self) -> tuple[Trial, ...]:
        """All that was tried, in the order in which it was tried."""
        return tuple(self._trials.values())

    def known(self, measures: Measures) -> bool:
        """Whether a set has been tried."""
        return measures in self._trials

    def of(self, measures: Measures) -> Trial:
        """What the simulation says of a set.

        Raises:
            InputError: the simulation gives something that is no amount of loss.
        """
        if measures not in self._trials:
            loss, by_scale = self._loss(measures)
            removed = _clean(self.before - loss, self.before)
            years = self._years(measures, removed)
            self._trials[measures] = Trial(measures, removed, removed * years, by_scale, spent(self.problem, measures))
        return self._trials[measures]

    def _loss(self, measures: Measures) -> tuple[Floats, dict[Scale, float]]:
        if measures not in self._losses:
            losses = self._simulation.expected(measures)
            if tuple(sorted(losses)) != self.scenarios:
                raise InputError("simulation: other scenarios with measures than without, must be the same")
            self._losses[measures] = self._read(losses)
            self._tables[measures] = self._table(losses)
        return self._losses[measures]

    def table(self, measures: Measures) -> Floats:
        """Weighted expected yearly loss with a set, shape (scenarios, scales), in the order of `Scale` [currency/year].

        Raises:
            InputError: the simulation gives something that is no amount of loss.
        """
        self._loss(measures)
        return self._tables[measures]

    def _table(self, losses: Mapping[str, Mapping[Scale, float]]) -> Floats:
        rows = [[self._weights.get(s, 0.0) * losses[name].get(s, 0.0) for s in Scale] for name in self.scenarios]
        return np.array(rows, dtype=np.float64).reshape(len(self.scenarios), len(Scale))

    def _effect(self, name: str) -> Floats:
        loss, _ = self._loss(frozenset({name}))
        return _clean(self.before - loss, self.before)

    def _years(self, measures: Measures, removed: Floats) -> Floats:
        """Discounted years for which what a set takes away from each scenario counts [year], shape (scenarios,).

        The mean of its measures' own years, by what each takes away alone: exact for one measure, for equal lead
        times and for effects that add up. Where none works alone, the years of the last to come.
        """
        names = sorted(measures)
        if not names:
            return np.zeros_like(removed)
        years = np.array([self.problem.years[name] for name in names])
        shares = np.abs(np.stack([self.alone[name] for name in names]))
        total = shares.sum(axis=0)
        mean = years @ shares / np.where(total > 0.0, total, 1.0)
        return np.where(total > 0.0, mean, years.min())

    def _read(self, losses: Mapping[str, Mapping[Scale, float]]) -> tuple[Floats, dict[Scale, float]]:
        by_scale: dict[Scale, float] = {}
        weighted = []
        for scenario in sorted(losses):
            row = losses[scenario]
            for scale, amount in row.items():
                if not (math.isfinite(amount) and amount >= 0.0):
                    raise InputError(
                        f"simulation: scenario {scenario}, scale {scale}: expected yearly loss is {amount}, "
                        "must be a number from 0 up"
                    )
                by_scale[scale] = by_scale.get(scale, 0.0) + amount
            weighted.append(math.fsum(self._weights.get(scale, 0.0) * amount for scale, amount in row.items()))
        return np.array(weighted, dtype=np.float64), {s: by_scale[s] for s in Scale if s in by_scale}


def _clean(difference: Floats, before: Floats) -> Floats:
    return np.where(np.abs(difference) > NOTHING * before, difference, 0.0)
