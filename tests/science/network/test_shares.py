"""Shedding of loads: first choices, who is served first, and the laws that hold in spite of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.science.network.cascade import cascade, course
from forestall.science.network.layout import Flows, network

INF = float("inf")


def two_plants(turns, capacity=(10.0, 10.0)):
    """Plants 0 and 1; sites 2 and 3 take 6 from plant 0 first; site 4 takes 8 from plant 1 first."""
    flows = Flows([6, 4, 8], [*capacity, INF, INF, INF], turns)
    return network(
        5, [2, 3, 4], [[0, 1], [0, 1], [1, 0]], required=[1] * 3, buffer=[0] * 3, restart=[0] * 3, flows=flows
    )


def down(net, damage, horizon=20):
    return np.flatnonzero(cascade(net, np.array([damage], dtype=float), horizon).hours[0]).tolist()


def test_while_nothing_fails_nothing_is_shed():
    assert down(two_plants([1, 1, 1]), [0, 0, 0, 0, 0]) == []


def test_the_second_choice_takes_over_as_far_as_its_capacity_goes():
    assert down(two_plants([2, 3, 1]), [5, 0, 0, 0, 0]) == [0, 2, 3]


def test_who_is_served_first_keeps_its_supply():
    assert down(two_plants([1, 2, 3]), [5, 0, 0, 0, 0]) == [0, 4]


def test_enough_capacity_sheds_nobody():
    assert down(two_plants([1, 2, 3], (10, 18)), [5, 0, 0, 0, 0]) == [0]


def test_a_shed_load_comes_back_when_the_plant_does():
    hours = cascade(two_plants([1, 2, 3]), np.array([[5.0, 0, 0, 0, 0]]), 20).hours[0]
    assert hours.tolist() == [5, 0, 0, 0, 5]


def test_the_course_says_who_is_shed_by_whom():
    net = two_plants([1, 2, 3])
    result = course(net, np.array([5.0, 0, 0, 0, 0]), 20)
    shed = [
        (int(net.wiring.dep_site[net.wiring.edge_dep[e]]), int(net.wiring.sup_site[e]))
        for e in np.flatnonzero(result.shed.any(axis=1))
    ]
    assert (4, 1) in shed


def test_a_capacity_below_what_is_asked_today_is_said_and_taken_as_enough():
    net = two_plants([1, 1, 1], (9, 10))
    assert net.overloaded == (0,)
    assert down(net, [0, 0, 0, 0, 0]) == []


def test_without_capacities_the_order_of_suppliers_changes_nothing():
    nets = [
        network(4, [3], [order], required=[2], buffer=[0], restart=[0]) for order in ([0, 1, 2], [2, 0, 1], [1, 2, 0])
    ]
    assert len({tuple(cascade(net, np.array([[9.0, 5, 0, 0]]), 20).hours[0]) for net in nets}) == 1


def random_case(rng, n, buffer):
    m = buffer.size
    suppliers = [rng.choice(n, int(rng.integers(1, 4)), replace=False).tolist() for _ in range(m)]
    dep_site = rng.integers(0, n, m).tolist()
    required = [int(rng.integers(1, len(one) + 1)) for one in suppliers]
    restart, flows = rng.integers(0, 9, m).tolist(), (rng.integers(0, 4, m).tolist(), rng.integers(0, 7, n).tolist())
    turn = rng.integers(1, 4, m).tolist()
    return lambda more: network(
        n, dep_site, suppliers, required=required, buffer=(buffer + more).tolist(), restart=restart,
        flows=Flows(*flows, turn),
    )  # fmt: skip


@given(st.integers(0, 2**32 - 1))
def test_another_failure_never_restores_a_service_and_a_larger_buffer_never_lengthens_an_outage(seed):
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(4, 9)), int(rng.integers(1, 14))
    build = random_case(rng, n, rng.integers(0, 6, m))
    damage = np.where(rng.random((20, n)) < 0.3, rng.integers(1, 40, (20, n)), 0).astype(float)
    more = damage + np.where(rng.random((20, n)) < 0.2, rng.integers(1, 40, (20, n)), 0)
    base = cascade(build(0), damage, 70).hours
    assert (cascade(build(0), more, 70).hours >= base).all()
    assert (cascade(build(rng.integers(0, 5, m)), damage, 70).hours <= base).all()


@given(st.integers(0, 2**32 - 1))
def test_more_capacity_never_lengthens_an_outage(seed):
    rng = np.random.default_rng(seed)
    damage = np.where(rng.random((10, 5)) < 0.4, rng.integers(1, 20, (10, 5)), 0).astype(float)
    turns = rng.integers(1, 4, 3).tolist()
    room = rng.uniform(10, 20, 2)
    wider = cascade(two_plants(turns, tuple(room + rng.uniform(0, 8, 2))), damage, 40).hours
    assert (wider <= cascade(two_plants(turns, tuple(room)), damage, 40).hours).all()


@pytest.mark.parametrize("horizon", [1, 63, 64, 65, 128, 336])
def test_the_edges_of_the_words_are_no_edges_of_the_outage(horizon):
    net = network(2, [1], [[0]], required=[1], buffer=[3], restart=[70])
    hours = cascade(net, np.array([[62.0, 0]]), horizon).hours[0]
    assert hours.tolist() == [min(62, horizon), max(0, min(62 + 70, horizon) - 3)]
