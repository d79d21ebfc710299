"""Boolean formulas and stochastic expressions from XML, their names resolved."""

from dataclasses import dataclass

from lxml import etree

from forestall.model.fault_tree import Argument, Connective, Formula
from forestall.standards.open_psa.document import Expression
from forestall.standards.open_psa.expressions import CONSTANTS
from forestall.standards.open_psa.names import Names
from forestall.standards.open_psa.xml import attribute, single, whole, wrong

KINDS = {"gate": "define-gate", "basic-event": "define-basic-event", "house-event": "define-house-event"}
CONNECTIVES = frozenset(connective.value for connective in Connective)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads formulas and expressions of one model."""

    events: Names
    """Gates, basic events, house events."""
    parameters: Names
    """Parameters."""
    undeclared: dict[str, None]
    """Basic events that are used and nowhere defined, as the format allows; filled while reading."""

    def formula(self, xml: etree._Element, containers: tuple[str, ...]) -> Argument:
        """A formula.

        Raises:
            StandardError: an unknown element, a name without meaning or of another kind, a wrong number of arguments.
        """
        if xml.tag == "event" or xml.tag in KINDS:
            return self._event(xml, containers)
        if xml.tag == "constant":
            return constant(xml)
        if xml.tag not in CONNECTIVES:
            raise wrong(xml, "is no formula", hint=f"known: {', '.join(sorted(CONNECTIVES))}")
        connective = Connective(xml.tag)
        arguments = tuple(self.formula(child, containers) for child in xml)
        least = whole(xml, "min") if connective in {Connective.ATLEAST, Connective.CARDINALITY} else 0
        most = whole(xml, "max") if connective is Connective.CARDINALITY else 0
        _check(xml, connective, len(arguments), least, most)
        return Formula(connective, arguments, least, most)

    def expression(self, xml: etree._Element, containers: tuple[str, ...]) -> Expression:
        """An expression; whether it can be computed is seen when it is.

        Raises:
            StandardError: a parameter has no definition.
        """
        line = xml.sourceline or 0
        if xml.tag in CONSTANTS:
            return Expression(str(xml.tag), attribute(xml, "value"), line=line)
        if xml.tag == "parameter":
            name = attribute(xml, "name")
            key = self.parameters.find(name, containers)
            if key is None:
                raise wrong(xml, f"parameter {name} is not defined")
            return Expression("parameter", key, line=line)
        return Expression(str(xml.tag), "", tuple(self.expression(child, containers) for child in xml), line)

    def _event(self, xml: etree._Element, containers: tuple[str, ...]) -> str:
        name = attribute(xml, "name")
        kind = xml.get("type") if xml.tag == "event" else str(xml.tag)
        if kind is not None and kind not in KINDS:
            raise wrong(xml, f"type is {kind[:40]!r}", hint=f"expected {', '.join(KINDS)}")
        key = self.events.find(name, containers)
        if key is None:
            if kind == "basic-event" or name in self.undeclared:
                self.undeclared[name] = None
                return name
            raise wrong(xml, f"{kind or 'event'} {name} is not defined")
        found = self.events.by_key[key].xml.tag
        if kind is not None and found != KINDS[kind]:
            raise wrong(xml, f"{name} is defined by {found}, not as a {kind}")
        return key


def constant(xml: etree._Element) -> bool:
    """A Boolean constant."""
    value = attribute(xml, "value")
    if value not in {"true", "false"}:
        raise wrong(xml, f"value is {value[:40]!r}, expected true or false")
    return value == "true"


def house(xml: etree._Element) -> bool:
    """The value of a house event; false unless said otherwise."""
    children = [child for child in xml if child.tag not in {"label", "attributes"}]
    if not children:
        return False
    found = single(xml)
    if found.tag != "constant":
        raise wrong(found, "is no constant")
    return constant(found)


def _check(xml: etree._Element, connective: Connective, count: int, least: int, most: int) -> None:
    wanted = {Connective.NOT: 1, Connective.IMPLY: 2}.get(connective)
    if count == 0 or (wanted is not None and count != wanted):
        raise wrong(xml, f"has {count} arguments, expected {wanted or 'at least 1'}")
    if connective is Connective.ATLEAST and not 1 <= least <= count:
        raise wrong(xml, f"min is {least} for {count} arguments, expected 1 to {count}")
    if connective is Connective.CARDINALITY and not least <= most <= count:
        raise wrong(xml, f"min {least} and max {most} for {count} arguments, expected min <= max <= {count}")
