"""Fetch another office's collections over TAXII 2.1, and go on where the last time stopped.

Each page is stored together with how far it goes, in one transaction: a client that is killed loses nothing and
repeats at most a page, which the store knows. What may be fetched is decided in `guard/fetch.py`.
"""

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode, urljoin

from forestall.core.errors import AwayError, InputError, StandardError
from forestall.guard.fetch import shown
from forestall.model.entry import Entry
from forestall.model.exchange import Collection, Pulled
from forestall.pipeline.exchange import Sender, add, summed
from forestall.pipeline.fetching import Answer, Fetcher
from forestall.pipeline.office import Office
from forestall.standards.taxii import answer as told
from forestall.standards.taxii.media import TAXII
from forestall.store.book import Book
from forestall.store.exchange import Exchange

MOST_PAGES = 10_000
AT_ONCE = 1000
"""Objects that are asked for on a page."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of fetching a collection."""

    pages: int = 0
    """Answers that were read."""
    objects: int = 0
    """Objects in them."""
    added: int = 0
    """Versions that are new here."""
    refused: dict[str, int] = field(default_factory=dict)
    """Why others were not kept, and how many."""


class TaxiiClient:
    """Asks one server."""

    def __init__(self, fetcher: Fetcher, secret: str = "") -> None:
        """Take who fetches, and the value of `Authorization`: `Bearer …`, or as `basic` gives it."""
        self._fetcher = fetcher
        self._secret = {"Authorization": secret} if secret else {}

    async def api_roots(self, url: str) -> tuple[str, ...]:
        """URLs of the API roots of a server; `url` is that of its discovery: `https://HOST/taxii2/`.

        Raises:
            AwayError: it does not answer, or not as TAXII.
        """
        return tuple(urljoin(url, each) for each in told.api_roots((await self._asked(url)).body))

    async def collections(self, root: str) -> tuple[told.Offered, ...]:
        """The collections of an API root.

        Raises:
            AwayError: it does not answer, or not as TAXII.
        """
        return told.collections((await self._asked(urljoin(_folder(root), "collections/"))).body)

    async def pages(self, pulled: Pulled) -> AsyncIterator[tuple[tuple[object, ...], Pulled]]:
        """Pages of a collection after what there is, each with how far it goes.

        Args:
            pulled: how far it was fetched before

        Raises:
            AwayError: it does not answer, not as TAXII, or without end.
        """
        at = pulled
        for _ in range(MOST_PAGES):
            page, at = await self._page(at)
            after = _advanced(at, page)
            yield page.objects, after
            if not page.more:
                return
            if (after.added_after, after.next) == (at.added_after, at.next):
                raise AwayError(f"{shown(pulled.url)}: says that there is more, and gives the same again")
            at = after
        raise AwayError(f"{shown(pulled.url)}: more than {MOST_PAGES:,} pages")

    async def _page(self, at: Pulled) -> tuple[told.Envelope, Pulled]:
        """A page; a token that the server no longer knows is left away: what it stood for is asked for by time."""
        try:
            return await self._envelope(at), at
        except _RefusedError:
            if not at.next:
                raise
            again = replace(at, next="")
            return await self._envelope(again), again

    async def _envelope(self, at: Pulled) -> told.Envelope:
        given = {"added_after": at.added_after, "next": at.next, "limit": str(AT_ONCE)}
        asked = urlencode({name: value for name, value in given.items() if value})
        found = await self._asked(f"{urljoin(_folder(at.url), 'objects/')}?{asked}")
        try:
            return told.envelope(found.body, found.headers)
        except StandardError as error:
            raise AwayError(f"{shown(at.url)}: {error}") from error

    async def _asked(self, url: str) -> Answer:
        found = await self._fetcher.get(url, {"Accept": TAXII}, self._secret)
        if found.status == 400:
            raise _RefusedError(f"{shown(url)}: answers 400, it does not understand what is asked")
        if found.status != 200:
            raise AwayError(f"{shown(url)}: answers {found.status}, expected 200")
        return found


class _RefusedError(AwayError):
    """The server does not understand the request."""


async def pull(office: Office, client: TaxiiClient, url: str, collection: Collection, sender: Sender) -> Result:
    """Fetch what is new in another office's collection into one of ours.

    Args:
        office: the state
        client: asks the other server
        url: the other collection: `https://HOST/ROOT/collections/ID/`
        collection: where its objects go
        sender: in whose name, and under which label at least

    Returns:
        What came of it.

    Raises:
        AwayError: the server fails; what came until then is kept.
    """
    with office.looking() as session:
        before = Exchange(session).pulled(_folder(url))
    result = Result()
    async for objects, at in client.pages(before):
        result = await asyncio.to_thread(_keep, office, collection, sender, objects, at, result)
    return result


def _keep(
    office: Office, collection: Collection, sender: Sender, objects: tuple[object, ...], at: Pulled, so_far: Result
) -> Result:
    now = office.now()
    with office.changing() as session:
        results, added = add(session, collection, sender, objects, now)
        Exchange(session).keep_pulled(replace(at, at=now))
        if added:
            said = {"url": shown(at.url), **summed(added)}
            Book(session).append([Entry("exchange", f"pulled/{collection.alias}", now, said)])
    refused = dict(so_far.refused)
    for each in results:
        if each.failure:
            refused[each.failure] = refused.get(each.failure, 0) + 1
    return Result(so_far.pages + 1, so_far.objects + len(objects), so_far.added + len(added), refused)


def basic(name: str, token: str) -> str:
    """Name and password as the value of `Authorization` (RFC 7617).

    Raises:
        InputError: the name holds a colon.
    """
    if ":" in name:
        raise InputError(f"user {name!r}: expected a name without a colon")
    return f"Basic {base64.b64encode(f'{name}:{token}'.encode()).decode()}"


def _advanced(at: Pulled, page: told.Envelope) -> Pulled:
    """How far a page goes. Within an answer of several pages the time stays and the token moves on; the last page
    moves the time on. A server without tokens is asked by time from page to page.
    """
    objects = at.objects + len(page.objects)
    if page.more and page.next:
        return replace(at, next=page.next, objects=objects)
    return replace(at, next="", added_after=page.added_last or at.added_after, objects=objects)


def _folder(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"
