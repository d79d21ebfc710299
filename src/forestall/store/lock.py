"""One pass at a time: an exclusive lock on the state folder, released by the system even after a kill."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from forestall.core.errors import StateError


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a state folder.

    Raises:
        StateError: another pass holds it, or the folder cannot be written.
    """
    try:
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StateError(f"{folder}: cannot be written ({error.strerror}); choose another with --state") from error
    try:
        _take(handle, folder)
        yield
    finally:
        os.close(handle)


def _take(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise StateError(f"{folder}: another pass is running there; wait for it or choose another --state") from error
