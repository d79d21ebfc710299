"""The condition of a rule: pySigma's parse of it, resolved against the named detections."""

import re
from collections.abc import Mapping

from pyparsing import ParseBaseException
from sigma.conditions import (
    ConditionAND,
    ConditionIdentifier,
    ConditionNOT,
    ConditionOR,
    ConditionSelector,
    SigmaCondition,
)
from sigma.exceptions import SigmaError
from sigma.rule.detection import SigmaDetections

from forestall.core.errors import StandardError
from forestall.standards.sigma.rule import AllOf, AnyOf, Negation, Node

CLAUSE = "Sigma 2.1.0, condition"
MAX_LENGTH = 10_000
MAX_DEPTH = 50


def combine(condition: str, detections: SigmaDetections, named: Mapping[str, Node], path: str) -> Node:
    """The tree of one condition.

    Args:
        condition: its text, such as `selection and not 1 of filter_*`
        detections: pySigma's detections, needed by its parser
        named: our tree of each named detection
        path: where the rule stands, for errors

    Raises:
        StandardError: the text breaks the grammar or names what is not there
    """
    if not isinstance(condition, str) or len(condition) > MAX_LENGTH:
        raise StandardError("expected one line of text", path=path, clause=CLAUSE)
    try:
        parsed = SigmaCondition(condition, detections).parse(postprocess=False)
        return _resolve(parsed, named, path)
    except (SigmaError, ParseBaseException) as error:
        raise StandardError(f"condition {condition!r}: {error}", path=path, clause=CLAUSE) from error
    except RecursionError as error:
        raise StandardError("condition is nested too deeply", path=path, clause=CLAUSE) from error


def _resolve(node: object, named: Mapping[str, Node], path: str, depth: int = 0) -> Node:
    if depth > MAX_DEPTH:
        raise StandardError(f"condition is nested deeper than {MAX_DEPTH} levels", path=path, clause=CLAUSE)
    match node:
        case ConditionAND():
            return AllOf(tuple(_resolve(part, named, path, depth + 1) for part in node.args))
        case ConditionOR():
            return AnyOf(tuple(_resolve(part, named, path, depth + 1) for part in node.args))
        case ConditionNOT():
            return Negation(_resolve(node.args[0], named, path, depth + 1))
        case ConditionSelector():
            parts = _selected(node.pattern, named, path)
            return AllOf(parts) if node.cond_class is ConditionAND else AnyOf(parts)
        case ConditionIdentifier():
            return _named(node.identifier, named, path)
    raise StandardError(f"condition has an unknown part {node!r}", path=path, clause=CLAUSE)


def _named(name: str, named: Mapping[str, Node], path: str) -> Node:
    if name not in named:
        known = ", ".join(sorted(named))
        raise StandardError(f"condition names {name!r}, expected one of: {known}", path=path, clause=CLAUSE)
    return named[name]


def _selected(pattern: str, named: Mapping[str, Node], path: str) -> tuple[Node, ...]:
    """Detections that a pattern means; those that begin with `_` only when the pattern does too."""
    regex = re.compile(".*" if pattern == "them" else pattern.replace("*", ".*"))
    hidden = pattern.startswith("_")
    parts = tuple(node for name, node in named.items() if regex.fullmatch(name) and (hidden or name[0] != "_"))
    if not parts:
        raise StandardError(f"condition: no detection is named like {pattern!r}", path=path, clause=CLAUSE)
    return parts
