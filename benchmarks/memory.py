"""Memory of the live service under constant load: `python benchmarks/memory.py [MINUTES [SIGNALS_PER_SECOND]]`.

By default an hour at 1,000 signals/s. Every 10 s the resident memory of the service and of its live pipeline is written
down; passes, which come and go in processes of their own, are told apart. Events say the present, so nothing repeats
itself. The bar (issue 6) is flat memory: the slope is a straight line by least squares through all figures after the
first fifth of the time, in which caches fill; with it stands how far the last fifth lies above the fifth after the
first. The store on disk grows by what is stored; it is told as well.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parent))

from live import BATCH, answer, backlog, helpers, request, started

EVERY = 10.0
"""Between two looks [s]."""
_MIB = 2**20


@dataclass(frozen=True, slots=True)
class Look:
    """What stood in memory at a moment."""

    seconds: float
    """Since the beginning."""
    service: float
    """Resident memory of the service [MiB]."""
    live: float
    """That of the live pipeline."""
    passes: float
    """That of a pass, 0 when none runs."""


def events(number: int) -> bytes:
    """A hundred events of the present: logons, heartbeats of sensors, and now and then one that a rule finds."""
    now = datetime.now(UTC)
    made = [_event(number * BATCH + place, now + timedelta(microseconds=place)) for place in range(BATCH)]
    return json.dumps(made).encode()


def _event(number: int, at: datetime) -> dict[str, object]:
    host, time_ = f"SIS-{number % 97:02}.city.example", at.isoformat()
    if number % 5_000 == 0:
        return {"Channel": "Security", "EventID": 1102, "Computer": host, "@timestamp": time_}
    if number % 3:
        return {"@timestamp": time_, "event": "heartbeat", "Computer": host, "value": number % 1013}
    user = f"person.{number % 5003}"
    return {
        "@timestamp": time_,
        "Channel": "Security",
        "EventID": 4624,
        "Computer": host,
        "TargetUserName": user,
        "IpAddress": f"10.{number % 7}.{number % 251}.{number % 11}",
        "LogonType": 3,
        "Message": f"An account was logged on: {user} from session {number}",
    }


async def pressed(port: int, until: float, rate: float) -> tuple[int, int]:
    """Batches at a rate [1/s] until a time; how many were taken and refused."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    taken = refused = 0
    began = time.perf_counter()
    while (now := time.perf_counter()) < until:
        ahead = (taken + refused) / rate - (now - began)
        if ahead > 0:
            await asyncio.sleep(ahead)
        number = taken + refused
        writer.write(request(events(number), f"memory-{number}"))
        if await answer(reader) < 300:
            taken += 1
        else:
            refused += 1
            await asyncio.sleep(1.0)
    writer.close()
    return taken, refused


async def watched(pid: int, until: float) -> list[Look]:
    """Looks at the memory until a time."""
    service = psutil.Process(pid)
    pipeline = helpers(service)[0]
    began, looks = time.perf_counter(), []
    while (now := time.perf_counter()) < until:
        passes = sum(_resident(one) for one in helpers(service) if one.pid != pipeline.pid)
        looks.append(Look(now - began, _resident(service), _resident(pipeline), passes))
        if len(looks) % 30 == 1:
            last = looks[-1]
            print(f"{last.seconds:6.0f} s: service {last.service:.0f} MiB, live {last.live:.0f}", flush=True)
        await asyncio.sleep(EVERY)
    return looks


def _resident(process: psutil.Process) -> float:
    with suppress(psutil.NoSuchProcess):
        return process.memory_info().rss / _MIB
    return 0.0


def told(name: str, seconds: Sequence[float], values: Sequence[float]) -> str:
    """A line on one process: range, slope after the first fifth, and how far the end lies above the beginning."""
    fifth = len(values) // 5
    slope = statistics.linear_regression(seconds[fifth:], values[fifth:]).slope * 3600
    above = statistics.mean(values[-fifth:]) - statistics.mean(values[fifth : 2 * fifth])
    return f"{name}: {min(values):.0f} to {max(values):.0f} MiB, slope {slope:+.1f} MiB/h, end {above:+.1f} MiB above"


async def main(minutes: float, rate: float) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        process, port, _ = await started(state)
        try:
            until = time.perf_counter() + 60 * minutes
            (taken, refused), looks = await asyncio.gather(
                pressed(port, until, rate / BATCH), watched(process.pid, until)
            )
            behind = await backlog(port)
        finally:
            process.terminate()
            await process.wait()
        disk = sum(file.stat().st_size for file in state.rglob("*") if file.is_file())
    count = taken * BATCH
    print(f"{count:,} signals in {minutes:.0f} min ({count / minutes / 60:,.0f}/s), {refused} requests refused")
    print(
        f"behind at the end: {behind:.0f} signals; on disk {disk / _MIB:.0f} MiB, {disk / max(1, count):.0f} a signal"
    )
    seconds = [look.seconds for look in looks]
    print(told("service", seconds, [look.service for look in looks]))
    print(told("live pipeline", seconds, [look.live for look in looks]))
    print(f"passes: up to {max(look.passes for look in looks):.0f} MiB while they run")


if __name__ == "__main__":
    given = [float(text) for text in sys.argv[1:3]]
    asyncio.run(main(*(given + [60.0, 1_000.0][len(given) :])))
