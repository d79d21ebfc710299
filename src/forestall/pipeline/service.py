"""The running service: takes signals in, keeps the live pipeline and full passes going, notices changed files.

Web pages and interfaces are not here (`web/`); they ask this object and hand it what arrives.
"""

import asyncio
import itertools
import os
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from forestall.core.clock import utc
from forestall.core.errors import ForestallError
from forestall.core.recent import Recent
from forestall.guard.door import Door
from forestall.guard.seal import Sealer
from forestall.model.intake import SourceHealth
from forestall.model.place import Place
from forestall.pipeline.adapters.build import Adapter, adapters
from forestall.pipeline.adapters.handing import Handing
from forestall.pipeline.adapters.running import run as run_adapters
from forestall.pipeline.arrive import Desk
from forestall.pipeline.helper import Helper
from forestall.pipeline.intake import Intake
from forestall.pipeline.key import pseudonym_key
from forestall.pipeline.master_keys import master_keys
from forestall.pipeline.office import Office, office
from forestall.pipeline.partner_rounds import keep_exchanging
from forestall.pipeline.picture import Picture
from forestall.pipeline.sharing_in import Counter
from forestall.pipeline.tally import Gauge
from forestall.pipeline.upkeep import kept_small, signed
from forestall.pipeline.worker import RELOAD, PassReport, Report, full_pass, live
from forestall.place.load import load
from forestall.store.inbox import Inbox
from forestall.store.live import LiveStore
from forestall.store.news import News

Tell = Callable[..., None]
"""Writes to the log: an event and its circumstances, by name."""
EVERY = timedelta(minutes=15)
"""Between two full passes when nothing changes."""
_SETTLE = 2.0  # how long changes may gather before a pass begins [s]
_REST = 10.0  # least time between two passes [s]
_LATELY = 1.0  # how old that may be which every page shows [s]
_LOOK = 0.2  # between two looks at what the worker found [s]
_LAST_WORD = 5.0  # from a pass's report to its end [s]
_FORGET = timedelta(hours=24)
"""How long the keys of requests are known (`docs/do/serve.md`)."""


@dataclass(slots=True)
class Condition:
    """How the service is, for probes and metrics."""

    live: Gauge = field(default_factory=Gauge)
    """Steps of the live pipeline, signals in them, and how long the oldest signal of each had waited."""
    passes: Gauge = field(default_factory=Gauge)
    """Full passes, and the time they took."""
    live_trouble: str | None = "the live pipeline is starting"
    """Why the live pipeline cannot go on; None when it can."""
    pass_trouble: str | None = None
    """Why the last pass failed."""
    place_trouble: str | None = None
    """Why the place as it now stands is not used."""
    ledger_trouble: str | None = None
    """Why the ledger is not signed."""
    adapters_trouble: str | None = None
    """Why sources that are not sent over HTTP cannot be read."""
    refused_rules: int = 0
    """Rules that cannot be used."""
    passing: bool = False
    """Whether a pass is running."""
    stopping: bool = False
    """Whether the service is about to end."""


class Service:
    """One place, served."""

    def __init__(self, root: Path, state: str, out: Path, inbox: Inbox, findings: LiveStore, tell: Tell) -> None:
        """Use `open`."""
        self.root, self.state, self.outlook = root, state, out
        self.inbox, self.findings = inbox, findings
        self.tell = tell
        self.condition = Condition()
        self.intake = Intake(inbox)
        self.office: Office
        """Between two passes: what people decide."""
        self.place: Place
        self.desk: Desk
        self.door: Door
        self._use(load(root))
        self.picture = Picture(state)
        self._changed = asyncio.Condition()
        self.changed = findings.last_change()
        """Number of the last finding that changed."""
        self.entries = 0
        """Entries of the ledger: more as soon as anybody committed anything."""
        self._wanted, self._replaced = asyncio.Event(), asyncio.Event()
        self.ways: tuple[Adapter, ...] = ()
        """The adapters at work."""
        self._worker: Helper[Report] | None = None
        self.lately = Recent(self.standing, _LATELY)
        """What `standing` gave, at most a second ago."""

    @classmethod
    @contextmanager
    def open(cls, root: Path, state: str, out: Path, tell: Tell) -> Iterator["Service"]:
        """The service of a place, not yet running.

        Args:
            root: folder of the place
            state: folder or URL of the state
            out: folder of the outlook's pages
            tell: writes to the log

        Raises:
            PlaceError: the place has mistakes.
            StateError: the state cannot be used.
        """
        where: Path | str = state if "://" in state else Path(state)
        folder = root / ".forestall" if "://" in state else Path(state)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sealer = Sealer(master_keys(folder, os.environ))
        with Inbox.open(where, sealer) as inbox, LiveStore.open(where, writable=False) as findings:
            service = cls(root, state, out, inbox, findings, tell)
            with office(where, service.now, lambda: service.place) as service.office:
                try:
                    yield service
                finally:
                    service.intake.close()

    def now(self) -> datetime:
        """The present, UTC."""
        return datetime.now(UTC)

    def backlog(self) -> int:
        """Signals that are stored and not yet worked through."""
        return self.findings.backlog()

    def standing(self) -> tuple[int, tuple[SourceHealth, ...]]:
        """Signals not yet worked through, and how every source delivers."""
        return self.backlog(), self.inbox.health()

    async def run(self, stop: asyncio.Event) -> None:
        """Keep everything going until told to stop; then let the workers end."""
        await asyncio.to_thread(self.picture.refresh)
        tasks = [
            asyncio.create_task(one, name=name)
            for name, one in (
                ("live", self._live()),
                ("passes", self._passes()),
                ("changes", self._watch(stop)),
                ("findings", self._look()),
                ("ledger", self._look_at_ledger()),
                ("tidy", self._tidy()),
                ("partners", self._partners()),
                ("adapters", self._adapters()),
                ("deliveries", self._deliveries()),
            )
        ]
        try:
            await stop.wait()
        finally:
            self.condition.stopping = True
            async with self._changed:
                self._changed.notify_all()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def want_pass(self) -> None:
        """Something changed: a full pass is due soon."""
        self._wanted.set()

    async def changes(self, after: int) -> int:
        """Wait until findings changed after a number, at most 15 s; the number of the last change."""
        with suppress(TimeoutError):
            async with asyncio.timeout(15.0), self._changed:
                await self._changed.wait_for(lambda: self.changed > after or self.condition.stopping)
        return self.changed

    @property
    def folder(self) -> Path:
        """Where its keys are: the state's folder; beside a database on a server, one in the place."""
        return self.root / ".forestall" if "://" in self.state else Path(self.state)

    async def news(self, changed: int, entries: int) -> None:
        """Wait until findings changed after a number or the ledger grew beyond a size, at most 15 s."""
        with suppress(TimeoutError):
            async with asyncio.timeout(15.0), self._changed:
                await self._changed.wait_for(
                    lambda: self.changed > changed or self.entries > entries or self.condition.stopping
                )

    def _use(self, place: Place) -> None:
        self.place = place
        self.door = Door(pseudonym_key(place, self.folder), place.profile.door)
        self.desk = Desk(place, self.door)

    async def _live(self) -> None:
        """The worker, started again when it dies."""
        while True:
            self._worker = Helper(live, self.root, self.state)
            try:
                async for report in self._worker.reports(Report):
                    self._heard(report)
            finally:
                await self._worker.end()
            self.condition.live_trouble = "the live pipeline has ended, and is started again"
            self.tell("live pipeline ended", status=self._worker.exit_code)
            await asyncio.sleep(1.0)

    def _heard(self, report: Report) -> None:
        if report.trouble != self.condition.live_trouble and report.trouble:
            self.tell("live pipeline in trouble", reason=report.trouble)
        self.condition.live_trouble = report.trouble
        if report.refused is not None:
            self.condition.refused_rules = report.refused
        if report.taken:
            self.condition.live.add(report.taken, report.waited or 0.0)
        if report.broken:
            self.tell("signals broke a stage", count=report.broken)
        if report.findings:
            self.want_pass()

    async def _passes(self) -> None:
        """A pass at the start, after changes, and as often as agreed."""
        self.want_pass()
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), EVERY.total_seconds())
            await asyncio.sleep(_SETTLE)
            self._wanted.clear()
            began = time.monotonic()
            await self._pass()
            await asyncio.sleep(max(_REST, time.monotonic() - began))

    async def _pass(self) -> None:
        self.condition.passing = True
        helper: Helper[PassReport] = Helper(full_pass, self.root, self.state, self.outlook, self._time_of_pass())
        report = PassReport(None, 0.0, "it ended without a word")
        try:
            async for heard in helper.reports(PassReport):
                report = heard
        finally:
            self.condition.passing = False
            await helper.end(0.0 if self.condition.stopping else _LAST_WORD)  # a pass that is cut off leaves no trace
        self.condition.pass_trouble = report.trouble
        if report.trouble:
            self.tell("pass failed", reason=report.trouble)
        else:
            self.condition.passes.add(1, report.seconds)
            await asyncio.to_thread(self.picture.refresh)
            self.tell("pass", at=report.at, seconds=round(report.seconds, 3))
            await self._sign()
        async with self._changed:
            self._changed.notify_all()

    def _time_of_pass(self) -> datetime | None:
        """None for the present; in a recorded place the time of its newest signal."""
        replay = self.place.profile.replay_at
        if replay is None:
            return None
        last = self.picture.at
        heard = [one.last_event_time for one in self.inbox.health() if one.last_event_time is not None]
        return max([utc(replay), *heard, *([last] if last else [])])

    async def _watch(self, stop: asyncio.Event) -> None:
        """Changed files of the place: used when they check, told when they do not."""
        async for paths in _changed_files(self.root, stop):
            self.tell("files changed", count=len(paths))
            await self.reload()

    async def reload(self) -> bool:
        """Use the place as it now stands; a place with mistakes keeps the old one. Whether it is used."""
        try:
            place = await asyncio.to_thread(load, self.root)
            if place.digest != self.place.digest:
                self._use(place)
                self._replaced.set()
        except ForestallError as error:
            self.condition.place_trouble = str(error)
            self.tell("place has mistakes; the old one stays in use", reason=str(error))
            return False
        self.condition.place_trouble = None
        if self._worker is not None:
            self._worker.tell(RELOAD)
        self.want_pass()
        return True

    async def _adapters(self) -> None:
        """What the place's sources ask for besides HTTP; begun anew when the place changes."""
        while True:
            self._replaced.clear()
            handing = Handing(self.desk, self.intake, self.inbox, self.now)
            chance = random.Random()  # noqa: S311 - spreads requests over time, hides nothing
            try:
                self.ways = adapters(self.place, handing, chance)
                self.condition.adapters_trouble = None
            except ForestallError as error:
                self.ways, self.condition.adapters_trouble = (), str(error)
                self.tell("sources cannot be read", reason=str(error))
            at_work = asyncio.create_task(run_adapters(self.ways, chance))
            try:
                await self._replaced.wait()
            finally:
                at_work.cancel()
                await asyncio.gather(at_work, return_exceptions=True)

    async def _deliveries(self) -> None:
        """Alerts go to their audiences: when anybody committed anything, and now and then what waits."""
        from forestall.pipeline.deliver import keep_delivering  # noqa: PLC0415 - only a service delivers by itself

        seen = 0

        async def rest() -> None:
            nonlocal seen
            await asyncio.sleep(1.0)
            await self.news(self.changed + 2**53, seen)
            seen = self.entries

        await keep_delivering(self.office, rest, self.tell)

    async def _partners(self) -> None:
        """Fill partners' queues, and exchange with those that can be reached."""
        await keep_exchanging(
            lambda: Counter(self.office, self.desk, self.door.text, self.intake.put_now), self.folder, self.tell
        )

    async def _look(self) -> None:
        """Notice what the worker found, once for all who wait for it."""
        while True:
            with suppress(ForestallError):
                await self._now(await asyncio.to_thread(self.findings.last_change), self.entries)
            await asyncio.sleep(_LOOK)

    async def _look_at_ledger(self) -> None:
        """Notice what anybody committed, once for all who wait for it, and after pages show it."""
        while True:
            with suppress(ForestallError):
                size = await asyncio.to_thread(self._size)
                if size > self.entries > 0:
                    await asyncio.to_thread(self.picture.refresh)
                await self._now(self.changed, size)
            await asyncio.sleep(_LOOK)

    async def _now(self, changed: int, entries: int) -> None:
        if changed > self.changed or entries > self.entries:
            async with self._changed:
                self.changed, self.entries = max(changed, self.changed), max(entries, self.entries)
                self._changed.notify_all()

    def _size(self) -> int:
        with self.office.looking() as session:
            return News(session).size()

    async def _sign(self) -> None:
        """Sign the ledger after every pass, where it has keys."""
        try:
            await asyncio.to_thread(signed, self.state, self.folder, self.now())
            self.condition.ledger_trouble = None
        except ForestallError as error:
            self.condition.ledger_trouble = str(error)
            self.tell("ledger not signed", reason=str(error))

    async def _tidy(self) -> None:
        """Forget the keys of old requests every hour, and keep the store small every day."""
        for hour in itertools.count():
            with suppress(ForestallError):
                await asyncio.to_thread(self.inbox.forget_requests, self.now() - _FORGET)
            if hour % 24 == 1:
                await self._keep_small()
            await asyncio.sleep(3600.0)

    async def _keep_small(self) -> None:
        try:
            done = await asyncio.to_thread(kept_small, self.root, self.state, self.folder, self.now())
            self.tell("store kept small", moved=done.moved, joined=done.joined, files=done.files, signals=done.signals)
        except ForestallError as error:
            self.tell("store not kept small", reason=str(error))


async def _changed_files(root: Path, stop: asyncio.Event) -> AsyncIterator[set[str]]:
    """Files of the place that changed, those of dot folders left out."""
    from watchfiles import awatch  # noqa: PLC0415 - a compiled module that only a service needs

    def ours(_change: object, path: str) -> bool:
        below = Path(path).relative_to(root.resolve()) if Path(path).is_relative_to(root.resolve()) else Path(path)
        return not any(part.startswith(".") for part in below.parts)

    async for changes in awatch(root.resolve(), watch_filter=ours, stop_event=stop, debounce=500, step=100):
        yield {path for _, path in changes}
