"""A predicate as it is run: what it asks of the rows of a batch, and whether it can hold there at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from forestall.engine.fold import fold
from forestall.engine.predicate import SameAs
from forestall.engine.program.column import Codes, Column, Indices
from forestall.engine.program.verify import Bools, OneColumn

Rows = NDArray[np.int64]


class Part(Protocol):
    """Some rows of a batch."""

    size: int
    """How many."""

    def codes(self, column: str) -> Codes | None:
        """Which value each row holds (-1: null), shape (size,); None when the batch has no such column."""
        ...

    def column(self, name: str) -> Column | None:
        """A column, None when the batch has none of that name."""
        ...

    def leaf(self, leaf: "Leaf") -> Bools:
        """Which values of a leaf's column hold its texts, False for null, shape (values + 1,)."""
        ...

    def take(self, rows: Indices) -> "Part":
        """Some of these rows, by their place among them."""
        ...

    def anywhere(self, test: OneColumn, word: str | None) -> Bools:
        """Which rows hold in one of their fields what a keyword asks, shape (size,)."""
        ...

    def alive(self, leaf: "Leaf") -> bool:
        """Whether one of a leaf's texts stands anywhere in the batch."""
        ...


class Node(Protocol):
    """Something asked of a row."""

    def mask(self, part: Part) -> Bools:
        """Of which rows it holds, shape (part.size,)."""
        ...

    def possible(self, part: Part) -> bool:
        """False when it holds of no row of the batch."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """The value holds one of some texts and, if there is a test, passes it."""

    number: int
    column: str
    texts: Indices
    """Numbers of texts of the column, ascending; none: no text is needed."""
    test: OneColumn | None
    weight: float
    """Roughly how often a text of it will be found."""

    def mask(self, part: Part) -> Bools:
        codes, column = part.codes(self.column), part.column(self.column)
        if codes is None or column is None:
            return np.zeros(part.size, dtype=np.bool_)
        among = part.leaf(self) if len(self.texts) else None
        if self.test is not None:
            return column.verified(self.test, codes, among)
        assert among is not None
        held: Bools = among[codes]
        return held

    def possible(self, part: Part) -> bool:
        return part.alive(self) if len(self.texts) else part.column(self.column) is not None


@dataclass(frozen=True, slots=True, eq=False)
class Here:
    """The cell holds something."""

    column: str

    def mask(self, part: Part) -> Bools:
        codes = part.codes(self.column)
        return np.zeros(part.size, dtype=np.bool_) if codes is None else codes >= 0

    def possible(self, part: Part) -> bool:
        return part.column(self.column) is not None


@dataclass(frozen=True, slots=True, eq=False)
class Anywhere:
    """One of the fields of the event passes the test."""

    test: OneColumn
    word: str | None
    """A word without which no event passes."""

    def mask(self, part: Part) -> Bools:
        return part.anywhere(self.test, self.word)

    def possible(self, part: Part) -> bool:
        return True


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Two fields of the event compare."""

    test: SameAs

    def mask(self, part: Part) -> Bools:
        left, right = part.codes(self.test.column), part.codes(self.test.other)
        one, other = part.column(self.test.column), part.column(self.test.other)
        held = np.zeros(part.size, dtype=np.bool_)
        if left is None or right is None or one is None or other is None:
            return held
        rows = np.flatnonzero((left >= 0) & (right >= 0))
        pairs, back = np.unique(np.stack((left[rows], right[rows])), axis=1, return_inverse=True)
        compare = _COMPARE[self.test.place]
        read = str if self.test.cased else fold
        texts = zip(one.texts(pairs[0]), other.texts(pairs[1]), strict=True)
        found = [compare(read(a), read(b)) for a, b in texts]
        held[rows] = np.array(found, dtype=np.bool_)[back.ravel()]
        return held

    def possible(self, part: Part) -> bool:
        return part.column(self.test.column) is not None and part.column(self.test.other) is not None


_COMPARE: dict[str, Callable[[str, str], bool]] = {
    "equals": str.__eq__,
    "startswith": str.startswith,
    "endswith": str.endswith,
    "contains": str.__contains__,
}


@dataclass(frozen=True, slots=True, eq=False)
class Every:
    """All parts hold; the first ones are the rarest."""

    nodes: Sequence[Node]

    def mask(self, part: Part) -> Bools:
        held = np.ones(part.size, dtype=np.bool_)
        rows: Indices | None = None
        for node in self.nodes:
            found = np.flatnonzero(node.mask(part))
            rows = found if rows is None else rows[found]
            if not len(found):
                break
            if len(found) < part.size:
                part = part.take(found)
        if rows is not None:
            held[:] = False
            held[rows] = True
        return held

    def possible(self, part: Part) -> bool:
        return all(node.possible(part) for node in self.nodes)


@dataclass(frozen=True, slots=True, eq=False)
class Some:
    """At least one part holds."""

    nodes: Sequence[Node]

    def mask(self, part: Part) -> Bools:
        held = np.zeros(part.size, dtype=np.bool_)
        for node in self.nodes:
            if node.possible(part):
                held |= node.mask(part)
        return held

    def possible(self, part: Part) -> bool:
        return any(node.possible(part) for node in self.nodes)


@dataclass(frozen=True, slots=True, eq=False)
class Inverse:
    """The part does not hold."""

    node: Node

    def mask(self, part: Part) -> Bools:
        return ~self.node.mask(part)

    def possible(self, part: Part) -> bool:
        return True
