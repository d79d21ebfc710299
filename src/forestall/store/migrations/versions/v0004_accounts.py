"""Accounts, grants, tokens, sessions, passkeys, invitations, emergencies, changes of labels."""

import sqlalchemy as sa
from alembic import op

from forestall.store.columns import WHOLE, WORDS

revision = "0004"
down_revision = "0003"

_LABELS = "IN ('CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED')"


def upgrade() -> None:
    """Make the tables."""
    _accounts()
    _grants()
    _tokens()
    _sessions()
    _passkeys()
    _invitations()
    _emergencies()
    _label_changes()


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("organisation", WORDS, nullable=False),
        sa.Column("created", WORDS, nullable=False),
        sa.Column("disabled", WORDS, nullable=True),
        sa.Column("issuer", WORDS, nullable=True),
        sa.Column("subject", WORDS, nullable=True),
        sa.Column("password", WORDS, nullable=True),
        sa.Column("totp", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", WHOLE, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("issuer", "subject", name="uq_accounts_issuer"),
        sa.CheckConstraint("id <> ''", name=op.f("ck_accounts_id")),
        sa.CheckConstraint("(issuer IS NULL) = (subject IS NULL)", name=op.f("ck_accounts_issuer")),
        sqlite_strict=True,
    )


def _grants() -> None:
    op.create_table(
        "grants",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("account", WORDS, nullable=False),
        sa.Column("role", WORDS, nullable=False),
        sa.Column("clearance", WORDS, nullable=False),
        sa.Column("fields", WORDS, nullable=True),
        sa.Column("jurisdiction", WORDS, nullable=True),
        sa.Column("purposes", WORDS, nullable=False),
        sa.Column("since", WORDS, nullable=False),
        sa.Column("until", WORDS, nullable=True),
        sa.Column("given_by", WORDS, nullable=False),
        sa.Column("reason", WORDS, nullable=False),
        sa.Column("ended_by", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_grants"),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_grants_account"),
        sa.CheckConstraint(f"clearance {_LABELS}", name=op.f("ck_grants_clearance")),
        sa.CheckConstraint("id > 0", name=op.f("ck_grants_id")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_grants_order")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_grants_reason")),
        sa.CheckConstraint(
            "role IN ('source', 'partner', 'local', 'analyst', 'operator', 'director', 'auditor', 'administrator')",
            name=op.f("ck_grants_role"),
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_grants_account", "grants", ["account"])


def _tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("account", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("scopes", WORDS, nullable=False),
        sa.Column("source", WORDS, nullable=True),
        sa.Column("created", WORDS, nullable=False),
        sa.Column("expires", WORDS, nullable=False),
        sa.Column("revoked", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_tokens_account"),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_tokens_digest")),
        sqlite_strict=True,
    )
    op.create_index("ix_tokens_account", "tokens", ["account"])


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("account", WORDS, nullable=False),
        sa.Column("means", WORDS, nullable=False),
        sa.Column("created", WORDS, nullable=False),
        sa.Column("seen", WORDS, nullable=False),
        sa.Column("proved", WORDS, nullable=False),
        sa.Column("expires", WORDS, nullable=False),
        sa.Column("purpose", WORDS, nullable=True),
        sa.Column("revoked", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_sessions_account"),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_sessions_digest")),
        sa.CheckConstraint(
            "purpose IN ('operations', 'planning', 'audit', 'sharing')", name=op.f("ck_sessions_purpose")
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_sessions_account", "sessions", ["account"])
    op.create_index("ix_sessions_expires", "sessions", ["expires"])


def _passkeys() -> None:
    op.create_table(
        "passkeys",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("account", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", WHOLE, nullable=False),
        sa.Column("created", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_passkeys"),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_passkeys_account"),
        sa.CheckConstraint("sign_count >= 0", name=op.f("ck_passkeys_sign_count")),
        sqlite_strict=True,
    )
    op.create_index("ix_passkeys_account", "passkeys", ["account"])


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("account", WORDS, nullable=False),
        sa.Column("expires", WORDS, nullable=False),
        sa.Column("used", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("digest", name="pk_invitations"),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_invitations_account"),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_invitations_digest")),
        sqlite_strict=True,
    )
    op.create_index("ix_invitations_account", "invitations", ["account"])


def _emergencies() -> None:
    op.create_table(
        "emergencies",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("account", WORDS, nullable=False),
        sa.Column("grant_id", WHOLE, nullable=False),
        sa.Column("at", WORDS, nullable=False),
        sa.Column("reason", WORDS, nullable=False),
        sa.Column("due", WORDS, nullable=False),
        sa.Column("justified", WORDS, nullable=True),
        sa.Column("justification", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_emergencies"),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_emergencies_account"),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], name="fk_emergencies_grant_id"),
        sa.CheckConstraint("id > 0", name=op.f("ck_emergencies_id")),
        sa.CheckConstraint("(justified IS NULL) = (justification IS NULL)", name=op.f("ck_emergencies_justified")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_emergencies_reason")),
        sqlite_strict=True,
    )
    op.create_index("ix_emergencies_account", "emergencies", ["account"])


def _label_changes() -> None:
    op.create_table(
        "label_changes",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("thing", WORDS, nullable=False),
        sa.Column("before", WORDS, nullable=False),
        sa.Column("after", WORDS, nullable=False),
        sa.Column("account", WORDS, nullable=False),
        sa.Column("at", WORDS, nullable=False),
        sa.Column("reason", WORDS, nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_label_changes"),
        sa.CheckConstraint(f"after {_LABELS}", name=op.f("ck_label_changes_after")),
        sa.CheckConstraint(f"before {_LABELS}", name=op.f("ck_label_changes_before")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_label_changes_reason")),
        sqlite_strict=True,
    )
    op.create_index("ix_label_changes_thing", "label_changes", ["kind", "thing"])
