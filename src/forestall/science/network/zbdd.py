"""Minimal cut sets of solved diagrams: counted exactly without listing them, and the first of them by size or chance.

A minimal cut set is a smallest set of basic events that makes the top happen when no other event does. For a coherent
tree these are its prime implicants; for one with negations they are what Rauzy (2001), IEEE Trans. Reliability 50,
389-396, calls minimal cut sets (the positive parts of the minimal p-cuts), and the negated events are left out.

Families of sets as zero-suppressed diagrams: Minato (1993), DAC '93, 272-277; minimal solutions and "without": Rauzy
(1993), Reliability Engineering and System Safety 40, 203-211. Counts are exact at any size: remainders by as many
numbers without common factors as the rounded count asks for, put together by the Chinese remainder theorem.
"""

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import LimitError
from forestall.science.kernels import zbdd as kernel
from forestall.science.kernels.bdd import heads, memory, rehash, remember
from forestall.science.network.bdd import MEMORY, STEP
from forestall.science.network.diagrams import Part, Solved
from forestall.science.network.logic import coherent

Floats = NDArray[np.float64]

LIMIT = 16_777_216  # nodes of one family
SMALLEST = 1 << 12
ALIKE = 9  # decimals: weights that agree to these are equal, whatever order they were added in
EXACT = 2.0**53  # whole numbers below are exact as floats


@dataclass(frozen=True, slots=True)
class Family:
    """The minimal sets of variables of one part."""

    nodes: NDArray[np.int32]
    """The diagram, shape (nodes, 4)."""
    root: int
    """Its first node."""


@dataclass(frozen=True, slots=True)
class CutSets:
    """The minimal cut sets of a solved graph."""

    solved: Solved
    """The diagrams they come from."""
    families: tuple[Family, ...]
    """One for each part."""

    @property
    def size(self) -> int:
        """Nodes of all families."""
        return sum(family.nodes.shape[0] for family in self.families)


def cut_sets(solved: Solved, limit: int = LIMIT) -> CutSets:
    """Minimal cut sets of every part.

    Raises:
        LimitError: a family outgrows `limit` nodes.
    """
    monotone = coherent(solved.logic)
    return CutSets(solved, tuple(_family(part, limit, monotone=monotone) for part in solved.parts))


def count(sets: CutSets, top: int) -> int:
    """How many minimal cut sets a top's literal has, exactly."""
    counts: dict[int, int] = {}
    for part, family in zip(sets.solved.parts, sets.families, strict=True):
        weights = [counts.get(node, 1) for node in part.order]
        counts[part.root] = _count(family, weights)
    start = _start(sets, top)
    return start if isinstance(start, int) else counts.get(start.root, 1)


@dataclass(frozen=True, slots=True)
class CutSet:
    """A minimal cut set."""

    events: tuple[str, ...]
    """Its basic events, sorted."""
    probability: float
    """Probability that all of them happen."""


def first(sets: CutSets, top: int, probability: Floats, limit: int, *, likeliest: bool = False) -> tuple[CutSet, ...]:
    """The first minimal cut sets: the smallest, or the likeliest; equal ones by the names of their events.

    Args:
        sets: all of them
        top: the literal asked about
        probability: of each basic event, shape (events,)
        limit: how many
        likeliest: by probability instead of by how many events
    """
    start = _start(sets, top)
    if isinstance(start, int):
        return (CutSet((), 1.0),) if start else ()
    with np.errstate(divide="ignore"):
        weight = -np.log(probability) if likeliest else np.ones(probability.shape[0])
    names = sets.solved.logic.events
    found = [
        CutSet(tuple(sorted(names[node - 1] for node in nodes)), float(np.prod([probability[n - 1] for n in nodes])))
        for nodes in islice(_lightest_first(sets, start.root, weight), limit)
    ]
    if likeliest:
        return tuple(sorted(found, key=lambda one: (-one.probability, one.events)))
    return tuple(sorted(found, key=lambda one: (len(one.events), one.events)))


@dataclass(frozen=True, slots=True)
class _Start:
    root: int
    """Node whose module or event is the family asked for."""


def _start(sets: CutSets, top: int) -> _Start | int:
    """Where a top's family begins; 1 when it is true with no event at all, 0 when it never is."""
    node, negated = top >> 1, top & 1
    if node == 0:
        return 1 - negated
    flipped = next((part.flipped for part in sets.solved.parts if part.root == node), False)
    return 1 if bool(negated) ^ flipped else _Start(node)


def _family(part: Part, limit: int, *, monotone: bool) -> Family:
    """Minimal solutions of a part's edge."""
    wanted = np.zeros(2 * part.nodes.shape[0], dtype=np.bool_)
    wanted[part.edge] = True
    kernel.want(part.nodes, wanted)
    result = np.zeros(wanted.shape[0], dtype=np.int32)
    stack = np.zeros((len(part.order) + 1, 4), dtype=np.int64)
    size, done, count = max(min(SMALLEST, limit), 2), 0, 2
    nodes, table, known = np.zeros((size, 4), dtype=np.int32), heads(size), memory(_memory(part, size))
    while True:
        done, count = kernel.minimal(done, monotone, part.nodes, wanted, result, count, nodes, table, known, stack)
        if done == wanted.shape[0]:
            return _kept(nodes[:count], int(result[part.edge]))
        if size >= limit:
            raise LimitError(f"the minimal cut sets outgrow {limit:,} nodes")
        size = min(STEP * size, limit)
        nodes = np.concatenate([nodes, np.zeros((size - nodes.shape[0], 4), dtype=np.int32)])
        table = heads(size)
        rehash(2, count, nodes, table)
        more = memory(_memory(part, size))
        remember(known, more)
        known = more


def _memory(part: Part, size: int) -> int:
    """Results to remember: many nodes of a diagram ask for sets of the same few families."""
    wanted: int = max(size, 4 * part.nodes.shape[0])
    return min(wanted, MEMORY)


def _kept(nodes: NDArray[np.int32], root: int) -> Family:
    """Only what the root needs, in the same order."""
    seen = np.zeros(nodes.shape[0], dtype=np.bool_)
    seen[[0, 1, root]] = True
    moved = np.zeros(nodes.shape[0], dtype=np.int32)
    kept = kernel.keep(nodes, seen, moved)
    return Family(nodes[:kept].copy(), int(moved[root]))


def _count(family: Family, weights: list[int]) -> int:
    """The number of sets when each variable stands for so many."""
    rough = np.empty(family.nodes.shape[0])
    kernel.totals(family.nodes, np.array([float(weight) for weight in weights]), rough)
    most = float(rough.max())
    if most < EXACT:
        return int(rough[family.root])
    if not math.isfinite(most):
        raise LimitError("more than 1e308 minimal cut sets")
    total, product = 0, 1
    for modulus in _moduli(4.0 * most):
        out = np.empty(family.nodes.shape[0], dtype=np.int64)
        kernel.remainders(family.nodes, np.array([weight % modulus for weight in weights]), modulus, out)
        step = (int(out[family.root]) - total) * pow(product, -1, modulus) % modulus
        total, product = total + product * step, product * modulus
    return total


def _moduli(bound: float) -> Iterator[int]:
    """Numbers below 2**31 without common factors, until their product exceeds the bound."""
    product, candidate = 1, 2**31 - 1
    while product <= bound:
        if math.gcd(candidate, product) == 1:
            product *= candidate
            yield candidate
        candidate -= 2


def _lightest_first(sets: CutSets, root: int, weight: Floats) -> Iterator[tuple[int, ...]]:
    """The sets of a node's family by the sum of their weights: best-first search with the exact rest as its bound."""
    parts = {part.root: (part, family) for part, family in zip(sets.solved.parts, sets.families, strict=True)}
    rest = _rests(sets, weight)
    heap: list[tuple[float, int, float, tuple[tuple[int, int], ...], tuple[int, ...]]] = []

    def push(cost: float, pending: tuple[tuple[int, int], ...], chosen: tuple[int, ...]) -> None:
        bound = cost + sum(float(rest[r][n]) for r, n in pending)
        if math.isfinite(bound):
            heapq.heappush(heap, (round(bound, ALIKE), -len(chosen), cost, pending, chosen))

    def take(cost: float, node: int, pending: tuple[tuple[int, int], ...], chosen: tuple[int, ...]) -> None:
        if node in parts:
            push(cost, (*pending, (node, parts[node][1].root)), chosen)
        else:
            push(cost + float(weight[node - 1]), pending, (*chosen, node))

    take(0.0, root, (), ())
    while heap:
        _, _, cost, pending, chosen = heapq.heappop(heap)
        if not pending:
            yield chosen
            continue
        *before, (at, n) = pending
        if n == kernel.EMPTY:
            push(cost, tuple(before), chosen)
            continue
        part, family = parts[at]
        variable, low, high, _ = family.nodes[n].tolist()
        push(cost, (*before, (at, low)), chosen)
        take(cost, part.order[variable], (*before, (at, high)), chosen)


def _rests(sets: CutSets, weight: Floats) -> dict[int, Floats]:
    """For each part the smallest weight of a set of each node's family."""
    lightest = {i + 1: float(w) for i, w in enumerate(weight)}
    rests: dict[int, Floats] = {}
    for part, family in zip(sets.solved.parts, sets.families, strict=True):
        out = np.empty(family.nodes.shape[0])
        kernel.lightest(family.nodes, np.array([lightest[node] for node in part.order]), out)
        rests[part.root] = out
        lightest[part.root] = float(out[family.root])
    return rests
