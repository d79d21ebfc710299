"""Deciding on a plan: what is kept, what the ledger says, and that a pass holds on to it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forestall.core.errors import ConflictError, InputError
from forestall.pipeline.adopting import Adopting, adopt, adoptions, digest, held_to, in_force
from forestall.pipeline.office import Office, office
from forestall.pipeline.picture import Picture
from forestall.pipeline.run import run_pass
from forestall.place.load import load
from forestall.place.template import write_town
from forestall.store.book import Book

NOW = datetime(2026, 3, 9, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("adopting")
    write_town(folder / "town")
    _pass(folder, NOW)
    return folder


@pytest.fixture
def desk(town: Path) -> Iterator[Office]:
    place = load(town / "town")
    with office(town / "state", lambda: NOW + timedelta(hours=1), lambda: place) as found:
        yield found


def _pass(folder: Path, at: datetime) -> None:
    run_pass(
        folder / "town", out=folder / "out", state=folder / "state", at=at, now=at, seed=1, progress=lambda _: None
    )


def _wanted(folder: Path, after: int, reason: str = "It is the cheapest.") -> Adopting:
    picture = Picture(str(folder / "state"))
    picture.refresh()
    given = picture.shown.given
    assert given is not None
    return Adopting(given.plan, given.at, reason, after)


def test_what_is_adopted_is_kept_with_its_evidence_and_entered_in_the_ledger(town: Path, desk: Office) -> None:
    before = in_force(desk)
    wanted = _wanted(town, 0 if before is None else before.number)
    done = adopt(desk, "director-1", wanted)
    assert in_force(desk) == done == adoptions(desk)[0]
    assert done.measures == {each.measure: each.title for each in wanted.plan.choices if each.chosen}
    with desk.looking() as session:
        kept = Book(session).entry(done.entry)
    assert (kept.kind, kept.subject) == ("adoption", "plan")
    assert all(text.encode() in kept.body for text in ("director-1", digest(wanted.plan), done.evidence))


def test_a_plan_without_a_reason_or_with_a_book_for_one_is_not_adopted(town: Path, desk: Office) -> None:
    before = adoptions(desk)
    for reason in ("", "  \n", "x" * 2_001):
        with pytest.raises(InputError, match="reason"):
            adopt(desk, "director-1", _wanted(town, len(before), reason))
    assert adoptions(desk) == before


def test_who_did_not_see_the_plan_in_force_does_not_replace_it(town: Path, desk: Office) -> None:
    before = in_force(desk)
    adopt(desk, "director-1", _wanted(town, 0 if before is None else before.number))
    with pytest.raises(ConflictError, match="somebody else"):
        adopt(desk, "director-2", _wanted(town, 0 if before is None else before.number))


def test_a_plan_without_a_pass_behind_it_is_refused(town: Path, desk: Office) -> None:
    before = in_force(desk)
    wanted = _wanted(town, 0 if before is None else before.number)
    early = Adopting(wanted.plan, NOW - timedelta(days=1), wanted.reason, wanted.after)
    with pytest.raises(InputError, match="no pass"):
        adopt(desk, "director-1", early)


def test_the_next_pass_holds_on_to_the_adopted_plan(town: Path, desk: Office) -> None:
    before = in_force(desk)
    done = adopt(desk, "director-1", _wanted(town, 0 if before is None else before.number))
    assert held_to(desk.reading, desk.place()) == tuple(m.id for m in desk.place().measures if m.id in done.measures)
    _pass(town, NOW + timedelta(hours=2))
    steadying = _wanted(town, done.number).plan.steadying
    assert steadying is not None
    assert steadying.previous == tuple(sorted(done.measures))
