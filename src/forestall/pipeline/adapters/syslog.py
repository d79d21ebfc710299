"""Listens for system logs over TLS, TCP and UDP.

Syslog has no acknowledgement. Over TCP and TLS we read on only after the commit, so that the sender's own queue holds
what we have not stored; over UDP what finds no room is lost, and counted.
"""

import asyncio
import socket
import ssl
from collections import deque
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace

from forestall.core.errors import InputError, StateError
from forestall.model.intake import Delivery, Rejected
from forestall.pipeline.adapters.handing import LOG, Condition, Handing
from forestall.pipeline.adapters.repeats import Repeats
from forestall.pipeline.adapters.syslog_frames import Frames, one_line

CHUNK = 131_072
"""Bytes that are read before they are stored."""
MOST_CONNECTIONS = 512
MOST_DATAGRAMS = 20_000
"""Datagrams that may wait; more are lost."""
DATAGRAM_BUFFER = 4 * 1024 * 1024
"""What we ask the kernel to hold of datagrams while we are busy [byte]; it may give less."""
MOST_TOGETHER = 1_000
KEPT = 1_024
"""Contents of which repeats are remembered within a connection."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where to listen; a port None is none, 0 any that is free."""

    source: str
    """The source."""
    address: str
    """Our address."""
    udp: int | None = None
    """Port for UDP."""
    tcp: int | None = None
    """Port for TCP."""
    tls: int | None = None
    """Port for TLS."""
    context: ssl.SSLContext | None = None
    """Our certificate, for TLS."""


class SyslogAdapter:
    """Keeps the listeners of one source open."""

    def __init__(self, listening: Listening, handing: Handing, run: str) -> None:
        """Take where to listen and where it goes; `run` is a text that no other run of the service has."""
        self.condition = Condition(listening.source, "syslog")
        self.ports: dict[str, int] = {}
        """Ports at which it listens, by `udp`, `tcp`, `tls`."""
        self._listening, self._handing, self._run = listening, handing, run
        self._deliveries = 0
        self._connections: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until it is cancelled; then what was received is stored.

        Raises:
            StateError: a port cannot be opened.
        """
        async with AsyncExitStack() as stack:
            try:
                datagrams = await self._open(stack)
            except OSError as error:
                where = f"{self._listening.address}: {error.strerror or error}"
                raise StateError(f"{self.condition.source}: cannot listen at {where}") from error
            self.condition.connected = True
            try:
                await self._datagrams(datagrams)
            finally:
                self.condition.connected = False
                await self._close(datagrams)

    async def _open(self, stack: AsyncExitStack) -> "_Datagrams":
        loop, one = asyncio.get_running_loop(), self._listening
        for name, port, context in (("tcp", one.tcp, None), ("tls", one.tls, one.context)):
            if port is not None:
                server = await asyncio.start_server(self._accepted, one.address, port, ssl=context, limit=CHUNK)
                stack.callback(server.close)
                self.ports[name] = server.sockets[0].getsockname()[1]
        datagrams = _Datagrams()
        if one.udp is not None:
            transport, _ = await loop.create_datagram_endpoint(lambda: datagrams, local_addr=(one.address, one.udp))
            stack.callback(transport.close)
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, DATAGRAM_BUFFER)
            self.ports["udp"] = transport.get_extra_info("sockname")[1]
        return datagrams

    async def _close(self, datagrams: "_Datagrams") -> None:
        """Store what was received before we stop."""
        for task in tuple(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._store(list(datagrams.waiting), Repeats(kept=KEPT))

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._connections) >= MOST_CONNECTIONS:
            LOG.warning("%s: more than %d connections", self.condition.source, MOST_CONNECTIONS)
            writer.close()
            return
        self._connections.add(task)
        try:
            await self._connection(reader)
        except (OSError, InputError) as error:
            LOG.warning("%s: a connection ends: %s", self.condition.source, error)
        finally:
            self._connections.discard(task)
            with suppress(OSError):
                writer.close()

    async def _connection(self, reader: asyncio.StreamReader) -> None:
        frames, repeats = Frames(), Repeats(kept=KEPT)
        while data := await reader.read(CHUNK):
            await self._store(frames.feed(data), repeats)
            if frames.fault is not None:
                await self._refuse(frames.rest()[0], frames.fault)
                raise frames.fault
        left, whole = frames.rest()
        if left and whole:
            await self._store([left], repeats)
        elif left:
            await self._refuse(left, InputError("torn: the connection ended within a message"))

    async def _datagrams(self, datagrams: "_Datagrams") -> None:
        repeats = Repeats(kept=KEPT)
        while True:
            await datagrams.arrived.wait()
            together = [datagrams.waiting[place] for place in range(min(MOST_TOGETHER, len(datagrams.waiting)))]
            await self._store(together, repeats)
            for _ in together:
                datagrams.waiting.popleft()
            if not datagrams.waiting:
                datagrams.arrived.clear()
            self.condition.lost = datagrams.lost

    async def _store(self, messages: list[bytes], repeats: Repeats) -> None:
        """Commit messages of one stream, in their order."""
        if not messages:
            return
        self._deliveries += 1
        found = self._handing.understood(self.condition.source, "text/plain", b"\n".join(map(one_line, messages)))
        told = repeats.told_apart(found.arrivals, f"{self._run}/{self._deliveries}")
        await self._handing.deliver(replace(found, arrivals=told), self.condition)

    async def _refuse(self, data: bytes, error: InputError) -> None:
        reason = str(error)
        rejected = Rejected(self.condition.source, self._handing.clock(), reason, "", "text/plain", data[:CHUNK])
        await self._handing.deliver(Delivery(rejected=(rejected,)), self.condition)


class _Datagrams(asyncio.DatagramProtocol):
    """Datagrams that came and wait to be stored; one is one message (RFC 5426, 3.1)."""

    def __init__(self) -> None:
        self.waiting: deque[bytes] = deque()
        self.arrived = asyncio.Event()
        self.lost = 0

    def datagram_received(self, data: bytes, addr: object) -> None:
        """Keep it while there is room."""
        if len(self.waiting) >= MOST_DATAGRAMS:
            self.lost += 1
        elif data.strip():
            self.waiting.append(data)
            self.arrived.set()
