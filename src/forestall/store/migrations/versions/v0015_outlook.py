"""Saved views, what somebody last looked at, adopted plans."""

import sqlalchemy as sa
from alembic import op

from forestall.store.columns import WORDS

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
