"""What every answer carries, and what is refused before a route sees it: size, path, frequency.

One middleware around the whole app, so that no route can forget it. What an answer says is not looked at.
"""

import hashlib
import json
import math
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from urllib.parse import unquote

from fastapi import FastAPI, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forestall.core.errors import LimitError
from forestall.core.text import N_
from forestall.guard.proxies import Proxies
from forestall.guard.throttle import Rate, Throttle
from forestall.web import language
from forestall.web.rights import COOKIE

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with `no-referrer` browsers send forms with `Origin: null`
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
HSTS = "max-age=31536000; includeSubDomains"
PRIVATE = "no-store"
_GUESSED = ("/sign-in", "/v1/sign-in", "/v1/me/proof", "/proof", "/v1/me/password", "/account/password")
"""Where a password can be guessed."""
_SESSION = f"{COOKIE}="
_KEPT = ("/static/", "/map/base.")
"""What a browser may keep although it was asked for in a session: our own files, the map below."""
_TEXTUAL = re.compile(r"text/[^;]+|[^;]+[+/]xml")
_EVIDENCE = re.compile(r"(?:/v1)?/obligations/[^/]+/evidence/?|/cases/[^/]+/answer")
_OBJECTS = re.compile(r"/taxii2/office/collections/[^/]+/objects/")
_LARGE = frozenset({"/v1/signals", "/v1/exchange/give"})
_ODD = re.compile(r"[\x00-\x1f\x7f\\]|(?:^|/)\.\.?(?:/|$)|//")
_DENIED_COST = 10.0  # what a refused credential costs an address, in requests
_CREDENTIAL, _ADDRESS, _SIGN_IN = Rate(500.0, 2000.0), Rate(20.0, 200.0), Rate(0.2, 10.0)
_Clock = Callable[[], float]
_SAID = {
    HTTPStatus.BAD_REQUEST: (N_("The request cannot be understood"), N_("There is no page with such an address.")),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        N_("Too large"),
        N_("Nothing was kept of this. Go back: what you typed is still in the form. Shorten it and send it again."),
    ),
    HTTPStatus.TOO_MANY_REQUESTS: (
        N_("Too many requests"),
        N_("Nothing was kept of this. Wait a minute, go back and send it again: what you typed is still in the form."),
    ),
}
_BROKEN = (
    N_("The service failed"),
    N_("Go back: what you typed is still in the form. If it happens again, tell whoever runs the service."),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much and how often."""

    body: int = 64 * 1024
    """Longest body of a request [byte]."""
    signals: int = 64 * 1024 * 1024
    """Longest body of a delivery of signals [byte]."""
    path: int = 2048
    """Longest path with its query [byte]."""
    credential: Rate = _CREDENTIAL
    """Requests with one token or session."""
    address: Rate = _ADDRESS
    """Requests from one address without any, and refusals."""
    sign_in: Rate = _SIGN_IN
    """Attempts to sign in from one address."""


def add(
    app: FastAPI,
    *,
    https: bool = False,
    limits: Limits | None = None,
    clock: _Clock = time.monotonic,
    proxies: Proxies | None = None,
) -> None:
    """Put the middleware around an app.

    Args:
        app: the app
        https: whether people reach it by HTTPS only
        limits: how much and how often
        clock: a clock that never goes back [s]
        proxies: those in front of the service
    """
    app.add_middleware(Guarded, https=https, limits=limits or Limits(), clock=clock, proxies=proxies or Proxies())


class Guarded:
    """The middleware."""

    def __init__(self, app: ASGIApp, https: bool, limits: Limits, clock: _Clock, proxies: Proxies) -> None:
        self._app, self._limits, self._clock, self._proxies = app, limits, clock, proxies
        self._headers = {**ALWAYS, **({"Strict-Transport-Security": HSTS} if https else {})}
        self._credentials, self._addresses = Throttle(limits.credential), Throttle(limits.address)
        self._sign_ins = Throttle(limits.sign_in)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on and dress the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        longest = self._longest(scope["path"])
        dressed = self._dressed(send, scope, headers)
        refusal = self._refusal(scope, headers, longest)
        if refusal is not None:
            await _refuse(dressed, *refusal, _person(scope, headers))
            return
        await _answered(self._app, scope, _capped(receive, longest), dressed)

    def _refusal(self, scope: Scope, headers: Headers, longest: int) -> tuple[HTTPStatus, str, float] | None:
        if not _is_plain(scope, self._limits.path):
            return HTTPStatus.BAD_REQUEST, "path: expected plain segments, without .. or control characters", 0.0
        declared = headers.get("content-length", "0")
        if not declared.isascii() or not declared.isdigit():
            return HTTPStatus.BAD_REQUEST, "Content-Length: expected a whole number", 0.0
        if int(declared[:20]) > longest:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"body: expected at most {longest} bytes", 0.0
        wait = self._wait(scope, headers)
        if wait > 0:
            return HTTPStatus.TOO_MANY_REQUESTS, f"too many requests: try again in {math.ceil(wait)} s", wait
        return None

    def _wait(self, scope: Scope, headers: Headers) -> float:
        at, address = self._clock(), self._address(scope, headers)
        credential = _credential(headers)
        if credential is None:
            wait = self._addresses.take(address, at)
        else:
            wait = max(self._addresses.wait(address, at), self._credentials.take(credential, at))
        if scope["method"] == "POST" and scope["path"].startswith(_GUESSED):
            wait = max(wait, self._sign_ins.take(address, at))
        return wait

    def _longest(self, path: str) -> int:
        large = path.rstrip("/") in _LARGE or any(each.fullmatch(path) for each in (_EVIDENCE, _OBJECTS))
        return self._limits.signals if large else self._limits.body

    def _dressed(self, send: Send, scope: Scope, headers: Headers) -> Send:
        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    out[name] = value
                if "cache-control" not in out or _is_sensitive(scope, headers):
                    out["Cache-Control"] = PRIVATE
                if _TEXTUAL.fullmatch(out.get("content-type", "")):
                    out["Content-Type"] += "; charset=utf-8"
                if message["status"] == HTTPStatus.UNAUTHORIZED and _credential(headers) is not None:
                    self._addresses.take(self._address(scope, headers), self._clock(), _DENIED_COST)
            await send(message)

        return dressed

    def _address(self, scope: Scope, headers: Headers) -> str:
        client = scope.get("client")
        return self._proxies.sender(client[0] if client else "unknown", headers.getlist("x-forwarded-for"))


def _is_plain(scope: Scope, longest: int) -> bool:
    raw = scope.get("raw_path") or scope["path"].encode()
    if len(raw) + len(scope.get("query_string", b"")) > longest:
        return False
    path = scope["path"]
    return not any(_ODD.search(each) for each in (path, unquote(path)))


def _is_sensitive(scope: Scope, headers: Headers) -> bool:
    """Whether somebody's browser asks in their session for what it must not keep."""
    return _SESSION in headers.get("cookie", "") and not scope["path"].startswith(_KEPT)


def _credential(headers: Headers) -> str | None:
    text = headers.get("authorization") or headers.get("cookie")
    return None if text is None else hashlib.sha256(text.encode("latin-1", "replace")).hexdigest()


def _capped(receive: Receive, longest: int) -> Receive:
    """The body, up to a length: it may be longer than it said, or have said nothing."""
    so_far = 0

    async def capped() -> Message:
        nonlocal so_far
        message = await receive()
        so_far += len(message.get("body", b""))
        if so_far > longest:
            raise LimitError(f"body: expected at most {longest} bytes")
        return message

    return capped


async def _answered(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """The app's answer; when it breaks, one that says no more, dressed as any: what is outside of us has no headers."""
    began = False

    async def sent(message: Message) -> None:
        nonlocal began
        began = True
        await send(message)

    try:
        await app(scope, receive, sent)
    except Exception:
        if not began:
            reader = _person(scope, Headers(scope=scope))
            await _refuse(send, HTTPStatus.INTERNAL_SERVER_ERROR, "the cause is in the service's log", 0.0, reader)
        raise


async def _refuse(send: Send, status: HTTPStatus, detail: str, wait: float, reader: Request | None = None) -> None:
    kind, body = _for_programs(status, detail) if reader is None else _for_people(status, reader)
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    if wait > 0:
        headers.append((b"retry-after", str(math.ceil(wait)).encode()))
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _for_programs(status: HTTPStatus, detail: str) -> tuple[bytes, bytes]:
    """Problem details (RFC 9457)."""
    said = {"type": "about:blank", "title": status.phrase, "status": int(status), "detail": detail}
    return b"application/problem+json", json.dumps(said, sort_keys=True).encode()


def _for_people(status: HTTPStatus, reader: Request) -> tuple[bytes, bytes]:
    """The same as a page, in the reader's language; what a browser sent is still in its form."""
    tongue = language.wanted(reader)
    say = language.catalogue(tongue.code).text
    title, advice = (escape(say(each)) for each in _SAID.get(status, _BROKEN))
    way = "rtl" if tongue.leftward else "ltr"
    page = (
        f'<!doctype html><html lang="{tongue.code}" dir="{way}"><head><meta charset="utf-8"><title>{title}</title>'
        '<link rel="stylesheet" href="/static/forestall.css"></head>'
        f"<body><main><h1>{title}</h1><p>{advice}</p></main></body></html>"
    )
    return b"text/html; charset=utf-8", page.encode()


def _person(scope: Scope, headers: Headers) -> Request | None:
    """The request of a browser that asks for a page; None for a program's."""
    page = "text/html" in headers.get("accept", "") and not scope["path"].startswith("/v1/")
    return Request(scope) if page else None
