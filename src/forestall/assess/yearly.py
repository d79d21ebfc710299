"""What each simulated year costs by scenario, with any set of measures in force: what a plan for bad years is made of.

The years are those of the curves: the same seed, the same common causes. With measures the same random numbers are
used, so that a lower rate takes events away and adds none. Not here: sums over all years (`years.py`), the plan.
"""

from functools import cached_property

import numpy as np

from forestall.assess.draws import key_of
from forestall.assess.effects import Changes, changes
from forestall.assess.hazard import SCALES, Floats
from forestall.assess.simulate import Simulation, rate_after
from forestall.assess.years import WORLDS, causes, rates
from forestall.model.scenario import Scenario
from forestall.science.statistics.simulated_years import QUAD, Cause, Peril, events, year_model


class YearLosses:
    """Weighted losses of simulated years; `years` is rounded up to a multiple of 400."""

    def __init__(self, simulation: Simulation, years: int) -> None:
        self._simulation = simulation
        self.years = max(1, -(-years // (QUAD * WORLDS))) * QUAD * WORLDS
        self._known: dict[tuple[object, ...], Floats] = {}

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Ids of the scenarios, rising: the order of the columns."""
        return tuple(one.id for one in self._simulation.scenarios)

    def of(self, measures: frozenset[str]) -> Floats:
        """Loss of each year by scenario with these measures in force, shape (years, scenarios) [currency]."""
        in_force = changes(self._simulation.scene.place.effects, measures)
        found = [self._column(one, in_force) for one in self._simulation.scenarios]
        return np.column_stack(found) if found else np.zeros((self.years, 0))

    def _column(self, scenario: Scenario, in_force: Changes) -> Floats:
        base = self._simulation.likelihoods[scenario.id].rate
        rate = rate_after(base, scenario, self._simulation.scene.place, in_force)
        ratio = rate / base if base > 0.0 else 1.0
        key = (scenario.id, ratio, self._simulation.bearing(scenario, in_force))
        if key not in self._known:
            self._known[key] = self._draw(scenario, ratio, in_force)
        return self._known[key]

    def _draw(self, scenario: Scenario, ratio: float, in_force: Changes) -> Floats:
        """One scenario alone: what a year holds of it does not depend on the others."""
        simulation = self._simulation
        bank = simulation.bank(scenario, in_force)
        mine = [cause for named, cause in self._causes if scenario.id in named]
        losses = bank.losses.sum(axis=2) @ self._weights
        peril = Peril(
            key=key_of(simulation.seed, scenario.id, "years"),
            rates=rates(simulation, scenario, WORLDS) * ratio,
            weights=bank.weights,
            series=np.zeros(1, dtype=np.int64),
            losses=losses[:, None],
            causes=tuple(range(len(mine))),
        )
        model = year_model([peril], mine, 1, WORLDS)
        found = events(model, 0, 0, self.years)
        return np.bincount(found.year, weights=losses[found.sample], minlength=self.years).astype(np.float64)

    @cached_property
    def _causes(self) -> tuple[tuple[tuple[str, ...], Cause], ...]:
        return tuple((one.scenarios, made) for one, made in causes(self._simulation))

    @cached_property
    def _weights(self) -> Floats:
        """What one unit on each scale weighs [currency], shape (scales,)."""
        known = self._simulation.scene.place.profile.scales
        return np.array([known[scale].weight if scale in known else 0.0 for scale in SCALES], dtype=np.float64)
