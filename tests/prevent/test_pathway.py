"""The adaptive pathway: the plan first, then each turn with the last time at which it still pays."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.model.plan import Condition, Signpost
from forestall.model.profile import Appraisal
from forestall.prevent.pathway import pathway, pays_until
from forestall.prevent.problem import pose
from forestall.prevent.worth import flow

TEN = Appraisal(budget=1e6, period=10.0, discount=0.03)
PLAIN = Appraisal(budget=1e6, period=10.0, discount=0.0)


def test_a_turn_without_discount_pays_until_what_is_left_of_its_gain_is_its_cost() -> None:
    """Gain 4 over nine years, cost 1: worth it as long as a quarter of the nine years is left."""
    assert pays_until(3.0, 1.0, 1.0, PLAIN) == pytest.approx(9.0 * 0.75)


def test_a_turn_that_costs_nothing_more_pays_as_long_as_it_can_still_work() -> None:
    assert pays_until(3.0, -2.0, 1.0, TEN) == pytest.approx(9.0)
    assert pays_until(3.0, 0.0, 1.0, TEN) == pytest.approx(9.0)


def test_a_turn_that_saves_nothing_or_works_too_late_is_over_at_once() -> None:
    assert pays_until(0.0, 1.0, 1.0, TEN) == 0.0
    assert pays_until(5.0, 1.0, 10.0, TEN) == 0.0


@given(st.floats(0.01, 1e9), st.floats(0.01, 1e9), st.floats(0.0, 9.0))
def test_at_the_last_moment_gain_and_cost_are_the_same(saves: float, costs: float, lead: float) -> None:
    last = pays_until(saves, costs, lead, TEN)
    assert 0.0 <= last <= 10.0 - lead
    gain = (saves + costs) * flow(last + lead, 10.0, 0.03) / flow(lead, 10.0, 0.03)
    assert gain == pytest.approx(costs * 1.03**-last, rel=1e-6, abs=1e-6 * (saves + costs))


@given(st.floats(0.01, 1e6), st.floats(0.01, 1e6), st.floats(0.0, 9.0))
def test_a_dearer_turn_has_to_be_made_sooner(saves: float, costs: float, lead: float) -> None:
    assert pays_until(saves, 2 * costs, lead, TEN) <= pays_until(saves, costs, lead, TEN) + 1e-9


def test_the_most_pressing_turn_comes_right_after_the_present_plan(kit: SimpleNamespace) -> None:
    measures = [kit.measure("dyke", 1e5, lead=36.0), kit.measure("pump", 1e4, lead=6.0), kit.measure("guard", 1e3)]
    town = kit.place(measures, budget=1e6)
    condition = Condition("frequency of: flood", "above", 1.5, "times today's")
    posts = (
        Signpost((condition,), ("pump",), ("guard",), 5e4, 0.8, 0.5, costs=9e3),
        Signpost((condition,), ("dyke",), (), 1e4, 0.9, 0.6, costs=1e5),
    )
    now, first, second = pathway(frozenset({"guard"}), posts, pose(town), TEN)
    assert (now.when, now.add, now.by) == ((), ("guard",), None)
    assert (first.add, first.lead) == (("dyke",), 36.0)
    assert (second.add, second.drop, second.lead) == (("pump",), ("guard",), 6.0)
    assert first.by is not None
    assert second.by is not None
    assert first.by < second.by
