"""Run the adapters of a place side by side; one that fails is started again and stops no other."""

import asyncio
import random
from collections.abc import Sequence

from forestall.pipeline.adapters.build import Adapter
from forestall.pipeline.adapters.handing import LOG, Condition, Sleep
from forestall.pipeline.adapters.rhythm import BackOff


async def run(adapters: Sequence[Adapter], source: random.Random, sleep: Sleep = asyncio.sleep) -> None:
    """Until it is cancelled; then every adapter stores what it has received, and this comes back.

    Args:
        adapters: what to run
        source: where the jitter of restarts comes from
        sleep: waits [s]
    """
    tasks = [asyncio.create_task(_kept(one, BackOff(source), sleep), name=one.condition.source) for one in adapters]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def conditions(adapters: Sequence[Adapter]) -> tuple[Condition, ...]:
    """How each is doing, for the source page."""
    return tuple(one.condition for one in adapters)


async def _kept(adapter: Adapter, back_off: BackOff, sleep: Sleep) -> None:
    while True:
        try:
            await adapter.run()
            return
        except Exception as error:  # noqa: BLE001 - a fault in one way in must not close the others
            adapter.condition.connected = False
            adapter.condition.trouble = str(error) or type(error).__name__
            LOG.exception("%s: starts again", adapter.condition.source)
        await sleep(back_off.wait())
