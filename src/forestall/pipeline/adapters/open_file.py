"""One open file, read in pieces that end with a line. It may grow, be renamed or be cut off meanwhile."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from forestall.pipeline.adapters.file_places import SEEN, FilePlace, mark

PIECE = 1024 * 1024
"""Bytes that are stored together; a line that is longer goes to quarantine."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of a file."""

    lines: bytes
    """Whole lines, or the beginning of one that is too long."""
    end: int
    """Where they end in the file."""
    too_long: bool = False
    """It is one line that is longer than can be read."""


class OpenFile:
    """A regular file."""

    def __init__(self, path: Path) -> None:
        """Open it without waiting for a writer, should it be a pipe.

        Raises:
            OSError: it cannot be opened, or is no regular file.
        """
        self.path = path
        self._handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        if not stat.S_ISREG(os.fstat(self._handle).st_mode):
            self.close()
            raise OSError(f"{path}: no regular file")

    def close(self) -> None:
        """Close it."""
        os.close(self._handle)

    @property
    def inode(self) -> int:
        """Its inode."""
        return os.fstat(self._handle).st_ino

    @property
    def size(self) -> int:
        """Its size [byte]."""
        return os.fstat(self._handle).st_size

    @property
    def stamp(self) -> int:
        """When it was changed [ns]."""
        return os.fstat(self._handle).st_mtime_ns

    def mark(self, offset: int) -> str:
        """What stands at its start and before a place."""
        begin = max(0, offset - SEEN)
        return mark(self._bytes(0, min(SEEN, offset)), self._bytes(begin, offset - begin))

    def continues(self, place: FilePlace) -> bool:
        """Whether what was read of another or this file stands here too."""
        return self.size >= place.offset and self.mark(place.offset) == place.mark

    def piece(self, offset: int, *, last: bool) -> Piece | None:
        """The next lines from a place; None when there is no whole one.

        Args:
            offset: where to begin
            last: nothing more will be written: a last line without its end is one too
        """
        data = self._bytes(offset, PIECE)
        cut = data.rfind(b"\n") + 1
        if cut:
            return Piece(data[:cut], offset + cut)
        if len(data) == PIECE:
            end = self._line_end(offset + PIECE)
            return None if end is None and not last else Piece(data[:SEEN], end or self.size, too_long=True)
        return Piece(data, offset + len(data)) if data and last else None

    def head(self, kept: bytes) -> bytes:
        """The lines at its start that speak of the others: those that begin with `kept`; if it is empty, the first."""
        lines = self._bytes(0, PIECE).split(b"\n")[:-1]
        if not kept:
            return lines[0] + b"\n" if lines else b""
        count = next((place for place, line in enumerate(lines) if not line.startswith(kept)), len(lines))
        return b"".join(line + b"\n" for line in lines[:count])

    def whole(self, most: int) -> bytes:
        """All of it, at most one byte more than `most`."""
        return self._bytes(0, most + 1)

    def _line_end(self, offset: int) -> int | None:
        while data := self._bytes(offset, PIECE):
            found = data.find(b"\n")
            if found >= 0:
                return offset + found + 1
            offset += len(data)
        return None

    def _bytes(self, offset: int, size: int) -> bytes:
        pieces = []
        while size > 0 and (data := os.pread(self._handle, size, offset)):
            pieces.append(data)
            offset, size = offset + len(data), size - len(data)
        return b"".join(pieces)
