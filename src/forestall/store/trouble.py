"""What SQLite and PostgreSQL say when they cannot, as messages that tell a person what to do."""

import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError

from forestall.core.errors import FullError, StateError

ADVICE = "restore it from a backup, or move the folder away to begin anew"
_FULL = ("database or disk is full", "No space left on device")
_BUSY = ("database is locked", "lock timeout", "QueuePool limit")
_DISK_FULL = "53100"  # SQLSTATE disk_full


def explain(place: str, error: Exception) -> StateError:
    """The error to raise for what a database said.

    Args:
        place: the database, as in a message
        error: what SQLAlchemy or sqlite3 raised
    """
    cause = getattr(error, "orig", None) or error
    said = (str(cause).strip().splitlines() or [type(cause).__name__])[0]
    if any(each in str(cause) for each in _FULL) or getattr(cause, "sqlstate", None) == _DISK_FULL:
        return FullError(f"{place}: the disk is full ({said}); make room, nothing of this was kept")
    if any(each in said for each in _BUSY):
        return StateError(f"{place}: another writer keeps it busy ({said}); try again when it is through")
    if _is_away(error, cause):
        return StateError(
            f"{place}: cannot be reached ({said}); look whether the server runs, and at host, user and name"
        )
    return StateError(f"{place}: {said}; {ADVICE}")


def _is_away(error: Exception, cause: object) -> bool:
    """Whether a server is away: it could not be reached, or broke off."""
    if isinstance(cause, sqlite3.Error) or not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or isinstance(error, OperationalError)
