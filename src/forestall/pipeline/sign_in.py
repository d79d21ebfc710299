"""Signing in: by password and code, passkey, link or another office's service; sessions; who asks now.

A refusal never says which part was wrong. How often somebody may try is `web/limits.py`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from forestall.core.clock import iso
from forestall.core.errors import InputError, SignInError
from forestall.guard import totp
from forestall.guard.passkey import Site, used
from forestall.guard.password import check_password, hash_password
from forestall.guard.policy import Subject, standings
from forestall.guard.secret import digest, new_secret, read_token, same
from forestall.model.account import Account, Passkey, Purpose, Secrets, Sitting
from forestall.model.entry import Entry
from forestall.pipeline.oidc import Vouched
from forestall.pipeline.people import People
from forestall.store.accounts import Accounts
from forestall.store.book import Book
from forestall.store.sign_ins import SignIns

STRONG = frozenset({"password+totp", "link+totp", "passkey", "oidc+mfa"})
"""Ways to sign in that show two factors; of a passkey, the key and the check of the person that we ask for."""
LIFE = timedelta(hours=12)  # of a session at most: one working day
IDLE = timedelta(hours=1)  # unused
FRESH = timedelta(minutes=10)  # how long a proof of who somebody is counts as new
_NOTE = timedelta(minutes=5)  # how exactly the last use is kept: each request would be a write
_REFUSED = "name, password or code is not right"
_NO_SESSION = "sign in first: there is no session, or it has ended"
_UNKNOWN = "this token is unknown, revoked or has run out; `forestall account token` makes one"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session."""

    secret: str
    """What the browser keeps."""
    sitting: Sitting
    """What is kept of it."""


def with_password(people: People, account: str, password: str, code: str = "") -> SignedIn:
    """Sign in by password, and code where the account has codes.

    Raises:
        SignInError: something is not right.
    """
    means = _prove(people, account, password, code)
    return _open(people, account, means)


def with_link(people: People, secret: str, code: str = "") -> SignedIn:
    """Sign in by a link, which works once; it takes the password's place, not the code's.

    Raises:
        SignInError: it was used or has run out, or the account's code is not right.
    """
    with people.looking() as session:
        invited = SignIns(session).invited(digest(secret), people.now())
        secrets = Secrets() if invited is None else Accounts(session).secrets(invited)
    if invited is not None and secrets.totp is not None:
        _take_code(people, invited, secrets.totp, code, secrets.totp_step)
    with people.changing() as session:
        account = SignIns(session).use_invitation(digest(secret), people.now())
    if account is None:
        raise SignInError("this link was used or has run out; ask for a new one")
    return _open(people, account, "link" if secrets.totp is None else "link+totp")


def with_service(people: People, issuer: str, vouched: Vouched) -> SignedIn:
    """Sign in as whom another office's service vouches for, until 12 h after they showed there who they are.

    Where it does not say when they did, what asks for a fresh proof is refused.

    Raises:
        SignInError: nobody here is known to it by this name.
    """
    with people.looking() as session:
        account = Accounts(session).at(issuer, vouched.subject)
    if account is None:
        raise SignInError("your office's service knows you, this one does not; ask its administrator for an account")
    means = "oidc+mfa" if vouched.strong else "oidc"
    return _open(people, account.id, means, vouched.proved or people.now() - FRESH, vouched.proved)


def with_passkey(people: People, site: Site, challenge: bytes, answer: dict[str, object]) -> SignedIn:
    """Sign in by a passkey.

    Raises:
        SignInError: it is unknown or does not answer.
    """
    key = check_passkey(people, site, challenge, answer)
    return _open(people, key.account, "passkey")


def check_passkey(
    people: People, site: Site, challenge: bytes, answer: dict[str, object], account: str | None = None
) -> Passkey:
    """The passkey that answered a challenge; its counter is kept.

    Args:
        people: the accounts
        site: the web site
        challenge: what it was asked
        answer: the browser's answer
        account: whose it must be; None for anybody's

    Raises:
        SignInError: it is unknown or does not answer.
    """
    number = answer.get("id")
    with people.changing() as session:
        key = SignIns(session).passkey(number) if isinstance(number, str) else None
        if key is None or (account is not None and key.account != account):
            raise SignInError("this passkey is not known here")
        SignIns(session).used_passkey(key.id, used(site, challenge, answer, key))
    return key


def prove_again(people: People, sitting: Sitting, password: str, code: str) -> SignedIn:
    """That whoever sits there still is who signed in, before something that cannot be undone.

    Returns:
        A session in the place of the one it was shown in, which ends: its secret may be somebody else's too.

    Raises:
        SignInError: password or code is not right.
    """
    new = _open(people, sitting.account, _prove(people, sitting.account, password, code))
    set_purpose(people, new.sitting, sitting.purpose)
    sign_out(people, sitting)
    return new


def subject_of_session(people: People, secret: str, *, used: bool = True) -> tuple[Subject, Sitting]:
    """Who asks with a session's secret.

    Args:
        people: the accounts
        secret: the secret
        used: whether this counts as use of the session; not what a page that stands open does by itself

    Raises:
        SignInError: there is no such session, or it has ended.
    """
    at = people.now()
    with people.looking() as session:
        sitting = SignIns(session).sitting(digest(secret))
        if sitting is None or not _lasts(sitting, at):
            raise SignInError(_NO_SESSION)
        account = _able(session, sitting.account, _NO_SESSION)
        subject = _subject(session, people, account, at, sitting)
    if used and at - sitting.seen >= _NOTE:
        with people.changing() as session:
            SignIns(session).seen(sitting.digest, at)
    return subject, sitting


def subject_of_token(people: People, text: str, purpose: Purpose | None = None) -> Subject:
    """Who asks with a token.

    Raises:
        SignInError: it is unknown, revoked or has run out.
    """
    found = read_token(text)
    if found is None:
        raise SignInError(_UNKNOWN)
    at = people.now()
    with people.looking() as session:
        token = SignIns(session).token(found[0])
        if token is None or not same(token.digest, found[1]) or token.revoked is not None or token.expires <= at:
            raise SignInError(_UNKNOWN)
        account = _able(session, token.account, _UNKNOWN)
        granted = standings(Accounts(session).grants(account.id), people.parents(), at)
    return Subject(account.id, account.organisation, granted, purpose, token.scopes, False, token.source)


def sign_out(people: People, sitting: Sitting, *, everywhere: bool = False) -> None:
    """End a session, or all of its account."""
    with people.changing() as session:
        SignIns(session).end(sitting.account, people.now(), only=None if everywhere else sitting.digest)


def end_others(people: People, sitting: Sitting) -> None:
    """End all sessions of an account but one: what it takes to sign in has changed."""
    with people.changing() as session:
        SignIns(session).end(sitting.account, people.now(), but=sitting.digest)


def leave(people: People, secret: str) -> None:
    """End the session of a secret, if there is one: whoever signs in again leaves the old one."""
    with people.changing() as session:
        sign_ins = SignIns(session)
        sitting = sign_ins.sitting(digest(secret))
        if sitting is not None:
            sign_ins.end(sitting.account, people.now(), only=sitting.digest)


def set_purpose(people: People, sitting: Sitting, purpose: Purpose | None) -> None:
    """Say what one looks for."""
    with people.changing() as session:
        SignIns(session).set_purpose(sitting.digest, purpose)


def _prove(people: People, account: str, password: str, code: str) -> str:
    """How somebody showed who they are."""
    with people.looking() as session:
        found, secrets = Accounts(session).find(account), Accounts(session).secrets(account)
    match = check_password(secrets.password, password)
    if found is None or found.disabled is not None or not match.right:
        raise SignInError(_REFUSED)
    if match.outdated:
        with people.changing() as session:
            Accounts(session).set_password(account, hash_password(password))
    if secrets.totp is None:
        return "password"
    _take_code(people, account, secrets.totp, code, secrets.totp_step)
    return "password+totp"


def _take_code(people: People, account: str, sealed: bytes, code: str, after: int | None) -> None:
    key = people.sealer.open(sealed, totp_about(account)).decode()
    step = totp.step_of(key, code, people.now(), after)
    if step is None:
        raise SignInError(_REFUSED)
    with people.changing() as session:
        if not Accounts(session).took_code(account, step):
            raise SignInError(_REFUSED)


def totp_about(account: str) -> str:
    """What the sealed key of one-time codes is bound to."""
    return f"account/{account}/totp"


def set_totp(people: People, account: str, key: str, code: str) -> None:
    """Give an account one-time codes, once it has shown that its app makes them.

    Raises:
        InputError: the code is not one of the key.
    """
    step = totp.step_of(key, code, people.now(), None)
    if step is None:
        raise InputError("code: not one of this key; look whether the clocks agree")
    with people.changing() as session:
        Accounts(session).set_totp(account, people.sealer.protect(key.encode(), totp_about(account)))
        Accounts(session).took_code(account, step)
        said: dict[str, object] = {"by": account, "codes": iso(people.now())}
        Book(session).append([Entry("account", f"account/{account}", people.now(), said, sensitive=True)])


def _open(
    people: People, account: str, means: str, proved: datetime | None = None, since: datetime | None = None
) -> SignedIn:
    """A new session.

    Args:
        people: the accounts
        account: whose it is
        means: how they showed who they are
        proved: when they did; None: now
        since: from when its longest life counts; None: now
    """
    at, secret = people.now(), new_secret()
    with people.changing() as session:
        _able(session, account, _REFUSED)
        sign_ins = SignIns(session)
        sign_ins.forget(at - timedelta(days=1))
        sitting = Sitting(digest(secret), account, means, at, at, proved or at, (since or at) + LIFE)
        sign_ins.add_sitting(sitting)
    return SignedIn(secret, sitting)


def _able(session: Session, account: str, refusal: str) -> Account:
    found = Accounts(session).find(account)
    if found is None or found.disabled is not None:
        raise SignInError(refusal)
    return found


def _lasts(sitting: Sitting, at: datetime) -> bool:
    return sitting.revoked is None and at < sitting.expires and at < sitting.seen + IDLE


def _subject(session: Session, people: People, account: Account, at: datetime, sitting: Sitting) -> Subject:
    granted = standings(Accounts(session).grants(account.id), people.parents(), at)
    fresh = at - sitting.proved < FRESH
    return Subject(account.id, account.organisation, granted, sitting.purpose, None, fresh)
