"""What every answer carries, and what is refused before a route sees it."""

import warnings
from dataclasses import dataclass, replace

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import Response

from forestall.guard.proxies import proxies_from
from forestall.guard.throttle import Rate
from forestall.web import headers, problem
from forestall.web.headers import ALWAYS, CSP, HSTS, Limits
from forestall.web.rights import COOKIE


@dataclass
class Clock:
    """A clock that is turned by hand."""

    at: float = 0.0

    def __call__(self) -> float:
        return self.at


def _app(clock: Clock, limits: Limits, *, https: bool = True) -> FastAPI:
    app = FastAPI()
    problem.install(app)

    @app.get("/page")
    def page() -> str:
        return "x"

    @app.post("/v1/signals")
    @app.post("/small")
    @app.post("/sign-in")
    async def taken(request: Request) -> int:
        return len(await request.body())

    @app.get("/denied")
    def denied() -> str:
        from forestall.core.errors import SignInError

        raise SignInError("no")

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("the secret is 42")

    headers.add(app, https=https, limits=limits, clock=clock)
    return app


def _client(clock: Clock | None = None, limits: Limits | None = None, *, https: bool = True) -> httpx.Client:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # starlette would rather have httpx2, which nothing else here needs
        from starlette.testclient import TestClient
    app = _app(clock or Clock(), limits or Limits(), https=https)
    return TestClient(app, "https://office.example", raise_server_exceptions=False)


@pytest.mark.parametrize("path", ["/page", "/missing", "/broken", "/denied", "/a/../b%2f..%2fc", "/%00"])
def test_every_answer_carries_every_header_also_a_refusal(path: str) -> None:
    answer = _client().get(path)
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    assert answer.headers["strict-transport-security"] == HSTS
    assert answer.headers["cache-control"] == "no-store"


def test_the_content_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    rules = dict(part.split(" ", 1) for part in CSP.split("; "))
    assert rules["default-src"] == "'none'"
    assert {rules[name] for name in ("script-src", "style-src", "connect-src", "form-action")} == {"'self'"}
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert not any(word in CSP for word in ("unsafe", "http", "*", "nonce"))


def test_hsts_is_not_promised_where_there_is_no_https() -> None:
    assert "strict-transport-security" not in _client(https=False).get("/page").headers


def test_a_broken_route_says_nothing_of_why() -> None:
    answer = _client().get("/broken")
    assert answer.status_code == 500
    assert "42" not in answer.text


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [("/small", 100, 200), ("/small", 101, 413), ("/v1/signals", 101, 200), ("/v1/signals", 1001, 413)],
)
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_is_counted_whatever_it_says_of_its_length(path: str, length: int, status: int, chunked: bool) -> None:
    client = _client(limits=replace(Limits(), body=100, signals=1000))
    body = b"x" * length
    answer = client.post(path, content=(body[i : i + 7] for i in range(0, length, 7)) if chunked else body)
    assert answer.status_code == status
    if status == 413:
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("length", ["-1", "1e3", "١", "9" * 30])
def test_a_length_that_is_none_is_refused(length: str) -> None:
    headers = {"content-length": length.encode()}
    assert _client().post("/small", content=b"", headers=headers).status_code in {400, 413}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "path",
    [
        "/..%2fetc/passwd",
        "/a/%2e%2e/b",
        "/%2e%2e%5cwin.ini",
        "/a%5c..%5cb",
        "/%00",
        "/a%0d%0aSet-Cookie:x",
        "//evil",
        "/%252e%252e/x",
        "/a/..%252fb",
        "/..;/x/%2e%2e/",
        "/" + "a" * 3000,
    ],
)
def test_a_path_out_of_the_way_is_refused(path: str) -> None:
    client = _client()
    answer = client.get(httpx.URL("https://office.example").copy_with(raw_path=path.encode()))
    assert answer.status_code == 400
    assert answer.json()["title"] == "Bad Request"


def test_too_many_requests_are_told_when_to_come_again() -> None:
    clock = Clock()
    client = _client(clock, replace(Limits(), address=Rate(0.5, 3.0)))
    assert [client.get("/page").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = client.get("/page")
    assert answer.headers["content-type"] == "application/problem+json"
    wait = int(answer.headers["retry-after"])
    assert wait >= 2
    clock.at += wait + 2
    assert client.get("/page").status_code == 200


def test_a_token_has_its_own_measure_and_a_refused_one_costs_its_address() -> None:
    client = _client(limits=replace(Limits(), address=Rate(0.001, 30.0), credential=Rate(0.001, 5.0)))
    one = {"authorization": "Bearer a"}
    assert [client.get("/page", headers=one).status_code for _ in range(6)] == [200] * 5 + [429]
    assert client.get("/page", headers={"authorization": "Bearer b"}).status_code == 200
    guesses = [client.get("/denied", headers={"authorization": f"Bearer {n}"}).status_code for n in range(6)]
    assert guesses == [401, 401, 401, 429, 429, 429]


def test_signing_in_is_slower_than_reading() -> None:
    client = _client(limits=replace(Limits(), sign_in=Rate(0.001, 2.0)))
    assert [client.post("/sign-in").status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/page").status_code == 200


CHARSETS = {
    "text/html": "text/html; charset=utf-8",
    "text/csv": "text/csv; charset=utf-8",
    "application/cap+xml": "application/cap+xml; charset=utf-8",
    "application/xml": "application/xml; charset=utf-8",
    "image/svg+xml": "image/svg+xml; charset=utf-8",
    "text/plain; charset=iso-8859-1": "text/plain; charset=iso-8859-1",
    "application/json": "application/json",
    "application/zip": "application/zip",
}
"""What a route says of its content, and what reaches the client (RFC 7303, RFC 9110 8.3.2)."""


@pytest.mark.parametrize(("said", "told"), CHARSETS.items())
def test_text_and_xml_name_their_encoding(said: str, told: str) -> None:
    app = _app(Clock(), Limits())
    app.add_api_route("/kind", lambda: Response(b"x", headers={"content-type": said}))
    assert _of(app).get("/kind").headers["content-type"] == told


@pytest.mark.parametrize(
    ("path", "cookie", "kept"),
    [
        ("/ogc/x", "", "private, no-cache"),
        ("/ogc/x", f"{COOKIE}=s", "no-store"),
        ("/disk/index.html", f"a=b; {COOKIE}=s", "no-store"),
        ("/static/start.js", f"{COOKIE}=s", "private, no-cache"),
        ("/ogc/x", f"{COOKIE}-away=s", "private, no-cache"),
    ],
)
def test_a_browser_keeps_nothing_of_a_session_but_our_own_files(path: str, cookie: str, kept: str) -> None:
    app = _app(Clock(), Limits())
    app.add_api_route("/{path:path}", lambda: Response(b"x", headers={"cache-control": "private, no-cache"}))
    assert _of(app).get(path, headers={"cookie": cookie}).headers["cache-control"] == kept


def test_behind_a_proxy_that_is_named_every_sender_is_counted_alone() -> None:
    limits = replace(Limits(), address=Rate(0.5, 2.0))
    for address, limited in (("10.1.1.1", False), ("198.51.100.9", True)):
        proxies = proxies_from({"FORESTALL_PROXIES": "10.0.0.0/8, 2001:db8::1"})
        app = FastAPI()
        app.add_api_route("/page", lambda: "x")
        headers.add(app, limits=limits, clock=Clock(), proxies=proxies)
        client = _of(app, address)
        answers = [
            client.get("/page", headers={"x-forwarded-for": f"203.0.113.{each}, 192.0.2.{each}"}).status_code
            for each in range(1, 6)
        ]
        assert (429 in answers) == limited
        forged = [
            client.get("/page", headers={"x-forwarded-for": f"203.0.113.{each}, 192.0.2.99"}).status_code
            for each in range(1, 6)
        ]
        assert 429 in forged, "what stands before the address that the proxy heard from is not believed"


def _of(app: FastAPI, address: str = "testclient") -> httpx.Client:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # starlette would rather have httpx2, which nothing else here needs
        from starlette.testclient import TestClient
    return TestClient(app, "https://office.example", client=(address, 50000), raise_server_exceptions=False)
