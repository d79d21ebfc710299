"""The tables of cases: what was reported, what lies at its root, what was decided. Contacts are apart from the rest."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from forestall.model.case import CaseKind, CaseState, Channel, Decision
from forestall.model.cause_analysis import Method
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.store.tables import Base


def _one_of(
    column: str, words: type[CaseKind | CaseState | Channel | Decision | Method | Label | Field]
) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(str(word)) for word in words)})", name=column)


class CaseRow(Base):
    """Something to be settled."""

    __tablename__ = "cases"
    __table_args__ = (
        _one_of("kind", CaseKind),
        _one_of("state", CaseState),
        _one_of("field", Field),
        _one_of("label", Label),
        CheckConstraint("(state = 'merged') = (merged_into IS NOT NULL)", name="merged"),
        CheckConstraint("state <> 'closed' OR (outcome = 1 AND evidence IS NOT NULL AND confirmed = 1)", name="closed"),
        Index("ix_cases_received", "received"),
        Index("ix_cases_cause", "cause"),
        Index("ix_cases_happened", "kind", "happened"),
        {"sqlite_strict": True},
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="Follows from its first report")
    kind: Mapped[str] = mapped_column(comment="dispute, complaint, near_miss, accident")
    case_type: Mapped[str] = mapped_column(comment="Kind of report, of case_types.csv")
    state: Mapped[str] = mapped_column(comment="open, answered, closed, merged")
    field: Mapped[str] = mapped_column(comment="Field of security")
    label: Mapped[str] = mapped_column(comment="Who may read it, TLP 2.0")
    jurisdiction: Mapped[str] = mapped_column(comment="Authority that works on it")
    received: Mapped[datetime] = mapped_column(comment="When its first report came, UTC")
    happened: Mapped[datetime] = mapped_column(comment="When it happened, UTC")
    changed: Mapped[datetime] = mapped_column(comment="When it last changed, UTC")
    cause: Mapped[str | None] = mapped_column(ForeignKey("causes.id"), comment="What lies at its root")
    outcome: Mapped[int] = mapped_column(comment="1 when an outcome is given")
    evidence: Mapped[str | None] = mapped_column(comment="SHA-256 of what shows the outcome, hexadecimal")
    confirmed: Mapped[int] = mapped_column(comment="1 when somebody other than who answered confirmed it")
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), comment="Case of which it is a part")
    document: Mapped[str] = mapped_column(comment="The case, JSON")


class CaseReportRow(Base):
    """What somebody told us; never changed."""

    __tablename__ = "case_reports"
    __table_args__ = (_one_of("channel", Channel), {"sqlite_strict": True})

    id: Mapped[str] = mapped_column(primary_key=True, comment="Follows from content or the sender's reference")
    case: Mapped[str] = mapped_column("case_id", ForeignKey("cases.id"), index=True, comment="First put to")
    channel: Mapped[str] = mapped_column(comment="How it came: api, form, csv, open311, console")
    received: Mapped[datetime] = mapped_column(comment="When it came, UTC")
    document: Mapped[str] = mapped_column(comment="The report, JSON")


class CaseContactRow(Base):
    """The token of a report, and a contact if one was left; its key is in data_keys, and is destroyed with it."""

    __tablename__ = "case_contacts"
    __table_args__ = (CheckConstraint("length(token) = 64", name="token"), {"sqlite_strict": True})

    token: Mapped[str] = mapped_column(primary_key=True, comment="SHA-256 of the token, hexadecimal")
    report: Mapped[str] = mapped_column(ForeignKey("case_reports.id"), index=True, comment="The report")
    sealed: Mapped[bytes | None] = mapped_column(comment="The contact, sealed; null when none was left or it is gone")


class CauseRow(Base):
    """What lies at the root of cases."""

    __tablename__ = "causes"
    __table_args__ = (_one_of("field", Field), {"sqlite_strict": True})

    id: Mapped[str] = mapped_column(primary_key=True, comment="Follows from its title")
    field: Mapped[str] = mapped_column(comment="Field of security")
    document: Mapped[str] = mapped_column(comment="The cause, JSON")


class CauseAnalysisRow(Base):
    """How a cause was found."""

    __tablename__ = "cause_analyses"
    __table_args__ = (_one_of("method", Method), {"sqlite_strict": True})

    id: Mapped[str] = mapped_column(primary_key=True, comment="Follows from cause, method and structure")
    cause: Mapped[str] = mapped_column(ForeignKey("causes.id"), index=True, comment="The cause")
    method: Mapped[str] = mapped_column(comment="five_whys, fault_tree, bow_tie")
    at: Mapped[datetime] = mapped_column(comment="When it was written down, UTC")
    document: Mapped[str] = mapped_column(comment="The analysis, JSON")


class CauseMeasureRow(Base):
    """What is to be done about a cause."""

    __tablename__ = "cause_measures"
    __table_args__ = (CheckConstraint("due >= created", name="order"), {"sqlite_strict": True})

    id: Mapped[str] = mapped_column(primary_key=True, comment="Follows from cause and title")
    cause: Mapped[str] = mapped_column(ForeignKey("causes.id"), index=True, comment="The cause")
    created: Mapped[datetime] = mapped_column(comment="When it was decided, UTC")
    due: Mapped[datetime] = mapped_column(comment="By when, UTC")
    withdrawn: Mapped[datetime | None] = mapped_column(comment="Since when it is no longer owed, UTC")
    document: Mapped[str] = mapped_column(comment="The measure, JSON")


class CauseProposalRow(Base):
    """Cases that seem to have one cause, and what a person said."""

    __tablename__ = "cause_proposals"
    __table_args__ = (_one_of("decision", Decision), {"sqlite_strict": True})

    id: Mapped[str] = mapped_column(primary_key=True, comment="Follows from the cases")
    made: Mapped[datetime] = mapped_column(comment="When it was made, UTC")
    decision: Mapped[str] = mapped_column(comment="waiting, accepted, rejected")
    document: Mapped[str] = mapped_column(comment="The proposal, JSON")
