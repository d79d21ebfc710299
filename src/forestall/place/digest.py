"""One number for all of a place's files, so that a result can name its input."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

_CHUNK = 2**20
_TILES, _HEAD = ".pmtiles", 2**14


def digest(root: Path) -> str:
    """SHA-256 over names and bytes of all files below a folder, in the order of their names.

    Files and folders whose names start with a dot are left out, links are followed, a folder is entered once. Of an
    archive of map tiles, from which nothing is worked out, only its length and its header with the root directory
    count: it may have many gigabytes.

    Returns:
        64 hexadecimal digits.
    """
    total = hashlib.sha256()
    for name, path in sorted(_files(root, "", frozenset())):
        total.update(f"{len(name.encode())}:{name}\x1f".encode())
        total.update(_of_file(path))
    return total.hexdigest()


def _of_file(path: Path) -> bytes:
    one = hashlib.sha256()
    with path.open("rb") as file:
        if path.suffix == _TILES:
            one.update(f"{path.stat().st_size}:".encode() + file.read(_HEAD))
            return one.digest()
        while chunk := file.read(_CHUNK):
            one.update(chunk)
    return one.digest()


def _files(folder: Path, prefix: str, above: frozenset[tuple[int, int]]) -> Iterator[tuple[str, Path]]:
    """Regular files below a folder with their names; a link back up is not followed."""
    here = (status := folder.stat()).st_dev, status.st_ino
    if here in above:
        return
    for item in os.scandir(folder):
        if item.name.startswith("."):
            continue
        if item.is_file():
            yield prefix + item.name, Path(item.path)
        elif item.is_dir():
            yield from _files(Path(item.path), f"{prefix}{item.name}/", above | {here})
