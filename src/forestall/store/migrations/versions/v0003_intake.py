"""Signals of the live service, offsets, quarantine, requests, health of sources, and the day files of the lake."""

import sqlalchemy as sa
from alembic import op

from forestall.store.columns import WHOLE, WORDS

revision = "0003"
down_revision = "0002"

_LABEL = "label IN ('CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED')"
_FIELD = "field IN ('political', 'economic', 'territorial', 'social', 'cyber')"


def upgrade() -> None:
    """Make the tables."""
    _tallies_and_offsets()
    _signals()
    _quarantine()
    _requests()
    _source_health()
    _day_files()


def _tallies_and_offsets() -> None:
    op.create_table(
        "tallies",
        sa.Column("name", WORDS, nullable=False),
        sa.Column("value", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_tallies"),
        sa.CheckConstraint("value >= 0", name=op.f("ck_tallies_value")),
        sqlite_strict=True,
    )
    op.execute("INSERT INTO tallies (name, value) VALUES ('signals', 0), ('quarantine', 0)")
    op.create_table(
        "offsets",
        sa.Column("source", WORDS, nullable=False),
        sa.Column("position", WORDS, nullable=False),
        sa.Column("updated", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("source", name="pk_offsets"),
        sqlite_strict=True,
    )


def _signals() -> None:
    op.create_table(
        "signals",
        sa.Column("number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("source", WORDS, nullable=False),
        sa.Column("identity", WORDS, nullable=False),
        sa.Column("event_time", WORDS, nullable=True),
        sa.Column("received", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("label", WORDS, nullable=False),
        sa.Column("jurisdiction", WORDS, nullable=True),
        sa.Column("field", WORDS, nullable=True),
        sa.Column("body", WORDS, nullable=True),
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_signals"),
        sa.UniqueConstraint("source", "identity", name="uq_signals_source"),
        sa.CheckConstraint("number > 0", name=op.f("ck_signals_number")),
        sa.CheckConstraint("source <> '' AND identity <> ''", name=op.f("ck_signals_identity")),
        sa.CheckConstraint(_LABEL, name=op.f("ck_signals_label")),
        sa.CheckConstraint(_FIELD, name=op.f("ck_signals_field")),
        sa.CheckConstraint("state IN ('new', 'done', 'quarantined')", name=op.f("ck_signals_state")),
        sa.CheckConstraint("body IS NOT NULL OR state = 'done'", name=op.f("ck_signals_body")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_signals_digest")),
        sqlite_strict=True,
    )
    op.create_index("ix_signals_event_time", "signals", ["event_time"])


def _quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("source", WORDS, nullable=False),
        sa.Column("received", WORDS, nullable=False),
        sa.Column("reason", WORDS, nullable=False),
        sa.Column("pointer", WORDS, nullable=False),
        sa.Column("media_type", WORDS, nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("signal", WHOLE, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_quarantine"),
        sa.ForeignKeyConstraint(
            ["signal"], ["signals.number"], name="fk_quarantine_signal", onupdate="CASCADE", ondelete="SET NULL"
        ),
        sa.CheckConstraint("state IN ('held', 'resubmitted', 'dropped')", name=op.f("ck_quarantine_state")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_quarantine_reason")),
        sqlite_strict=True,
    )
    op.create_index("ix_quarantine_state", "quarantine", ["state", "id"])
    op.create_index("ix_quarantine_signal", "quarantine", ["signal"])


def _requests() -> None:
    op.create_table(
        "requests",
        sa.Column("source", WORDS, nullable=False),
        sa.Column("key", WORDS, nullable=False),
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("response", WORDS, nullable=False),
        sa.Column("created", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("source", "key", name="pk_requests"),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_requests_digest")),
        sqlite_strict=True,
    )
    op.create_index("ix_requests_created", "requests", ["created"])


def _source_health() -> None:
    op.create_table(
        "source_health",
        sa.Column("source", WORDS, nullable=False),
        sa.Column("last_received", WORDS, nullable=True),
        sa.Column("last_event_time", WORDS, nullable=True),
        sa.Column("received_count", WHOLE, nullable=False),
        sa.Column("duplicate_count", WHOLE, nullable=False),
        sa.Column("quarantined_count", WHOLE, nullable=False),
        sa.Column("last_error", WORDS, nullable=True),
        sa.Column("silent_since", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("source", name="pk_source_health"),
        sa.CheckConstraint(
            "received_count >= 0 AND duplicate_count >= 0 AND quarantined_count >= 0",
            name=op.f("ck_source_health_counts"),
        ),
        sqlite_strict=True,
    )


def _day_files() -> None:
    op.create_table(
        "day_files",
        sa.Column("path", WORDS, nullable=False),
        sa.Column("dataset", WORDS, nullable=False),
        sa.Column("day", WORDS, nullable=False),
        sa.Column("source", WORDS, nullable=False),
        sa.Column("label", WORDS, nullable=False),
        sa.Column("first", WHOLE, nullable=False),
        sa.Column("last", WHOLE, nullable=False),
        sa.Column("rows", WHOLE, nullable=False),
        sa.Column("bytes", WHOLE, nullable=False),
        sa.Column("sha256", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("path", name="pk_day_files"),
        sa.CheckConstraint(_LABEL, name=op.f("ck_day_files_label")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_day_files_sha256")),
        sa.CheckConstraint("bytes > 0 AND rows > 0", name=op.f("ck_day_files_size")),
        sa.CheckConstraint("first <= last", name=op.f("ck_day_files_order")),
        sa.CheckConstraint("length(day) = 10", name=op.f("ck_day_files_day")),
        sqlite_strict=True,
    )
    op.create_index("ix_day_files_dataset", "day_files", ["dataset", "day", "source"])
