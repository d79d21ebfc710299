"""A desk for cases of the small town, with a clock that the test moves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forestall.guard.door import Door
from forestall.guard.keys import KeyRing, new_master_key
from forestall.model.case import Channel
from forestall.pipeline.case_desk import CaseDesk
from forestall.pipeline.case_intake import Taken, Told, report
from forestall.pipeline.office import office
from forestall.place.load import load
from forestall.place.template import write_town

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
SCHOOL = (12.3022, 53.9040)


@dataclass
class Clock:
    """Time stands still until somebody moves it."""

    at: datetime = START

    def __call__(self) -> datetime:
        """The present."""
        return self.at

    def on(self, **much: float) -> None:
        """Move it on."""
        self.at += timedelta(**much)


@pytest.fixture
def clock() -> Clock:
    """The clock."""
    return Clock()


@pytest.fixture(scope="session")
def town_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small town."""
    folder = tmp_path_factory.mktemp("town") / "town"
    write_town(folder)
    return folder


@pytest.fixture
def desk(tmp_path: Path, clock: Clock, town_folder: Path) -> Iterator[CaseDesk]:
    """The desk of the town."""
    place, ring = load(town_folder), KeyRing([new_master_key()])
    with office(tmp_path / "state", clock, lambda: place) as kept:
        yield CaseDesk(kept, Door(bytes(32), place.profile.door), lambda: ring)


@pytest.fixture
def tell(desk: CaseDesk) -> Callable[..., Taken]:
    """Reports something at the school, unless told otherwise."""

    def told(text: str = "the lamp at the crossing is out", by: str = "desk", **more: object) -> Taken:
        given: dict[str, object] = {"case_type": "complaint", "lon": SCHOOL[0], "lat": SCHOOL[1]}
        return report(desk, by, Told(text=text, **{**given, **more}), Channel.API)  # type: ignore[arg-type]

    return told
