"""How far each file of a folder was read: what is remembered, as text, and which file is which. No reading here.

A file is known by its inode and by what stands before the place up to which it was read. So a file that was renamed
goes on, and one that was cut off or written anew begins at its start.
"""

import hashlib
import json
from dataclasses import dataclass, field, replace

from forestall.core.errors import StateError
from forestall.pipeline.adapters.repeats import Repeats

SEEN = 1024
"""Bytes at the start, and before the place, by which a file is known again."""
KEPT = 16
"""Contents of which the repeats are remembered for a file."""
MOST_FILES = 2_000
"""Files that are remembered; of those that are gone the oldest are forgotten first."""


@dataclass(frozen=True, slots=True)
class FilePlace:
    """How far one file was read."""

    stream: int
    """A number that no other file of the source ever has."""
    inode: int
    """Its inode."""
    offset: int
    """Bytes that are stored."""
    mark: str
    """What stands there: see `mark`."""
    stamp: int = 0
    """For a file read as a whole: when it was changed [ns]."""
    repeats: tuple[tuple[str, int], ...] = ()
    """Contents of its last lines, and how often each stood there."""

    def counting(self) -> Repeats:
        """The repeats, to go on with."""
        return Repeats(dict(self.repeats), KEPT)

    def moved(self, offset: int, seen: str, repeats: Repeats) -> "FilePlace":
        """The place after more was stored."""
        return replace(self, offset=offset, mark=seen, repeats=tuple(repeats.counts().items()))


@dataclass(slots=True)
class FilePlaces:
    """How far a source's files were read."""

    streams: int = 0
    """Files that were ever begun."""
    files: list[FilePlace] = field(default_factory=list)
    """The files, the latest last."""

    @classmethod
    def read(cls, text: str | None, source: str) -> "FilePlaces":
        """What was stored.

        Raises:
            StateError: it is not what we write.
        """
        if text is None:
            return cls()
        try:
            streams, files = json.loads(text)
            return cls(int(streams), [_place(*one) for one in files])
        except (ValueError, TypeError) as error:
            raise StateError(f"offset of {source}: {text[:40]!r} is no list of files; restore the state") from error

    def write(self) -> str:
        """As text."""
        files = [[p.stream, p.inode, p.offset, p.mark, p.stamp, [list(r) for r in p.repeats]] for p in self.files]
        return json.dumps([self.streams, files], separators=(",", ":"))

    def begun(self, inode: int) -> FilePlace:
        """A file that is read for the first time, from its start."""
        self.streams += 1
        return FilePlace(self.streams, inode, 0, "")

    def keep(self, place: FilePlace) -> None:
        """Remember a place instead of what was known of the file."""
        self.files = [one for one in self.files if one.stream != place.stream][-MOST_FILES + 1 :]
        self.files.append(place)

    def forget(self, place: FilePlace) -> None:
        """A file is gone."""
        self.files = [one for one in self.files if one.stream != place.stream]


def mark(head: bytes, tail: bytes) -> str:
    """What stands in a file: its first bytes and those before a place, at most 1,024 each, as a short digest."""
    return hashlib.sha256(b"%d:" % len(head) + head + tail).hexdigest()[:24]


def _place(stream: int, inode: int, offset: int, seen: str, stamp: int, repeats: list[list[object]]) -> FilePlace:
    pairs = tuple((str(content), int(str(count))) for content, count in repeats)
    return FilePlace(int(stream), int(inode), int(offset), str(seen), int(stamp), pairs)
