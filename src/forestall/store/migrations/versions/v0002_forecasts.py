"""Probabilities that passes gave, and what came of them."""

import sqlalchemy as sa
from alembic import op

from forestall.store.columns import FRACTION, WHOLE, WORDS

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "forecasts",
        sa.Column("scenario", WORDS, nullable=False),
        sa.Column("made", WORDS, nullable=False),
        sa.Column("horizon", FRACTION, nullable=False),
        sa.Column("pass_number", WHOLE, nullable=False),
        sa.Column("due", WORDS, nullable=False),
        sa.Column("probability", FRACTION, nullable=False),
        sa.Column("outcome", WHOLE, nullable=True),
        sa.PrimaryKeyConstraint("scenario", "made", "horizon", name="pk_forecasts"),
        sa.ForeignKeyConstraint(["pass_number"], ["passes.number"], name="fk_forecasts_pass_number"),
        sa.CheckConstraint("probability BETWEEN 0 AND 1", name=op.f("ck_forecasts_probability")),
        sa.CheckConstraint("outcome IN (0, 1)", name=op.f("ck_forecasts_outcome")),
        sqlite_strict=True,
    )
    op.create_index("ix_forecasts_pass_number", "forecasts", ["pass_number"])
