"""The chain of causes: it is there for every site that goes down and ends at what was damaged."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from forestall.science.network.cascade import cascade, course
from forestall.science.network.causes import Lack, causes, chain
from forestall.science.network.layout import Flows, network


def random_case(seed, flows):
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(2, 9)), int(rng.integers(1, 12))
    suppliers = [rng.choice(n, int(rng.integers(1, min(n, 3) + 1)), replace=False).tolist() for _ in range(m)]
    net = network(
        n,
        rng.integers(0, n, m).tolist(),
        suppliers,
        required=[int(rng.integers(1, len(one) + 1)) for one in suppliers],
        buffer=rng.integers(0, 9, m).tolist(),
        restart=rng.integers(0, 9, m).tolist(),
        flows=Flows(rng.integers(0, 4, m).tolist(), rng.integers(0, 7, n).tolist(), [1] * m) if flows else None,
    )
    return net, np.where(rng.random(n) < 0.4, rng.integers(1, 40, n), 0).astype(float)


@given(st.integers(0, 2**32 - 1), st.booleans())
def test_every_site_that_goes_down_has_a_chain_that_ends_at_damage_or_a_shed_load(seed, flows):
    net, damage = random_case(seed, flows)
    result = course(net, damage, 70)
    found = causes(net, result, damage > 0)
    assert sorted(found) == np.flatnonzero(result.down.any(axis=1)).tolist()
    for site in found:
        way = chain(found, site)
        assert len(set(way)) == len(way)
        last = found[way[-1]]
        assert damage[way[-1]] > 0 or any(lack is Lack.SHED for _, lack in last.lacking)
        assert all(found[a].hour >= found[b].hour for a, b in pairwise(way))


@given(st.integers(0, 2**32 - 1), st.booleans())
def test_the_course_hour_by_hour_adds_up_to_the_hours_down(seed, flows):
    net, damage = random_case(seed, flows)
    hours = cascade(net, damage[None, :], 70).hours[0]
    assert course(net, damage, 70).down.sum(axis=1).tolist() == hours.tolist()


def test_hospital_because_water_because_power():
    net = network(3, [0, 1], [[1], [2]], required=[1, 1], buffer=[24, 4], restart=[0, 0])
    damage = np.array([0.0, 0, 60])
    found = causes(net, course(net, damage, 100), damage > 0)
    assert chain(found, 0) == (0, 1, 2)
    assert [found[site].hour for site in (2, 1, 0)] == [0, 4, 28]


def test_a_circle_does_not_explain_itself():
    net = network(3, [0, 1, 0], [[1], [0], [2]], required=[1] * 3, buffer=[0] * 3, restart=[0] * 3)
    damage = np.array([0.0, 0, 10])
    assert chain(causes(net, course(net, damage, 20), damage > 0), 1) == (1, 0, 2)
