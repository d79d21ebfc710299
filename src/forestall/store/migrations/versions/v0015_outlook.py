"""Saved views, what somebody last looked at, adopted plans."""

import sqlalchemy as sa
from alembic import op

from forestall.store.columns import WHOLE, WORDS

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "looks",
        sa.Column("account", WORDS, nullable=False),
        sa.Column("seen", WORDS, nullable=False),
        sa.Column("at", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_looks"),
        sa.CheckConstraint("account <> ''", name=op.f("ck_looks_account")),
        sqlite_strict=True,
    )
    op.create_table(
        "triage",
        *(sa.Column(name, WORDS, nullable=False) for name in ("finding", "state", "act", "document")),
        sa.PrimaryKeyConstraint("finding", name="pk_triage"),
        sa.CheckConstraint("state IN ('acknowledged', 'merged', 'closed')", name=op.f("ck_triage_state")),
        sqlite_strict=True,
    )
    op.create_table(
        "triage_acts",
        *(sa.Column(name, WORDS, nullable=False) for name in ("id", "by_account", "at")),
        sa.Column("undone", WORDS, nullable=True),
        sa.Column("document", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_triage_acts"),
        sqlite_strict=True,
    )
    op.create_index("ix_triage_acts_by", "triage_acts", ["by_account", "at"])
    op.create_table(
        "saved_views",
        *(sa.Column(name, WORDS, nullable=False) for name in ("account", "page", "name", "query")),
        sa.PrimaryKeyConstraint("account", "page", "name", name="pk_saved_views"),
        sa.CheckConstraint("account <> '' AND name <> ''", name=op.f("ck_saved_views_named")),
        sqlite_strict=True,
    )
    _adopted_plans()


def _adopted_plans() -> None:
    op.create_table(
        "adopted_plans",
        sa.Column("number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("at", WORDS, nullable=False),
        sa.Column("account", WORDS, nullable=False),
        sa.Column("plan", WORDS, nullable=False),
        sa.Column("entry", WHOLE, nullable=False),
        sa.Column("document", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_adopted_plans"),
        sa.CheckConstraint("number > 0", name=op.f("ck_adopted_plans_number")),
        sa.CheckConstraint("account <> ''", name=op.f("ck_adopted_plans_account")),
        sa.CheckConstraint("length(plan) = 64", name=op.f("ck_adopted_plans_plan")),
        sa.CheckConstraint("entry >= 0", name=op.f("ck_adopted_plans_entry")),
        sqlite_strict=True,
    )
