"""Processing pipelines at work: steps that give fields other names, add conditions or change log sources of rules.

Written from the behaviour that pySigma documents for its pipelines; what a pipeline file may say is `pipeline_file`.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from forestall.model.finding import Refusal
from forestall.standards.sigma.rule import AllOf, AnyOf, Item, LogSource, Negation, Node, Reference, Rule

Renamed = tuple[str, ...]
"""Names of which any may hold the value."""


@dataclass(frozen=True, slots=True)
class Names:
    """A condition on a field's name."""

    fields: tuple[str, ...]
    """Names, or regular expressions that begin at the name's first character."""
    regex: bool = False
    exclude: bool = False
    """Whether it holds for all other names."""

    def holds(self, name: str) -> bool:
        """Whether it holds for a name."""
        found = any(re.match(one, name) for one in self.fields) if self.regex else name in self.fields
        return found is not self.exclude


@dataclass(frozen=True, slots=True)
class Rename:
    """Fields get other names."""

    rename: Callable[[str], Renamed]
    """The names for a name; the same one where nothing changes."""


@dataclass(frozen=True, slots=True)
class Add:
    """Rules must hold this, too."""

    condition: Node


@dataclass(frozen=True, slots=True)
class Relocate:
    """Rules are about another log source."""

    logsource: LogSource


@dataclass(frozen=True, slots=True)
class Fail:
    """Rules are refused."""

    message: str


@dataclass(frozen=True, slots=True)
class Step:
    """One transformation, and for which rules and fields it is made."""

    change: Rename | Add | Relocate | Fail
    rules: tuple[LogSource, ...] = ()
    """Log sources; what one leaves out is not asked. None: every rule."""
    any_rule: bool = False
    """Whether one of them is enough."""
    not_rule: bool = False
    """Whether it is made where they do not hold."""
    names: tuple[Names, ...] = ()
    """Conditions on fields. None: every field."""
    any_name: bool = False
    not_name: bool = False

    def concerns(self, rule: Rule) -> bool:
        """Whether it is made for a rule."""
        held = [one.covers(rule.logsource) for one in self.rules]
        return not held or (any(held) if self.any_rule else all(held)) is not self.not_rule

    def touches(self, name: str) -> bool:
        """Whether it is made for a field."""
        held = [one.holds(name) for one in self.names]
        return not held or (any(held) if self.any_name else all(held)) is not self.not_name


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Steps, one after the other."""

    name: str
    priority: int
    """Of several pipelines the one with the lowest comes first."""
    steps: tuple[Step, ...]
    file: str
    line: int


def apply(rules: Iterable[Rule], pipelines: Sequence[Pipeline]) -> tuple[tuple[Rule, ...], tuple[Refusal, ...]]:
    """Rules after all pipelines, and those that a pipeline refuses.

    Args:
        rules: with their filters
        pipelines: in any order
    """
    ordered = sorted(pipelines, key=lambda one: (one.priority, one.name, one.file, one.line))
    found = [_through(rule, ordered) for rule in rules]
    refused = tuple(one for one in found if isinstance(one, Refusal))
    return tuple(one for one in found if isinstance(one, Rule)), refused


def _through(rule: Rule, pipelines: Sequence[Pipeline]) -> Rule | Refusal:
    for pipeline in pipelines:
        for step in pipeline.steps:
            if not step.concerns(rule):
                continue
            match step.change:
                case Rename(rename):
                    rule = replace(rule, condition=_renamed(rule.condition, step, rename))
                case Add(condition):
                    rule = replace(rule, condition=AllOf((rule.condition, condition)))
                case Relocate(logsource):
                    rule = replace(rule, logsource=logsource)
                case Fail(message):
                    return Refusal(rule.id, f"{rule.file}:{rule.line}", f"{message} (pipeline {pipeline.name})")
    return rule


def _renamed(node: Node, step: Step, rename: Callable[[str], Renamed]) -> Node:
    match node:
        case AllOf(parts):
            return AllOf(tuple(_renamed(part, step, rename) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_renamed(part, step, rename) for part in parts))
        case Negation(part):
            return Negation(_renamed(part, step, rename))
        case Item(None, _):
            return node
    return _item(node, step, rename)


def _item(item: Item, step: Step, rename: Callable[[str], Renamed]) -> Node:
    """A test under each of a field's names; of the field it is compared with, under each of its names."""

    def names(name: str) -> Renamed:
        return rename(name) if step.touches(name) else (name,)

    test = item.test
    tests = [replace(test, field=name) for name in names(test.field)] if isinstance(test, Reference) else [test]
    parts = tuple(Item(name, one) for name in names(item.field or "") for one in tests)
    return parts[0] if len(parts) == 1 else AnyOf(parts)
