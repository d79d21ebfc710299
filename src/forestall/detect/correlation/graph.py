"""Correlations in the order in which they feed each other; those that name what is not there, or circles, are refused.

Each gets the fields it needs from the events of every rule it looks at, those that correlations above it ask for
included.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forestall.model.finding import Refusal
from forestall.standards.sigma.correlation import Correlation


@dataclass(frozen=True, slots=True)
class Known:
    """A rule or correlation that correlations may name."""

    id: str
    name: str = ""
    """Its name, when it has one besides its id."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a correlation takes from one of its rules."""

    source: str
    """Id of the rule or correlation."""
    group: tuple[str, ...]
    """Field in the source's events for each group-by field."""
    value: tuple[str, ...]
    """The same for each field of the value."""
    carried: tuple[str, ...]
    """The same for each field that correlations above ask for."""

    @property
    def asked(self) -> tuple[str, ...]:
        """All of them, each once."""
        return tuple(dict.fromkeys((*self.group, *self.value, *self.carried)))


@dataclass(frozen=True, slots=True)
class Node:
    """One correlation and what it takes."""

    correlation: Correlation
    links: tuple[Link, ...]
    """One for each of its rules, in order."""
    carried: tuple[str, ...]
    """Fields of its events, besides its group-by, that correlations above ask for."""


@dataclass(frozen=True, slots=True)
class Graph:
    """All usable correlations, each after those it looks at."""

    nodes: tuple[Node, ...]

    def fields(self) -> Mapping[str, tuple[str, ...]]:
        """Fields to give with the hits of each rule (and of each correlation), in a fixed order."""
        asked: dict[str, dict[str, None]] = {}
        for node in self.nodes:
            for link in node.links:
                asked.setdefault(link.source, {}).update(dict.fromkeys(link.asked))
        return {source: tuple(names) for source, names in asked.items()}

    def hidden(self) -> frozenset[str]:
        """Rules and correlations without findings of their own: those only looked at, by none with `generate`."""
        looked = {link.source for node in self.nodes for link in node.links}
        own = {link.source for node in self.nodes if node.correlation.generate for link in node.links}
        return frozenset(looked - own)


def graph(correlations: Sequence[Correlation], rules: Iterable[Known]) -> tuple[Graph, tuple[Refusal, ...]]:
    """Correlations joined to the rules they name.

    Args:
        correlations: as read
        rules: the detection rules that can be used

    Returns:
        The usable ones, and the others with the reason.
    """
    good, refusals = _each_once(correlations, {rule.id for rule in rules})
    while True:
        ids = _ids([*rules, *(Known(one.id, one.name) for one in good)])
        bad = [(one, reason) for one in good if (reason := _unusable(one, ids))]
        bad = bad or [(one, reason) for one in good if (reason := _circle(one, good, ids))]
        if not bad:
            return Graph(_nodes(good, ids)), tuple(refusals)
        refusals += [_refusal(one, reason) for one, reason in bad]
        good = [one for one in good if all(one is not other for other, _ in bad)]


def _refusal(correlation: Correlation, reason: str) -> Refusal:
    return Refusal(correlation.id, f"{correlation.file}:{correlation.line}", reason)


def _each_once(correlations: Sequence[Correlation], taken: set[str]) -> tuple[list[Correlation], list[Refusal]]:
    good: dict[str, Correlation] = {}
    refusals = []
    for one in sorted(correlations, key=lambda one: (one.file, one.line)):
        if one.id in good or one.id in taken:
            refusals.append(_refusal(one, "its id is used by another rule already, expected one that no other has"))
        else:
            good[one.id] = one
    return list(good.values()), refusals


def _ids(known: Iterable[Known]) -> dict[str, tuple[str, ...]]:
    """Ids by id and by name; an id wins over an equal name."""
    everything = tuple(known)
    ids: dict[str, tuple[str, ...]] = {}
    for one in everything:
        if one.name:
            ids[one.name] = tuple(dict.fromkeys((*ids.get(one.name, ()), one.id)))
    return ids | {one.id: (one.id,) for one in everything}


def _unusable(correlation: Correlation, ids: Mapping[str, tuple[str, ...]]) -> str:
    for rule in correlation.rules:
        found = ids.get(rule, ())
        if not found:
            return f"it looks at {rule!r}, expected the id or name of a rule that can be used"
        if len(found) > 1:
            return f"it looks at {rule!r}, which is the name of {len(found)} rules: {', '.join(sorted(found))}"
    sources = [ids[rule][0] for rule in correlation.rules]
    if len(set(sources)) < len(sources):
        twice = next(rule for rule in correlation.rules if sources.count(ids[rule][0]) > 1)
        return f"it looks at {twice!r} by id and by name, expected each rule once"
    for alias in correlation.aliases:
        for rule, _ in alias.fields:
            if not set(ids.get(rule, ())) & set(sources):
                return f"alias {alias.name} names {rule!r}, expected one of its rules: {', '.join(correlation.rules)}"
    return ""


def _circle(correlation: Correlation, every: Sequence[Correlation], ids: Mapping[str, tuple[str, ...]]) -> str:
    """Why a correlation rests on itself, through others perhaps; empty when it does not."""
    below = {one.id: [ids[rule][0] for rule in one.rules] for one in every}
    came_from: dict[str, str] = {}
    waiting = [correlation.id]
    while waiting:
        at = waiting.pop()
        for source in below.get(at, ()):
            if source == correlation.id:
                way = [at]
                while way[-1] != correlation.id:
                    way.append(came_from[way[-1]])
                return f"it rests on itself: {' looks at '.join([*reversed(way), correlation.id])}"
            if source not in came_from:
                came_from[source] = at
                waiting.append(source)
    return ""


def _nodes(correlations: Sequence[Correlation], ids: Mapping[str, tuple[str, ...]]) -> tuple[Node, ...]:
    by_id = {one.id: one for one in correlations}
    carried: dict[str, dict[str, None]] = {one.id: {} for one in correlations}
    order = _order(by_id, ids)
    nodes: list[Node] = []
    for one in reversed(order):
        links = tuple(_link(one, ids[rule][0], tuple(carried[one.id]), ids) for rule in one.rules)
        for link in links:
            if link.source in by_id:
                own = by_id[link.source].group_by
                carried[link.source].update((name, None) for name in link.asked if name not in own)
        nodes.append(Node(one, links, tuple(carried[one.id])))
    return tuple(reversed(nodes))


def _link(correlation: Correlation, source: str, carried: tuple[str, ...], ids: Mapping[str, tuple[str, ...]]) -> Link:
    aliases = {
        alias.name: field for alias in correlation.aliases for rule, field in alias.fields if source in ids[rule]
    }

    def mapped(fields: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(aliases.get(field, field) for field in fields)

    return Link(source, mapped(correlation.group_by), mapped(correlation.fields), mapped(carried))


def _order(by_id: Mapping[str, Correlation], ids: Mapping[str, tuple[str, ...]]) -> list[Correlation]:
    """Each after those it looks at, else by id."""
    order: dict[str, Correlation] = {}
    waiting = sorted(by_id, reverse=True)
    while waiting:
        at = waiting[-1]
        below = [ids[rule][0] for rule in by_id[at].rules]
        missing = sorted({source for source in below if source in by_id and source not in order}, reverse=True)
        if missing and at not in order:
            waiting.extend(missing)
            continue
        order.setdefault(at, by_id[at])
        waiting.pop()
    return list(order.values())
