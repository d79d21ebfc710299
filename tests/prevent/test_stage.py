"""The plan against brute force, its limits, and the sentences that explain it."""

import dataclasses
import math
import random
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.model.capability import Need
from forestall.model.plan import Plan
from forestall.model.words import Scale
from forestall.prevent.constraints import estimate
from forestall.prevent.exchange import rank
from forestall.prevent.problem import allowed, pose
from forestall.prevent.search import greedy, search
from forestall.prevent.stage import prevent
from forestall.prevent.trials import Trials

ECONOMIC = {Scale.ECONOMIC: 1.0}


def chosen(plan: Plan) -> set[str]:
    return {choice.measure for choice in plan.choices if choice.chosen}


def why(plan: Plan, name: str) -> str:
    return next(choice.why for choice in plan.choices if choice.measure == name)


def net(plan: Plan) -> float:
    return plan.benefit - plan.cost


def test_the_true_optimum_is_found_in_all_of_a_hundred_random_worlds(kit: SimpleNamespace):
    missed = []
    for seed in range(100):
        world = kit.random_world(seed, size=8)
        problem = pose(world.place)
        trials = Trials(world.simulation, problem, ECONOMIC)
        best = min(
            (trials.of(s) for s in kit.subsets(list(problem.measures)) if allowed(problem, s)),
            key=lambda trial: rank(trial, 1e7),
        )
        plan = prevent(world.place, world.simulation, kit.at)
        if net(plan) < best.net * (1 - 1e-6):
            missed.append(seed)
    assert missed == []


def test_a_plan_said_to_be_optimal_is_never_beaten_by_brute_force(kit: SimpleNamespace):
    for seed in range(12):
        world = kit.random_world(seed, size=10, scenarios=3)
        problem = pose(world.place)
        trials = Trials(world.simulation, problem, ECONOMIC)
        best = max(trials.of(s).net for s in kit.subsets(list(problem.measures)) if allowed(problem, s))
        plan = prevent(world.place, world.simulation, kit.at)
        assert not plan.optimal or net(plan) >= best * (1 - 1e-6), seed


def test_no_plan_is_worse_than_greedy_by_ratio(kit: SimpleNamespace):
    for seed in range(12):
        world = kit.random_world(seed, size=24, scenarios=16)
        problem = pose(world.place)
        trials = Trials(world.simulation, problem, ECONOMIC)
        simple = trials.of(greedy(problem, estimate(problem, trials)))
        assert net(prevent(world.place, world.simulation, kit.at)) >= simple.net - 1e-6, seed


def test_the_simulation_is_asked_at_most_three_times_the_measures_and_fifty_and_no_set_twice(kit: SimpleNamespace):
    for seed, scenarios in ((0, 20), (1, 20), (2, 3)):
        world = kit.random_world(seed, size=30, scenarios=scenarios)
        prevent(world.place, world.simulation, kit.at)
        assert len(world.simulation.asked) <= 3 * 30 + 50
        assert len(set(world.simulation.asked)) == len(world.simulation.asked)


@given(st.integers(0, 10_000))
def test_limits_are_never_broken(kit: SimpleNamespace, seed: int):
    world = kit.random_world(seed)
    plan = prevent(world.place, world.simulation, kit.at)
    picked = chosen(plan)
    assert plan.cost <= plan.budget
    for measure in world.place.measures:
        if measure.id in picked:
            assert set(measure.requires) <= picked
            assert not set(measure.excludes) & picked
    for capability in world.place.capabilities:
        taken = sum(need.amount for need in world.place.needs if need.capability == capability.id and need.by in picked)
        assert taken <= capability.available + plan.bought.get(capability.id, 0.0)
        assert capability.cost is not None or capability.id not in plan.bought


@given(st.integers(0, 10_000))
def test_a_measure_with_no_effect_is_never_bought_unless_a_chosen_one_requires_it(kit: SimpleNamespace, seed: int):
    world = kit.random_world(seed)
    plan = prevent(world.place, world.simulation, kit.at)
    needed = {r for m in world.place.measures if m.id in chosen(plan) for r in m.requires}
    for choice in plan.choices:
        if choice.alone <= 0.0:
            assert not choice.chosen or choice.measure in needed


@given(st.integers(0, 10_000), st.floats(1.0, 3.0))
def test_a_larger_budget_never_gives_a_worse_plan_where_both_are_proved(kit: SimpleNamespace, seed: int, more: float):
    world = kit.random_world(seed, size=8)
    plan = prevent(world.place, world.simulation, kit.at)
    appraisal = dataclasses.replace(world.place.profile.appraisal, budget=plan.budget * more)
    profile = dataclasses.replace(world.place.profile, appraisal=appraisal)
    richer = prevent(dataclasses.replace(world.place, profile=profile), world.simulation, kit.at)
    assert plan.optimal
    assert richer.optimal
    assert net(richer) >= net(plan) * (1 - 1e-6)


@given(st.integers(0, 10_000))
def test_what_every_chosen_measure_takes_away_beside_the_others_is_above_zero(kit: SimpleNamespace, seed: int):
    world = kit.random_world(seed)
    plan = prevent(world.place, world.simulation, kit.at)
    assert all((choice.marginal or 0.0) > 0.0 for choice in plan.choices if choice.chosen)


def test_the_order_of_rows_changes_nothing(kit: SimpleNamespace):
    world = kit.random_world(5, size=14)
    plan = prevent(world.place, world.simulation, kit.at)
    rng = random.Random(1)
    for _ in range(3):
        mixed = {
            name: tuple(rng.sample(getattr(world.place, name), len(getattr(world.place, name))))
            for name in ("measures", "capabilities", "needs")
        }
        assert prevent(dataclasses.replace(world.place, **mixed), world.simulation, kit.at) == plan


def test_of_two_equal_measures_the_first_by_id_is_chosen(kit: SimpleNamespace):
    simulation = kit.simulation({"s": {Scale.ECONOMIC: 1e6}}, {("b", "s"): 0.5, ("a", "s"): 0.5, ("c", "s"): 0.5})
    place = kit.place([kit.measure(name, 1e5) for name in "cab"], budget=1.5e5)
    assert chosen(prevent(place, simulation, kit.at)) == {"a"}


def test_amounts_of_a_billion_and_of_one_give_the_same_choice(kit: SimpleNamespace):
    small = kit.random_world(11, size=12)
    big_losses = {s: {k: v * 1e6 for k, v in row.items()} for s, row in small.simulation.losses.items()}
    measures = [
        dataclasses.replace(m, cost=m.cost * 1e6, yearly_cost=m.yearly_cost * 1e6) for m in small.place.measures
    ]
    capabilities = [dataclasses.replace(c, cost=c.cost and c.cost * 1e6) for c in small.place.capabilities]
    appraisal = dataclasses.replace(small.place.profile.appraisal, budget=small.place.profile.appraisal.budget * 1e6)
    big = dataclasses.replace(
        small.place,
        measures=tuple(measures),
        capabilities=tuple(capabilities),
        profile=dataclasses.replace(small.place.profile, appraisal=appraisal),
    )
    one = prevent(small.place, small.simulation, kit.at)
    other = prevent(big, kit.simulation(big_losses, small.simulation.factors), kit.at)
    assert chosen(one) == chosen(other) != set()


def test_an_enabling_measure_is_bought_with_what_requires_it(kit: SimpleNamespace):
    simulation = kit.simulation({"s": {Scale.ECONOMIC: 1e6}}, {("sirens", "s"): 0.5})
    place = kit.place([kit.measure("sirens", 1e5, requires=("power",)), kit.measure("power", 2e5)], budget=1e6)
    plan = prevent(place, simulation, kit.at)
    assert chosen(plan) == {"sirens", "power"}
    assert why(plan, "power").startswith("chosen: sirens cannot be without it")


def test_measures_that_only_repeat_each_other_are_not_both_bought(kit: SimpleNamespace):
    simulation = kit.simulation({"s": {Scale.ECONOMIC: 1e6}}, {("a", "s"): 0.01, ("b", "s"): 0.01})
    plan = prevent(kit.place([kit.measure("a", 1e5), kit.measure("b", 2e5)], budget=1e6), simulation, kit.at)
    assert chosen(plan) == {"a"}
    assert "beside the plan it takes away only" in why(plan, "b")


class Together:
    """Two measures that do more together than the sum of each alone."""

    def expected(self, measures: frozenset[str]) -> dict[str, dict[Scale, float]]:
        loss = 1e6 - 1e4 * len(measures) - 6e5 * ({"a", "b"} <= measures)
        return {"s": {Scale.ECONOMIC: loss}}


def test_a_plan_is_not_called_optimal_when_effects_strengthen_one_another(kit: SimpleNamespace):
    plan = prevent(kit.place([kit.measure("a", 1e3), kit.measure("b", 1e3)], budget=1e6), Together(), kit.at)
    assert chosen(plan) == {"a", "b"}
    assert not plan.optimal


def test_a_place_without_measures_has_a_valid_empty_plan(kit: SimpleNamespace):
    plan = prevent(kit.place([], budget=1e6), kit.simulation({"s": {Scale.DEATHS: 2.0}}, {}), kit.at)
    assert (plan.cost, plan.choices, plan.left, plan.optimal) == (0.0, (), {Scale.DEATHS: 2.0}, True)


def test_a_place_without_scenarios_has_a_valid_empty_plan(kit: SimpleNamespace):
    plan = prevent(kit.place([kit.measure("a", 1.0)], budget=1e6), kit.simulation({}, {}), kit.at)
    assert (plan.cost, plan.before, chosen(plan)) == (0.0, 0.0, set())


def test_without_a_budget_only_what_costs_nothing_is_chosen(kit: SimpleNamespace):
    simulation = kit.simulation({"s": {Scale.ECONOMIC: 1e6}}, {("free", "s"): 0.9, ("pump", "s"): 0.5})
    place = kit.place([kit.measure("free", 0.0), kit.measure("pump", 1e-3)], budget=0.0)
    plan = prevent(place, simulation, kit.at)
    assert chosen(plan) == {"free"}
    assert plan.choices[0].ratio is None


def test_a_scale_without_weight_does_not_count_but_is_shown(kit: SimpleNamespace):
    simulation = kit.simulation({"s": {Scale.DEATHS: 3.0}}, {("a", "s"): 0.5})
    plan = prevent(kit.place([kit.measure("a", 1.0)], budget=10.0, weights=ECONOMIC), simulation, kit.at)
    assert plan.left == {Scale.DEATHS: 3.0}
    assert plan.choices[0].by_scale == {Scale.DEATHS: 1.5}
    assert why(plan, "a") == "not chosen: what it takes away is on scales to which the place gives no weight"


def test_figures_of_a_plan_agree_with_the_simulation(kit: SimpleNamespace):
    world = kit.random_world(3)
    plan = prevent(world.place, world.simulation, kit.at)
    after = world.simulation.expected(frozenset(chosen(plan)))
    assert plan.after == pytest.approx(math.fsum(row[Scale.ECONOMIC] for row in after.values()))
    assert plan.left[Scale.ECONOMIC] == pytest.approx(plan.after)


def _blocked(kit: SimpleNamespace, *, available: float, cost: float | None, amount: float, budget: float) -> Plan:
    simulation = kit.simulation({"s": {Scale.ECONOMIC: 1e6}}, {("rescue", "s"): 0.5})
    place = kit.place(
        [kit.measure("rescue", 1e5)],
        budget=budget,
        capabilities=[kit.capability("rescue_divers", available, cost)],
        needs=[Need("rescue", "rescue_divers", amount)],
    )
    return prevent(place, simulation, kit.at)


def test_a_measure_that_lacks_what_money_cannot_buy_is_refused_and_leaves_a_gap(kit: SimpleNamespace):
    plan = _blocked(kit, available=1.0, cost=None, amount=3.0, budget=1e6)
    assert why(plan, "rescue") == "not chosen: needs 2 persons of rescue divers more than there are"
    assert [(g.capability, g.needed, g.available, g.by, g.need, g.cost) for g in plan.gaps] == [
        ("rescue_divers", 3.0, 1.0, "rescue", "measure", None)
    ]


def test_what_a_measure_lacks_is_bought_in_whole_units_within_the_budget(kit: SimpleNamespace):
    plan = _blocked(kit, available=1.0, cost=1e4, amount=2.5, budget=1.2e5)
    assert chosen(plan) == {"rescue"}
    assert plan.bought == {"rescue_divers": 2.0}
    assert plan.cost == pytest.approx(1.2e5)
    assert plan.gaps == ()


def test_buying_what_lacks_counts_against_the_budget(kit: SimpleNamespace):
    plan = _blocked(kit, available=1.0, cost=1e4, amount=2.5, budget=1.1e5)
    assert chosen(plan) == set()
    assert plan.gaps[0].cost == pytest.approx(2e4)


def test_the_cost_of_a_plan_never_passes_the_budget_by_a_rounding_error(kit: SimpleNamespace):
    simulation = kit.simulation({"s": {Scale.ECONOMIC: 1e12}}, {("a", "s"): 0.5, ("b", "s"): 0.5})
    place = kit.place([kit.measure("a", 1e9), kit.measure("b", 1e9 + 1.0)], budget=2e9)
    assert len(chosen(prevent(place, simulation, kit.at))) == 1


def test_reasons_name_what_stands_against_a_measure(kit: SimpleNamespace):
    factors = {(name, "s"): 0.5 for name in ("best", "rival", "dear", "vast", "late")}
    measures = [
        kit.measure("best", 1e5),
        kit.measure("rival", 2e5, excludes=("best",)),
        kit.measure("dear", 9e6),
        kit.measure("vast", 2e6),
        kit.measure("late", 1e4, lead=240.0),
        kit.measure("idle", 1.0),
    ]
    simulation = kit.simulation({"s": {Scale.ECONOMIC: 1e6}}, factors)
    plan = prevent(kit.place(measures, budget=1e6), simulation, kit.at)
    assert [why(plan, name) for name in ("best", "rival", "dear", "vast", "late", "idle")] == [
        "chosen: takes away 500 k EUR a year for 100 k EUR",
        "not chosen: cannot be together with best",
        "not chosen: costs 9.0 M EUR, takes away only 4.3 M EUR in all",
        "not chosen: costs 2.0 M EUR, more than the whole budget",
        "not chosen: it would work only after the planning period",
        "not chosen: takes nothing away from any scenario",
    ]


def test_a_measure_left_out_for_the_budget_names_what_it_is_spent_on(kit: SimpleNamespace):
    losses = {"s": {Scale.ECONOMIC: 1e6}, "t": {Scale.ECONOMIC: 5e5}}
    simulation = kit.simulation(losses, {("a", "s"): 0.5, ("b", "t"): 0.5})
    plan = prevent(kit.place([kit.measure("a", 1e5), kit.measure("b", 1e5)], budget=1.5e5), simulation, kit.at)
    assert why(plan, "b") == "not chosen: costs 100 k EUR, 50.0 k EUR are left; the budget is better spent on a"


def test_a_measure_left_out_for_what_it_requires_says_so(kit: SimpleNamespace):
    simulation = kit.simulation({"s": {Scale.ECONOMIC: 1e6}}, {("patching", "s"): 0.8})
    measures = [kit.measure("patching", 1e5, requires=("inventory",)), kit.measure("inventory", 1e6)]
    plan = prevent(kit.place(measures, budget=1.05e6), simulation, kit.at)
    assert why(plan, "patching") == (
        "not chosen: with inventory, without which it cannot be, it costs 1.1 M EUR, 1.1 M EUR are left"
    )


def test_a_simulation_that_gives_no_number_is_refused_with_its_place(kit: SimpleNamespace):
    simulation = kit.simulation({"flood": {Scale.DEATHS: math.nan}}, {})
    with pytest.raises(InputError, match="scenario flood, scale deaths: expected yearly loss is nan"):
        prevent(kit.place([], budget=1.0), simulation, kit.at)


def test_a_scenario_that_asks_for_more_than_there_is_leaves_a_gap(kit: SimpleNamespace):
    world = kit.random_world(0)
    scenario = SimpleNamespace(id="flood")
    place = dataclasses.replace(
        kit.place(
            [], budget=0.0, capabilities=[kit.capability("boats", 2.0, 10.0)], needs=[Need("flood", "boats", 5.5)]
        ),
        scenarios=(scenario,),
    )
    gap = prevent(place, world.simulation, kit.at).gaps[0]
    assert (gap.needed, gap.available, gap.by, gap.need, gap.cost) == (5.5, 2.0, "flood", "scenario", 40.0)


def test_a_measure_that_brings_back_nothing_is_dropped_even_where_it_would_work_earlier(kit: SimpleNamespace):
    simulation = kit.simulation({"s": {Scale.ECONOMIC: 1e6}}, {("a", "s"): 0.0, ("b", "s"): 0.5})
    place = kit.place([kit.measure("a", 1e5, lead=24.0), kit.measure("b", 1.0)], budget=1e6)
    trials = Trials(simulation, pose(place), ECONOMIC)
    found = search(pose(place), trials)
    assert found.trial.measures == {"a"}
