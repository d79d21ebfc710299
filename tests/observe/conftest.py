"""A small place with one source, and reading it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from forestall.guard.door import Door
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.observation import Observation
from forestall.model.partner import Source
from forestall.model.place import Place
from forestall.model.profile import DoorRules, Profile
from forestall.model.words import Field, SourceKind
from forestall.observe.stage import observe

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
Observe = Callable[..., Observation]


@pytest.fixture
def look(tmp_path: Path) -> Observe:
    """Observe a source of a kind below the test's folder at AT; further records of the place by name."""

    def observed(kind: str = "jsonl", path: str = "in/*", at: datetime = AT, **place: Any) -> Observation:
        profile = Profile("Town", "UTC", ("pt", "en"), "EUR", (Jurisdiction("town", "Town"),), {})
        place.setdefault("sources", (Source("s", "Source", SourceKind(kind), path, Field.CYBER),))
        return observe(Place(tmp_path, "0", profile, **place), at, Door(bytes(32), DoorRules()))

    return observed


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str, bytes | str], Path]:
    """Write a file of the source."""

    def written(name: str, content: bytes | str) -> Path:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written
