"""Conditions of the public rules as pySigma reads them and as we do."""

import itertools

import pytest
import yaml
from sigma.conditions import (
    ConditionAND,
    ConditionIdentifier,
    ConditionNOT,
    ConditionOR,
    ConditionSelector,
    SigmaCondition,
)
from sigma.rule.detection import SigmaDetections

from forestall.standards.sigma.condition import combine, selected
from forestall.standards.sigma.rule import AllOf, AnyOf, Item, Negation, Present


def theirs(node, held):
    """What pySigma's tree comes to."""
    match node:
        case ConditionAND():
            return all(theirs(part, held) for part in node.args)
        case ConditionOR():
            return any(theirs(part, held) for part in node.args)
        case ConditionNOT():
            return not theirs(node.args[0], held)
        case ConditionSelector():
            names = [one.identifier for one in node.resolve_referenced_detections(Named(held))]
            return (all if node.cond_class is ConditionAND else any)(held[name] for name in names)
        case ConditionIdentifier():
            return held[node.identifier]
    raise AssertionError(node)


class Named:
    """Detections as pySigma's selectors look at them."""

    def __init__(self, held):
        self.detections = held


def ours(node, held):
    match node:
        case AllOf(parts):
            return all(ours(part, held) for part in parts)
        case AnyOf(parts):
            return any(ours(part, held) for part in parts)
        case Negation(part):
            return not ours(part, held)
        case Item(name, _):
            return held[name]
    raise AssertionError(node)


@pytest.fixture(scope="module")
def conditions(shared):
    found = {}
    for path in sorted((shared / "data" / "sigma").glob("rules-*/**/*.yml")):
        text = path.read_text(encoding="utf-8")
        detection = yaml.load(text[text.index("\ndetection:") :].split("\nfalsepositives:")[0], yaml.CSafeLoader)
        names = tuple(name for name in detection["detection"] if name != "condition")
        found[str(detection["detection"]["condition"]), names] = path.name
    return [key for key in found if len(key[1]) <= 7]


def test_conditions_of_the_public_rules_mean_the_same(conditions):
    assert len(conditions) > 100
    for text, names in conditions:
        tree = SigmaCondition(text, SigmaDetections.__new__(SigmaDetections)).parse(postprocess=False)
        mine = combine(text, {name: Item(name, Present()) for name in names}, "r")
        for values in itertools.product((False, True), repeat=len(names)):
            held = dict(zip(names, values, strict=True))
            assert theirs(tree, held) == ours(mine, held), (text, held)


def test_a_pattern_selects_what_pysigma_selects(conditions):
    for _, names in conditions[:200]:
        for pattern in ("them", "*", "sel*", "*_main", "_*", names[0][:4] + "*"):
            node = ConditionSelector(["1", pattern])
            found = [one.identifier for one in node.resolve_referenced_detections(Named(dict.fromkeys(names)))]
            assert list(selected(pattern, names)) == found
