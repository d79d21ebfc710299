"""Plans of known size, in CPU seconds: regret over many futures, tails of many futures, the knapsacks of OR-Library.

Held against (issue 5): worst regret of 60 measures x 1,000 futures x 3 budgets proven in 60 s; a robust plan of 200
measures x 300 scenarios x 200 futures in 60 s with a proven gap; mknapcb1 proven at the best known values, mknapcb4
with its gap. Last figures: docs/understand/plan.md. `python benchmarks/plan.py [regret] [tail] [mknapcb1] [mknapcb4]`
"""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from forestall.prevent.ideals import Futures
from forestall.prevent.knapsack import pack
from forestall.prevent.portfolio import Limit, Portfolio
from forestall.prevent.robust import TAIL, WORST_REGRET, Caution, hedge

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "knapsack"
LEVELS, CHANCES, FIELDS = (0.6, 1.0, 1.15), (0.25, 0.5, 0.25), 5
NODES = {"mknapcb1": 10_000_000, "mknapcb4": 20_000}


def world(measures: int, scenarios: int, each: int, share: float) -> Portfolio:
    """Multiplicative effects on up to twice `each` scenarios a measure; a budget of a share of all costs."""
    rng = np.random.default_rng(1)
    factors = np.ones((scenarios, measures))
    for m in range(measures):
        for s in rng.choice(scenarios, min(int(rng.integers(1, 2 * each)), scenarios), replace=False):
            factors[s, m] = rng.uniform(0.2, 0.95)
    weights, cost = 10 ** rng.uniform(4, 7, scenarios), 10 ** rng.uniform(4, 6.5, measures)
    budget = Limit("budget", cost, share * float(cost.sum()))
    names = tuple(f"m{i}" for i in range(measures))
    return Portfolio(
        names, np.ones(measures, np.int64), cost, weights, factors, np.arange(measures, dtype=np.int64), (budget,)
    )


def futures(base: Portfolio, count: int) -> tuple[Portfolio, Futures]:
    """Trends and effectiveness by field, rates, costs and budgets drawn for each future."""
    rng = np.random.default_rng(2)
    scenarios, measures = base.factors.shape
    factors = np.concatenate([np.maximum(1 - (1 - base.factors) * level, 0.0) for level in LEVELS])
    field = rng.integers(0, FIELDS, scenarios)
    weights = np.zeros((count, len(LEVELS) * scenarios))
    for k in range(count):
        level = rng.choice(len(LEVELS), FIELDS, p=CHANCES)[field]
        rate = np.exp(rng.normal(0, 0.5, FIELDS)[field] + rng.normal(0, 0.4, scenarios))
        weights[k, level * scenarios + np.arange(scenarios)] = base.weights * rate
    cost = base.cost * np.exp(rng.normal(0, 0.2, (count, 1)) + rng.normal(0, 0.15, (count, measures)))
    money = base.limits[0].upper * np.exp(rng.normal(0, 0.1, count))
    return replace(base, factors=factors, weights=weights.mean(axis=0)), Futures(weights, cost, money)


def robust(name: str, base: Portfolio, count: int, caution: Caution) -> None:
    """One line: value, bound, gap and CPU seconds."""
    portfolio, drawn = futures(base, count)
    begin = time.process_time()
    found = hedge(portfolio, drawn, caution)
    spent = time.process_time() - begin
    print(f"{name:44} value {found.value:14.6g} bound {found.bound:14.6g} gap {found.gap:8.4%} {spent:8.1f} s")


def regret() -> None:
    for share in (0.1, 0.2, 0.4):
        robust(f"worst regret, 60 x 1,000 futures, {share:.0%}", world(60, 40, 3, share), 1_000, WORST_REGRET)


def tail() -> None:
    robust("worst tenth, 200 x 300 x 200 futures", world(200, 300, 5, 0.1), 200, TAIL)


def instances(file: Path) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Values, needs and limits of each instance of an OR-Library file."""
    numbers = iter(np.array(file.read_text().split(), dtype=float))
    for _ in range(int(next(numbers))):
        size, budgets, _known = int(next(numbers)), int(next(numbers)), next(numbers)
        values = np.array([next(numbers) for _ in range(size)])
        needs = np.array([[next(numbers) for _ in range(size)] for _ in range(budgets)])
        yield values, needs, np.array([next(numbers) for _ in range(budgets)])


def best_known(prefix: str) -> list[float]:
    """Best feasible values, from the first table of mkcbres.txt, in the order of the instances; 5.100 has no names."""
    lines = [line.split() for line in (SHARED / "mkcbres.txt").read_text().splitlines()]
    if not prefix:
        return [float(line[0]) for line in lines if len(line) == 1 and line[0].isdigit()]
    return [float(line[1]) for line in lines if len(line) == 2 and line[0].startswith(prefix) and "e" not in line[1]]


def knapsacks(name: str, prefix: str) -> None:
    best, begin = best_known(prefix), time.process_time()
    for index, (values, needs, limits) in enumerate(instances(SHARED / f"{name}.txt")):
        found, spent = pack(values, needs, limits, NODES[name]), time.process_time() - begin
        print(f"{name}[{index:2}] {found.value:9.0f} of {best[index]:9.0f} gap {found.gap:8.4%} {spent:8.1f} s in all")


WHAT: dict[str, Callable[[], None]] = {
    "regret": regret,
    "tail": tail,
    "mknapcb1": lambda: knapsacks("mknapcb1", ""),
    "mknapcb4": lambda: knapsacks("mknapcb4", "10.100-"),
}

if __name__ == "__main__":
    for name in sys.argv[1:] or ["regret", "tail"]:
        WHAT[name]()
