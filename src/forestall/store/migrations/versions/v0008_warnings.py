"""What is acknowledged and silenced, and what steadiness remembers."""

import sqlalchemy as sa
from alembic import op

from forestall.store.columns import WHOLE, WORDS

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "tracks",
        sa.Column("subject", WORDS, nullable=False),
        sa.Column("pass_number", WHOLE, nullable=False),
        sa.Column("document", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_tracks"),
        sa.ForeignKeyConstraint(["pass_number"], ["passes.number"], name="fk_tracks_pass_number"),
        sa.CheckConstraint("subject <> ''", name=op.f("ck_tracks_subject")),
        sqlite_strict=True,
    )
    op.create_index("ix_tracks_pass_number", "tracks", ["pass_number"])
    op.create_table(
        "acknowledgements",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("subject", WORDS, nullable=False),
        sa.Column("at", WORDS, nullable=False),
        sa.Column("until", WORDS, nullable=True),
        sa.Column("ended", WORDS, nullable=True),
        sa.Column("document", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_acknowledgements"),
        sa.CheckConstraint("subject <> ''", name=op.f("ck_acknowledgements_subject")),
        sqlite_strict=True,
    )
    op.create_index("ix_acknowledgements_subject", "acknowledgements", ["subject"])
    op.create_table(
        "silences",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("since", WORDS, nullable=False),
        sa.Column("until", WORDS, nullable=False),
        sa.Column("ended", WORDS, nullable=True),
        sa.Column("document", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_silences"),
        sa.CheckConstraint("since < until", name=op.f("ck_silences_order")),
        sqlite_strict=True,
    )
    op.create_index("ix_silences_until", "silences", ["until"])
