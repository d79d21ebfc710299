"""Where deliveries wait: answered after the commit, many in one, sent back when too much waits."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from forestall.core.errors import ConflictError, FullError, InputError
from forestall.model.intake import Arrival, Delivery, Receipt
from forestall.model.label import Label
from forestall.pipeline.intake import BusyError, Intake

NOW = datetime(2026, 3, 9, 6, tzinfo=UTC)


def delivery(*names: str) -> Delivery:
    arrivals = tuple(Arrival("s", name, NOW, None, "event", Label.AMBER, None, None, {}, "0" * 64) for name in names)
    return Delivery(arrivals)


class Disk:
    """Storage that can be held up or be full."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self.began = threading.Event()
        self.full = False
        self.batches: list[int] = []
        self.stored: list[str] = []

    def take_all(self, deliveries: list[Delivery]) -> tuple[tuple[Receipt, ...] | InputError, ...]:
        self.began.set()
        assert self.open.wait(10)
        if self.full:
            raise FullError("no room")
        self.batches.append(len(deliveries))
        outcomes: list[tuple[Receipt, ...] | InputError] = []
        for one in deliveries:
            if any(arrival.identity == "bad" for arrival in one.arrivals):
                outcomes.append(ConflictError("used before"))
                continue
            self.stored += [arrival.identity for arrival in one.arrivals]
            outcomes.append(tuple(Receipt(a.identity, len(self.stored), duplicate=False) for a in one.arrivals))
        return tuple(outcomes)


@pytest.fixture
def disk() -> Disk:
    return Disk()


def test_who_waits_together_is_committed_together_and_each_gets_its_own_answer(disk: Disk) -> None:
    intake = Intake(disk)
    disk.open.clear()
    with ThreadPoolExecutor(12) as pool:
        first = pool.submit(intake.put_now, delivery("a"))
        assert disk.began.wait(10)
        others = [pool.submit(intake.put_now, delivery(f"b{n}", f"c{n}")) for n in range(10)]
        while intake.waiting < 21:
            threading.Event().wait(0.001)
        disk.open.set()
        assert [one.identity for one in first.result()] == ["a"]
        assert [[one.identity for one in other.result()] for other in others] == [[f"b{n}", f"c{n}"] for n in range(10)]
    assert disk.batches[0] == 1
    assert sum(disk.batches) == 11
    assert len(disk.batches) < 11
    assert (intake.waiting, intake.commits.things) == (0, 21)
    intake.close()


def test_a_delivery_that_is_refused_stops_no_other(disk: Disk) -> None:
    intake = Intake(disk)
    with pytest.raises(ConflictError):
        intake.put_now(delivery("bad"))
    assert intake.put_now(delivery("good"))[0].identity == "good"
    assert intake.trouble is None
    intake.close()


def test_when_too_much_waits_who_comes_is_sent_back_and_nothing_of_it_is_kept(disk: Disk) -> None:
    intake = Intake(disk, most_waiting=3)
    disk.open.clear()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(intake.put_now, delivery("a", "b"))
        assert disk.began.wait(10)
        with pytest.raises(BusyError, match="2 signals wait") as caught:
            intake.put_now(delivery("c", "d"))
        assert caught.value.retry_after > 0
        disk.open.set()
        first.result()
    intake.close()
    assert disk.stored == ["a", "b"]


def test_a_full_disk_is_told_to_who_waits_and_taken_again_when_there_is_room(
    disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [100.0]
    monkeypatch.setattr("forestall.pipeline.intake._steady", lambda: clock[0])
    intake = Intake(disk)
    disk.full = True
    with pytest.raises(BusyError, match="no room"):
        intake.put_now(delivery("a"))
    assert intake.trouble == "no room"
    disk.full = False
    with pytest.raises(BusyError, match="nothing can be stored at present: no room"):
        intake.put_now(delivery("b"))
    clock[0] += 2.0
    assert intake.put_now(delivery("c"))[0].identity == "c"
    assert intake.trouble is None
    assert intake.put_now(delivery("d"))[0].identity == "d"
    intake.close()
    assert disk.stored == ["c", "d"]


def test_closing_stores_what_waits_and_sends_back_who_comes_later(disk: Disk) -> None:
    intake = Intake(disk)
    disk.open.clear()
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(intake.put_now, delivery(name)) for name in "ab"]
        while intake.waiting < 2:
            threading.Event().wait(0.001)
        closing = pool.submit(intake.close)
        disk.open.set()
        closing.result()
        assert sorted(one.result()[0].identity for one in waiting) == ["a", "b"]
    with pytest.raises(BusyError, match="stopping"):
        intake.put_now(delivery("c"))
    intake.close()


def test_a_caller_of_the_loop_waits_for_the_commit(disk: Disk) -> None:
    async def both() -> list[tuple[Receipt, ...]]:
        return list(await asyncio.gather(intake.put(delivery("a")), intake.put(delivery("b"))))

    intake = Intake(disk)
    assert sorted(one[0].identity for one in asyncio.run(both())) == ["a", "b"]
    intake.close()
