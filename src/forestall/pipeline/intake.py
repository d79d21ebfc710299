"""Where deliveries of all adapters wait to be stored: many callers, one writer, one commit for all that waits.

A caller is answered after the commit that holds its delivery, never before. When too much waits, or the disk refuses,
callers are told to come again: nothing is dropped here, and nothing is kept in memory without bound.
"""

import asyncio
import queue
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final, Protocol

from forestall.core.errors import ForestallError, InputError, StateError
from forestall.model.intake import Delivery, Receipt
from forestall.pipeline.tally import Gauge

MOST_WAITING = 20_000
"""Signals that may wait for the writer; more are sent back."""
MOST_TOGETHER = 2_000
"""Signals of one commit."""
GATHER = 0.005
"""How long the writer waits for company before it commits [s]."""
RETRY = 1.0
"""After how long a caller may come again [s]; while the disk refuses, one delivery in this time tries it."""

Receipts = tuple[Receipt, ...]
_steady = time.monotonic


class Storage(Protocol):
    """What the writer needs of the inbox."""

    def take_all(self, deliveries: list[Delivery]) -> tuple[Receipts | InputError, ...]:
        """Store several deliveries in one transaction."""
        ...


class BusyError(StateError):
    """It cannot be taken now; nothing was stored, come again."""

    def __init__(self, message: str, retry_after: float = RETRY) -> None:
        """`retry_after`: after how long to come again [s]."""
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A delivery and who waits for it."""

    delivery: Delivery
    answer: "Future[Receipts]"

    @property
    def size(self) -> int:
        return max(1, len(self.delivery.arrivals) + len(self.delivery.rejected))


class Intake:
    """The one writer of what arrives."""

    def __init__(self, storage: Storage, most_waiting: int = MOST_WAITING) -> None:
        """Start the writer.

        Args:
            storage: where signals are stored
            most_waiting: signals that may wait
        """
        self._storage: Final = storage
        self._most = most_waiting
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._waiting = 0
        self._closed = False
        self._refused_until = 0.0
        self.trouble: str | None = None
        """Why nothing can be stored at present; None when all is well."""
        self.commits = Gauge()
        """Commits, signals in them, and the time they took."""
        self._writer = threading.Thread(target=self._write, name="intake", daemon=True)
        self._writer.start()

    @property
    def waiting(self) -> int:
        """Signals that wait for the writer."""
        return self._waiting

    async def put(self, delivery: Delivery) -> Receipts:
        """Store a delivery; it is durable when this returns.

        Raises:
            BusyError: too much waits, or the disk refuses; nothing was stored.
            InputError: it cannot be stored as it is, a ConflictError when its key was used for something else.
        """
        return await asyncio.wrap_future(self._submit(delivery))

    def put_now(self, delivery: Delivery) -> Receipts:
        """As `put`, for a thread."""
        return self._submit(delivery).result()

    def close(self) -> None:
        """Store what waits, then stop; whoever comes later is sent back."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._queue.put(None)
        self._writer.join()

    def _submit(self, delivery: Delivery) -> "Future[Receipts]":
        waiting = _Waiting(delivery, Future())
        with self._lock:
            if self._closed:
                raise BusyError("the service is stopping; nothing was stored")
            if self._waiting and self._waiting + waiting.size > self._most:
                raise BusyError(f"{self._waiting:,} signals wait to be stored; nothing of this delivery was stored")
            if self.trouble is not None:
                self._try_again()
            self._waiting += waiting.size
        self._queue.put(waiting)
        return waiting.answer

    def _try_again(self) -> None:
        """Let one delivery through now and then, to see whether the disk takes it."""
        now = _steady()
        if now < self._refused_until:
            raise BusyError(f"nothing can be stored at present: {self.trouble}")
        self._refused_until = now + RETRY

    def _write(self) -> None:
        while (first := self._queue.get()) is not None:
            together, stopping = self._together(first)
            self._commit(together)
            if stopping:
                return

    def _together(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        """What waits, up to a limit, and whether it is the last."""
        together, size, until = [first], first.size, time.monotonic() + GATHER
        while size < MOST_TOGETHER:
            try:
                another = self._queue.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                break
            if another is None:
                return together, True
            together.append(another)
            size += another.size
        return together, False

    def _commit(self, together: list[_Waiting]) -> None:
        size = sum(one.size for one in together)
        began = time.perf_counter()
        try:
            outcomes = self._storage.take_all([one.delivery for one in together])
        except Exception as error:  # noqa: BLE001 - whatever it is, those who wait must hear of it, and the writer must go on
            self._refuse(together, error)
        else:
            self.trouble = None
            self.commits.add(size, time.perf_counter() - began)
            for one, outcome in zip(together, outcomes, strict=True):
                if not one.answer.set_running_or_notify_cancel():
                    continue  # nobody waits any more; what was stored stays stored
                if isinstance(outcome, InputError):
                    one.answer.set_exception(outcome)
                else:
                    one.answer.set_result(outcome)
        finally:
            with self._lock:
                self._waiting -= size

    def _refuse(self, together: list[_Waiting], error: Exception) -> None:
        reason = str(error) if isinstance(error, ForestallError) else type(error).__name__
        self.trouble = reason
        self._refused_until = _steady() + RETRY
        for one in together:
            if one.answer.set_running_or_notify_cancel():
                one.answer.set_exception(BusyError(f"nothing can be stored at present: {reason}"))
