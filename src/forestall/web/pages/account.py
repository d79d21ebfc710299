"""One's own account: password, codes of an app, passkeys, sessions, tokens. Works without scripts, passkeys apart."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, Path
from starlette.responses import RedirectResponse, Response

from forestall.core.errors import InputError
from forestall.core.text import N_
from forestall.guard import totp
from forestall.model.account import Account, Action, Passkey, Purpose, Sitting, Token
from forestall.outlook.pages.table import TableView
from forestall.pipeline import accounts, sign_in
from forestall.pipeline.own_account import asks_current, change_password, end_session
from forestall.store.accounts import Accounts
from forestall.store.sign_ins import SignIns
from forestall.web.own import fresh_account
from forestall.web.pages import admin_view
from forestall.web.pages.admin import people_of
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.rights import asker_of, require, sitting_of

router = page_router()
_OWN = [require(Action.OWN)]
_Public = Annotated[str, Path(pattern=r"^[0-9a-f]{1,64}$")]


@dataclass(frozen=True, slots=True)
class OwnPage:
    """One's own account."""

    account: Account | None
    """The account; None in a service without any."""
    fresh: bool
    """Whether one has just shown who one is."""
    codes: bool = False
    """Whether one is asked for a code."""
    password: bool = False
    """Whether one has a password."""
    current: bool = False
    """Whether a new one asks for it."""
    passkeys: tuple[Passkey, ...] = ()
    """One's passkeys."""
    sessions: TableView[Sitting] | None = None
    """Sessions that run."""
    tokens: tuple[Token, ...] = ()
    """Tokens that can be used."""
    purpose: Purpose | None = None
    """What one said one looks for."""
    purposes: tuple[Purpose, ...] = tuple(Purpose)
    """What one may look for."""
    may: tuple[str, ...] = ()
    """What one may do now."""
    here: str = ""
    """The beginning of this session's digest."""
    error: str = ""
    """What is wrong with the password that was typed."""


@dataclass(frozen=True, slots=True)
class CodesPage:
    """A new key for one-time codes."""

    key: str
    """The key, to be typed into the app."""
    link: str
    """The same as a link, for an app on this device."""
    error: str = ""
    """What is wrong with the code that was typed."""


@router.get("/account", dependencies=_OWN)
def account_page(page: Shown) -> Response:
    """The page."""
    return page.show("account.html", _own(page))


@router.post("/account/password", dependencies=_OWN)
def set_password(
    page: Shown,
    password: Annotated[str, Form(max_length=256)],
    current: Annotated[str, Form(max_length=256)] = "",
) -> Response:
    """Set one's password; needs the current one and a fresh proof, ends all one's sessions."""
    _fresh(page)
    try:
        change_password(people_of(page), sitting_of(page.request), current, password)
    except InputError as error:
        return page.plain("account.html", _own(page, str(error)), error.http_status)
    return RedirectResponse("/sign-in", 303)


@router.get("/account/codes", dependencies=_OWN)
def codes_page(page: Shown) -> Response:
    """A new key for an app that makes one-time codes; needs a fresh proof, and counts once a code of it came back."""
    account, key = _fresh(page), totp.new_key()
    return page.plain("account_codes.html", CodesPage(key, totp.link(key, account)))


@router.post("/account/codes", dependencies=_OWN)
def set_codes(
    page: Shown, key: Annotated[str, Form(pattern=r"^[A-Z2-7]{32}$")], code: Annotated[str, Form(max_length=12)] = ""
) -> Response:
    """Show that the app makes codes of the key; from now on signing in asks for one."""
    account = _fresh(page)
    try:
        sign_in.set_totp(people_of(page), account, key, code)
        sign_in.end_others(people_of(page), sitting_of(page.request))
    except InputError as error:
        return page.plain("account_codes.html", CodesPage(key, totp.link(key, account), str(error)), error.http_status)
    return page.back("/account", page.text(N_("From now on you are asked for a code when you sign in.")))


@router.post("/account/purpose", dependencies=_OWN)
def say_purpose(page: Shown, purpose: Annotated[str, Form(max_length=20)] = "") -> Response:
    """Say what one looks for; some rows and files ask for it."""
    found = Purpose(purpose) if purpose in tuple(Purpose) else None
    sign_in.set_purpose(people_of(page), sitting_of(page.request), found)
    return page.back("/account", page.text(N_("What you look for is kept with this session.")))


@router.post("/account/sessions/{key}/end", dependencies=_OWN)
def end_one(page: Shown, key: _Public) -> Response:
    """End one of one's sessions; needs a fresh proof."""
    end_session(people_of(page), _fresh(page), key)
    return page.back("/account", page.text(N_("The session has ended.")))


@router.post("/account/tokens/{key}/end", dependencies=_OWN)
def end_token(page: Shown, key: _Public) -> Response:
    """End one of one's tokens."""
    accounts.revoke_token(people_of(page), page.account, key, only_of=page.account)
    return page.back("/account", page.text(N_("Token %(token)s has ended."), token=key))


def _fresh(page: Page) -> str:
    """The account of somebody who has just shown who they are; refuses a service without accounts first."""
    people_of(page)
    return fresh_account(page.request, page.reader(Action.OWN).subject)


def _own(page: Page, error: str = "") -> OwnPage:
    subject = page.reader(Action.OWN).subject
    may = tuple(each for each in Action if page.allows(each))
    with page.office.looking() as session:
        account, secrets = Accounts(session).find(page.account), Accounts(session).secrets(page.account)
        sign_ins = SignIns(session)
        passkeys, tokens = sign_ins.passkeys(page.account), sign_ins.tokens(page.account)
        sittings = admin_view.running(sign_ins.sittings(page.account), page.now)
    if account is None:
        return OwnPage(None, fresh=False, may=may)
    return OwnPage(
        account=account,
        fresh=subject.fresh,
        codes=secrets.totp is not None,
        password=secrets.password is not None,
        current=_asks_current(page),
        passkeys=passkeys,
        sessions=admin_view.sessions(page, sittings),
        tokens=tuple(each for each in tokens if each.revoked is None and page.now < each.expires),
        purpose=subject.purpose,
        may=may,
        here=_here(page),
        error=error,
    )


def _asks_current(page: Page) -> bool:
    """Whether a new password asks for the one there is; with a token none is set."""
    sitting = asker_of(page.request).sitting
    return sitting is not None and asks_current(people_of(page), sitting)


def _here(page: Page) -> str:
    """The beginning of this session's digest; empty for a token."""
    sitting = asker_of(page.request).sitting
    return "" if sitting is None else sitting.digest[:16]
