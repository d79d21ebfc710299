"""Where a request ends: nothing of one is taken for another, whatever it says of its length."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
import uvicorn
from fastapi import FastAPI, Request
from starlette.requests import ClientDisconnect

from forestall.web import headers
from forestall.web.run import Listening, _config

_WAIT = 10  # s


@pytest.fixture(scope="module")
def seen() -> list[tuple[str, bytes]]:
    """What reached the app: path and body."""
    return []


@pytest.fixture(scope="module")
def port(seen: list[tuple[str, bytes]]) -> Iterator[int]:
    """A server as the service starts it, on a free port."""
    app = FastAPI()

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    async def taken(request: Request, path: str) -> str:
        with suppress(ClientDisconnect):
            seen.append((path, await request.body()))
        return path

    headers.add(app)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(_config(app, Listening()))
    running = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    running.start()
    until = time.monotonic() + _WAIT
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    yield listener.getsockname()[1]
    server.should_exit = True
    running.join(_WAIT)


def _ask(port: int, text: str) -> bytes:
    """What comes back for bytes that are sent as they are, after which nothing more is."""
    with socket.create_connection(("127.0.0.1", port), timeout=_WAIT) as line:
        line.sendall(text.replace("\n", "\r\n").encode("latin-1"))
        line.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: line.recv(65536), b""))


def test_a_body_in_chunks_ends_where_its_chunks_end_whatever_its_length_says(
    port: int, seen: list[tuple[str, bytes]]
) -> None:
    seen.clear()
    both = "POST /one HTTP/1.1\nHost: x\nContent-Length: 4\nTransfer-Encoding: chunked\n\n5\nhello\n0\n\n"
    assert _ask(port, both).startswith(b"HTTP/1.1 200")
    assert seen == [("one", b"hello")]


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: 4\nContent-Length: 5",
        "Content-Length: +4",
        "Content-Length: 4, 5",
        "Content-Length: 0x4",
        "Content-Length : 4",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: chunked\nTransfer-Encoding: chunked",
        "Transfer-Encoding : chunked",
    ],
)
def test_a_request_with_two_meanings_is_refused_whole(port: int, seen: list[tuple[str, bytes]], head: str) -> None:
    seen.clear()
    answer = _ask(port, f"POST /one HTTP/1.1\nHost: x\n{head}\n\n5\nhello\n0\n\nGET /two HTTP/1.1\nHost: x\n\n")
    assert int(answer.split()[1]) in {400, 501}
    assert seen == []


@pytest.mark.parametrize("size", ["-1", "g", "0x5", " 5", "FFFFFFFFFFFFFFFFFFFFF"])
def test_a_chunk_whose_size_is_none_ends_the_connection(port: int, seen: list[tuple[str, bytes]], size: str) -> None:
    seen.clear()
    answer = _ask(
        port, f"POST /one HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n{size}\nhello\n0\n\nGET /two HTTP/1.1\n\n"
    )
    assert b" 200 " not in answer
    assert ("two", b"") not in seen
