"""The SQLite file: opening, pragmas, transactions, migrations, and what is said when it is damaged."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from forestall.core.errors import StateError

FILE = "state.sqlite"
SCHEMA = "0002"  # the newest revision in migrations/versions; a test holds it against them
_MIGRATIONS = Path(__file__).parent / "migrations"
_ADVICE = "restore it from a backup, or move the folder away to begin anew"


class Database:
    """One SQLite file, for a pass (`writable`) or for reading."""

    def __init__(self, folder: Path, *, writable: bool) -> None:
        self._path = folder / FILE
        self._writable = writable
        self._engine = self._connect()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def prepare(self) -> None:
        """Check that the file is sound and of our schema; a pass brings an older one up to it.

        Raises:
            StateError: it is damaged, or was made by a newer Forestall.
        """
        with self.explained(), self._engine.connect() as connection:
            found = connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
            if found != "ok":
                raise StateError(f"{self._path}: damaged ({found}); {_ADVICE}")
            revision = _revision(connection)
            connection.rollback()
            if revision != SCHEMA:
                self._upgrade(connection, revision)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction: everything in it is kept, or nothing.

        Raises:
            StateError: the file is damaged, full or busy.
        """
        with self.explained(), Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def explained(self) -> Iterator[None]:
        """What SQLite says, as a message for people."""
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:
            cause = getattr(error, "orig", None) or error
            raise StateError(f"{self._path}: {str(cause).splitlines()[0]}; {_ADVICE}") from error

    def _connect(self) -> Engine:
        uri = f"{self._path.resolve().as_uri()}?{self._mode()}"
        engine = create_engine(
            "sqlite://",
            creator=lambda: sqlite3.connect(uri, uri=True, isolation_level=None, timeout=30.0),
            poolclass=NullPool,
        )
        event.listen(engine, "connect", self._pragmas)
        event.listen(engine, "begin", self._begin)
        return engine

    def _mode(self) -> str:
        """How SQLite opens it. Beside a copy on a read-only medium it cannot put the files that WAL needs."""
        if self._writable:
            return "mode=rwc"
        copy = not os.access(self._path.parent, os.W_OK) and not self._path.with_name(f"{FILE}-wal").exists()
        return "mode=ro&immutable=1" if copy else "mode=ro"

    def _pragmas(self, connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        if self._writable:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")

    def _begin(self, connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if self._writable else "BEGIN")

    def _upgrade(self, connection: Connection, revision: str | None) -> None:
        from alembic import command  # noqa: PLC0415 - takes 0.2 s and is needed once in the life of a folder
        from alembic.config import Config  # noqa: PLC0415
        from alembic.script import ScriptDirectory  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if revision is not None and revision not in known:
            raise StateError(
                f"{self._path}: has schema {revision}, this Forestall knows {SCHEMA}; "
                "use the newer Forestall that made it, or another --state"
            )
        if not self._writable:
            raise StateError(f"{self._path}: has an older schema ({revision}); a pass of this Forestall brings it up")
        config.attributes["connection"] = connection
        with connection.begin():
            command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    """The schema's revision; None when the file is new.

    Raises:
        StateError: the file holds something else.
    """
    names = set(inspect(connection).get_table_names())
    if not names:
        return None
    if "alembic_version" not in names:
        raise StateError(f"{connection.engine.url}: is a database, but not of Forestall; choose another --state")
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
