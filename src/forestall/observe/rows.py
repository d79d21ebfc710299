"""Rows of log events gathered into one table, batch by batch, so that only texts stay in memory."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import pyarrow as pa

from forestall.core.clock import iso
from forestall.core.ids import digest_id
from forestall.observe.moments import TIME_FIELDS, event_host, event_time
from forestall.observe.reading import CLOCK_SKEW, Tally

BATCH = 8_192
MAX_COLUMNS = 3_000
OWN = ("_id", "_file", "_line", "_time", "_host")
_TIME = pa.timestamp("us", tz="UTC")


class Rows:
    """Takes rows and gives a table with the columns that `model.signal.Records` promises."""

    def __init__(self, source: str, at: datetime, tally: Tally, time_fields: Sequence[str] = TIME_FIELDS) -> None:
        """`at` is the time of the pass: what is later is not taken in."""
        self._source, self._at, self._tally, self._time_fields = source, at, tally, time_fields
        self._batch: list[Mapping[str, str]] = []
        self._own: list[tuple[str, str, int, datetime | None, str | None]] = []
        self._tables: list[pa.Table] = []
        self._columns: set[str] = set()
        self._file = self._file_id = ""
        self._number = self._later = self._far = self._crowded = 0
        self.first: datetime | None = None
        """Time of the oldest row."""
        self.latest: datetime | None = None
        """Time of the newest row."""
        self.accepted = 0
        """Rows taken in."""

    def begin(self, file: str) -> None:
        """The rows that follow come from this file."""
        self.end()
        self._file, self._file_id, self._number = file, digest_id("r", self._source, file), 0

    def add(self, row: Mapping[str, str], line: int) -> None:
        """One event, with the line (or number) at which it stands."""
        self._number += 1
        time = event_time(row, self._time_fields)
        if time is not None and time > self._at:
            self._far += time > self._at + CLOCK_SKEW
            self._later += 1
            return
        if time is not None:
            self.first = time if self.first is None or time < self.first else self.first
            self.latest = time if self.latest is None or time > self.latest else self.latest
        self._batch.append(row)
        self._own.append((f"{self._file_id}-{self._number}", self._file, line, time, event_host(row)))
        self.accepted += 1
        if len(self._batch) >= BATCH:
            self._flush()

    def end(self) -> None:
        """The file is at its end: says what of it was left out."""
        if self._far:
            self._tally.skip(
                self._file, f"{self._far} events more than a day after the pass, {iso(self._at)}", self._far
            )
        elif self._later:
            self._tally.remark(self._file, f"{self._later} events after the pass left out")
        if self._crowded:
            self._tally.remark(self._file, f"{self._crowded} fields beyond the first {MAX_COLUMNS:,} left out")
        self._later = self._far = self._crowded = 0

    def table(self) -> pa.Table:
        """All rows: own columns first, the others by name."""
        self.end()
        self._flush()
        whole = pa.concat_tables([_empty(), *self._tables], promote_options="default")
        return whole.select([*OWN, *sorted(set(whole.column_names) - set(OWN))])

    def _flush(self) -> None:
        if not self._batch:
            return
        names = sorted({name for row in self._batch for name in row} - set(OWN))
        new = [name for name in names if name not in self._columns]
        room = max(0, MAX_COLUMNS - len(self._columns))
        self._crowded += len(new[room:])
        self._columns.update(new[:room])
        columns = {name: _texts([row.get(name) for row in self._batch]) for name in names if name in self._columns}
        ids, files, lines, times, hosts = zip(*self._own, strict=True)
        own = [pa.array(ids), pa.array(files), pa.array(lines, pa.int64()), pa.array(times, _TIME), _texts(list(hosts))]
        self._tables.append(pa.table([*own, *columns.values()], [*OWN, *columns]))
        self._batch, self._own = [], []


def _texts(values: list[str | None]) -> pa.StringArray:
    try:
        return pa.array(values, pa.string())
    except (UnicodeEncodeError, pa.ArrowInvalid):  # half of a surrogate pair, which JSON can write and UTF-8 cannot
        mended = (None if value is None else value.encode("utf-8", "replace").decode() for value in values)
        return pa.array(list(mended), pa.string())


def _empty() -> pa.Table:
    schema = [("_id", pa.string()), ("_file", pa.string()), ("_line", pa.int64()), ("_time", _TIME)]
    return pa.schema([*schema, ("_host", pa.string())]).empty_table()
