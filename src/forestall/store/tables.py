"""The tables of a pass. Migrations make them; a test holds these classes against what they make."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, MetaData, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from forestall.store.columns import FRACTION, WHOLE, WORDS, Moment

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {str: WORDS, bytes: LargeBinary, datetime: Moment, int: WHOLE, float: FRACTION}  # noqa: RUF012 - SQLAlchemy reads it


class HeadRow(Base):
    """A head of the ledger."""

    __tablename__ = "heads"
    __table_args__ = (
        CheckConstraint("size >= 0", name="size"),
        CheckConstraint("length(root) = 64", name="root"),
        CheckConstraint("length(peaks) % 32 = 0", name="peaks"),
        {"sqlite_strict": True},
    )

    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="Number of entries it covers")
    root: Mapped[str] = mapped_column(comment="Merkle tree hash (RFC 6962, 2.1), hexadecimal")
    time: Mapped[datetime] = mapped_column(comment="Time of the pass that made it, else of its last news, UTC")
    peaks: Mapped[bytes] = mapped_column(comment="Roots of the full subtrees from the left, 32 bytes each")


class PassRow(Base):
    """A pass that was published."""

    __tablename__ = "passes"
    __table_args__ = (CheckConstraint("number > 0", name="number"), {"sqlite_strict": True})

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="1 for the first")
    at: Mapped[datetime] = mapped_column(comment="Time of the pass, UTC")
    seed: Mapped[int] = mapped_column(comment="Seed of the simulation")
    place: Mapped[str] = mapped_column(comment="Digest of the place's files")
    digest: Mapped[str] = mapped_column(comment="SHA-256 of inputs and results, hexadecimal")
    summary: Mapped[str] = mapped_column(comment="What the next pass compares with, JSON")
    ledger_size: Mapped[int] = mapped_column(ForeignKey("heads.size"), comment="Size of the ledger after it")


class AlertRow(Base):
    """A message that we sent."""

    __tablename__ = "alerts"
    __table_args__ = (
        CheckConstraint("subject <> ''", name="subject"),
        CheckConstraint("latest IN (0, 1)", name="latest"),
        Index(
            "uq_alerts_latest_of_subject",
            "subject",
            unique=True,
            sqlite_where=text("latest = 1"),
            postgresql_where=text("latest = 1"),
        ),
        {"sqlite_strict": True},
    )

    identifier: Mapped[str] = mapped_column(primary_key=True, comment="CAP 1.2 identifier")
    pass_number: Mapped[int | None] = mapped_column(
        ForeignKey("passes.number"), index=True, comment="Pass that sent it; null when a person did"
    )
    subject: Mapped[str] = mapped_column(comment="What it is about, the same through all its updates")
    msg_type: Mapped[str] = mapped_column(comment="Alert, Update or Cancel")
    sent: Mapped[datetime] = mapped_column(comment="When it was sent, UTC")
    expires: Mapped[datetime | None] = mapped_column(comment="Until when it holds, UTC")
    latest: Mapped[int] = mapped_column(comment="1 for the last message about its subject, else 0")
    document: Mapped[str] = mapped_column(comment="The whole alert, JSON")


class ObligationRow(Base):
    """An obligation as the last pass that spoke of it left it."""

    __tablename__ = "obligations"
    __table_args__ = ({"sqlite_strict": True},)

    id: Mapped[str] = mapped_column(primary_key=True, comment="Id of the obligation")
    pass_number: Mapped[int] = mapped_column(
        ForeignKey("passes.number"), index=True, comment="Pass that changed it last"
    )
    bearer: Mapped[str] = mapped_column(index=True, comment="Jurisdiction that owes it")
    state: Mapped[str] = mapped_column(comment="open, due_soon, overdue or done")
    due: Mapped[datetime] = mapped_column(comment="By when, UTC")
    document: Mapped[str] = mapped_column(comment="The whole obligation, JSON")
    standing: Mapped[int] = mapped_column(
        server_default=text("1"), index=True, comment="1 while the next pass has to know of it, else 0"
    )


class EntryRow(Base):
    """A line of the ledger; never changed, never deleted."""

    __tablename__ = "entries"
    __table_args__ = (
        CheckConstraint("number >= 0", name="number"),
        CheckConstraint("length(leaf) = 32", name="leaf"),
        Index("ix_entries_kind_subject", "kind", "subject"),
        {"sqlite_strict": True},
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="Index in the tree, from 0")
    pass_number: Mapped[int | None] = mapped_column(
        ForeignKey("passes.number", deferrable=True, initially="DEFERRED"),
        index=True,
        comment="Pass that made it; null when the live service or a person did",
    )
    kind: Mapped[str] = mapped_column(comment="alert, decision, obligation, key, erasure, …; as in the body")
    subject: Mapped[str] = mapped_column(comment="What it speaks of; as in the body")
    said: Mapped[str] = mapped_column(comment="SHA-256 of the payload's canonical JSON, hexadecimal")
    body: Mapped[bytes] = mapped_column(comment="Canonical JSON (RFC 8785) of kind, subject, time, payload")
    leaf: Mapped[bytes] = mapped_column(comment="Leaf hash of the body (RFC 6962, 2.1)")


class ForecastRow(Base):
    """A probability that a pass gave, and what came of it."""

    __tablename__ = "forecasts"
    __table_args__ = (
        CheckConstraint("probability BETWEEN 0 AND 1", name="probability"),
        CheckConstraint("outcome IN (0, 1)", name="outcome"),
        {"sqlite_strict": True},
    )

    scenario: Mapped[str] = mapped_column(primary_key=True, comment="Id of the scenario")
    made: Mapped[datetime] = mapped_column(primary_key=True, comment="Time of the pass, UTC")
    horizon: Mapped[float] = mapped_column(primary_key=True, comment="Time it is about, from then on [day]")
    pass_number: Mapped[int] = mapped_column(ForeignKey("passes.number"), index=True, comment="Pass that gave it")
    due: Mapped[datetime] = mapped_column(comment="End of that time, UTC")
    probability: Mapped[float] = mapped_column(comment="Probability of at least one event")
    outcome: Mapped[int | None] = mapped_column(comment="1 when one came, 0 when none; null while not known")


class FileRow(Base):
    """A Parquet file of the lake."""

    __tablename__ = "files"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256"),
        CheckConstraint("bytes > 0", name="bytes"),
        {"sqlite_strict": True},
    )

    pass_number: Mapped[int] = mapped_column(
        ForeignKey("passes.number"), primary_key=True, comment="Pass that wrote it"
    )
    name: Mapped[str] = mapped_column(primary_key=True, comment="Name of the table: findings, risks, …")
    path: Mapped[str] = mapped_column(unique=True, comment="File below `lake/`")
    rows: Mapped[int] = mapped_column(comment="Rows")
    bytes: Mapped[int] = mapped_column(comment="Size [byte]")
    sha256: Mapped[str] = mapped_column(comment="SHA-256 of the file, hexadecimal")
