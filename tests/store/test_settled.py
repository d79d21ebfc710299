"""Signals of the lake by number: each once, while files overlap, are joined, or are missing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import StateError
from forestall.model.intake import Arrival, SignalState, StoredSignal
from forestall.model.label import Label
from forestall.store.day_files import DayFile, Slot
from forestall.store.days import Days
from forestall.store.inbox import Inbox
from forestall.store.settled import by_number
from forestall.store.upkeep import compact

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
LATER = START + timedelta(days=9)
MakeArrival = Callable[..., Arrival]


@dataclass(slots=True)
class Shelf:
    """Files as lists of numbers, and which of them were open at once."""

    files: list[list[int]]
    open: int = 0
    most: int = 0
    missing: set[int] = field(default_factory=set)

    def listed(self) -> tuple[DayFile, ...]:
        slot = Slot("signals", "2026-03-09", "gate", Label.GREEN)
        return tuple(DayFile(slot, str(k), f[0], f[-1], len(f), 0, "") for k, f in enumerate(self.files))

    def read(self, file: DayFile) -> Iterator[StoredSignal]:
        if int(file.path) in self.missing:
            raise StateError(f"{file.path} is not there")
        return self._rows(self.files[int(file.path)])

    def _rows(self, numbers: list[int]) -> Iterator[StoredSignal]:
        self.open += 1
        self.most = max(self.most, self.open)
        for number in numbers:
            arrival = Arrival("gate", str(number), START, START, "reading", Label.GREEN, None, None, {}, "")
            yield StoredSignal(number, SignalState.DONE, arrival)
        self.open -= 1

    def numbers(self) -> list[int]:
        return [one.number for one in by_number(self.listed, self.read)]


@given(st.lists(st.integers(0, 3), min_size=1, max_size=40))
def test_files_that_overlap_give_each_number_once_in_order(files: list[int]) -> None:
    shelf: dict[int, list[int]] = {}
    for number, file in enumerate(files, 1):
        shelf.setdefault(file, []).append(number)
    assert Shelf(list(shelf.values())).numbers() == list(range(1, len(files) + 1))


def test_a_file_is_open_only_while_its_numbers_come() -> None:
    shelf = Shelf([[n, n + 1] for n in range(1, 40, 2)])
    assert shelf.numbers() == list(range(1, 41))
    assert shelf.most == 1


def test_a_file_that_is_not_there_is_said() -> None:
    shelf = Shelf([[1, 2], [3]], missing={1})
    found = by_number(shelf.listed, shelf.read)
    assert [one.number for one in islice(found, 2)] == [1, 2]
    with pytest.raises(StateError, match="1 is not there"):
        next(found)


def test_files_joined_meanwhile_give_each_number_once(place: str, arrival: MakeArrival) -> None:
    with Inbox.open(place) as inbox, Days.open(place) as days:
        for first in range(0, 6, 2):
            inbox.take([arrival(first), arrival(first + 1, label=Label.RED)])
            inbox.finish(first, first + 2, {}, START)
            assert days.settle(LATER) == 2
        found = days.settled()
        early = [next(found).number, next(found).number]
        assert compact(days, "2026-03-20") == 6
        days.sweep()
        assert [*early, *(one.number for one in found)] == [1, 2, 3, 4, 5, 6]


def test_a_file_whose_time_is_past_goes_while_the_others_are_read() -> None:
    shelf = Shelf([[1, 2], [3], [4]], missing={1})
    files = iter([shelf.listed(), shelf.listed()[::2]])
    assert [one.number for one in by_number(lambda: next(files), shelf.read)] == [1, 2, 4]
