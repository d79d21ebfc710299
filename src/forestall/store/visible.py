"""A condition of the policy as SQL: rows, counts and exports leave out what may not be seen before it is read."""

from collections.abc import Mapping
from typing import TypeAlias, assert_never

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, false, or_, true

from forestall.guard.predicate import All, Among, AnyOf, Attribute

Column: TypeAlias = SQLColumnExpression[str] | SQLColumnExpression[str | None] | str | None
Columns: TypeAlias = Mapping[Attribute, Column]
"""For each attribute the column that holds it, or the value that all rows share."""


def where(condition: Among | All | AnyOf, columns: Columns) -> ColumnElement[bool]:
    """The condition as a clause for `.where(…)`.

    Args:
        condition: what `guard.policy.condition` gave
        columns: where its attributes stand; one that is not named is missing in every row
    """
    match condition:
        case Among(attribute, values):
            return _among(columns.get(attribute), values)
        case All(parts):
            return and_(true(), *(where(part, columns) for part in parts))
        case AnyOf(parts):
            return or_(false(), *(where(part, columns) for part in parts))
        case _:
            assert_never(condition)


def _among(column: Column, values: frozenset[str]) -> ColumnElement[bool]:
    if column is None or isinstance(column, str):
        return true() if column in values else false()
    return column.in_(sorted(values))
