"""What was compiled once, kept on disk under the digest of what it was compiled from.

Files are pickles, so only such are read as nobody but the user could have written: they are in a folder, and are files,
of the user's own that no one else may write.
"""

import hashlib
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def kept(folder: Path, made_from: Iterable[bytes], kind: type[T], make: Callable[[], T]) -> T:
    """What `make` gives, or gave when it was last asked for the same.

    Args:
        folder: where it is kept; made when it is missing. Nothing is kept in a folder that others may write
        made_from: everything it depends on but the program itself
        kind: what it is
        make: makes it
    """
    path = folder / f"{_digest(made_from)}.compiled"
    if (known := _read(path)) is not None and isinstance(known, kind):
        return known
    made = make()
    _write(path, made)
    return made


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for part in (*_source(), *parts):
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()


@cache
def _source() -> tuple[bytes, ...]:
    """The program itself: what an earlier state of it compiled is compiled again."""
    root = Path(__file__).parents[2]
    rooms = (root / "engine", root / "detect", root / "standards" / "sigma", root / "model", root / "pipeline")
    return tuple(path.read_bytes() for room in rooms for path in sorted(room.rglob("*.py")))


def _own(path: Path) -> bool:
    """Whether only the user can have written what stands there."""
    about = path.lstat()
    mine = not hasattr(os, "getuid") or about.st_uid == os.getuid()
    return mine and not stat.S_ISLNK(about.st_mode) and not about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _read(path: Path) -> object:
    """None when there is nothing that can be trusted and read."""
    try:
        if not (_own(path.parent) and _own(path)):
            return None
        with path.open("rb") as file:
            return pickle.load(file)  # noqa: S301 (the user's own file, see above)
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError):
        return None


def _write(path: Path, made: object) -> None:
    """Written aside and put in place whole; a folder that cannot be written is no reason to stop."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _own(path.parent):
            return
        handle, name = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                pickle.dump(made, file, protocol=pickle.HIGHEST_PROTOCOL)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError:
        return
