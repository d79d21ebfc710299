"""Cases, causes and what was decided about them."""

import sqlalchemy as sa
from alembic import op

from forestall.store.columns import WHOLE, WORDS

revision = "0014"
down_revision = "0013"

_KINDS = "'dispute', 'complaint', 'near_miss', 'accident'"
_STATES = "'open', 'answered', 'closed', 'merged'"
_FIELDS = "'political', 'economic', 'territorial', 'social', 'cyber'"
_LABELS = "'CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'"
_CHANNELS = "'api', 'form', 'csv', 'open311', 'console'"
_METHODS = "'five_whys', 'fault_tree', 'bow_tie'"
_DECISIONS = "'waiting', 'accepted', 'rejected'"


def upgrade() -> None:
    """Make the tables."""
    _causes()
    _cases()
    _reports()


def _text(name: str, *, null: bool = False) -> "sa.Column[str]":
    return sa.Column(name, WORDS, nullable=null)


def _causes() -> None:
    op.create_table(
        "causes",
        _text("id"),
        _text("field"),
        _text("document"),
        sa.PrimaryKeyConstraint("id", name="pk_causes"),
        sa.CheckConstraint(f"field IN ({_FIELDS})", name=op.f("ck_causes_field")),
        sqlite_strict=True,
    )
    op.create_table(
        "cause_analyses",
        *(_text(name) for name in ("id", "cause", "method", "at", "document")),
        sa.PrimaryKeyConstraint("id", name="pk_cause_analyses"),
        sa.ForeignKeyConstraint(["cause"], ["causes.id"], name="fk_cause_analyses_cause"),
        sa.CheckConstraint(f"method IN ({_METHODS})", name=op.f("ck_cause_analyses_method")),
        sqlite_strict=True,
    )
    op.create_index("ix_cause_analyses_cause", "cause_analyses", ["cause"])
    op.create_table(
        "cause_measures",
        *(_text(name) for name in ("id", "cause", "created", "due")),
        _text("withdrawn", null=True),
        _text("document"),
        sa.PrimaryKeyConstraint("id", name="pk_cause_measures"),
        sa.ForeignKeyConstraint(["cause"], ["causes.id"], name="fk_cause_measures_cause"),
        sa.CheckConstraint("due >= created", name=op.f("ck_cause_measures_order")),
        sqlite_strict=True,
    )
    op.create_index("ix_cause_measures_cause", "cause_measures", ["cause"])
    op.create_table(
        "cause_proposals",
        *(_text(name) for name in ("id", "made", "decision", "document")),
        sa.PrimaryKeyConstraint("id", name="pk_cause_proposals"),
        sa.CheckConstraint(f"decision IN ({_DECISIONS})", name=op.f("ck_cause_proposals_decision")),
        sqlite_strict=True,
    )


def _cases() -> None:
    op.create_table(
        "cases",
        *(_text(name) for name in ("id", "kind", "case_type", "state", "field", "label", "jurisdiction")),
        *(_text(name) for name in ("received", "happened", "changed")),
        _text("cause", null=True),
        sa.Column("outcome", WHOLE, nullable=False),
        _text("evidence", null=True),
        sa.Column("confirmed", WHOLE, nullable=False),
        _text("merged_into", null=True),
        _text("document"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.ForeignKeyConstraint(["cause"], ["causes.id"], name="fk_cases_cause"),
        sa.ForeignKeyConstraint(["merged_into"], ["cases.id"], name="fk_cases_merged_into"),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name=op.f("ck_cases_kind")),
        sa.CheckConstraint(f"state IN ({_STATES})", name=op.f("ck_cases_state")),
        sa.CheckConstraint(f"field IN ({_FIELDS})", name=op.f("ck_cases_field")),
        sa.CheckConstraint(f"label IN ({_LABELS})", name=op.f("ck_cases_label")),
        sa.CheckConstraint("(state = 'merged') = (merged_into IS NOT NULL)", name=op.f("ck_cases_merged")),
        sa.CheckConstraint(
            "state <> 'closed' OR (outcome = 1 AND evidence IS NOT NULL AND confirmed = 1)",
            name=op.f("ck_cases_closed"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_cases_received", "cases", ["received"])
    op.create_index("ix_cases_cause", "cases", ["cause"])
    op.create_index("ix_cases_happened", "cases", ["kind", "happened"])


def _reports() -> None:
    op.create_table(
        "case_reports",
        *(_text(name) for name in ("id", "case_id", "channel", "received", "document")),
        sa.PrimaryKeyConstraint("id", name="pk_case_reports"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_reports_case_id"),
        sa.CheckConstraint(f"channel IN ({_CHANNELS})", name=op.f("ck_case_reports_channel")),
        sqlite_strict=True,
    )
    op.create_index("ix_case_reports_case_id", "case_reports", ["case_id"])
    op.create_table(
        "case_contacts",
        _text("token"),
        _text("report"),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("token", name="pk_case_contacts"),
        sa.ForeignKeyConstraint(["report"], ["case_reports.id"], name="fk_case_contacts_report"),
        sa.CheckConstraint("length(token) = 64", name=op.f("ck_case_contacts_token")),
        sqlite_strict=True,
    )
    op.create_index("ix_case_contacts_report", "case_contacts", ["report"])
