"""Fetching by the rules, from a server on this machine: what is resolved is judged, and again at each redirect."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from loopback_site import Reply, Site, packed

from forestall.core.errors import AwayError, InputError, LimitError
from forestall.guard.fetch import FetchRules, rules
from forestall.pipeline.fetching import Answer, Fetcher, PinnedBackend, pinned

PUBLIC = rules("https://example.org/")


def resolving(*answers: tuple[str, ...]) -> tuple[Callable[[str, int], Awaitable[tuple[str, ...]]], list[str]]:
    """A resolver that gives one answer after the other, and the names it was asked for."""
    asked: list[str] = []

    async def resolve(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    return resolve, asked


def fetched(pages: dict[str, Reply], path: str, **limits: object) -> tuple[Answer, Site]:
    site = Site(dict(pages))

    async def work() -> Answer:
        async with site.open():
            allowed = replace(rules(site.url("/"), ("127.0.0.0/8",), plain=True), **limits)  # type: ignore[arg-type]
            return await Fetcher(allowed).get(site.url(path), {"X-A": "1"}, {"Authorization": "secret"})

    return asyncio.run(work()), site


def test_an_answer_has_its_status_headers_and_content() -> None:
    answer, site = fetched({"/a": (200, {"ETag": '"1"'}, b"content")}, "/a")
    assert (answer.status, answer.body, answer.headers["etag"]) == (200, b"content", '"1"')
    assert site.asked[0][1]["authorization"] == "secret"


def test_gzip_is_unpacked() -> None:
    assert fetched({"/a": packed(b"content" * 1000)}, "/a")[0].body == b"content" * 1000


@pytest.mark.parametrize(
    ("page", "error"),
    [
        (packed(b"\0" * 50_000_000), LimitError),
        ((200, {}, b"x" * 200_000), LimitError),
        ((200, {"Content-Encoding": "br"}, b"x"), InputError),
        ((200, {"Content-Encoding": "gzip"}, b"no gzip"), InputError),
        ((200, {"Content-Encoding": "gzip"}, packed(b"content")[2][:-5]), InputError),
        ((200, {"X-Long": "a" * 9000}, b""), LimitError),
        ((200, {"Content-Length": "9"}, b"short"), AwayError),
        ((302, {"Location": "/a"}, b""), AwayError),
        ((302, {"Location": "http://169.254.169.254/"}, b""), InputError),
        ((302, {"Location": "file:///etc/passwd"}, b""), InputError),
        ((307, {"Location": "http://127.0.0.1:1/"}, b""), InputError),
        ((301, {"Location": "http://localhost.:99999/"}, b""), InputError),
    ],
)
def test_what_goes_beyond_the_rules_is_refused(page: Reply, error: type[Exception]) -> None:
    with pytest.raises(error):
        fetched({"/a": page}, "/a", most_bytes=100_000)


def test_a_redirect_on_the_same_server_is_followed_with_its_secret() -> None:
    answer, site = fetched({"/a": (302, {"Location": "/b"}, b""), "/b": (200, {}, b"there")}, "/a")
    assert answer.body == b"there"
    assert [headers.get("authorization") for _, headers in site.asked] == ["secret", "secret"]


def test_a_secret_never_follows_a_redirect_to_another_server() -> None:
    first, second = Site(), Site({"/b": (200, {}, b"there")})

    async def work() -> Answer:
        async with first.open(), second.open():
            first.pages["/a"] = (302, {"Location": second.url("/b")}, b"")
            allowed = replace(rules(first.url("/"), ("127.0.0.0/8",), plain=True), ports=(first.port, second.port))
            return await Fetcher(allowed).get(first.url("/a"), {}, {"Authorization": "secret"})

    assert asyncio.run(work()).body == b"there"
    assert "authorization" not in second.asked[0][1]


def test_a_slow_answer_is_given_up() -> None:
    async def work() -> None:
        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while await reader.read(100_000):
                pass
            writer.close()
            over.set()

        over = asyncio.Event()
        server = await asyncio.start_server(silent, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        allowed = replace(rules(url, ("127.0.0.0/8",), plain=True), most_seconds=0.05)
        try:
            await Fetcher(allowed).get(url)
        finally:
            server.close()
            await over.wait()

    with pytest.raises(AwayError, match="no whole answer within"):
        asyncio.run(work())


@pytest.mark.parametrize(
    "addresses",
    [("127.0.0.1",), ("93.184.216.34", "127.0.0.1"), ("::ffff:10.0.0.1",), ("64:ff9b::7f00:1",), ("fe80::1%lo",)],
)
def test_a_name_with_one_address_inside_is_refused_whole(addresses: tuple[str, ...]) -> None:
    resolve, _ = resolving(addresses)
    with pytest.raises(InputError, match="address"):
        asyncio.run(pinned("example.org", 443, PUBLIC, resolve))


def test_a_name_is_resolved_once_and_the_connection_goes_to_what_was_judged() -> None:
    """A name that changes its address between check and use (DNS rebinding) finds no second look-up to deceive."""
    site = Site({"/": (200, {}, b"pinned")})

    async def work() -> tuple[Answer, list[str]]:
        async with site.open():
            resolve, asked = resolving(("127.0.0.1",), ("10.0.0.1",))
            url = f"http://feeds.office:{site.port}/"
            answer = await Fetcher(rules(url, ("127.0.0.0/8",), plain=True), resolve=resolve).get(url)
            return answer, asked

    answer, asked = asyncio.run(work())
    assert answer.body == b"pinned"
    assert asked == ["feeds.office"]
    assert site.asked[0][1]["host"] == f"feeds.office:{site.port}"


def test_the_name_that_a_redirect_leads_to_is_judged_too() -> None:
    site = Site()

    async def work() -> None:
        async with site.open():
            site.pages["/"] = (302, {"Location": f"http://other.office:{site.port}/"}, b"")
            resolve, _ = resolving(("127.0.0.1",), ("192.168.1.1",))
            url = f"http://feeds.office:{site.port}/"
            await Fetcher(rules(url, ("127.0.0.0/8",), plain=True), resolve=resolve).get(url)

    with pytest.raises(InputError, match=r"192\.168\.1\.1"):
        asyncio.run(work())


def test_no_socket_file_is_ever_opened() -> None:
    with pytest.raises(InputError):
        asyncio.run(PinnedBackend(FetchRules()).connect_unix_socket("/var/run/docker.sock"))


def test_a_name_that_does_not_resolve_is_away() -> None:
    async def resolve(host: str, port: int) -> tuple[str, ...]:
        raise OSError(-2, "Name or service not known")

    with pytest.raises(AwayError, match="does not resolve"):
        asyncio.run(pinned("example.org", 443, PUBLIC, resolve))
