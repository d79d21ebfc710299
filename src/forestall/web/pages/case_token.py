"""For an office that reported a case and holds its token: how it goes on, whether it is settled, the contact deleted.

The token is sent in a form and shown nowhere; an address never holds it.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form
from starlette.responses import Response

from forestall.core.errors import ForestallError, InputError
from forestall.core.text import N_
from forestall.model.account import Action
from forestall.model.case import Case, CaseState
from forestall.pipeline import cases as work
from forestall.pipeline.case_desk import CaseDesk, desk_of
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.rights import require

router = page_router()
_REPORT = [require(Action.REPORT_CASE)]
_Token = Annotated[str, Form(max_length=200)]
_Reason = Annotated[str, Form(max_length=1000)]
_Doing = Annotated[str, Form(max_length=20)]


@dataclass(frozen=True, slots=True)
class TokenPage:
    """What the page shows."""

    token: str = ""
    """What was typed, so that the next step need not ask again."""
    case: Case | None = None
    """Its case; None before a token was given."""
    reason: str = ""
    """What was typed as a reason."""
    error: str = ""
    """What is wrong."""
    done: str = ""
    """What was done, in the reader's language."""

    @property
    def answered(self) -> bool:
        """Whether somebody answered the case, so that whoever reported can say whether it is settled."""
        return self.case is not None and self.case.state is CaseState.ANSWERED

    @property
    def settled(self) -> bool:
        """Whether it can be said not to be settled."""
        return self.case is not None and self.case.state in (CaseState.ANSWERED, CaseState.CLOSED)


@router.get("/cases/token", dependencies=_REPORT)
def token_page(page: Shown) -> Response:
    """Asks for the token."""
    return page.plain("case_token.html", TokenPage())


@router.post("/cases/token", dependencies=_REPORT)
def with_token(page: Shown, token: _Token = "", doing: _Doing = "look", reason: _Reason = "") -> Response:
    """Show where the case of a token stands, after what is to be done with it."""
    token, desk = token.strip(), desk_of(page.service)
    try:
        if not token:
            raise InputError("token: found nothing, expected the one that was shown when the case was reported")
        said = page.text(_do(desk, doing, token, reason))
        return page.plain("case_token.html", TokenPage(token, work.case_of_token(desk, token), done=said))
    except ForestallError as error:
        known = _known(page, token)
        status = 422 if known is None else error.http_status
        return page.plain("case_token.html", TokenPage(token, known, reason, str(error)), status)


def _do(desk: CaseDesk, doing: str, token: str, reason: str) -> str:
    """What was done, in English; empty for a look."""
    match doing:
        case "confirm":
            work.confirm_with_token(desk, token)
            return N_("Thank you: the case is closed.")
        case "refuse":
            work.refuse_with_token(desk, token, reason)
            return N_("The case is open again, with what you said.")
        case "forget":
            gone = work.forget_contact(desk, token)
            return N_("The contact is deleted, and its key.") if gone else N_("There was no contact.")
        case _:
            return ""


def _known(page: Page, token: str) -> Case | None:
    """The case of a token; None when it is of none."""
    try:
        return work.case_of_token(desk_of(page.service), token)
    except ForestallError:
        return None
