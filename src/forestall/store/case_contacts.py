"""Tokens of who reported, and contacts that some of them left: sealed, each under a key of its own.

The key lies in an envelope among the data keys, so a new master key reaches it as it does the others; destroying it
makes every copy of the contact unreadable. Nothing here goes into a pass, an export or the ledger.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from forestall.core.errors import SignInError, StateError
from forestall.guard.envelope import NONCE, new_data_key, unwrap, wrap
from forestall.guard.keys import KeyRing
from forestall.guard.secret import digest, new_secret
from forestall.store.case_tables import CaseContactRow
from forestall.store.database import Database
from forestall.store.key_tables import DataKeyRow


class Contacts:
    """The contacts of one session of the database."""

    def __init__(self, session: Session, ring: KeyRing) -> None:
        """Take the session and the master keys."""
        self._session, self._ring = session, ring

    def give_token(self, report: str, contact: str = "") -> str:
        """A new token for a report, shown once; with it a contact, if one was left."""
        token = new_secret()
        row = CaseContactRow(token=digest(token), report=report, sealed=None)
        if contact:
            key, unit, nonce = new_data_key(), _unit(row.token), secrets.token_bytes(NONCE)
            envelope = wrap(self._ring, key, unit)
            self._session.add(DataKeyRow(unit=unit, master=self._ring.current.name, envelope=envelope))
            row.sealed = nonce + AESGCM(key).encrypt(nonce, contact.encode(), unit.encode())
        self._session.add(row)
        self._session.flush()
        return token

    def report_of(self, token: str) -> str:
        """The report that a token belongs to.

        Raises:
            SignInError: it belongs to none.
        """
        return self._row(token).report

    def contacts(self, reports: tuple[str, ...]) -> tuple[str, ...]:
        """The contacts that were left with some reports, in the order of their tokens' digests.

        Raises:
            StateError: a key is missing, or a contact was changed.
        """
        wanted = select(CaseContactRow).where(CaseContactRow.report.in_(reports), CaseContactRow.sealed.is_not(None))
        return tuple(self._opened(row) for row in self._session.scalars(wanted.order_by(CaseContactRow.token)))

    def forget(self, token: str) -> bool:
        """Delete the contact that was left with a token, and its key; the token goes on working.

        Returns:
            Whether there was one.

        Raises:
            SignInError: the token belongs to no report.
        """
        return self._forget(self._row(token))

    def forget_reports(self, reports: tuple[str, ...]) -> int:
        """Delete the contacts that were left with some reports, and their keys. Returns how many there were."""
        rows = self._session.scalars(select(CaseContactRow).where(CaseContactRow.report.in_(reports))).all()
        return sum(self._forget(row) for row in rows)

    def _forget(self, row: CaseContactRow) -> bool:
        there = row.sealed is not None
        if there and self._session.get_bind().dialect.name == "sqlite":
            self._session.execute(text("PRAGMA secure_delete = ON"))
        row.sealed = None
        self._session.execute(delete(DataKeyRow).where(DataKeyRow.unit == _unit(row.token)))
        self._session.flush()
        return there

    def _row(self, token: str) -> CaseContactRow:
        row = self._session.get(CaseContactRow, digest(token))
        if row is None:
            raise SignInError("token: belongs to no report")
        return row

    def _opened(self, row: CaseContactRow) -> str:
        unit, sealed = _unit(row.token), row.sealed or b""
        key = self._session.get(DataKeyRow, unit)
        if key is None:
            raise StateError(f"{unit}: its key is not there")
        shared = unwrap(self._ring, key.envelope, unit)
        try:
            return AESGCM(shared).decrypt(sealed[:NONCE], sealed[NONCE:], unit.encode()).decode()
        except InvalidTag as error:
            raise StateError(f"{unit}: was changed since it was sealed; restore it from a backup") from error


def _unit(token: str) -> str:
    return f"contact/{token}"


def empty_log(database: Database) -> None:
    """Put the log of SQLite into the file, so that no page with a deleted contact is left in it."""
    if database.where.folder is not None:
        with database.unbound() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
