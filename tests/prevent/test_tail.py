"""Plans for the worst years against every plan there is; what a plan for the expected loss overlooks."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest

from forestall.core.errors import InputError
from forestall.model.plan import Plan
from forestall.model.words import Scale
from forestall.prevent.problem import allowed, pose, spent
from forestall.prevent.prospects import Depth, Scope
from forestall.prevent.stage import Request, prevent
from forestall.prevent.tail import SHARE
from forestall.prevent.worth import flow

YEARS = 2_000
SHORT = Depth(2, Scope(0), 1)


class Years:
    """Years of a world in which each measure takes the same share of a scenario's loss in every year."""

    def __init__(self, simulation, rates: dict[str, float], seed: int, years: int = YEARS) -> None:
        self.years, self._simulation = years, simulation
        self.scenarios = tuple(sorted(simulation.losses))
        rng = np.random.default_rng(seed)
        expected = np.array([simulation.losses[name][Scale.ECONOMIC] for name in self.scenarios])
        often = np.array([rates[name] for name in self.scenarios])
        self._none = rng.poisson(often, (years, often.size)) * rng.lognormal(0, 0.7, (years, often.size))
        self._none = self._none * expected / often

    def of(self, measures: frozenset[str]):
        left = np.ones(len(self.scenarios))
        for (name, scenario), factor in self._simulation.factors.items():
            if name in measures:
                left[self.scenarios.index(scenario)] *= factor
        return self._none * left


def worst(losses) -> float:
    total = np.sort(losses.sum(axis=1))
    return float(total[-round(SHARE * total.size) :].mean())


def chosen(plan: Plan) -> frozenset[str]:
    return frozenset(choice.measure for choice in plan.choices if choice.chosen)


@pytest.mark.parametrize("seed", range(8))
def test_no_plan_within_the_limits_leaves_less_in_the_worst_years_for_its_cost(kit: SimpleNamespace, seed: int) -> None:
    made = kit.random_world(seed, size=8)
    measures = tuple(dataclasses.replace(one, lead=0.0) for one in made.place.measures)
    town = dataclasses.replace(made.place, measures=measures)
    rates = {name: 10.0 ** -(i % 3) for i, name in enumerate(sorted(made.simulation.losses))}
    years = Years(made.simulation, rates, seed)
    plan = prevent(town, made.simulation, kit.at, Request(depth=SHORT, years=years))
    problem, appraisal = pose(town), town.profile.appraisal
    present = flow(0.0, appraisal.period, appraisal.discount)

    def value(some: frozenset[str]) -> float:
        return present * worst(years.of(some)) + spent(problem, some)

    least = min(value(some) for some in kit.subsets(list(problem.measures)) if allowed(problem, some))
    assert allowed(problem, chosen(plan))
    assert value(chosen(plan)) <= least * (1 + 1.1e-3)
    assert plan.tail is not None
    assert plan.tail.gap <= 1e-3
    assert plan.tail.fit < 1e-9
    assert plan.optimal
    assert plan.tail.after == pytest.approx(worst(years.of(chosen(plan))), rel=1e-9)
    assert plan.tail.before == pytest.approx(worst(years.of(frozenset())), rel=1e-9)


def test_a_rare_great_loss_is_met_by_the_plan_for_the_worst_years_and_not_by_the_other(kit: SimpleNamespace) -> None:
    """Money for one measure: one takes away a little every year, the other a catastrophe once in eighty years."""
    simulation = kit.simulation(
        {"daily": {Scale.ECONOMIC: 1e6}, "rare": {Scale.ECONOMIC: 5e5}},
        {("guard", "daily"): 0.5, ("dyke", "rare"): 0.5},
    )
    town = kit.place([kit.measure("guard", 1e5), kit.measure("dyke", 1e5)], budget=1e5)
    years = Years(simulation, {"daily": 5.0, "rare": 1 / 80}, 3, 20_000)
    expected = prevent(town, simulation, kit.at, Request(depth=SHORT))
    tail = prevent(town, simulation, kit.at, Request(depth=SHORT, years=years))
    assert (chosen(expected), chosen(tail)) == ({"guard"}, {"dyke"})
    assert tail.tail is not None
    assert tail.tail.instead == ("guard",)
    assert tail.tail.after < 0.6 * tail.tail.before
    assert tail.tail.expected > 0.9 * tail.tail.before


def test_where_the_years_do_not_behave_as_fitted_the_plan_that_is_best_in_them_is_taken(kit: SimpleNamespace) -> None:
    """The dyke does nothing in the worst years: the fit cannot know, the years simulated again say so."""
    simulation = kit.simulation(
        {"daily": {Scale.ECONOMIC: 1e6}, "rare": {Scale.ECONOMIC: 5e5}},
        {("guard", "daily"): 0.5, ("dyke", "rare"): 0.5},
    )
    town = kit.place([kit.measure("guard", 1e5), kit.measure("dyke", 1e5)], budget=1e5)
    honest = Years(simulation, {"daily": 5.0, "rare": 1 / 80}, 3, 20_000)
    overtopped = SimpleNamespace(
        years=honest.years, scenarios=honest.scenarios, of=lambda some: honest.of(some - {"dyke"})
    )
    plan = prevent(town, simulation, kit.at, Request(depth=SHORT, years=overtopped))
    assert chosen(plan) == {"guard"}
    assert plan.tail is not None
    assert not plan.optimal


def test_a_plan_for_the_worst_years_does_not_hold_on_to_another(kit: SimpleNamespace) -> None:
    made = kit.random_world(1, size=5)
    years = Years(made.simulation, dict.fromkeys(made.simulation.losses, 1.0), 1)
    with pytest.raises(InputError, match="worst years does not hold on to the plan before"):
        prevent(made.place, made.simulation, kit.at, Request(previous=(), years=years))


def test_years_of_other_scenarios_are_refused(kit: SimpleNamespace) -> None:
    made, other = kit.random_world(1, size=5), kit.random_world(1, size=5, scenarios=3)
    years = Years(other.simulation, dict.fromkeys(other.simulation.losses, 1.0), 1)
    with pytest.raises(InputError, match="other scenarios than the expected losses"):
        prevent(made.place, made.simulation, kit.at, Request(depth=SHORT, years=years))
