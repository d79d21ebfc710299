"""A Sigma tree as a predicate on the columns of events: fields by the names they have there, keywords anywhere."""

from collections.abc import Mapping
from typing import assert_never

from forestall.detect.logsource import Route
from forestall.engine import expression
from forestall.engine import predicate as ask
from forestall.engine.predicate import ANYWHERE, And, Like, Not, Or, Predicate
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
    TimePart,
    Wildcard,
)

_WILD = {Wildcard.MANY: ask.Wild.MANY, Wildcard.ONE: ask.Wild.ONE}


def check(node: Node) -> None:
    """Whether the tree can be evaluated.

    Raises:
        InputError: a regular expression that the engine does not take
    """
    match node:
        case Item(_, Pattern(pattern, flags)):
            expression.check(pattern, flags)
        case Negation(part):
            check(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                check(part)


def predicate(condition: Node, routes: tuple[Route, ...]) -> Predicate:
    """Rows for which a condition holds, on any of the routes.

    Args:
        condition: the rule's tree
        routes: which rows belong to its log source
    """
    return Or(tuple(And((_routed(route), _node(condition, dict(route.aliases)))) for route in routes))


def _routed(route: Route) -> Predicate:
    """The route's rows; one predicate for all rules that share it, so that rows are narrowed once."""
    return And(
        tuple(
            Or(tuple(Like(column, (value,)) for value in values)) if values else ask.Present(column)
            for column, values in route.equals
        )
    )


def _node(node: Node, aliases: Mapping[str, str]) -> Predicate:
    match node:
        case AllOf(parts):
            return And(tuple(_node(part, aliases) for part in parts))
        case AnyOf(parts):
            return Or(tuple(_node(part, aliases) for part in parts))
        case Negation(part):
            return Not(_node(part, aliases))
        case Item(field, test):
            return _test(ANYWHERE if field is None else aliases.get(field, field), test, aliases)
    assert_never(node)


def _test(column: str, test: Test, aliases: Mapping[str, str]) -> Predicate:
    match test:
        case Text(parts, cased):
            return Like(column, tuple(part if isinstance(part, str) else _WILD[part] for part in parts), cased)
        case Pattern(pattern, flags):
            return ask.Matches(column, pattern, flags)
        case Network(network):
            return ask.Within(column, network)
        case Null() | Present():
            return ask.Present(column) if isinstance(test, Present) else Not(ask.Present(column))
        case Reference(field, place, cased):
            return ask.SameAs(column, aliases.get(field, field), place, cased)
    return _compared(column, test)


def _compared(column: str, test: Number | TimePart) -> Predicate:
    if isinstance(test, TimePart):
        return ask.TimePart(column, test.unit, test.operator, test.value)
    return ask.Compare(column, test.operator, test.value)
