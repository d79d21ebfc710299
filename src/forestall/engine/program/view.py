"""A batch of events as the nodes of a program see it: columns, what was found in them, and parts of its rows."""

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa

from forestall.engine.fold import fold
from forestall.engine.predicate import Like
from forestall.engine.program.column import Codes, Column, Hits, Indices
from forestall.engine.program.node import Leaf, Rows
from forestall.engine.program.texts import Texts
from forestall.engine.program.verify import Bools, OneColumn

Scan = Callable[[str], Texts | None]
"""Gives the texts that are looked for in a column, None where none are."""


class View:
    """A batch; what is found out is kept until it is let go."""

    def __init__(self, table: pa.Table, names: Mapping[str, str], scan: Scan, elsewhere: "Elsewhere") -> None:
        """
        Args:
            table: n rows
            names: the table's column for a column of the program, where there is one
            scan: what is looked for in a column
            elsewhere: where keywords are looked for
        """
        self._table, self._names, self._scan, self.elsewhere = table, names, scan, elsewhere
        self._columns: dict[str, Column | None] = {}
        self._hits: dict[str, Hits] = {}
        self._held: dict[int, Bools] = {}
        self.among: Callable[[str], Bools | None] = lambda _: None
        """Rows (shape (n,)) that a column of the table is asked of; None for all."""
        self.living: Bools = np.zeros(0, dtype=np.bool_)
        """Leaves of which a text was found, by number."""

    def hits(self, name: str) -> Hits | None:
        """What was found in a column."""
        column = self.column(name)
        scan = None if column is None else self._scan(name)
        if column is None or scan is None:
            return None
        if name not in self._hits:
            self._hits[name] = column.hits(scan, self.among(self._names[name]))
        return self._hits[name]

    def column(self, name: str) -> Column | None:
        """A column of the program; None when the batch does not have it, or nothing but nulls in it."""
        own = self._names.get(name)
        if own is None:
            return None
        if own not in self._columns:
            column = self._table[own]
            self._columns[own] = Column(column, self.among(own)) if column.null_count < len(column) else None
        return self._columns[own]

    def held(self, leaf: Leaf) -> Bools:
        """Which values hold a leaf's texts, shape (values + 1,); the last stands for null."""
        if leaf.number not in self._held:
            hits, column = self.hits(leaf.column), self.column(leaf.column)
            assert hits is not None
            assert column is not None
            held = np.zeros(column.size + 1, dtype=np.bool_)
            held[hits.of(leaf.texts)] = True
            self._held[leaf.number] = held
        return self._held[leaf.number]


class Selection:
    """Some rows of a view."""

    def __init__(self, view: View, rows: Rows) -> None:
        self.view, self.rows, self.size = view, rows, len(rows)
        self._codes: dict[str, Codes | None] = {}

    def codes(self, column: str) -> Codes | None:
        """As `node.Part`."""
        if column not in self._codes:
            known = self.view.column(column)
            self._codes[column] = None if known is None else known.codes[self.rows]
        return self._codes[column]

    def column(self, name: str) -> Column | None:
        """As `node.Part`."""
        return self.view.column(name)

    def leaf(self, leaf: Leaf) -> Bools:
        """As `node.Part`."""
        return self.view.held(leaf)

    def take(self, rows: Indices) -> "Selection":
        """As `node.Part`."""
        return Selection(self.view, self.rows[rows])

    def alive(self, leaf: Leaf) -> bool:
        """As `node.Part`."""
        return bool(self.view.living[leaf.number])

    def anywhere(self, test: OneColumn, word: str | None) -> Bools:
        """As `node.Part`."""
        return self.view.elsewhere.held(test, word, self.rows)


class Elsewhere:
    """All fields of those rows in which a keyword may be found, read when a keyword asks."""

    def __init__(
        self,
        suspects: Callable[[tuple[str, ...]], Mapping[str, Rows]],
        whole: Callable[[Rows], pa.Table],
        own: frozenset[str],
    ) -> None:
        """
        Args:
            suspects: gives for each of some words the rows that may hold it, ascending
            whole: gives rows with all their fields
            own: columns that are not the event's
        """
        self._find, self._whole, self._own = suspects, whole, own
        self._suspects: Mapping[str, Rows] | None = None
        self.words: frozenset[str] = frozenset()
        """Words worth looking for."""
        self._read: list[_Piece] = []

    def held(self, test: OneColumn, word: str | None, rows: Rows) -> Bools:
        """Whether one field of each row passes the test."""
        asked = rows if word not in self.words else _common(rows, self._suspected(word))
        held = np.zeros(len(rows), dtype=np.bool_)
        if len(asked):
            self._reach(asked)
        for piece in self._read if len(asked) else []:
            held[np.searchsorted(rows, piece.held(test, asked))] = True
        return held

    def _suspected(self, word: str | None) -> Rows:
        if self._suspects is None:
            self._suspects = self._find(tuple(sorted(self.words)))
        return self._suspects[word or ""]

    def _reach(self, rows: Rows) -> None:
        """Reads those rows that have not been read yet."""
        for piece in self._read:
            rows = np.setdiff1d(rows, piece.rows, assume_unique=True)
        if len(rows):
            table = self._whole(rows)
            self._read.append(_Piece(rows, [table[name] for name in table.column_names if name not in self._own]))


def _common(rows: Rows, some: Rows) -> Rows:
    """What is in both; `some` are few, both ascend."""
    if not len(rows):
        return rows
    places = np.minimum(np.searchsorted(rows, some), len(rows) - 1)
    common: Rows = some[rows[places] == some]
    return common


class _Piece:
    """Rows with all their fields."""

    def __init__(self, rows: Rows, columns: list[pa.ChunkedArray]) -> None:
        self.rows = rows
        plain = (column.cast(pa.large_string()) for column in columns if column.null_count < len(column))
        self._columns = [Column(column) for column in plain]  # of a dictionary only what these rows hold
        self._all = fold("\n".join([text for column in self._columns for text in column.every()]))

    def held(self, test: OneColumn, asked: Rows) -> Rows:
        """Those of the rows asked for of which a field passes the test."""
        if isinstance(test, Like) and any(fold(part) not in self._all for part in test.parts if isinstance(part, str)):
            return asked[:0]
        common, there, _ = np.intersect1d(self.rows, asked, assume_unique=True, return_indices=True)
        found = np.zeros(len(common), dtype=np.bool_)
        for column in self._columns if len(common) else []:
            found |= column.verified(test, column.codes[there], None)
        return common[found]
