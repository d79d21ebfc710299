"""Deciding on a plan: what is kept, what the ledger says, and that a pass holds on to it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forestall.core.errors import ConflictError, InputError
from forestall.model.adopted import Adopted
from forestall.pipeline.adopting import Adopting, Withdrawing, adopt, adoptions, digest, held_to, in_force, withdraw
from forestall.pipeline.office import Office, office
from forestall.pipeline.picture import Picture
from forestall.pipeline.plan import Weighed
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


def _withdrawn(desk: Office, *names: str, reason: str = "It cannot be built this year.") -> Withdrawing:
    last = in_force(desk)
    assert last is not None
    return Withdrawing(names, Weighed(1.0, 9.0, 5.0), last.of, reason, last.number)


def _adopted(town: Path, desk: Office) -> Adopted:
    before = in_force(desk)
    return adopt(desk, "director-1", _wanted(town, 0 if before is None else before.number))


def test_a_measure_is_taken_out_of_the_plan_in_force_with_a_reason_and_an_entry(town: Path, desk: Office) -> None:
    whole = _adopted(town, desk)
    name = min(whole.measures)
    done = withdraw(desk, "director-2", _withdrawn(desk, name))
    assert in_force(desk) == done
    assert adoptions(desk)[1] == whole
    assert done.measures == {key: title for key, title in whole.measures.items() if key != name}
    assert done.withdrawn == {name: whole.measures[name]}
    assert (done.number, done.by, done.plan, done.cost) == (whole.number + 1, "director-2", whole.plan, 1.0)
    with desk.looking() as session:
        kept = Book(session).entry(done.entry)
    assert (kept.kind, kept.subject) == ("adoption", "plan")
    assert all(
        text.encode() in kept.body for text in ("director-2", "withdrawn", name, "It cannot be built this year.")
    )


def test_passes_hold_on_to_what_is_left(town: Path, desk: Office) -> None:
    whole = _adopted(town, desk)
    name = min(whole.measures)
    withdraw(desk, "director-1", _withdrawn(desk, name))
    held = held_to(desk.reading, load(town / "town"))
    assert held is not None
    assert set(held) == set(whole.measures) - {name}


def test_nothing_is_taken_out_that_is_not_in_it_or_without_a_reason_or_of_a_plan_that_was_not_seen(
    town: Path, desk: Office
) -> None:
    whole = _adopted(town, desk)
    name = min(whole.measures)
    for names, reason, said in (
        (("no-such-measure",), "Because.", "has none of that name"),
        ((), "Because.", "has none of that name"),
        ((name,), " ", "why it is taken out"),
    ):
        with pytest.raises(InputError, match=said):
            withdraw(desk, "director-1", _withdrawn(desk, *names, reason=reason))
    old = _withdrawn(desk, name)
    _adopted(town, desk)
    with pytest.raises(ConflictError, match="somebody else"):
        withdraw(desk, "director-1", old)
    early = replace(_withdrawn(desk, name), of=NOW - timedelta(days=1))
    with pytest.raises(InputError, match="no pass"):
        withdraw(desk, "director-1", early)


def test_a_plan_adopted_whole_again_has_nothing_taken_out(town: Path, desk: Office) -> None:
    whole = _adopted(town, desk)
    withdraw(desk, "director-1", _withdrawn(desk, min(whole.measures)))
    assert _adopted(town, desk).withdrawn == {}
