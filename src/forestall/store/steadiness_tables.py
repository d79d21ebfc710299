"""The tables of steadiness: what passes remember of each subject, what is acknowledged, what is silenced."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from forestall.store.tables import Base


class TrackRow(Base):
    """What the last pass remembers of a subject; replaced as a whole by each pass."""

    __tablename__ = "tracks"
    __table_args__ = (CheckConstraint("subject <> ''", name="subject"), {"sqlite_strict": True})

    subject: Mapped[str] = mapped_column(primary_key=True, comment="Subject of the alert")
    pass_number: Mapped[int] = mapped_column(ForeignKey("passes.number"), index=True, comment="Pass that left it so")
    document: Mapped[str] = mapped_column(comment="The track, JSON")


class AcknowledgementRow(Base):
    """That somebody sees to an alert."""

    __tablename__ = "acknowledgements"
    __table_args__ = (
        CheckConstraint("subject <> ''", name="subject"),
        Index("ix_acknowledgements_subject", "subject"),
        {"sqlite_strict": True},
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="Follows from subject, account and time")
    subject: Mapped[str] = mapped_column(comment="Subject of the alert")
    at: Mapped[datetime] = mapped_column(comment="When, UTC")
    until: Mapped[datetime | None] = mapped_column(comment="Until when at most, UTC; NULL: until the alert closes")
    ended: Mapped[datetime | None] = mapped_column(comment="When it was taken back, UTC")
    document: Mapped[str] = mapped_column(comment="The acknowledgement, JSON")


class SilenceRow(Base):
    """That nobody is called for some alerts."""

    __tablename__ = "silences"
    __table_args__ = (
        CheckConstraint("since < until", name="order"),
        Index("ix_silences_until", "until"),
        {"sqlite_strict": True},
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="Follows from matcher, account and time")
    since: Mapped[datetime] = mapped_column(comment="From when, UTC")
    until: Mapped[datetime] = mapped_column(comment="Until when, UTC")
    ended: Mapped[datetime | None] = mapped_column(comment="When it was ended before its time, UTC")
    document: Mapped[str] = mapped_column(comment="The silence, JSON")
