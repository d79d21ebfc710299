"""An attribute that is worked out when it is asked for first."""

import threading

from forestall.core.lazy import lazy


class Thing:
    def __init__(self, answer: str, wait: threading.Event | None = None, inside: threading.Event | None = None) -> None:
        self.answer, self.wait, self.inside, self.asked = answer, wait, inside, 0

    @lazy
    def worked_out(self) -> str:
        """What it is."""
        self.asked += 1
        if self.wait is not None and self.inside is not None:
            self.inside.set()
            assert self.wait.wait(60)
        return self.answer


def test_it_is_worked_out_once_for_each_object() -> None:
    one, other = Thing("one"), Thing("other")
    assert [one.worked_out, one.worked_out, other.worked_out] == ["one", "one", "other"]
    assert [one.asked, other.asked] == [1, 1]
    assert Thing.worked_out.__doc__ == "What it is."


def test_one_object_does_not_wait_for_another() -> None:
    wait, inside = threading.Event(), threading.Event()
    slow = Thing("slow", wait, inside)
    working = threading.Thread(target=lambda: slow.worked_out)
    working.start()
    assert inside.wait(60)
    assert Thing("quick").worked_out == "quick"
    wait.set()
    working.join(60)
    assert slow.worked_out == "slow"
