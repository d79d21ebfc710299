"""The lake by day: records as they come, and signals once they were worked through.

Whoever opens it keeps the lake alone. A file is whole on disk before the transaction that puts it into the manifest,
together with the offset that it covers; killed in between, it is an orphan that `sweep` removes.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import bindparam, select, text

from forestall.core.errors import InputError
from forestall.guard.keys import KeyRing
from forestall.model.intake import Arrival, SignalState, StoredSignal
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.store import day_files, taking
from forestall.store.database import Database
from forestall.store.day_files import DayFile, Slot
from forestall.store.intake_tables import OffsetRow, SignalRow, TallyRow
from forestall.store.lake import LakeFile, lake_at, parquet, table_of, whole
from forestall.store.lock import Work, locked, locked_server
from forestall.store.passes import Passes
from forestall.store.prepared import stamp
from forestall.store.sealed import SealedLake
from forestall.store.settled import by_number
from forestall.store.where import make, where

SIGNALS = "signals"
_ARCHIVE = "archive"  # the offset that says up to which number signals moved to the lake
_CHUNK = 500
_AT_ONCE = 1_000  # rows that are signals at once, not columns
_GIVEN = text(
    "INSERT INTO tallies (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_EMPTY = text("UPDATE signals SET body = NULL WHERE number IN :numbers AND state = 'done'").bindparams(
    bindparam("numbers", expanding=True)
)
_MOMENT = pa.timestamp("us", "UTC")
_SCHEMA = pa.schema(
    {
        "number": pa.int64(),
        "source": pa.string(),
        "identity": pa.string(),
        "event_time": _MOMENT,
        "received": _MOMENT,
        "kind": pa.string(),
        "label": pa.string(),
        "jurisdiction": pa.string(),
        "field": pa.string(),
        "body": pa.string(),
        "digest": pa.string(),
    }
)


class Tables(Protocol):
    """Tables as files and back; sealed when there is a key (`sealed.py`)."""

    def encode(self, table: pa.Table, unit: str, path: str) -> bytes:
        """A table as a file of a unit at a path."""

    def decode(self, data: bytes, unit: str, path: str) -> pa.Table:
        """The table in such a file."""


class PlainTables:
    """Tables as plain Parquet."""

    def encode(self, table: pa.Table, unit: str, path: str) -> bytes:
        """A table as a file."""
        return parquet(table)

    def decode(self, data: bytes, unit: str, path: str) -> pa.Table:
        """The table in a file."""
        return table_of(data)


class Days:
    """The day files of one state."""

    def __init__(self, database: Database, ring: KeyRing | None = None) -> None:
        """Use `open`."""
        self.database = database
        self.lake = lake_at(database.where.lake)
        self._tables: Tables = PlainTables() if ring is None else SealedLake(ring, database)

    @classmethod
    @contextmanager
    def open(cls, place: Path | str, ring: KeyRing | None = None) -> Iterator["Days"]:
        """The day files of a state, alone.

        Raises:
            InputError: the URL cannot be read.
            StateError: another process keeps the lake, or the state cannot be used.
        """
        found = where(place)
        if found.folder is not None:
            make(found.folder)
        database = Database(found, writable=True)
        try:
            lock = locked_server(database, Work.LAKE) if found.folder is None else locked(found.folder, Work.LAKE)
            with lock:
                database.prepare()
                yield cls(database, ring)
        finally:
            database.close()

    def keep(
        self, dataset: str, source: str, label: Label, table: pa.Table, times: str, offset: str, at: datetime
    ) -> tuple[DayFile, ...]:
        """Keep raw records of a source, with how far it has been read.

        Args:
            dataset: name of the table of records: small letters, digits, hyphens; not `signals`
            source: the source
            label: who may read them
            table: n rows
            times: column with the event time, timestamp in UTC; a row without one belongs to the day it came
            offset: how far the source has been read once these are kept
            at: when they came

        Returns:
            The files that they are in now, one for each day.

        Raises:
            InputError: the name or the column of times is wrong.
            StateError: the lake or the database cannot be written; nothing counts.
        """
        if dataset == SIGNALS or not dataset.replace("-", "").isalnum() or not dataset.islower():
            raise InputError(f"dataset {dataset!r}: expected small letters, digits, hyphens, and not {SIGNALS!r}")
        if times not in table.column_names or not pa.types.is_timestamp(table.schema.field(times).type):
            raise InputError(f"dataset {dataset!r}: expected a column {times!r} of timestamps")
        number = self._given(dataset)
        made = []
        for day, rows in _by_day(table, times, at):
            made.append(self.file(Slot(dataset, day, source, label), rows, number + 1, number + rows.num_rows))
            number += rows.num_rows
        self.lake.put([file for _, file in made])
        with self.database.connection() as connection:
            day_files.add(connection, [entry for entry, _ in made])
            connection.execute(_GIVEN, {"name": _tally(dataset), "value": number})
            taking.set_offset(connection, source, offset, stamp(at))
        return tuple(entry for entry, _ in made)

    def settle(self, before: datetime, limit: int = 20_000) -> int:
        """Move signals that were worked through and came before a time into the lake.

        Their rows stay in the database without content, so that a replay is still recognised.

        Returns:
            How many were moved; fewer than `limit` when no more are left.

        Raises:
            StateError: the lake or the database cannot be written; nothing counts.
        """
        with self.database.reading() as session:
            archived = session.get(OffsetRow, _ARCHIVE)
            query = select(SignalRow).where(SignalRow.number > (0 if archived is None else int(archived.position)))
            rows = list(session.scalars(query.order_by(SignalRow.number).limit(limit)))
        rows = [*_until(rows, before)]
        moving = [row for row in rows if row.state == SignalState.DONE and row.body is not None]
        made = [self.file(slot, _table(part), part[0].number, part[-1].number) for slot, part in _slots(moving)]
        self.lake.put([file for _, file in made])
        with self.database.connection() as connection:
            day_files.add(connection, [entry for entry, _ in made])
            numbers = [row.number for row in moving]
            for at in range(0, len(numbers), _CHUNK):
                connection.execute(_EMPTY, {"numbers": numbers[at : at + _CHUNK]})
            if rows:
                taking.set_offset(connection, _ARCHIVE, str(rows[-1].number), None)
        return len(rows)

    def read(self, dataset: str, since: date, until: date, source: str | None = None) -> pa.Table | None:
        """Rows of a dataset of the days `since <= day < until`, in the order in which they were stored.

        Raises:
            StateError: a file is not there, or is not what was written.
        """
        with self.database.reading() as session:
            files = day_files.between(session, dataset, since.isoformat(), until.isoformat(), source)
        ordered = sorted(files, key=lambda file: (file.slot.day, file.first))
        return joined([self.table(file) for file in ordered]) if ordered else None

    def settled(self) -> Iterator[StoredSignal]:
        """Signals that were moved here, by number.

        Raises:
            StateError: a file is not there, or is not what was written.
        """
        return by_number(self._signal_files, self._signals)

    def _signal_files(self) -> tuple[DayFile, ...]:
        with self.database.reading() as session:
            return day_files.between(session, SIGNALS, date.min.isoformat(), date.max.isoformat())

    def _signals(self, file: DayFile) -> Iterator[StoredSignal]:
        for batch in self.table(file).sort_by("number").to_batches(max_chunksize=_AT_ONCE):
            yield from map(_signal, batch.to_pylist())

    def table(self, file: DayFile) -> pa.Table:
        """The rows of a file.

        Raises:
            StateError: it is not there, or is not what was written.
        """
        return self._tables.decode(whole(self.lake, file.path, file.sha256), _unit(file.slot), file.path)

    def file(self, slot: Slot, table: pa.Table, first: int, last: int) -> tuple[DayFile, LakeFile]:
        """A file to be written, and what the manifest will say of it."""
        path = slot.path(first, last)
        written = LakeFile(slot.dataset, path, table.num_rows, self._tables.encode(table, _unit(slot), path))
        return day_files.made(slot, written, first, last), written

    def sweep(self) -> tuple[str, ...]:
        """Remove what a killed writer left behind: every file that is not in the manifest. Returns their paths."""
        with self.database.reading() as session:
            kept = {file.path for file in day_files.everything(session)} | Passes(session).files()
        orphans = [path for path in self.lake.paths() if "/" in path and path not in kept]
        self.lake.remove(orphans)
        return tuple(orphans)

    def _given(self, dataset: str) -> int:
        with self.database.reading() as session:
            row = session.get(TallyRow, _tally(dataset))
            return 0 if row is None else row.value


def joined(tables: Sequence[pa.Table]) -> pa.Table:
    """Tables below one another; a column that one lacks is null there."""
    return pa.concat_tables(tables, promote_options="permissive").combine_chunks()


def _tally(dataset: str) -> str:
    return f"lake:{dataset}"


def _unit(slot: Slot) -> str:
    return "/".join((slot.dataset, slot.label, slot.day, slot.source))  # as `sealed.unit_of` has it


def _by_day(table: pa.Table, times: str, at: datetime) -> Iterator[tuple[str, pa.Table]]:
    moments = pc.fill_null(table.column(times).cast(_MOMENT), pa.scalar(at.astimezone(UTC), _MOMENT))
    days = pc.strftime(moments, format="%Y-%m-%d")
    for day in sorted(pc.unique(days).to_pylist()):
        yield day, table.filter(pc.equal(days, day))


def _until(rows: Iterable[SignalRow], before: datetime) -> Iterator[SignalRow]:
    """Rows up to the first that came too late or waits for the pipeline: the offset may not pass over it."""
    for row in rows:
        if row.received >= before or row.state == SignalState.NEW:
            return
        yield row


def _slots(rows: Iterable[SignalRow]) -> list[tuple[Slot, list[SignalRow]]]:
    found: dict[Slot, list[SignalRow]] = defaultdict(list)
    for row in rows:
        day = (row.event_time or row.received).astimezone(UTC).date().isoformat()
        found[Slot(SIGNALS, day, row.source, Label(row.label))].append(row)
    return sorted(found.items())


def _signal(row: dict[str, Any]) -> StoredSignal:
    values = {name: row[name] for name in _SCHEMA.names if name != "number"}
    field = None if row["field"] is None else Field(row["field"])
    told = values | {"label": Label(row["label"]), "field": field, "body": json.loads(row["body"])}
    return StoredSignal(row["number"], SignalState.DONE, Arrival(**told))


def _table(rows: Sequence[SignalRow]) -> pa.Table:
    return pa.table({name: [getattr(row, name) for row in rows] for name in _SCHEMA.names}, schema=_SCHEMA)
