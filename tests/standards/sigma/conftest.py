"""The reference matcher, the generator of random rules, and the ways to evaluate rules that are held against them."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pytest

from forestall.detect.logsource import Route
from forestall.detect.ruleset import rows_of
from forestall.detect.translate import predicate

EVERYWHERE = (Route(()),)


def _alone(table, predicates):
    """Each predicate as a program of its own, on a table in chunks and with dictionaries."""
    half = table.num_rows // 2
    encoded = pa.table({name: table[name].dictionary_encode() for name in table.column_names})
    parts = pa.concat_tables([encoded.slice(0, half), encoded.slice(half)])
    return [rows for one in predicates for rows in rows_of(parts, [one])]


ENGINES = {"all rules as one program": rows_of, "each rule alone, on dictionaries": _alone}
"""Evaluators by name: a table and predicates to the rows that each predicate finds."""


def _beside(name: str) -> ModuleType:
    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def reference():
    """The slow and obvious matcher."""
    return _beside("reference")


@pytest.fixture(scope="session")
def generator():
    """Random rules and events."""
    return _beside("generator")


@pytest.fixture(params=sorted(ENGINES))
def finds(request):
    """Events that each rule finds, by one of the engines; rules are taken as being about every event."""

    def find(rules, events):
        names = sorted({name for event in events for name in event})
        table = pa.table({name: pa.array([event.get(name) for event in events], pa.string()) for name in names})
        asked = [predicate(rule.condition, EVERYWHERE) for rule in rules]
        return [rows.tolist() for rows in ENGINES[request.param](table, asked)]

    return find
