"""A `Model` as a file of the format: the same model always gives the same bytes. Event trees are not written."""

from lxml import etree

from forestall.core.errors import InputError
from forestall.model.fault_tree import Argument, CommonCauseModel, Connective
from forestall.standards.open_psa.document import Element, Expression, Model


def write(model: Model) -> bytes:
    """The model in UTF-8.

    Raises:
        InputError: it has event trees, which we cannot write, or a name that is empty.
    """
    if model.event_trees:
        raise InputError(f"{model.name}: event trees cannot be written; name the files of the fault trees only")
    root = etree.Element("opsa-mef", name=model.name)
    containers: dict[tuple[str, ...], etree._Element] = {}
    for key, argument in model.gates.items():
        home = _container(root, containers, model.elements[key])
        if isinstance(argument, bool):
            xml = _define(home, "define-house-event", model.elements[key])
            etree.SubElement(xml, "constant", value=_truth(argument))
        else:
            _formula(_define(home, "define-gate", model.elements[key]), argument, model)
    for key, event in model.basic_events.items():
        element = model.elements.get(key, Element(key))
        xml = _define(_container(root, containers, element), "define-basic-event", element)
        if event is not None:
            _expression(xml, event)
    for key, value in model.parameters.items():
        home = _container(root, containers, model.elements[key])
        _expression(_define(home, "define-parameter", model.elements[key]), value)
    for group in model.groups:
        xml = etree.SubElement(root, "define-CCF-group", name=group.name, model=group.model.value)
        members = etree.SubElement(xml, "members")
        for member in group.members:
            etree.SubElement(members, "basic-event", name=member)
        _expression(etree.SubElement(xml, "distribution"), group.distribution)
        factors = xml if group.model is CommonCauseModel.BETA_FACTOR else etree.SubElement(xml, "factors")
        for level, factor in sorted(group.factors.items()):
            _expression(etree.SubElement(factors, "factor", level=str(level)), factor)
    etree.indent(root, space="  ")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + bytes(etree.tostring(root, encoding="utf-8")) + b"\n"


def _container(
    root: etree._Element, made: dict[tuple[str, ...], etree._Element], element: Element
) -> etree._Element:  # fmt: skip
    """The fault tree or component an element belongs to, or the model data."""
    path = element.containers
    if path not in made:
        if not path:
            made[path] = etree.SubElement(root, "model-data")
        else:
            outer = root if len(path) == 1 else _container(root, made, Element(path[-1], path[:-1]))
            tag = "define-fault-tree" if len(path) == 1 else "define-component"
            made[path] = etree.SubElement(outer, tag, name=path[-1])
    return made[path]


def _define(home: etree._Element, tag: str, element: Element) -> etree._Element:
    if not element.name:
        raise InputError("an element without a name cannot be written")
    xml = etree.SubElement(home, tag, name=element.name)
    if element.private:
        xml.set("role", "private")
    if element.label:
        etree.SubElement(xml, "label").text = element.label
    return xml


def _formula(parent: etree._Element, argument: Argument, model: Model) -> None:
    if isinstance(argument, bool):
        etree.SubElement(parent, "constant", value=_truth(argument))
    elif isinstance(argument, str):
        value = model.gates.get(argument)
        tag = "basic-event" if argument not in model.gates else "house-event" if isinstance(value, bool) else "gate"
        etree.SubElement(parent, tag, name=argument)
    else:
        xml = etree.SubElement(parent, argument.connective.value)
        if argument.connective in {Connective.ATLEAST, Connective.CARDINALITY}:
            xml.set("min", str(argument.least))
        if argument.connective is Connective.CARDINALITY:
            xml.set("max", str(argument.most))
        for each in argument.arguments:
            _formula(xml, each, model)


def _expression(parent: etree._Element, expression: Expression) -> None:
    xml = etree.SubElement(parent, expression.tag)
    if expression.tag == "parameter":
        xml.set("name", expression.value)
    elif expression.value:
        xml.set("value", expression.value)
    for each in expression.arguments:
        _expression(xml, each)


def _truth(value: bool) -> str:
    return "true" if value else "false"
