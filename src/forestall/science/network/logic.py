"""A fault tree as a small graph of literals: names resolved, constants folded, equal gates merged.

A *literal* is `2 * node + c`; c = 1 negates. Node 0 is the constant true, nodes 1..n the basic events by name, and the
others gates of three kinds; a gate's arguments have smaller numbers than itself. "Or" is the negation of an "and" of
negations. What a name means is the tree's matter; nothing is computed here.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from forestall.core.errors import InputError
from forestall.model.fault_tree import Argument, Connective, FaultTree, Formula

TRUE, FALSE = 0, 1


class Kind(IntEnum):
    """What a gate computes from its arguments."""

    AND = 0
    XOR = 1
    ATLEAST = 2


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate of the graph."""

    kind: Kind
    """And, parity (one more true than an even number), or at least `least` true."""
    arguments: tuple[int, ...]
    """Literals, two or more of different nodes."""
    least: int = 0
    """Of ATLEAST: more than one and fewer than all."""


@dataclass(frozen=True, slots=True)
class Logic:
    """The graph of one or several tops."""

    events: tuple[str, ...]
    """Basic events by name; event i is node i + 1."""
    gates: tuple[Gate, ...]
    """Gate j is node len(events) + 1 + j; only what the tops need."""
    tops: tuple[int, ...]
    """Literals asked about."""

    @property
    def first_gate(self) -> int:
        """The number of the first gate's node."""
        return len(self.events) + 1

    def gate(self, node: int) -> Gate:
        """The gate of a node."""
        return self.gates[node - self.first_gate]


class Builder:
    """Makes gates, each only once; what folds to a constant or a single literal never becomes a gate."""

    def __init__(self, first_gate: int) -> None:
        self.first_gate = first_gate
        self.gates: list[Gate] = []
        self._known: dict[tuple[object, ...], int] = {}

    def conjunction(self, literals: Iterable[int]) -> int:
        """The literal of "all of them"."""
        distinct = dict.fromkeys(literal for literal in literals if literal != TRUE)
        if FALSE in distinct or any(literal ^ 1 in distinct for literal in distinct):
            return FALSE
        if len(distinct) <= 1:
            return next(iter(distinct), TRUE)
        return self._gate(Kind.AND, tuple(distinct))

    def disjunction(self, literals: Iterable[int]) -> int:
        """The literal of "any of them"."""
        return self.conjunction(literal ^ 1 for literal in literals) ^ 1

    def parity(self, literals: Iterable[int]) -> int:
        """The literal of "an odd number of them"."""
        flip = 0
        odd: dict[int, None] = {}
        for literal in literals:
            flip ^= literal & 1
            node = literal & ~1
            if node == TRUE:
                flip ^= 1
            elif node in odd:
                del odd[node]
            else:
                odd[node] = None
        if len(odd) <= 1:
            return next(iter(odd), FALSE) ^ flip
        return self._gate(Kind.XOR, tuple(odd)) ^ flip

    def at_least(self, least: int, literals: Iterable[int]) -> int:
        """The literal of "at least so many of them"."""
        given = list(literals)
        least -= given.count(TRUE)
        given = [literal for literal in given if literal > FALSE]
        for literal in given:
            if literal ^ 1 in given:  # exactly one of the two is true
                given.remove(literal)
                given.remove(literal ^ 1)
                return self.at_least(least - 1, given)
        if least <= 0 or least > len(given):
            return TRUE if least <= 0 else FALSE
        if least in {1, len(given)}:
            return self.disjunction(given) if least == 1 else self.conjunction(given)
        twice = next((literal for literal in given if given.count(literal) > 1), None)
        if twice is not None:
            rest = [literal for literal in given if literal != twice]
            with_it = self.at_least(least - given.count(twice), rest)
            return self.disjunction([self.conjunction([twice, with_it]), self.at_least(least, rest)])
        return self._gate(Kind.ATLEAST, tuple(given), least)

    def _gate(self, kind: Kind, arguments: tuple[int, ...], least: int = 0) -> int:
        key = (kind, least, *sorted(arguments))
        if key not in self._known:
            self._known[key] = 2 * (self.first_gate + len(self.gates))
            self.gates.append(Gate(kind, arguments, least))
        return self._known[key]


def compile_tree(tree: FaultTree, tops: tuple[Argument, ...] | None = None) -> Logic:
    """The graph of a tree's top, or of several formulas over its gates.

    Raises:
        InputError: a name has no meaning, gates define each other in a circle, or a formula is malformed.
    """
    asked: tuple[Argument, ...] = (tree.top,) if tops is None else tops
    order, events = _reach(tree, asked)
    literal = {name: 2 * (i + 1) for i, name in enumerate(events)}
    builder = Builder(len(events) + 1)
    for name in order:
        literal[name] = _literal(tree.gates[name], literal, builder, f"gate {name}")
    roots = tuple(_literal(argument, literal, builder, "top") for argument in asked)
    return prune(Logic(events, tuple(builder.gates), roots))


def prune(logic: Logic) -> Logic:
    """Without gates that no top needs; events stay."""
    needed = {top >> 1 for top in logic.tops}
    for node in range(logic.first_gate + len(logic.gates) - 1, logic.first_gate - 1, -1):
        if node in needed:
            needed.update(literal >> 1 for literal in logic.gate(node).arguments)
    kept = [node for node in range(logic.first_gate, logic.first_gate + len(logic.gates)) if node in needed]
    moved = {node: logic.first_gate + i for i, node in enumerate(kept)}

    def renamed(literal: int) -> int:
        return 2 * moved.get(literal >> 1, literal >> 1) + (literal & 1)

    gates = (logic.gate(node) for node in kept)
    return Logic(
        logic.events,
        tuple(Gate(gate.kind, tuple(map(renamed, gate.arguments)), gate.least) for gate in gates),
        tuple(map(renamed, logic.tops)),
    )


def coherent(logic: Logic) -> bool:
    """Whether no basic event is needed not to happen, judged by the gates alone."""
    seen = set(logic.tops)
    for node in range(logic.first_gate + len(logic.gates) - 1, logic.first_gate - 1, -1):
        gate = logic.gate(node)
        for turn in (0, 1):
            if 2 * node + turn in seen:
                if gate.kind is Kind.XOR:
                    return False
                seen.update(literal ^ turn for literal in gate.arguments)
    return not any(2 * event + 1 in seen for event in range(1, logic.first_gate))


def _reach(tree: FaultTree, asked: tuple[Argument, ...]) -> tuple[list[str], tuple[str, ...]]:
    """Gates that are needed, arguments before what uses them, and the basic events, sorted."""
    order: list[str] = []
    events: set[str] = set()
    state: dict[str, int] = {}  # 1 begun, 2 done
    for root in [name for argument in asked for name in names(argument)]:
        path = [] if root in state else [_enter(tree, root, "the top", state, events)]
        while path:
            name, below = path[-1]
            child = next(below, None)
            if child is None:
                if state.get(name) == 1:
                    order.append(name)
                    state[name] = 2
                path.pop()
            elif state.get(child) == 1 and child in tree.gates:
                raise _circle([step[0] for step in path], child)
            elif child not in state:
                path.append(_enter(tree, child, f"gate {name}", state, events))
    return order, tuple(sorted(events))


def _enter(
    tree: FaultTree, name: str, where: str, state: dict[str, int], events: set[str]
) -> tuple[str, Iterator[str]]:  # fmt: skip
    """Begin a gate, or note a basic event; returns it with the names below it."""
    if name in tree.gates:
        state[name] = 1
        return name, iter(names(tree.gates[name]))
    if name not in tree.probability:
        raise InputError(f"{where}: {name} is neither a gate nor a basic event with a probability; define it")
    state[name] = 2
    events.add(name)
    return name, iter(())


def _circle(path: list[str], again: str) -> InputError:
    circle = [*path[path.index(again) :], again]
    shown = circle if len(circle) <= 12 else [*circle[:6], "…", *circle[-5:]]
    return InputError(f"gates define each other in a circle: {' → '.join(shown)}; a fault tree must have none")


def names(argument: Argument) -> list[str]:
    """Every name in a formula, in the order of the text."""
    if isinstance(argument, str):
        return [argument]
    if isinstance(argument, bool):
        return []
    return [name for each in argument.arguments for name in names(each)]


def _literal(argument: Argument, known: dict[str, int], builder: Builder, where: str) -> int:
    if isinstance(argument, bool):
        return TRUE if argument else FALSE
    if isinstance(argument, str):
        return known[argument]
    below = [_literal(each, known, builder, where) for each in argument.arguments]
    _check(argument, where)
    return _JOIN[argument.connective](builder, argument, below)


def _check(formula: Formula, where: str) -> None:
    count, connective = len(formula.arguments), formula.connective
    wanted = {Connective.NOT: 1, Connective.IMPLY: 2}.get(connective)
    if count == 0 or (wanted is not None and count != wanted):
        raise InputError(f"{where}: {connective} has {count} arguments, expected {wanted or 'at least 1'}")
    if connective is Connective.ATLEAST and not 1 <= formula.least <= count:
        raise InputError(f"{where}: atleast {formula.least} of {count} arguments, expected 1 to {count}")
    if connective is Connective.CARDINALITY and not 0 <= formula.least <= formula.most <= count:
        found = f"{formula.least} to {formula.most}"
        raise InputError(f"{where}: cardinality {found} of {count} arguments, expected 0 <= min <= max <= {count}")


def _cardinality(builder: Builder, formula: Formula, below: list[int]) -> int:
    few = builder.at_least(formula.most + 1, below) ^ 1
    return builder.conjunction([builder.at_least(formula.least, below), few])


_JOIN: dict[Connective, Callable[[Builder, Formula, list[int]], int]] = {
    Connective.AND: lambda builder, _, below: builder.conjunction(below),
    Connective.OR: lambda builder, _, below: builder.disjunction(below),
    Connective.NAND: lambda builder, _, below: builder.conjunction(below) ^ 1,
    Connective.NOR: lambda builder, _, below: builder.disjunction(below) ^ 1,
    Connective.NOT: lambda _, __, below: below[0] ^ 1,
    Connective.XOR: lambda builder, _, below: builder.parity(below),
    Connective.IFF: lambda builder, _, below: builder.parity(below) ^ ((len(below) - 1) & 1),
    Connective.IMPLY: lambda builder, _, below: builder.disjunction([below[0] ^ 1, below[1]]),
    Connective.ATLEAST: lambda builder, formula, below: builder.at_least(formula.least, below),
    Connective.CARDINALITY: _cardinality,
}
