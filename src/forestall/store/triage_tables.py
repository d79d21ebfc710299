"""The tables of triage: what was decided about findings, the acts that did so, and views that people named."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from forestall.model.triage import TriageState
from forestall.store.tables import Base

_DECIDED = ", ".join(repr(str(each)) for each in TriageState if each is not TriageState.NEW)


class TriageRow(Base):
    """What was decided last about a finding; a finding about which nothing is decided has no row."""

    __tablename__ = "triage"
    __table_args__ = (
        CheckConstraint(f"state IN ({_DECIDED})", name="state"),
        {"sqlite_strict": True},
    )

    finding: Mapped[str] = mapped_column(primary_key=True, comment="The finding")
    state: Mapped[str] = mapped_column(comment="acknowledged, merged or closed")
    act: Mapped[str] = mapped_column(comment="Act by which it was decided")
    document: Mapped[str] = mapped_column(comment="The decision, JSON")


class TriageActRow(Base):
    """What somebody did to findings at once; kept when it was undone."""

    __tablename__ = "triage_acts"
    __table_args__ = (Index("ix_triage_acts_by", "by_account", "at"), {"sqlite_strict": True})

    id: Mapped[str] = mapped_column(primary_key=True, comment="Follows from who, when and what")
    by: Mapped[str] = mapped_column("by_account", comment="Account that did it")
    at: Mapped[datetime] = mapped_column(comment="When, UTC")
    undone: Mapped[datetime | None] = mapped_column(comment="When it was undone, UTC")
    document: Mapped[str] = mapped_column(comment="The act, JSON")


class SavedViewRow(Base):
    """A view of a page that somebody named; a mark of theirs, no decision, so not in the ledger."""

    __tablename__ = "saved_views"
    __table_args__ = (CheckConstraint("account <> '' AND name <> ''", name="named"), {"sqlite_strict": True})

    account: Mapped[str] = mapped_column(primary_key=True, comment="Whose")
    page: Mapped[str] = mapped_column(primary_key=True, comment="Address of the page")
    name: Mapped[str] = mapped_column(primary_key=True, comment="What they call it")
    query: Mapped[str] = mapped_column(comment="What the address asks for")
