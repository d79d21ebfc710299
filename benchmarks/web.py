"""Every page of a large place: `python benchmarks/web.py [ROUNDS] [STATE]`.

The harbour after one pass, its records multiplied to 50,000 findings, 5,000 sites, 20,000 obligations (`_large.py`).
Readers with nine different sets of rights open every page of the navigation and one of each kind behind it, as far as
they may; CPU time of this process from the request to the last byte, gzip included. Bar: 95 of 100 answers of each page
in 150 ms. The first answers after a pass are measured apart: one for each set of rights, once without anything prepared
and once after the pass was prepared as the service does it.

Last run (23 November 2026, load 20, CPU time): 870 warm answers of 57 addresses, 95 of 100 within 5 to 64 ms by page,
one answer of 974 ms by a full collection (`preparing.settle` came of it). First after a pass up to 2.3 s; prepared, the
pages of the navigation but the briefing within 41 ms, a what-if, contours and a site that fails within 1.7 s.

Two hundred people at once: `web_users.py`. What a browser gets and draws: `web_browser.py`.
"""

import asyncio
import math
import statistics
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
from fastapi import FastAPI, Request

sys.path.insert(0, str(Path(__file__).parent))

from _large import HARBOUR, large

from forestall.guard.label import subtree
from forestall.guard.policy import Standing, Subject
from forestall.guard.throttle import Rate
from forestall.model.account import Purpose, Role
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.outlook.given import Given
from forestall.pipeline.picture import Cuts, Derived
from forestall.pipeline.service import Service
from forestall.web.app import make_app
from forestall.web.headers import Limits
from forestall.web.pages.map_warm import warm
from forestall.web.pages.preparing import prepare, settle
from forestall.web.rights import Asker

FREE = Rate(1e9, 1e9)
BAR = 0.150  # server time of 95 of 100 answers [s]


@dataclass
class Turn:
    """Rights of the reader whose turn it is."""

    organisation: str
    subject: Subject

    def asker(self, _request: Request) -> Asker:
        """That reader."""
        return Asker(self.subject)


@dataclass
class Took:
    """CPU seconds of the answers of a page."""

    first: list[float] = field(default_factory=list)
    """After a pass, one for each set of rights."""
    unused: list[float] = field(default_factory=list)
    """In a process that has just begun."""
    prepared: list[float] = field(default_factory=list)
    """The same, after the service has prepared the pass."""
    warm: list[float] = field(default_factory=list)
    """Later ones."""
    size: int = 0
    """Longest answer as it is sent [byte]."""


def pages(given: Given) -> tuple[str, ...]:
    """Every page: those of the navigation, then one of each kind behind them."""
    holding = next(each.site for each in given.place.releases)
    scenario = given.assessment.risks[0].scenario
    finding, owed, site = given.detection.findings[17].id, given.obligations[17].id, given.place.sites[-17].id
    partner = given.place.partners[0].id if given.place.partners else ""
    alert = given.alerts_open[0].identifier if given.alerts_open else ""
    return (
        "/", "/map", "/queue", "/sites", "/network", "/register", "/plan", "/obligations", "/cases", "/sources",
        "/partners", "/ledger", "/admin", "/briefing",
        "/map/start.json", *(f"/map/layers/{each}.json" for each in LAYERS),
        f"/map?site={site}", "/queue?q=pump", "/queue?queue.sort=-time", "/queue?level=high", f"/queue/{finding}",
        "/sites?name=port", f"/sites/{site}", f"/sites/{holding}", f"/sites/{holding}/risk",
        "/network/graph.json", f"/network?fail={site}", f"/register/{scenario}", "/plan/front.json",
        "/obligations?q=plan", "/obligations?show=calendar", f"/obligations/{owed}",
        "/cases/report", "/cases/place.json", "/causes", "/alerts", f"/alerts/{alert}", f"/partners/{partner}",
        "/ledger/1", "/admin/place", "/admin/keys", "/admin/readers", "/account", "/briefing/view", "/search?q=port+1",
        "/help", "/help/map", f"/derivation/risk/{scenario}/probability",
        f"/map/what-if?site={site}&substance=chlorine",
    )  # fmt: skip


LAYERS = ("sites", "incidents", "alerts", "zones", "contours", "routes", "dependencies", "population", "coverage")


def readers(service: Service) -> list[Subject]:
    """People with nine different sets of rights; the last one may do all."""
    profile = service.place.profile
    parents = {each.id: each.parent for each in profile.jurisdictions}
    purposes = frozenset(Purpose)
    grants = [
        frozenset({Standing(role, Label.RED, fields, part, purposes)})
        for role in (Role.DIRECTOR, Role.ANALYST)
        for fields in (None, frozenset({Field.CYBER}))
        for part in (None, subtree(profile.jurisdictions[-1].id, parents))
    ]
    grants.append(frozenset(Standing(role, Label.RED, None, None, purposes) for role in Role))
    return [
        Subject(f"reader-{n}", profile.sender, each, Purpose.OPERATIONS, fresh=True) for n, each in enumerate(grants)
    ]


class Bench:
    """The app and those who ask it."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.turn = Turn(service.place.profile.sender, Subject("nobody", None))
        self.app: FastAPI = make_app(service, self.turn, limits=Limits(credential=FREE, address=FREE, sign_in=FREE))
        self.readers = readers(service)
        self.took: dict[str, Took] = {}

    async def once(self, kind: str) -> None:
        """Everybody opens every page that they may see."""
        transport = httpx.ASGITransport(app=self.app)
        headers = {"accept": "text/html", "accept-encoding": "gzip", "sec-fetch-site": "same-origin"}
        given = self.service.picture.shown.given
        assert given is not None
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as client:
            for subject in self.readers:
                self.turn.subject = subject
                for path in pages(given):
                    began = time.process_time()
                    answer = await client.get(path)
                    took = time.process_time() - began
                    if answer.status_code == 200:
                        found = self.took.setdefault(path, Took())
                        getattr(found, kind).append(took)
                        found.size = max(found.size, int(answer.headers.get("content-length", 0)))

    def forget(self, *, prepared: bool) -> float:
        """As after a pass; CPU seconds of what the service prepares before it shows it."""
        picture = self.service.picture
        shown = replace(picture.shown, derived=Derived(), cuts=Cuts(), orders=Derived())
        began = time.process_time()
        if prepared:
            prepare(self.app, shown)
            settle(shown)
            picture.shown = shown
        else:
            picture.shown = shown
        return time.process_time() - began


def at(share: float, seconds: list[float]) -> float:
    """A quantile, by the nearest rank."""
    ordered = sorted(seconds)
    return ordered[min(math.ceil(share * len(ordered)), len(ordered)) - 1]


def row(path: str, one: Took) -> str:
    """The figures of a page [ms]."""
    found = (statistics.median(one.warm), at(0.95, one.warm), at(0.99, one.warm), max(one.first), max(one.prepared))
    times = "".join(f"{1e3 * each:9.0f}" for each in found)
    return f"{path[:50]:51}{times}{one.size / 1e3:8.0f}{len(one.warm):7}"


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    kept = sys.argv[2] if len(sys.argv) > 2 else None
    with large(kept) as (state, _), Service.open(HARBOUR, str(state), state / "outlook", silent) as service:
        began = time.process_time()
        service.picture.refresh()
        print(f"reading what the pass left: {time.process_time() - began:.1f} CPU s")
        measured(service, rounds)


def silent(*_event: object, **_more: object) -> None:
    """Nothing is written down."""


def measured(service: Service, rounds: int) -> None:
    """All pages, first and later."""
    bench = Bench(service)
    asyncio.run(bench.once("unused"))  # imports, kernels, templates: once in the life of a service
    warm().join()
    costs = {}
    for kind, prepared in (("first", False), ("prepared", True)):
        costs[kind] = bench.forget(prepared=prepared)
        asyncio.run(bench.once(kind))
    for _ in range(rounds):
        asyncio.run(bench.once("warm"))
    print(f"{'page':51}{'p50':>9}{'p95':>9}{'p99':>9}{'first':>9}{'prepared':>9}{'KB':>8}{'n':>7}")
    for path, one in sorted(bench.took.items(), key=lambda each: -at(0.95, each[1].warm)):
        print(row(path, one))
    given = service.picture.shown.given
    wanting = sorted(set(pages(given)) - set(bench.took)) if given else []
    print(f"preparing a pass for {len(bench.readers)} sets of rights: {costs['prepared']:.1f} CPU s")
    print(f"nobody may see: {wanting}")
    over = [path for path, one in bench.took.items() if at(0.95, one.warm) > BAR]
    print(f"over {1e3 * BAR:.0f} ms: {over or 'none'}")


if __name__ == "__main__":
    main()
