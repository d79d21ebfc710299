"""Binary decision diagrams: one diagram that grows as functions are added. What a function means is not known here.

Reduced, ordered, with complement edges: Bryant (1986), IEEE Trans. Computers C-35, 677-691; Brace, Rudell and Bryant
(1990), DAC '90, 40-45. The loops are in `science.kernels.bdd`.
"""

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import LimitError
from forestall.science.kernels import bdd as kernel

Floats = NDArray[np.float64]

TRUE, FALSE = kernel.TRUE, kernel.FALSE
SMALLEST = 1 << 12  # nodes a diagram starts with room for
STEP = 4  # times larger when full
MEMORY = 1 << 22  # most results remembered


class Diagram:
    """Functions of some variables as edges; a variable's number is its place in the order."""

    def __init__(self, n_variables: int, *, limit: int) -> None:
        """`limit`: most nodes it may hold; 24 bytes each."""
        self.n_variables, self.limit = n_variables, limit
        self.count, self.peak = 1, 1
        self._stack = np.zeros((n_variables + 1, 3), dtype=np.int64)
        size = max(min(SMALLEST, limit), 1)
        self._nodes = np.zeros((size, 4), dtype=np.int32)
        self._nodes[0, kernel.VAR] = kernel.DEEPEST
        self._table = kernel.heads(size)
        self._known = kernel.memory(size)

    @property
    def nodes(self) -> NDArray[np.int32]:
        """Variable, low edge, high edge and a private number of each node, shape (count, 4)."""
        return self._nodes[: self.count]

    def variable(self, v: int) -> int:
        """The edge of a variable."""
        while True:
            node, self.count = kernel.find(v, FALSE, TRUE, self.count, self._nodes, self._table)
            if node != kernel.FULL:
                return 2 * int(node)
            self._grow()

    def conjunction(self, f: int, g: int) -> int:
        """The edge of "f and g".

        Raises:
            LimitError: it does not fit into `limit` nodes.
        """
        while True:
            edge, self.count = kernel.conjunction(
                f, g, self.count, self._nodes, self._table, self._known, self._stack
            )  # fmt: skip
            self.peak = max(self.peak, self.count)
            if edge != kernel.FULL:
                return int(edge)
            self._grow()

    def choice(self, test: int, then: int, other: int) -> int:
        """The edge of "if test then `then` else `other`"."""
        return self.conjunction(self.conjunction(test, then) ^ 1, self.conjunction(test ^ 1, other) ^ 1) ^ 1

    def level(self, edge: int) -> int:
        """The first variable an edge depends on."""
        return int(self._nodes[edge >> 1, kernel.VAR])

    def collect(self, roots: list[int]) -> list[int]:
        """Forget what the roots do not reach; returns their new edges."""
        seen = np.zeros(self.count, dtype=np.bool_)
        seen[[root >> 1 for root in roots]] = True
        kernel.mark(self.count, self._nodes, seen)
        moved = np.zeros(self.count, dtype=np.int32)
        self.count = int(kernel.compact(self.count, self._nodes, seen, moved))
        self._table.fill(0)
        kernel.rehash(1, self.count, self._nodes, self._table)
        self._known.fill(kernel.NOTHING)
        return [2 * int(moved[root >> 1]) + (root & 1) for root in roots]

    def frozen(self, root: int) -> tuple[NDArray[np.int32], int]:
        """The nodes that one root needs, shape (nodes, 4), and its edge in them; the diagram is used up."""
        [edge] = self.collect([root])
        return self.nodes.copy(), edge

    def _grow(self) -> None:
        size = min(STEP * self._nodes.shape[0], self.limit)
        if size <= self.count:
            raise LimitError(f"the decision diagram outgrows {self.limit:,} nodes")
        nodes = np.zeros((size, 4), dtype=np.int32)
        nodes[: self.count] = self._nodes[: self.count]
        self._nodes, self._table = nodes, kernel.heads(size)
        kernel.rehash(1, self.count, self._nodes, self._table)
        known = kernel.memory(min(size, MEMORY))
        kernel.remember(self._known, known)
        self._known = known


def probability(nodes: NDArray[np.int32], chance: Floats) -> tuple[Floats, Floats]:
    """Probability of each node to be true and to be false, shape (nodes,), from each variable's
    to be false and to be true, shape (variables, 2).
    """
    yes, no = np.empty(nodes.shape[0]), np.empty(nodes.shape[0])
    kernel.probability(nodes.shape[0], nodes, chance, yes, no)
    return yes, no


def derivatives(nodes: NDArray[np.int32], top: int, chance: Floats, yes: Floats, no: Floats) -> Floats:
    """Derivative of an edge's probability by that of each variable, shape (variables,); arguments as above."""
    out, slope = np.zeros(chance.shape[0]), np.zeros(nodes.shape[0])
    kernel.derivatives(top, nodes, chance, yes, no, slope, out)
    return out
