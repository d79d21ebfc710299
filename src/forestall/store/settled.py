"""Signals of the lake by number, without holding them: a file is in memory only while its numbers come."""

from collections.abc import Callable, Iterable, Iterator
from heapq import heappop, heappush

from forestall.core.errors import StateError
from forestall.model.intake import StoredSignal
from forestall.store.day_files import DayFile


def by_number(
    listed: Callable[[], tuple[DayFile, ...]], read: Callable[[DayFile], Iterator[StoredSignal]]
) -> Iterator[StoredSignal]:
    """Signals of all files, each once, in ascending order.

    Args:
        listed: the files as the manifest has them now
        read: the signals of a file by number

    Raises:
        StateError: a file is not there, or is not what was written; not when it became part of another meanwhile.
    """
    last, files = 0, listed()
    while True:
        try:
            for signal in _merged(files, read, last):
                last = signal.number
                yield signal
            return
        except StateError:
            before, files = files, listed()
            if files == before:
                raise


def _merged(
    files: Iterable[DayFile], read: Callable[[DayFile], Iterator[StoredSignal]], after: int
) -> Iterator[StoredSignal]:
    """Signals after a number; a file is opened when its first number is next."""
    closed = sorted((file for file in files if file.last > after), key=lambda file: file.first, reverse=True)
    heads: list[tuple[int, str, StoredSignal, Iterator[StoredSignal]]] = []

    def take(path: str, more: Iterator[StoredSignal]) -> None:
        head = next((signal for signal in more if signal.number > after), None)
        if head is not None:
            heappush(heads, (head.number, path, head, more))

    while closed or heads:
        while closed and (not heads or closed[-1].first <= heads[0][0]):
            file = closed.pop()
            take(file.path, read(file))
        if heads:
            _, path, head, more = heappop(heads)
            yield head
            take(path, more)
