"""The linear programme against published optima."""

import math
from pathlib import Path

import pytest

from forestall.prevent.solve import Column, Row, solve


def _knapsack(text: str) -> tuple[list[Column], list[Row]]:
    """The first problem of an OR-Library mknapcb file: n, m, optimum, profits, m rows of weights, m capacities."""
    numbers = [float(word) for word in text.split()[1:]]
    n, m = int(numbers[0]), int(numbers[1])
    profits, rest = numbers[3 : 3 + n], numbers[3 + n :]
    capacities = rest[n * m : n * m + m]
    columns = [Column(("choose", str(j)), profits[j] / 1000.0, 0.0, 1.0, whole=True) for j in range(n)]
    rows = [
        Row(f"capability {i}", {("choose", str(j)): rest[i * n + j] / capacities[i] for j in range(n)}, 1.0)
        for i in range(m)
    ]
    return columns, rows


def test_the_bound_and_answer_enclose_the_best_known_value_of_mknapcb1(shared: Path):
    """Chu and Beasley (1997), problem 5.100-00: best feasible 24381 (mkcbres.txt), proved optimal since."""
    columns, rows = _knapsack((shared / "data/knapsack/mknapcb1.txt").read_text())
    answer = solve(columns, rows)
    assert answer is not None
    value = math.fsum(column.worth * round(answer.values[column.name]) for column in columns) * 1000.0
    assert 24381 * 0.998 <= value <= 24381
    assert answer.bound * 1000.0 >= 24381 - 1e-3


def test_a_small_programme_is_solved_exactly():
    columns = [
        Column(("choose", name), worth, 0.0, 1.0, whole=True) for name, worth in zip("abc", (6, 5, 5), strict=True)
    ]
    rows = [Row("budget", {("choose", "a"): 3.0, ("choose", "b"): 2.0, ("choose", "c"): 2.0}, 4.0)]
    answer = solve(columns, rows)
    assert answer is not None
    assert answer.bound == pytest.approx(10.0)
    assert [round(answer.values[("choose", name)]) for name in "abc"] == [0, 1, 1]


def test_limits_that_cannot_be_kept_have_no_answer():
    columns = [Column(("choose", "a"), 1.0, 0.0, 1.0, whole=True)]
    assert solve(columns, [Row("never", {("choose", "a"): 1.0}, -1.0)]) is None
