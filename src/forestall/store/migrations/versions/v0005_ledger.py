"""Entries without a pass, hashes of subtrees, payloads apart, signed checkpoints."""

import sqlalchemy as sa
from alembic import op

from forestall.ledger.tree import Edge
from forestall.store.columns import WHOLE, WORDS

revision = "0005"
down_revision = "0004"

_BATCH = 10_000  # rows at a time
_COLUMNS = "number, pass_number, kind, subject, said, body, leaf"


def upgrade() -> None:
    """Change one table, make three, and work out the hashes of the subtrees that are there."""
    if op.get_bind().dialect.name == "sqlite":
        _entries_anew()
    else:
        op.alter_column("entries", "pass_number", nullable=True)
    _nodes()
    _payloads()
    _checkpoints()
    _fill_nodes()


def _entries_anew() -> None:
    """SQLite cannot take NOT NULL from a column."""
    op.drop_index("ix_entries_kind_subject", "entries")
    op.drop_index("ix_entries_pass_number", "entries")
    op.rename_table("entries", "entries_before")
    op.create_table(
        "entries",
        sa.Column("number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("pass_number", WHOLE, nullable=True),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("subject", WORDS, nullable=False),
        sa.Column("said", WORDS, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_entries"),
        sa.ForeignKeyConstraint(
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
    op.execute(f"INSERT INTO entries ({_COLUMNS}) SELECT {_COLUMNS} FROM entries_before")  # noqa: S608 - own names
    op.drop_table("entries_before")
    op.create_index("ix_entries_kind_subject", "entries", ["kind", "subject"])
    op.create_index("ix_entries_pass_number", "entries", ["pass_number"])


def _nodes() -> None:
    op.create_table(
        "nodes",
        sa.Column("position", WHOLE, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_nodes"),
        sa.CheckConstraint("position >= 0", name=op.f("ck_nodes_position")),
        sa.CheckConstraint("length(hash) = 32", name=op.f("ck_nodes_hash")),
        sqlite_strict=True,
    )


def _payloads() -> None:
    op.create_table(
        "payloads",
        sa.Column("number", WHOLE, autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_payloads"),
        sa.ForeignKeyConstraint(["number"], ["entries.number"], name="fk_payloads_number"),
        sa.CheckConstraint("length(salt) IN (0, 32)", name=op.f("ck_payloads_salt")),
        sqlite_strict=True,
    )


def _checkpoints() -> None:
    op.create_table(
        "checkpoints",
        sa.Column("size", WHOLE, autoincrement=False, nullable=False),
        sa.Column("time", WORDS, nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_checkpoints"),
        sa.ForeignKeyConstraint(["size"], ["heads.size"], name="fk_checkpoints_size"),
        sqlite_strict=True,
    )


def _fill_nodes() -> None:
    connection = op.get_bind()
    entries = sa.table("entries", sa.column("number"), sa.column("leaf"))
    nodes = sa.table("nodes", sa.column("position"), sa.column("hash"))
    edge, position, last = Edge(), 0, -1
    while True:
        page = sa.select(entries.c.number, entries.c.leaf).where(entries.c.number > last)
        rows = connection.execute(page.order_by(entries.c.number).limit(_BATCH)).all()
        made = [node for row in rows for node in edge.push(row.leaf)]
        if made:
            connection.execute(nodes.insert(), [{"position": position + i, "hash": h} for i, h in enumerate(made)])
        if len(rows) < _BATCH:
            return
        position, last = position + len(made), rows[-1].number
