"""What accounts sign in with, in the database: tokens, sessions of browsers, passkeys, links. Never a secret itself."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from forestall.core.errors import ConflictError, InputError
from forestall.model.account import Action, Invitation, Passkey, Purpose, Sitting, Token
from forestall.store.account_tables import InvitationRow, PasskeyRow, SessionRow, TokenRow
from forestall.store.accounts import words


class SignIns:
    """The tokens, sessions, passkeys and links of one session of the database."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def tokens(self, account: str | None = None) -> tuple[Token, ...]:
        """Every token there ever was, or those of one account, by time and id."""
        wanted = select(TokenRow).order_by(TokenRow.created, TokenRow.id)
        if account is not None:
            wanted = wanted.where(TokenRow.account == account)
        return tuple(_token(row) for row in self._session.scalars(wanted))

    def token(self, public: str) -> Token | None:
        """A token by its public part; None when there is none."""
        row = self._session.get(TokenRow, public)
        return None if row is None else _token(row)

    def add_token(self, token: Token) -> None:
        """Keep a new token."""
        row = TokenRow(
            id=token.id,
            account=token.account,
            name=token.name,
            digest=token.digest,
            scopes=words(token.scopes),
            source=token.source,
            created=token.created,
            expires=token.expires,
            revoked=token.revoked,
        )
        self._session.add(row)
        self._session.flush()

    def revoke_token(self, public: str, at: datetime) -> Token:
        """End a token.

        Raises:
            InputError: there is none.
        """
        row = self._session.get(TokenRow, public)
        if row is None:
            raise InputError(f"token {public!r}: there is none; `forestall account list` shows them")
        row.revoked = row.revoked or at
        return _token(row)

    def sitting(self, digest: str) -> Sitting | None:
        """A browser's session; None when there is none."""
        row = self._session.get(SessionRow, digest)
        return None if row is None else _sitting(row)

    def sittings(self, account: str) -> tuple[Sitting, ...]:
        """The sessions of an account, the newest first."""
        wanted = select(SessionRow).where(SessionRow.account == account)
        rows = self._session.scalars(wanted.order_by(SessionRow.created.desc(), SessionRow.digest))
        return tuple(_sitting(row) for row in rows)

    def add_sitting(self, sitting: Sitting) -> None:
        """Keep a new session; those that ended a day ago are forgotten."""
        self._session.add(
            SessionRow(
                digest=sitting.digest,
                account=sitting.account,
                means=sitting.means,
                created=sitting.created,
                seen=sitting.seen,
                proved=sitting.proved,
                expires=sitting.expires,
                purpose=None if sitting.purpose is None else str(sitting.purpose),
                revoked=sitting.revoked,
            )
        )
        self._session.flush()

    def seen(self, digest: str, at: datetime) -> None:
        """That a session was used."""
        self._session.execute(update(SessionRow).where(SessionRow.digest == digest).values(seen=at))

    def set_purpose(self, digest: str, purpose: Purpose | None) -> None:
        """What whoever sits there looks for."""
        kept = None if purpose is None else str(purpose)
        self._session.execute(update(SessionRow).where(SessionRow.digest == digest).values(purpose=kept))

    def end(self, account: str, at: datetime, *, only: str | None = None, but: str | None = None) -> int:
        """End sessions of an account.

        Args:
            account: whose
            at: when
            only: digest of the one that is meant, or its beginning; None for all
            but: digest of one that stays

        Returns:
            How many were ended.
        """
        ended = 0
        for row in self._session.scalars(select(SessionRow).where(SessionRow.account == account)):
            meant = (only is None or row.digest.startswith(only)) and row.digest != but
            if meant and row.revoked is None:
                row.revoked = at
                ended += 1
        return ended

    def forget(self, before: datetime) -> None:
        """Delete sessions and links that ran out before a time: they prove nothing any more."""
        self._session.execute(delete(SessionRow).where(SessionRow.expires < before))
        self._session.execute(delete(InvitationRow).where(InvitationRow.expires < before))

    def passkeys(self, account: str) -> tuple[Passkey, ...]:
        """The passkeys of an account, in the order in which they came."""
        wanted = select(PasskeyRow).where(PasskeyRow.account == account)
        rows = self._session.scalars(wanted.order_by(PasskeyRow.created, PasskeyRow.id))
        return tuple(_passkey(row) for row in rows)

    def passkey(self, number: str) -> Passkey | None:
        """A passkey by its credential id; None when there is none."""
        row = self._session.get(PasskeyRow, number)
        return None if row is None else _passkey(row)

    def add_passkey(self, key: Passkey) -> None:
        """Keep a new passkey.

        Raises:
            ConflictError: it is somebody's already.
        """
        if self._session.get(PasskeyRow, key.id) is not None:
            raise ConflictError("this passkey belongs to an account already")
        row = PasskeyRow(
            id=key.id,
            account=key.account,
            name=key.name,
            public_key=key.public_key,
            sign_count=key.sign_count,
            created=key.created,
        )
        self._session.add(row)
        self._session.flush()

    def used_passkey(self, number: str, count: int) -> None:
        """Keep the counter of a passkey's last use."""
        self._session.execute(update(PasskeyRow).where(PasskeyRow.id == number).values(sign_count=count))

    def drop_passkeys(self, account: str) -> None:
        """Forget an account's passkeys."""
        self._session.execute(delete(PasskeyRow).where(PasskeyRow.account == account))

    def add_invitation(self, invitation: Invitation) -> None:
        """Keep a new link; the account's earlier ones no longer work."""
        self._session.execute(delete(InvitationRow).where(InvitationRow.account == invitation.account))
        self._session.add(
            InvitationRow(
                digest=invitation.digest,
                account=invitation.account,
                expires=invitation.expires,
                used=invitation.used,
            )
        )
        self._session.flush()

    def invited(self, digest: str, at: datetime) -> str | None:
        """The account of a link that can still be used; None when there is none."""
        row = self._session.get(InvitationRow, digest)
        return None if row is None or row.used is not None or row.expires <= at else row.account

    def use_invitation(self, digest: str, at: datetime) -> str | None:
        """The account of a link, which from now on is used; None when it cannot be used."""
        row = self._session.get(InvitationRow, digest)
        if row is None or self.invited(digest, at) is None:
            return None
        row.used = at
        return row.account


def _token(row: TokenRow) -> Token:
    return Token(
        id=row.id,
        account=row.account,
        name=row.name,
        digest=row.digest,
        scopes=frozenset(Action(word) for word in row.scopes.split()),
        source=row.source,
        created=row.created,
        expires=row.expires,
        revoked=row.revoked,
    )


def _sitting(row: SessionRow) -> Sitting:
    return Sitting(
        digest=row.digest,
        account=row.account,
        means=row.means,
        created=row.created,
        seen=row.seen,
        proved=row.proved,
        expires=row.expires,
        purpose=None if row.purpose is None else Purpose(row.purpose),
        revoked=row.revoked,
    )


def _passkey(row: PasskeyRow) -> Passkey:
    return Passkey(row.id, row.account, row.name, row.public_key, row.sign_count, row.created)
