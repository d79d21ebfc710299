"""Which rows belong to which route: asked once of each combination of the columns that routes name."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from forestall.engine.program.column import Indices
from forestall.engine.program.node import Node, Rows
from forestall.engine.program.verify import Bools
from forestall.engine.program.view import Selection

_MOST_KNOWN = 100_000
_DENSE = 4_000_000
"""Largest number up to which a table of all numbers is quicker than sorting."""
Key = tuple[str | None, ...]


class Routing:
    """Routes of a program; the answer for a combination of values is kept."""

    def __init__(self, routes: Sequence[Node], columns: tuple[str, ...]) -> None:
        """`columns`: those that the routes name."""
        self._routes, self._columns = routes, columns
        self._known: dict[Key, Bools] = {}

    def frames(self, everything: Selection) -> "Frames":
        """The frames of a batch."""
        combination = np.zeros(everything.size, dtype=np.int64)
        for name in self._columns:
            codes = everything.codes(name)
            if codes is not None:
                combination = _renumbered(combination * (int(codes.max()) + 2) + codes + 1)
        first = np.empty(int(combination.max()) + 1, dtype=np.int64)
        first[combination[::-1]] = np.arange(everything.size - 1, -1, -1)
        samples = everything.take(first)
        return Frames(combination, self._held(samples))

    def _held(self, samples: Selection) -> Bools:
        """Whether each route takes each sample, shape (samples, routes)."""
        keys = self._keys(samples)
        new = np.array([number for number, key in enumerate(keys) if key not in self._known], dtype=np.int64)
        if len(new):
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
                return self._held(samples)
            some = samples.take(new)
            masks = [route.mask(some) for route in self._routes]
            table = np.array(masks, dtype=np.bool_).reshape(len(masks), len(new)).T
            self._known |= {keys[number]: row for number, row in zip(new.tolist(), table, strict=True)}
        return np.array([self._known[key] for key in keys], dtype=np.bool_).reshape(len(keys), len(self._routes))

    def _keys(self, samples: Selection) -> list[Key]:
        columns = []
        for name in self._columns:
            column, codes = samples.column(name), samples.codes(name)
            if column is None or codes is None:
                columns.append([None] * samples.size)
            else:
                known = np.unique(codes[codes >= 0])
                texts = dict(zip(known.tolist(), column.texts(known), strict=True))
                columns.append([texts.get(code) for code in codes.tolist()])
        return list(zip(*columns, strict=True)) if columns else [()] * samples.size


def _renumbered(numbers: Indices) -> Indices:
    """Numbers of at least 0 as their ranks among the distinct ones."""
    if int(numbers.max()) > _DENSE:
        ranks: Indices = np.unique(numbers, return_inverse=True)[1]
        return ranks
    present = np.zeros(int(numbers.max()) + 1, dtype=np.int64)
    present[numbers] = 1
    return (np.cumsum(present) - 1)[numbers]


class Frames:
    """Rows of a batch by route."""

    def __init__(self, combination: NDArray[np.int64], held: Bools) -> None:
        self._combination = combination
        self.held = held
        """Whether each route takes each combination, shape (combinations, routes)."""
        self.routes: Bools = np.any(held, axis=0)
        """Routes that take a row."""
        self._order = np.argsort(combination.astype(np.uint16 if len(held) <= 1 << 16 else np.int64), kind="stable")
        self._ends = np.searchsorted(combination[self._order], np.arange(len(held) + 1))

    def of(self, route: int) -> Rows:
        """Rows of a route, ascending."""
        pieces = [self._order[self._ends[kind] : self._ends[kind + 1]] for kind in np.flatnonzero(self.held[:, route])]
        return pieces[0] if len(pieces) == 1 else np.sort(np.concatenate((self._order[:0], *pieces)))

    def rows(self, kinds: Bools) -> Bools | None:
        """Rows of some combinations, shape (n,); None when these are all."""
        if kinds.all():
            return None
        rows: Bools = kinds[self._combination]
        return rows
