"""Geometry of charts."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.model.risk import Curve, Interval
from forestall.model.words import Scale
from forestall.outlook.charts import WHISKER_WIDTH, LogAxis, bar, curve_chart, px, shared_axis, whisker
from forestall.outlook.totals import loss_at


def test_an_axis_spans_whole_decades() -> None:
    assert LogAxis.over([0.3, 40.0], 0, 100) == LogAxis(-1, 2, 0, 100)


def test_an_axis_cuts_the_lowest_decades() -> None:
    axis = LogAxis.over([1e-12, 1e3], 0, 100, most=4)
    assert axis is not None
    assert (axis.low, axis.high) == (-1, 3)


@pytest.mark.parametrize("values", [[], [0.0], [None], [math.nan, math.inf], [-1.0]])
def test_nothing_positive_gives_no_axis(values: list[float | None]) -> None:
    assert LogAxis.over(values, 0, 100) is None


@given(st.floats(0, 1e12), st.floats(0, 1e12))
def test_a_larger_value_never_lies_to_the_left(a: float, b: float) -> None:
    axis = LogAxis(-2, 6, 0, 100)
    assert axis.place(min(a, b)) <= axis.place(max(a, b))


def test_a_whisker_that_reaches_below_the_axis_is_marked() -> None:
    axis = shared_axis([Interval(1.0, 1e-9, 5.0)], 3)
    drawn = whisker(Interval(1.0, 1e-9, 5.0), axis)
    assert drawn is not None
    assert drawn.cut
    assert 0 < drawn.low < drawn.mean < drawn.high < WHISKER_WIDTH


def test_a_missing_number_draws_no_whisker() -> None:
    assert whisker(Interval(math.nan, 0.0, 1.0), shared_axis([Interval(1.0, 0.5, 2.0)])) is None


def test_a_curve_without_loss_has_no_chart() -> None:
    assert curve_chart(Curve(Scale.DEATHS, "all", "all", (0.0,), (0.0,), (0.0,), (0.0,))) is None


def test_a_curve_falls_from_left_to_right() -> None:
    loss = tuple(float(10**i) for i in range(5))
    chance = (0.5, 0.2, 0.05, 0.01, 0.001)
    chart = curve_chart(Curve(Scale.DEATHS, "all", "all", loss, chance, chance, chance))
    assert chart is not None
    points = [tuple(map(float, each.split())) for each in re.split("[ML]", chart.line)[1:]]
    assert points == sorted(points)
    assert [y for _, y in points] == sorted(y for _, y in points)


def test_the_loss_at_a_probability_lies_between_the_points_of_the_curve() -> None:
    curve = Curve(Scale.DEATHS, "all", "all", (1.0, 10.0, 100.0), (0.1, 0.01, 0.001), (0,) * 3, (0,) * 3)
    assert [round(loss_at(curve, p), 6) for p in (0.5, 0.1, 0.01, 10**-2.5, 1e-9)] == [0.0, 1.0, 10.0, 31.622777, 100.0]


@pytest.mark.parametrize(("value", "largest"), [(None, 1.0), (1.0, None), (1.0, 0.0), (math.nan, 1.0)])
def test_a_missing_value_has_no_bar(value: float | None, largest: float | None) -> None:
    assert bar(value, largest, 100) is None


def test_a_coordinate_has_one_spelling() -> None:
    assert [px(3.0), px(-0.04), px(1.25)] == ["3", "0", "1.2"]
