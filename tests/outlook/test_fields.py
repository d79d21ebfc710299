"""The rule for the state of the five fields."""

from collections.abc import Callable

import pytest

from forestall.model.finding import Finding
from forestall.model.observation import Detection, Observation
from forestall.model.risk import Assessment, Interval
from forestall.model.words import Field, Level, SourceStatus
from forestall.outlook.context import OutlookContext
from forestall.outlook.fields import FieldView, together

Make = Callable[..., OutlookContext]


@pytest.fixture
def cyber(make: Make, fixtures: object) -> Callable[..., FieldView]:
    """The cyber field with one source of a status, findings of a level, a risk of a ratio."""

    def build(status: SourceStatus | None, level: Level | None = None, ratio: float = 1.0) -> FieldView:
        states = () if status is None else (fixtures.state("s", status, Field.CYBER),)  # type: ignore[attr-defined]
        found: tuple[Finding, ...] = () if level is None else (fixtures.finding(1, level),)  # type: ignore[attr-defined]
        context = make(
            observation=Observation((), (), (), states),
            detection=Detection(found, (), 1, 1),
            assessment=fixtures.assessment_of(ratio),  # type: ignore[attr-defined]
            previous=None,
        )
        return next(each for each in context.fields if each.field is Field.CYBER)

    return build


@pytest.mark.parametrize(
    ("status", "level", "ratio", "expected"),
    [
        (SourceStatus.FINE, None, 1.0, "calm"),
        (SourceStatus.STALE, None, 1.0, "calm"),
        (SourceStatus.FINE, Level.LOW, 1.4, "calm"),
        (SourceStatus.FINE, Level.MEDIUM, 1.0, "raised"),
        (SourceStatus.FINE, None, 1.5, "raised"),
        (SourceStatus.FINE, Level.HIGH, 1.0, "high"),
        (SourceStatus.FINE, None, 3.0, "high"),
        (SourceStatus.DEGRADED, None, 1.0, "calm"),
        (SourceStatus.MISSING, None, 1.0, "no data"),
        (None, None, 1.0, "no data"),
        (SourceStatus.MISSING, Level.CRITICAL, 1.0, "high"),
    ],
)
def test_a_field_stands_by_the_stated_rule(
    cyber: Callable[..., FieldView], status: SourceStatus | None, level: Level | None, ratio: float, expected: str
) -> None:
    assert cyber(status, level, ratio).level == expected


def test_an_alarm_from_a_broken_source_says_that_more_may_be_hidden(cyber: Callable[..., FieldView]) -> None:
    assert cyber(SourceStatus.MISSING, Level.HIGH).blind


def test_a_field_without_a_source_says_so(cyber: Callable[..., FieldView]) -> None:
    assert cyber(None).reason == "No source informs this field."


def test_one_interval_is_its_own_sum() -> None:
    assert together([Interval(2.0, 1.0, 5.0)]) == Interval(2.0, 1.0, 5.0)


def test_a_sum_is_surer_than_its_parts_together() -> None:
    both = together([Interval(2.0, 1.0, 5.0)] * 4)
    assert both is not None
    assert (both.mean, both.low, both.high) == (8.0, 6.0, 14.0)


def test_a_sum_with_a_missing_part_is_missing() -> None:
    assert together([Interval(2.0, 1.0, 5.0), Interval(float("nan"), 0.0, 1.0)]) is None


def test_no_risk_is_no_data_and_not_zero_loss(make: Make) -> None:
    at = make().given.at
    context = make(assessment=Assessment(at, 30.0, 1000, (), (), (), (), ()))
    assert [each.weighted for each in context.fields] == [None] * 5


def test_trend_compares_with_the_previous_pass(make: Make) -> None:
    trends = {str(each.field): each.trend for each in make().fields}
    assert (trends["cyber"], trends["political"]) == ("up", "unknown")


def test_sources_that_do_not_see_are_not_called_fine(make: Make) -> None:
    counts = {str(each.field): (each.fine, each.sources) for each in make().fields}
    assert (counts["cyber"], counts["political"], counts["social"]) == ((1, 2), (0, 1), (0, 1))
