"""The plan's contexts: how measures hold, what becomes of them, the steps of the slider, the drawing."""

from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.model.plan import FrontPoint
from forestall.outlook.pages.plan import FrontRow, Hold, hold
from forestall.outlook.pages.plan_change import Change, Pair, Side, settled, step_of
from forestall.outlook.pages.plan_drawing import HEIGHT, STRIP, WIDTH, front_drawing, strip

BUDGETS = st.floats(1e3, 1e12)


def test_a_measure_in_no_futures_plan_is_told_apart_from_one_of_which_nothing_is_known() -> None:
    assert [hold(each) for each in (1.0, 0.95, 0.94, 0.5, 0.2, 0.0, None)] == [
        Hold.EVERY,
        Hold.EVERY,
        Hold.MOST,
        Hold.MOST,
        Hold.SOME,
        Hold.NONE,
        Hold.UNKNOWN,
    ]


@given(BUDGETS)
def test_the_slider_has_a_round_step_of_at_most_a_twentieth_of_the_budget(budget: float) -> None:
    step = step_of(budget)
    assert step <= max(budget / 20, 1.0)
    assert step > budget / 50
    assert f"{step:.0e}"[0] in "123456"


@given(BUDGETS, st.floats(0, 1e13))
def test_an_amount_on_the_slider_stays_where_it_is(budget: float, amount: float) -> None:
    on = settled(amount, budget)
    assert settled(on, budget) == on
    assert 0 <= on <= 2 * budget
    assert abs(on - amount) <= step_of(budget) or amount > 2 * budget - step_of(budget)


def test_what_neither_plan_has_is_not_counted_and_better_needs_futures() -> None:
    side = Side("now", ("a",), 1.0, 10.0, 4.0)
    pair = Pair(side, Side("nothing", (), 0.0, 10.0, 10.0), ())
    assert side.removed == 0.6
    assert (pair.count(Change.STAYS), pair.better) == (0, None)


points = st.tuples(st.floats(0, 1e9), st.floats(0, 1e9), st.floats(0, 1e9)).map(
    lambda x: FrontPoint(x[0], 1e9, (), 0.0, None, x[1], min(x[1], x[2]), max(x[1], x[2]))
)


@settings(max_examples=50)
@given(st.lists(points, min_size=2, max_size=12), st.floats(0, 1e9))
def test_the_front_stays_within_its_drawing(found: list[FrontPoint], budget: float) -> None:
    rows = tuple(FrontRow(i, each, (), (), each.cost <= budget) for i, each in enumerate(found, 1))
    drawing = front_drawing(rows, budget)
    assert drawing is not None
    for dot in drawing.dots:
        assert dot.low is not None
        assert dot.high is not None
        assert 0 <= dot.x <= WIDTH
        assert 0 <= dot.high <= dot.y <= dot.low <= HEIGHT


def test_without_futures_nothing_is_drawn() -> None:
    rows = tuple(FrontRow(i, FrontPoint(float(i), 1.0, (), 0.0), (), (), True) for i in (1, 2))
    assert front_drawing(rows, 1.0) is None


@given(st.lists(st.floats(0, 1e9), max_size=30))
def test_regrets_stay_within_their_strip(regrets: list[float]) -> None:
    assert all(0 <= at <= STRIP for at in strip(regrets, max(regrets, default=0.0)))
