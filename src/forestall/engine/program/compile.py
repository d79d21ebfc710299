"""Predicates to a program: leaves shared by all, each column's texts, and what each predicate cannot do without."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

import numpy as np

from forestall.engine.predicate import (
    ANYWHERE,
    And,
    Atom,
    Compare,
    Like,
    Matches,
    Not,
    Or,
    Predicate,
    Present,
    SameAs,
    TimePart,
    Wild,
    Within,
)
from forestall.engine.program.literal import of_pattern, of_regex, simple, word
from forestall.engine.program.node import Anywhere, Every, Here, Inverse, Leaf, Node, Pair, Some
from forestall.engine.program.verify import OneColumn

_Question = tuple[str, tuple[int, ...], OneColumn | None]


@dataclass(frozen=True, slots=True)
class Branch:
    """One way in which a predicate holds: on the rows of a route, the body."""

    predicate: int
    """Number of the predicate."""
    route: int
    """Number of the route; -1: all rows."""
    body: Node
    columns: tuple[str, ...]
    """Columns that the body names."""
    words: tuple[str, ...]
    """Words without which a keyword of the body is not found."""
    needs: tuple[int, ...] | None
    """Leaves of which at least one must be found in the batch; None when that cannot be told."""


class Compiler:
    """Turns predicates into nodes; what is asked twice is one leaf."""

    def __init__(self) -> None:
        self.leaves: list[Leaf] = []
        self.texts: dict[str, dict[str, int]] = defaultdict(dict)
        """Texts looked for in each column, by number."""
        self.routes: list[Node] = []
        self.routing: dict[str, None] = {}
        """Columns that routes name."""
        self.branches: list[Branch] = []
        self.columns: dict[str, None] = {}
        self._lengths: dict[str, list[int]] = defaultdict(list)
        self._leaves: dict[_Question, Leaf] = {}
        self._routes: dict[Predicate, int] = {}
        self._nodes: dict[Predicate, Node] = {}

    def add(self, number: int, predicate: Predicate) -> None:
        """One predicate: a choice of branches, each a narrowing part and a body."""
        for part in predicate.parts if isinstance(predicate, Or) else (predicate,):
            route, body = -1, part
            if isinstance(part, And) and len(part.parts) > 1 and ANYWHERE not in named(part.parts[0]):
                route = self._route(part.parts[0])
                body = part.parts[1] if len(part.parts) == 2 else And(part.parts[1:])
            node = self.node(body)
            needs = needed(node)
            columns = tuple(dict.fromkeys(named(body)))
            words = tuple(dict.fromkeys(_words(node))) if ANYWHERE in columns else ()
            self.branches.append(Branch(number, route, node, columns, words, None if needs is None else needs[1]))

    def _route(self, predicate: Predicate) -> int:
        if predicate not in self._routes:
            self._routes[predicate] = len(self.routes)
            self.routes.append(self.node(predicate))
            self.routing.update(dict.fromkeys(named(predicate)))
        return self._routes[predicate]

    def node(self, predicate: Predicate) -> Node:
        """The node of a predicate."""
        if predicate not in self._nodes:
            self._nodes[predicate] = self._node(predicate)
        return self._nodes[predicate]

    def _node(self, predicate: Predicate) -> Node:
        match predicate:
            case And(parts):
                return _all(sorted((self.node(part) for part in parts), key=_cost))
            case Or(parts):
                return self._any(parts)
            case Not(part):
                return Inverse(self.node(part))
        return self._atom(predicate)

    def _any(self, parts: Sequence[Predicate]) -> Node:
        """Texts of one column become one leaf."""
        plain: dict[str, list[int]] = defaultdict(list)
        nodes: list[Node] = []
        for part in parts:
            text = self._enough(part)
            if text is None:
                nodes.append(self.node(part))
            else:
                plain[text[0]].append(text[1])
        nodes += [self._leaf(column, sorted(set(texts)), None) for column, texts in plain.items()]
        return nodes[0] if len(nodes) == 1 else Some(tuple(nodes))

    def _enough(self, predicate: Predicate) -> tuple[str, int] | None:
        """Column and text of a predicate that asks for no more than a text."""
        if not isinstance(predicate, Like) or predicate.column == ANYWHERE or _any_text(predicate):
            return None
        text, enough = of_pattern(predicate)
        return (predicate.column, self._text(predicate.column, text)) if enough and text is not None else None

    def _atom(self, atom: Atom) -> Node:  # noqa: PLR0911 (one return a kind of atom)
        if not isinstance(atom, SameAs) and atom.column == ANYWHERE:
            return Anywhere(atom, word(atom.parts) if isinstance(atom, Like) else None)
        self.columns[atom.column] = None
        match atom:
            case Present(column):
                return Here(column)
            case SameAs():
                self.columns[atom.other] = None
                return Pair(atom)
            case Like():
                if _any_text(atom):
                    return Here(atom.column)
                text, enough = of_pattern(atom)
                return self._tested(atom, text, None if enough else atom)
            case Matches(_, regex):
                return self._tested(atom, of_regex(regex), atom)
            case Compare() | TimePart() | Within():
                return self._tested(atom, None, atom)
        assert_never(atom)

    def _tested(self, atom: OneColumn, text: str | None, test: OneColumn | None) -> Leaf:
        texts = [] if text is None else [self._text(atom.column, text)]
        return self._leaf(atom.column, texts, test)

    def _text(self, column: str, text: str) -> int:
        self.columns[column] = None
        known = self.texts[column]
        if text not in known:
            known[text] = len(known)
            self._lengths[column].append(min(len(text), 30))
        return known[text]

    def _leaf(self, column: str, texts: list[int], test: OneColumn | None) -> Leaf:
        question = (column, tuple(texts), test)
        if question not in self._leaves:
            lengths = self._lengths[column]
            weight = sum(2.0 ** -lengths[text] for text in texts) if texts else 1e6
            leaf = Leaf(len(self.leaves), column, np.array(texts, dtype=np.int64), test, weight)
            self._leaves[question] = leaf
            self.leaves.append(leaf)
        return self._leaves[question]


def named(predicate: Predicate) -> Iterator[str]:
    """Columns that a predicate names."""
    match predicate:
        case And(parts) | Or(parts):
            for part in parts:
                yield from named(part)
        case Not(part):
            yield from named(part)
        case SameAs(column, other):
            yield from (column, other)
        case _:
            yield predicate.column


def needed(node: Node) -> tuple[float, tuple[int, ...]] | None:
    """Leaves of which one at least must be found for a node to hold, with their weight, the lightest such choice."""
    match node:
        case Leaf():
            return (node.weight, (node.number,)) if len(node.texts) else None
        case Every():
            return min((found for part in node.nodes if (found := needed(part))), default=None)
        case Some():
            parts = [needed(part) for part in node.nodes]
            if any(part is None for part in parts):
                return None
            known = [part for part in parts if part is not None]
            return sum(weight for weight, _ in known), tuple(sorted({leaf for _, leaves in known for leaf in leaves}))
    return None


def _words(node: Node) -> Iterator[str]:
    match node:
        case Anywhere(_, word):
            if word is not None:
                yield word
        case Every(nodes) | Some(nodes):
            for part in nodes:
                yield from _words(part)
        case Inverse(part):
            yield from _words(part)


def _all(nodes: Iterable[Node]) -> Node:
    known = tuple(nodes)
    return known[0] if len(known) == 1 else Every(known)


def _cost(node: Node) -> float:
    """Parts that hold seldom and cost little come first."""
    match node:
        case Leaf():
            return node.weight
        case Here():
            return 1e5
        case Pair():
            return 1e7
        case Anywhere():
            return 1e8
        case Some() | Every():
            return 10 + sum(_cost(part) for part in node.nodes)
    return 1e9


def _any_text(like: Like) -> bool:
    return simple(like.parts) == (Wild.MANY,)
