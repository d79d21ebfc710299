"""Evidence and verdicts, and which obligations the next pass has to know of."""

import sqlalchemy as sa
from alembic import op

from forestall.store.columns import WHOLE, WORDS

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the tables, and the column."""
    op.add_column("obligations", sa.Column("standing", WHOLE, server_default=sa.text("1"), nullable=False))
    op.create_index("ix_obligations_standing", "obligations", ["standing"])
    op.create_table(
        "evidence_files",
        sa.Column("sha256", WORDS, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_evidence_files"),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_evidence_files_sha256")),
        sa.CheckConstraint("length(body) > 0", name=op.f("ck_evidence_files_body")),
        sqlite_strict=True,
    )
    _evidence()
    _verdicts()


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("obligation", WORDS, nullable=False),
        sa.Column("sha256", WORDS, nullable=True),
        sa.Column("effective", WORDS, nullable=False),
        sa.Column("received", WORDS, nullable=False),
        sa.Column("valid_until", WORDS, nullable=True),
        sa.Column("by", WORDS, nullable=False),
        sa.Column("document", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.UniqueConstraint("number", name="uq_evidence_number"),
        sa.UniqueConstraint("id", "by", name="uq_evidence_giver"),
        sa.CheckConstraint("number > 0", name=op.f("ck_evidence_number")),
        sa.CheckConstraint("by <> ''", name=op.f("ck_evidence_by")),
        sa.CheckConstraint("valid_until IS NULL OR valid_until > effective", name=op.f("ck_evidence_valid_until")),
        sa.ForeignKeyConstraint(["obligation"], ["obligations.id"], name="fk_evidence_obligation"),
        sa.ForeignKeyConstraint(["sha256"], ["evidence_files.sha256"], name="fk_evidence_sha256"),
        sqlite_strict=True,
    )
    op.create_index("ix_evidence_obligation", "evidence", ["obligation"])


def _verdicts() -> None:
    op.create_table(
        "verdicts",
        sa.Column("number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("evidence", WORDS, nullable=False),
        sa.Column("giver", WORDS, nullable=False),
        sa.Column("enough", WHOLE, nullable=False),
        sa.Column("reason", WORDS, nullable=False),
        sa.Column("by", WORDS, nullable=False),
        sa.Column("at", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_verdicts"),
        sa.ForeignKeyConstraint(["evidence", "giver"], ["evidence.id", "evidence.by"], name="fk_verdicts_evidence"),
        sa.CheckConstraint("number > 0", name=op.f("ck_verdicts_number")),
        sa.CheckConstraint("by <> giver", name=op.f("ck_verdicts_second_person")),
        sa.CheckConstraint("enough IN (0, 1)", name=op.f("ck_verdicts_enough")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_verdicts_reason")),
        sqlite_strict=True,
    )
    op.create_index("ix_verdicts_evidence", "verdicts", ["evidence"])
