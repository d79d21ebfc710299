"""Signing in and out over HTTP: a page that works without scripts, links, passkeys, another office's service."""

from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, FastAPI, Form, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from forestall.core.clock import iso
from forestall.core.errors import RightsError, SignInError
from forestall.guard.passkey import CHALLENGE, Site, use_options
from forestall.model.account import Action, Purpose, Sitting
from forestall.pipeline import oidc, sign_in
from forestall.web.pending import Pending
from forestall.web.rights import COOKIE, people_of, require, sitting_of

router = APIRouter(tags=["sign-in"])

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sign in – Forestall</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/sign-in/style.css">
</head><body><main><h1>Forestall</h1>{told}{body}</main></body></html>
"""
_FORM = """<form method="post" action="/sign-in">
<label>Name <input name="account" autocomplete="username" required maxlength="64" autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required maxlength="256"></label>
<label>Code, if you have an app for it
<input name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="12"></label>
<label>I look for <select name="purpose">{purposes}</select></label>
<input type="hidden" name="next" value="{next}"><button>Sign in</button></form>
<div data-act="enter" data-next="{next}" data-failed="The passkey did not sign you in:">
<button type="button" data-passkey hidden>Sign in with a passkey</button><p data-said role="status"></p></div>
<script type="module" src="/static/sign-in.js"></script>{service}"""
_LINK = """<form method="post" action="/sign-in/link"><p>This link works once.</p>
<label>What stands behind # in your link
<input name="secret" required maxlength="64" autocomplete="off" spellcheck="false" data-behind></label>
<label>Code, if you have an app for it
<input name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="12"></label>
<button>Sign in</button></form><script type="module" src="/static/sign-in.js"></script>"""
_SERVICE = '<p><a href="/sign-in/service?next={next}">Sign in with your office’s account</a></p>'
_STYLE = """body{font:16px/1.5 system-ui,sans-serif;background:#f4f5f7;color:#1a1c20;margin:0}
main{max-width:24rem;margin:12vh auto;padding:2rem;background:#fff;border:1px solid #d5d8de;border-radius:8px}
h1{font-size:1.3rem;margin:0 0 1rem}label{display:block;margin:0 0 1rem}
input,select{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.5rem}
input,select{border:1px solid #8a8f99;border-radius:4px}
button{font:inherit;padding:.5rem 1.2rem;border:0;border-radius:4px;background:#1f4e8c;color:#fff;cursor:pointer}
[role=alert]{border-left:4px solid #b3261e;padding:.4rem .8rem;background:#fdeceb}
@media (prefers-color-scheme:dark){body{background:#15171b;color:#e8eaee}main{background:#1f2228;border-color:#3a3f49}
input{background:#15171b;color:inherit}select{background:#15171b;color:inherit}[role=alert]{background:#3a1f1d}}
"""
_PURPOSES = "".join(f"<option>{purpose}</option>" for purpose in Purpose)
_AFTER = 303


@dataclass(frozen=True, slots=True)
class Desk:
    """What signing in over HTTP needs beside the accounts."""

    site: Site
    """The web site as browsers see it."""
    service: oidc.Service | None = None
    """Another office's service, if there is one."""
    challenges: Pending[bytes] = field(default_factory=Pending[bytes])
    """Challenges that a passkey is to answer."""
    asked: Pending[oidc.Asked] = field(default_factory=Pending[oidc.Asked])
    """Who was sent to the service."""


class Credentials(BaseModel):
    """Name, password, code."""

    account: str = Field(max_length=64)
    password: str = Field(max_length=256)
    code: str = Field(default="", max_length=12)


class Answer(BaseModel):
    """What a passkey answered."""

    ticket: str = Field(max_length=64)
    answer: dict[str, object]


class SessionOut(BaseModel):
    """A session as its owner sees it."""

    id: str
    """By which it can be ended."""
    account: str
    """Whose it is."""
    means: str
    """How they signed in."""
    created: datetime
    """When."""
    expires: datetime
    """When it ends at the latest."""
    purpose: Purpose | None
    """What they look for."""


@router.get("/sign-in", dependencies=[require(Action.PROBE)], response_class=HTMLResponse)
def sign_in_page(request: Request, next: Annotated[str, Query(max_length=500)] = "/") -> HTMLResponse:  # noqa: A002
    """The page to sign in on."""
    return _page(request, next)


@router.get(
    "/sign-in/style.css",
    dependencies=[require(Action.PROBE)],
    response_class=Response,
    responses={200: {"content": {"text/css": {"schema": {"type": "string"}}}, "description": "The style"}},
)
def sign_in_style() -> Response:
    """How it looks."""
    return Response(_STYLE, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})


@router.post(
    "/sign-in",
    status_code=_AFTER,
    dependencies=[require(Action.PROBE)],
    response_class=Response,
    responses={401: {"content": {"text/html": {}}, "description": "The page again, with why"}},
)
def sign_in_form(
    request: Request,
    account: Annotated[str, Form(max_length=64)],
    password: Annotated[str, Form(max_length=256)],
    code: Annotated[str, Form(max_length=12)] = "",
    purpose: Annotated[Purpose | None, Form()] = None,
    next: Annotated[str, Form(max_length=500)] = "/",  # noqa: A002 - the name in the page
) -> Response:
    """Sign in from the page."""
    people = people_of(request)
    try:
        found = sign_in.with_password(people, account, password, code)
    except SignInError as error:
        return _page(request, next, str(error))
    sign_in.set_purpose(people, found.sitting, purpose)
    return seated(request, RedirectResponse(_own_path(next), _AFTER), found)


@router.post("/v1/sign-in", dependencies=[require(Action.PROBE)], response_model=SessionOut)
def sign_in_json(request: Request, credentials: Credentials) -> Response:
    """Sign in from a program that keeps cookies."""
    found = sign_in.with_password(people_of(request), credentials.account, credentials.password, credentials.code)
    return seated(request, JSONResponse(told(found.sitting)), found)


@router.get("/sign-in/link", dependencies=[require(Action.PROBE)], response_class=HTMLResponse)
def link_page() -> HTMLResponse:
    """The page of a link: opening it uses nothing up, mail programs open links too.

    What stands behind `#` in the link stays in the browser until the form is sent: no server or proxy writes it down.
    """
    return HTMLResponse(_PAGE.format(told="", body=_LINK))


@router.post("/sign-in/link", status_code=_AFTER, dependencies=[require(Action.PROBE)], response_class=RedirectResponse)
def sign_in_link(
    request: Request, secret: Annotated[str, Form(max_length=64)], code: Annotated[str, Form(max_length=12)] = ""
) -> Response:
    """Sign in by a link."""
    return seated(request, RedirectResponse("/account", _AFTER), sign_in.with_link(people_of(request), secret, code))


@router.post("/sign-in/passkey/options", dependencies=[require(Action.PROBE)])
def passkey_options(request: Request) -> dict[str, object]:
    """What the browser asks a passkey."""
    from secrets import token_bytes  # noqa: PLC0415 - beside its only use

    desk, challenge = desk_of(request), token_bytes(CHALLENGE)
    ticket = desk.challenges.put(challenge, people_of(request).now())
    return {"ticket": ticket, "options": use_options(desk.site, challenge, ())}


@router.post("/sign-in/passkey", dependencies=[require(Action.PROBE)], response_model=SessionOut)
def sign_in_passkey(request: Request, answer: Answer) -> Response:
    """Sign in by a passkey."""
    people, desk = people_of(request), desk_of(request)
    found = sign_in.with_passkey(people, desk.site, challenge_of(request, answer.ticket), answer.answer)
    return seated(request, JSONResponse(told(found.sitting)), found)


@router.get(
    "/sign-in/service", status_code=_AFTER, dependencies=[require(Action.PROBE)], response_class=RedirectResponse
)
def to_service(request: Request) -> RedirectResponse:
    """Off to another office's service."""
    desk = desk_of(request)
    if desk.service is None:
        raise RightsError("no other office's service is configured here")
    again = COOKIE in request.cookies  # whoever is here already comes to show anew who they are
    url, asked = oidc.ask(desk.service, f"{desk.site.origin}/sign-in/service/return", again=again)
    ticket = desk.asked.put(asked, people_of(request).now())
    away = RedirectResponse(url, _AFTER)
    _set(away, f"{COOKIE}-away", ticket, 300)
    return away


@router.get(
    "/sign-in/service/return", status_code=_AFTER, dependencies=[require(Action.PROBE)], response_class=RedirectResponse
)
def from_service(
    request: Request,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=2000)] = "",
) -> Response:
    """Back from another office's service."""
    people, desk = people_of(request), desk_of(request)
    asked = desk.asked.take(request.cookies.get(f"{COOKIE}-away", ""), people.now())
    if asked is None or desk.service is None:
        raise SignInError("this way back from your office's service has run out; begin again")
    vouched = oidc.answered(desk.service, asked, state, code, people.now())
    found = sign_in.with_service(people, desk.service.issuer, vouched)
    back = seated(request, RedirectResponse("/", _AFTER), found)
    back.delete_cookie(f"{COOKIE}-away", path="/", secure=True, httponly=True, samesite="lax")
    return back


@router.post("/sign-out", status_code=_AFTER, dependencies=[require(Action.OWN)], response_class=RedirectResponse)
def sign_out(request: Request) -> RedirectResponse:
    """End this session."""
    sign_in.sign_out(people_of(request), sitting_of(request))
    out = RedirectResponse("/sign-in", _AFTER)
    out.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    out.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return out


def told(sitting: Sitting) -> dict[str, object]:
    """A session as its owner sees it."""
    return {
        "id": sitting.digest[:16],
        "account": sitting.account,
        "means": sitting.means,
        "created": iso(sitting.created),
        "expires": iso(sitting.expires),
        "purpose": sitting.purpose,
    }


def desk_of(request: Request) -> Desk:
    """What signing in over HTTP needs, of the app."""
    desk = request.app.state.sign_in
    assert isinstance(desk, Desk)
    return desk


def challenge_of(request: Request, ticket: str) -> bytes:
    """The challenge of a ticket, which from now on is void.

    Raises:
        SignInError: there is none, or it has run out.
    """
    challenge = desk_of(request).challenges.take(ticket, people_of(request).now())
    if challenge is None:
        raise SignInError("this challenge has run out; begin again")
    return challenge


def to_sign_in(app: FastAPI) -> None:
    """Send people whose browser asks for a page to the page to sign in on; programs get the problem."""
    problems = app.exception_handlers

    async def answer(request: Request, error: Exception) -> Response:
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            return RedirectResponse(f"/sign-in?next={quote(request.url.path, safe='/')}", _AFTER)
        handler = next((problems[each] for each in type(error).__mro__[1:] if each in problems), None)
        found = None if handler is None else handler(request, error)
        if isinstance(found, Response):
            return found
        if found is not None:
            return await found
        return JSONResponse({"title": str(error), "status": 401}, 401)

    app.add_exception_handler(SignInError, answer)


def _page(request: Request, after: str, error: str = "") -> HTMLResponse:
    own = escape(_own_path(after), quote=True)
    service = "" if desk_of(request).service is None else _SERVICE.format(next=own)
    said = f'<p role="alert">{escape(error)}</p>' if error else ""
    return HTMLResponse(
        _PAGE.format(told=said, body=_FORM.format(next=own, service=service, purposes=_PURPOSES)), 401 if error else 200
    )


def _own_path(text: str) -> str:
    """Where to go after signing in: a path of this site, never another site."""
    parts = urlsplit(text)
    plain = text.isprintable() and text.startswith("/") and not text.startswith("//") and "\\" not in text
    return text if plain and not parts.scheme and not parts.netloc else "/"


def seated(request: Request, response: Response, found: sign_in.SignedIn) -> Response:
    """A response with which the browser gets its new session; the one it had ends."""
    if COOKIE in request.cookies:
        sign_in.leave(people_of(request), request.cookies[COOKIE])
    _set(response, COOKIE, found.secret, int(sign_in.LIFE.total_seconds()))
    request.state.account, request.state.means = found.sitting.account, found.sitting.means
    return response


def _set(response: Response, name: str, value: str, seconds: int) -> None:
    """A cookie that only this host gets back, and no script sees (`__Host-`, RFC 6265bis 4.1.3.2)."""
    response.set_cookie(name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax")
