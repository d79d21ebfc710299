"""The table of drafts: alerts that were written, and what became of them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from forestall.model.draft import DraftState
from forestall.store.tables import Base


class DraftRow(Base):
    """A draft."""

    __tablename__ = "drafts"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(str(each)) for each in DraftState)})", name="state"),
        CheckConstraint("second IN (0, 1)", name="second"),
        CheckConstraint("(state = 'waiting') = (decided IS NULL)", name="decided"),
        CheckConstraint("state <> 'sent' OR second = 0 OR (decided_by <> author AND decided_by <> '')", name="two"),
        Index("ix_drafts_state", "state", "subject"),
        {"sqlite_strict": True},
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="Follows from the alert")
    subject: Mapped[str] = mapped_column(comment="What the alert is about")
    state: Mapped[str] = mapped_column(comment="waiting, sent, refused, withdrawn or replaced")
    author: Mapped[str] = mapped_column(comment="Account that wrote it, console, or pass")
    second: Mapped[int] = mapped_column(comment="1 when somebody else has to approve it, else 0")
    written: Mapped[datetime] = mapped_column(comment="When it was written, UTC")
    decided_by: Mapped[str] = mapped_column(comment="Account that decided; empty while it waits, or when nobody did")
    decided: Mapped[datetime | None] = mapped_column(comment="When, UTC")
    document: Mapped[str] = mapped_column(comment="The draft, JSON")
