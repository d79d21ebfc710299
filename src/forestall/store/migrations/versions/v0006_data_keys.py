"""Keys of sealed files, each in its envelope."""

import sqlalchemy as sa
from alembic import op

from forestall.store.columns import WORDS

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "data_keys",
        sa.Column("unit", WORDS, nullable=False),
        sa.Column("master", WORDS, nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("unit", name="pk_data_keys"),
        sa.CheckConstraint("unit <> '' AND master <> ''", name=op.f("ck_data_keys_names")),
        sqlite_strict=True,
    )
    op.create_index("ix_data_keys_master", "data_keys", ["master"])
