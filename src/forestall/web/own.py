"""One's own account over HTTP: what one may do, password, codes, passkeys, sessions, tokens."""

from secrets import token_bytes
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from forestall.core.clock import iso
from forestall.core.errors import RightsError
from forestall.guard import totp
from forestall.guard.passkey import CHALLENGE, made, new_options
from forestall.guard.policy import Subject, may
from forestall.model.account import Action, Purpose, Token
from forestall.pipeline import accounts, own_account, sign_in
from forestall.store.accounts import Accounts
from forestall.store.sign_ins import SignIns
from forestall.web.rights import asker_of, people_of, require, sitting_of
from forestall.web.sign_in import Answer, challenge_of, desk_of, seated, told

router = APIRouter(prefix="/v1/me", tags=["own account"])
Own = Annotated[Subject, require(Action.OWN)]


class Proof(BaseModel):
    """Password and code, once more."""

    password: str = Field(max_length=256)
    code: str = Field(default="", max_length=12)


class NewPassword(BaseModel):
    """A new password, and the one there is."""

    password: str = Field(max_length=256)
    current: str = Field(default="", max_length=256)
    """Left out where there is none, and by who came by a link in its place."""


class Looking(BaseModel):
    """What one looks for."""

    purpose: Purpose | None = None


class Code(BaseModel):
    """A key of one-time codes, and a code of it."""

    key: str = Field(pattern=r"^[A-Z2-7]{32}$")
    code: str = Field(max_length=12)


class NamedAnswer(Answer):
    """What a new passkey answered, and what to call it."""

    name: str = Field(min_length=1, max_length=64)


class TokenWanted(BaseModel):
    """A token for a program."""

    name: str = Field(min_length=1, max_length=64)
    scopes: frozenset[Action] = Field(min_length=1)
    days: int = Field(default=90, ge=1, le=accounts.LONGEST_TOKEN)
    source: str | None = Field(default=None, max_length=128)


class NewToken(BaseModel):
    """A token as its owner sees it once."""

    id: str
    """By which it can be ended."""
    token: str
    """The token."""


@router.get("")
def who_am_i(request: Request, subject: Own) -> dict[str, object]:
    """One's account, and what one may do now."""
    sitting = asker_of(request).sitting
    return {
        "account": subject.account,
        "organisation": subject.organisation,
        "purpose": subject.purpose,
        "fresh": subject.fresh,
        "may": [action for action in Action if may(subject, action)],
        "session": None if sitting is None else told(sitting),
    }


@router.post("/purpose", dependencies=[require(Action.OWN)])
def say_purpose(request: Request, looking: Looking) -> dict[str, object]:
    """Say what one looks for; some rows and exports ask for it."""
    sign_in.set_purpose(people_of(request), sitting_of(request), looking.purpose)
    return {"purpose": looking.purpose}


@router.post("/proof", dependencies=[require(Action.OWN)])
def prove(request: Request, response: Response, proof: Proof) -> dict[str, object]:
    """Show again who one is, before something that cannot be undone; the session goes on under a new secret."""
    seated(request, response, sign_in.prove_again(people_of(request), sitting_of(request), proof.password, proof.code))
    return {"fresh_for_seconds": int(sign_in.FRESH.total_seconds())}


@router.post("/password", status_code=204)
def set_password(request: Request, subject: Own, new: NewPassword) -> Response:
    """Set one's password; needs the current one and a fresh proof, ends all one's sessions."""
    fresh_account(request, subject)
    own_account.change_password(people_of(request), sitting_of(request), new.current, new.password)
    return Response(status_code=204)


@router.post("/totp")
def begin_codes(request: Request, subject: Own) -> dict[str, str]:
    """A new key for an app that makes one-time codes; it counts once a code of it was sent back."""
    account, key = fresh_account(request, subject), totp.new_key()
    return {"key": key, "link": totp.link(key, account)}


@router.post("/totp/confirmation", status_code=204)
def confirm_codes(request: Request, subject: Own, code: Code) -> Response:
    """Show that the app makes codes of the key; signing in asks for one from now on, one's other sessions end."""
    sign_in.set_totp(people_of(request), fresh_account(request, subject), code.key, code.code)
    sign_in.end_others(people_of(request), sitting_of(request))
    return Response(status_code=204)


@router.post("/passkeys/options")
def new_passkey_options(request: Request, subject: Own) -> dict[str, object]:
    """What the browser is asked to make a passkey."""
    account, people, desk = fresh_account(request, subject), people_of(request), desk_of(request)
    with people.looking() as session:
        name, known = Accounts(session).get(account).name, SignIns(session).passkeys(account)
    challenge = token_bytes(CHALLENGE)
    ticket = desk.challenges.put(challenge, people.now())
    return {"ticket": ticket, "options": new_options(desk.site, account, name, challenge, known)}


@router.post("/passkeys", status_code=201)
def add_passkey(request: Request, subject: Own, answer: NamedAnswer) -> dict[str, str]:
    """Keep a passkey that the browser made; one's other sessions end."""
    account, people = fresh_account(request, subject), people_of(request)
    key = made(desk_of(request).site, challenge_of(request, answer.ticket), answer.answer)
    own_account.add_passkey(people, account, answer.name, key)
    sign_in.end_others(people, sitting_of(request))
    return {"id": key.id, "name": answer.name}


@router.get("/sessions")
def own_sessions(request: Request, subject: Own) -> list[dict[str, object]]:
    """One's sessions that have not ended."""
    people = people_of(request)
    with people.looking() as session:
        found = SignIns(session).sittings(_name(subject))
    return [told(each) for each in found if each.revoked is None and people.now() < each.expires]


@router.delete("/sessions/{number}", status_code=204)
def end_own_session(
    request: Request, subject: Own, number: Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")]
) -> Response:
    """End one of one's sessions; needs a fresh proof."""
    own_account.end_session(people_of(request), fresh_account(request, subject), number)
    return Response(status_code=204)


@router.get("/tokens")
def own_tokens(request: Request, subject: Own) -> list[dict[str, object]]:
    """One's tokens, without their secrets."""
    with people_of(request).looking() as session:
        return [shown(each) for each in SignIns(session).tokens(_name(subject))]


@router.post("/tokens", status_code=201, response_model=NewToken)
def make_own_token(request: Request, subject: Own, wanted: TokenWanted) -> Response:
    """A token for a program; it is shown this once."""
    account = fresh_account(request, subject)
    new = accounts.add_token(
        people_of(request), account, account, wanted.name, wanted.scopes, wanted.days, wanted.source
    )
    return JSONResponse({"id": new.id, "token": new.text}, 201)


@router.delete("/tokens/{number}", status_code=204)
def revoke_own_token(
    request: Request, subject: Own, number: Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")]
) -> Response:
    """End one of one's tokens."""
    accounts.revoke_token(people_of(request), _name(subject), number, only_of=_name(subject))
    return Response(status_code=204)


def shown(token: Token) -> dict[str, object]:
    """A token without its secret."""
    return {
        "id": token.id,
        "account": token.account,
        "name": token.name,
        "scopes": sorted(token.scopes),
        "source": token.source,
        "expires": iso(token.expires),
        "revoked": None if token.revoked is None else iso(token.revoked),
    }


def _name(subject: Subject) -> str:
    if subject.account is None:
        raise RightsError("a visitor has no account")
    return subject.account


def fresh_account(request: Request, subject: Subject) -> str:
    """The account of somebody who has just shown who they are, in a browser's session.

    Raises:
        RightsError: they have not.
    """
    sitting_of(request)
    if not subject.fresh:
        raise RightsError("show again who you are first (POST /v1/me/proof)")
    return _name(subject)
