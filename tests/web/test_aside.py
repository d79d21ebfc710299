"""What streams have to do waits in a line of its own, and never before a page."""

import asyncio
import threading
from functools import partial

from anyio.to_thread import current_default_thread_limiter
from starlette.concurrency import run_in_threadpool

from forestall.web.aside import aside


def test_a_page_is_answered_while_two_hundred_streams_wait_and_these_come_one_after_another() -> None:
    held, at_once = threading.Event(), []
    working = threading.Semaphore()

    def look(number: int) -> int:
        assert held.wait(60)
        at_once.append(working.acquire(blocking=False))
        working.release()
        return number

    async def everybody() -> tuple[str, list[int]]:
        current_default_thread_limiter().total_tokens = 1
        streams = [asyncio.create_task(aside(partial(look, each))) for each in range(200)]
        await asyncio.sleep(0)
        page = await run_in_threadpool(lambda: "a page")
        assert not any(each.done() for each in streams)
        held.set()
        return page, await asyncio.gather(*streams)

    assert asyncio.run(everybody()) == ("a page", list(range(200)))
    assert at_once == [True] * 200
