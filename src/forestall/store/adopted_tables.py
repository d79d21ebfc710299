"""The table of plans that were decided on."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forestall.store.tables import Base


class AdoptedRow(Base):
    """A plan that somebody adopted; the last one is in force."""

    __tablename__ = "adopted_plans"
    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("account <> ''", name="account"),
        CheckConstraint("length(plan) = 64", name="plan"),
        CheckConstraint("entry >= 0", name="entry"),
        {"sqlite_strict": True},
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="1 for the first")
    at: Mapped[datetime] = mapped_column(comment="When it was adopted, UTC")
    account: Mapped[str] = mapped_column(comment="Account that adopted it")
    plan: Mapped[str] = mapped_column(comment="SHA-256 of the plan, hexadecimal")
    entry: Mapped[int] = mapped_column(comment="Its entry in the ledger")
    document: Mapped[str] = mapped_column(comment="The adopted plan, JSON")
