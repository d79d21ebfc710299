"""Who defines a name: containers, public and private elements, and the three ways to refer to one (MEF 2.0d, fault tree
layer, "Solving Name Conflicts")."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from forestall.standards.open_psa.document import Element
from forestall.standards.open_psa.xml import attribute, wrong

CONTAINERS = ("define-fault-tree", "define-component")
EVENTS = ("define-gate", "define-basic-event", "define-house-event")
PARAMETER = "define-parameter"


@dataclass(frozen=True, slots=True)
class Definition:
    """An element and its XML."""

    element: Element
    xml: etree._Element


class Names:
    """Definitions of one kind (events, or parameters) by key, and how to find them."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.by_key: dict[str, Definition] = {}
        self._paths: dict[str, str] = {}

    def add(self, definition: Definition) -> None:
        """Enter a definition.

        Raises:
            StandardError: the name is taken.
        """
        element = definition.element
        for taken in (element.key, element.path):
            key = taken if taken in self.by_key else self._paths.get(taken)
            if key is not None:
                line = self.by_key[key].xml.sourceline
                raise wrong(definition.xml, f"{self.kind} {taken} is defined twice, first on line {line}")
        self.by_key[element.key] = definition
        self._paths[element.path] = element.key

    def find(self, name: str, containers: tuple[str, ...]) -> str | None:
        """The key that a name means within containers: a local path from the inside out, a full path, a public name."""
        for depth in range(len(containers), -1, -1):
            key = self._paths.get(".".join((*containers[:depth], name)))
            if key is not None:
                return key
        return name if name in self.by_key else None


def definitions(root: etree._Element) -> Iterator[Definition]:
    """Every gate, event and parameter of a file, in its order."""
    for child in root:
        if child.tag == "model-data":
            for each in child:
                yield _definition(each, (), private=False)
        elif child.tag in CONTAINERS:
            yield from _inside(child, (), private=False)


def _inside(container: etree._Element, outer: tuple[str, ...], *, private: bool) -> Iterator[Definition]:
    names = (*outer, attribute(container, "name"))
    hidden = _private(container, private)
    for child in container:
        if child.tag in CONTAINERS:
            yield from _inside(child, names, private=hidden)
        elif child.tag not in {"label", "attributes", "define-CCF-group"}:
            yield _definition(child, names, private=hidden)


def _definition(xml: etree._Element, containers: tuple[str, ...], *, private: bool) -> Definition:
    if xml.tag not in {*EVENTS, PARAMETER}:
        raise wrong(xml, "is not expected here", hint="expected a gate, an event or a parameter")
    label = (xml.findtext("label") or "").strip()
    return Definition(Element(attribute(xml, "name"), containers, _private(xml, private), label), xml)


def _private(xml: etree._Element, inherited: bool) -> bool:
    role = xml.get("role")
    if role not in {None, "private", "public"}:
        raise wrong(xml, f"role is {role[:40]!r}, expected private or public")
    return inherited if role is None else role == "private"
