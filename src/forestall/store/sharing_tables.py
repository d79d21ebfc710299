"""The tables of sharing: each partner's queue, what partners shared with us, how far we read, their roll-ups."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forestall.model.label import Label
from forestall.model.sharing import Format, ThingKind
from forestall.store.tables import Base


def _one_of(column: str, words: type[Label | Format | ThingKind]) -> str:
    return f"{column} IN ({', '.join(repr(str(word)) for word in words)})"


class LetterRow(Base):
    """A letter in the queue of a partner."""

    __tablename__ = "shared_letters"
    __table_args__ = (
        UniqueConstraint("partner", "kind", "thing", "version"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint(_one_of("kind", ThingKind), name="kind"),
        CheckConstraint(_one_of("label", Label), name="label"),
        CheckConstraint(_one_of("format", Format), name="format"),
        CheckConstraint("length(digest) = 64", name="digest"),
        CheckConstraint("body IS NOT NULL OR confirmed IS NOT NULL OR withdrawn IS NOT NULL", name="body"),
        CheckConstraint("withdrawn IS NULL OR sent IS NULL", name="withdrawn"),
        {"sqlite_strict": True},
    )

    partner: Mapped[str] = mapped_column(primary_key=True, comment="To whom: id of the partner")
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="Order in its queue, from 1")
    kind: Mapped[str] = mapped_column(comment="alert or finding")
    thing: Mapped[str] = mapped_column(comment="Which alert or finding")
    version: Mapped[str] = mapped_column(comment="The same version is never queued again")
    label: Mapped[str] = mapped_column(comment="Who may read it, TLP 2.0")
    format: Mapped[str] = mapped_column(comment="cap, stix or forestall")
    digest: Mapped[str] = mapped_column(comment="SHA-256 of the text, hexadecimal")
    document: Mapped[str] = mapped_column(comment="The thing as the decision looks at it, JSON")
    body: Mapped[str | None] = mapped_column(comment="The text; null a while after it was confirmed, or once withdrawn")
    queued: Mapped[datetime] = mapped_column(comment="When it came into the queue, UTC")
    sent: Mapped[datetime | None] = mapped_column(comment="When it was first handed over, UTC")
    confirmed: Mapped[datetime | None] = mapped_column(comment="When the partner said that it has it, UTC")
    withdrawn: Mapped[datetime | None] = mapped_column(comment="When it was held back, never handed over, UTC")
    said: Mapped[str] = mapped_column(comment="What the partner said, when it could not use it")


class ReceivedRow(Base):
    """A letter that a partner handed over to us."""

    __tablename__ = "received_letters"
    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint(_one_of("kind", ThingKind), name="kind"),
        CheckConstraint(_one_of("label", Label), name="label"),
        CheckConstraint(_one_of("format", Format), name="format"),
        CheckConstraint("length(digest) = 64", name="digest"),
        {"sqlite_strict": True},
    )

    partner: Mapped[str] = mapped_column(primary_key=True, comment="From whom: id of the partner")
    kind: Mapped[str] = mapped_column(primary_key=True, comment="alert or finding")
    thing: Mapped[str] = mapped_column(primary_key=True, comment="Which, as they call it")
    version: Mapped[str] = mapped_column(primary_key=True, comment="Which version of it")
    number: Mapped[int] = mapped_column(comment="Its number in their queue")
    label: Mapped[str] = mapped_column(comment="Who may read it, TLP 2.0; never less strict than they said")
    format: Mapped[str] = mapped_column(comment="cap, stix or forestall")
    digest: Mapped[str] = mapped_column(comment="SHA-256 of the text as it came, hexadecimal")
    document: Mapped[str] = mapped_column(comment="The thing as the decision looks at it, JSON")
    body: Mapped[str] = mapped_column(comment="The text of a finding after the door; empty for an alert")
    received: Mapped[datetime] = mapped_column(index=True, comment="When it came, UTC")
    said: Mapped[str] = mapped_column(comment="Why it could not be used; empty when it could")


class CursorRow(Base):
    """How far a partner's queue for us was read."""

    __tablename__ = "partner_cursors"
    __table_args__ = (CheckConstraint("number >= 0", name="number"), {"sqlite_strict": True})

    partner: Mapped[str] = mapped_column(primary_key=True, comment="Id of the partner")
    number: Mapped[int] = mapped_column(comment="Number of the last letter that we have")
    digest: Mapped[str] = mapped_column(comment="Its SHA-256, hexadecimal; empty before the first")
    updated: Mapped[datetime] = mapped_column(comment="When it moved, UTC")


class RollupRow(Base):
    """A roll-up that a partner told us."""

    __tablename__ = "partner_rollups"
    __table_args__ = (CheckConstraint("length(digest) = 64", name="digest"), {"sqlite_strict": True})

    partner: Mapped[str] = mapped_column(primary_key=True, comment="Id of the partner")
    made: Mapped[datetime] = mapped_column(primary_key=True, comment="When it was made, UTC")
    received: Mapped[datetime] = mapped_column(comment="When it came, UTC")
    digest: Mapped[str] = mapped_column(comment="SHA-256 of the document, hexadecimal")
    document: Mapped[str] = mapped_column(comment="What it says, canonical JSON")
