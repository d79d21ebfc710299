"""Drafts of alerts with their approvals, and alerts of others with their lineage."""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the tables."""
