"""Networks of sites as fault trees, against enumeration and against the sampled cascade."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.model.fault_tree import Connective, Formula
from forestall.science.network.reliability import Supply, down_probabilities, service_answer

SITES = ("s0", "s1", "s2", "s3", "s4", "s5")


@st.composite
def networks(draw):
    """Sites need only sites before them."""
    probability = {site: draw(st.floats(0.01, 0.6)) for site in SITES}
    supplies = []
    for i in range(1, len(SITES)):
        for _ in range(draw(st.integers(0, 2))):
            suppliers = tuple(draw(st.lists(st.sampled_from(SITES[:i]), min_size=1, max_size=4)))
            supplies.append(Supply(SITES[i], suppliers, draw(st.integers(0, 4))))
    return probability, supplies


def by_enumeration(probability, supplies):
    out = dict.fromkeys(SITES, 0.0)
    for failed in itertools.product((False, True), repeat=len(SITES)):
        own = dict(zip(SITES, failed, strict=True))
        down = {}
        for site in SITES:
            short = False
            for supply in supplies:
                if supply.site == site:
                    distinct = set(supply.suppliers)
                    up = sum(not down[each] for each in distinct)
                    short |= up < min(supply.required, len(distinct))
            down[site] = own[site] or short
        chance = math.prod(probability[s] if own[s] else 1 - probability[s] for s in SITES)
        for site in SITES:
            out[site] += chance * down[site]
    return out


@settings(max_examples=40)
@given(networks())
def test_down_probabilities_are_those_of_every_state_added_up(network):
    probability, supplies = network
    assert down_probabilities(probability, supplies, SITES) == pytest.approx(by_enumeration(probability, supplies))


def test_single_points_of_failure_are_the_cut_sets_of_one_event():
    supplies = [
        Supply("hospital", ("water",), 1),
        Supply("water", ("grid", "diesel"), 1),
        Supply("grid", ("control",), 1),
    ]
    probability = dict.fromkeys(("hospital", "water", "grid", "diesel", "control"), 0.1)
    found = service_answer(probability, supplies, "hospital")
    assert [one.events for one in found.smallest] == [
        ("own hospital",), ("own water",), ("own control", "own diesel"), ("own diesel", "own grid"),
    ]  # fmt: skip


def test_a_question_over_several_sites_is_answered():
    probability = {"a": 0.1, "b": 0.2, "c": 0.3}
    found = service_answer(probability, [], Formula(Connective.ATLEAST, ("a", "b", "c"), least=2))
    assert found.probability == pytest.approx(0.1 * 0.2 + 0.1 * 0.3 + 0.2 * 0.3 - 2 * 0.1 * 0.2 * 0.3)


def test_sites_that_need_each_other_are_named():
    supplies = [Supply("a", ("b",), 1), Supply("b", ("a",), 1)]
    with pytest.raises(InputError, match="circle: a → b → a"):
        down_probabilities({"a": 0.1, "b": 0.1}, supplies, ["a"])


def test_a_supplier_that_is_no_site_is_named():
    with pytest.raises(InputError, match="supply of a: x is no site"):
        down_probabilities({"a": 0.1}, [Supply("a", ("x",), 1)], ["a"])


def test_a_large_layered_network_stays_exact_and_agrees_with_trials():
    rng = np.random.default_rng(5)
    layers = [[f"n{layer}_{i}" for i in range(12)] for layer in range(5)]
    probability = {site: float(rng.uniform(0.02, 0.2)) for layer in layers for site in layer}
    supplies = [
        Supply(site, tuple(layers[k][j] for j in sorted(rng.choice(12, 3, replace=False))), 2)
        for k in range(4)
        for site in layers[k + 1]
    ]
    exact = down_probabilities(probability, supplies, ["n4_0"])["n4_0"]
    trials = 40_000
    down = {site: rng.random(trials) < chance for site, chance in probability.items()}
    for supply in supplies:  # layer after layer
        up = np.sum([~down[each] for each in supply.suppliers], axis=0)
        down[supply.site] |= up < supply.required
    error = math.sqrt(exact * (1 - exact) / trials)
    assert abs(down["n4_0"].mean() - exact) < 4 * error
