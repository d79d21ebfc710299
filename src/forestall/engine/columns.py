"""Which rows of a table each of many predicates finds: a straightforward evaluation.

Rows are narrowed by the first part of an `And` once for all predicates that share it; every atom is evaluated
once for such a set of rows, on distinct values.
"""

from collections.abc import Sequence
from typing import assert_never

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from forestall.engine.distinct import Bools, Distinct
from forestall.engine.predicate import And, Atom, Not, Or, Predicate, SameAs

Rows = NDArray[np.int64]


def matches(table: pa.Table, predicates: Sequence[Predicate]) -> list[Rows]:
    """Rows that each predicate finds.

    Args:
        table: columns of text (other plain types are read as text), n rows
        predicates: what is asked; a column the table does not have is null in every row

    Returns:
        For each predicate the row numbers, ascending, from 0.

    Raises:
        InputError: a regular expression that cannot be evaluated (`engine.regex.check` tells beforehand)
    """
    whole = _Frame(table, np.arange(table.num_rows, dtype=np.int64))
    return [whole.found(predicate) for predicate in predicates]


class _Frame:
    """Some rows of the table, with what has been found out about them."""

    def __init__(self, table: pa.Table, rows: Rows) -> None:
        self._table, self._rows = table, rows
        self._columns: dict[str, Distinct | None] = {}
        self._masks: dict[Atom, Bools] = {}
        self._narrowed: dict[Predicate, _Frame] = {}

    def found(self, predicate: Predicate) -> Rows:
        """Row numbers for which the predicate holds."""
        if not len(self._rows):
            return self._rows
        if isinstance(predicate, Or):
            found = [self.found(part) for part in predicate.parts]
            return np.unique(np.concatenate(found)) if found else self._rows[:0]
        if isinstance(predicate, And) and len(predicate.parts) > 1:
            return self._narrow(predicate.parts[0]).found(And(predicate.parts[1:]))
        return self._rows[self._mask(predicate)]

    def _narrow(self, predicate: Predicate) -> "_Frame":
        if predicate not in self._narrowed:
            mask = self._mask(predicate)
            self._narrowed[predicate] = self if mask.all() else _Frame(self._table, self._rows[mask])
        return self._narrowed[predicate]

    def _mask(self, predicate: Predicate) -> Bools:
        match predicate:
            case And(parts):
                return self._every(parts)
            case Or(parts):
                return ~self._every(tuple(Not(part) for part in parts))
            case Not(part):
                return ~self._mask(part)
        if predicate not in self._masks:
            self._masks[predicate] = self._atom(predicate)
        return self._masks[predicate]

    def _every(self, parts: tuple[Predicate, ...]) -> Bools:
        held = np.ones(len(self._rows), dtype=np.bool_)
        for part in parts:
            held &= self._mask(part)
            if not held.any():
                break
        return held

    def _atom(self, atom: Atom) -> Bools:
        column = self._column(atom.column)
        if column is None:
            return np.zeros(len(self._rows), dtype=np.bool_)
        return self._compared(column, atom) if isinstance(atom, SameAs) else column.mask(atom)

    def _compared(self, column: Distinct, atom: SameAs) -> Bools:
        other = self._column(atom.other)
        if other is None:
            return np.zeros(len(self._rows), dtype=np.bool_)
        pair = pl.DataFrame({"left": column.texts(), "right": other.texts()})
        held = pair.select(held=_comparison(atom))["held"]
        return held.fill_null(False).to_numpy().astype(np.bool_)

    def _column(self, name: str) -> Distinct | None:
        if name not in self._columns:
            known = name in self._table.column_names
            self._columns[name] = Distinct(self._table[name].take(self._rows)) if known else None
        return self._columns[name]


def _comparison(atom: SameAs) -> pl.Expr:
    left, right = pl.col("left"), pl.col("right")
    match atom.place:
        case "equals":
            return left == right
        case "startswith":
            return left.str.starts_with(right)
        case "endswith":
            return left.str.ends_with(right)
        case "contains":
            return left.str.contains(right, literal=True)
    assert_never(atom.place)
