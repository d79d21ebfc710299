"""What went wrong, as a page for people: a sentence that helps. Programs get problem details (`web/problem.py`)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from forestall.core.errors import ForestallError, PlaceError
from forestall.core.text import N_
from forestall.web.needs import service_of
from forestall.web.pages.again import Again, again_of
from forestall.web.pages.page import Page, WaitingError

_PROOF = "show again who you are first"
_UNKNOWN = 401
_SENT = N_(
    "Your session has ended, and nothing was kept of this. Sign in in the new tab, come back here and send it again: "
    "what you sent stands below."
)
_PROVE = N_(
    "Nothing was kept of this. Show in the new tab who you are, come back here and send it again: what you sent stands "
    "below."
)
_BACK = N_(
    "Nothing was kept of this. Sign in in the new tab, come back here, go back one page and send it again: what you "
    "typed is still in the form."
)
_TITLES = {
    400: N_("The request cannot be understood"),
    401: N_("Sign in first"),
    403: N_("Not allowed"),
    404: N_("There is no such page"),
    405: N_("Not in this way"),
    409: N_("Somebody was there before you"),
    413: N_("Too large"),
    422: N_("This cannot be used"),
    429: N_("Too many requests"),
    500: N_("The service failed"),
    503: N_("Not at present"),
    507: N_("No room"),
}
_ADVICE = {
    401: N_("Sign in, then open the page again."),
    403: N_("Ask whoever keeps the accounts here, if you need this for your work."),
    404: N_("It may have been replaced by a newer pass."),
    413: N_("Send less at once; nothing was kept of this."),
    422: N_("Go back: what you typed is still in the form. Mend it and send it again."),
    503: N_("Nothing is lost. Try again in a moment."),
    507: N_("Nothing was kept of this. Tell whoever runs the service."),
}
_Handler = Callable[[Request, Exception], Response | Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong."""

    title: str
    """What kind of thing, in words."""
    detail: str
    """What was found and what was expected."""
    errors: tuple[str, ...]
    """The single things that are wrong."""
    advice: str
    """What to do now."""
    sign_in: str = ""
    """Where to sign in; empty when that would not help."""
    sent: bool = False
    """Whether a form was sent, which is still in the browser."""
    prove: str = ""
    """Where to show again who one is; empty when that would not help."""
    again: Again | None = None
    """What was sent, when it can be sent again."""


def install(app: FastAPI) -> None:
    """Show people pages where programs get problem details; the handlers of those are installed already."""
    app.add_exception_handler(WaitingError, _waiting)
    for kind in (ForestallError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _for_people(app.exception_handlers[kind]))


def _for_people(programs: _Handler) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        if _is_person(request):
            again = await again_of(request) if _unproven(error) else None
            return await run_in_threadpool(_page, request, error, again)
        found = programs(request, error)
        return found if isinstance(found, Response) else await found

    return answer


def _is_person(request: Request) -> bool:
    """Whether a browser asked for a page."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1/")


async def _waiting(request: Request, _error: Exception) -> Response:
    return await run_in_threadpool(Page(request, service_of(request)).plain, "waiting.html", None)


def _unproven(error: Exception) -> bool:
    """Whether it would be done for somebody who signs in, or shows again who they are."""
    return _status(error) == _UNKNOWN or _wants_proof(error)


def _wants_proof(error: Exception) -> bool:
    return isinstance(error, ForestallError) and _PROOF in str(error)


def _page(request: Request, error: Exception, again: Again | None) -> Response:
    if _wants_proof(error) and request.method == "GET":
        return RedirectResponse(f"/proof?after={request.url.path}", 303)
    status = _status(error)
    page = Page(request, service_of(request))
    title = _TITLES.get(status, N_("Something is wrong"))
    sent = request.method == "POST"
    advice = _sent_advice(error, again) if sent and _unproven(error) else _ADVICE.get(status, "")
    told = Trouble(
        page.text(title),
        _detail(error),
        _errors(error),
        page.text(advice) if advice else "",
        _sign_in(request, page, status),
        sent,
        "/proof?after=/account" if sent and _wants_proof(error) else "",
        again,
    )
    answer = page.plain("trouble.html", told, status)
    if isinstance(error, HTTPException) and error.headers:
        answer.headers.update(error.headers)
    return answer


def _sent_advice(error: Exception, again: Again | None) -> str:
    if again is None:
        return _BACK
    return _PROVE if _wants_proof(error) else _SENT


def _sign_in(request: Request, page: Page, status: int) -> str:
    """Where somebody who is not known signs in, and comes back from."""
    if status != _UNKNOWN or not hasattr(request.app.state, "people"):
        return ""
    after = "/" if request.method == "POST" else page.address()
    return f"/sign-in?next={quote(after, safe='')}"


def _status(error: Exception) -> int:
    if isinstance(error, ForestallError):
        return error.http_status
    return error.status_code if isinstance(error, HTTPException) else 422


def _detail(error: Exception) -> str:
    if isinstance(error, RequestValidationError):
        return ""
    return str(error.detail) if isinstance(error, HTTPException) else str(error)


def _errors(error: Exception) -> tuple[str, ...]:
    if isinstance(error, PlaceError):
        return tuple(str(each) for each in error.remarks[:20])
    if isinstance(error, RequestValidationError):  # never what somebody sent: that is not repeated
        return tuple(f"{'/'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors()[:20])
    return ()
