"""Buckets: never more than the rate allows, and never more of them than we keep."""

from hypothesis import given
from hypothesis import strategies as st

from forestall.guard.throttle import Rate, Throttle


@given(st.lists(st.floats(0, 10), max_size=60), st.floats(0.1, 5), st.integers(1, 10))
def test_no_span_of_time_lets_more_through_than_burst_and_rate(steps: list[float], rate: float, burst: int) -> None:
    throttle, at, passed = Throttle(Rate(rate, burst)), 0.0, 0
    for step in steps:
        at += step
        passed += throttle.take("a", at) == 0
    assert passed <= burst + rate * at + 1e-6


def test_one_does_not_pay_for_another() -> None:
    throttle = Throttle(Rate(1.0, 1.0))
    assert [throttle.take(key, 0.0) for key in ("a", "b")] == [0.0, 0.0]
    assert throttle.take("a", 0.0) == 1.0


def test_waiting_as_told_is_enough() -> None:
    throttle = Throttle(Rate(0.5, 2.0))
    throttle.take("a", 0.0, 2.0)
    wait = throttle.wait("a", 0.0)
    assert wait == 2.0
    assert throttle.take("a", wait) == 0.0


def test_looking_takes_nothing() -> None:
    throttle = Throttle(Rate(1.0, 1.0))
    assert [throttle.wait("a", 0.0) for _ in range(5)] == [0.0] * 5


def test_no_more_buckets_are_kept_than_was_said() -> None:
    throttle = Throttle(Rate(0.001, 1.0), keys=3)
    for number in range(1000):
        throttle.take(str(number), 0.0)
    assert throttle.take("999", 0.0) > 0
    assert throttle.take("0", 0.0) == 0.0  # forgotten, not refused
