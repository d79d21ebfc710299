"""Chains of accidents."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from forestall.core.errors import InputError
from forestall.science.chemical.escalation import Vessel
from forestall.science.chemical.risk.domino import broken_at_all, broken_by_blast, broken_by_heat, chains

MATRIX = np.array([[0.0, 0.5, 0.2, 0.0], [0.1, 0.0, 0.0, 0.3], [0.0, 0.4, 0.0, 0.6], [0.9, 0.0, 0.0, 0.0]])


def by_links(p, start):
    """Probability that each vessel fails, by all networks of links that hold or do not."""
    n = len(p)
    pairs = [(i, j) for i in range(n) for j in range(n) if p[i, j] > 0 and i != j]
    total = np.zeros(n)
    for holds in product((False, True), repeat=len(pairs)):
        chance = np.prod([p[pair] if held else 1 - p[pair] for pair, held in zip(pairs, holds, strict=True)])
        reached, grows = {start}, True
        while grows:
            new = {j for (i, j), held in zip(pairs, holds, strict=True) if held and i in reached} - reached
            grows = bool(new)
            reached |= new
        total[sorted(reached)] += chance
    return total


def test_chains_followed_to_the_end_are_exact():
    found = chains(MATRIX, 0, order=4)
    assert broken_at_all(found, 4) == pytest.approx(by_links(MATRIX, 0), rel=1e-12)
    assert all(chain.whole for chain in found)


@settings(max_examples=25, deadline=None)
@given(p=arrays(np.float64, (4, 4), elements=st.floats(0, 1)), start=st.integers(0, 3), order=st.integers(0, 4))
def test_what_can_follow_adds_up_to_one(p, start, order):
    assert sum(chain.probability for chain in chains(p, start, order=order)) == pytest.approx(1.0, abs=1e-9)


def test_one_step_breaks_each_vessel_on_its_own():
    found = {chain.steps: chain.probability for chain in chains(MATRIX, 0, order=1)}
    assert found[(0,), (1, 2)] == pytest.approx(0.5 * 0.2)
    assert found[(0,), (1,)] == pytest.approx(0.5 * 0.8)
    assert found[((0,),)] == pytest.approx(0.5 * 0.8)


def test_two_burning_vessels_break_a_third_together():
    p = np.zeros((4, 4))
    p[0, 1] = p[0, 2] = 1.0
    p[1, 3], p[2, 3] = 0.5, 0.6
    found = {chain.steps: chain.probability for chain in chains(p, 0, order=3)}
    assert found[(0,), (1, 2), (3,)] == pytest.approx(1 - 0.5 * 0.4)


def test_the_order_asked_for_ends_a_chain_and_says_so():
    found = {chain.steps: chain.whole for chain in chains(MATRIX, 0, order=1)}
    assert not found[(0,), (1,)]
    assert found[((0,),)]


def test_improbable_chains_are_left_out():
    found = chains(MATRIX, 0, order=4, least=0.1)
    assert min(chain.probability for chain in found) >= 0.1


def test_too_many_vessels_at_once_are_refused():
    with pytest.raises(InputError, match="at most 14"):
        chains(np.full((17, 17), 0.1), 0, order=2)


def test_a_probability_above_one_is_refused():
    with pytest.raises(InputError, match=r"within 0\.\.1"):
        chains(np.full((2, 2), 1.5), 0, order=2)


def test_heat_below_the_threshold_breaks_nothing():
    assert broken_by_heat(Vessel.PRESSURISED, 44e3, 100.0, 1e9) == 0
    assert broken_by_heat(Vessel.PRESSURISED, 100e3, 100.0, 1e9) > 0.1


def test_a_fire_shorter_than_the_time_to_failure_breaks_nothing():
    assert broken_by_heat(Vessel.PRESSURISED, 100e3, 100.0, 60.0) == 0


def test_heat_on_a_vessel_of_a_size_that_was_not_fitted_is_not_known():
    assert np.isnan(broken_by_heat(Vessel.PRESSURISED, 100e3, 1000.0, 1e9))


def test_a_blast_breaks_above_its_threshold():
    assert broken_by_blast(Vessel.ATMOSPHERIC, 21e3) == 0
    assert 0 < broken_by_blast(Vessel.ATMOSPHERIC, 23e3) < broken_by_blast(Vessel.ATMOSPHERIC, 60e3) <= 1
