"""Show again who one is, before something that cannot be undone; then back to it. Works without scripts."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, Query, Request
from starlette.responses import RedirectResponse, Response

from forestall.core.errors import SignInError
from forestall.model.account import Action
from forestall.pipeline import sign_in
from forestall.web.pages.page import Shown, page_router
from forestall.web.rights import people_of, require, sitting_of
from forestall.web.sign_in import seated

router = page_router()


@dataclass(frozen=True, slots=True)
class Proof:
    """What the page shows."""

    after: str
    """Where to go then."""
    error: str = ""
    """Why it was not accepted."""


@router.get("/proof", dependencies=[require(Action.OWN)])
def proof_page(page: Shown, after: Annotated[str, Query(max_length=500)] = "/") -> Response:
    """The form."""
    return page.plain("proof.html", Proof(after))


@router.post("/proof", dependencies=[require(Action.OWN)])
def prove(
    request: Request,
    page: Shown,
    password: Annotated[str, Form(max_length=256)],
    code: Annotated[str, Form(max_length=12)] = "",
    after: Annotated[str, Form(max_length=500)] = "/",
) -> Response:
    """Check it, and go on."""
    sitting = sitting_of(request)
    try:
        found = sign_in.prove_again(people_of(request), sitting, password, code)
    except SignInError as error:
        return page.plain("proof.html", Proof(after, str(error)), 401)
    return seated(request, RedirectResponse(page.own(after), 303), found)
