"""A Sigma tree on the columns of one table: fields to columns, keywords to every column."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from forestall.detect.logsource import Route
from forestall.engine import predicate as ask
from forestall.engine import regex
from forestall.engine.predicate import And, Like, Not, Or, Predicate
from forestall.standards.sigma.rule import (
    AllOf,
    AnyOf,
    Item,
    Negation,
    Network,
    Node,
    Null,
    Number,
    Pattern,
    Present,
    Reference,
    Test,
    Text,
    Wildcard,
)

_WILD = {Wildcard.MANY: ask.Wild.MANY, Wildcard.ONE: ask.Wild.ONE}


@dataclass(frozen=True)
class Columns:
    """Columns of a table that hold the events' own fields, and other names they go by."""

    names: tuple[str, ...]
    aliases: Mapping[str, str]

    def of(self, field: str) -> str:
        """The column of a field: by its name or alias, its last name or two, or with spaces (`Threat Name`)."""
        name = self.aliases.get(field, field)
        words = name.split(".")
        for candidate in (name, ".".join(words[-2:]), words[-1]):
            if candidate in self.names:
                return candidate
        return next((column for column in self.names if column.replace(" ", "") == name), name)


def check(node: Node) -> None:
    """Whether the tree can be evaluated.

    Raises:
        InputError: a regular expression that the engine does not take
    """
    match node:
        case Item(_, Pattern(pattern, flags)):
            regex.check(pattern, flags)
        case Negation(part):
            check(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                check(part)


def predicate(condition: Node, routes: tuple[Route, ...], names: tuple[str, ...]) -> Predicate:
    """Rows of a table for which a condition holds, on any of the routes.

    Args:
        condition: the rule's tree
        routes: which rows belong to its log source
        names: columns that hold the events' own fields
    """
    return Or(tuple(And((_routed(route), _node(condition, Columns(names, dict(route.aliases))))) for route in routes))


def _routed(route: Route) -> Predicate:
    """The route's rows; one predicate for all rules that share it, so that rows are narrowed once."""
    return And(
        tuple(
            Or(tuple(Like(column, (value,)) for value in values)) if values else ask.Present(column)
            for column, values in route.equals
        )
    )


def _node(node: Node, columns: Columns) -> Predicate:
    match node:
        case AllOf(parts):
            return And(tuple(_node(part, columns) for part in parts))
        case AnyOf(parts):
            return Or(tuple(_node(part, columns) for part in parts))
        case Negation(part):
            return Not(_node(part, columns))
        case Item(field, test):
            if field is None:
                return Or(tuple(_test(name, _anywhere(test), columns) for name in columns.names))
            return _test(columns.of(field), test, columns)
    assert_never(node)


def _anywhere(test: Test) -> Test:
    """A keyword is looked for inside the text."""
    return Text((Wildcard.MANY, *test.parts, Wildcard.MANY), test.cased) if isinstance(test, Text) else test


def _test(column: str, test: Test, columns: Columns) -> Predicate:
    match test:
        case Text(parts, cased):
            return Like(column, tuple(part if isinstance(part, str) else _WILD[part] for part in parts), cased)
        case Pattern(pattern, flags):
            return ask.Matches(column, pattern, flags)
        case Network(network):
            return ask.Within(column, network)
        case Number(operator, value):
            return ask.Compare(column, operator, value)
        case Null() | Present():
            return ask.Present(column) if isinstance(test, Present) else Not(ask.Present(column))
        case Reference(field, place):
            return ask.SameAs(column, columns.of(field), place)
    assert_never(test)
