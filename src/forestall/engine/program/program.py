"""The program: compile predicates once, match batches."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from forestall.engine.predicate import Predicate
from forestall.engine.program.compile import Branch, Compiler
from forestall.engine.program.node import Rows
from forestall.engine.program.routing import Frames, Routing
from forestall.engine.program.suspects import suspects
from forestall.engine.program.texts import Texts
from forestall.engine.program.verify import Bools
from forestall.engine.program.view import Elsewhere, Selection, View

_FEW = 200
"""Rows that are looked at for keywords without a look for their words before, where no route has more."""


class Program:
    """Predicates to be asked together."""

    def __init__(self, predicates: Sequence[Predicate]) -> None:
        """
        Args:
            predicates: what is asked; of an `Or` of `And`s, the first part of each `And` is taken as a route that many
                predicates share
        """
        made = Compiler()
        for number, predicate in enumerate(predicates):
            made.add(number, predicate)
        self.columns: tuple[str, ...] = tuple(sorted(made.columns))
        """Columns that the predicates name."""
        self._leaves = made.leaves
        self._branches = made.branches
        self._routing = Routing(made.routes, tuple(sorted(made.routing)))
        self._routed = _routed(made)
        self._texts = {column: Texts(tuple(texts)) for column, texts in made.texts.items()}
        self._by_text = {column: _by_text(made, column) for column in made.texts}
        self._always = [number for number, branch in enumerate(made.branches) if branch.needs is None]
        self._needing = _needing(made.branches, len(made.leaves))

    def match(
        self,
        table: pa.Table,
        names: Mapping[str, str] | None = None,
        *,
        own: frozenset[str] = frozenset(),
        find: Callable[[tuple[str, ...]], Mapping[str, Rows]] | None = None,
        whole: Callable[[Rows], pa.Table] | None = None,
    ) -> dict[int, Rows]:
        """Rows that each predicate finds.

        Args:
            table: columns of text, plain or dictionary encoded (other plain types are read as text), n rows
            names: the table's column for a column of the program; one that is left out is null in every row.
                By default each goes by its own name.
            own: columns of the table in which no keyword is looked for
            find: for each of some words the rows whose text may hold it; by default all columns are looked through
            whole: rows with all fields; by default the table has them

        Returns:
            Row numbers, ascending, from 0, by the number of the predicate; predicates that find none are left out.
        """
        if not table.num_rows:
            return {}
        everything = np.arange(table.num_rows, dtype=np.int64)
        if names is None:
            names = {name: name for name in self.columns if name in set(table.column_names)}

        look = find or (lambda words: suspects(table, words, own))
        view = View(table, names, self._texts.get, Elsewhere(look, whole or table.take, own))
        part = Selection(view, everything)
        frames = self._routing.frames(part)
        self._direct(view, frames, names)
        view.living = self._living(view)
        return self._found(part, frames)

    def _direct(self, view: View, frames: Frames, names: Mapping[str, str]) -> None:
        """Tells the view which rows each column of the table is asked of."""
        none, all_kinds = np.zeros(len(frames.held), dtype=np.bool_), np.ones(len(frames.held), dtype=np.bool_)
        asked: dict[str, Bools] = {}
        for column, own in names.items():
            routes = self._routed.get(column)
            kinds = all_kinds if routes is None else frames.held[:, routes].any(axis=1)
            asked[own] = asked.get(own, none) | kinds
        view.among = lambda own: frames.rows(asked[own])

    def _living(self, view: View) -> NDArray[np.bool_]:
        living = np.zeros(len(self._leaves), dtype=np.bool_)
        for column, (begin, leaves) in self._by_text.items():
            hits = view.hits(column)
            if hits is not None:
                living[_gathered(begin, leaves, hits.texts)] = True
        return living

    def _found(self, part: Selection, frames: Frames) -> dict[int, Rows]:
        begin, branches = self._needing
        needing = np.unique(_gathered(begin, branches, np.flatnonzero(part.view.living)))
        asked: dict[int, list[Branch]] = defaultdict(list)
        for number in (*needing.tolist(), *self._always):
            branch = self._branches[number]
            if branch.route < 0 or frames.routes[branch.route]:
                asked[branch.route].append(branch)
        selections = {route: part if route < 0 else Selection(part.view, frames.of(route)) for route in asked}
        worded = {route: {word for branch in some for word in branch.words} for route, some in asked.items()}
        if any(words and selections[route].size > _FEW for route, words in worded.items()):
            part.view.elsewhere.words = frozenset().union(*worded.values())
        found: dict[int, list[Rows]] = defaultdict(list)
        for route, some in asked.items():
            frame = selections[route]
            for branch in some:
                if branch.body.possible(frame) and (mask := branch.body.mask(frame)).any():
                    found[branch.predicate].append(frame.rows[mask])
        return {
            number: rows[0] if len(rows) == 1 else np.unique(np.concatenate(rows))
            for number, rows in sorted(found.items())
        }


def _routed(made: Compiler) -> dict[str, Rows]:
    """Routes of the branches that name each column; columns that are asked of all rows are left out."""
    routes: dict[str, set[int]] = {}
    for branch in made.branches:
        for column in branch.columns:
            routes.setdefault(column, set()).add(branch.route)
    everywhere = {*made.routing, *(column for column, some in routes.items() if -1 in some)}
    return {column: np.array(sorted(some)) for column, some in routes.items() if column not in everywhere}


def _by_text(made: Compiler, column: str) -> tuple[Rows, Rows]:
    """Leaves that ask for each text of a column."""
    pairs = [(int(text), leaf.number) for leaf in made.leaves if leaf.column == column for text in leaf.texts]
    return _listed(pairs, len(made.texts[column]))


def _needing(branches: Sequence[Branch], leaves: int) -> tuple[Rows, Rows]:
    """Branches that need each leaf."""
    pairs = [(leaf, number) for number, branch in enumerate(branches) for leaf in branch.needs or ()]
    return _listed(pairs, leaves)


def _listed(pairs: list[tuple[int, int]], size: int) -> tuple[Rows, Rows]:
    """Pairs (key, value) as one list of values, with where those of each key begin."""
    table = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    begin = np.concatenate(([0], np.cumsum(np.bincount(table[:, 0], minlength=size))))
    return begin, table[:, 1]


def _gathered(begin: Rows, values: Rows, keys: Rows) -> Rows:
    """Values of some keys."""
    found = [values[begin[key] : begin[key + 1]] for key in keys.tolist()]
    return np.concatenate(found) if found else values[:0]
