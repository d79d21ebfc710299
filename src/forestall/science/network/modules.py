"""A graph cut into modules: parts that share nothing with the rest but their root, each small enough for a diagram.

Linear-time search for modules: Dutuit and Rauzy (1996), IEEE Trans. Reliability 45, 422-425. Before it, gates of the
same kind are joined, and arguments that stand nowhere else are set apart, so that a bundle of basic events becomes one
variable.
"""

from collections import Counter
from dataclasses import dataclass

from forestall.science.network.logic import FALSE, TRUE, Builder, Gate, Kind, Logic, prune


@dataclass(frozen=True, slots=True)
class Module:
    """A part of the graph seen from its root."""

    root: int
    """Node of its root gate."""
    gates: tuple[int, ...]
    """Nodes of the gates inside, arguments first, the root last."""
    leaves: tuple[int, ...]
    """Basic events and roots of other modules in it, by number."""


def simplify(logic: Logic) -> Logic:
    """The same functions with gates of one kind joined and private arguments set apart."""
    before = None
    while before != logic:
        before = logic
        logic = prune(_joined(logic))
    return prune(_set_apart(logic))


def modules(logic: Logic) -> tuple[Module, ...]:
    """Every module, those inside before those around; the last are the tops'."""
    roots = _roots(logic)
    return tuple(_module(logic, root, roots) for root in sorted(roots))


def alone(logic: Logic, module: Module) -> Logic:
    """A module as a graph of its own; its leaves are the basic events, in the same order."""
    node = {leaf: i + 1 for i, leaf in enumerate(module.leaves)}
    node.update({gate: len(module.leaves) + 1 + j for j, gate in enumerate(module.gates)})
    gates = (logic.gate(gate) for gate in module.gates)
    return Logic(
        tuple(logic.events[leaf - 1] if leaf < logic.first_gate else f"module {leaf}" for leaf in module.leaves),
        tuple(Gate(gate.kind, tuple(2 * node[a >> 1] + (a & 1) for a in gate.arguments), gate.least) for gate in gates),
        (2 * node[module.root],),
    )


def cofactor(logic: Logic, event: int, *, happens: bool) -> Logic:
    """The graph when a basic event (a node) surely happens or surely does not; it stays in the list of events."""
    builder = Builder(logic.first_gate)
    moved = {node: 2 * node for node in range(logic.first_gate)}
    moved[event] = TRUE if happens else FALSE
    for j, gate in enumerate(logic.gates):
        moved[logic.first_gate + j] = _made(builder, gate, [moved[a >> 1] ^ (a & 1) for a in gate.arguments])
    return prune(Logic(logic.events, tuple(builder.gates), tuple(moved[top >> 1] ^ (top & 1) for top in logic.tops)))


def _users(logic: Logic) -> Counter[int]:
    """How often each node is used; a top counts once."""
    users: Counter[int] = Counter(top >> 1 for top in logic.tops)
    for gate in logic.gates:
        users.update(literal >> 1 for literal in gate.arguments)
    return users


def _joined(logic: Logic) -> Logic:
    """An "and" takes in an "and" that only it uses; likewise parity."""
    users, builder = _users(logic), Builder(logic.first_gate)
    moved = {node: 2 * node for node in range(logic.first_gate)}

    def opened(gate: Gate) -> list[int]:
        out: list[int] = []
        for literal in gate.arguments:
            node = literal >> 1
            inner = logic.gate(node) if node >= logic.first_gate else None
            if inner and inner.kind is gate.kind and users[node] == 1 and gate.kind is not Kind.ATLEAST:
                plain = gate.kind is Kind.XOR or not literal & 1
                if plain:
                    below = opened(inner)
                    out += [below[0] ^ (literal & 1), *below[1:]]
                    continue
            out.append(moved[node] ^ (literal & 1))
        return out

    for j, gate in enumerate(logic.gates):
        moved[logic.first_gate + j] = _made(builder, gate, opened(gate))
    return Logic(logic.events, tuple(builder.gates), tuple(moved[top >> 1] ^ (top & 1) for top in logic.tops))


def _made(builder: Builder, gate: Gate, arguments: list[int]) -> int:
    if gate.kind is Kind.AND:
        return builder.conjunction(arguments)
    return builder.parity(arguments) if gate.kind is Kind.XOR else builder.at_least(gate.least, arguments)


def _set_apart(logic: Logic) -> Logic:
    """Basic events used once become a gate of their own within an "and" or a parity."""
    users, builder = _users(logic), Builder(logic.first_gate)
    moved = {node: 2 * node for node in range(logic.first_gate)}
    for j, gate in enumerate(logic.gates):
        private = [a for a in gate.arguments if a >> 1 < logic.first_gate and users[a >> 1] == 1]
        arguments = [moved[a >> 1] ^ (a & 1) for a in gate.arguments]
        if gate.kind is not Kind.ATLEAST and 1 < len(private) < len(gate.arguments):
            rest = [moved[a >> 1] ^ (a & 1) for a in gate.arguments if a not in private]
            arguments = [_made(builder, gate, private), *rest]
        moved[logic.first_gate + j] = _made(builder, gate, arguments)
    return Logic(logic.events, tuple(builder.gates), tuple(moved[top >> 1] ^ (top & 1) for top in logic.tops))


def _roots(logic: Logic) -> set[int]:
    """Gates whose inside is met nowhere else: between the first and the second time the walk is at the gate."""
    first, second, last = _visits(logic)
    low, high = dict(first), dict(last)
    found = {top >> 1 for top in logic.tops if top >> 1 >= logic.first_gate}
    for node in range(logic.first_gate, logic.first_gate + len(logic.gates)):
        below = [literal >> 1 for literal in logic.gate(node).arguments]
        earliest, latest = min(low[n] for n in below), max(high[n] for n in below)
        if first[node] < earliest and latest < second[node]:
            found.add(node)
        low[node], high[node] = min(first[node], earliest), max(last[node], latest)
    return found


def _visits(logic: Logic) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    """When a depth-first walk meets each node first, leaves it, and meets it last."""
    first: dict[int, int] = {}
    second: dict[int, int] = {}
    last: dict[int, int] = {}
    clock = 0
    for top in logic.tops:
        walk = [(top >> 1, False)]
        while walk:
            node, leaving = walk.pop()
            clock += 1
            last[node] = clock
            if leaving:
                second[node] = clock
            elif node not in first:
                first[node] = clock
                if node >= logic.first_gate:
                    walk.append((node, True))
                    walk += [(literal >> 1, False) for literal in reversed(logic.gate(node).arguments)]
    return first, second, last


def _module(logic: Logic, root: int, roots: set[int]) -> Module:
    """What the walk from the root meets before other roots."""
    inside, leaves, walk = {root}, set[int](), [root]
    while walk:
        for literal in logic.gate(walk.pop()).arguments:
            node = literal >> 1
            if node < logic.first_gate or node in roots:
                leaves.add(node)
            elif node not in inside:
                inside.add(node)
                walk.append(node)
    return Module(root, tuple(sorted(inside)), tuple(sorted(leaves)))


def depth_first(logic: Logic, module: Module, *, backwards: bool) -> tuple[int, ...]:
    """The leaves in the order of a depth-first walk from the root, arguments taken from first to last or backwards."""
    inside, seen, order, walk = set(module.gates), set[int](), list[int](), [module.root]
    while walk:
        node = walk.pop()
        if node in seen:
            continue
        seen.add(node)
        if node in inside:
            below = [literal >> 1 for literal in logic.gate(node).arguments]
            walk += below if backwards else below[::-1]
        else:
            order.append(node)
    return tuple(order)
