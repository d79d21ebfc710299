"""How losses become severities."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from forestall.model.place import Place
from forestall.model.risk import Assessment, Interval
from forestall.model.words import Scale
from forestall.warn.grades import severity


@pytest.mark.parametrize(
    ("scale", "mean", "word"),
    [
        (Scale.DEATHS, 10.0, "Extreme"),
        (Scale.DEATHS, 1.0, "Severe"),
        (Scale.DEATHS, 0.1, "Moderate"),
        (Scale.DEATHS, 0.09, "Minor"),
        (Scale.INJURIES, 100.0, "Extreme"),
        (Scale.PEOPLE, 299.0, "Moderate"),
        (Scale.PEOPLE, 301.0, "Severe"),
        (Scale.ECONOMIC, 1.5e7, "Extreme"),
        (Scale.ECONOMIC, 1.0e5, "Minor"),
        (Scale.SERVICE, 1.0e9, "Minor"),
    ],
)
def test_the_severity_is_that_of_the_table(
    place: Place, assessment: Callable[..., Assessment], scale: Scale, mean: float, word: str
) -> None:
    risk = replace(assessment(3.0).risks[0], loss={scale: Interval(mean, 0.0, mean)})
    assert severity(risk, place) == word


def test_a_place_without_people_has_no_share_of_them(place: Place, assessment: Callable[..., Assessment]) -> None:
    risk = replace(assessment(3.0).risks[0], loss={Scale.PEOPLE: Interval(5.0, 0.0, 9.0)})
    assert severity(risk, replace(place, population=())) == "Minor"
