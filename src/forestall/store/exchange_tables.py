"""The tables of sharing: STIX objects in collections, requests to add some, how far other offices' were fetched."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forestall.model.label import Label
from forestall.model.words import Field
from forestall.store.tables import Base


def _one_of(column: str, words: type[Label | Field]) -> str:
    return f"{column} IN ({', '.join(repr(str(word)) for word in words)})"


class StixObjectRow(Base):
    """One version of an object in a collection."""

    __tablename__ = "stix_objects"
    __table_args__ = (
        UniqueConstraint("added"),
        UniqueConstraint("collection", "id", "ordering", name="uq_stix_objects_version"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("length(digest) = 64", name="digest"),
        CheckConstraint(_one_of("label", Label), name="label"),
        CheckConstraint(_one_of("field", Field), name="field"),
        Index("ix_stix_objects_collection", "collection", "number"),
        {"sqlite_strict": True},
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="Order of adding, from 1")
    collection: Mapped[str] = mapped_column(comment="Alias of the collection")
    id: Mapped[str] = mapped_column(comment="STIX id, TYPE--UUID")
    type: Mapped[str] = mapped_column(comment="STIX type")
    version: Mapped[str] = mapped_column(comment="modified, else created, as written; empty when it has neither")
    ordering: Mapped[str] = mapped_column(comment="The version, else when it was added, in a width that orders")
    added: Mapped[datetime] = mapped_column(comment="When it was added, UTC; no two alike, later for a later number")
    label: Mapped[str] = mapped_column(comment="Who may read it, TLP 2.0")
    field: Mapped[str | None] = mapped_column(comment="Field of security")
    jurisdiction: Mapped[str | None] = mapped_column(comment="Authority it concerns")
    organisation: Mapped[str | None] = mapped_column(comment="Office that answers for it; null for our own")
    account: Mapped[str] = mapped_column(comment="Account that wrote it; empty for a pass")
    source: Mapped[str] = mapped_column(comment="Source that it rests on or came by; empty when there is none")
    digest: Mapped[str] = mapped_column(comment="SHA-256 of its JSON without created and modified, hexadecimal")
    document: Mapped[str] = mapped_column(comment="The object as it came, JSON")


class StixProgressRow(Base):
    """What was given out last: one row."""

    __tablename__ = "stix_progress"
    __table_args__ = (
        CheckConstraint("id = 1", name="id"),
        CheckConstraint("number >= 0 AND signal >= 0", name="numbers"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="1")
    number: Mapped[int] = mapped_column(comment="The last number of an object")
    added: Mapped[datetime] = mapped_column(comment="The last time of adding, UTC")
    signal: Mapped[int] = mapped_column(comment="The last signal that was looked at for objects")


class StixStatusRow(Base):
    """What became of a request to add objects."""

    __tablename__ = "stix_statuses"
    __table_args__ = (Index("ix_stix_statuses_at", "at"), {"sqlite_strict": True})

    id: Mapped[str] = mapped_column(primary_key=True, comment="UUID")
    account: Mapped[str] = mapped_column(comment="Who asked")
    at: Mapped[datetime] = mapped_column(comment="When, UTC")
    document: Mapped[str] = mapped_column(comment="What became of each object, JSON")


class TaxiiPullRow(Base):
    """How far another office's collection was fetched."""

    __tablename__ = "taxii_pulls"
    __table_args__ = (CheckConstraint("objects >= 0", name="objects"), {"sqlite_strict": True})

    url: Mapped[str] = mapped_column(primary_key=True, comment="The collection's URL")
    added_after: Mapped[str] = mapped_column(comment="When the last object that came was added there, as it says")
    next: Mapped[str] = mapped_column(comment="Token of the page to go on with; empty between answers")
    at: Mapped[datetime] = mapped_column(comment="When it was last fetched, UTC")
    objects: Mapped[int] = mapped_column(comment="Objects that came in all")
