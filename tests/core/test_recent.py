"""What is looked up at most once in a while."""

import threading

import pytest

from forestall.core.recent import Recent


def test_it_is_asked_for_anew_only_when_it_is_too_old() -> None:
    answers, time = iter(range(9)), [0.0]
    recent = Recent(lambda: next(answers), 1.0, lambda: time[0])
    found = []
    for time[0] in (0.0, 0.5, 1.0, 1.1, 2.0, 9.0):
        found.append(recent())
    assert found == [0, 0, 0, 1, 1, 2]


def test_who_comes_while_it_is_asked_for_takes_what_there_was() -> None:
    begun, go_on, time = threading.Event(), threading.Event(), [0.0]
    answers = iter("ab")

    def slow() -> str:
        answer = next(answers)
        if answer == "b":
            begun.set()
            assert go_on.wait(60)
        return answer

    recent = Recent(slow, 1.0, lambda: time[0])
    assert recent() == "a"
    time[0] = 2.0
    asking = threading.Thread(target=recent)
    asking.start()
    assert begun.wait(60)
    assert recent() == "a"
    go_on.set()
    asking.join(60)
    assert recent() == "b"


def test_when_it_cannot_be_asked_the_next_one_tries_again() -> None:
    answers = iter([ValueError("away"), "there"])

    def ask() -> str:
        answer = next(answers)
        if isinstance(answer, ValueError):
            raise answer
        return answer

    recent = Recent(ask, 1.0)
    with pytest.raises(ValueError, match="away"):
        recent()
    assert recent() == "there"
