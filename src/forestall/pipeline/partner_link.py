"""The way to a partner's Forestall: one request after the other, by the rules of `guard/fetch.py`."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol

import httpcore

from forestall.core.errors import AwayError, InputError
from forestall.guard.fetch import FetchRules, Target, rules, target
from forestall.model.partner import Partner
from forestall.pipeline.adapters.secret import secret
from forestall.pipeline.fetching import PinnedBackend, Taken

MOST_BYTES = 2 * 1024 * 1024
"""The largest answer [byte]; a signed note has a million at most."""
MOST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What a partner's Forestall answered."""

    status: int
    """HTTP status."""
    body: bytes
    """Its content."""


class Link(Protocol):
    """Asks a partner's Forestall."""

    def ask(self, method: str, path: str, body: bytes = b"", media_type: str = "") -> Reply:
        """One request and its answer.

        Raises:
            AwayError: it does not answer.
        """
        ...


@dataclass(frozen=True, slots=True)
class HttpLink:
    """By HTTP/1.1, to a judged address, with our token; follows no redirect."""

    url: str
    """Address of the partner's Forestall."""
    rules: FetchRules
    """What may be reached."""
    token: str = field(repr=False)
    """Our token there."""

    def ask(self, method: str, path: str, body: bytes = b"", media_type: str = "") -> Reply:
        """One request and its answer.

        Raises:
            AwayError: it does not answer, or too slowly.
            InputError: it may not be reached, or its answer is too large.
        """
        at = target(self.url.rstrip("/") + path, self.rules)
        headers = {"Authorization": f"Bearer {self.token}", **({"Content-Type": media_type} if media_type else {})}
        try:
            return asyncio.run(self._asked(method, at, body, headers))
        except TimeoutError as error:
            raise AwayError(f"{at.shown}: no answer within {MOST_SECONDS:g} s") from error
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError) as error:
            raise AwayError(f"{at.shown}: {str(error) or type(error).__name__}") from error

    async def _asked(self, method: str, at: Target, body: bytes, headers: Mapping[str, str]) -> Reply:
        host = f"[{at.host}]" if ":" in at.host else at.host
        url = httpcore.URL(scheme=at.scheme, host=host, port=at.port, target=at.path)
        sent = {"Host": f"{host}:{at.port}", "User-Agent": "forestall", "Content-Length": str(len(body)), **headers}
        pairs = [(name.encode(), value.encode()) for name, value in sent.items()]
        backend, trust = PinnedBackend(self.rules), _trust() if at.scheme == "https" else None
        async with (
            asyncio.timeout(MOST_SECONDS),
            httpcore.AsyncConnectionPool(ssl_context=trust, network_backend=backend) as pool,
            pool.stream(method, url, headers=pairs, content=body) as response,
        ):
            taken = Taken(at.shown, MOST_BYTES)
            async for piece in response.aiter_stream():
                taken.add(piece)
            return Reply(response.status, taken.whole())


@cache
def _trust() -> ssl.SSLContext:
    """The machine's authorities."""
    return ssl.create_default_context()


def link_to(partner: Partner, root: Path) -> HttpLink:
    """The way to a partner's Forestall.

    Args:
        partner: the partner
        root: folder of the place, below which a secret may lie

    Raises:
        InputError: it has no `url` or `secret`, or they cannot be used.
    """
    if not partner.url or not partner.secret:
        raise InputError(f"partner {partner.id}: has no `url` and `secret`; it comes to us, or letters go by file")
    allowed = rules(partner.url, partner.inside, plain=partner.plain)
    target(partner.url, allowed)
    return HttpLink(partner.url, allowed, secret(partner.secret, root).decode("latin-1"))
