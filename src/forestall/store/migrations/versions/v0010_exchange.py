"""STIX objects and the collections that they are in."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the tables."""
