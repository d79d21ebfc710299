"""Connections to SQLite and to PostgreSQL, set up so that a commit is on disk and one writer writes at a time."""

import os
import sqlite3
import time
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from forestall.store.where import Where, own

OUTSIDE = "outside"  # option of a connection that begins no transaction
READING = "reading"  # option of a connection whose transactions only read
WAIT = 30.0  # how long a writer waits for the one before it [s]
_LOOK = 0.001  # how often it looks whether it is its turn [s]
_WRITER = 0x464F5245  # key of the advisory lock that a writer holds until its commit: "FORE"


def connect(place: Where, *, writable: bool) -> Engine:
    """An engine for a state; nothing is opened before it is used."""
    return _sqlite(place, writable=writable) if place.url is None else _postgresql(place, writable=writable)


def _sqlite(place: Where, *, writable: bool) -> Engine:
    uri = f"{place.file.resolve().as_uri()}?{_mode(place, writable=writable)}"

    def opened() -> sqlite3.Connection:
        if writable:
            own(place.file)  # the log and its index get the mode of the database
        return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=WAIT, check_same_thread=False)

    def pragmas(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        if writable:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1")  # opens the log, and makes its file
            _keep_names(place.file.parent)

    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if writable and not options.get(READING) and not options.get(OUTSIDE):
            _take_turn(connection)
        elif not options.get(OUTSIDE):
            connection.exec_driver_sql("BEGIN")

    engine = create_engine("sqlite://", creator=opened, poolclass=QueuePool)
    event.listen(engine, "connect", pragmas)
    event.listen(engine, "begin", begin)
    return engine


def _take_turn(connection: Connection) -> None:
    """Become the writer. SQLite itself looks ever less often, up to every 100 ms, and is overtaken by whoever comes."""
    opened, until = connection.connection.cursor(), time.monotonic() + WAIT
    opened.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                opened.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
            time.sleep(_LOOK)
    finally:
        opened.execute(f"PRAGMA busy_timeout = {WAIT * 1000:.0f}")
        opened.close()


def _keep_names(folder: Path) -> None:
    """Have the name of a new log on disk: SQLite asks for that too, and goes on when the disk refuses."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        raise sqlite3.OperationalError(f"disk I/O error: {folder} cannot be synchronised ({error.strerror})") from error
    finally:
        os.close(handle)


def _mode(place: Where, *, writable: bool) -> str:
    """How SQLite opens it. Beside a copy on a read-only medium it cannot put the files that WAL needs."""
    if writable:
        return "mode=rwc"
    copy = not os.access(place.file.parent, os.W_OK) and not place.file.with_name(f"{place.file.name}-wal").exists()
    return "mode=ro&immutable=1" if copy else "mode=ro"


def _postgresql(place: Where, *, writable: bool) -> Engine:
    settings = ["timezone=UTC", f"lock_timeout={WAIT * 1000:.0f}"]
    settings += ["synchronous_commit=on"] if writable else ["default_transaction_read_only=on"]
    assert place.url is not None
    engine = create_engine(
        place.url,
        isolation_level="READ COMMITTED" if writable else "REPEATABLE READ",
        pool_pre_ping=True,
        connect_args={"options": " ".join(f"-c {each}" for each in settings), "connect_timeout": 10},
    )

    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get(OUTSIDE) and not options.get(READING):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")

    if writable:
        event.listen(engine, "begin", begin)
    return engine
