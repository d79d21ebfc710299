"""Which CAP messages are in force."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.standards.cap.lineage import lineage
from forestall.standards.cap.message import Alert, Info, Reference

START = datetime(2026, 3, 9, tzinfo=UTC)
INFO = Info(("Met",), "Storm", "Expected", "Severe", "Likely", expires=START + timedelta(hours=48))


def alert(name: str, hour: float, *after: Alert, kind: str = "Alert", status: str = "Actual") -> Alert:
    references = tuple(Reference(one.sender, one.identifier, one.sent) for one in after)
    sent = START + timedelta(hours=hour)
    return Alert(name, "met", sent, status, kind, "Public", references=references, info=(INFO,))


FIRST = alert("1", 0)
UPDATE = alert("2", 1, FIRST, kind="Update")
CANCEL = alert("3", 2, UPDATE, kind="Cancel")


def names(alerts: list[Alert], hour: float) -> list[str]:
    return [one.identifier for one in lineage(alerts, START + timedelta(hours=hour)).in_force]


@pytest.mark.parametrize(("hour", "expected"), [(-1, []), (0, ["1"]), (1, ["2"]), (2, []), (49, [])])
def test_an_alert_is_updated_and_then_cancelled(hour: float, expected: list[str]) -> None:
    assert names([CANCEL, FIRST, UPDATE], hour) == expected


def test_an_update_holds_when_what_it_updates_never_came() -> None:
    assert names([UPDATE], 1) == ["2"]


def test_an_alert_ends_when_it_expires() -> None:
    assert (names([FIRST], 47.9), names([FIRST], 48)) == (["1"], [])


def test_an_alert_without_expiry_holds_for_a_day() -> None:
    endless = replace(FIRST, info=(replace(INFO, expires=None),))
    assert (names([endless], 23.9), names([endless], 24)) == (["1"], [])


def test_an_all_clear_warns_of_nothing() -> None:
    assert names([replace(FIRST, info=(replace(INFO, response_type=("AllClear",)),))], 1) == []


def test_an_exercise_is_kept_apart_and_cancels_nothing_real() -> None:
    drill = alert("9", 1, FIRST, kind="Cancel", status="Exercise")
    told = lineage([FIRST, drill, alert("8", 1, status="Test")], START + timedelta(hours=3))
    assert ([one.identifier for one in told.in_force], [one.identifier for one in told.apart]) == (["1"], ["8"])


def test_of_two_that_replace_each_other_one_is_left() -> None:
    one, two = alert("a", 0), alert("b", 0)
    assert names([alert("a", 0, two, kind="Update"), alert("b", 0, one, kind="Update")], 1) == ["b"]


def test_a_message_that_refers_to_itself_is_in_force() -> None:
    assert names([alert("1", 0, FIRST, kind="Update")], 1) == ["1"]


def test_the_same_message_twice_counts_once() -> None:
    assert names([FIRST, FIRST], 1) == ["1"]


def test_the_same_name_with_other_content_is_told() -> None:
    told = lineage([FIRST, replace(FIRST, note="forged")], START)
    assert (len(told.in_force), len(told.conflicting)) == (1, 1)


@given(st.data(), st.integers(0, 60))
def test_the_order_of_messages_changes_nothing(data: st.DataObject, hour: int) -> None:
    chain: list[Alert] = []
    for number in range(data.draw(st.integers(1, 8))):
        after = data.draw(st.lists(st.sampled_from(chain), max_size=3)) if chain else []
        kind = data.draw(st.sampled_from(("Alert", "Update", "Cancel", "Ack")))
        status = data.draw(st.sampled_from(("Actual", "Actual", "Exercise")))
        chain.append(alert(str(number), data.draw(st.integers(0, 50)), *after, kind=kind, status=status))
    mixed = chain * 2
    random.Random(data.draw(st.integers(0, 99))).shuffle(mixed)
    at = START + timedelta(hours=hour)
    assert lineage(mixed, at) == lineage(chain, at)
