"""Disks that a power cut may leave, made from a record of what a process asked for (`recorder.c`).

What POSIX promises and no more: a file has what was written before its last successful fsync; of what was written later
any part may be there, in any order, torn at sectors of 512 bytes. A name is there, gone or changed for certain once its
folder was fsynced; later changes of names are there up to some moment, in their order. A failed fsync promises nothing
and forgets what it should have written, as Linux does. The shared-memory index of SQLite is not on the disk.
"""

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

SECTOR = 512
_HEAD = struct.Struct("<ciqI")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was asked for."""

    what: str
    """Letter of the record."""
    handle: int
    """Which opening of a file it is about."""
    offset: int
    """Where in the file, or its new size."""
    data: bytes
    """Data, or a path."""


class Cut(StrEnum):
    """What becomes of that which no fsync has made sure of."""

    NOTHING = "nothing of it is there"
    ALL = "all of it is there"
    SOME = "any of it is there, torn at sectors"


@dataclass(slots=True)
class _File:
    """What is sure in a file, and what is not yet."""

    sure: bytearray = field(default_factory=bytearray)
    later: list[Event] = field(default_factory=list)


def events(log: bytes) -> Iterator[Event]:
    """The records of a log."""
    start = 0
    while start < len(log):
        what, handle, offset, size = _HEAD.unpack_from(log, start)
        start += _HEAD.size
        yield Event(what.decode(), handle, offset, log[start : start + size])
        start += size


class Disk:
    """A disk on which events happen one after the other."""

    def __init__(self, root: Path, before: dict[str, bytes]) -> None:
        """One with some files; paths are below `root`."""
        self._root = root
        self._names = {name: _File(bytearray(content)) for name, content in before.items()}
        self._sure_names = dict(self._names)
        self._later_names: list[tuple[str, _File | None]] = []
        self._open: dict[int, str | _File] = {}
        self._from = ""
        self.acks = b""

    def happen(self, event: Event) -> None:
        """One event."""
        if event.what == "A":
            self.acks += event.data
        elif event.what in "COUFRD":
            self._named(event, str(Path(event.data.decode()).relative_to(self._root)))
        elif isinstance(file := self._open[event.handle], _File):
            self._written(file, event)
        elif event.what == "S":
            self._sure_names, self._later_names = dict(self._names), []

    def leave(self, folder: Path, cut: Cut, chance: random.Random) -> None:
        """Write what is left after a power cut."""
        names = dict(self._sure_names)
        kept = {Cut.NOTHING: 0, Cut.ALL: len(self._later_names)}
        for name, file in self._later_names[: kept.get(cut, chance.randint(0, len(self._later_names)))]:
            if file is None:
                names.pop(name, None)
            else:
                names[name] = file
        for name, file in names.items():
            if not name.endswith("-shm"):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(_content(file, cut, chance))

    def _named(self, event: Event, name: str) -> None:
        if event.what == "C":
            self._name(name, _File())
        elif event.what == "O":
            self._open[event.handle] = self._names.get(name, name)
        elif event.what == "U":
            self._name(name, None)
        elif event.what == "F":
            self._from = name
        elif event.what == "R":
            self._name(name, self._names[self._from])
            self._name(self._from, None)

    def _name(self, name: str, file: _File | None) -> None:
        if file is None:
            self._names.pop(name)
        else:
            self._names[name] = file
        self._later_names.append((name, file))

    @staticmethod
    def _written(file: _File, event: Event) -> None:
        if event.what == "S":
            for each in file.later:
                _apply(file.sure, each, each.data)
        if event.what in "SE":
            file.later.clear()
        else:
            file.later.append(event)


def _content(file: _File, cut: Cut, chance: random.Random) -> bytes:
    content = bytearray(file.sure)
    share = {Cut.NOTHING: 0.0, Cut.ALL: 1.0}.get(cut, chance.random())
    for event in file.later:
        for piece in _sectors(event):
            if chance.random() < share:
                _apply(content, piece, piece.data)
    return bytes(content)


def _sectors(event: Event) -> Iterator[Event]:
    """The parts of a write that a disk writes or does not write."""
    if event.what == "T":
        yield event
    start = 0
    while start < len(event.data):
        size = SECTOR - (event.offset + start) % SECTOR
        yield Event("W", event.handle, event.offset + start, event.data[start : start + size])
        start += size


def _apply(content: bytearray, event: Event, data: bytes) -> None:
    end = event.offset + len(data)
    if event.what == "T":
        del content[event.offset :]
    content.extend(bytes(max(0, end - len(content))))
    content[event.offset : end] = data
