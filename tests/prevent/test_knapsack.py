"""The knapsack against enumeration and against the best values known of OR-Library's."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.prevent.knapsack import pack


@given(seed=st.integers(0, 10_000), size=st.integers(1, 10))
def test_the_value_is_the_best_of_all_subsets(seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    values, needs = rng.integers(1, 50, size).astype(float), rng.integers(0, 30, (3, size)).astype(float)
    limits = np.floor(needs.sum(axis=1) * rng.uniform(0.2, 0.8))
    plans = ((np.arange(2**size)[:, None] >> np.arange(size)) & 1).astype(float)
    kept = plans[np.all(plans @ needs.T <= limits, axis=1)]
    found = pack(values, needs, limits)
    assert found.value == (kept @ values).max()
    assert found.bound == found.value
    assert np.all(needs @ found.items <= limits)


def test_an_instance_of_or_library_is_within_a_hundredth_of_the_best_value_known(shared: Path) -> None:
    numbers = iter((shared / "data" / "knapsack" / "mknapcb1.txt").read_text().split())
    next(numbers)
    size, budgets, _ = (int(next(numbers)) for _ in range(3))
    values = np.array([float(next(numbers)) for _ in range(size)])
    needs = np.array([[float(next(numbers)) for _ in range(size)] for _ in range(budgets)])
    limits = np.array([float(next(numbers)) for _ in range(budgets)])
    found = pack(values, needs, limits, nodes=500)
    assert np.all(needs @ found.items <= limits)
    assert found.value <= 24381 <= found.bound
    assert found.value >= 24381 * 0.999
    assert found.gap < 0.01


def test_values_that_are_not_whole_and_needs_below_zero_are_refused() -> None:
    for values, needs in ((np.array([1.5]), np.ones((1, 1))), (np.ones(1), -np.ones((1, 1)))):
        with pytest.raises(InputError, match="whole numbers above 0"):
            pack(values, needs, np.ones(1))
