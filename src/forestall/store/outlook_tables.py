"""The tables of the outlook: what somebody last looked at."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forestall.store.tables import Base


class LookRow(Base):
    """Up to which pass somebody has seen what changed; a mark of theirs, no decision, so not in the ledger."""

    __tablename__ = "looks"
    __table_args__ = (CheckConstraint("account <> ''", name="account"), {"sqlite_strict": True})

    account: Mapped[str] = mapped_column(primary_key=True, comment="Account that looked")
    seen: Mapped[datetime] = mapped_column(comment="Time of the pass that they saw, UTC")
    at: Mapped[datetime] = mapped_column(comment="When they looked, UTC")
