"""Keeping accounts: adding, granting, ending, tokens and links. Every change is followed by an entry of the ledger.

Who asks is checked where the request comes in (`web/rights.py`); how people sign in is in `pipeline/sign_in.py`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.orm import Session

from forestall.core.clock import iso
from forestall.core.errors import InputError
from forestall.guard.password import hash_password, weakness
from forestall.guard.secret import NewToken, digest, new_secret, new_token
from forestall.model.account import Account, Action, Grant, Invitation, Purpose, Role, Token
from forestall.model.entry import Entry
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.pipeline.people import People
from forestall.store.accounts import Accounts, words
from forestall.store.book import Book
from forestall.store.sign_ins import SignIns

LINK_LIFE = timedelta(hours=24)
LONGEST_TOKEN = 366  # days
_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be granted."""

    role: Role
    """What they may do."""
    clearance: Label = Label.GREEN
    """The strictest label they may see."""
    fields: frozenset[Field] | None = None
    """Fields of security; None for all."""
    jurisdiction: str | None = None
    """The authority, with all below it; None for the whole place."""
    purposes: frozenset[Purpose] = frozenset({Purpose.OPERATIONS})
    """For what."""
    life: timedelta | None = None
    """For how long; None for no end."""
    reason: str = "granted with the account"
    """Why."""


@dataclass(frozen=True, slots=True)
class Overview:
    """An account with all that hangs on it, to be shown."""

    document: dict[str, object]
    """As JSON."""
    line: str
    """The account on a line."""
    grants: tuple[str, ...]
    """Each grant on a line."""
    tokens: tuple[str, ...]
    """Each token on a line."""


def overview(people: People) -> tuple[Overview, ...]:
    """Every account there ever was, by id; nothing secret."""
    with people.looking() as session:
        found, grants, tokens = Accounts(session).all(), Accounts(session).grants(), SignIns(session).tokens()
    return tuple(
        _overview(
            each,
            tuple(one for one in grants if one.account == each.id),
            tuple(one for one in tokens if one.account == each.id),
        )
        for each in found
    )


def has_accounts(people: People) -> bool:
    """Whether anybody can sign in."""
    with people.looking() as session:
        return any(each.disabled is None for each in Accounts(session).all())


def add_account(people: People, by: str, account: Account, wanted: Wanted) -> Grant:
    """Add an account and what is granted to it.

    Args:
        people: the accounts
        by: the account that does it, or `console`
        account: the new one; its time of creation is given here
        wanted: what is granted to it

    Returns:
        The grant.

    Raises:
        InputError: the name is no name, the authority is not of the place, or only one of issuer and subject is given.
        ConflictError: the name is taken.
    """
    if not _NAME.fullmatch(account.id) or account.id == by:
        raise InputError(f"account {account.id!r}: expected small letters, digits and . _ @ -, at most 64")
    if (account.issuer is None) != (account.subject is None):
        raise InputError("issuer, subject: expected both or none")
    created = replace(account, created=people.now())
    with people.changing() as session:
        Accounts(session).add(created)
        _enter(session, people, by, f"account/{account.id}", {"added": created.name, "office": created.organisation})
        return _granted(session, people, by, account.id, wanted)


def grant(people: People, by: str, account: str, wanted: Wanted) -> Grant:
    """Grant an account something more.

    Raises:
        InputError: there is no such account or authority.
    """
    with people.changing() as session:
        return _granted(session, people, by, account, wanted)


def end_grant(people: People, by: str, number: int) -> Grant:
    """End a grant now; that it was in force until now stays known.

    Raises:
        InputError: there is none, or it has ended.
    """
    with people.changing() as session:
        ended = Accounts(session).end(number, people.now(), by)
        _enter(session, people, by, f"grant/{number}", {"ended": True, "account": ended.account})
        return ended


def disable(people: People, by: str, account: str) -> None:
    """Let an account no longer sign in: its sessions, tokens and grants end now.

    Raises:
        InputError: there is none.
    """
    at = people.now()
    with people.changing() as session:
        accounts, sign_ins = Accounts(session), SignIns(session)
        accounts.disable(account, at)
        sign_ins.end(account, at)
        for token in sign_ins.tokens(account):
            sign_ins.revoke_token(token.id, at)
        for each in accounts.grants(account):
            if each.until is None or each.until > at:
                accounts.end(each.id, at, by)
        _enter(session, people, by, f"account/{account}", {"disabled": True})


def end_sessions(people: People, by: str, account: str) -> None:
    """End all sessions of an account; it can sign in again.

    Raises:
        InputError: there is none.
    """
    with people.changing() as session:
        Accounts(session).get(account)
        SignIns(session).end(account, people.now())
        _enter(session, people, by, f"account/{account}", {"sessions_ended": iso(people.now())})


def set_password(people: People, by: str, account: str, password: str) -> None:
    """Give an account a password; all its sessions end, so that whoever took one over is out.

    Raises:
        InputError: it is too weak, or there is no such account.
    """
    with people.looking() as session:
        known = Accounts(session).get(account)
    if why := weakness(password, (known.id, *known.name.split(), known.organisation, "forestall")):
        raise InputError(f"password: {why}")
    hashed = hash_password(password)
    with people.changing() as session:
        Accounts(session).set_password(account, hashed)
        SignIns(session).end(account, people.now())
        _enter(session, people, by, f"account/{account}", {"password": iso(people.now())})


def invite(people: People, by: str, account: str) -> str:
    """A secret with which somebody signs in once, to set a password or a passkey; earlier ones no longer work.

    Raises:
        InputError: there is no such account.
    """
    secret, at = new_secret(), people.now()
    with people.changing() as session:
        Accounts(session).get(account)
        SignIns(session).add_invitation(Invitation(digest(secret), account, at + LINK_LIFE))
        _enter(session, people, by, f"account/{account}", {"invited": iso(at)})
    return secret


def add_token(
    people: People,
    by: str,
    account: str,
    name: str,
    scopes: frozenset[Action],
    days: int = 90,
    source: str | None = None,
) -> NewToken:
    """A token for a program; it is shown once.

    Args:
        people: the accounts
        by: the account that makes it, or `console`
        account: for which account it acts
        name: what it is for
        scopes: what it may be used for, of what the account may do
        days: for how long [day]
        source: the source that it sends as; None when it may name one

    Raises:
        InputError: there is no such account, no scope, or the time is too long.
    """
    if not scopes:
        raise InputError("token: expected at least one scope, such as send_signals")
    if not 1 <= days <= LONGEST_TOKEN:
        raise InputError(f"token: {days} days, expected 1 to {LONGEST_TOKEN}")
    made, at = new_token(), people.now()
    token = Token(made.id, account, name, made.digest, scopes, source, at, at + timedelta(days=days))
    with people.changing() as session:
        Accounts(session).get(account)
        SignIns(session).add_token(token)
        said = {"token": made.id, "account": account, "scopes": words(scopes), "until": iso(token.expires)}
        _enter(session, people, by, f"token/{made.id}", said)
    return made


def revoke_token(people: People, by: str, public: str, *, only_of: str | None = None) -> None:
    """End a token now.

    Args:
        people: the accounts
        by: the account that does it, or `console`
        public: its public part
        only_of: the account whose it must be; None for anybody's

    Raises:
        InputError: there is none.
    """
    with people.changing() as session:
        sign_ins = SignIns(session)
        token = sign_ins.token(public)
        if token is None or (only_of is not None and token.account != only_of):
            raise InputError(f"token {public!r}: there is none; `forestall account list` shows them")
        sign_ins.revoke_token(public, people.now())
        _enter(session, people, by, f"token/{public}", {"revoked": True, "account": token.account})


def _granted(session: Session, people: People, by: str, account: str, wanted: Wanted) -> Grant:
    known = people.parents()
    if wanted.jurisdiction is not None and wanted.jurisdiction not in known:
        choices = ", ".join(sorted(known)) or "none"
        raise InputError(f"jurisdiction {wanted.jurisdiction!r}: not of this place; expected one of: {choices}")
    if not wanted.reason.strip():
        raise InputError("grant: expected a reason")
    at = people.now()
    until = None if wanted.life is None else at + wanted.life
    kept = Accounts(session).grant(
        Grant(
            id=0,
            account=account,
            role=wanted.role,
            clearance=wanted.clearance,
            fields=wanted.fields,
            jurisdiction=wanted.jurisdiction,
            purposes=wanted.purposes,
            since=at,
            until=until,
            given_by=by,
            reason=wanted.reason,
        )
    )
    _enter(session, people, by, f"grant/{kept.id}", _said(kept))
    return kept


def _said(given: Grant) -> dict[str, object]:
    return {
        "account": given.account,
        "role": str(given.role),
        "clearance": str(given.clearance),
        "fields": None if given.fields is None else words(given.fields),
        "jurisdiction": given.jurisdiction,
        "purposes": words(given.purposes),
        "until": None if given.until is None else iso(given.until),
        "reason": given.reason,
    }


def _enter(session: Session, people: People, by: str, subject: str, said: Mapping[str, object]) -> None:
    Book(session).append([Entry("account", subject, people.now(), {"by": by, **said}, sensitive=True)])


def _overview(account: Account, grants: tuple[Grant, ...], tokens: tuple[Token, ...]) -> Overview:
    state = "" if account.disabled is None else f", disabled {iso(account.disabled)}"
    document: dict[str, object] = {
        "id": account.id,
        "name": account.name,
        "organisation": account.organisation,
        "disabled": None if account.disabled is None else iso(account.disabled),
        "grants": [{"id": each.id, **_said(each), "since": iso(each.since)} for each in grants],
        "tokens": [
            {"id": each.id, "name": each.name, "scopes": words(each.scopes), "expires": iso(each.expires)}
            for each in tokens
            if each.revoked is None
        ],
    }
    return Overview(
        document,
        f"{account.id}: {account.name}, {account.organisation}{state}",
        tuple(
            f"  grant {each.id}: {each.role}, up to {each.clearance}, {each.jurisdiction or 'the whole place'}, "
            f"{'all fields' if each.fields is None else words(each.fields)}, from {iso(each.since)}"
            f"{'' if each.until is None else f' until {iso(each.until)}'}"
            for each in grants
        ),
        tuple(
            f"  token {each.id}: {each.name}, {words(each.scopes)}, until {iso(each.expires)}"
            for each in tokens
            if each.revoked is None
        ),
    )
