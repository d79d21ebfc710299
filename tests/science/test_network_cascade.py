"""The cascade against its definition, written out, and its laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.science.network.cascade import cascade, own_hours
from forestall.science.network.layout import network

HORIZON = 30


def by_definition(n, deps, own):
    """The three lines of the module's docstring over the whole grid of sites and hours, iterated from the top."""
    undamaged = np.array([[t >= own[s] for t in range(HORIZON)] for s in range(n)])

    def supplied(state, d, t):
        _, suppliers, k, buffer, _ = deps[d]
        run = 0
        while t - run >= 0 and sum(state[s, t - run] for s in suppliers) < k:
            run += 1
        return run <= buffer

    def fixpoint(allowed):
        state = allowed.copy()
        while True:
            new = np.array(
                [
                    [
                        allowed[s, t] and all(supplied(state, d, t) for d in range(len(deps)) if deps[d][0] == s)
                        for t in range(HORIZON)
                    ]
                    for s in range(n)
                ]
            )
            if (new == state).all():
                return state
            state = new

    ready = fixpoint(undamaged)
    waits = ~ready
    for d, (site, _, _, _, restart) in enumerate(deps):
        for t in range(HORIZON):
            if not supplied(ready, d, t):
                waits[site, t : t + int(restart) + 1] = True
    return (~fixpoint(~waits)).sum(axis=1)


def build(n, deps):
    return network(
        n,
        [d[0] for d in deps],
        [d[1] for d in deps],
        required=[d[2] for d in deps],
        buffer=[d[3] for d in deps],
        restart=[d[4] for d in deps],
    )


def hours(n, deps, own):
    return cascade(build(n, deps), np.array([own], dtype=float), HORIZON).hours[0]


@st.composite
def networks(draw):
    n = draw(st.integers(1, 6))
    dep = st.tuples(
        st.integers(0, n - 1),
        st.lists(st.integers(0, n - 1), min_size=1, max_size=3, unique=True),
        st.integers(0, 3),
        st.sampled_from([0, 1, 2, 3.7, 6]),
        st.sampled_from([0, 1, 2.5, 5]),
    )
    deps = [(s, sup, min(k, len(sup)), b, r) for s, sup, k, b, r in draw(st.lists(dep, max_size=8))]
    return n, deps, draw(st.lists(st.sampled_from([0, 0, 0, 1, 3, 7, 12, 29, 40]), min_size=n, max_size=n))


@given(networks())
def test_hours_down_are_those_of_the_definition(case):
    n, deps, own = case
    assert hours(n, deps, own).tolist() == by_definition(n, deps, own).tolist()


@given(networks(), st.data())
def test_more_damage_never_gives_less_outage(case, data):
    n, deps, own = case
    more = [h + data.draw(st.sampled_from([0, 0, 2, 9])) for h in own]
    assert (hours(n, deps, more) >= hours(n, deps, own)).all()


@given(networks(), st.data())
def test_a_longer_buffer_never_gives_more_outage(case, data):
    n, deps, own = case
    longer = [(s, sup, k, b + data.draw(st.sampled_from([0, 1, 4])), r) for s, sup, k, b, r in deps]
    assert (hours(n, longer, own) <= hours(n, deps, own)).all()


@given(networks(), st.randoms(use_true_random=False))
def test_the_order_of_dependencies_changes_nothing(case, random):
    n, deps, own = case
    shuffled = random.sample(deps, len(deps))
    assert hours(n, shuffled, own).tolist() == hours(n, deps, own).tolist()


@given(networks(), networks())
def test_one_sample_does_not_touch_another(case, other):
    n, deps, own = case
    second = (other[2] * n)[:n]
    together = cascade(build(n, deps), np.array([own, second, own], dtype=float), HORIZON).hours
    assert together.tolist() == [hours(n, deps, own).tolist(), hours(n, deps, second).tolist(), together[0].tolist()]


def test_power_and_telecom_that_need_each_other_come_back_together():
    deps = [(0, [1], 1, 8, 0), (1, [0], 1, 4, 0)]
    assert hours(2, deps, [10, 0]).tolist() == [10, 6]


def test_a_restart_follows_the_return_of_the_supply():
    assert hours(2, [(1, [0], 1, 2, 3)], [10, 0]).tolist() == [10, 11]


def test_two_of_three_suppliers_are_enough():
    assert hours(4, [(3, [0, 1, 2], 2, 0, 0)], [9, 5, 0, 0]).tolist() == [9, 5, 0, 5]


def test_an_outage_is_followed_no_further_than_the_horizon():
    assert hours(2, [(1, [0], 1, 4, 0)], [500, 0]).tolist() == [HORIZON, HORIZON - 4]


def test_blame_falls_on_the_supplier_that_is_down():
    net = build(4, [(3, [0, 1, 2], 2, 0, 0)])
    assert cascade(net, np.array([[9.0, 5, 0, 0]]), HORIZON).blame.tolist() == [5, 5, 0]


def test_own_hours_are_the_damage_alone():
    assert own_hours(np.array([[9.4, 0.3, 99.0]]), HORIZON).tolist() == [[9, 0, HORIZON]]


def test_a_network_without_dependencies_has_only_its_damage():
    assert hours(3, [], [0, 4, 2]).tolist() == [0, 4, 2]


@pytest.mark.parametrize("bad", [np.nan, -1.0])
def test_damage_that_is_no_number_of_hours_is_refused(bad):
    with pytest.raises(ValueError, match="expected hours"):
        cascade(build(1, []), np.array([[bad]]), HORIZON)
