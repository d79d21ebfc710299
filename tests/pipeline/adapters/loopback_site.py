"""A web server on this machine that answers what a test says, and remembers what it was asked."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Asked = dict[str, str]
Reply = tuple[int, dict[str, str], bytes]


@dataclass(slots=True)
class Site:
    """Pages by path; a page is a reply, or makes one from the request's headers."""

    pages: dict[str, Reply | Callable[[Asked], Reply]] = field(default_factory=dict)
    asked: list[tuple[str, Asked]] = field(default_factory=list)
    port: int = 0
    busy: list["asyncio.Task[None] | None"] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Site"]:
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            await asyncio.gather(*filter(None, self.busy), return_exceptions=True)
            self.busy.clear()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.busy.append(asyncio.current_task())
        try:
            await self._replied(reader, writer)
        except (OSError, EOFError):
            writer.close()

    async def _replied(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        path = head[0].split()[1]
        headers = {n.lower(): v for n, _, v in (line.partition(": ") for line in head[1:] if line)}
        self.asked.append((path, headers))
        page = self.pages.get(path, self.pages.get(path.partition("?")[0], (404, {}, b"")))
        status, extra, body = page(headers) if callable(page) else page
        fields = "".join(f"{n}: {v}\r\n" for n, v in {"Content-Length": str(len(body)), **extra}.items())
        writer.write(f"HTTP/1.1 {status} X\r\n{fields}Connection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()


def packed(body: bytes) -> Reply:
    return 200, {"Content-Encoding": "gzip"}, gzip.compress(body)
