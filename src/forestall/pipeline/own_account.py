"""What people change of their own account besides the password: passkeys, sessions. Each change is an entry.

One-time codes are set in `pipeline/sign_in.py`, passwords and tokens in `pipeline/accounts.py`.
"""

from forestall.core.errors import InputError
from forestall.guard.passkey import NewKey
from forestall.model.account import Passkey
from forestall.model.entry import Entry
from forestall.pipeline.people import People
from forestall.store.book import Book
from forestall.store.sign_ins import SignIns


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
