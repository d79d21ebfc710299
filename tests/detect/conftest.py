"""A small place, and what comes in, for the tests of this room."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from forestall.model.indicator import Indicator
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.partner import Source
from forestall.model.place import Place
from forestall.model.profile import Profile
from forestall.model.signal import Records, Signal
from forestall.model.site import Site
from forestall.model.words import Field, Quality, SourceKind


def _site(name: str, jurisdiction: str, lon: float, lat: float, hosts: tuple[str, ...] = ()) -> Site:
    return Site(name, name.title(), "terminal", jurisdiction, lon, lat, 1e4, 1e6, Field.ECONOMIC, hosts)


SITES = (
    _site("mill", "west", 10.00, 50.00, ("mill-*", "10.1.*")),
    _site("pier", "east", 10.20, 50.00, ("pier-??", "*-shared")),
    _site("tank", "east", 10.30, 50.10, ("TANK*",)),
)
SOURCES = (
    Source("logs", "Machine logs", SourceKind.JSON_LINES, "logs/*", Field.CYBER),
    Source("ics", "Control network", SourceKind.JSON_LINES, "ics/*", Field.CYBER, site="tank"),
    Source("counts", "Counts", SourceKind.INDICATOR, "counts.csv", Field.SOCIAL, every=24.0),
)
PROFILE = Profile(
    name="Test",
    time_zone="UTC",
    languages=("en",),
    currency="EUR",
    jurisdictions=(
        Jurisdiction("top", "Top"),
        Jurisdiction("east", "East", "top"),
        Jurisdiction("west", "West", "top"),
    ),
    scales={},
)

MakePlace = Callable[..., Place]


@pytest.fixture
def at() -> datetime:
    """The time of the pass."""
    return datetime(2026, 3, 9, 6, tzinfo=UTC)


@pytest.fixture
def make_place(tmp_path: Path) -> MakePlace:
    """A place with three sites in two authorities, with what the test adds; `rules` is file name to text."""

    def make(rules: dict[str, str] | None = None, **parts: object) -> Place:
        paths = []
        for name, text in sorted((rules or {}).items()):
            path = tmp_path / "rules" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            paths.append(path)
        given = {"sites": SITES, "sources": SOURCES} | parts
        return Place(root=tmp_path, digest="", profile=PROFILE, rules=tuple(paths), **given)

    return make


@pytest.fixture
def make_records() -> Callable[..., Records]:
    """Records of rows: `_host` and `_time` where a row gives them, the other keys as columns of text."""

    def make(*rows: dict[str, object], source: str = "logs") -> Records:
        names = sorted({name for row in rows for name in row if not name.startswith("_")})
        own = {
            "_id": pa.array([row.get("_id", f"{source}-{i}") for i, row in enumerate(rows)], pa.string()),
            "_file": pa.array(["a.jsonl"] * len(rows), pa.string()),
            "_line": pa.array(range(1, len(rows) + 1), pa.int64()),
            "_time": pa.array([row.get("_time") for row in rows], pa.timestamp("us", tz="UTC")),
            "_host": pa.array([row.get("_host") for row in rows], pa.string()),
        }
        return Records(source, pa.table(own | {n: pa.array([row.get(n) for row in rows], pa.string()) for n in names}))

    return make


@pytest.fixture
def make_series(at: datetime) -> Callable[..., tuple[Signal, ...]]:
    """Daily values of an indicator that end six hours before the pass; None is missing."""

    def make(
        indicator: Indicator, numbers: list[float | None], quality: dict[int, Quality] | None = None
    ) -> tuple[Signal, ...]:
        last = at - timedelta(hours=6)
        return tuple(
            Signal(
                id=f"s{i:04d}",
                source="counts",
                kind=f"indicator:{indicator.id}",
                time=last - timedelta(days=len(numbers) - 1 - i),
                value=number,
                unit=indicator.unit,
                text="",
                quality=(quality or {}).get(i, Quality.MISSING if number is None else Quality.OK),
            )
            for i, number in enumerate(numbers)
        )

    return make
