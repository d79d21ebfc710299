"""A lake in a folder: temporary file, fsync, rename, fsync of the folder."""

import errno
import os
from collections.abc import Collection
from pathlib import Path

from forestall.core.errors import FullError, StateError
from forestall.store.lake import ADVICE, LakeFile
from forestall.store.where import PRIVATE

_PART = ".part"


class FolderLake:
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, files: Collection[LakeFile]) -> None:
        """Put files into the lake so that each is whole on disk when this returns."""
        try:
            for folder in sorted({(self._folder / file.path).parent for file in files} or {self._folder}):
                _make(folder)
                for file in files:
                    if (self._folder / file.path).parent == folder:
                        _write_whole(self._folder / file.path, file.data)
                _sync(folder)
        except OSError as error:
            kind = FullError if error.errno in {errno.ENOSPC, errno.EDQUOT} else StateError
            raise kind(
                f"{self._folder}: cannot be written ({error.strerror}); nothing of this pass was kept"
            ) from error

    def get(self, path: str) -> bytes:
        """Content of a file."""
        try:
            return (self._folder / path).read_bytes()
        except OSError as error:
            raise StateError(f"{self._folder / path}: cannot be read ({error.strerror}); {ADVICE}") from error

    def remove(self, paths: Collection[str]) -> None:
        """Remove files, and the folders that they leave empty."""
        try:
            for path in sorted(paths):
                (self._folder / path).unlink(missing_ok=True)
            for folder in sorted({(self._folder / path).parent for path in paths}, reverse=True):
                _remove_empty(folder, self._folder)
        except OSError as error:
            raise StateError(f"{self._folder}: cannot be tidied ({error.strerror})") from error

    def paths(self) -> tuple[str, ...]:
        """Every file, sorted."""
        if not self._folder.is_dir():
            return ()
        return tuple(sorted(str(p.relative_to(self._folder)) for p in self._folder.rglob("*") if p.is_file()))


def _make(folder: Path) -> None:
    """A folder and those above it, each on disk before what it holds."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
        _sync(each.parent)


def _write_whole(path: Path, data: bytes) -> None:
    temporary = path.with_suffix(_PART)
    with open(temporary, "wb", opener=_private) as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(temporary, path)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_empty(folder: Path, lake: Path) -> None:
    while folder != lake and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
