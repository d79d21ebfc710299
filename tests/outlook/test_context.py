"""Context, sentence of the day, summary and what changed."""

import json
from collections.abc import Callable

import pytest

from forestall.model.alert import Alert
from forestall.model.observation import Detection
from forestall.outlook.context import OutlookContext, summary
from forestall.outlook.notices import in_force

Make = Callable[..., OutlookContext]


def changed(context: OutlookContext) -> dict[str, list[tuple[str, str]]]:
    return {group.title: [(each.said, each.what) for each in group.changes] for group in context.changes.groups}


def test_the_summary_holds_json_values_only(any_pass: OutlookContext) -> None:
    told = summary(any_pass)
    assert json.loads(json.dumps(told, allow_nan=False)) == told


def test_a_pass_compared_with_itself_has_no_changes(make: Make) -> None:
    first = make(previous=None, alerts_new=())
    assert make(previous=summary(first), alerts_new=()).changes.groups == ()


def test_the_first_pass_says_so(make: Make) -> None:
    changes = make(previous=None).changes
    assert (changes.since, changes.unread, changes.groups) == (None, False, ())


@pytest.mark.parametrize("previous", [{}, {"format": 99}, {"format": 1, "at": "yesterday"}, {"format": 1}])
def test_a_summary_that_cannot_be_read_is_said_and_not_used(make: Make, previous: dict[str, object]) -> None:
    changes = make(previous=previous).changes
    assert (changes.since, changes.unread) == (None, True)


def test_changes_name_what_is_new_gone_and_moved(make: Make) -> None:
    told = changed(make())
    assert ("gone", "Failed logons from outside") in told["Findings"]
    assert told["Risks"][0][0] == "up from ×1 to ×4.2"
    assert ("was fine, is stale", "Complaints") in told["Sources"]
    assert ("no longer overdue", "Report to the ministry") in told["Obligations"]
    assert ("no longer in the plan", "Flood gates at the docks (15)") in told["Plan"]
    assert told["Warnings"] == [("opened", "Intrusion at the chemical terminal’s control network")]


def test_a_cancelled_warning_is_no_longer_in_force(make: Make, fixtures: object) -> None:
    opened: Alert = fixtures.alert("ours-1")  # type: ignore[attr-defined]
    cancel = fixtures.alert("ours-2", msg_type="Cancel")  # type: ignore[attr-defined]
    context = make(alerts_open=(opened,), alerts_new=(cancel,))
    assert [each.identifier for each in in_force(context.given)] == ["met-1"]
    assert changed(context)["Warnings"][0][0] == "cancelled"


def test_it_does_not_matter_whether_new_messages_are_among_the_open_ones(make: Make, fixtures: object) -> None:
    opened, update = fixtures.alert("ours-1"), fixtures.alert("ours-2", msg_type="Update")  # type: ignore[attr-defined]
    apart = make(alerts_open=(opened,), alerts_new=(update,))
    together = make(alerts_open=(update,), alerts_new=(update,))
    assert in_force(apart.given) == in_force(together.given)


def test_order_of_input_does_not_change_the_summary(make: Make, fixtures: object) -> None:
    backwards = Detection(fixtures.findings()[::-1], (), 42, 48_212)  # type: ignore[attr-defined]
    forwards = Detection(fixtures.findings(), (), 42, 48_212)  # type: ignore[attr-defined]
    owed = fixtures.obligations()  # type: ignore[attr-defined]
    assert summary(make(detection=forwards)) == summary(make(detection=backwards, obligations=owed[::-1]))


def test_the_day_is_told_in_sentences(make: Make) -> None:
    said = [each.replace("\u00a0", " ") for each in make().sentence]
    headline = "Intrusion at the chemical terminal’s control network"
    assert said[0].startswith("Cyber is high: “Release of chlorine")
    assert "4.2 times as likely as usual" in said[0]
    assert said[-4:] == [
        f"2 warnings are in force, the most severe: “{headline}” until Tue 10 Mar 18:00.",
        "2 obligations are overdue.",
        "The plan removes 38 % of the expected loss for EUR 31 M.",
        "No working source informs political: what is not seen there is not known.",
    ]


def test_nothing_known_is_not_told_as_calm(passes: dict[str, Callable[[], OutlookContext]]) -> None:
    said = passes["empty"]().sentence
    assert said[:3] == (
        "Nothing is known of any field.",
        "No warning that is known of is in force.",
        "No obligation is known.",
    )
    assert not any("calm" in each for each in said)


def test_a_plan_without_risks_is_no_data(passes: dict[str, Callable[[], OutlookContext]]) -> None:
    plan = passes["empty"]().plan
    assert (plan.before, plan.after, plan.removed) == (None, None, None)


def test_more_loss_than_tolerated_is_said_on_its_scale(make: Make) -> None:
    told = {str(each.scale): (each.criterion, each.exceeded) for each in make().totals.scales}
    assert told["deaths"] == (
        "Above the 0.5\u00a0persons a year that is tolerated, but the interval reaches below",
        True,
    )
    assert told["injuries"] == ("No criterion set", False)
    assert told["people_affected"] == ("Within the 20\u00a0k\u00a0persons a year that is tolerated", False)


def test_jurisdictions_stand_below_the_one_above_them(make: Make) -> None:
    assert [(each.name, each.depth) for each in make().totals.jurisdictions] == [
        ("Harbour Region", 0),
        ("Port City", 1),
        ("Docklands District", 2),
        ("North Shore", 1),
    ]
