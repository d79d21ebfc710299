"""Anchors: the last checkpoint that was signed for each ledger, kept apart from the ledger itself.

A ledger restored from a backup, or opened by two services at once, would go on from an old state and sign a second
history. So the next checkpoint is signed only against the last one kept here, and takes its place in one step, or not
at all. Put the anchor on another disk or machine, and never restore it from a backup. A witness keeps what it signed in
one too. What a checkpoint says is not looked at here.
"""

import sqlite3
from pathlib import Path

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Engine,
    LargeBinary,
    MetaData,
    Table,
    create_engine,
    event,
    insert,
    make_url,
    select,
    update,
)
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from forestall.core.errors import InputError, StateError
from forestall.store.columns import WORDS
from forestall.store.where import own

_WAIT = 30.0  # how long one waits for another [s]
_TABLE = Table(
    "anchors",
    MetaData(),
    Column("origin", WORDS, primary_key=True, comment="Name of the ledger"),
    Column("note", LargeBinary, nullable=False, comment="The last signed checkpoint"),
    CheckConstraint("length(note) > 0", name="ck_anchors_note"),
    sqlite_strict=True,
)


class Anchor:
    """A store of last checkpoints with compare-and-swap: one SQLite file, or a table on a PostgreSQL server."""

    def __init__(self, place: Path | str) -> None:
        """`place` is a file, which is made when it is not there, or a `postgresql://` URL.

        Raises:
            InputError: it is neither.
            StateError: it cannot be opened.
        """
        self._place = _without_password(place)
        self._engine = _connect(place)
        try:
            _TABLE.metadata.create_all(self._engine)
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise self._away(error) from error

    def close(self) -> None:
        """Let go of it."""
        self._engine.dispose()

    def last(self, origin: str) -> bytes | None:
        """The last checkpoint of a ledger; None when none was ever signed.

        Raises:
            StateError: the anchor cannot be read.
        """
        try:
            with self._engine.begin() as connection:
                return connection.execute(select(_TABLE.c.note).where(_TABLE.c.origin == origin)).scalar()
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise self._away(error) from error

    def swap(self, origin: str, expected: bytes | None, note: bytes) -> bool:
        """Put a checkpoint in the place of the expected one; on disk when this returns.

        Returns:
            False when another one is there, and nothing was changed.

        Raises:
            StateError: the anchor cannot be written; it may or may not hold the new one.
        """
        try:
            with self._engine.begin() as connection:
                return _swapped(connection, origin, expected, note)
        except IntegrityError:
            return False
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise self._away(error) from error

    def _away(self, error: Exception) -> StateError:
        cause = getattr(error, "orig", None) or error
        said = (str(cause).strip().splitlines() or [type(cause).__name__])[0]
        return StateError(
            f"anchor {self._place}: {said}; without it nothing is signed: mend it or wait, do not make a new one"
        )


def _swapped(connection: Connection, origin: str, expected: bytes | None, note: bytes) -> bool:
    if expected is None:
        connection.execute(insert(_TABLE).values(origin=origin, note=note))
        return True
    here = (_TABLE.c.origin == origin) & (_TABLE.c.note == expected)
    return connection.execute(update(_TABLE).where(here).values(note=note)).rowcount == 1


def _connect(place: Path | str) -> Engine:
    if isinstance(place, str) and "://" in place:
        return _server(place)
    file = Path(place)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StateError(f"anchor {file}: its folder cannot be made ({error.strerror})") from error
    engine = create_engine("sqlite://", creator=lambda: _opened(file), poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _opened(file: Path) -> sqlite3.Connection:
    own(file)
    connection = sqlite3.connect(file, isolation_level=None, timeout=_WAIT)
    connection.execute("PRAGMA synchronous = EXTRA")  # the journal's folder too is on disk before a commit returns
    return connection


def _server(place: str) -> Engine:
    try:
        url = make_url(place)
    except (ArgumentError, ValueError) as error:
        raise InputError(
            "anchor: this URL cannot be read; expected a file or postgresql://USER@HOST/DATABASE"
        ) from error
    if url.get_backend_name() != "postgresql":
        raise InputError(f"anchor: a URL of {url.get_backend_name()!r}; expected a file or postgresql://…")
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        connect_args={"options": "-c synchronous_commit=on", "connect_timeout": 10},
    )


def _without_password(place: Path | str) -> str:
    try:
        return make_url(str(place)).render_as_string(hide_password=True) if "://" in str(place) else str(place)
    except (ArgumentError, ValueError):
        return "(a URL that cannot be read)"
