"""The tables of accounts: who can sign in, what was granted to them and when, and what they did with labels."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forestall.model.account import Purpose, Role
from forestall.model.label import Label
from forestall.store.tables import Base

_DIGEST = "length(digest) = 64"


def _one_of(column: str, words: type[StrEnum]) -> str:
    return f"{column} IN ({', '.join(repr(str(word)) for word in words)})"


class AccountRow(Base):
    """Somebody, or a machine, that can sign in."""

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("issuer", "subject"),
        CheckConstraint("id <> ''", name="id"),
        CheckConstraint("(issuer IS NULL) = (subject IS NULL)", name="issuer"),
        {"sqlite_strict": True},
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="Name to sign in with")
    name: Mapped[str] = mapped_column(comment="Name as people write it")
    organisation: Mapped[str] = mapped_column(comment="Office it belongs to")
    created: Mapped[datetime] = mapped_column(comment="Since when, UTC")
    disabled: Mapped[datetime | None] = mapped_column(comment="Since when it can no longer sign in, UTC")
    issuer: Mapped[str | None] = mapped_column(comment="OpenID Connect issuer, for an account of another office")
    subject: Mapped[str | None] = mapped_column(comment="Its subject there")
    password: Mapped[str | None] = mapped_column(comment="Argon2id hash with its parameters")
    totp: Mapped[bytes | None] = mapped_column(comment="Sealed key of its one-time codes (RFC 6238)")
    totp_step: Mapped[int | None] = mapped_column(comment="Time step of the last code taken [30 s since 1970]")


class GrantRow(Base):
    """What was granted; never deleted, ended by `until`."""

    __tablename__ = "grants"
    __table_args__ = (
        CheckConstraint("id > 0", name="id"),
        CheckConstraint(_one_of("role", Role), name="role"),
        CheckConstraint(_one_of("clearance", Label), name="clearance"),
        CheckConstraint("until IS NULL OR until >= since", name="order"),
        CheckConstraint("reason <> ''", name="reason"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="From 1")
    account: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True, comment="To whom")
    role: Mapped[str] = mapped_column(comment="What they may do")
    clearance: Mapped[str] = mapped_column(comment="The strictest label they may see, TLP 2.0")
    fields: Mapped[str | None] = mapped_column(comment="Fields of security, separated by spaces; null for all")
    jurisdiction: Mapped[str | None] = mapped_column(comment="Authority, with all below it; null for the whole place")
    purposes: Mapped[str] = mapped_column(comment="For what, separated by spaces")
    since: Mapped[datetime] = mapped_column(comment="From when, UTC")
    until: Mapped[datetime | None] = mapped_column(comment="Until when, UTC; null for no end")
    given_by: Mapped[str] = mapped_column(comment="Account that granted it, or console")
    reason: Mapped[str] = mapped_column(comment="Why")
    ended_by: Mapped[str | None] = mapped_column(comment="Account that ended it before its time")


class TokenRow(Base):
    """A secret with which a program acts for an account."""

    __tablename__ = "tokens"
    __table_args__ = (CheckConstraint(_DIGEST, name="digest"), {"sqlite_strict": True})

    id: Mapped[str] = mapped_column(primary_key=True, comment="Its public part")
    account: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True, comment="Whose it is")
    name: Mapped[str] = mapped_column(comment="What it is for")
    digest: Mapped[str] = mapped_column(comment="SHA-256 of the secret, hexadecimal")
    scopes: Mapped[str] = mapped_column(comment="Actions, separated by spaces")
    source: Mapped[str | None] = mapped_column(comment="Source it sends as; null when it may name one")
    created: Mapped[datetime] = mapped_column(comment="Since when, UTC")
    expires: Mapped[datetime] = mapped_column(comment="Until when, UTC")
    revoked: Mapped[datetime | None] = mapped_column(comment="When it was revoked, UTC")


class SessionRow(Base):
    """A session of a browser."""

    __tablename__ = "sessions"
    __table_args__ = (
        CheckConstraint(_DIGEST, name="digest"),
        CheckConstraint(_one_of("purpose", Purpose), name="purpose"),
        {"sqlite_strict": True},
    )

    digest: Mapped[str] = mapped_column(primary_key=True, comment="SHA-256 of its secret, hexadecimal")
    account: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True, comment="Whose it is")
    means: Mapped[str] = mapped_column(comment="How they showed who they are: password, passkey, …")
    created: Mapped[datetime] = mapped_column(comment="Since when, UTC")
    seen: Mapped[datetime] = mapped_column(comment="When it was last used, UTC, to a few minutes")
    proved: Mapped[datetime] = mapped_column(comment="When they last showed who they are, UTC")
    expires: Mapped[datetime] = mapped_column(index=True, comment="Until when at most, UTC")
    purpose: Mapped[str | None] = mapped_column(comment="What they said they look for")
    revoked: Mapped[datetime | None] = mapped_column(comment="When it was ended, UTC")


class PasskeyRow(Base):
    """A public key of an account."""

    __tablename__ = "passkeys"
    __table_args__ = (CheckConstraint("sign_count >= 0", name="sign_count"), {"sqlite_strict": True})

    id: Mapped[str] = mapped_column(primary_key=True, comment="Credential id, base64url")
    account: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True, comment="Whose it is")
    name: Mapped[str] = mapped_column(comment="What they call it")
    public_key: Mapped[bytes] = mapped_column(comment="COSE key")
    sign_count: Mapped[int] = mapped_column(comment="Counter of its last use")
    created: Mapped[datetime] = mapped_column(comment="Since when, UTC")


class InvitationRow(Base):
    """A link with which somebody signs in once."""

    __tablename__ = "invitations"
    __table_args__ = (CheckConstraint(_DIGEST, name="digest"), {"sqlite_strict": True})

    digest: Mapped[str] = mapped_column(primary_key=True, comment="SHA-256 of its secret, hexadecimal")
    account: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True, comment="For whom")
    expires: Mapped[datetime] = mapped_column(comment="Until when, UTC")
    used: Mapped[datetime | None] = mapped_column(comment="When it was used, UTC")


class EmergencyRow(Base):
    """That somebody took wider rights."""

    __tablename__ = "emergencies"
    __table_args__ = (
        CheckConstraint("id > 0", name="id"),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("(justified IS NULL) = (justification IS NULL)", name="justified"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="From 1")
    account: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True, comment="Who")
    grant: Mapped[int] = mapped_column("grant_id", ForeignKey("grants.id"), comment="What they took")
    at: Mapped[datetime] = mapped_column(comment="When, UTC")
    reason: Mapped[str] = mapped_column(comment="What they said then")
    due: Mapped[datetime] = mapped_column(comment="By when it is to be justified, UTC")
    justified: Mapped[datetime | None] = mapped_column(comment="When it was, UTC")
    justification: Mapped[str | None] = mapped_column(comment="How")


class LabelChangeRow(Base):
    """That a thing was given another label; never changed, never deleted."""

    __tablename__ = "label_changes"
    __table_args__ = (
        CheckConstraint(_one_of("before", Label), name="before"),
        CheckConstraint(_one_of("after", Label), name="after"),
        CheckConstraint("reason <> ''", name="reason"),
        Index("ix_label_changes_thing", "kind", "thing"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="From 1")
    kind: Mapped[str] = mapped_column(comment="What sort of thing: signal, …")
    thing: Mapped[str] = mapped_column(comment="Which")
    before: Mapped[str] = mapped_column(comment="Its label until then, TLP 2.0")
    after: Mapped[str] = mapped_column(comment="Its label since, TLP 2.0")
    account: Mapped[str] = mapped_column(comment="Account that did it")
    at: Mapped[datetime] = mapped_column(comment="When, UTC")
    reason: Mapped[str] = mapped_column(comment="Why")
    signature: Mapped[bytes | None] = mapped_column(comment="Answer of a passkey over the act, and its nonce, JSON")
