"""Files that appear and grow below a source's path: each new line is stored once, whatever is renamed or cut off.

The place up to which a file was read is stored with its lines, in one transaction. Packed files are not opened here.
"""

import asyncio
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from forestall.core.errors import InputError, StateError
from forestall.model.intake import Delivery, Rejected
from forestall.model.words import SourceKind
from forestall.observe.files import find
from forestall.pipeline.adapters.file_places import FilePlace, FilePlaces
from forestall.pipeline.adapters.handing import LOG, Condition, Handing
from forestall.pipeline.adapters.open_file import OpenFile, Piece

MOST_OPEN = 256
"""Files that are kept open, so that what is written to one before it vanishes can still be read."""
MOST_WHOLE = 16 * 1024 * 1024
FORMS: dict[SourceKind, tuple[str, bytes | None]] = {
    SourceKind.JSON_LINES: ("application/x-ndjson", None),
    SourceKind.SYSLOG: ("text/plain", None),
    SourceKind.AUDITD: ("text/plain", None),
    SourceKind.ZEEK: ("text/plain", b"#"),
    SourceKind.CSV: ("text/csv", b""),
    SourceKind.INDICATOR: ("text/csv", b""),
    SourceKind.CAP: ("application/cap+xml", None),
    SourceKind.KEV: ("application/json", None),
}
"""Media type by kind, and which lines at a file's start go with every piece: None none, empty the first."""
WHOLE = frozenset((SourceKind.CAP, SourceKind.KEV))
"""Kinds of which each file is one message."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What is watched."""

    source: str
    """The source."""
    kind: SourceKind
    """How it is read."""
    root: Path
    """The place's folder."""
    path: str
    """Files below it, wildcards allowed."""
    every: float = 1.0
    """How often to look [s]."""
    whole: bool = False
    """Each file is one message."""


class FolderAdapter:
    """Watches the files of one source."""

    def __init__(self, watched: Watched, handing: Handing) -> None:
        """Take what to watch and where it goes.

        Raises:
            InputError: files of this kind cannot be followed as they grow.
        """
        if watched.kind not in FORMS:
            known = ", ".join(sorted(FORMS))
            raise InputError(f"source {watched.source}: kind {watched.kind} cannot be followed, expected {known}")
        self.condition = Condition(watched.source, "folder")
        self._watched, self._handing = watched, handing
        self._media_type, self._head = FORMS[watched.kind]
        self._open: dict[int, OpenFile] = {}
        self._resting: dict[Path, tuple[int, int, int]] = {}

    async def run(self) -> None:
        """Until it is cancelled: look, store what is new, wait."""
        try:
            while True:
                await self.look()
                await self._handing.sleep(self._watched.every)
        finally:
            self._shut()

    async def look(self) -> None:
        """One look at all files; comes back when everything new is stored."""
        try:
            places = FilePlaces.read(self._handing.offsets.offset(self._watched.source), self._watched.source)
            paths = await asyncio.to_thread(self._paths)
            await (self._wholes(paths, places) if self._one_message() else self._grown(paths, places))
            self.condition.connected = True
        except (OSError, StateError) as error:
            self.condition.connected, self.condition.trouble = False, str(error)
            LOG.warning("%s: %s", self._watched.source, error)

    def _one_message(self) -> bool:
        return self._watched.whole or self._watched.kind in WHOLE

    def _paths(self) -> list[Path]:
        found = (one.path for one in find(self._watched.root, self._watched.path))
        return [path for path in found if path.is_file() and not path.name.startswith(".")]

    async def _grown(self, paths: list[Path], places: FilePlaces) -> None:
        """Read on in files that are no longer found under the path first: they are what came before."""
        seen: set[int] = set()
        found = [file for path in paths if (file := self._opened(path)) is not None]
        inodes = {file.inode for file in found}
        for place in [one for one in places.files if one.inode not in inodes]:
            await self._gone(place, places)
        before, sizes = tuple(places.files), {file.inode: file.size for file in found}
        cut = [place for place in before if sizes.get(place.inode, place.offset) < place.offset]
        for file in found:
            if file.inode not in seen:
                seen.add(file.inode)
                await self._follow(file, _known(file, before, cut, places), places)
        self._shut(keep={file.inode for file in sorted(found, key=lambda one: one.stamp)[-MOST_OPEN:]})

    async def _gone(self, place: FilePlace, places: FilePlaces) -> None:
        """What is left of a file that was renamed out of sight or removed, if we can still reach it."""
        file = self._open.get(place.inode) or self._moved(place)
        if file is not None and file.continues(place):
            place = await self._follow(file, place, places, last=True)
        places.forget(place)

    def _moved(self, place: FilePlace) -> OpenFile | None:
        """A file beside the path that has the inode: log.1, which the path's wildcards do not name."""
        folder = (self._watched.root / self._watched.path).parent
        try:
            with os.scandir(folder) as entries:
                path = next((Path(one.path) for one in entries if one.inode() == place.inode and one.is_file()), None)
        except OSError:  # a folder with wildcards, or gone: nothing to be found
            return None
        return None if path is None else self._opened(path)

    def _opened(self, path: Path) -> OpenFile | None:
        try:
            file = OpenFile(path)
        except OSError as error:
            LOG.warning("%s: %s", self._watched.source, error)
            return None
        before = self._open.setdefault(file.inode, file)
        if before is not file:
            file.close()
        return before

    async def _follow(self, file: OpenFile, place: FilePlace, places: FilePlaces, *, last: bool = False) -> FilePlace:
        """Store what is new in a file."""
        places.keep(place)
        while (piece := await asyncio.to_thread(file.piece, place.offset, last=last)) is not None:
            place = await self._store(file, piece, place, places)
        return place

    async def _store(self, file: OpenFile, piece: Piece, place: FilePlace, places: FilePlaces) -> FilePlace:
        found = self._rejected(piece) if piece.too_long else self._understood(file, piece, place)
        repeats = place.counting()
        told = repeats.told_apart(found.arrivals, f"{place.stream}:{place.offset}")
        after = place.moved(piece.end, file.mark(piece.end), repeats)
        places.keep(after)
        offset = (self._watched.source, places.write())
        await self._handing.deliver(replace(found, arrivals=told, offset=offset), self.condition)
        return after

    def _understood(self, file: OpenFile, piece: Piece, place: FilePlace) -> Delivery:
        head = file.head(self._head) if self._head is not None and place.offset else b""
        lines = piece.lines
        if self._head is not None and len(file.head(self._head)) >= len(lines) and not place.offset:
            return Delivery()  # nothing but the head
        return self._handing.understood(self._watched.source, self._media_type, head + lines)

    def _rejected(self, piece: Piece) -> Delivery:
        reason = f"a line of more than {1024 * 1024:,} bytes"
        one = Rejected(self._watched.source, self._handing.clock(), reason, "", self._media_type, piece.lines)
        return Delivery(rejected=(one,))

    async def _wholes(self, paths: list[Path], places: FilePlaces) -> None:
        known = {(place.inode, place.offset, place.stamp): place for place in places.files}
        gone = {place.stream for place in places.files}
        for path in paths:
            with _closing(self._opened_alone(path)) as file:
                if file is None:
                    continue
                now = (file.inode, file.size, file.stamp)
                if now in known:
                    gone.discard(known[now].stream)
                elif self._resting.get(path) == now:
                    await self._message(file, now, places)
                else:
                    self._resting[path] = now
        self._resting = {path: now for path, now in self._resting.items() if path in set(paths)}
        places.files = [place for place in places.files if place.stream not in gone]

    async def _message(self, file: OpenFile, now: tuple[int, int, int], places: FilePlaces) -> None:
        """One file that has come to rest."""
        data = await asyncio.to_thread(file.whole, MOST_WHOLE)
        if (file.inode, file.size, file.stamp) != now:
            return
        for place in [one for one in places.files if one.inode == file.inode]:
            places.forget(place)
        places.keep(replace(places.begun(file.inode), offset=now[1], stamp=now[2]))
        found = self._handing.understood(self._watched.source, self._media_type, data)
        offset = (self._watched.source, places.write())
        await self._handing.deliver(replace(found, offset=offset), self.condition)

    def _opened_alone(self, path: Path) -> OpenFile | None:
        try:
            return OpenFile(path)
        except OSError:
            return None

    def _shut(self, keep: frozenset[int] | set[int] = frozenset()) -> None:
        for inode in [one for one in self._open if one not in keep]:
            self._open.pop(inode).close()


def _known(file: OpenFile, before: Sequence[FilePlace], cut: Sequence[FilePlace], places: FilePlaces) -> FilePlace:
    """Where to read on: as the same file, as the copy that was made of one before it was cut off, or from the start.

    Only of a file that was cut off can the copy hold what we have not read. Any other copy is read, and its lines are
    known by their content: better to look twice than to take two files that begin alike for one.
    """
    own = [place for place in before if place.inode == file.inode]
    for place in own:
        if file.continues(place):
            return place
    copied = next((place for place in cut if place.inode != file.inode and file.continues(place)), None)
    for place in own:
        places.forget(place)
    begun = places.begun(file.inode)
    return begun if copied is None else replace(copied, stream=begun.stream, inode=file.inode)


@contextmanager
def _closing(file: OpenFile | None) -> Iterator[OpenFile | None]:
    try:
        yield file
    finally:
        if file is not None:
            file.close()
