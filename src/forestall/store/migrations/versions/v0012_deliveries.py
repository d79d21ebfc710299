"""Messages on their way through channels."""

import sqlalchemy as sa
from alembic import op

from forestall.store.columns import WHOLE, WORDS

revision = "0012"
down_revision = "0011"

_LABELS = "'CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'"
_STATES = "'queued', 'failed', 'sent', 'confirmed', 'given_up', 'superseded'"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "routed_alerts",
        sa.Column("alert", WORDS, nullable=False),
        sa.Column("at", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("alert", name="pk_routed_alerts"),
        sqlite_strict=True,
    )
    _deliveries()
    op.create_table(
        "parcels",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("audience", WORDS, nullable=False),
        sa.Column("channel", WORDS, nullable=False),
        sa.Column("bound", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_parcels"),
        sa.UniqueConstraint("audience", "channel", name="uq_parcels_lane"),
        sqlite_strict=True,
    )
    op.create_table(
        "lanes",
        sa.Column("audience", WORDS, nullable=False),
        sa.Column("channel", WORDS, nullable=False),
        sa.Column("failures", WHOLE, nullable=False),
        sa.Column("until", WORDS, nullable=True),
        sa.Column("trouble", WORDS, nullable=False),
        sa.Column("succeeded", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("audience", "channel", name="pk_lanes"),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_lanes_failures")),
        sqlite_strict=True,
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("number", WHOLE, autoincrement=False, nullable=False),
        *(sa.Column(name, WORDS, nullable=False) for name in ("audience", "channel", "alert", "cause", "subject")),
        sa.Column("severity", WORDS, nullable=False),
        sa.Column("label", WORDS, nullable=False),
        sa.Column("field", WORDS, nullable=True),
        sa.Column("queued", WORDS, nullable=False),
        sa.Column("due", WORDS, nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("attempts", WHOLE, nullable=False),
        sa.Column("alone", WHOLE, nullable=False),
        sa.Column("parcel", WORDS, nullable=True),
        sa.Column("ended", WORDS, nullable=True),
        sa.Column("note", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_deliveries"),
        sa.UniqueConstraint("alert", "audience", "channel", "cause", name="uq_deliveries_alert"),
        sa.CheckConstraint("number > 0", name=op.f("ck_deliveries_number")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_deliveries_attempts")),
        sa.CheckConstraint("alone IN (0, 1)", name=op.f("ck_deliveries_alone")),
        sa.CheckConstraint("cause IN ('alert', 'escalation')", name=op.f("ck_deliveries_cause")),
        sa.CheckConstraint(f"state IN ({_STATES})", name=op.f("ck_deliveries_state")),
        sa.CheckConstraint(f"label IN ({_LABELS})", name=op.f("ck_deliveries_label")),
        sqlite_strict=True,
    )
    op.create_index("ix_deliveries_state", "deliveries", ["state", "audience", "channel"])
    op.create_index("ix_deliveries_subject", "deliveries", ["subject", "audience", "channel"])
