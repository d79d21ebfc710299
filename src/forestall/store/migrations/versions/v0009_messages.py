"""Drafts of alerts; alerts that people sent between two passes, which no pass has a number for."""

import sqlalchemy as sa
from alembic import op

from forestall.store.columns import WHOLE, WORDS

revision = "0009"
down_revision = "0008"

_COLUMNS = "identifier, pass_number, subject, msg_type, sent, expires, latest, document"


def upgrade() -> None:
    """Change one table and make another."""
    if op.get_bind().dialect.name == "sqlite":
        _alerts_anew()
    else:
        op.alter_column("alerts", "pass_number", nullable=True)
    op.create_table(
        "drafts",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("subject", WORDS, nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("author", WORDS, nullable=False),
        sa.Column("second", WHOLE, nullable=False),
        sa.Column("written", WORDS, nullable=False),
        sa.Column("decided_by", WORDS, nullable=False),
        sa.Column("decided", WORDS, nullable=True),
        sa.Column("document", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'refused', 'withdrawn', 'replaced')", name=op.f("ck_drafts_state")
        ),
        sa.CheckConstraint("second IN (0, 1)", name=op.f("ck_drafts_second")),
        sa.CheckConstraint("(state = 'waiting') = (decided IS NULL)", name=op.f("ck_drafts_decided")),
        sa.CheckConstraint(
            "state <> 'sent' OR second = 0 OR (decided_by <> author AND decided_by <> '')", name=op.f("ck_drafts_two")
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_drafts_state", "drafts", ["state", "subject"])


def _alerts_anew() -> None:
    """SQLite cannot take NOT NULL from a column."""
    op.drop_index("uq_alerts_latest_of_subject", "alerts")
    op.drop_index("ix_alerts_pass_number", "alerts")
    op.rename_table("alerts", "alerts_before")
    op.create_table(
        "alerts",
        sa.Column("identifier", WORDS, nullable=False),
        sa.Column("pass_number", WHOLE, nullable=True),
        sa.Column("subject", WORDS, nullable=False),
        sa.Column("msg_type", WORDS, nullable=False),
        sa.Column("sent", WORDS, nullable=False),
        sa.Column("expires", WORDS, nullable=True),
        sa.Column("latest", WHOLE, nullable=False),
        sa.Column("document", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("identifier", name="pk_alerts"),
        sa.ForeignKeyConstraint(["pass_number"], ["passes.number"], name="fk_alerts_pass_number"),
        sa.CheckConstraint("subject <> ''", name=op.f("ck_alerts_subject")),
        sa.CheckConstraint("latest IN (0, 1)", name=op.f("ck_alerts_latest")),
        sqlite_strict=True,
    )
    op.execute(f"INSERT INTO alerts ({_COLUMNS}) SELECT {_COLUMNS} FROM alerts_before")  # noqa: S608 - own names
    op.drop_table("alerts_before")
    op.create_index(
        "uq_alerts_latest_of_subject",
        "alerts",
        ["subject"],
        unique=True,
        sqlite_where=sa.text("latest = 1"),
        postgresql_where=sa.text("latest = 1"),
    )
    op.create_index("ix_alerts_pass_number", "alerts", ["pass_number"])
