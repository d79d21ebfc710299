"""Two hundred people at once: `python benchmarks/web_users.py [SECONDS] [PEOPLE] [STATE]`.

`forestall serve` with accounts on the state of the large place (`_large.py`): everybody is signed in, in eight
different sets of rights, keeps the live stream open, opens a page, looks at it for some seconds, opens the next. One
process serves; this one asks, on the same two cores. Server time is what the service's log says of each answer, from
the request's first byte to the answer's last; wall is what came back here. On the way an entry of the ledger is
written, and told to all streams, and a new pass is left in the state and shown.
"""

import asyncio
import json
import math
import random
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parent))

from _large import HARBOUR, held, large, leave

from forestall.guard.seal import Sealer
from forestall.model.account import Account, Purpose, Role
from forestall.model.entry import Entry
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.outlook.given import Given
from forestall.outlook.pages.map import FIRST_SHOWN
from forestall.pipeline import accounts
from forestall.pipeline.accounts import Wanted
from forestall.pipeline.master_keys import master_keys
from forestall.pipeline.people import CONSOLE, People, parents_of, people
from forestall.pipeline.sign_in import set_purpose, with_link
from forestall.place.load import load
from forestall.store.book import Book
from forestall.store.state import State
from forestall.web.rights import COOKIE

PEOPLE, SECONDS, THINK = 200, 60.0, 10.0
MIX = {
    "/": 20, "/map": 8, "/queue": 18, "/queue?level=high": 3, "/queue?q=pump": 2, "/queue/{finding}": 8, "/sites": 5,
    "/sites?name=port": 2, "/sites/{site}": 8, "/network": 4, "/register": 6, "/register/{risk}": 4, "/plan": 4,
    "/obligations": 8, "/obligations?q=plan": 2, "/obligations/{owed}": 4, "/cases": 3, "/causes": 1, "/sources": 4,
    "/partners": 1, "/ledger": 2, "/briefing": 1, "/alerts": 3, "/search?q=port": 3, "/help": 1, "/account": 1,
    "/derivation/risk/{risk}/probability": 2,
}  # fmt: skip
"""How often which page is opened, and with what."""
BEHIND = {
    "/map": ("/map/start.json", *(f"/map/layers/{each}.json" for each in FIRST_SHOWN)),
    "/network": ("/network/graph.json",),
}
"""What a page's script asks for."""
ALWAYS = ("/static/live.js",)
"""What a browser asks about again on every page."""


@dataclass
class Heard:
    """What came back."""

    wall: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Time to the last byte [s], by page."""
    wrong: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Answers that are none, by status and page."""
    bytes: int = 0
    """Of bodies as they are sent."""
    told: dict[int, float] = field(default_factory=dict)
    """When each stream heard of the entry."""
    streams: int = 0
    """Live streams that are open."""


class Person:
    """Somebody with a session, a connection and a stream."""

    def __init__(self, number: int, cookie: str, port: int, given: Given, heard: Heard) -> None:
        self.number, self.cookie, self.port, self.given, self.heard = number, cookie, port, given, heard
        self.random = random.Random(number)
        self.line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.tags: dict[str, str] = {}

    async def work(self, until: float) -> None:
        """Open pages until the end."""
        await asyncio.sleep(self.random.uniform(0, THINK))
        while time.monotonic() < until:
            page = self.random.choices(list(MIX), list(MIX.values()))[0]
            for path in (page, *ALWAYS, *BEHIND.get(page, ())):
                await self.ask(path, self.filled(path))
            await asyncio.sleep(self.random.expovariate(1 / THINK))
        if self.line is not None:
            self.line[1].close()

    def filled(self, path: str) -> str:
        """An address with ids of this place."""
        given, pick = self.given, self.random.choice
        return path.format(
            finding=pick(given.detection.findings).id, site=pick(given.place.sites).id,
            risk=pick(given.assessment.risks).scenario, owed=pick(given.obligations).id,
        )  # fmt: skip

    async def ask(self, page: str, path: str) -> None:
        """One request on one's own connection."""
        began = time.perf_counter()
        if self.line is None or self.line[0].at_eof():  # the service ends a connection that rests for 5 s
            self.line = await asyncio.open_connection("127.0.0.1", self.port)
        self.line[1].write(self.request(path))
        try:
            status, head, size = await answer(self.line[0])
        except (ConnectionError, asyncio.IncompleteReadError):
            self.line = None
            await self.ask(page, path)
            return
        self.heard.wall[page].append(time.perf_counter() - began)
        self.heard.bytes += size
        if status not in (200, 304, 403, 404):  # who may see less is told so: that is an answer too
            self.heard.wrong[f"{status} {page}"] += 1
        if "etag" in head:
            self.tags[path] = head["etag"]

    def request(self, path: str, accept: str = "text/html") -> bytes:
        """As a browser sends it."""
        tag = f"If-None-Match: {self.tags[path]}\r\n" if path in self.tags else ""
        return (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\nAccept-Encoding: gzip\r\n"
            f"Sec-Fetch-Site: same-origin\r\nCookie: {COOKIE}={self.cookie}\r\n{tag}\r\n"
        ).encode()

    async def listen(self) -> None:
        """Keep the stream open, and note when something is told."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(self.request("/live", "text/event-stream"))
        await reader.readuntil(b"\r\n\r\n")
        self.heard.streams += 1
        first = None
        try:
            while line := await reader.readline():
                if line.startswith(b"id: "):
                    entries = int(line.split(b".")[1])
                    first = entries if first is None else first
                    if entries > first:
                        self.heard.told.setdefault(self.number, time.monotonic())
        finally:
            self.heard.streams -= 1
            writer.close()


async def answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], int]:
    """Status, headers and length of an answer, its body read."""
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    head = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
    if head.get("transfer-encoding") == "chunked":
        size = 0
        while number := int(await reader.readline(), 16):
            await reader.readexactly(number + 2)
            size += number
        await reader.readexactly(2)
        return int(lines[0].split()[1]), head, size
    size = int(head.get("content-length", 0))
    await reader.readexactly(size)
    return int(lines[0].split()[1]), head, size


def signed_in(state: Path, number: int) -> list[str]:
    """Secrets of sessions of so many people."""
    sealer, profile = Sealer(master_keys(state, {})), load(HARBOUR).profile
    now = datetime.now(UTC)
    below = profile.jurisdictions[-1].id
    granted = [
        Wanted(role, Label.RED, fields, part, frozenset(Purpose))
        for role in (Role.DIRECTOR, Role.ANALYST)
        for fields in (None, frozenset({Field.CYBER}))
        for part in (None, below)
    ]
    with people(state, sealer, lambda: now, profile.sender, lambda: parents_of(profile.jurisdictions)) as ours:
        return [_secret(ours, f"reader-{n}", profile.sender, granted[n % len(granted)]) for n in range(number)]


def _secret(ours: People, name: str, office: str, wanted: Wanted) -> str:
    accounts.add_account(ours, CONSOLE, Account(name, name, office, ours.now()), wanted)
    found = with_link(ours, accounts.invite(ours, CONSOLE, name))
    set_purpose(ours, found.sitting, Purpose.OPERATIONS)
    return found.secret


async def measured(
    port: int, cookies: list[str], given: Given, seconds: float, change: Callable[[float], Awaitable[dict[str, float]]]
) -> tuple[Heard, dict[str, float]]:
    """Everybody at work; what is changed on the way, and when."""
    heard = Heard()
    everybody = [Person(n, cookie, port, given, heard) for n, cookie in enumerate(cookies)]
    listening = [asyncio.create_task(each.listen()) for each in everybody]
    until = time.monotonic() + seconds
    working = asyncio.gather(*(each.work(until) for each in everybody))
    times = await change(seconds)
    await working
    times["streams"] = heard.streams
    for each in listening:
        each.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    return heard, times


def logged(path: Path) -> dict[str, list[tuple[float, float]]]:
    """Server time of each answer by route, with when it was written [s]."""
    found = defaultdict(list)
    for line in path.read_text().splitlines():
        if '"event": "request"' in line:
            told = json.loads(line)
            when = datetime.fromisoformat(told["time"]).timestamp()
            found[told["route"]].append((when, told["seconds"]))
    found.pop("/live", None)
    return found


def at(share: float, seconds: list[float]) -> float:
    """A quantile, by the nearest rank."""
    ordered = sorted(seconds)
    return ordered[min(math.ceil(share * len(ordered)), len(ordered)) - 1] if ordered else math.nan


def line(name: str, seconds: list[float]) -> str:
    """Quantiles [ms]."""
    found = [1e3 * at(share, seconds) for share in (0.5, 0.95, 0.99, 1.0)]
    return f"{name[:48]:49}" + "".join(f"{each:9.0f}" for each in found) + f"{len(seconds):8}"


def started(state: Path, log: Path) -> tuple[subprocess.Popen[bytes], int]:
    """The service, once it shows the large place; its process and port."""
    command = [sys.executable, "-m", "forestall", "serve", str(HARBOUR), "--state", str(state), "--port", "0"]
    process = subprocess.Popen(command, stdout=log.open("wb"), stderr=subprocess.STDOUT)
    while " at http" not in log.read_text():
        assert process.poll() is None, log.read_text()[-2000:]
        time.sleep(0.2)
    return process, int(log.read_text().partition(" at http://127.0.0.1:")[2].split("/")[0])


def main() -> None:
    """Measure and print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    number = int(sys.argv[2]) if len(sys.argv) > 2 else PEOPLE
    with large(sys.argv[3] if len(sys.argv) > 3 else None) as (state, given):
        cookies, log = signed_in(state, number), state.parent / "log"
        with held(state) as kept:
            process, port = started(state, log)
            try:
                run(process, port, kept, given, cookies, seconds, log)
            finally:
                process.terminate()
                process.wait(30)


def run(
    process: subprocess.Popen[bytes],
    port: int,
    kept: State,
    given: Given,
    cookies: list[str],
    seconds: float,
    log: Path,
) -> None:
    """The load, and what came of it."""
    heard = Heard()
    for each in cookies[:8]:  # somebody of each set of rights was there before
        asyncio.run(walk(Person(0, each, port, given, heard)))
    begun, cpu = time.time(), psutil.Process(process.pid).cpu_times()

    async def change(seconds: float) -> dict[str, float]:
        await asyncio.sleep(seconds / 3)
        wrote = time.monotonic()
        await asyncio.to_thread(_enter, kept, given)
        await asyncio.sleep(seconds / 3 - (time.monotonic() - wrote))
        passed = time.time()
        await asyncio.to_thread(leave, kept, replace(given, at=given.at + timedelta(minutes=15)), None)
        await asyncio.to_thread(_enter, kept, given)
        return {"wrote": wrote, "passed": passed}

    heard, times = asyncio.run(measured(port, cookies, given, seconds, change))
    used = psutil.Process(process.pid).cpu_times()
    cores = (used.user + used.system - cpu.user - cpu.system) / (time.time() - begun)
    said = {route: [(when, took) for when, took in each if when >= begun] for route, each in logged(log).items()}
    print(f"{'server time by route [ms]':49}{'p50':>9}{'p95':>9}{'p99':>9}{'most':>9}{'n':>8}")
    for route, each in sorted(said.items(), key=lambda one: -at(0.95, [took for _, took in one[1]])):
        if each:
            print(line(route, [took for _, took in each]))
    every = [(when, took) for each in said.values() for when, took in each]
    print(line("all, server", [took for _, took in every]))
    print(line("all, server, before the new pass", [t for when, t in every if when < times["passed"]]))
    print(line("all, server, from the new pass on", [t for when, t in every if when >= times["passed"]]))
    print(line("all, wall", [took for each in heard.wall.values() for took in each]))
    told = [each - times["wrote"] for each in heard.told.values()]
    print(f"{len(cookies)} people, {times['streams']:.0f} live streams at the end; {len(told)} heard of the entry")
    print(f"  after {statistics.median(told):.2f} s in the median, {max(told):.2f} s the last" if told else "")
    print(f"{len(every) / seconds:.0f} answers/s, {heard.bytes / 1e6:.0f} MB; the service used {cores:.2f} cores")
    memory = psutil.Process(process.pid).memory_info().rss / 2**20
    print(f"memory {memory:.0f} MiB; wrong: {dict(heard.wrong) or 'none'}; load {psutil.getloadavg()}")


async def walk(person: Person) -> None:
    """Open everything once."""
    for page in MIX:
        for path in (page, *BEHIND.get(page, ())):
            await person.ask(path, person.filled(path))


def _enter(kept: State, given: Given) -> None:
    with kept.database.session() as session:
        Book(session).append([Entry("note", "benchmark", given.at, {"said": "something"})])


if __name__ == "__main__":
    main()
