"""A small place with duties, its state after a pass, and a clock that is set by hand."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forestall.model.duty import Obligation
from forestall.model.plan import Plan
from forestall.pipeline.entries import entries
from forestall.pipeline.office import Office, office
from forestall.pipeline.owed_now import owed_now
from forestall.place.load import load
from forestall.place.template import write_town
from forestall.store.book import Book
from forestall.store.owed import Owed
from forestall.store.passes import Pass
from forestall.store.state import State

DUTIES = """id,title,bearer,trigger,clause,within [h],every,start,evidence,proof
drill,Hold a drill,{top},calendar,Act 1,240,P1Y,2026-03-01,report,verdict
note,Say that it was read,{top},calendar,Act 2,240,P1Y,2026-03-01,statement,statement
"""
NO_PLAN = Plan(1.0, 1.0, 1.0, 0.0, {}, (), (), optimal=True)


@dataclass
class Desk:
    """The office with what tests ask of it."""

    office: Office
    folder: Path
    at: datetime = field(default=datetime(2026, 3, 10, 6, tzinfo=UTC))

    def run(self) -> None:
        """A pass that looks at duties only."""
        with State.open(self.folder) as kept:
            self.publish(kept, *self.seen(kept))

    def seen(self, kept: State) -> tuple[tuple[Obligation, ...], int]:
        """What a pass would find."""
        return owed_now(kept, self.office.place(), NO_PLAN, (), (), self.at)

    def publish(self, kept: State, found: tuple[Obligation, ...], proofs: int) -> None:
        """Leave what a pass found."""
        said = entries((), (), NO_PLAN, found, self.at)
        kept.publish(Pass(self.at, 1, "p", {}, obligations=found, entries=said, proofs=proofs))

    def owed(self, duty: str = "drill") -> Obligation:
        """The first thing owed under a duty."""
        with self.office.looking() as session:
            return min((each for each in Owed(session).all() if each.duty == duty), key=lambda each: each.due)

    def ledger(self) -> list[tuple[str, str]]:
        """Kind and subject of every entry."""
        with self.office.looking() as session:
            book = Book(session)
            head = book.head()
            kept = [book.entry(number) for number in range(0 if head is None else head.size)]
        return [(each.kind, each.subject) for each in kept]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    folder = tmp_path / "town"
    write_town(folder)
    shutil.rmtree(folder / ".forestall", ignore_errors=True)
    top = next(each.id for each in load(folder).profile.jurisdictions if each.parent is None)
    (folder / "duties.csv").write_text(DUTIES.format(top=top), encoding="utf-8")
    return folder


@pytest.fixture
def desk(town: Path, tmp_path: Path) -> Iterator[Desk]:
    place = load(town)
    made: list[Desk] = []
    clock: Callable[[], datetime] = lambda: made[0].at  # noqa: E731
    with office(tmp_path / "state", clock, lambda: place) as found:
        made.append(Desk(found, tmp_path / "state"))
        made[0].run()
        yield made[0]
