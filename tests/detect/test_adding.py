"""A finding and what came to it later."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from forestall.detect.adding import add
from forestall.model.finding import Finding
from forestall.model.words import Field, FindingKind, Level

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)


def finding(kind: FindingKind = FindingKind.SIGMA, minute: int = 0, count: int = 2, *evidence: str) -> Finding:
    time = AT + timedelta(minutes=minute)
    return Finding(
        "f-1", kind, "r", "Title", Level.HIGH, Field.CYBER, "s", time, time, count, evidence, f"at {minute}."
    )


def test_the_first_is_what_it_is() -> None:
    assert add(None, finding()) == finding()


def test_hits_of_a_rule_are_counted_and_the_newest_is_told() -> None:
    whole = add(finding(minute=1, count=2), finding(FindingKind.SIGMA, 5, 3, "c"))
    assert (whole.count, whole.first, whole.time) == (5, AT + timedelta(minutes=1), AT + timedelta(minutes=5))
    assert whole.detail == "5 events in all; last: at 5."


def test_what_comes_late_moves_the_beginning_and_not_the_end() -> None:
    whole = add(finding(FindingKind.SIGMA, 5, 1, "b"), finding(FindingKind.SIGMA, 1, 1, "a"))
    assert (whole.count, whole.first, whole.time) == (2, AT + timedelta(minutes=1), AT + timedelta(minutes=5))
    assert (whole.evidence, whole.detail) == (("b", "a"), "at 5.")


def test_of_anything_else_only_what_is_new_by_its_evidence_counts() -> None:
    before = finding(FindingKind.ALERT, 1, 2, "a", "b")
    again = add(before, finding(FindingKind.ALERT, 2, 2, "b", "c"))
    assert (again.count, again.evidence, again.detail) == (3, ("b", "c", "a"), "at 2.")
    assert add(again, finding(FindingKind.ALERT, 3, 1, "c")).count == 3


def test_no_more_evidence_is_named_than_in_a_pass() -> None:
    many = replace(finding(), evidence=tuple(map(str, range(20))))
    assert len(add(many, replace(many, evidence=tuple(map(str, range(20, 40))), time=AT)).evidence) == 20
