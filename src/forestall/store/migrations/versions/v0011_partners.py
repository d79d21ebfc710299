"""What was shared with partners, and what they told us."""

import sqlalchemy as sa
from alembic import op

from forestall.store.columns import WHOLE, WORDS

revision = "0011"
down_revision = "0010"

_LABELS = "'CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'"
_KINDS = "'alert', 'finding'"
_FORMATS = "'cap', 'stix', 'forestall'"


def upgrade() -> None:
    """Make the four tables."""
    _letters(
        "shared_letters",
        sa.Column("body", WORDS, nullable=True),
        sa.Column("queued", WORDS, nullable=False),
        sa.Column("sent", WORDS, nullable=True),
        sa.Column("confirmed", WORDS, nullable=True),
        sa.Column("withdrawn", WORDS, nullable=True),
        sa.Column("said", WORDS, nullable=False),
        sa.CheckConstraint(
            "body IS NOT NULL OR confirmed IS NOT NULL OR withdrawn IS NOT NULL", name=op.f("ck_shared_letters_body")
        ),
        sa.CheckConstraint("withdrawn IS NULL OR sent IS NULL", name=op.f("ck_shared_letters_withdrawn")),
        sa.PrimaryKeyConstraint("partner", "number", name="pk_shared_letters"),
        sa.UniqueConstraint("partner", "kind", "thing", "version", name="uq_shared_letters_partner"),
    )
    _letters(
        "received_letters",
        sa.Column("body", WORDS, nullable=False),
        sa.Column("received", WORDS, nullable=False),
        sa.Column("said", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("partner", "kind", "thing", "version", name="pk_received_letters"),
    )
    op.create_index("ix_received_letters_received", "received_letters", ["received"])
    op.create_table(
        "partner_cursors",
        sa.Column("partner", WORDS, nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("updated", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("partner", name="pk_partner_cursors"),
        sa.CheckConstraint("number >= 0", name=op.f("ck_partner_cursors_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "partner_rollups",
        sa.Column("partner", WORDS, nullable=False),
        sa.Column("made", WORDS, nullable=False),
        sa.Column("received", WORDS, nullable=False),
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("document", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("partner", "made", name="pk_partner_rollups"),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_partner_rollups_digest")),
        sqlite_strict=True,
    )


def _letters(name: str, *more: sa.schema.SchemaItem) -> None:
    """A table of letters."""
    op.create_table(
        name,
        sa.Column("partner", WORDS, nullable=False),
        sa.Column("number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("thing", WORDS, nullable=False),
        sa.Column("version", WORDS, nullable=False),
        sa.Column("label", WORDS, nullable=False),
        sa.Column("format", WORDS, nullable=False),
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("document", WORDS, nullable=False),
        *more,
        sa.CheckConstraint("number > 0", name=op.f(f"ck_{name}_number")),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name=op.f(f"ck_{name}_kind")),
        sa.CheckConstraint(f"label IN ({_LABELS})", name=op.f(f"ck_{name}_label")),
        sa.CheckConstraint(f"format IN ({_FORMATS})", name=op.f(f"ck_{name}_format")),
        sa.CheckConstraint("length(digest) = 64", name=op.f(f"ck_{name}_digest")),
        sqlite_strict=True,
    )
