"""Files of the format to a `Model`, and a model's numbers at one mission time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from forestall.core.errors import InputError, StandardError
from forestall.model.fault_tree import Argument, CommonCause, CommonCauseModel, EventTree, SequencePath
from forestall.standards.open_psa.document import CommonCauseGroup, Element, Expression, Model
from forestall.standards.open_psa.event_trees import ways
from forestall.standards.open_psa.expressions import Values
from forestall.standards.open_psa.formulas import Reader, house
from forestall.standards.open_psa.names import PARAMETER, Names, definitions
from forestall.standards.open_psa.xml import NAME, attribute, content, parse, single, whole, wrong

ROOT = (
    "define-fault-tree", "define-event-tree", "define-initiating-event", "define-CCF-group", "model-data", "label",
    "attributes",
)  # fmt: skip


def read(files: Sequence[tuple[str, bytes]]) -> Model:
    """A model from its files, each with the name it is known by.

    Raises:
        LimitError: a file is too large, or an event tree has too many ways.
        StandardError: a file is no XML, breaks the format, or uses something we do not understand.
    """
    roots = [_root(source, data) for source, data in files]
    events, parameters = Names("event"), Names("parameter")
    for root in roots:
        for definition in definitions(root):
            (parameters if definition.xml.tag == PARAMETER else events).add(definition)
    reader = Reader(events, parameters, {})
    groups_xml = [xml for root in roots for xml in root.iter("define-CCF-group")]
    _declare_members(groups_xml, reader)
    gates, basic_events = _events(reader)
    groups = tuple(_group(xml, reader) for xml in groups_xml)
    trees = ways(roots, reader)
    basic_events.update(dict.fromkeys(reader.undeclared))
    elements = {key: each.element for names in (events, parameters) for key, each in names.by_key.items()}
    values = {
        key: reader.expression(single(each.xml), each.element.containers) for key, each in parameters.by_key.items()
    }
    return Model(_name(roots), gates, basic_events, values, elements, groups, trees)


def _root(source: str, data: bytes) -> etree._Element:
    root = parse(data, source)
    for child in root:
        if child.tag not in ROOT:
            raise wrong(child, "is not understood", hint=f"known: {', '.join(ROOT)}")
    return root


def _name(roots: Sequence[etree._Element]) -> str:
    found = (root.get("name") for root in roots)
    inner = (xml.get("name") for root in roots for xml in root.iterchildren("define-fault-tree", "define-event-tree"))
    return next((name for name in (*found, *inner) if name), "model")


def _declare_members(groups: Sequence[etree._Element], reader: Reader) -> None:
    """Members of a group are basic events, defined elsewhere or not."""
    for xml in groups:
        for member in xml.iterfind("members/basic-event"):
            name = attribute(member, "name")
            if reader.events.find(name, ()) is None:
                reader.undeclared[name] = None


def _events(reader: Reader) -> tuple[dict[str, Argument], dict[str, Expression | None]]:
    gates: dict[str, Argument] = {}
    basic_events: dict[str, Expression | None] = {}
    for key, each in reader.events.by_key.items():
        containers = each.element.containers
        if each.xml.tag == "define-gate":
            gates[key] = reader.formula(single(each.xml), containers)
        elif each.xml.tag == "define-house-event":
            gates[key] = house(each.xml)
        else:
            given = content(each.xml)
            basic_events[key] = reader.expression(single(each.xml), containers) if given else None
    return gates, basic_events


def _group(xml: etree._Element, reader: Reader) -> CommonCauseGroup:
    name, model = attribute(xml, "name"), attribute(xml, "model")
    known = [each.value for each in CommonCauseModel]
    if model not in known:
        raise wrong(xml, f"model is {model[:40]!r}", hint=f"expected {', '.join(known)}")
    distribution = xml.find("distribution")
    if distribution is None:
        raise wrong(xml, "has no distribution")
    members = [attribute(member, "name") for member in xml.iterfind("members/basic-event")]
    factors: dict[int, Expression] = {}
    first = len(members) if model == CommonCauseModel.BETA_FACTOR else 2 if model == CommonCauseModel.MGL else 1
    for position, factor in enumerate(xml.iter("factor")):
        level = whole(factor, "level") if factor.get("level") else first + position
        if level in factors:
            raise wrong(factor, f"level {level} is given twice")
        factors[level] = reader.expression(single(factor), ())
    keys = tuple(reader.events.find(member, ()) or member for member in members)
    return CommonCauseGroup(name, CommonCauseModel(model), keys, reader.expression(single(distribution), ()), factors)


@dataclass(frozen=True, slots=True)
class Quantified:
    """A model's numbers."""

    probability: Mapping[str, float]
    """Of each basic event that has an expression."""
    without: tuple[str, ...]
    """Basic events that have none, and are in no common-cause group."""
    common_causes: tuple[CommonCause, ...]
    """Groups."""
    event_trees: tuple[EventTree, ...]
    """Event trees."""


def quantify(model: Model, mission_time: float) -> Quantified:
    """Values of all expressions.

    Args:
        model: the model
        mission_time: [h]

    Raises:
        StandardError: an expression cannot be computed; names the line.
        InputError: a basic event's probability is outside 0 to 1.
    """
    values = Values(model.parameters, mission_time)
    members = {member for group in model.groups for member in group.members}
    probability: dict[str, float] = {}
    for key, expression in model.basic_events.items():
        if expression is not None and key not in members:
            probability[key] = _probability(values, key, expression)
    without = tuple(sorted(key for key, each in model.basic_events.items() if each is None and key not in members))
    groups = tuple(
        CommonCause(
            group.name, group.model, group.members, values.of(group.distribution),
            {level: values.of(factor) for level, factor in group.factors.items()},
        )
        for group in model.groups
    )  # fmt: skip
    trees = tuple(
        EventTree(
            tree.name, tuple(_path(way.sequence, way.formula, way.expressions, values) for way in tree.ways)
        )
        for tree in model.event_trees
    )  # fmt: skip
    return Quantified(probability, without, groups, trees)


def _path(sequence: str, formula: Argument, expressions: tuple[Expression, ...], values: Values) -> SequencePath:
    factor = 1.0
    for expression in expressions:
        factor *= values.of(expression)
    if not factor >= 0.0:
        raise InputError(f"sequence {sequence}: expressions multiply to {factor:g}, expected at least 0")
    return SequencePath(sequence, formula, factor, by_chance=bool(expressions))


def _probability(values: Values, key: str, expression: Expression) -> float:
    value = values.of(expression)
    if not 0.0 <= value <= 1.0:
        message = f"basic event {key}: probability {value:g}, expected 0 to 1"
        raise StandardError(message, path=f"line {expression.line}", clause=NAME)
    return value


def of_tree(name: str, gates: Mapping[str, Argument], probability: Mapping[str, float]) -> Model:
    """A model of one fault tree with fixed probabilities, to be written."""
    events = {key: Expression("float", repr(value)) for key, value in probability.items()}
    elements = {key: Element(key, (name,)) for key in (*gates, *probability)}
    return Model(name, gates, events, {}, elements)
