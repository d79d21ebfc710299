"""Passes, alerts, obligations, ledger and the manifest of the lake."""

import sqlalchemy as sa
from alembic import op

from forestall.store.columns import WHOLE, WORDS

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _heads_and_passes()
    _alerts()
    _obligations()
    _entries()
    _files()


def _heads_and_passes() -> None:
    op.create_table(
        "heads",
        sa.Column("size", WHOLE, autoincrement=False, nullable=False),
        sa.Column("root", WORDS, nullable=False),
        sa.Column("time", WORDS, nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_heads"),
        sa.CheckConstraint("size >= 0", name=op.f("ck_heads_size")),
        sa.CheckConstraint("length(root) = 64", name=op.f("ck_heads_root")),
        sa.CheckConstraint("length(peaks) % 32 = 0", name=op.f("ck_heads_peaks")),
        sqlite_strict=True,
    )
    op.create_table(
        "passes",
        sa.Column("number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("at", WORDS, nullable=False),
        sa.Column("seed", WHOLE, nullable=False),
        sa.Column("place", WORDS, nullable=False),
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("summary", WORDS, nullable=False),
        sa.Column("ledger_size", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_passes"),
        sa.ForeignKeyConstraint(["ledger_size"], ["heads.size"], name="fk_passes_ledger_size"),
        sa.CheckConstraint("number > 0", name=op.f("ck_passes_number")),
        sqlite_strict=True,
    )


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("identifier", WORDS, nullable=False),
        sa.Column("pass_number", WHOLE, nullable=False),
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
    op.create_index(
        "uq_alerts_latest_of_subject",
        "alerts",
        ["subject"],
        unique=True,
        sqlite_where=sa.text("latest = 1"),
        postgresql_where=sa.text("latest = 1"),
    )
    op.create_index("ix_alerts_pass_number", "alerts", ["pass_number"])


def _obligations() -> None:
    op.create_table(
        "obligations",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("pass_number", WHOLE, nullable=False),
        sa.Column("bearer", WORDS, nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("due", WORDS, nullable=False),
        sa.Column("document", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_obligations"),
        sa.ForeignKeyConstraint(["pass_number"], ["passes.number"], name="fk_obligations_pass_number"),
        sqlite_strict=True,
    )
    op.create_index("ix_obligations_pass_number", "obligations", ["pass_number"])
    op.create_index("ix_obligations_bearer", "obligations", ["bearer"])


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("pass_number", WHOLE, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("subject", WORDS, nullable=False),
        sa.Column("said", WORDS, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_entries"),
        sa.ForeignKeyConstraint(  # deferred: the pass is written after the entries, for it names the head they make
            ["pass_number"],
            ["passes.number"],
            name="fk_entries_pass_number",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.CheckConstraint("number >= 0", name=op.f("ck_entries_number")),
        sa.CheckConstraint("length(leaf) = 32", name=op.f("ck_entries_leaf")),
        sqlite_strict=True,
    )
    op.create_index("ix_entries_kind_subject", "entries", ["kind", "subject"])
    op.create_index("ix_entries_pass_number", "entries", ["pass_number"])


def _files() -> None:
    op.create_table(
        "files",
        sa.Column("pass_number", WHOLE, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("path", WORDS, nullable=False),
        sa.Column("rows", WHOLE, nullable=False),
        sa.Column("bytes", WHOLE, nullable=False),
        sa.Column("sha256", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("pass_number", "name", name="pk_files"),
        sa.ForeignKeyConstraint(["pass_number"], ["passes.number"], name="fk_files_pass_number"),
        sa.UniqueConstraint("path", name="uq_files_path"),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_files_sha256")),
        sa.CheckConstraint("bytes > 0", name=op.f("ck_files_bytes")),
        sqlite_strict=True,
    )
