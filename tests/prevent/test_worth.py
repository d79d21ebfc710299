"""What money over the planning period is worth today."""

import math
from types import SimpleNamespace

import pytest

from forestall.model.profile import Appraisal
from forestall.prevent.worth import effect_years, flow, present_cost


def test_a_flow_without_discount_is_its_length():
    assert flow(0.5, 10.0, 0.0) == 9.5


def test_a_flow_is_the_sum_of_its_small_parts():
    parts = math.fsum(0.001 * 1.03 ** -((k + 0.5) * 0.001 + 2.0) for k in range(8_000))
    assert flow(2.0, 10.0, 0.03) == pytest.approx(parts, rel=1e-9)


def test_a_year_of_flow_is_the_discount_factor_at_its_middle():
    assert flow(0.0, 1.0, 0.035) == pytest.approx(1.035**-0.5, rel=1e-4)


def test_a_flow_that_begins_after_its_end_is_worth_nothing():
    assert flow(11.0, 10.0, 0.03) == 0.0


def test_a_measure_is_bought_again_when_its_life_ends(kit: SimpleNamespace):
    appraisal = Appraisal(period=10.0, discount=0.03)
    cost = present_cost(kit.measure("pump", 100.0, life=4.0), appraisal)
    assert cost == pytest.approx(100.0 * (1 + 1.03**-4 + 1.03**-8))


def test_a_measure_is_not_bought_again_when_it_would_work_only_after_the_period(kit: SimpleNamespace):
    appraisal = Appraisal(period=10.0, discount=0.0)
    assert present_cost(kit.measure("pump", 100.0, life=9.5, lead=6.0), appraisal) == 100.0
    assert present_cost(kit.measure("pump", 100.0, life=5.0), appraisal) == 200.0


def test_running_cost_is_counted_from_the_decision_on(kit: SimpleNamespace):
    appraisal = Appraisal(period=10.0, discount=0.0)
    assert present_cost(kit.measure("guard", 0.0, yearly_cost=7.0, lead=24.0), appraisal) == 70.0


def test_a_measure_with_a_lead_time_beyond_the_period_never_works(kit: SimpleNamespace):
    assert effect_years(kit.measure("tunnel", 1.0, lead=240.0), Appraisal(period=10.0)) == 0.0
