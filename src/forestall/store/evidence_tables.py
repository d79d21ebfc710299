"""The tables of evidence, of verdicts on it, and of the files themselves."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forestall.store.tables import Base


class EvidenceFileRow(Base):
    """A file that was sent as evidence, once whatever it is evidence for."""

    __tablename__ = "evidence_files"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256"),
        CheckConstraint("length(body) > 0", name="body"),
        {"sqlite_strict": True},
    )

    sha256: Mapped[str] = mapped_column(primary_key=True, comment="SHA-256 of the file, hexadecimal")
    body: Mapped[bytes] = mapped_column(comment="The file")


class EvidenceRow(Base):
    """A piece of evidence; never changed."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("id", "by", name="uq_evidence_giver"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("by <> ''", name="by"),
        CheckConstraint("valid_until IS NULL OR valid_until > effective", name="valid_until"),
        {"sqlite_strict": True},
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="Follows from what it is and who sent it")
    number: Mapped[int] = mapped_column(comment="Order of evidence and verdicts, from 1")
    obligation: Mapped[str] = mapped_column(ForeignKey("obligations.id"), index=True, comment="What it is for")
    sha256: Mapped[str | None] = mapped_column(
        ForeignKey("evidence_files.sha256"), comment="The file; null for a statement"
    )
    effective: Mapped[datetime] = mapped_column(comment="When that was done which it shows, UTC")
    received: Mapped[datetime] = mapped_column(comment="When it reached us, UTC")
    valid_until: Mapped[datetime | None] = mapped_column(comment="Until when it holds, UTC")
    by: Mapped[str] = mapped_column(comment="Account that sent it")
    document: Mapped[str] = mapped_column(comment="The whole record, JSON")


class VerdictRow(Base):
    """What somebody said of evidence that somebody else had sent; never changed."""

    __tablename__ = "verdicts"
    __table_args__ = (
        ForeignKeyConstraint(["evidence", "giver"], ["evidence.id", "evidence.by"], name="fk_verdicts_evidence"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("by <> giver", name="second_person"),
        CheckConstraint("enough IN (0, 1)", name="enough"),
        CheckConstraint("reason <> ''", name="reason"),
        {"sqlite_strict": True},
    )

    number: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="Order of evidence and verdicts, from 1"
    )
    evidence: Mapped[str] = mapped_column(index=True, comment="On which piece of evidence")
    giver: Mapped[str] = mapped_column(comment="Account that sent the evidence")
    enough: Mapped[int] = mapped_column(comment="1 when it shows what is owed, else 0")
    reason: Mapped[str] = mapped_column(comment="Why")
    by: Mapped[str] = mapped_column(comment="Account that judged")
    at: Mapped[datetime] = mapped_column(comment="When, UTC")
