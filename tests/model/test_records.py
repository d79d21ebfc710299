"""Every record: frozen, documented, and with an Arrow schema."""

import ast
import dataclasses
import importlib
import inspect
import pkgutil
from pathlib import Path
from types import ModuleType

import pytest

import forestall.model
from forestall.model import arrow
from forestall.model.duty import Obligation
from forestall.model.words import ObligationState

NOT_STORED = {"Total", "Place", "Records", "Observation", "Detection", "Profile", "Scenario", "Assessment", "Plan"} | {
    "Entry",
    "Batch",
    "Source",
}
"""Records that hold folders, tables, unions or other records, and never become a table themselves."""
ANSWERS = {
    "adopted",
    "account",
    "case",
    "cause_analysis",
    "exchange",
    "audience",
    "delivery",
    "cascade",
    "derivation",
    "fault_tree",
    "intake",
    "live_finding",
    "marks",
    "sharing",
    "steadiness",
    "suppose",
    "triage",
    "what_if",
}
"""Modules of records that answer a question or have a table in the database, and never become one of Arrow."""


def _modules() -> list[ModuleType]:
    names = [m.name for m in pkgutil.iter_modules(forestall.model.__path__)]
    return [importlib.import_module(f"forestall.model.{name}") for name in names]


RECORDS = [
    value
    for module in _modules()
    for value in vars(module).values()
    if dataclasses.is_dataclass(value) and isinstance(value, type) and value.__module__ == module.__name__
]
EVERY = pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)


@EVERY
def test_a_record_is_frozen_and_has_slots(record: type) -> None:
    assert record.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert hasattr(record, "__slots__")


@EVERY
def test_every_field_of_a_record_is_documented(record: type) -> None:
    source = ast.parse(Path(inspect.getfile(record)).read_text(encoding="utf-8"))
    (node,) = [n for n in ast.walk(source) if isinstance(n, ast.ClassDef) and n.name == record.__name__]
    assert ast.get_docstring(node)
    pairs = zip(node.body, [*node.body[1:], None], strict=True)
    bare = [
        statement.target.id
        for statement, after in pairs
        if isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and not (isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant))
    ]
    assert record.__module__.endswith("marks") or bare == []


def _stored(record: type) -> bool:
    return record.__name__ not in NOT_STORED and record.__module__.rpartition(".")[2] not in ANSWERS


@pytest.mark.parametrize("record", [record for record in RECORDS if _stored(record)])
def test_a_record_has_an_arrow_schema(record: type) -> None:
    assert arrow.schema(record).names == [f.name for f in dataclasses.fields(record)]


def test_records_become_a_table_with_the_schema() -> None:
    from datetime import UTC, datetime

    moment = datetime(2031, 3, 10, tzinfo=UTC)
    owed = Obligation("o-1", "Inspect", "city", "duty:d", moment, moment, ObligationState.OPEN)
    table = arrow.table(Obligation, [owed])
    assert table.schema == arrow.schema(Obligation)
    assert table.to_pylist()[0]["state"] == "open"
    assert table.to_pylist()[0]["escalated_to"] is None
