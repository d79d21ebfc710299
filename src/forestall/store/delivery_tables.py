"""The tables of deliveries: the outbox, its lanes, and which alerts were looked at."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forestall.model.delivery import Cause, DeliveryState
from forestall.model.label import Label
from forestall.store.tables import Base


def _one_of(column: str, words: type[Cause | DeliveryState | Label]) -> str:
    return f"{column} IN ({', '.join(repr(str(word)) for word in words)})"


class RoutedRow(Base):
    """An alert for which it was decided who gets it."""

    __tablename__ = "routed_alerts"
    __table_args__ = ({"sqlite_strict": True},)

    alert: Mapped[str] = mapped_column(primary_key=True, comment="Identifier of the alert")
    at: Mapped[datetime] = mapped_column(comment="When, UTC")


class DeliveryRow(Base):
    """One alert for one channel of one audience."""

    __tablename__ = "deliveries"
    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("alone IN (0, 1)", name="alone"),
        CheckConstraint(_one_of("cause", Cause), name="cause"),
        CheckConstraint(_one_of("state", DeliveryState), name="state"),
        CheckConstraint(_one_of("label", Label), name="label"),
        UniqueConstraint("alert", "audience", "channel", "cause", name="uq_deliveries_alert"),
        Index("ix_deliveries_state", "state", "audience", "channel"),
        Index("ix_deliveries_subject", "subject", "audience", "channel"),
        {"sqlite_strict": True},
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="Order, from 1")
    audience: Mapped[str] = mapped_column(comment="To whom")
    channel: Mapped[str] = mapped_column(comment="By which of its channels")
    alert: Mapped[str] = mapped_column(comment="Identifier of the alert")
    cause: Mapped[str] = mapped_column(comment="Why: alert or escalation")
    subject: Mapped[str] = mapped_column(comment="What the alert is about, the same through its updates")
    severity: Mapped[str] = mapped_column(comment="Severity of the alert, CAP 1.2")
    label: Mapped[str] = mapped_column(comment="Who may read the alert, TLP 2.0")
    field: Mapped[str | None] = mapped_column(comment="Field of security of the alert")
    queued: Mapped[datetime] = mapped_column(comment="When it was queued, UTC")
    due: Mapped[datetime] = mapped_column(comment="Before this it is not sent, UTC")
    state: Mapped[str] = mapped_column(comment="How far it has come")
    attempts: Mapped[int] = mapped_column(comment="How often it was tried")
    alone: Mapped[int] = mapped_column(comment="1: not in a digest any more")
    parcel: Mapped[str | None] = mapped_column(comment="The parcel it is or was last in")
    ended: Mapped[datetime | None] = mapped_column(comment="When its last state came, UTC")
    note: Mapped[str] = mapped_column(comment="Why it failed, was given up or superseded")


class ParcelRow(Base):
    """A message that is under way: on the line, or perhaps taken. It goes when that is known."""

    __tablename__ = "parcels"
    __table_args__ = (
        UniqueConstraint("audience", "channel", name="uq_parcels_lane"),
        {"sqlite_strict": True},
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="Follows from what is in it")
    audience: Mapped[str] = mapped_column(comment="To whom")
    channel: Mapped[str] = mapped_column(comment="By which of its channels")
    bound: Mapped[datetime] = mapped_column(comment="When it was put together, UTC")


class LaneRow(Base):
    """How one channel of an audience is doing."""

    __tablename__ = "lanes"
    __table_args__ = (CheckConstraint("failures >= 0", name="failures"), {"sqlite_strict": True})

    audience: Mapped[str] = mapped_column(primary_key=True, comment="Whose")
    channel: Mapped[str] = mapped_column(primary_key=True, comment="Which")
    failures: Mapped[int] = mapped_column(comment="Failures since the last success")
    until: Mapped[datetime | None] = mapped_column(comment="Before this it is not tried again, UTC")
    trouble: Mapped[str] = mapped_column(comment="What was wrong the last time")
    succeeded: Mapped[datetime | None] = mapped_column(comment="When something last got through, UTC")
