"""What the ledger keeps beside its entries and heads: hashes for proofs, payloads apart, signed checkpoints."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forestall.store.tables import Base


class NodeRow(Base):
    """The hash of a full subtree of two or more entries; with them a proof needs a few rows only."""

    __tablename__ = "nodes"
    __table_args__ = (
        CheckConstraint("position >= 0", name="position"),
        CheckConstraint("length(hash) = 32", name="hash"),
        {"sqlite_strict": True},
    )

    position: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="0, 1, … in the order in which subtrees become full"
    )
    hash: Mapped[bytes] = mapped_column(comment="Merkle tree hash over its entries (RFC 6962, 2.1)")


class PayloadRow(Base):
    """A payload that stands in its entry as a digest only: a sensitive one, which may be erased, or a large one."""

    __tablename__ = "payloads"
    __table_args__ = (
        CheckConstraint("length(salt) IN (0, 32)", name="salt"),
        {"sqlite_strict": True},
    )

    number: Mapped[int] = mapped_column(
        ForeignKey("entries.number"), primary_key=True, autoincrement=False, comment="Entry that it belongs to"
    )
    salt: Mapped[bytes] = mapped_column(comment="32 random bytes before the payload; none when it is only large")
    body: Mapped[bytes] = mapped_column(comment="Canonical JSON (RFC 8785) of the payload")


class CheckpointRow(Base):
    """A checkpoint that we signed."""

    __tablename__ = "checkpoints"
    __table_args__ = ({"sqlite_strict": True},)

    size: Mapped[int] = mapped_column(
        ForeignKey("heads.size"), primary_key=True, autoincrement=False, comment="Number of entries it covers"
    )
    time: Mapped[datetime] = mapped_column(comment="When it was signed, UTC")
    note: Mapped[bytes] = mapped_column(comment="Signed note (c2sp.org/tlog-checkpoint) with all signatures")
