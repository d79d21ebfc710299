"""Asks for a feed or document again and again, and stores what is new in it.

What was stored and what to ask with next time stand in one transaction. An answer that cannot be read goes to
quarantine once, not at every poll.
"""

import asyncio
import random
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urlencode

from forestall.core.errors import AwayError, ForestallError, InputError
from forestall.guard.fetch import FetchRules, shown, target
from forestall.model.intake import Delivery, Rejected
from forestall.observe.feeds import taxii
from forestall.observe.feeds.entries import Entry, entries
from forestall.pipeline.adapters.handing import LOG, Condition, Handing, joined
from forestall.pipeline.adapters.poll_place import LaterError, PollPlace, short, usable
from forestall.pipeline.adapters.rhythm import BackOff, next_poll
from forestall.pipeline.arriving.polled import LINES, media_type, pieces
from forestall.pipeline.arriving.polled import rows as polled_rows
from forestall.pipeline.fetching import Answer, Fetcher

Form = Literal["cap", "cap-feed", "taxii", "gdacs", "usgs", "kev", "epss", "json", "csv"]
CAP, JSON, STIX = "application/cap+xml", "application/json", "application/stix+json"
MOST_PAGES = 1_000
FETCHED_TOGETHER = 8
MOST_RAW = 1024 * 1024
"""How much of an answer that cannot be read is kept [byte]."""
_ACCEPT: dict[str, str] = {
    "cap": f"{CAP}, application/xml, text/xml",
    "cap-feed": "application/atom+xml, application/rss+xml, application/xml, text/xml",
    "taxii": taxii.MEDIA_TYPE,
}


@dataclass(frozen=True, slots=True)
class Polled:
    """What is polled, and how."""

    source: str
    """The source."""
    url: str
    """Where it is."""
    form: Form
    """What it is."""
    rules: FetchRules
    """What may be reached."""
    every: float = 600.0
    """How often [s]."""
    mapping: dict[str, str] | None = None
    """Our member = theirs."""
    items: str = ""
    """Where the items are."""
    at_least: float = 0.1
    """EPSS scores below this are left out."""
    secret: dict[str, str] = field(default_factory=dict, repr=False)
    """Headers that go to the source's own origin only."""


class PollAdapter:
    """Polls one source."""

    def __init__(self, polled: Polled, handing: Handing, fetcher: Fetcher, source: random.Random) -> None:
        """Take what to poll, where it goes, who fetches, and where jitter comes from."""
        self.condition = Condition(polled.source, "poll")
        self._polled, self._handing, self._fetcher, self._random = polled, handing, fetcher, source
        self._back_off = BackOff(source, first=min(30.0, polled.every), longest=max(3600.0, polled.every))

    async def run(self) -> None:
        """Until it is cancelled: ask, store, wait. Sources that start together do not ask together."""
        await self._handing.sleep(self._random.uniform(0.0, min(5.0, self._polled.every)))
        while True:
            await self._handing.sleep(await self.once())

    async def once(self) -> float:
        """One poll; comes back when everything new is stored. Returns how long to wait [s]."""
        try:
            await self._poll()
        except (ForestallError, OSError) as error:
            self.condition.connected, self.condition.trouble = False, str(error)
            LOG.warning("%s: %s", self._polled.source, error)
            return self._back_off.wait(error.wait if isinstance(error, LaterError) else 0.0)
        self._back_off.succeeded()
        self.condition.connected, self.condition.trouble = True, None
        return next_poll(self._polled.every, self._random)

    async def _poll(self) -> None:
        place = PollPlace.read(self._handing.offsets.offset(self._polled.source), self._polled.source, self._polled.url)
        if self._polled.form == "taxii":
            await self._collection(place)
            return
        answer = await self._get(self._polled.url, place.headers())
        if not usable(answer, self._handing.clock()) or short(answer.body) == place.body:
            return
        try:
            if self._polled.form == "cap-feed":
                await self._feed(answer, place)
            else:
                await self._document(answer, place)
        except InputError as error:
            await self._store(Delivery(rejected=(self._rejected(error, answer.body),)), place.answered(answer))

    async def _document(self, answer: Answer, place: PollPlace) -> None:
        """Everything in one document; the place moves on with the last of it."""
        after = place.answered(answer)
        *first, last = self._pieces(answer) or [Delivery()]
        for piece in first:
            await self._store(piece, None)
        await self._store(last, after)

    def _pieces(self, answer: Answer) -> list[Delivery]:
        body, source = answer.body, self._polled.source
        match self._polled.form:
            case "cap":
                return [self._handing.understood(source, CAP, body)]
            case "kev":
                return [self._handing.understood(source, JSON, body)]
            case _:
                polled = self._polled
                most = polled.rules.most_bytes
                rows, refused = polled_rows(polled.form, body, polled.mapping, polled.items, polled.at_least, most)
        told = tuple(self._rejected(InputError(reason), b"") for reason in refused[:100])
        taken = [self._handing.understood(source, LINES, data) for data in pieces(rows)]
        return [*taken, Delivery(rejected=told)] if told else taken

    async def _feed(self, answer: Answer, place: PollPlace) -> None:
        """The messages of a feed that we do not have; one that cannot be fetched now is asked for again next time."""
        listed = {short(entry.version.encode()): entry for entry in entries(answer.body)}
        seen = [digest for digest in place.seen if digest in listed]
        new = [(digest, entry) for digest, entry in listed.items() if digest not in place.seen]
        failed: AwayError | None = None
        for begin in range(0, len(new), FETCHED_TOGETHER):
            part = new[begin : begin + FETCHED_TOGETHER]
            found = await asyncio.gather(*(self._message(entry) for _, entry in part))
            seen += [digest for (digest, _), one in zip(part, found, strict=True) if isinstance(one, Delivery)]
            failed = next((one for one in found if isinstance(one, AwayError)), failed)
            stored = joined([one for one in found if isinstance(one, Delivery)])
            await self._store(stored, replace(place, seen=tuple(seen)))
        if failed is not None:
            raise failed
        await self._store(Delivery(), replace(place.answered(answer), seen=tuple(seen)))

    async def _message(self, entry: Entry) -> Delivery | AwayError:
        source = self._polled.source
        if entry.message is not None:
            return self._handing.understood(source, CAP, entry.message)
        try:
            answer = await self._get(entry.link, {})
            if not usable(answer, self._handing.clock()):
                return AwayError(f"{shown(entry.link)}: answers {answer.status} without content")
        except InputError as error:
            return Delivery(rejected=(self._rejected(error, entry.link.encode()),))
        except AwayError as error:
            return error
        return self._handing.understood(source, CAP, answer.body)

    async def _collection(self, place: PollPlace) -> None:
        """All pages of a TAXII collection after what we have; the place moves on with the last page.

        Raises:
            AwayError: the server fails, or its pages have no end.
        """
        follow, last = "", place.added
        for _ in range(MOST_PAGES):
            given = {"added_after": place.added, "next": follow}
            asked = urlencode({name: value for name, value in given.items() if value})
            separator = "&" if "?" in self._polled.url else "?"
            answer = await self._get(self._polled.url + (separator + asked if asked else ""), {})
            if not usable(answer, self._handing.clock()):
                return
            try:
                page = taxii.page(answer.body)
            except InputError as error:
                raise AwayError(f"{shown(answer.url)}: {error}") from error
            last = answer.headers.get(taxii.ADDED_LAST, "")[:64] or last
            found = self._handing.understood(self._polled.source, STIX, answer.body) if page.objects else Delivery()
            if not (page.more and page.next and page.next != follow):
                await self._store(found, replace(place, added=last))
                return
            await self._store(found, None)
            follow = page.next
        raise AwayError(f"{shown(self._polled.url)}: more than {MOST_PAGES} pages")

    async def _get(self, url: str, headers: dict[str, str]) -> Answer:
        """The secret goes to the source's own origin only, not to where a feed's links lead."""
        polled = self._polled
        own = target(url, polled.rules).origin == target(polled.url, polled.rules).origin
        accept = {"Accept": _ACCEPT.get(polled.form, "*/*")}
        return await self._fetcher.get(url, {**accept, **headers}, polled.secret if own else {})

    async def _store(self, delivery: Delivery, place: PollPlace | None) -> None:
        offset = None if place is None else (self._polled.source, place.write())
        if offset or delivery.arrivals or delivery.rejected:
            await self._handing.deliver(replace(delivery, offset=offset), self.condition)

    def _rejected(self, error: InputError, body: bytes) -> Rejected:
        form, now = self._polled.form, self._handing.clock()
        return Rejected(self._polled.source, now, str(error)[:400], form, media_type(form), body[:MOST_RAW])
