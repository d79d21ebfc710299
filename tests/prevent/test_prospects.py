"""A place as a portfolio, and what stands around its plan: fit, interplay, wishes, futures, capabilities."""

import dataclasses
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from forestall.core.errors import InputError
from forestall.model.capability import Need
from forestall.model.measure import Effect
from forestall.model.place import Place
from forestall.model.scenario import Amount, DirectLoss, Frequency, Scenario
from forestall.model.words import EffectOn, EffectTarget, Field, Scale
from forestall.prevent.closing import prepare
from forestall.prevent.contradictions import contradictions
from forestall.prevent.fit import fit
from forestall.prevent.fit_limits import Wish
from forestall.prevent.foresight import Scope
from forestall.prevent.problem import allowed, pose
from forestall.prevent.propose import propose
from forestall.prevent.prospects import Depth
from forestall.prevent.readiness import covers, stress, unmet
from forestall.prevent.stage import Request, prevent
from forestall.prevent.trials import Trials

ECONOMIC = {Scale.ECONOMIC: 1.0}
QUICK = Depth(4, Scope(20, robust=True, gap=1e-3), 1)


def scenario(name: str) -> Scenario:
    return Scenario(
        id=name,
        title=f"What {name} brings",
        hazard="TL0305",
        field=Field.SOCIAL,
        jurisdiction="city",
        frequency=Frequency(per_year=0.1, low=0.05, high=0.2),
        consequences=(DirectLoss(model="direct", amounts={Scale.ECONOMIC: Amount(1.0, 2.0)}),),
    )


def world(kit: SimpleNamespace, seed: int = 1, **more: object) -> SimpleNamespace:
    """A random world whose place states its scenarios."""
    made = kit.random_world(seed, size=9)
    names = sorted(made.simulation.losses)
    town = dataclasses.replace(made.place, scenarios=tuple(scenario(name) for name in names), **more)
    return SimpleNamespace(place=town, simulation=made.simulation)


def trials(made: SimpleNamespace) -> tuple[Trials, Place]:
    return Trials(made.simulation, pose(made.place), ECONOMIC), made.place


def chosen(plan: object) -> set[str]:
    return {choice.measure for choice in plan.choices if choice.chosen}  # type: ignore[attr-defined]


def test_the_fit_of_multiplicative_effects_is_the_simulation(kit: SimpleNamespace) -> None:
    for seed in range(5):
        tried, town = trials(world(kit, seed))
        found = propose(tried.problem, tried, town, Wish())
        assert found.error < 1e-9
        assert allowed(tried.problem, found.measures)


def test_the_fit_times_each_measure_from_its_lead_on(kit: SimpleNamespace) -> None:
    tried, town = trials(world(kit, 3))
    fitted = fit(tried.problem, tried, town.profile.appraisal)
    for name in tried.problem.measures:
        plan = fitted.plan(frozenset({name}))
        left = float(fitted.portfolio.values(plan[None])[0] @ fitted.portfolio.weights)
        taken = float(fitted.portfolio.weights.sum()) - left
        assert taken == pytest.approx(float(tried.of(frozenset({name})).present.sum()), rel=1e-9, abs=1e-3)


def test_two_locks_on_one_door_are_tried_together_and_fitted_as_such(kit: SimpleNamespace) -> None:
    class OneDoor:
        """Each lock halves the loss, both together take no more than one."""

        def expected(self, measures: frozenset[str]) -> dict[str, dict[Scale, float]]:
            return {"door": {Scale.ECONOMIC: 1e6 * (0.5 if measures & {"front", "back"} else 1.0)}}

    town = kit.place([kit.measure("front", 1e4), kit.measure("back", 1e4)], budget=1e6)
    tried = Trials(OneDoor(), pose(town), ECONOMIC)
    found = propose(tried.problem, tried, town, Wish())
    assert len(found.measures) == 1
    assert ("back", "front") in found.fitted.pairs
    assert found.error < 1e-9


def test_all_prospects_of_a_small_place(kit: SimpleNamespace) -> None:
    made = world(kit, 2)
    plan = prevent(made.place, made.simulation, kit.at, Request(depth=QUICK))
    assert plan.gap is not None
    assert plan.gap <= 0.02
    assert [point.cost for point in plan.front] == sorted(point.cost for point in plan.front)
    assert all(point.gap <= 1e-3 for point in plan.front)
    assert plan.robust is not None
    assert {one.kind for one in plan.robust.plans} == {"tail", "regret", "satisfice"}
    assert all(0.0 < share <= 1.0 for share in plan.robust.shares.values())
    assert set(plan.robust.no_regret) <= set(plan.robust.shares)
    assert plan.worth[0].name == "budget"
    tail, regret, _ = plan.robust.plans
    assert tail.worst <= regret.worst * (1 + 2e-3)
    assert (regret.regret or 0.0) <= (tail.regret or 0.0) * (1 + 2e-3)


def test_the_same_place_gives_the_same_prospects_whatever_the_order_of_its_rows(kit: SimpleNamespace) -> None:
    made = world(kit, 4)
    turned = dataclasses.replace(
        made.place, measures=made.place.measures[::-1], needs=made.place.needs[::-1], effects=made.place.effects[::-1]
    )
    first, second = (prevent(one, made.simulation, kit.at, Request(depth=QUICK)) for one in (made.place, turned))
    assert first == second


def test_a_measure_that_has_to_be_there_is_and_what_it_costs_too_much_is_named(kit: SimpleNamespace) -> None:
    made = world(kit, 1)
    name = next(m for m in pose(made.place).measures if not pose(made.place).requires[m])
    plan = prevent(made.place, made.simulation, kit.at, Request(wish=Wish(must=(name,))))
    assert name in chosen(plan)
    appraisal = dataclasses.replace(made.place.profile.appraisal, budget=0.0)
    poor = dataclasses.replace(made.place, profile=dataclasses.replace(made.place.profile, appraisal=appraisal))
    with pytest.raises(InputError, match=r"no plan keeps all limits: budget is short by [1-9][0-9,]+ EUR"):
        prevent(poor, made.simulation, kit.at, Request(wish=Wish(must=(name,))))


def test_a_yearly_budget_puts_off_what_it_cannot_pay_for_and_is_kept_every_year(kit: SimpleNamespace) -> None:
    town = kit.place([kit.measure(n, 1e5) for n in ("a", "b", "c")], budget=1e7)
    simulation = kit.simulation(
        {n: {Scale.ECONOMIC: 1e6} for n in "xyz"}, {("a", "x"): 0.2, ("b", "y"): 0.3, ("c", "z"): 0.5}
    )
    request = Request(wish=Wish(yearly=1e5), starts=(0.0, 1.0, 2.0))
    assert prevent(town, simulation, kit.at, request).begun == {"a": 0.0, "b": 1.0, "c": 2.0}


def test_a_plan_holds_on_to_the_one_before_and_says_what_that_costs(kit: SimpleNamespace) -> None:
    town = kit.place([kit.measure("old", 1e6, excludes=("new",)), kit.measure("new", 1e6)], budget=1e6)
    simulation = kit.simulation({"x": {Scale.ECONOMIC: 1e6}}, {("old", "x"): 0.50, ("new", "x"): 0.48})
    free = prevent(town, simulation, kit.at)
    steady = prevent(town, simulation, kit.at, Request(previous=("old",)))
    assert (chosen(free), chosen(steady)) == ({"new"}, {"old"})
    assert steady.steadying is not None
    lost = (free.benefit - free.cost) - (steady.benefit - steady.cost)
    assert steady.steadying.cost == pytest.approx(lost, rel=1e-6)
    assert steady.steadying.free == ("new",)


def test_what_is_ready_what_is_lost_and_how_long_it_lasts(kit: SimpleNamespace) -> None:
    water = dataclasses.replace(kit.capability("water", 100.0, cost=3.0), readiness=0.5, resupply=2.0)
    boats = kit.capability("boats", 4.0)
    needs = (
        Need("flood", "boats", 4.0),
        Need("drought", "water", 40.0, daily=4.0),
        Need("siege", "water", 60.0),
        Need("dry", "water", 10.0, daily=1.0),
    )
    town = kit.place([], budget=0.0, capabilities=(boats, water), needs=needs)
    town = dataclasses.replace(town, scenarios=tuple(scenario(n) for n in ("drought", "dry", "flood", "siege")))
    assert unmet(town, {"boats": 4.0, "water": 50.0}) == ("siege",)
    found = {(one.kind, one.lost): one.scenarios for one in stress(town, pose(town), frozenset())}
    assert found[("capability", "water")] == ("drought", "dry")
    assert found[("jurisdiction", "city")] == ("drought", "dry", "flood")
    assert [(one.scenario, one.days) for one in covers(town)] == [("drought", 5.0), ("dry", None)]


def test_money_for_readiness_goes_where_it_makes_most_scenarios_ready(kit: SimpleNamespace) -> None:
    sets = [kit.capability(name, 0.0, cost=price) for name, price in (("a", 10.0), ("b", 10.0), ("c", 15.0))]
    needs = (Need("s", "a", 1.0), Need("t", "a", 1.0), Need("t", "b", 1.0), Need("u", "c", 1.0))
    town = kit.place([], budget=0.0, capabilities=sets, needs=needs)
    town = dataclasses.replace(town, scenarios=tuple(scenario(n) for n in "stu"))
    found = prepare(town, {"s": 3.0, "t": 3.0, "u": 5.0}, 20.0)
    assert (found.scenarios, found.buy, found.cost) == (("s", "t"), {"a": 1.0, "b": 1.0}, 20.0)
    assert prepare(town, {"s": 3.0}, 5.0).scenarios == ()


def test_effects_and_requirements_that_contradict_are_named(kit: SimpleNamespace) -> None:
    effects = tuple(
        Effect("dam", EffectTarget.SCENARIO, "flood", EffectOn.FREQUENCY, factor=factor) for factor in (0.5, 1.5)
    )
    town = kit.place([kit.measure("a", 1.0, requires=("b",)), kit.measure("b", 1.0, excludes=("a",))], budget=1.0)
    said = contradictions(dataclasses.replace(town, effects=effects))
    assert "measure dam" in said[0]
    assert "raises the frequency of scenario flood" in said[0]
    assert "measure a: cannot be" in said[1]
    assert contradictions(kit.place([kit.measure("a", 1.0)], budget=1.0)) == ()


def test_more_budget_never_makes_the_plan_worth_less(kit: SimpleNamespace) -> None:
    for seed in range(6):
        made = world(kit, seed)
        worth = []
        for budget in np.linspace(0.0, 2.0, 5) * made.place.profile.appraisal.budget:
            appraisal = dataclasses.replace(made.place.profile.appraisal, budget=float(budget))
            town = dataclasses.replace(made.place, profile=dataclasses.replace(made.place.profile, appraisal=appraisal))
            tried, _ = trials(SimpleNamespace(place=town, simulation=made.simulation))
            found = propose(tried.problem, tried, town, Wish())
            worth.append(-found.optimum.bound)
        assert all(later >= before - 1e-3 * abs(before) for before, later in pairwise(worth))
