"""Keeping accounts: adding, granting, ending, tokens, links. Checks of the place, keys, labels: `admin_checks.py`."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, TypeVar

from fastapi import Depends, Form, Path
from starlette.responses import Response

from forestall.core.errors import ForestallError, InputError, RightsError
from forestall.core.text import N_
from forestall.model.account import Account, Action, Purpose, Role
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.pipeline import accounts
from forestall.pipeline.people import People
from forestall.web.pages import admin_view
from forestall.web.pages.admin_view import Typed
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.rights import require

Choice = TypeVar("Choice", bound=StrEnum)
router = page_router()
_READ = [require(Action.READ_GRANTS)]
_KEEP = [require(Action.MANAGE_ACCOUNTS)]
_Name = Annotated[str, Path(max_length=64)]
_Number = Annotated[int, Path(ge=1, le=2**53)]
_Public = Annotated[str, Path(max_length=64)]
_LONGEST = 366  # of a grant with an end [day]


@dataclass(frozen=True, slots=True)
class SecretPage:
    """A secret that is shown once."""

    account: str
    """Whose it is."""
    kind: str
    """`link` or `token`."""
    text: str
    """The secret itself."""


def _typed(
    role: Annotated[str, Form(max_length=40)] = "",
    clearance: Annotated[str, Form(max_length=40)] = "",
    fields: Annotated[list[str] | None, Form()] = None,
    jurisdiction: Annotated[str, Form(max_length=128)] = "",
    purposes: Annotated[list[str] | None, Form()] = None,
    days: Annotated[str, Form(max_length=10)] = "",
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Typed:
    return Typed(role, clearance, tuple(fields or ()), jurisdiction, tuple(purposes or ()), days.strip(), reason)


_Typed = Annotated[Typed, Depends(_typed)]


@router.get("/admin", dependencies=_READ)
def admin_page(page: Shown) -> Response:
    """All accounts."""
    return page.show("admin.html", admin_view.admin_page(page))


@router.get("/admin/new", dependencies=_KEEP)
def new_account_page(page: Shown) -> Response:
    """The form of a new account; asks first for a proof of who one is, so that nothing typed is lost to it."""
    typed = Typed(organisation=page.place.profile.sender)
    return page.plain("admin_new.html", admin_view.NewAccountPage(admin_view.choices(page), typed))


@router.post("/admin/new", dependencies=_KEEP)
def add_account(
    page: Shown,
    typed: _Typed,
    id: Annotated[str, Form(max_length=64)] = "",  # noqa: A002 - the name of the field
    name: Annotated[str, Form(max_length=128)] = "",
    organisation: Annotated[str, Form(max_length=128)] = "",
) -> Response:
    """Add an account; the answer holds the link with which its owner signs in first."""
    typed = replace(typed, id=id.strip(), name=name.strip(), organisation=organisation.strip())
    try:
        if not typed.name or not typed.organisation:
            raise InputError("name, office: expected both")
        new = Account(typed.id, typed.name, typed.organisation, page.now)
        accounts.add_account(people_of(page), page.account, new, wanted(typed))
    except InputError as error:
        context = admin_view.NewAccountPage(admin_view.choices(page), typed, str(error))
        return page.plain("admin_new.html", context, error.http_status)
    return _linked(page, typed.id)


@router.get("/admin/accounts/{name}", dependencies=_READ)
def account_page(page: Shown, name: _Name) -> Response:
    """One account."""
    return page.show("admin_account.html", admin_view.account_page(page, name))


@router.post("/admin/accounts/{name}/grants", dependencies=_KEEP)
def add_grant(page: Shown, name: _Name, typed: _Typed) -> Response:
    """Grant an account something more; nobody grants to themselves."""
    try:
        if name == page.account:
            raise RightsError("nobody grants rights to their own account: ask another administrator")
        given = accounts.grant(people_of(page), page.account, name, wanted(typed))
    except ForestallError as error:
        context = admin_view.account_page(page, name, typed, str(error))
        return page.plain("admin_account.html", context, error.http_status)
    return _back(page, name, page.text(N_("Grant %(number)s is in force."), number=given.id))


@router.post("/admin/grants/{number}/end", dependencies=_KEEP)
def end_grant(page: Shown, number: _Number) -> Response:
    """End a grant now."""
    ended = accounts.end_grant(people_of(page), page.account, number)
    return _back(page, ended.account, page.text(N_("Grant %(number)s has ended."), number=number))


@router.post("/admin/accounts/{name}/close", dependencies=_KEEP)
def close_account(page: Shown, name: _Name) -> Response:
    """Let an account no longer sign in; its sessions, tokens and grants end."""
    if name == page.account:
        raise RightsError("nobody closes their own account: ask another administrator")
    accounts.disable(people_of(page), page.account, name)
    return _back(page, name, page.text(N_("%(account)s can no longer sign in."), account=name))


@router.post("/admin/accounts/{name}/sessions/end", dependencies=_KEEP)
def end_sessions(page: Shown, name: _Name) -> Response:
    """End all sessions of an account; it can sign in again."""
    accounts.end_sessions(people_of(page), page.account, name)
    return _back(page, name, page.text(N_("All sessions of %(account)s have ended."), account=name))


@router.post("/admin/accounts/{name}/link", dependencies=_KEEP)
def new_link(page: Shown, name: _Name) -> Response:
    """A link with which somebody who lost password or passkey signs in once."""
    return _linked(page, name)


@router.post("/admin/accounts/{name}/tokens", dependencies=_KEEP)
def add_token(
    page: Shown,
    name: _Name,
    label: Annotated[str, Form(max_length=64)] = "",
    scopes: Annotated[list[str] | None, Form()] = None,
    lasts: Annotated[str, Form(max_length=10)] = "90",
    source: Annotated[str, Form(max_length=128)] = "",
) -> Response:
    """A token for a program that acts for the account; it is shown once."""
    try:
        if not label.strip():
            raise InputError("token: expected what it is for")
        found = frozenset(choice(Action, each, "may") for each in scopes or ())
        made = accounts.add_token(
            people_of(page), page.account, name, label.strip(), found, _days(lasts) or 0, source.strip() or None
        )
    except InputError as error:
        context = admin_view.account_page(page, name, token_error=str(error))
        return page.plain("admin_account.html", context, error.http_status)
    return page.plain("admin_secret.html", SecretPage(name, "token", made.text))


@router.post("/admin/accounts/{name}/tokens/{key}/end", dependencies=_KEEP)
def end_token(page: Shown, name: _Name, key: _Public) -> Response:
    """End a token now."""
    accounts.revoke_token(people_of(page), page.account, key, only_of=name)
    return _back(page, name, page.text(N_("Token %(token)s has ended."), token=key))


def people_of(page: Page) -> People:
    """The accounts of the service.

    Raises:
        InputError: it has none.
    """
    found = getattr(page.request.app.state, "people", None)
    if not isinstance(found, People):
        raise InputError(
            "this service has no accounts: `forestall account add` makes the first one, then start the service again",
            http_status=409,
        )
    return found


def wanted(typed: Typed) -> accounts.Wanted:
    """What was typed, as the pipeline takes it.

    Raises:
        InputError: something of it is no choice, or no number.
    """
    days = _days(typed.days)
    return accounts.Wanted(
        choice(Role, typed.role, "role"),
        choice(Label, typed.clearance, "clearance"),
        frozenset(choice(Field, each, "fields") for each in typed.fields) or None,
        typed.jurisdiction or None,
        frozenset(choice(Purpose, each, "purposes") for each in typed.purposes),
        None if days is None else timedelta(days=days),
        typed.reason,
    )


def _days(text: str) -> int | None:
    """Days that were typed; None for nothing."""
    if not text.strip():
        return None
    if not text.strip().isdecimal() or not 1 <= int(text) <= _LONGEST:
        raise InputError(f"days: found {text[:10]!r}, expected a number from 1 to {_LONGEST}, or nothing")
    return int(text)


def choice(kind: type[Choice], text: str, name: str) -> Choice:
    """What was chosen.

    Raises:
        InputError: it is no choice.
    """
    try:
        return kind(text)
    except ValueError as error:
        raise InputError(f"{name}: found {text[:40]!r}, expected one of: {', '.join(kind)}") from error


def _linked(page: Page, name: str) -> Response:
    secret = accounts.invite(people_of(page), page.account, name)
    address = str(page.request.base_url).rstrip("/")
    return page.plain("admin_secret.html", SecretPage(name, "link", f"{address}/sign-in/link#{secret}"))


def _back(page: Page, name: str, text: str) -> Response:
    return page.back(f"/admin/accounts/{name}", text)
