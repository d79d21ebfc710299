"""What is late, since when, why, and with whom: rolled up the tree of authorities. How it is printed is elsewhere."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from forestall.follow.escalation import passings
from forestall.follow.tree import Parents, is_within
from forestall.model.duty import Obligation
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.words import ObligationState, Proof

COUNTED = (ObligationState.OVERDUE, ObligationState.DUE_SOON, ObligationState.OPEN, ObligationState.DONE)
_WHY = {
    Proof.NONE: "no evidence was given",
    Proof.WAITING: "evidence waits for a verdict",
    Proof.DECLARED: "no evidence was given",
    Proof.ENOUGH: "no evidence was given",
}


@dataclass(frozen=True, slots=True)
class Late:
    """Something overdue."""

    obligation: Obligation
    """What."""
    since: datetime
    """Since when: it was due then."""
    why: str
    """What is missing."""
    passed: tuple[tuple[str, datetime], ...]
    """To which authorities it was passed, and when, nearest first."""


@dataclass(frozen=True, slots=True)
class Line:
    """One authority."""

    jurisdiction: Jurisdiction
    """Which."""
    depth: int
    """How many levels below the top one."""
    own: Mapping[ObligationState, int]
    """How many it owes itself, by state."""
    all: Mapping[ObligationState, int]
    """How many it and all below it owe."""
    passed_here: int
    """How many overdue ones of others are passed to it now."""


@dataclass(frozen=True, slots=True)
class Report:
    """All that is owed in an area, at a moment."""

    at: datetime
    """When."""
    lines: tuple[Line, ...]
    """Each authority, those below it behind it."""
    late: tuple[Late, ...]
    """What is overdue, longest first."""


def report(
    jurisdictions: Iterable[Jurisdiction], obligations: Iterable[Obligation], at: datetime, top: str | None = None
) -> Report:
    """Roll up what is owed.

    Args:
        jurisdictions: the tree of authorities
        obligations: what is owed
        at: the moment
        top: only this authority and those below it; None: all, also what offices outside the tree owe
    """
    nodes = {each.id: each for each in jurisdictions}
    tree = {name: each.parent for name, each in nodes.items()}
    owed = [each for each in obligations if top is None or is_within(tree, each.bearer, top)]
    late = [_late(each, tree, at) for each in owed if each.state is ObligationState.OVERDUE]
    lines = (_line(nodes[name], depth, owed, tree) for name, depth in _walk(tree, top))
    return Report(at, tuple(lines), tuple(sorted(late, key=lambda one: (one.since, one.obligation.id))))


def why_late(obligation: Obligation) -> str:
    """What is missing that something overdue were done."""
    if obligation.proof in _WHY:
        return _WHY[obligation.proof]
    return f"evidence is {obligation.proof}: {obligation.reason}"


def _late(each: Obligation, tree: Parents, at: datetime) -> Late:
    passed = passings(tree, each.bearer, each.created, each.due, at)
    return Late(each, each.due, why_late(each), passed)


def _walk(tree: Parents, top: str | None) -> Iterator[tuple[str, int]]:
    """Each authority with its level, those below one right behind it, by id."""
    roots = sorted(name for name, parent in tree.items() if (parent is None if top is None else name == top))
    for root in roots:
        yield from _below(tree, root, 0)


def _below(tree: Parents, name: str, depth: int) -> Iterator[tuple[str, int]]:
    yield name, depth
    for child in sorted(each for each, parent in tree.items() if parent == name):
        yield from _below(tree, child, depth + 1)


def _line(node: Jurisdiction, depth: int, owed: list[Obligation], tree: Parents) -> Line:
    own = [each.state for each in owed if each.bearer == node.id]
    below = [each.state for each in owed if is_within(tree, each.bearer, node.id)]
    passed = sum(each.escalated_to == node.id and each.state is ObligationState.OVERDUE for each in owed)
    return Line(node, depth, _counts(own), _counts(below), passed)


def _counts(states: list[ObligationState]) -> dict[ObligationState, int]:
    return {state: states.count(state) for state in COUNTED}
