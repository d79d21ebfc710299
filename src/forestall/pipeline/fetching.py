"""Fetch a URL by the rules of `guard/fetch.py`: resolve once, judge every address, connect to a judged one.

HTTP/1.1 by httpcore, with no proxy or other setting from the environment. What an answer says is read elsewhere.
"""

import asyncio
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

import httpcore
from httpcore import AsyncNetworkBackend, AsyncNetworkStream

from forestall.core.errors import AwayError, InputError, LimitError
from forestall.guard.fetch import PORTS, FetchRules, Target, judged, redirected, shown, target

Resolve = Callable[[str, int], Awaitable[tuple[str, ...]]]
SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
REDIRECTS = (301, 302, 303, 307, 308)
MOST_HEADER = 8192
MOST_RATIO = 200
"""Unpacked to packed, once a megabyte is unpacked; feeds reach about 20."""
_AWAY = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    """HTTP status."""
    headers: Mapping[str, str]
    """Its headers by name in lower case; of one that stands twice the last."""
    body: bytes
    """Its content, unpacked."""
    url: str
    """Where it came from, after redirects."""


async def resolved(host: str, port: int) -> tuple[str, ...]:
    """Every address of a name, once."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(info[4][0]) for info in found))


async def pinned(host: str, port: int, rules: FetchRules, resolve: Resolve = resolved) -> tuple[str, ...]:
    """The addresses of a host, all of them judged: one that is refused refuses the host.

    Raises:
        AwayError: the name does not resolve.
        InputError: an address may not be reached.
    """
    try:
        addresses = await resolve(host, port)
    except OSError as error:
        raise AwayError(f"{host}: name does not resolve ({error.strerror or error})") from error
    if not addresses:
        raise AwayError(f"{host}: has no address")
    return tuple(str(judged(address, rules)) for address in addresses)


class PinnedBackend(AsyncNetworkBackend):
    """Connects to judged addresses only; TLS still asks for the name."""

    def __init__(self, rules: FetchRules, resolve: Resolve = resolved) -> None:
        self._rules, self._resolve = rules, resolve
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> AsyncNetworkStream:
        """Resolve, judge, connect to the first address that answers."""
        trouble: Exception | None = None
        for address in await pinned(host, port, self._rules, self._resolve):
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
        raise AwayError(f"{host}: port {port} does not answer ({trouble})") from trouble

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[SocketOption] | None = None
    ) -> AsyncNetworkStream:
        """Never."""
        raise InputError(f"socket {path}: no source is fetched from a socket file")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class Fetcher:
    """Fetches for one source; keeps no connection and no cookie."""

    def __init__(self, rules: FetchRules, *, trust: ssl.SSLContext | None = None, resolve: Resolve = resolved) -> None:
        """Take the source's rules, and whom to trust for TLS (default: the machine's authorities)."""
        self._rules = rules
        self._trust = trust or ssl.create_default_context()
        self._backend = PinnedBackend(rules, resolve)

    async def get(self, url: str, headers: Mapping[str, str] = {}, secret: Mapping[str, str] = {}) -> Answer:
        """The answer to a GET, redirects followed.

        Args:
            url: what to ask for
            headers: sent with every request
            secret: sent to the URL's own origin only, never along a redirect to another

        Raises:
            InputError: the URL or where it leads may not be reached.
            LimitError: the answer is too large.
            AwayError: no answer, too slow, or too many redirects.
        """
        try:
            async with asyncio.timeout(self._rules.most_seconds):
                return await self._followed(target(url, self._rules), headers, secret)
        except TimeoutError as error:
            raise AwayError(f"{shown(url)}: no whole answer within {self._rules.most_seconds:g} s") from error
        except _AWAY as error:
            raise AwayError(f"{shown(url)}: {str(error) or type(error).__name__}") from error

    async def _followed(self, first: Target, headers: Mapping[str, str], secret: Mapping[str, str]) -> Answer:
        at = first
        pool = httpcore.AsyncConnectionPool(ssl_context=self._trust, network_backend=self._backend)
        async with pool:
            for _ in range(self._rules.most_redirects + 1):
                own = secret if at.origin == first.origin else {}
                answer = await self._asked(pool, at, {**headers, **own})
                if answer.status not in REDIRECTS or "location" not in answer.headers:
                    return answer
                at = redirected(at, answer.headers["location"], self._rules)
        raise AwayError(f"{first.shown}: more than {self._rules.most_redirects} redirects")

    async def _asked(self, pool: httpcore.AsyncConnectionPool, at: Target, headers: Mapping[str, str]) -> Answer:
        host = f"[{at.host}]" if ":" in at.host else at.host
        url = httpcore.URL(scheme=at.scheme, host=host, port=at.port, target=at.path)
        usual = at.port == PORTS[at.scheme]
        own = {"Host": host if usual else f"{host}:{at.port}", "Accept-Encoding": "gzip", "User-Agent": "forestall"}
        sent = [(name.encode(), value.encode()) for name, value in {**own, **headers}.items()]
        async with pool.stream("GET", url, headers=sent) as response:
            got = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            if any(len(value) > MOST_HEADER for value in got.values()):
                raise LimitError(f"{at.shown}: a header of more than {MOST_HEADER} characters")
            body = b"" if response.status in REDIRECTS else await self._body(at, got, response.aiter_stream())
        return Answer(response.status, got, body, at.url)

    async def _body(self, at: Target, headers: Mapping[str, str], stream: AsyncIterator[bytes]) -> bytes:
        packing = headers.get("content-encoding", "identity").strip().lower()
        if packing not in ("identity", "gzip", "x-gzip", ""):
            raise InputError(f"{at.shown}: packed as {packing[:40]!r}, expected gzip or nothing")
        taken = Taken(at.shown, self._rules.most_bytes)
        async for piece in stream:
            taken.add(piece)
        raw = taken.whole()
        return unpacked(raw, self._rules.most_bytes, at.shown) if packing.endswith("gzip") else raw


class Taken:
    """Bytes that come in, up to a limit."""

    def __init__(self, url: str, most: int) -> None:
        self._url, self._most = url, most
        self._pieces: list[bytes] = []
        self._size = 0

    def add(self, piece: bytes) -> None:
        """Take a piece.

        Raises:
            LimitError: it is too much.
        """
        self._size += len(piece)
        if self._size > self._most:
            raise LimitError(f"{self._url}: answer of more than {self._most:,} bytes")
        self._pieces.append(piece)

    def whole(self) -> bytes:
        """All of it."""
        return b"".join(self._pieces)


def unpacked(data: bytes, most: int, label: str) -> bytes:
    """Gzip unpacked, within limits.

    Raises:
        LimitError: it is larger than `most`, or grows more than a feed does.
        InputError: it is no gzip, or torn.
    """
    limit = min(most, max(1024 * 1024, MOST_RATIO * len(data)))
    reader = zlib.decompressobj(wbits=31)
    try:
        out = reader.decompress(data, limit + 1)
    except zlib.error as error:
        raise InputError(f"{label}: no gzip ({error})") from error
    if len(out) > limit:
        raise LimitError(f"{label}: unpacks to more than {limit:,} bytes")
    if not reader.eof:
        raise InputError(f"{label}: gzip that ends too early")
    return out
