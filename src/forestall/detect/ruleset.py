"""Rules compiled into one program, to be asked of tables of events."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from forestall.core.errors import InputError
from forestall.detect.logsource import routes
from forestall.detect.naming import candidates, columns, joined
from forestall.detect.translate import check, predicate
from forestall.engine.predicate import Predicate
from forestall.engine.program.node import Rows
from forestall.engine.program.program import Program
from forestall.model.finding import Refusal
from forestall.standards.sigma.rule import AllOf, Rule, fields

OWN = frozenset(("_id", "_file", "_line", "_time", "_host"))
"""Columns of a table of events that are not the events' own fields."""


class Ruleset:
    """Rules, compiled once."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """`rules`: each id once; those that cannot be evaluated are refused."""
        wrong = {rule.id: reason for rule in rules if (reason := _wrong(rule))}
        used = [rule for rule in rules if rule.id not in wrong]
        self.rules: tuple[Rule, ...] = tuple(replace(rule, condition=AllOf(())) for rule in used)
        """Rules in use; their conditions are compiled and no longer in them."""
        self._tested = tuple(_tested(rule) for rule in used)
        self.refusals: tuple[Refusal, ...] = tuple(
            Refusal(rule.id, f"{rule.file}:{rule.line}", wrong[rule.id]) for rule in rules if rule.id in wrong
        )
        """Rules that cannot be evaluated."""
        self._program = Program([predicate(rule.condition, routes(rule.logsource)) for rule in used])
        self.columns: tuple[str, ...] = tuple(
            sorted({name for field in self._program.columns for name in candidates(field)})
        )
        """Columns that the rules can look at, spaces in them left out; a reader need give no others."""

    def found(
        self,
        table: pa.Table,
        *,
        find: Callable[[tuple[str, ...]], Mapping[str, Rows]] | None = None,
        whole: Callable[[Rows], pa.Table] | None = None,
    ) -> list[tuple[int, Rows]]:
        """Numbers of the rules that find something in a table, with the rows, ascending.

        Args:
            table: text, plain or dictionary encoded; one row an event
            find: as `Program.match`
            whole: as `Program.match`
        """
        return sorted(_match(self._program, table, find, whole).items())

    def evidence(self, number: int, names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """For each field that a rule tests its columns, of those named; the first that an event has holds it."""
        return tuple(dict.fromkeys(columns(self._tested[number], names).values()))


def _tested(rule: Rule) -> tuple[str, ...]:
    """Fields that a rule names, and what they are called in its log source."""
    aliases = {name: alias for route in routes(rule.logsource) for name, alias in route.aliases}
    asked = (name for field in fields(rule.condition) for name in (field, aliases.get(field, field)))
    return tuple(dict.fromkeys(asked))


def _wrong(rule: Rule) -> str:
    try:
        check(rule.condition)
    except InputError as error:
        return str(error)
    return ""


def _match(
    program: Program,
    table: pa.Table,
    find: Callable[[tuple[str, ...]], Mapping[str, Rows]] | None = None,
    whole: Callable[[Rows], pa.Table] | None = None,
) -> dict[int, Rows]:
    own = [name for name in table.column_names if name not in OWN]
    more, names = joined(table, columns(program.columns, own))
    made = OWN.union(more.column_names[len(table.column_names) :])
    return program.match(more, names, own=made, find=find, whole=whole)


def rows_of(table: pa.Table, predicates: Sequence[Predicate]) -> list[Rows]:
    """The rows of a table that each of a few predicates finds, ascending; fields go by their names in the table."""
    found = _match(Program(predicates), table)
    return [found.get(number, np.zeros(0, dtype=np.int64)) for number in range(len(predicates))]
