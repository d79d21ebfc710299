"""Leave an outlook in a folder so that at every moment a whole one opens."""

import os
from collections.abc import Mapping
from pathlib import Path

from forestall.core.errors import StateError

INDEX = "index.html"
LISTING = ".files"


def leave(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files that changed, the index last, then remove the files of the outlook before.

    Style and script have content-hashed names, so the old index works until the new one replaces it. Only files
    that an earlier outlook wrote are ever removed.

    Raises:
        StateError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        before = _listed(folder)
        for name in sorted(files, key=lambda n: (n == INDEX, n)):
            _replace(folder / name, files[name])
        _replace(folder / LISTING, "\n".join(sorted(files)).encode())
        for name in sorted(before - set(files)):
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise StateError(f"{error.filename or folder}: {error.strerror}; name another folder with --out") from error


def _listed(folder: Path) -> set[str]:
    listing = folder / LISTING
    if not listing.is_file():
        return set()
    root = folder.resolve()
    names = listing.read_text(encoding="utf-8").split("\n")
    return {name for name in names if name and (root / name).resolve().is_relative_to(root)}


def _replace(path: Path, content: bytes) -> None:
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
