"""What the tests of cases share: a load with planted causes, and cases made in a line."""

import importlib.util
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from forestall.model.case import Case, CaseKind
from forestall.model.label import Label
from forestall.model.words import Field

START = datetime(2026, 3, 9, 6, tzinfo=UTC)


@pytest.fixture(scope="session")
def load() -> ModuleType:
    """The generator of cases."""
    spec = importlib.util.spec_from_file_location("case_load", Path(__file__).with_name("case_load.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["case_load"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def case() -> Callable[..., Case]:
    """Makes a case."""

    def made(name: str = "case-1", **more: object) -> Case:
        given: dict[str, object] = {
            "kind": CaseKind.COMPLAINT,
            "case_type": "complaint",
            "field": Field.SOCIAL,
            "label": Label.AMBER,
            "jurisdiction": "city",
            "received": START,
            "happened": START,
            "changed": START,
            "text": "the lamp is out",
        }
        return Case(id=name, **{**given, **more})  # type: ignore[arg-type]

    return made
