"""Inoperability against closed forms and published examples, in their units."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.science.economy.concentration import (
    herfindahl,
    import_criticality,
    is_critical_import,
    largest_share,
)
from forestall.science.economy.inoperability import (
    course,
    inoperability,
    interdependency,
    loss_for_lost_hours,
    loss_of_course,
    recovery_rates,
)

OUTPUT = np.array([1000.0, 2000.0, 500.0])
TECHNICAL = np.array([[0.10, 0.25, 0.05], [0.30, 0.15, 0.20], [0.05, 0.10, 0.00]])


def economies():
    def made(seed):
        rng = np.random.default_rng(seed)
        n = int(rng.integers(1, 8))
        technical = rng.random((n, n))
        technical *= rng.uniform(0.1, 0.95, n) / technical.sum(axis=0)
        return technical, rng.uniform(1, 1e6, n), rng.random(n) * 0.1

    return st.integers(0, 2**32 - 1).map(made)


@given(economies())
def test_inoperability_is_the_closed_form(case):
    technical, output, lost = case
    dependence = interdependency(technical, output)
    assert inoperability(dependence, lost) == pytest.approx(np.linalg.inv(np.eye(lost.size) - dependence) @ lost)


@given(economies())
def test_output_not_produced_is_leontiefs(case):
    technical, output, lost = case
    leontief = np.linalg.inv(np.eye(lost.size) - technical) @ (lost * output)
    assert inoperability(interdependency(technical, output), lost) * output == pytest.approx(leontief)


def test_two_sectors_by_hand():
    """A* = [[0, 0.4], [0.1, 0]], c* = (0.1, 0): q1 = 0.1 / (1 - 0.04), q2 = 0.1 q1."""
    dependence = interdependency(np.array([[0.0, 0.2], [0.2, 0.0]]), np.array([100.0, 200.0]))
    assert dependence == pytest.approx(np.array([[0, 0.4], [0.1, 0]]))
    assert inoperability(dependence, np.array([0.1, 0.0])) == pytest.approx([0.1 / 0.96, 0.01 / 0.96])


def test_a_lasting_perturbation_ends_in_the_static_balance():
    dependence = interdependency(TECHNICAL, OUTPUT)
    lost = np.array([0.05, 0.0, 0.1])
    rates = recovery_rates(np.array([24.0, 48.0, 12.0]), dependence)
    assert course(dependence, rates, np.tile(lost, (3000, 1)))[-1] == pytest.approx(inoperability(dependence, lost))


def test_one_sector_alone_recovers_as_an_exponential():
    dependence = interdependency(np.array([[0.0]]), np.array([1.0]))
    found = course(dependence, recovery_rates(np.array([24.0]), dependence), np.zeros((48, 1)), np.array([0.5]))
    assert found[:, 0] == pytest.approx(0.5 * np.exp(-np.arange(49) / 24.0))


@settings(max_examples=15)
@given(economies(), st.integers(1, 72))
def test_the_sum_over_time_is_the_closed_form_whatever_the_recovery(case, hours):
    technical, output, lost = case
    dependence = interdependency(technical, output)
    lost = lost * 0.01
    path = np.zeros((2000, lost.size))
    path[:hours] = lost
    summed = loss_of_course(course(dependence, np.full(lost.size, 0.3), path), output)
    assert summed == pytest.approx(loss_for_lost_hours(dependence, output, lost[None, :] * hours)[0], rel=1e-3)


def test_a_year_without_the_only_sector_costs_a_year_of_output():
    assert loss_for_lost_hours(np.zeros((1, 1)), np.array([8.76e6]), np.array([[8760.0]]))[0, 0] == pytest.approx(
        8.76e6
    )


@pytest.mark.parametrize(
    ("technical", "why"),
    [
        ([[0.5, 0.5], [0.5, 0.5]], "spectral radius"),
        ([[0.1, -0.1], [0, 0]], "negative"),
        ([[np.nan, 0], [0, 0]], "mis"),
    ],
)
def test_an_impossible_economy_is_refused(technical, why):
    with pytest.raises(ValueError, match=why):
        interdependency(np.array(technical), np.ones(2))


def test_concentration_of_equal_suppliers_is_one_over_their_number():
    assert herfindahl(np.full(5, 7.0)) == pytest.approx(0.2)


def test_concentration_of_the_merger_guidelines_example():
    """Shares of 30, 30, 20 and 20 % make 2,600 points (US Horizontal Merger Guidelines, footnote on the index)."""
    assert herfindahl(np.array([30.0, 30, 20, 20])) == pytest.approx(0.26)


@given(st.lists(st.floats(0.01, 1e6), min_size=2, max_size=8))
def test_merging_two_suppliers_never_lowers_concentration(amounts):
    merged = [amounts[0] + amounts[1], *amounts[2:]]
    assert herfindahl(np.array(merged)) >= herfindahl(np.array(amounts)) - 1e-12


def test_nothing_supplied_has_no_concentration():
    assert np.isnan(herfindahl(np.zeros(3)))
    assert np.isnan(largest_share(np.zeros(3)))


def test_a_product_from_one_foreign_origin_is_critical():
    share, origins = import_criticality(np.array([80.0, 20.0]), np.array([True, False]))
    assert (share, origins) == (pytest.approx(0.8), 1.0)
    assert is_critical_import(share, origins)


def test_a_product_without_imports_is_not_critical():
    assert not is_critical_import(*import_criticality(np.array([80.0]), np.array([False])))
