"""A graph as decision diagrams, one for each module; exact probabilities and their derivatives through all of them.

Every module is taken so that it is false when no basic event happens (`flipped` says whether it was negated for that):
then the sets that make a module true can be put in its place wherever it stands in a larger one.

The order of variables is a depth-first walk, forwards or backwards, whichever keeps the basic events of one gate closer
together; the other is tried when a diagram does not fit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import LimitError
from forestall.science.network import bdd
from forestall.science.network.logic import Gate, Kind, Logic
from forestall.science.network.modules import Module, depth_first, modules, simplify

Floats = NDArray[np.float64]

LIMIT = 8_388_608  # nodes of one diagram while it is built: about 0.3 GB
COLLECT = 1_000_000  # nodes from which those no longer needed are looked for


@dataclass(frozen=True, slots=True)
class Part:
    """A module as a diagram."""

    root: int
    """Its node in the graph."""
    order: tuple[int, ...]
    """The graph's node of each variable."""
    nodes: NDArray[np.int32]
    """The diagram, shape (nodes, 4)."""
    edge: int
    """The module's function in it, or its negation; false when no variable is true."""
    flipped: bool
    """The function is the negation of the edge."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A graph with every module solved."""

    logic: Logic
    """The simplified graph."""
    parts: tuple[Part, ...]
    """Those inside before those around."""
    peak: int
    """Most nodes a diagram had while it was built."""

    @property
    def size(self) -> int:
        """Nodes of all diagrams."""
        return sum(part.nodes.shape[0] for part in self.parts)


def solve(logic: Logic, limit: int = LIMIT) -> Solved:
    """The diagrams of a graph.

    Raises:
        LimitError: one of them outgrows `limit` nodes in both orders.
    """
    simple = simplify(logic)
    parts: list[Part] = []
    peak = 0
    for module in modules(simple):
        part, most = solve_module(simple, module, flips(parts), limit)
        parts.append(part)
        peak = max(peak, most)
    return Solved(simple, tuple(parts), peak)


def flips(parts: Sequence[Part]) -> dict[int, bool]:
    """Which roots stand for the negation of their edge."""
    return {part.root: part.flipped for part in parts}


def chances(solved: Solved, probability: Floats) -> Floats:
    """Probability of every node of the graph to be false and to be true, shape (nodes, 2); NaN inside modules.

    Args:
        solved: the diagrams
        probability: of each basic event, shape (events,)
    """
    chance = of_events(solved.logic, probability)
    turned = flips(solved.parts)
    for part in solved.parts:
        chance[part.root] = root_chance(part, turned, chance)
    return chance


def of_events(logic: Logic, probability: Floats) -> Floats:
    """The same where no module is solved yet."""
    chance = np.full((logic.first_gate + len(logic.gates), 2), np.nan)
    chance[0] = 0.0, 1.0
    chance[1 : logic.first_gate, 1] = probability
    chance[1 : logic.first_gate, 0] = 1.0 - probability
    return chance


def given(solved: Solved, chance: Floats, event: int, top: int, *, happens: bool) -> float:
    """Probability of a top's literal when a basic event (a node) surely happens or surely does not."""
    changed = chance.copy()
    changed[event] = (0.0, 1.0) if happens else (1.0, 0.0)
    touched, turned = {event}, flips(solved.parts)
    for part in solved.parts:
        if touched.intersection(part.order):
            changed[part.root] = root_chance(part, turned, changed)
            touched.add(part.root)
    return literal_chance(changed, top)


def literal_chance(chance: Floats, literal: int) -> float:
    """Probability of a literal."""
    return float(chance[literal >> 1, 1 - (literal & 1)])


def slopes(parts: Sequence[Part], chance: Floats, top: int) -> Floats:
    """Derivative of the probability of a top's literal by that of each node outside modules, shape (nodes,)."""
    turned = flips(parts)
    slope = np.zeros(chance.shape[0])
    slope[top >> 1] = -1.0 if top & 1 else 1.0
    for part in reversed(parts):
        if slope[part.root] == 0.0 or part.edge >> 1 == 0:
            continue
        local = _local(part, turned, chance)
        yes, no = bdd.probability(part.nodes, local)
        steps = bdd.derivatives(part.nodes, part.edge ^ part.flipped, local, yes, no)
        signs = [-1.0 if turned.get(node, False) else 1.0 for node in part.order]
        slope[list(part.order)] += slope[part.root] * steps * np.array(signs)
    return slope


def _local(part: Part, turned: Mapping[int, bool], chance: Floats) -> Floats:
    """Probability of each variable of a part to be false and true; a flipped module's the other way round."""
    local = chance[list(part.order)]
    other_way = np.array([turned.get(node, False) for node in part.order], dtype=np.bool_)
    local[other_way] = local[other_way, ::-1]
    return np.ascontiguousarray(local)


def root_chance(part: Part, turned: Mapping[int, bool], chance: Floats) -> tuple[float, float]:
    """Probability of a part's root to be false and to be true, from its leaves'."""
    yes, no = bdd.probability(part.nodes, _local(part, turned, chance))
    true, false = float(yes[part.edge >> 1]), float(no[part.edge >> 1])
    return (true, false) if bool(part.edge & 1) ^ part.flipped else (false, true)


def solve_module(logic: Logic, module: Module, turned: Mapping[int, bool], limit: int) -> tuple[Part, int]:
    """The diagram of one module and the most nodes it had; `turned`: the flips of the modules inside it.

    Raises:
        LimitError: it outgrows `limit` nodes in both orders.
    """
    orders = sorted(
        (depth_first(logic, module, backwards=backwards) for backwards in (True, False)),
        key=lambda order: _spread(logic, module, order),
    )
    try:
        diagram, edge = _build(logic, module, orders[0], turned, limit)
    except LimitError:
        diagram, edge = _build(logic, module, orders[1], turned, limit)
        orders.reverse()
    nodes, edge = diagram.frozen(edge)
    negated = _when_nothing_happens(nodes, edge)
    return Part(module.root, orders[0], nodes, edge ^ negated, negated), diagram.peak


def _spread(logic: Logic, module: Module, order: tuple[int, ...]) -> int:
    """How far apart the leaves of one gate stand, added up."""
    place = {node: i for i, node in enumerate(order)}
    total = 0
    for node in module.gates:
        at = [place[a >> 1] for a in logic.gate(node).arguments if a >> 1 in place]
        total += max(at) - min(at) if at else 0
    return total


def _when_nothing_happens(nodes: NDArray[np.int32], edge: int) -> bool:
    """The value of an edge when every variable is false."""
    while edge >> 1:
        edge = int(nodes[edge >> 1, 1]) ^ (edge & 1)
    return edge == bdd.TRUE


def _build(
    logic: Logic, module: Module, order: tuple[int, ...], turned: Mapping[int, bool], limit: int
) -> tuple[bdd.Diagram, int]:
    """The diagram of a module and its root's edge; an inner gate is let go once all its users are made."""
    diagram = bdd.Diagram(len(order), limit=limit)
    edges = {node: diagram.variable(i) ^ turned.get(node, False) for i, node in enumerate(order)}
    last_use = {a >> 1: node for node in module.gates for a in logic.gate(node).arguments}
    enough = COLLECT
    for node in module.gates:
        gate = logic.gate(node)
        edges[node] = _join(diagram, gate, [edges[a >> 1] ^ (a & 1) for a in gate.arguments])
        for inner in {a >> 1 for a in gate.arguments}:
            if last_use[inner] == node and inner >= logic.first_gate:
                del edges[inner]
        if diagram.count > enough:
            edges = dict(zip(edges, diagram.collect(list(edges.values())), strict=True))
            enough = max(COLLECT, 2 * diagram.count)
    return diagram, edges[module.root]


def _join(diagram: bdd.Diagram, gate: Gate, edges: list[int]) -> int:
    """The edge of a gate; arguments deep in the order first."""
    edges = sorted(edges, key=lambda edge: -diagram.level(edge))
    if gate.kind is Kind.AND:
        result = bdd.TRUE
        for edge in edges:
            result = diagram.conjunction(result, edge)
        return result
    if gate.kind is Kind.XOR:
        result = bdd.FALSE
        for edge in edges:
            result = diagram.choice(edge, result ^ 1, result)
        return result
    row = [bdd.TRUE] + [bdd.FALSE] * gate.least  # row[k]: at least k of those seen
    for edge in edges:
        for k in range(gate.least, 0, -1):
            row[k] = diagram.choice(edge, row[k - 1], row[k])
    return row[gate.least]
