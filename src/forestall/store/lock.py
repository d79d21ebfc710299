"""One pass, one keeper of the lake, one that delivers: locks on a state, released by the system after a kill."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from enum import Enum
from pathlib import Path

from forestall.core.errors import StateError
from forestall.store.database import Database
from forestall.store.where import PRIVATE

_AT_WORK = "a service, a pass or upkeep is at work there; stop it (`systemctl stop forestall`, Ctrl-C) and try again"


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
def locked(folder: Path, work: Work = Work.PASS, busy: str = "") -> Iterator[None]:
    """Hold a lock of a state folder.

    Args:
        folder: the state
        work: what is done
        busy: what is said when another does it; without it what the work itself says

    Raises:
        StateError: another process holds it, or the folder cannot be written.
    """
    try:
        handle = os.open(folder / work.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
    except OSError as error:
        raise StateError(f"{folder}: cannot be written ({error.strerror}); choose another with --state") from error
    try:
        _take(handle, folder, busy or work.busy)
        yield
    finally:
        os.close(handle)


@contextmanager
def at_rest(folder: Path) -> Iterator[None]:
    """Hold every lock of a state folder: no service, pass or upkeep is at work there, and none begins.

    Raises:
        StateError: one is, or the folder cannot be written.
    """
    with ExitStack() as held:
        for work in Work:
            held.enter_context(locked(folder, work, _AT_WORK))
        yield


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


def _take(handle: int, folder: Path, busy: str) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise StateError(f"{folder}: {busy}") from error
