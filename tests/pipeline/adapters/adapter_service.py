"""What the tests of adapters share: a real store with its intake, sources of a test, a free port."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from forestall.model.intake import Arrival, Delivery, Held, Receipt, Rejected, StoredSignal
from forestall.model.partner import Source
from forestall.model.words import Field, SourceKind
from forestall.pipeline.adapters.handing import Condition, Handing
from forestall.pipeline.intake import Intake
from forestall.store.inbox import Inbox

NOW = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)


@dataclass(slots=True)
class Service:
    """What adapters hand over to."""

    inbox: Inbox
    intake: Intake
    handing: Handing

    def stored(self) -> list[StoredSignal]:
        return list(self.inbox.after(0, 1_000_000))

    def bodies(self) -> list[dict[str, object]]:
        return [one.arrival.body for one in self.stored()]

    def values(self, name: str) -> list[object]:
        return [body.get(name) for body in self.bodies()]

    def held(self) -> list[Held]:
        return list(self.inbox.held(10_000))


Open = Callable[[], Service]


def source(name: str, kind: SourceKind, **options: object) -> Source:
    return Source(name, name, kind, f"live/{name}/*", Field.CYBER, **options)  # type: ignore[arg-type]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def until(true: Callable[[], object]) -> None:
    """Let the adapters work until something is so."""
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.002)


async def during(run: Awaitable[None], work: Callable[[], Awaitable[None]]) -> None:
    """Do some work while an adapter runs, then stop it as the service does."""
    task = asyncio.ensure_future(run)
    try:
        await work()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def handled(condition: Condition) -> int:
    return condition.stored + condition.repeated + condition.rejected


class Memory:
    """The inbox's promise in memory: one transaction, an identity once; for tests that start over very often."""

    def __init__(self) -> None:
        self.signals: dict[tuple[str, str], Arrival] = {}
        self.rejected: list[Rejected] = []
        self.offsets: dict[str, str] = {}

    async def put(self, delivery: Delivery) -> tuple[Receipt, ...]:
        receipts = []
        for one in delivery.arrivals:
            duplicate = self.signals.setdefault((one.source, one.identity), one) is not one
            receipts.append(Receipt(one.identity, len(self.signals), duplicate))
        self.rejected += delivery.rejected
        self.offsets |= dict([delivery.offset] if delivery.offset else [])
        return tuple(receipts)

    def offset(self, source: str) -> str | None:
        return self.offsets.get(source)


class DiedError(Exception):
    """The process is gone."""


class Dying:
    """A store that dies at the n-th delivery: before the commit, or after it."""

    def __init__(self, store: Memory, at: int, *, committed: bool) -> None:
        self._store, self._left, self._committed = store, at, committed

    async def put(self, delivery: Delivery) -> tuple[Receipt, ...]:
        self._left -= 1
        if self._left == 0:
            if self._committed:
                await self._store.put(delivery)
            raise DiedError
        return await self._store.put(delivery)
