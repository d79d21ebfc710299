"""Probability of a graph too large for decision diagrams: solved where it can be, split, and sampled in the rest.

Modules whose diagram fits are exact. One that does not is split by its most telling basic event ("it happens, it does
not": two strata, weighed by its probability) as long as that makes one side much smaller; each side is simplified and
taken apart again. What is left is sampled, 64 trials a word. A rare top is mostly rare because a few events near it
must happen: once they are given, the rest is no longer rare. Trials go where they take most off the top's error.

Stratified sampling and its allocation: Cochran (1977), Sampling Techniques, 3rd ed., chapter 5.
"""

import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import LimitError
from forestall.science.kernels import trials as kernel
from forestall.science.network.diagrams import (
    Part,
    flips,
    literal_chance,
    of_events,
    root_chance,
    slopes,
    solve_module,
)
from forestall.science.network.logic import Logic
from forestall.science.network.modules import Module, alone, cofactor, modules, simplify

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EASY = 400_000  # nodes of a diagram that is worth building
DEEPEST = 10  # splits within one another
CANDIDATES = 40  # events nearest to the top that are tried for a split
SMALLER = 0.6  # a split must leave one side with at most this share of the gates
FIRST_BLOCKS = 16
TRIALS = 64 * kernel.BLOCK  # in a block
MOST_BLOCKS = 1 << 14  # in one stratum: 268 million trials
Z95 = 1.959963984540054  # two-sided 95 % of the normal distribution


@dataclass(frozen=True, slots=True)
class Estimate:
    """A probability with its sampling error."""

    value: float
    """The probability."""
    variance: float
    """Of the value; 0 when nothing was sampled."""
    trials: int
    """How many were made."""
    strata: int
    """How many parts were sampled."""

    @property
    def half_width(self) -> float:
        """Half of the 95 % interval."""
        return Z95 * math.sqrt(self.variance)


@dataclass(frozen=True, slots=True)
class _Stratum:
    """What is left to sample."""

    graph: Logic
    probability: Floats
    seed: int


@dataclass(frozen=True, slots=True)
class _Split:
    """A graph given that an event happens and given that it does not."""

    chance: float
    yes: "_Plan"
    no: "_Plan"


@dataclass(frozen=True, slots=True)
class _Plan:
    """A graph taken apart: solved modules, and those that are split or sampled, none of them inside another."""

    graph: Logic
    parts: tuple[Part, ...]
    chance: Floats
    hard: tuple[tuple[int, "_Split | _Stratum"], ...]


def estimate(logic: Logic, probability: Floats, seed: int, relative: float = 0.01, easy: int = EASY) -> Estimate:
    """Probability of the (first) top's literal.

    Args:
        logic: the graph
        probability: of each basic event, shape (events,)
        seed: the same seed gives the same number
        relative: half-width of the 95 % interval to aim at, by the value
        easy: most nodes of a diagram that is built rather than split or sampled

    Returns:
        The probability; its interval is wider than asked for when `MOST_BLOCKS` blocks of a stratum were not enough.
    """
    strata: list[_Stratum] = []
    plan = _plan(logic, probability, seed, (easy, 0), strata)
    tally = [_Tally() for _ in strata]
    for stratum, one in zip(strata, tally, strict=True):
        one.sample(stratum, FIRST_BLOCKS)
    while True:
        rates = iter([one.rate for one in tally])
        value, steps = _value(plan, rates)
        shares = [step**2 * one.variance for step, one in zip(steps, tally, strict=True)]
        found = Estimate(value, sum(shares), sum(one.blocks for one in tally) * TRIALS, len(tally))
        open_shares = [share if one.blocks < MOST_BLOCKS else 0.0 for share, one in zip(shares, tally, strict=True)]
        if found.half_width <= relative * abs(value) or max(open_shares, default=0.0) == 0.0:
            return found
        worst = open_shares.index(max(open_shares))
        tally[worst].sample(strata[worst], tally[worst].blocks)


class _Tally:
    """Trials of one stratum so far."""

    def __init__(self) -> None:
        self.blocks, self.hits = 0, 0

    @property
    def rate(self) -> float:
        return self.hits / (self.blocks * TRIALS)

    @property
    def variance(self) -> float:
        """Of the rate; never 0: what was not seen yet may be as frequent as one in all trials."""
        n = self.blocks * TRIALS
        return max(self.rate, 1.0 / n) * max(1.0 - self.rate, 1.0 / n) / n

    def sample(self, stratum: _Stratum, blocks: int) -> None:
        """Add so many blocks of trials."""
        graph = stratum.graph
        kind, least, start, arguments = _program(graph)
        self.hits += int(
            kernel.hits(
                stratum.seed, self.blocks, blocks, stratum.probability, kind, least, start, arguments, graph.tops[0]
            )
        )
        self.blocks += blocks


def _plan(logic: Logic, probability: Floats, seed: int, at: tuple[int, int], strata: list[_Stratum]) -> _Plan:
    """Take a graph apart; what must be sampled is added to `strata`. `at`: most nodes, splits so far."""
    graph = simplify(logic)
    chance = of_events(graph, probability)
    parts: list[Part] = []
    too_large: dict[int, Module] = {}
    for module in modules(graph):
        inner = [too_large.pop(leaf) for leaf in module.leaves if leaf in too_large]
        try:
            if inner:
                raise LimitError("a module inside is too large")
            part, _ = solve_module(graph, module, flips(parts), at[0])
        except LimitError:
            too_large[module.root] = _merged(module, inner)
        else:
            parts.append(part)
            chance[module.root] = root_chance(part, flips(parts), chance)
    hard = tuple(
        (root, _hard(alone(graph, module), chance[list(module.leaves), 1], seed + i, at, strata))
        for i, (root, module) in enumerate(sorted(too_large.items()))
    )
    return _Plan(graph, tuple(parts), chance, hard)


def _merged(module: Module, inner: list[Module]) -> Module:
    """A module with the modules inside it opened."""
    gates = {*module.gates, *(gate for one in inner for gate in one.gates)}
    leaves = {*module.leaves, *(leaf for one in inner for leaf in one.leaves)} - {one.root for one in inner}
    return Module(module.root, tuple(sorted(gates)), tuple(sorted(leaves)))


def _hard(
    graph: Logic, probability: Floats, seed: int, at: tuple[int, int], strata: list[_Stratum]
) -> _Split | _Stratum:
    event = _telling(graph) if at[1] < DEEPEST else None
    if event is None:
        strata.append(_Stratum(graph, probability, seed))
        return strata[-1]
    sides = (
        _plan(cofactor(graph, event, happens=happens), probability, 4 * seed + 1 + happens, (at[0], at[1] + 1), strata)
        for happens in (True, False)
    )
    return _Split(float(probability[event - 1]), *sides)


def _value(plan: _Plan, rates: Iterator[float]) -> tuple[float, list[float]]:
    """Probability of a plan's top and its derivative by the rate of each stratum, in the order they were made."""
    chance = plan.chance.copy()
    steps: dict[int, list[float]] = {}
    for root, hard in plan.hard:
        if isinstance(hard, _Stratum):
            value, steps[root] = next(rates), [1.0]
        else:
            yes, of_yes = _value(hard.yes, rates)
            no, of_no = _value(hard.no, rates)
            value = hard.chance * yes + (1.0 - hard.chance) * no
            steps[root] = [*(hard.chance * s for s in of_yes), *((1.0 - hard.chance) * s for s in of_no)]
        chance[root] = 1.0 - value, value
    turned = flips(plan.parts)
    for part in plan.parts:
        chance[part.root] = root_chance(part, turned, chance)
    top = plan.graph.tops[0]
    slope = slopes(plan.parts, chance, top)
    return literal_chance(chance, top), [float(slope[root]) * s for root, own in steps.items() for s in own]


def _telling(graph: Logic) -> int | None:
    """The event near the top whose happening or not leaves fewest gates on one side."""
    best = min(
        (min(len(cofactor(graph, event, happens=happens).gates) for happens in (True, False)), event)
        for event in _nearest(graph)
    )
    return best[1] if best[0] <= SMALLER * len(graph.gates) else None


def _nearest(graph: Logic) -> list[int]:
    """Events in the order a breadth-first walk from the top meets them."""
    seen, walk, found = {graph.tops[0] >> 1}, deque([graph.tops[0] >> 1]), list[int]()
    while walk and len(found) < CANDIDATES:
        node = walk.popleft()
        if node < graph.first_gate:
            found.append(node)
            continue
        below = [literal >> 1 for literal in graph.gate(node).arguments]
        walk += [child for child in dict.fromkeys(below) if child not in seen]
        seen.update(below)
    return found


def _program(graph: Logic) -> tuple[Ints, Ints, Ints, Ints]:
    """Kind, least, where its literals begin, of each gate; and all literals."""
    counts = [len(gate.arguments) for gate in graph.gates]
    return (
        np.array([int(gate.kind) for gate in graph.gates], dtype=np.int64),
        np.array([gate.least for gate in graph.gates], dtype=np.int64),
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        np.array([literal for gate in graph.gates for literal in gate.arguments], dtype=np.int64),
    )
