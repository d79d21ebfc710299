"""Alerts of a pass where the place asks for a second person: they wait as drafts, and change with the facts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forestall.model.alert import Alert
from forestall.model.draft import PASS, Draft, DraftState
from forestall.model.place import Place
from forestall.model.profile import Approval
from forestall.pipeline import authoring
from forestall.pipeline.holding import held, standing
from forestall.pipeline.office import office
from forestall.pipeline.run import PassResult, run_pass
from forestall.place.load import load
from forestall.place.template import write_town

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town") / "town"
    write_town(folder)
    with (folder / "place.toml").open("a", encoding="utf-8") as file:
        file.write('\n[warnings]\napproval = "always"\n')
    return folder


@pytest.fixture(scope="module")
def place(town: Path) -> Place:
    return load(town)


def message(subject: str = "risk:x", kind: str = "Alert", hour: int = 0) -> Alert:
    at = AT + timedelta(hours=hour)
    return Alert(
        *(f"{subject}-{kind}-{hour}", "office.example", at, "Actual", kind, "Restricted", "Met", "Storm"),
        *("Expected", "Severe", "Likely", "Storm", "A storm.", "Stay in.", at, at + timedelta(hours=24), ()),
        subject=subject,
    )


def waiting(alert: Alert, author: str = PASS) -> Draft:
    return Draft(f"draft-{alert.identifier}", alert, author, alert.sent, True)


def test_a_message_waits_where_the_place_asks_for_a_second_person(place: Place) -> None:
    found = held(place, [message()], (), (), AT)
    assert (found.sent, [(one.author, one.second, one.state) for one in found.drafts]) == (
        (),
        [(PASS, True, DraftState.WAITING)],
    )


def test_a_message_goes_out_where_it_does_not(place: Place) -> None:
    free = replace(place.profile, warnings=replace(place.profile.warnings, approval=Approval.PUBLIC))
    found = held(replace(place, profile=free), [message()], (), (), AT)
    assert (found.sent, found.drafts) == ((message(),), ())


def test_a_draft_that_waits_counts_as_sent_for_the_next_pass() -> None:
    assert standing((), [waiting(message())], AT) == (message(),)
    assert standing((), [waiting(message())], AT + timedelta(hours=24)) == ()
    assert standing((), [waiting(message(), "ana")], AT) == ()


def test_a_withdrawal_that_waits_counts_as_made() -> None:
    assert standing([message()], [waiting(message(kind="Cancel", hour=1))], AT) == ()


def test_what_is_said_anew_takes_the_place_of_the_draft_and_is_still_an_alert(place: Place) -> None:
    found = held(place, [message(kind="Update", hour=1)], (), [waiting(message())], AT)
    assert [(one.state, one.alert.msg_type, one.alert.references) for one in found.drafts] == [
        (DraftState.REPLACED, "Alert", ()),
        (DraftState.WAITING, "Alert", ()),
    ]


def test_what_no_longer_holds_is_withdrawn_and_nobody_hears_of_it(place: Place) -> None:
    found = held(place, [message(kind="Cancel", hour=1)], (), [waiting(message())], AT)
    assert (found.sent, [one.state for one in found.drafts]) == ((), [DraftState.WITHDRAWN])


def test_the_withdrawal_of_what_was_sent_waits_too(place: Place) -> None:
    found = held(place, [message(kind="Cancel", hour=1)], [message()], (), AT)
    assert [(one.state, one.alert.msg_type) for one in found.drafts] == [(DraftState.WAITING, "Cancel")]


def run(town: Path, state: Path) -> PassResult:
    now = datetime(2026, 3, 9, 6, tzinfo=UTC)
    return run_pass(town, out=None, state=state, at=None, now=now, seed=7, progress=lambda _step: None)


def test_a_pass_leaves_drafts_and_a_second_pass_makes_no_more_of_them(town: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    first = run(town, state)
    place = load(town)
    clock = (place.profile.replay_at or AT) + timedelta(minutes=1)
    with office(state, lambda: clock, lambda: place) as desk:
        drafts = authoring.waiting(desk)
        assert (len(drafts), first.context.given.alerts_open) == (2, ())
        run(town, state)
        assert authoring.waiting(desk) == drafts
        outcome = authoring.approve(desk, "ben", drafts[0].id)
        assert outcome.alert is not None
        assert (outcome.alert.msg_type, outcome.alert.sent, outcome.alert.by_hand) == ("Alert", clock, False)
        again = run(town, state)
        assert [one.identifier for one in again.context.given.alerts_open] == [outcome.alert.identifier]
        assert authoring.waiting(desk) == drafts[1:]
