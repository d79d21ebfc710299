"""Files and folders of logs as someone gives them: what is in them, of which kind each stream is, by its content.

Nothing is configured and no file name is trusted; archives are opened. What events say is read in `sources`.
"""

import gzip
import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from forestall.core.errors import InputError, LimitError
from forestall.observe.files import MAX_MEMBERS, Part, Stream, guarded
from forestall.observe.kinds import HEAD, Kind, Packing, kind_of, packing_of
from forestall.observe.parquet_batches import Share
from forestall.observe.reading import Tally

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MOST_NESTED = 2
"""Archives within an archive that are opened: `logs.zip!day.json.gz` is two."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file to be read."""

    path: Path
    """Where it is."""
    label: str
    """The file as it was given: below a folder, the folder as given and the path in it."""
    share: Share | None = None
    """What of a Parquet file is read; None: all of it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A stream of events of one kind."""

    label: str
    """The file as it was given; a member of an archive after a `!`."""
    kind: Kind
    """What it holds."""
    part: Part
    """Its bytes, from the beginning."""
    path: Path | None
    """The file itself, when it is not packed."""


class _Peeked:
    """A stream whose beginning has been looked at."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        pieces: list[bytes] = []
        while sum(map(len, pieces)) < HEAD and (data := stream.read1(HEAD)):
            pieces.append(bytes(data))
        self.head = b"".join(pieces)
        self._left = self.head

    def read1(self, size: int, /) -> bytes:
        """What there is, at most `size` bytes."""
        if self._left:
            data, self._left = self._left[:size], self._left[size:]
            return data
        return bytes(self._stream.read1(size))


def inputs(paths: Sequence[Path]) -> tuple[Input, ...]:
    """The files that some paths name, folders with all below them, each once, by label; hidden ones are left out.

    Raises:
        InputError: a path names nothing.
    """
    found: dict[Path, Input] = {}
    for given in paths:
        if given.is_dir():
            files = [path for path in given.rglob("*") if path.is_file() and not _hidden(path.relative_to(given))]
        elif given.exists():
            files = [given]
        else:
            raise InputError(f"{given}: no such file or folder")
        for path in files:
            found.setdefault(path.resolve(), Input(path, str(path)))
    return tuple(sorted(found.values(), key=lambda one: one.label))


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in path.parts)


def opened(one: Input, tally: Tally) -> Iterator[Opened]:
    """The streams of a file, members of archives by name; what cannot be opened goes to the tally."""
    with guarded(one.label, tally), ExitStack() as stack:
        stream = _Peeked(stack.enter_context(one.path.open("rb")))
        size = one.path.stat().st_size
        yield from _opened(one.label, stream, None if packing_of(stream.head) is None else size, one.path, tally, 0)


def _opened(
    label: str, stream: _Peeked, packed: int | None, path: Path | None, tally: Tally, depth: int
) -> Iterator[Opened]:
    packing = packing_of(stream.head)
    if packing is not None and depth >= MOST_NESTED:
        raise LimitError(f"packed more than {MOST_NESTED} times")
    if packing is Packing.ZIP:
        yield from _members(label, stream, path, tally, depth)
    elif packing is not None:
        with _unpacked(stream, packing) as inner:
            yield from _opened(label, _Peeked(inner), packed, None, tally, depth + 1)
    elif not stream.head:
        tally.remark(label, "empty")
    elif (kind := kind_of(stream.head)) is None:
        tally.skip(label, f"no log that is known: begins with {stream.head[:24]!r}")
    else:
        yield Opened(label, kind, Part(label, stream, packed), path if depth == 0 else None)


@contextmanager
def _unpacked(stream: _Peeked, packing: Packing) -> Iterator[Stream]:
    packed = io.BufferedReader(_Readable(stream))
    if packing is Packing.GZIP:
        with gzip.GzipFile(fileobj=packed, mode="rb") as inner:
            yield inner
    else:
        with pa.CompressedInputStream(pa.PythonFile(packed, mode="r"), "zstd") as inner:
            yield inner


class _Readable(io.RawIOBase):
    """A stream as the unpackers want it; what lies below is closed by who opened it."""

    def __init__(self, stream: _Peeked) -> None:
        self._stream = stream

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Fill some of the buffer."""
        view = memoryview(buffer).cast("B")
        data = self._stream.read1(len(view))
        view[: len(data)] = data
        return len(data)


def _members(label: str, stream: _Peeked, path: Path | None, tally: Tally, depth: int) -> Iterator[Opened]:
    if path is None or depth:
        raise InputError("a zip within another archive is not opened")
    with zipfile.ZipFile(path) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.filename)
        if len(infos) > MAX_MEMBERS:
            raise LimitError(f"{len(infos):,} members: at most {MAX_MEMBERS:,} are read")
        for info in infos:
            if info.is_dir() or _hidden(Path(info.filename)):
                continue
            name = f"{label}!{info.filename}"
            with guarded(name, tally), archive.open(info) as member:
                assert isinstance(member, zipfile.ZipExtFile)
                yield from _opened(name, _Peeked(member), info.compress_size, None, tally, depth + 1)
