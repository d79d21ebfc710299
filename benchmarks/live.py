"""The live service under load: `forestall serve` on the example place, fed over HTTP, timed from outside.

    .venv/bin/python benchmarks/live.py [SECONDS] [SIGNALS_PER_SECOND]

Bars (issue 6, 2 cores, load generator included): at least 5,000 signals/s durable in batches of 100, 99 % of
acknowledgements within 100 ms, 99 % of signals found within 1 s, 24 h of feed time within 60 s, flat memory.
"""

import asyncio
import gzip
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "examples" / "harbour"
BATCH = 100
CONNECTIONS = 8
DAY = 86_400


@dataclass(slots=True)
class Load:
    """What came back."""

    seconds: list[float] = field(default_factory=list)
    """Time to each acknowledgement [s]."""
    refused: int = 0
    """Requests that were not taken."""


def bodies() -> list[bytes]:
    """A week of logs of the example, a hundred events a body."""
    events = []
    for name in ("city-windows", "terminal-windows"):
        events += gzip.decompress((PLACE / "logs" / f"{name}.jsonl.gz").read_bytes()).splitlines()
    return [b"[" + b",".join(events[i : i + BATCH]) + b"]" for i in range(0, len(events) - BATCH, BATCH)]


def request(body: bytes, key: str, source: str = "city-windows") -> bytes:
    """An HTTP request that hands in a body."""
    head = (
        f"POST /v1/signals?source={source} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Idempotency-Key: {key}\r\nContent-Length: {len(body)}\r\nAuthorization: \r\n\r\n"
    )
    return head.encode().replace(b"Authorization: \r\n", b"") + body


async def answer(reader: asyncio.StreamReader) -> int:
    """Status of the next answer, its body read."""
    head = await reader.readuntil(b"\r\n\r\n")
    found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    await reader.readexactly(int(found.group(1)) if found else 0)
    return int(head.split(b" ", 2)[1])


async def feed(port: int, sent: Sequence[bytes], queue: "asyncio.Queue[int | None]", load: Load, run: str) -> None:
    """One connection that sends what the queue says."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (number := await queue.get()) is not None:
        began = time.perf_counter()
        writer.write(request(sent[number % len(sent)], f"{run}-{number}"))
        status = await answer(reader)
        load.seconds.append(time.perf_counter() - began)
        load.refused += status >= 300
    writer.close()


async def pressed(port: int, sent: Sequence[bytes], seconds: float, rate: float, run: str) -> tuple[Load, float]:
    """Batches at a rate [1/s] for some time; rate 0: as fast as they are taken."""
    queue: asyncio.Queue[int | None] = asyncio.Queue(maxsize=CONNECTIONS)
    load = Load()
    feeders = [asyncio.create_task(feed(port, sent, queue, load, run)) for _ in range(CONNECTIONS)]
    began = time.perf_counter()
    number = 0
    while (now := time.perf_counter() - began) < seconds:
        if rate and number > now * rate:
            await asyncio.sleep((number - now * rate) / rate)
        await queue.put(number)
        number += 1
    for _ in feeders:
        await queue.put(None)
    await asyncio.gather(*feeders)
    return load, time.perf_counter() - began


async def noticed(port: int, seconds: float) -> list[float]:
    """From handing in a signal that a rule finds to being told of the finding, twice a second [s]."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    sender_in, sender_out = await asyncio.open_connection("127.0.0.1", port)
    took, began, number = [], time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        host = f"PROBE-{number:05}.nowhere.invalid"
        event = {"Channel": "Security", "EventID": 1102, "Computer": host, "@timestamp": "2031-03-10T05:00:00Z"}
        number += 1
        at = time.perf_counter()
        sender_out.write(request(json.dumps([event]).encode(), f"probe-{at}"))
        await answer(sender_in)
        while host.encode() not in await reader.readline():
            pass
        took.append(time.perf_counter() - at)
        await asyncio.sleep(max(0.0, 0.5 - took[-1]))
    writer.close()
    sender_out.close()
    return took


def day() -> list[bytes]:
    """24 hours of one event a second."""
    first = datetime(2031, 3, 9, 6, tzinfo=UTC)
    made = []
    for start in range(0, DAY, BATCH):
        events = [
            {
                "@timestamp": (first + timedelta(seconds=second)).isoformat(),
                "event": "heartbeat",
                "Computer": f"SIS-{second % 7}",
                "value": second % 97,
            }
            for second in range(start, start + BATCH)
        ]
        made.append(json.dumps(events).encode())
    return made


async def replayed(port: int) -> float:
    """Time until 24 hours of feed are taken and worked through [s]."""
    sent = day()
    queue: asyncio.Queue[int | None] = asyncio.Queue()
    for number in [*range(len(sent)), *[None] * CONNECTIONS]:
        queue.put_nowait(number)
    load = Load()
    began = time.perf_counter()
    await asyncio.gather(*[feed(port, sent, queue, load, "day") for _ in range(CONNECTIONS)])
    while await backlog(port):
        await asyncio.sleep(0.2)
    assert not load.refused
    return time.perf_counter() - began


async def backlog(port: int) -> float:
    """Signals stored and not yet worked through."""
    text = await fetched(port, "/metrics")
    found = re.search(r"^forestall_backlog (\S+)$", text, re.MULTILINE)
    return float(found.group(1)) if found else 0.0


async def fetched(port: int, path: str) -> str:
    """The body of an answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    text = (await reader.read()).partition(b"\r\n\r\n")[2].decode()
    writer.close()
    return text


def share(values: Sequence[float], part: float) -> float:
    """The value below which a share of them lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def helpers(service: psutil.Process) -> list[psutil.Process]:
    """The processes that a service began, the live pipeline first; passes come and go."""
    found = []
    for one in service.children():
        with suppress(psutil.NoSuchProcess):
            if "spawn_main" in " ".join(one.cmdline()):  # not the one that only tidies up for the others
                found.append(one)
    return sorted(found, key=lambda one: one.create_time())


def used(process: psutil.Process) -> tuple[float, float]:
    """Processor time of the service and its live pipeline [s], and their memory [MiB]."""
    every = [process, helpers(process)[0]]
    times = [one.cpu_times() for one in every]
    return sum(t.user + t.system for t in times), sum(one.memory_info().rss for one in every) / 2**20


async def started(state: Path) -> tuple[asyncio.subprocess.Process, int, float]:
    """The service, the port it listens on, and the time to its first page [s]."""
    began = time.perf_counter()
    code = "import typer; from forestall.cli.serve import serve; a = typer.Typer(); a.command()(serve); a()"
    arguments = (sys.executable, "-c", code, str(PLACE), "--port", "0", "--state", str(state))
    process = await asyncio.create_subprocess_exec(*arguments, stderr=asyncio.subprocess.PIPE)
    assert process.stderr is not None
    told = (await process.stderr.readline()).decode()
    port = int(told.strip().rstrip("/").rpartition(":")[2])
    while "<html" not in await fetched(port, "/"):
        await asyncio.sleep(0.05)
    page = time.perf_counter() - began

    async def drained() -> None:
        while await process.stderr.readline():  # type: ignore[union-attr]
            pass

    process.drain = asyncio.create_task(drained())  # type: ignore[attr-defined]
    while '"ready":true' not in await fetched(port, "/readyz"):
        await asyncio.sleep(0.1)
    return process, port, page


async def main(seconds: float, rate: float) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        process, port, page = await started(Path(folder) / "state")
        try:
            await measured(process.pid, port, page, seconds, rate)
        finally:
            process.terminate()
            await process.wait()


async def measured(pid: int, port: int, page: float, seconds: float, rate: float) -> None:
    """Press the service and print what came of it."""
    watched = psutil.Process(pid)
    print(f"first page after {page:.1f} s")
    sent = bodies()
    await pressed(port, sent, 3.0, rate / BATCH, "warm")
    cpu, memory = used(watched)
    (load, took), probes = await asyncio.gather(
        pressed(port, sent, seconds, rate / BATCH, "load"), noticed(port, seconds)
    )
    more, after = used(watched)
    count = BATCH * (len(load.seconds) - load.refused)
    print(f"{count:,} signals in {took:.1f} s: {count / took:,.0f}/s, {load.refused} requests refused")
    print(f"processor: {1e6 * (more - cpu) / max(1, count):.0f} µs a signal, service and live pipeline")
    told = ", ".join(f"p{int(p * 100)} {1e3 * share(load.seconds, p):.0f} ms" for p in (0.5, 0.95, 0.99))
    print(f"acknowledged: {told}")
    print(f"signal to finding: median {statistics.median(probes):.2f} s, p99 {share(probes, 0.99):.2f} s")
    print(f"memory: {memory:,.0f} MiB before, {after:,.0f} MiB after")
    print(f"24 h of feed: {await replayed(port):.1f} s")


if __name__ == "__main__":
    given = [float(text) for text in sys.argv[1:3]]
    asyncio.run(main(*(given + [20.0, 5_500.0][len(given) :])))
