"""Passes, alerts, obligations, ledger and the manifest of the lake."""

import sqlalchemy as sa
from alembic import op

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
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("time", sa.Text(), nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_heads"),
        sa.CheckConstraint("size >= 0", name=op.f("ck_heads_size")),
        sa.CheckConstraint("length(root) = 64", name=op.f("ck_heads_root")),
        sa.CheckConstraint("length(peaks) % 32 = 0", name=op.f("ck_heads_peaks")),
        sqlite_strict=True,
    )
    op.create_table(
        "passes",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("ledger_size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_passes"),
        sa.ForeignKeyConstraint(["ledger_size"], ["heads.size"], name="fk_passes_ledger_size"),
        sa.CheckConstraint("number > 0", name=op.f("ck_passes_number")),
        sqlite_strict=True,
    )


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("pass_number", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("msg_type", sa.Text(), nullable=False),
        sa.Column("sent", sa.Text(), nullable=False),
        sa.Column("expires", sa.Text(), nullable=True),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("identifier", name="pk_alerts"),
        sa.ForeignKeyConstraint(["pass_number"], ["passes.number"], name="fk_alerts_pass_number"),
        sa.CheckConstraint("subject <> ''", name=op.f("ck_alerts_subject")),
        sa.CheckConstraint("latest IN (0, 1)", name=op.f("ck_alerts_latest")),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_alerts_latest_of_subject", "alerts", ["subject"], unique=True, sqlite_where=sa.text("latest = 1")
    )
    op.create_index("ix_alerts_pass_number", "alerts", ["pass_number"])


def _obligations() -> None:
    op.create_table(
        "obligations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("pass_number", sa.Integer(), nullable=False),
        sa.Column("bearer", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_obligations"),
        sa.ForeignKeyConstraint(["pass_number"], ["passes.number"], name="fk_obligations_pass_number"),
        sqlite_strict=True,
    )
    op.create_index("ix_obligations_pass_number", "obligations", ["pass_number"])
    op.create_index("ix_obligations_bearer", "obligations", ["bearer"])


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("pass_number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
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
        sa.Column("pass_number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pass_number", "name", name="pk_files"),
        sa.ForeignKeyConstraint(["pass_number"], ["passes.number"], name="fk_files_pass_number"),
        sa.UniqueConstraint("path", name="uq_files_path"),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_files_sha256")),
        sa.CheckConstraint("bytes > 0", name=op.f("ck_files_bytes")),
        sqlite_strict=True,
    )
