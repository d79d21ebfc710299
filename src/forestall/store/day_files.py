"""The manifest of the lake's day files: each holds rows of one dataset, day, source and label."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import Connection, Select, delete, insert, select
from sqlalchemy.orm import Session

from forestall.model.label import Label
from forestall.store.intake_tables import DayFileRow
from forestall.store.lake import LakeFile

_LONGEST = 80  # a name of a source longer than this is its digest: file systems have a limit [characters]


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """What the rows of a day file have in common."""

    dataset: str
    """`signals`, or the name of a table of records."""
    day: str
    """Day of the event time, UTC, YYYY-MM-DD."""
    source: str
    """Their source."""
    label: Label
    """Who may read them."""

    def path(self, first: int, last: int) -> str:
        """File below the lake for rows of some numbers."""
        name = quote(self.source, safe="").replace(".", "%2E")
        if len(name) > _LONGEST:
            name = hashlib.sha256(self.source.encode()).hexdigest()
        return f"{self.dataset}/{self.day}/{self.label}/{name}/{first:012d}-{last:012d}.parquet"


@dataclass(frozen=True, slots=True)
class DayFile:
    """A day file as the manifest has it."""

    slot: Slot
    """What its rows have in common."""
    path: str
    """File below the lake."""
    first: int
    """Number of its first row."""
    last: int
    """Number of its last row."""
    rows: int
    """Rows."""
    size: int
    """Size [byte]."""
    sha256: str
    """SHA-256 of the file, hexadecimal."""


def made(slot: Slot, file: LakeFile, first: int, last: int) -> DayFile:
    """What the manifest says of a file that was written."""
    return DayFile(slot, file.path, first, last, file.rows, len(file.data), file.sha256)


def add(connection: Connection, files: Iterable[DayFile]) -> None:
    """Put files into the manifest."""
    rows = [
        {
            "path": file.path,
            "dataset": file.slot.dataset,
            "day": file.slot.day,
            "source": file.slot.source,
            "label": file.slot.label.value,
            "first": file.first,
            "last": file.last,
            "rows": file.rows,
            "bytes": file.size,
            "sha256": file.sha256,
        }
        for file in files
    ]
    if rows:
        connection.execute(insert(DayFileRow), rows)


def remove(connection: Connection, paths: Collection[str]) -> None:
    """Take files out of the manifest."""
    for path in sorted(paths):
        connection.execute(delete(DayFileRow).where(DayFileRow.path == path))


def between(session: Session, dataset: str, since: str, until: str, source: str | None = None) -> tuple[DayFile, ...]:
    """Files of a dataset of the days `since <= day < until`, by day, source, label and number."""
    query = select(DayFileRow).where(DayFileRow.dataset == dataset, DayFileRow.day >= since, DayFileRow.day < until)
    return _files(session, query if source is None else query.where(DayFileRow.source == source))


def everything(session: Session) -> tuple[DayFile, ...]:
    """Every file, by dataset, day, source, label and number."""
    return _files(session, select(DayFileRow))


def _files(session: Session, query: Select[DayFileRow]) -> tuple[DayFile, ...]:
    found = tuple(
        DayFile(
            Slot(row.dataset, row.day, row.source, Label(row.label)),
            row.path,
            row.first,
            row.last,
            row.rows,
            row.bytes,
            row.sha256,
        )
        for row in session.scalars(query)
    )
    return tuple(sorted(found, key=lambda file: (file.slot, file.first)))
