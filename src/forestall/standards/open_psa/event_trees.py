"""Event trees walked from their initial state to the end of every sequence.

Instructions understood: collect-formula, collect-expression, block, and the link of a sequence to another event tree.
What changes the model on the way (set-gate, set-house-event, …), conditions and rules are refused by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from forestall.core.errors import LimitError
from forestall.model.fault_tree import Argument, Connective, Formula
from forestall.standards.open_psa.document import EventTreeWays, Expression, Way
from forestall.standards.open_psa.formulas import Reader
from forestall.standards.open_psa.xml import attribute, single, wrong

MOST_WAYS = 100_000
DEEPEST = 200  # forks, branches and links within one another


@dataclass(frozen=True, slots=True)
class _Collected:
    """What was collected so far."""

    formulas: tuple[Argument, ...] = ()
    expressions: tuple[Expression, ...] = ()
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Walk:
    """Walks the event trees of a model."""

    reader: Reader
    trees: Mapping[str, etree._Element]
    """`define-event-tree` by name."""
    ways: list[Way] = field(default_factory=list)

    def tree(self, name: str, asked_by: etree._Element, so_far: _Collected = _Collected()) -> None:
        """Walk a tree by name.

        Raises:
            StandardError: a tree, branch or sequence is not defined, or something is not understood.
            LimitError: more than `MOST_WAYS` ways, or links in a circle.
        """
        xml = self.trees.get(name)
        if xml is None:
            raise wrong(asked_by, f"event tree {name} is not defined", hint="give its file too")
        start = xml.find("initial-state")
        if start is None:
            raise wrong(xml, "has no initial-state")
        self._branch(start, xml, so_far)

    def _branch(self, branch: etree._Element, tree: etree._Element, so_far: _Collected) -> None:
        """Instructions, then a fork or an end."""
        if so_far.depth > DEEPEST:
            raise LimitError(f"line {branch.sourceline}: event trees or branches are nested deeper than {DEEPEST}")
        so_far = _Collected(so_far.formulas, so_far.expressions, so_far.depth + 1)
        for child in branch:
            if child.tag == "fork":
                for path in child.iterchildren("path"):
                    self._branch(path, tree, so_far)
            elif child.tag == "sequence":
                self._sequence(child, tree, so_far)
            elif child.tag == "branch":
                self._branch(_defined(tree, "define-branch", child), tree, so_far)
            elif child.tag not in {"label", "attributes"}:
                so_far = self._collect(child, so_far)

    def _sequence(self, end: etree._Element, tree: etree._Element, so_far: _Collected) -> None:
        sequence = _defined(tree, "define-sequence", end)
        for child in sequence:
            if child.tag == "event-tree":
                self.tree(attribute(child, "name"), child, so_far)
                return
            if child.tag not in {"label", "attributes"}:
                so_far = self._collect(child, so_far)
        if len(self.ways) >= MOST_WAYS:
            raise LimitError(f"more than {MOST_WAYS:,} ways through the event tree")
        formula: Argument = Formula(Connective.AND, so_far.formulas) if so_far.formulas else True
        self.ways.append(Way(attribute(end, "name"), formula, so_far.expressions))

    def _collect(self, xml: etree._Element, so_far: _Collected) -> _Collected:
        formulas, expressions = so_far.formulas, so_far.expressions
        if xml.tag == "collect-formula":
            formulas = (*formulas, self.reader.formula(single(xml), ()))
        elif xml.tag == "collect-expression":
            expressions = (*expressions, self.reader.expression(single(xml), ()))
        elif xml.tag == "block":
            for child in xml:
                so_far = self._collect(child, so_far)
            return so_far
        else:
            raise wrong(xml, "is an instruction we do not follow", hint="known: collect-formula, collect-expression")
        return _Collected(formulas, expressions, so_far.depth)


def ways(root_elements: list[etree._Element], reader: Reader) -> tuple[EventTreeWays, ...]:
    """The ways of every initiating event, and of every tree that none begins and no sequence leads to."""
    trees: dict[str, etree._Element] = {}
    for xml in (child for root in root_elements for child in root.iterchildren("define-event-tree")):
        name = attribute(xml, "name")
        if name in trees:
            raise wrong(xml, f"event tree {name} is defined twice, first on line {trees[name].sourceline}")
        trees[name] = xml
    begun = [
        (attribute(xml, "name"), attribute(xml, "event-tree"), xml)
        for root in root_elements
        for xml in root.iterchildren("define-initiating-event")
        if xml.get("event-tree")
    ]
    linked = {link.get("name") for xml in trees.values() for link in xml.iter("event-tree")}
    led = {tree for _, tree, _ in begun} | linked
    begun += [(name, name, xml) for name, xml in trees.items() if name not in led]
    out = []
    for name, tree, xml in begun:
        walk = Walk(reader, trees)
        walk.tree(tree, xml)
        out.append(EventTreeWays(name, tuple(walk.ways)))
    return tuple(out)


def _defined(tree: etree._Element, tag: str, end: etree._Element) -> etree._Element:
    name = attribute(end, "name")
    found = next((xml for xml in tree.iterchildren(tag) if xml.get("name") == name), None)
    if found is None:
        raise wrong(end, f"{name} is not defined in event tree {tree.get('name')}")
    return found
