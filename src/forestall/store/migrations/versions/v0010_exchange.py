"""STIX objects and the collections that they are in."""

import sqlalchemy as sa
from alembic import op

from forestall.store.columns import WHOLE, WORDS

revision = "0010"
down_revision = "0009"

_LABELS = "'CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'"
_FIELDS = "'political', 'economic', 'territorial', 'social', 'cyber'"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "stix_objects",
        sa.Column("number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("collection", WORDS, nullable=False),
        sa.Column("id", WORDS, nullable=False),
        sa.Column("type", WORDS, nullable=False),
        sa.Column("version", WORDS, nullable=False),
        sa.Column("ordering", WORDS, nullable=False),
        sa.Column("added", WORDS, nullable=False),
        sa.Column("label", WORDS, nullable=False),
        sa.Column("field", WORDS, nullable=True),
        sa.Column("jurisdiction", WORDS, nullable=True),
        sa.Column("organisation", WORDS, nullable=True),
        sa.Column("account", WORDS, nullable=False),
        sa.Column("source", WORDS, nullable=False),
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("document", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_stix_objects"),
        sa.UniqueConstraint("added", name="uq_stix_objects_added"),
        sa.UniqueConstraint("collection", "id", "ordering", name="uq_stix_objects_version"),
        sa.CheckConstraint("number > 0", name=op.f("ck_stix_objects_number")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_stix_objects_digest")),
        sa.CheckConstraint(f"label IN ({_LABELS})", name=op.f("ck_stix_objects_label")),
        sa.CheckConstraint(f"field IN ({_FIELDS})", name=op.f("ck_stix_objects_field")),
        sqlite_strict=True,
    )
    op.create_index("ix_stix_objects_collection", "stix_objects", ["collection", "number"])
    _exchanges()


def _exchanges() -> None:
    op.create_table(
        "stix_progress",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("added", WORDS, nullable=False),
        sa.Column("signal", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stix_progress"),
        sa.CheckConstraint("id = 1", name=op.f("ck_stix_progress_id")),
        sa.CheckConstraint("number >= 0 AND signal >= 0", name=op.f("ck_stix_progress_numbers")),
        sqlite_strict=True,
    )
    op.create_table(
        "stix_statuses",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("account", WORDS, nullable=False),
        sa.Column("at", WORDS, nullable=False),
        sa.Column("document", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stix_statuses"),
        sqlite_strict=True,
    )
    op.create_index("ix_stix_statuses_at", "stix_statuses", ["at"])
    op.create_table(
        "taxii_pulls",
        sa.Column("url", WORDS, nullable=False),
        sa.Column("added_after", WORDS, nullable=False),
        sa.Column("next", WORDS, nullable=False),
        sa.Column("at", WORDS, nullable=False),
        sa.Column("objects", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("url", name="pk_taxii_pulls"),
        sa.CheckConstraint("objects >= 0", name=op.f("ck_taxii_pulls_objects")),
        sqlite_strict=True,
    )
