"""What people change of their own account: the password, passkeys, sessions. Each change is an entry.

One-time codes are set in `pipeline/sign_in.py`, tokens in `pipeline/accounts.py`.
"""

from forestall.core.errors import InputError
from forestall.guard.passkey import NewKey
from forestall.guard.password import check_password
from forestall.model.account import Passkey, Sitting
from forestall.model.entry import Entry
from forestall.pipeline.accounts import set_password
from forestall.pipeline.people import People
from forestall.store.accounts import Accounts
from forestall.store.book import Book
from forestall.store.sign_ins import SignIns


def asks_current(people: People, sitting: Sitting) -> bool:
    """Whether a new password asks for the one there is: not where there is none, nor of who came by a link instead."""
    with people.looking() as session:
        kept = Accounts(session).secrets(sitting.account).password
    return kept is not None and not sitting.means.startswith("link")


def change_password(people: People, sitting: Sitting, current: str, new: str) -> None:
    """Give one's own account another password; all one's sessions end.

    Args:
        people: the accounts
        sitting: the session in which it is asked for
        current: the password there is, where `asks_current`
        new: the other one

    Raises:
        InputError: the current one is not right, or the new one is too weak.
    """
    with people.looking() as session:
        kept = Accounts(session).secrets(sitting.account).password
    if asks_current(people, sitting) and not check_password(kept, current).right:
        raise InputError("current: is not your password; who forgot it asks an administrator for a link")
    set_password(people, sitting.account, sitting.account, new)


def add_passkey(people: People, account: str, name: str, key: NewKey) -> Passkey:
    """Keep a passkey that a browser made for an account.

    Args:
        people: the accounts
        account: whose it is
        name: what they call it
        key: its public part

    Raises:
        ConflictError: it is somebody's already.
    """
    kept = Passkey(key.id, account, name, key.public_key, key.sign_count, people.now())
    with people.changing() as session:
        SignIns(session).add_passkey(kept)
        said: dict[str, object] = {"by": account, "passkey": key.id}
        Book(session).append([Entry("account", f"account/{account}", people.now(), said, sensitive=True)])
    return kept


def end_session(people: People, account: str, number: str) -> None:
    """End one of an account's sessions.

    Args:
        people: the accounts
        account: whose
        number: the beginning of its digest

    Raises:
        InputError: the account has none of that number that runs.
    """
    with people.changing() as session:
        if not SignIns(session).end(account, people.now(), only=number):
            raise InputError(f"session {number}: you have none that runs")
