"""Accounts and what was granted to them, in the database. Who may change them is asked in `pipeline/accounts.py`."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forestall.core.errors import ConflictError, InputError
from forestall.model.account import Account, Grant, Purpose, Role, Secrets
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.store.account_tables import AccountRow, GrantRow


class Accounts:
    """The accounts and grants of one session of the database."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> tuple[Account, ...]:
        """Every account there ever was, by id."""
        return tuple(_account(row) for row in self._session.scalars(select(AccountRow).order_by(AccountRow.id)))

    def find(self, account: str) -> Account | None:
        """An account; None when there is none of that name."""
        row = self._session.get(AccountRow, account)
        return None if row is None else _account(row)

    def get(self, account: str) -> Account:
        """An account.

        Raises:
            InputError: there is none of that name.
        """
        return _account(self._row(account))

    def at(self, issuer: str, subject: str) -> Account | None:
        """The account that another office's sign-in service calls so; None when there is none."""
        wanted = select(AccountRow).where(AccountRow.issuer == issuer, AccountRow.subject == subject)
        row = self._session.scalars(wanted).first()
        return None if row is None else _account(row)

    def add(self, account: Account) -> None:
        """Keep a new account.

        Raises:
            ConflictError: its name, or its name at the other service, is taken.
        """
        if self._session.get(AccountRow, account.id) is not None:
            raise ConflictError(f"account {account.id!r}: is there already; names are never given out twice")
        if account.issuer is not None and account.subject is not None and self.at(account.issuer, account.subject):
            raise ConflictError(f"account {account.id!r}: {account.subject} of {account.issuer} has an account already")
        self._session.add(
            AccountRow(
                id=account.id,
                name=account.name,
                organisation=account.organisation,
                created=account.created,
                disabled=account.disabled,
                issuer=account.issuer,
                subject=account.subject,
            )
        )
        self._session.flush()

    def disable(self, account: str, at: datetime) -> None:
        """Let an account no longer sign in."""
        row = self._row(account)
        row.disabled = row.disabled or at

    def secrets(self, account: str) -> Secrets:
        """How an account shows who it is; nothing when there is no such account."""
        row = self._session.get(AccountRow, account)
        return Secrets() if row is None else Secrets(row.password, row.totp, row.totp_step)

    def set_password(self, account: str, hashed: str | None) -> None:
        """Keep a password's hash."""
        self._row(account).password = hashed

    def set_totp(self, account: str, sealed: bytes | None) -> None:
        """Keep the sealed key of one-time codes, or none."""
        row = self._row(account)
        row.totp, row.totp_step = sealed, None

    def took_code(self, account: str, step: int) -> bool:
        """That a code was taken; False when it, or a later one, was taken before."""
        row = self._row(account)
        if row.totp_step is not None and row.totp_step >= step:
            return False
        row.totp_step = step
        return True

    def grants(self, account: str | None = None) -> tuple[Grant, ...]:
        """Every grant there ever was, or those of one account, in the order in which they were given."""
        wanted = select(GrantRow).order_by(GrantRow.id)
        if account is not None:
            wanted = wanted.where(GrantRow.account == account)
        return tuple(_grant(row) for row in self._session.scalars(wanted))

    def grant(self, grant: Grant) -> Grant:
        """Keep a new grant.

        Args:
            grant: what is granted; its number is given here

        Returns:
            The grant with its number.
        """
        self._row(grant.account)
        number = (self._session.scalar(select(func.max(GrantRow.id))) or 0) + 1
        row = GrantRow(
            id=number,
            account=grant.account,
            role=str(grant.role),
            clearance=str(grant.clearance),
            fields=None if grant.fields is None else words(grant.fields),
            jurisdiction=grant.jurisdiction,
            purposes=words(grant.purposes),
            since=grant.since,
            until=grant.until,
            given_by=grant.given_by,
            reason=grant.reason,
            ended_by=grant.ended_by,
        )
        self._session.add(row)
        self._session.flush()
        return _grant(row)

    def end(self, number: int, at: datetime, by: str) -> Grant:
        """End a grant that is in force; its past stays as it was.

        Raises:
            InputError: there is none of that number, or it has ended.
        """
        row = self._session.get(GrantRow, number)
        if row is None:
            raise InputError(f"grant {number}: there is none; `forestall account list` shows their numbers")
        if row.until is not None and row.until <= at:
            raise InputError(f"grant {number}: has ended at {row.until.isoformat()}")
        row.until, row.ended_by = max(at, row.since), by
        self._session.flush()
        return _grant(row)

    def _row(self, account: str) -> AccountRow:
        row = self._session.get(AccountRow, account)
        if row is None:
            raise InputError(f"account {account!r}: there is none; `forestall account list` shows them")
        return row


def words(values: Iterable[str]) -> str:
    """Words in one column, in one order."""
    return " ".join(sorted(values))


def _account(row: AccountRow) -> Account:
    return Account(row.id, row.name, row.organisation, row.created, row.disabled, row.issuer, row.subject)


def _grant(row: GrantRow) -> Grant:
    return Grant(
        id=row.id,
        account=row.account,
        role=Role(row.role),
        clearance=Label(row.clearance),
        fields=None if row.fields is None else frozenset(Field(word) for word in row.fields.split()),
        jurisdiction=row.jurisdiction,
        purposes=frozenset(Purpose(word) for word in row.purposes.split()),
        since=row.since,
        until=row.until,
        given_by=row.given_by,
        reason=row.reason,
        ended_by=row.ended_by,
    )
