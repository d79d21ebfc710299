"""Alembic migrations of `state.sqlite`; they run when a state folder is opened for a pass."""
