"""Findings of the live pipeline, and how far it has come."""

import sqlalchemy as sa
from alembic import op

from forestall.store.columns import WHOLE, WORDS

revision = "0007"
down_revision = "0006"

_LABELS = "'CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'"
_FIELDS = "'political', 'economic', 'territorial', 'social', 'cyber'"
_KINDS = "'sigma', 'threshold', 'seasonal', 'alert', 'vulnerability', 'silence'"
_LEVELS = "'informational', 'low', 'medium', 'high', 'critical'"


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "live_findings",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("changed", WHOLE, nullable=False),
        sa.Column("at", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("level", WORDS, nullable=False),
        sa.Column("field", WORDS, nullable=False),
        sa.Column("label", WORDS, nullable=False),
        sa.Column("jurisdiction", WORDS, nullable=True),
        sa.Column("source", WORDS, nullable=False),
        sa.Column("document", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_live_findings"),
        sa.UniqueConstraint("changed", name="uq_live_findings_changed"),
        sa.CheckConstraint("changed > 0", name=op.f("ck_live_findings_changed")),
        sa.CheckConstraint(f"label IN ({_LABELS})", name=op.f("ck_live_findings_label")),
        sa.CheckConstraint(f"field IN ({_FIELDS})", name=op.f("ck_live_findings_field")),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name=op.f("ck_live_findings_kind")),
        sa.CheckConstraint(f"level IN ({_LEVELS})", name=op.f("ck_live_findings_level")),
        sqlite_strict=True,
    )
    op.create_index("ix_live_findings_at", "live_findings", ["at"])
    op.create_table(
        "live_progress",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("changed", WHOLE, nullable=False),
        sa.Column("saved", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_live_progress"),
        sa.CheckConstraint("id = 1", name=op.f("ck_live_progress_id")),
        sa.CheckConstraint("position >= 0 AND changed >= 0", name=op.f("ck_live_progress_numbers")),
        sqlite_strict=True,
    )
