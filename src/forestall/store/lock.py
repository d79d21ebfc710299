"""One pass, one keeper of the lake, one that delivers: locks on a state, released by the system after a kill."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from forestall.core.errors import StateError
from forestall.store.database import Database


class Work(Enum):
    """What only one process may do at a time: file of its lock, key of its advisory lock, what is said."""

    PASS = ("lock", 0x50415353, "another pass is running there; wait for it or choose another --state")
    LAKE = (
        "lake.lock",
        0x4C414B45,
        "something else is keeping its lake, such as the running service; it does this itself",
    )
    DELIVERY = (
        "deliver.lock",
        0x44454C49,
        "something else delivers from it, such as the running service; it does this itself",
    )

    def __init__(self, file: str, key: int, busy: str) -> None:
        self.file = file
        self.key = key
        self.busy = busy


@contextmanager
def locked(folder: Path, work: Work = Work.PASS) -> Iterator[None]:
    """Hold a lock of a state folder.

    Raises:
        StateError: another process holds it, or the folder cannot be written.
    """
    try:
        handle = os.open(folder / work.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StateError(f"{folder}: cannot be written ({error.strerror}); choose another with --state") from error
    try:
        _take(handle, folder, work)
        yield
    finally:
        os.close(handle)


@contextmanager
def locked_server(database: Database, work: Work = Work.PASS) -> Iterator[None]:
    """Hold a lock of a state on PostgreSQL, as long as the connection lasts.

    Raises:
        StateError: another process holds it.
    """
    with database.unbound() as connection:
        if not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({work.key})").scalar_one():
            raise StateError(f"{database.where}: {work.busy}")
        try:
            yield
        finally:
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({work.key})")


def _take(handle: int, folder: Path, work: Work) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise StateError(f"{folder}: {work.busy}") from error
