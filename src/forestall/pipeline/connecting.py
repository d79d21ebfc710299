"""Connections of channels: every name is resolved once and every address judged (`guard/fetch.py`), as for sources."""

import asyncio
import socket
import ssl
from collections.abc import Mapping

import httpcore

from forestall.core.errors import AwayError
from forestall.guard.fetch import PORTS, FetchRules, Target
from forestall.pipeline.fetching import PinnedBackend, Resolve, pinned, resolved
from forestall.warn.channel import Reply

PATIENCE = 30.0
_LONGEST_WAIT = 86_400.0


def dial(host: str, port: int, seconds: float, rules: FetchRules, resolve: Resolve = resolved) -> socket.socket:
    """A connection to a judged address of a host.

    Raises:
        InputError: an address of it may not be reached.
        AwayError: none answers.
    """
    trouble: OSError | None = None
    for address in asyncio.run(pinned(host, port, rules, resolve)):
        try:
            return socket.create_connection((address, port), seconds)
        except OSError as error:
            trouble = error
    raise AwayError(f"port {port} does not answer ({trouble})") from trouble


async def streams(
    broker: Target, rules: FetchRules, trust: ssl.SSLContext | None, resolve: Resolve = resolved
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Streams to a judged address of a broker.

    Raises:
        InputError: an address of it may not be reached.
        AwayError: none answers.
    """
    trouble: OSError | None = None
    for address in await pinned(broker.host, broker.port, rules, resolve):
        try:
            name = broker.host if trust else None
            return await asyncio.open_connection(address, broker.port, ssl=trust, server_hostname=name)
        except OSError as error:
            trouble = error
    raise AwayError(f"{broker.host}: port {broker.port} does not answer ({trouble})") from trouble


class Poster:
    """Posts to one URL; follows no redirect and keeps no connection."""

    def __init__(
        self, at: Target, rules: FetchRules, trust: ssl.SSLContext | None = None, resolve: Resolve = resolved
    ) -> None:
        """Take the URL and its rules, and whom to trust for TLS (default: the machine's authorities)."""
        self._at, self._trust = at, trust or ssl.create_default_context()
        self._backend = PinnedBackend(rules, resolve)

    async def __call__(self, content: bytes, headers: Mapping[str, str]) -> Reply:
        """The answer to a POST.

        Raises:
            InputError: an address of the host may not be reached.
            AwayError: no answer; whether the other side has it is not known.
        """
        at = self._at
        host = f"[{at.host}]" if ":" in at.host else at.host
        url = httpcore.URL(scheme=at.scheme, host=host, port=at.port, target=at.path)
        own = {"Host": host if at.port == PORTS[at.scheme] else f"{host}:{at.port}", "User-Agent": "forestall"}
        sent = [(name.encode(), value.encode()) for name, value in {**own, **headers}.items()]
        try:
            async with (
                asyncio.timeout(PATIENCE),
                httpcore.AsyncConnectionPool(ssl_context=self._trust, network_backend=self._backend) as pool,
                pool.stream("POST", url, headers=sent, content=content) as response,
            ):
                found = {name.lower(): value for name, value in response.headers}
                return Reply(response.status, _seconds(found.get(b"retry-after", b"")))
        except TimeoutError as error:
            raise AwayError(f"{at.shown}: no answer within {PATIENCE:g} s") from error
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError) as error:
            raise AwayError(f"{at.shown}: {str(error) or type(error).__name__}") from error


def _seconds(value: bytes) -> float:
    text = value.strip()
    return min(float(text), _LONGEST_WAIT) if text.isdigit() and len(text) < 9 else 0.0
