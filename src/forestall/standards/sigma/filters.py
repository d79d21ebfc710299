"""Global filters: a condition that is laid over many rules at once (Sigma 2.1.0, filters).

A filtered rule finds an event when both its own condition and the filter's hold, as in SigmaHQ's own tools; so
exclusions are written `condition: not selection`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from forestall.core.errors import StandardError
from forestall.model.finding import Refusal
from forestall.standards.sigma.placeholders import Placeholders
from forestall.standards.sigma.rule import AllOf, LogSource, Node, Rule
from forestall.standards.sigma.section import tree

CLAUSE = "Sigma 2.1.0, filters"


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter document."""

    id: str
    """Its id; its name or title when it has none."""
    logsource: LogSource
    rules: tuple[str, ...] | None
    """Ids or names of the rules it is for; None: every rule with its log source."""
    condition: Node
    file: str
    line: int

    def concerns(self, rule: Rule) -> bool:
        """Whether it is laid over the rule."""
        named = self.rules is None or any(rule.goes_by(reference) for reference in self.rules)
        return named and self.logsource.covers(rule.logsource)


def filter_of(found: object, given: Placeholders, path: str) -> tuple[tuple[str, ...] | None, Node]:
    """Rules and condition of a `filter` section.

    Raises:
        StandardError: no rules, no single condition, or a selection that is wrong
    """
    if not isinstance(found, dict):
        raise StandardError(f"filter is {found!r}, expected a map", path=path, clause=CLAUSE)
    if not isinstance(found.get("condition"), str):
        raise StandardError("filter needs one condition, a line of text", path=path, clause=CLAUSE)
    section = {key: value for key, value in found.items() if key != "rules"}
    return _rules(found.get("rules"), path), tree(section, given, path)


def _rules(found: object, path: str) -> tuple[str, ...] | None:
    if found == []:
        return None
    names = [found] if isinstance(found, str) else found
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        reason = f"rules is {found!r}, expected `any`, or ids or names of rules"
        raise StandardError(reason, path=path, clause=CLAUSE)
    return None if [name.lower() for name in names] == ["any"] else tuple(names)


def apply(rules: Sequence[Rule], filters: Sequence[Filter]) -> tuple[tuple[Rule, ...], tuple[Refusal, ...]]:
    """Rules with every filter that concerns them, and filters that concern a rule that is not there.

    Args:
        rules: all rules that are read
        filters: in any order; they are laid over a rule in order of their id

    Returns:
        The rules in their order; refusals name references that no rule goes by.
    """
    ordered = sorted(filters, key=lambda one: (one.id, one.file, one.line))
    missing = tuple(
        Refusal(one.id, f"{one.file}:{one.line}", f"filter names {reference!r}, which no rule that is read goes by")
        for one in ordered
        for reference in one.rules or ()
        if not any(rule.goes_by(reference) for rule in rules)
    )
    return tuple(_filtered(rule, ordered) for rule in rules), missing


def _filtered(rule: Rule, filters: Sequence[Filter]) -> Rule:
    over = tuple(one.condition for one in filters if one.concerns(rule))
    return replace(rule, condition=AllOf((rule.condition, *over))) if over else rule
