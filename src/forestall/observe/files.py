"""The files of a source, and the streams in them: plain, .gz, .zst, or the members of a .zip; limits on all."""

import csv
import gzip
import hashlib
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from glob import has_magic
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from forestall.core.errors import ForestallError, LimitError
from forestall.observe.reading import Tally

MAX_BYTES = 2 * 1024**3  # of one stream, unpacked
MAX_RATIO = 250  # unpacked to packed, once FREE_BYTES are unpacked; text logs reach about 50
FREE_BYTES = 64 * 1024**2
MAX_MEMBERS = 20_000
CHUNK = 1024**2

UNREADABLE = (
    ForestallError,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    MemoryError,
    csv.Error,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    pa.ArrowException,
)
"""What reading a broken or hostile file may raise; each is a reason, never the end of the pass."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file of a source."""

    path: Path
    """Where it is."""
    label: str
    """How it is named in reasons and records: its path below the place or below the source's folder."""


class Stream(Protocol):
    """Bytes that can be read piece by piece."""

    def read1(self, size: int, /) -> bytes:
        """What there is, at most `size` bytes."""
        ...


class Part:
    """One stream of bytes, read once; reading beyond the limits raises LimitError."""

    def __init__(self, label: str, stream: Stream, packed: int | None) -> None:
        """`packed` is the size of what it is unpacked from [byte], None when it is not packed."""
        self.label, self._stream, self._packed = label, stream, packed
        self._bytes = 0

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; empty at the end."""
        data = self._stream.read1(size)  # what there is, so that a cut stream gives what is whole
        self._bytes += len(data)
        if self._bytes > MAX_BYTES:
            raise LimitError(f"more than {MAX_BYTES:,} bytes")
        if self._packed is not None and self._bytes > max(FREE_BYTES, MAX_RATIO * self._packed):
            raise LimitError(f"{self._packed:,} bytes unpack to more than {self._bytes:,}: a zip bomb")
        return bytes(data)

    def whole(self, most: int) -> bytes:
        """All of it, at most `most` bytes."""
        parts: list[bytes] = []
        size = 0
        while data := self.read(CHUNK):
            size += len(data)
            if size > most:
                raise LimitError(f"more than {most:,} bytes")
            parts.append(data)
        return b"".join(parts)


def find(root: Path, pattern: str) -> tuple[Found, ...]:
    """The regular files a pattern names, by label; below the place, or anywhere when it is absolute."""
    folder, rest = (root / pattern).parents[-1], list((root / pattern).parts[1:])
    if not root.is_absolute() and not Path(pattern).is_absolute():
        folder, rest = root, list(Path(pattern).parts)
    while len(rest) > 1 and not has_magic(rest[0]):
        folder /= rest.pop(0)
    shown = root if folder.is_relative_to(root) else folder
    name = "/".join(rest)
    paths = set(folder.glob(name)) if has_magic(name) else {folder / name}
    found = (Found(path, path.relative_to(shown).as_posix()) for path in paths if _usable(path))
    return tuple(sorted(found, key=lambda one: one.label))


def _usable(path: Path) -> bool:
    return path.is_file() and ".forestall" not in path.parts


def distinct(files: tuple[Found, ...], tally: Tally) -> tuple[Found, ...]:
    """The files without those whose content is that of an earlier one."""
    seen: dict[str, str] = {}
    kept: list[Found] = []
    for found in files:
        try:
            with found.path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            tally.skip(found.label, f"cannot be read: {error.strerror}")
            continue
        if not found.path.stat().st_size:
            tally.remark(found.label, "empty")
            continue
        if seen.setdefault(digest, found.label) == found.label:
            kept.append(found)
        else:
            tally.remark(found.label, f"same content as {seen[digest]}, read once")
    return tuple(kept)


def parts(found: Found, tally: Tally, members: tuple[str, ...] = ()) -> Iterator[Part]:
    """The streams of one file; a zip's members by name, of the given endings if any are given.

    A member that cannot be opened is skipped; what breaks later is raised by `Part.read` or here.
    """
    size = found.path.stat().st_size
    suffix = found.path.suffix.lower()
    if suffix == ".zip":
        yield from _members(found, tally, members)
    elif suffix == ".gz":
        with gzip.open(found.path, "rb") as stream:
            yield Part(found.label, stream, size)
    elif suffix == ".zst":
        with pa.CompressedInputStream(str(found.path), "zstd") as stream:
            yield Part(found.label, stream, size)
    else:
        with found.path.open("rb") as stream:
            yield Part(found.label, stream, None)


def _members(found: Found, tally: Tally, endings: tuple[str, ...]) -> Iterator[Part]:
    with zipfile.ZipFile(found.path) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.filename)
        if len(infos) > MAX_MEMBERS:
            raise LimitError(f"{len(infos):,} members: at most {MAX_MEMBERS:,} are read")
        for info in infos:
            name = info.filename
            hidden = name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")
            if info.is_dir() or hidden or (endings and not name.lower().endswith(endings)):
                continue
            label = f"{found.label}/{name}"
            with guarded(label, tally), archive.open(info) as stream:
                assert isinstance(stream, zipfile.ZipExtFile)
                yield Part(label, stream, info.compress_size)


@contextmanager
def guarded(label: str, tally: Tally) -> Iterator[None]:
    """What cannot be read within is skipped with its reason."""
    try:
        yield
    except UNREADABLE as error:
        tally.skip(label, explained(error))


def explained(error: BaseException) -> str:
    """Why something could not be read, in a few words."""
    if isinstance(error, RecursionError):
        return "nested too deep"
    if isinstance(error, MemoryError):
        return "too large for the memory"
    return str(error) or type(error).__name__
