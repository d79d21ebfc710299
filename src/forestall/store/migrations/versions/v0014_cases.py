"""Cases, causes and what was decided about them."""

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the tables."""
