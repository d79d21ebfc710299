"""What is acknowledged and silenced, and what steadiness remembers."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables."""
