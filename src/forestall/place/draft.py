"""A place as far as it could be read: records with where they stand, and what was wrong. Not yet a `Place`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from forestall.model.remark import Remark
from forestall.place.node import Node
from forestall.place.report import Nearest, Report

Noun = TypeVar("Noun")


@dataclass(frozen=True, slots=True)
class Entry:
    """One record and where it stands."""

    file: str
    line: int | None
    key: str | None
    """Its id as written, even when the record could not be made."""
    record: object | None
    """None when it has mistakes."""
    node: Node | None = None
    """Its keys with their lines; None for a row of a table."""

    def line_of(self, *path: str | int) -> int | None:
        """The line of one of its values."""
        return self.node.line_of(*path) if self.node is not None else self.line


@dataclass(slots=True)
class Draft:
    """All records of a place that could be read."""

    root: Path
    entries: dict[type, list[Entry]] = field(default_factory=dict)
    unread: set[type] = field(default_factory=set)
    """Classes whose file could not be read: nothing can be said about references to them."""
    files: dict[type, str] = field(default_factory=dict)
    """The file in which records of a class were found."""
    reports: dict[str, Report] = field(default_factory=dict)
    rules: tuple[Path, ...] = ()
    """Sigma rule files."""
    base: Path | None = None
    """The base map; None when there is none that can be drawn."""
    nearest: Nearest = field(default_factory=Nearest)

    def report(self, file: str) -> Report:
        """The report on a file."""
        return self.reports.setdefault(file, Report(file, self.nearest))

    def add(self, noun: type, entry: Entry) -> None:
        """Keep an entry."""
        self.entries.setdefault(noun, []).append(entry)

    def of(self, noun: type[Noun]) -> Iterator[tuple[Entry, Noun]]:
        """The records of a class that could be made."""
        for entry in self.entries.get(noun, ()):
            if isinstance(entry.record, noun):
                yield entry, entry.record

    def keys(self, noun: type) -> frozenset[str]:
        """The ids of a class, those of records with mistakes too."""
        return frozenset(entry.key for entry in self.entries.get(noun, ()) if entry.key is not None)

    def complete(self, noun: type) -> bool:
        """Whether every record of a class could be made, so that sums over them mean something."""
        return noun not in self.unread and all(entry.record is not None for entry in self.entries.get(noun, ()))

    def remarks(self) -> tuple[Remark, ...]:
        """All remarks, by file, line and column; the same thing said twice is said once."""
        found = {remark for report in self.reports.values() for remark in report.remarks}
        return tuple(sorted(found, key=lambda r: (r.file, r.line or 0, r.column or "", r.found, r.expected, r.hint)))
