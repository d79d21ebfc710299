"""The tables of the live service: signals, how far sources are read, quarantine, requests, health of sources."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forestall.model.intake import HeldState, SignalState
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.store.tables import Base

_SHA256 = "length(digest) = 64"


def _one_of(column: str, words: type[Label | Field | SignalState | HeldState]) -> str:
    return f"{column} IN ({', '.join(repr(str(word)) for word in words)})"


class TallyRow(Base):
    """The last number given out; whoever takes the next one holds the row until the commit."""

    __tablename__ = "tallies"
    __table_args__ = (CheckConstraint("value >= 0", name="value"), {"sqlite_strict": True})

    name: Mapped[str] = mapped_column(primary_key=True, comment="What is numbered: signals, quarantine")
    value: Mapped[int] = mapped_column(comment="The last number given out")


class SignalRow(Base):
    """A signal that arrived, once."""

    __tablename__ = "signals"
    __table_args__ = (
        UniqueConstraint("source", "identity"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("source <> '' AND identity <> ''", name="identity"),
        CheckConstraint(_one_of("label", Label), name="label"),
        CheckConstraint(_one_of("field", Field), name="field"),
        CheckConstraint(_one_of("state", SignalState), name="state"),
        CheckConstraint("body IS NOT NULL OR state = 'done'", name="body"),
        CheckConstraint(_SHA256, name="digest"),
        {"sqlite_strict": True},
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="Order of commit, from 1")
    source: Mapped[str] = mapped_column(comment="Source that sent it")
    identity: Mapped[str] = mapped_column(comment="The sender's id, else the SHA-256 of its canonical content")
    event_time: Mapped[datetime | None] = mapped_column(index=True, comment="When it was so, UTC")
    received: Mapped[datetime] = mapped_column(comment="When it came, UTC")
    kind: Mapped[str] = mapped_column(comment="cap, stix, event, reading, …")
    label: Mapped[str] = mapped_column(comment="Who may read it, TLP 2.0")
    jurisdiction: Mapped[str | None] = mapped_column(comment="Authority it concerns")
    field: Mapped[str | None] = mapped_column(comment="Field of security")
    body: Mapped[str | None] = mapped_column(comment="Canonical JSON after the door; null when it lies in the lake")
    digest: Mapped[str] = mapped_column(comment="SHA-256 of the bytes as they came, hexadecimal")
    state: Mapped[str] = mapped_column(comment="new, done or quarantined")


class OffsetRow(Base):
    """How far a source has been read."""

    __tablename__ = "offsets"
    __table_args__ = ({"sqlite_strict": True},)

    source: Mapped[str] = mapped_column(primary_key=True, comment="The source, or a reader of ours: pipeline, archive")
    position: Mapped[str] = mapped_column(comment="How far, in the source's own words")
    updated: Mapped[datetime | None] = mapped_column(comment="Time of the newest thing it covers, UTC")


class QuarantineRow(Base):
    """Something that was not understood, or broke a stage."""

    __tablename__ = "quarantine"
    __table_args__ = (
        CheckConstraint(_one_of("state", HeldState), name="state"),
        CheckConstraint("reason <> ''", name="reason"),
        Index("ix_quarantine_state", "state", "id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="From 1")
    source: Mapped[str] = mapped_column(comment="Source that sent it")
    received: Mapped[datetime] = mapped_column(comment="When it came, UTC")
    reason: Mapped[str] = mapped_column(comment="What is wrong with it")
    pointer: Mapped[str] = mapped_column(comment="The field, line or element that is wrong")
    media_type: Mapped[str] = mapped_column(comment="What it was said to be")
    raw: Mapped[bytes] = mapped_column(comment="It, as it came; sealed when there is a key")
    state: Mapped[str] = mapped_column(comment="held, resubmitted or dropped")
    signal: Mapped[int | None] = mapped_column(
        ForeignKey("signals.number", onupdate="CASCADE", ondelete="SET NULL"), index=True, comment="Signal that it is"
    )


class RequestRow(Base):
    """A request that may be sent again under the same key."""

    __tablename__ = "requests"
    __table_args__ = (CheckConstraint(_SHA256, name="digest"), {"sqlite_strict": True})

    source: Mapped[str] = mapped_column(primary_key=True, comment="Source that sent it")
    key: Mapped[str] = mapped_column(primary_key=True, comment="Its Idempotency-Key")
    digest: Mapped[str] = mapped_column(comment="SHA-256 of its bytes, hexadecimal")
    response: Mapped[str] = mapped_column(comment="The receipts it was answered with, JSON")
    created: Mapped[datetime] = mapped_column(index=True, comment="When it came, UTC")


class HealthRow(Base):
    """How a source delivers."""

    __tablename__ = "source_health"
    __table_args__ = (
        CheckConstraint("received_count >= 0 AND duplicate_count >= 0 AND quarantined_count >= 0", name="counts"),
        {"sqlite_strict": True},
    )

    source: Mapped[str] = mapped_column(primary_key=True, comment="The source")
    last_received: Mapped[datetime | None] = mapped_column(comment="When something last came, UTC")
    last_event_time: Mapped[datetime | None] = mapped_column(comment="The latest time that it spoke of, UTC")
    received_count: Mapped[int] = mapped_column(comment="Signals that were stored")
    duplicate_count: Mapped[int] = mapped_column(comment="Signals that were there before")
    quarantined_count: Mapped[int] = mapped_column(comment="Things that went to quarantine")
    last_error: Mapped[str | None] = mapped_column(comment="Why the last of them did")
    silent_since: Mapped[datetime | None] = mapped_column(comment="Since when it has been overdue, UTC")


class DayFileRow(Base):
    """A Parquet file of the lake that holds rows of one day, source and label."""

    __tablename__ = "day_files"
    __table_args__ = (
        CheckConstraint(_one_of("label", Label), name="label"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
        CheckConstraint("bytes > 0 AND rows > 0", name="size"),
        CheckConstraint("first <= last", name="order"),
        CheckConstraint("length(day) = 10", name="day"),
        Index("ix_day_files_dataset", "dataset", "day", "source"),
        {"sqlite_strict": True},
    )

    path: Mapped[str] = mapped_column(primary_key=True, comment="File below the lake")
    dataset: Mapped[str] = mapped_column(comment="signals, or the name of a table of records")
    day: Mapped[str] = mapped_column(comment="Day of the event time, UTC, YYYY-MM-DD")
    source: Mapped[str] = mapped_column(comment="Source of its rows")
    label: Mapped[str] = mapped_column(comment="Who may read its rows, TLP 2.0")
    first: Mapped[int] = mapped_column(comment="Number of its first row among all of the dataset")
    last: Mapped[int] = mapped_column(comment="Number of its last row")
    rows: Mapped[int] = mapped_column(comment="Rows")
    bytes: Mapped[int] = mapped_column(comment="Size [byte]")
    sha256: Mapped[str] = mapped_column(comment="SHA-256 of the file, hexadecimal")
