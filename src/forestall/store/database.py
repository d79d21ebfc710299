"""The database: opening, transactions, migrations, and what is said when it cannot be used.

SQLite by default, PostgreSQL by a URL; on both one writer at a time, and a commit is on disk when it returns.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from forestall.core.errors import StateError
from forestall.store.connect import OUTSIDE, READING, connect
from forestall.store.group import SharedCommit
from forestall.store.trouble import ADVICE, explain
from forestall.store.where import FILE, Where, where

__all__ = ["FILE", "SCHEMA", "Database"]

_MIGRATIONS = Path(__file__).parent / "migrations"
SCHEMA = max(path.name[1:5] for path in (_MIGRATIONS / "versions").glob("v[0-9]*.py"))
_HEADER = 100  # of an SQLite file [byte]
_QUICK = 64 * 2**20  # an SQLite file up to this size is read through when it is opened [byte]
_LARGE = frozenset({"signals", "entries"})  # of a larger file, all tables but these


class Database:
    """One database, for writing (`writable`) or for reading."""

    def __init__(self, place: Path | str | Where, *, writable: bool) -> None:
        self.where = place if isinstance(place, Where) else where(place)
        self._writable = writable
        self._engine = connect(self.where, writable=writable)
        self._shared = SharedCommit(self._engine)

    def close(self) -> None:
        """Let go of it."""
        self._engine.dispose()

    def prepare(self) -> None:
        """Check that it is sound and of our schema; who writes brings an older one up to it.

        Raises:
            StateError: it cannot be reached, is damaged, or was made by a newer Forestall.
        """
        self._refuse_stump()
        with self.explained(), self._engine.connect() as connection:
            self._check(connection)
            revision = self.revision(connection)
            connection.rollback()
            if revision != SCHEMA:
                self._upgrade(connection, revision)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One work: everything in it is kept, or nothing; those that several threads write share commits.

        Raises:
            StateError: the database is damaged, full, busy or away.
        """
        if not self._writable:
            with self.reading() as session:
                yield session
            return
        with self.explained(), self._shared.session() as session:
            yield session

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """One transaction without objects, for many rows at once.

        Raises:
            StateError: the database is damaged, full, busy or away.
        """
        with self.explained(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One transaction that only reads: no writer waits for it, nor it for a writer.

        Raises:
            StateError: the database is damaged or away.
        """
        with self.explained(), self._engine.connect() as connection:
            bound = connection.execution_options(**{READING: True})
            with Session(bound, expire_on_commit=False) as session, session.begin():
                yield session

    @contextmanager
    def unbound(self) -> Iterator[Connection]:
        """A connection without a transaction, for what databases do only outside of one.

        Raises:
            StateError: the database is damaged, full, busy or away.
        """
        options: dict[str, object] = {OUTSIDE: True}
        if self.where.url is not None:
            options["isolation_level"] = "AUTOCOMMIT"
        with self.explained(), self._engine.connect() as connection:
            yield connection.execution_options(**options)

    @contextmanager
    def explained(self) -> Iterator[None]:
        """What the database says, as a message for people."""
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise explain(str(self.where), error) from error

    def revision(self, connection: Connection) -> str | None:
        """The schema's revision; None when the database is new.

        Raises:
            StateError: it holds something else.
        """
        names = set(inspect(connection).get_table_names())
        if not names:
            return None
        if "alembic_version" not in names:
            raise StateError(f"{self.where}: is a database, but not of Forestall; choose another --state")
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()

    def _refuse_stump(self) -> None:
        """SQLite takes what is left of a file that was cut to nearly nothing for a new one, and would begin anew."""
        if self.where.folder is None or not self.where.file.is_file():
            return
        size = self.where.file.stat().st_size
        if 0 < size < _HEADER or (size == 0 and any(Path(self.where.lake).rglob("*.parquet"))):
            raise StateError(f"{self.where}: damaged (cut to {size} bytes); {ADVICE}")

    def _check(self, connection: Connection) -> None:
        if self.where.folder is None:
            return
        if self.where.file.stat().st_size <= _QUICK:
            checks = ["PRAGMA quick_check(1)"]
        else:
            names = sorted(set(inspect(connection).get_table_names()) - _LARGE)
            checks = [f"PRAGMA quick_check('{name}')" for name in names]
        for check in checks:
            found = connection.execute(text(check)).scalars().first()
            if found != "ok":
                raise StateError(f"{self.where}: damaged ({found}); {ADVICE}")

    def _upgrade(self, connection: Connection, revision: str | None) -> None:
        from alembic import command  # noqa: PLC0415 - takes 0.2 s and is needed once in the life of a database
        from alembic.config import Config  # noqa: PLC0415
        from alembic.script import ScriptDirectory  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if revision is not None and revision not in known:
            raise StateError(
                f"{self.where}: has schema {revision}, this Forestall knows {SCHEMA}; "
                "use the newer Forestall that made it, or another --state"
            )
        if not self._writable:
            raise StateError(f"{self.where}: has an older schema ({revision}); a pass of this Forestall brings it up")
        config.attributes["connection"] = connection
        with connection.begin():
            command.upgrade(config, "head")
