"""A state to publish into, the example place, and a finding of each kind in it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.model.words import Field, FindingKind, Level
from forestall.pipeline.office import Office, office
from forestall.place.load import load

AT = datetime(2031, 3, 10, 6, tzinfo=UTC)


@pytest.fixture(scope="session")
def place(harbour: Path) -> Place:
    """The example place."""
    return load(harbour)


@pytest.fixture
def desk(place: Place, tmp_path: Path) -> Iterator[Office]:
    """Its state, empty."""
    with office(tmp_path / "state", lambda: AT, lambda: place) as found:
        yield found


def _finding(name: str, kind: FindingKind, rule: str, field: Field, source: str, **more: object) -> Finding:
    told = {
        "level": Level.HIGH,
        "first": AT - timedelta(hours=5),
        "time": AT - timedelta(hours=1),
        "count": 3,
        "evidence": ("s-1",),
        "title": f"Finding {name}",
        "detail": "Seen three times in four hours.",
        "site": "ammonia-plant",
        "jurisdiction": "port",
    } | more
    return Finding(id=f"finding-{name}", kind=kind, rule=rule, field=field, source=source, **told)  # type: ignore[arg-type]


@pytest.fixture
def findings(place: Place) -> tuple[Finding, ...]:
    """One of each kind."""
    series = next(one for one in place.indicators if one.thresholds)
    limit = series.thresholds[0]
    cyber = next(source.id for source in place.sources if source.field is Field.CYBER)
    log_cleared = "56fc7031-6c10-5e37-9412-37d58bddad57"
    return (
        _finding("rule", FindingKind.SIGMA, log_cleared, Field.CYBER, cyber),
        _finding("limit", FindingKind.THRESHOLD, series.id, series.field, series.source, level=limit.level),
        _finding("season", FindingKind.SEASONAL, series.id, series.field, series.source, site=None),
        _finding("flaw", FindingKind.VULNERABILITY, "CVE-2025-0282", Field.CYBER, cyber),
        _finding("alert", FindingKind.ALERT, "Storm", Field.TERRITORIAL, cyber),
        _finding("quiet", FindingKind.SILENCE, cyber, Field.CYBER, cyber),
    )
