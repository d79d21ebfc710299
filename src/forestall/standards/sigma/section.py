"""The detection section of a rule or filter: named selections and the condition over them, to one tree."""

from collections.abc import Mapping

from forestall.core.errors import StandardError
from forestall.standards.sigma import values
from forestall.standards.sigma.condition import combine
from forestall.standards.sigma.placeholders import Placeholders
from forestall.standards.sigma.rule import AllOf, AnyOf, Node

CLAUSE = "Sigma 2.1.0, detection"


def tree(found: object, given: Placeholders, path: str) -> Node:
    """What a detection section asks of one event.

    Args:
        found: the section as YAML gives it
        given: values of placeholders
        path: where the rule stands, for errors

    Raises:
        StandardError: the first mistake, with the selection it stands in
    """
    section = checked(found, path)
    named = selections(section, given, path)
    conditions = section["condition"]
    parts = conditions if isinstance(conditions, list) else [conditions]
    if not parts:
        raise StandardError("condition is an empty list", path=path, clause=CLAUSE)
    trees = tuple(combine(part, named, path) for part in parts)
    return trees[0] if len(trees) == 1 else AnyOf(trees)


def checked(found: object, path: str) -> Mapping[str, object]:
    """The section when its shape is right.

    Raises:
        StandardError: no map of names, no condition, no selection, a time frame
    """
    if not isinstance(found, dict) or not all(isinstance(key, str) and key for key in found):
        raise StandardError("detection is no map of names", path=path, clause=CLAUSE)
    if "timeframe" in found:
        raise StandardError("timeframe belongs to correlations, expected a correlation rule", path=path, clause=CLAUSE)
    if "condition" not in found:
        raise StandardError("detection must contain at least one condition", path=path, clause=CLAUSE)
    if len(found) < 2:
        raise StandardError("detection has no selection", path=path, clause=CLAUSE)
    return found


def selections(section: Mapping[str, object], given: Placeholders, path: str) -> dict[str, Node]:
    """The tree of each named selection.

    Raises:
        StandardError: the first mistake
    """
    return {name: selection(name, value, given, path) for name, value in section.items() if name != "condition"}


def selection(name: str, found: object, given: Placeholders, path: str) -> Node:
    """The tree of one selection: a map, a list of maps, or keywords."""
    try:
        if isinstance(found, dict):
            return _map(found, given, path)
        if isinstance(found, list):
            return _list(found, given, path)
        return values.node(None, [], found, given, path)
    except StandardError as error:
        raise StandardError(f"{name}: {error.args[0]}", path=error.path, clause=error.clause) from error


def _map(found: Mapping[object, object], given: Placeholders, path: str) -> Node:
    """Every field of a map holds."""
    if not found:
        raise StandardError("an empty map, expected fields", path=path, clause=CLAUSE)
    parts = tuple(_item(str(key), value, given, path) for key, value in found.items())
    return parts[0] if len(parts) == 1 else AllOf(parts)


def _list(found: list[object], given: Placeholders, path: str) -> Node:
    """One element of a list is enough: maps, or keywords."""
    if not found:
        raise StandardError("an empty list, expected maps or keywords", path=path, clause=CLAUSE)
    if any(isinstance(element, list) for element in found):
        raise StandardError("a list in a list, expected maps or keywords", path=path, clause=CLAUSE)
    parts = tuple(
        _map(element, given, path) if isinstance(element, dict) else values.node(None, [], element, given, path)
        for element in found
    )
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def _item(key: str, value: object, given: Placeholders, path: str) -> Node:
    field, *modifiers = key.split("|")
    try:
        return values.node(field or None, modifiers, value, given, path)
    except StandardError as error:
        raise StandardError(f"{key}: {error.args[0]}", path=error.path, clause=error.clause) from error
