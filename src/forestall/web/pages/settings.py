"""Language and colours of the pages: kept in cookies of the browser, for they say nothing about anybody."""

from typing import Annotated

from fastapi import Form
from starlette.responses import RedirectResponse, Response

from forestall.model.account import Action
from forestall.web import language as languages
from forestall.web.pages import tour
from forestall.web.pages.page import THEME, THEMES, Shown, page_router
from forestall.web.rights import require

router = page_router()
_YEAR = 365 * 24 * 3600


@router.post("/toured", dependencies=[require(Action.PROBE)])
def end_tour(page: Shown) -> Response:
    """The tour was taken or declined: it is not offered again."""
    answer = RedirectResponse(page.own("/"), 303)
    answer.set_cookie(tour.COOKIE, "yes", max_age=_YEAR, path="/", samesite="lax")
    return answer


@router.post("/settings", dependencies=[require(Action.PROBE)])
def set_settings(
    page: Shown,
    after: Annotated[str, Form(max_length=2000)] = "/",
    language: Annotated[str, Form(max_length=8)] = "",
    theme: Annotated[str, Form(max_length=8)] = "",
) -> Response:
    """Keep what was chosen, and go back to where it was chosen."""
    answer = RedirectResponse(page.own(after), 303)
    if languages.known(language):
        answer.set_cookie(languages.COOKIE, language, max_age=_YEAR, path="/", samesite="lax")
    if theme in THEMES:
        answer.set_cookie(THEME, theme, max_age=_YEAR, path="/", samesite="lax")
    return answer
