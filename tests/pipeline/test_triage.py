"""What people decide about findings: kept with its entry, undone as it was, ended by what is worse or newer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forestall.core.errors import ConflictError, InputError
from forestall.model.finding import Finding
from forestall.model.triage import SavedView, TriageState
from forestall.model.words import Field, FindingKind, Level
from forestall.pipeline import triage
from forestall.pipeline.office import Office, office
from forestall.pipeline.triage import Wanted
from forestall.place.load import load
from forestall.place.template import write_town
from forestall.store.book_search import Wanted as Sought
from forestall.store.book_search import entries

NOW = datetime(2031, 3, 10, 6, tzinfo=UTC)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("triage")
    write_town(folder / "town")
    place = load(folder / "town")
    with office(folder / "state", Clock(), lambda: place) as found:
        yield found


def finding(name: str, level: Level = Level.MEDIUM) -> Finding:
    return Finding(
        id=name,
        kind=FindingKind.SIGMA,
        rule="rule",
        title=name,
        level=level,
        field=Field.CYBER,
        source="logs",
        first=NOW,
        time=NOW,
        count=1,
        evidence=(),
        detail="",
    )


def said(desk: Office, name: str) -> list[str]:
    with desk.looking() as session:
        return [each.body.decode() for each in entries(session, Sought(kind="triage", subject=name), 20)]


def wanted(state: TriageState, **more: object) -> Wanted:
    return replace(Wanted(state, "looked at, ticket 7"), **more)


def test_an_acknowledgement_is_kept_with_who_why_and_an_entry(desk: Office) -> None:
    act = triage.decide(desk, "duty", [finding("f-ack")], wanted(TriageState.ACKNOWLEDGED))
    known = triage.decisions(desk)["f-ack"]
    assert (known.state, known.by, known.why, known.act) == ("acknowledged", "duty", "looked at, ticket 7", act.id)
    (entry,) = said(desk, "f-ack")
    assert '"acknowledged"' in entry
    assert "duty" in entry


def test_undo_puts_every_finding_back_where_it_stood_and_says_so(desk: Office) -> None:
    some = [finding("f-u1"), finding("f-u2")]
    triage.decide(desk, "duty", some[:1], wanted(TriageState.ACKNOWLEDGED))
    before = triage.decisions(desk)["f-u1"]
    act = triage.decide(desk, "duty", some, wanted(TriageState.CLOSED))
    assert triage.decisions(desk)["f-u2"].state is TriageState.CLOSED
    over = triage.undo(desk, "duty", act.id)
    assert (over.undone is not None, over.undone_by) == (True, "duty")
    assert triage.decisions(desk)["f-u1"] == before
    assert "f-u2" not in triage.decisions(desk)
    assert act.id in said(desk, "f-u2")[0]
    assert '"undoes"' in said(desk, "f-u2")[0]
    with pytest.raises(ConflictError, match="was undone at"):
        triage.undo(desk, "duty", act.id)


def test_what_somebody_decided_anew_cannot_be_undone_over_their_head(desk: Office) -> None:
    act = triage.decide(desk, "duty", [finding("f-c")], wanted(TriageState.ACKNOWLEDGED))
    triage.decide(desk, "other", [finding("f-c")], wanted(TriageState.CLOSED))
    with pytest.raises(ConflictError, match="other decided anew"):
        triage.undo(desk, "duty", act.id)
    assert triage.decisions(desk)["f-c"].by == "other"


def test_of_acts_in_one_second_the_later_is_undone_first(desk: Office) -> None:
    still = replace(desk, now=lambda: NOW + timedelta(days=400))
    acts = [triage.decide(still, "quick", [finding(f"f-q{n}")], wanted(TriageState.CLOSED)) for n in range(6)]
    for act in reversed(acts):
        assert triage.last_act(still, "quick") == act
        triage.undo(still, "quick", act.id)


def test_the_last_act_to_undo_is_the_newest_that_stands(desk: Office) -> None:
    first = triage.decide(desk, "solo", [finding("f-l1")], wanted(TriageState.CLOSED))
    second = triage.decide(desk, "solo", [finding("f-l2")], wanted(TriageState.CLOSED))
    assert triage.last_act(desk, "solo") == second
    triage.undo(desk, "solo", second.id)
    assert triage.last_act(desk, "solo") == first
    assert triage.last_act(desk, "nobody") is None


def test_merging_needs_two_and_the_one_that_stays_is_not_merged(desk: Office) -> None:
    some = [finding("f-m1"), finding("f-m2"), finding("f-m3")]
    triage.decide(desk, "duty", some, wanted(TriageState.MERGED, into="f-m1"))
    known = triage.decisions(desk)
    assert (known["f-m2"].into, known["f-m3"].into, "f-m1" in known) == ("f-m1", "f-m1", False)
    with pytest.raises(InputError, match="two findings or more"):
        triage.decide(desk, "duty", some[:1], wanted(TriageState.MERGED, into="f-m1"))


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"why": " "}, "expected a sentence"),
        ({"why": "call +44 20 7946 0958"}, "of a person"),
        ({"until": NOW - timedelta(days=1)}, "expected a time after"),
        ({"until": NOW + timedelta(days=400)}, "within 90 days"),
    ],
)
def test_a_decision_that_cannot_be_kept_is_refused_with_what_was_expected(
    desk: Office, change: dict[str, object], because: str
) -> None:
    with pytest.raises(InputError, match=because):
        triage.decide(desk, "duty", [finding("f-bad")], wanted(TriageState.ACKNOWLEDGED, **change))
    assert "f-bad" not in triage.decisions(desk)


def test_a_decision_ends_with_what_is_worse_newer_or_late(desk: Office) -> None:
    quiet = finding("f-e")
    until = NOW + timedelta(hours=2)
    triage.decide(desk, "duty", [quiet], wanted(TriageState.ACKNOWLEDGED, until=until))
    known = triage.decisions(desk)["f-e"]
    assert known.holds(quiet, NOW)
    assert not known.holds(quiet, until)
    assert not known.holds(replace(quiet, level=Level.HIGH), NOW)
    assert known.holds(replace(quiet, time=NOW + timedelta(hours=1)), NOW)
    triage.decide(desk, "duty", [quiet], wanted(TriageState.CLOSED))
    closed = triage.decisions(desk)["f-e"]
    assert closed.holds(quiet, NOW)
    assert not closed.holds(replace(quiet, time=NOW + timedelta(hours=1)), NOW)


def test_a_view_is_kept_by_account_and_forgotten(desk: Office) -> None:
    triage.keep_view(desk, SavedView("duty", "/queue", "Cyber", "field=cyber"))
    triage.keep_view(desk, SavedView("duty", "/queue", "Cyber", "field=cyber&level=high"))
    assert [each.query for each in triage.views(desk, "duty", "/queue")] == ["field=cyber&level=high"]
    assert triage.views(desk, "other", "/queue") == ()
    triage.forget_view(desk, "duty", "/queue", "Cyber")
    assert triage.views(desk, "duty", "/queue") == ()
    with pytest.raises(InputError, match="1 to 60"):
        triage.keep_view(desk, SavedView("duty", "/queue", "", "x=1"))


_STATES = [TriageState.ACKNOWLEDGED, TriageState.CLOSED, TriageState.NEW]


@given(st.lists(st.tuples(st.sampled_from(_STATES), st.sets(st.integers(0, 3), min_size=1)), min_size=1, max_size=5))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undoing_all_acts_backwards_leaves_what_was_there_before(
    desk: Office, steps: list[tuple[TriageState, set[int]]]
) -> None:
    before = dict(triage.decisions(desk))
    acts = [
        triage.decide(desk, "prop", [finding(f"f-p{each}") for each in sorted(some)], wanted(state))
        for state, some in steps
    ]
    for act in reversed(acts):
        triage.undo(desk, "prop", act.id)
    assert dict(triage.decisions(desk)) == before
