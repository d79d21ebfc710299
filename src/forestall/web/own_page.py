"""One's own account as a page that works without scripts: set a password, sign out. All else is `/v1/me`."""

from html import escape
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from forestall.core.errors import InputError
from forestall.guard.policy import Subject
from forestall.model.account import Action
from forestall.pipeline import accounts
from forestall.web.own import fresh_account
from forestall.web.rights import people_of, require

router = APIRouter(tags=["own account"], include_in_schema=False)
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Your account – Forestall</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/sign-in/style.css">
</head><body><main><h1>{account}</h1>{told}<form method="post" action="/account/password">
<label>New password, at least 15 characters
<input name="password" type="password" autocomplete="new-password" required minlength="15" maxlength="256"></label>
<button>Set it and sign in anew</button></form>
<form method="post" action="/sign-out"><p><a href="/">To the outlook</a></p><button>Sign out</button></form>
</main></body></html>
"""
_AFTER = 303


@router.get("/account", response_class=HTMLResponse)
def account_page(subject: Annotated[Subject, require(Action.OWN)]) -> HTMLResponse:
    """The page."""
    return _page(subject)


@router.post("/account/password", response_class=HTMLResponse)
def set_password_form(
    request: Request,
    subject: Annotated[Subject, require(Action.OWN)],
    password: Annotated[str, Form(max_length=256)],
) -> Response:
    """Set one's password; needs a fresh proof, ends all one's sessions."""
    account = fresh_account(request, subject)
    try:
        accounts.set_password(people_of(request), account, account, password)
    except InputError as error:
        return _page(subject, str(error), 422)
    return RedirectResponse("/sign-in", _AFTER)


def _page(subject: Subject, error: str = "", status: int = 200) -> HTMLResponse:
    told = f'<p role="alert">{escape(error)}</p>' if error else ""
    return HTMLResponse(_PAGE.format(account=escape(subject.account or ""), told=told), status)
