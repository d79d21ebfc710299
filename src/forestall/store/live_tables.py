"""The tables of the live pipeline: what it found since it began, and how far it has come."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forestall.model.label import Label
from forestall.model.words import Field, FindingKind, Level
from forestall.store.tables import Base


def _one_of(column: str, words: type[Label | Field | FindingKind | Level]) -> str:
    return f"{column} IN ({', '.join(repr(str(word)) for word in words)})"


class LiveFindingRow(Base):
    """A finding that the service made."""

    __tablename__ = "live_findings"
    __table_args__ = (
        UniqueConstraint("changed"),
        CheckConstraint("changed > 0", name="changed"),
        CheckConstraint(_one_of("label", Label), name="label"),
        CheckConstraint(_one_of("field", Field), name="field"),
        CheckConstraint(_one_of("kind", FindingKind), name="kind"),
        CheckConstraint(_one_of("level", Level), name="level"),
        Index("ix_live_findings_at", "at"),
        {"sqlite_strict": True},
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="Follows from kind, rule and subject")
    changed: Mapped[int] = mapped_column(comment="Order in which findings changed, from 1")
    at: Mapped[datetime] = mapped_column(comment="When it changed, UTC")
    kind: Mapped[str] = mapped_column(comment="What concluded it")
    level: Mapped[str] = mapped_column(comment="How serious it is")
    field: Mapped[str] = mapped_column(comment="Field of security")
    label: Mapped[str] = mapped_column(comment="Who may read it, TLP 2.0")
    jurisdiction: Mapped[str | None] = mapped_column(comment="Authority it concerns")
    source: Mapped[str] = mapped_column(comment="Source of what it rests on")
    document: Mapped[str] = mapped_column(comment="The finding, JSON")


class LiveProgressRow(Base):
    """How far the live pipeline has come: one row."""

    __tablename__ = "live_progress"
    __table_args__ = (
        CheckConstraint("id = 1", name="id"),
        CheckConstraint("position >= 0 AND changed >= 0", name="numbers"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="1")
    position: Mapped[int] = mapped_column(comment="Number of the last signal that was worked through")
    changed: Mapped[int] = mapped_column(comment="The last number of a change that was given out")
    saved: Mapped[bytes | None] = mapped_column(comment="What correlations remember")
