"""Work of streams that stand open, in a line of its own: hundreds hear of a thing at once, and no page waits."""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

_LINE = CapacityLimiter(1)
T = TypeVar("T")


async def aside(work: Callable[[], T]) -> T:
    """Run something in a thread, behind what other streams have to do and beside the pages."""
    return await run_sync(work, limiter=_LINE)
