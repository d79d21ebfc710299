"""Keeping the store small: many files of a day become one, what is past its time goes. Nothing here reads a clock."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from sqlalchemy import TextClause, text

from forestall.model.label import Label
from forestall.model.retention import Retention
from forestall.store import day_files
from forestall.store.day_files import DayFile
from forestall.store.days import Days, joined
from forestall.store.prepared import stamp

LARGEST = 128 * 2**20  # files are not joined beyond this size [byte]
_AT_ONCE = 5000  # rows deleted in one transaction, so that intake never waits long
_SIGNALS = text(
    "DELETE FROM signals WHERE number IN (SELECT number FROM signals WHERE source = :source AND label = :label "
    "AND state <> 'new' AND received < :before ORDER BY number LIMIT :limit)"
)
_QUARANTINE = text("DELETE FROM quarantine WHERE received < :before")
_REQUESTS = text("DELETE FROM requests WHERE created < :before")
_SOURCES = text("SELECT source FROM source_health UNION SELECT source FROM day_files ORDER BY source")


@dataclass(frozen=True, slots=True)
class Tidied:
    """What an upkeep did."""

    moved: int = 0
    """Signals that moved to the lake."""
    joined: int = 0
    """Files that became part of a larger one."""
    files: int = 0
    """Files that were past their time."""
    signals: int = 0
    """Rows of signals that were."""
    quarantined: int = 0
    """Things in quarantine that were."""
    requests: int = 0
    """Keys of requests that were."""
    orphans: int = 0
    """Files that a killed writer had left behind."""


def tidy(days: Days, retention: Retention, at: datetime) -> Tidied:
    """Everything that keeps the store small; may be killed at any moment and run again.

    Args:
        days: the day files, alone
        retention: how long what is kept
        at: the present

    Raises:
        StateError: the lake or the database cannot be written; what was done before stands.
    """
    orphans = len(days.sweep())
    moved = _settle(days, at - timedelta(days=retention.embedded_days))
    gone = drop_files(days, retention, at)
    today = at.astimezone(UTC).date().isoformat()
    return Tidied(
        moved=moved,
        joined=compact(days, today),
        files=gone,
        signals=_drop_signals(days, retention, at),
        quarantined=_drop(days, _QUARANTINE, at - timedelta(days=retention.quarantine_days)),
        requests=_drop(days, _REQUESTS, at - timedelta(hours=retention.request_hours)),
        orphans=orphans,
    )


def compact(days: Days, before: str, largest: int = LARGEST) -> int:
    """Make one file of the many of each day, source and label, each time in one transaction.

    Args:
        days: the day files, alone
        before: days before this one, YYYY-MM-DD
        largest: files are not joined beyond this size [byte]

    Returns:
        How many files became part of another.
    """
    with days.database.reading() as session:
        files = [file for file in day_files.everything(session) if file.slot.day < before]
    count = 0
    for _, same in groupby(files, key=lambda file: file.slot):
        for group in _groups(same, largest):
            _join(days, group)
            count += len(group)
    return count


def drop_files(days: Days, retention: Retention, at: datetime) -> int:
    """Remove the day files that are past their time. Returns how many."""
    with days.database.reading() as session:
        files = day_files.everything(session)
    old = [file for file in files if file.slot.day < _first_day(retention, file.slot.source, file.slot.label, at)]
    with days.database.connection() as connection:
        day_files.remove(connection, [file.path for file in old])
    days.lake.remove([file.path for file in old])
    return len(old)


def _settle(days: Days, before: datetime) -> int:
    moved = 0
    while count := days.settle(before):
        moved += count
    return moved


def _groups(files: Iterable[DayFile], largest: int) -> Iterator[list[DayFile]]:
    """Files to be joined, in their order: two or more, together no larger than allowed."""
    group: list[DayFile] = []
    for file in files:
        if group and sum(each.size for each in group) + file.size > largest:
            if len(group) > 1:
                yield group
            group = []
        group.append(file)
    if len(group) > 1:
        yield group


def _join(days: Days, group: list[DayFile]) -> None:
    table = joined([days.table(file) for file in group])
    entry, file = days.file(group[0].slot, table, group[0].first, max(each.last for each in group))
    days.lake.put([file])
    with days.database.connection() as connection:
        day_files.remove(connection, [each.path for each in group])
        day_files.add(connection, [entry])
    days.lake.remove([each.path for each in group])


def _first_day(retention: Retention, source: str, label: Label, at: datetime) -> str:
    return (at.astimezone(UTC).date() - timedelta(days=retention.days_of(source, label))).isoformat()


def _drop_signals(days: Days, retention: Retention, at: datetime) -> int:
    with days.database.connection() as connection:
        sources = list(connection.execute(_SOURCES).scalars())
    count = 0
    for source in sources:
        for label in Label:
            before = f"{_first_day(retention, source, label, at)}T00:00:00.000000+00:00"
            values = {"source": source, "label": label.value, "before": before, "limit": _AT_ONCE}
            while gone := _delete(days, values):
                count += gone
    return count


def _delete(days: Days, values: dict[str, object]) -> int:
    with days.database.connection() as connection:
        return connection.execute(_SIGNALS, values).rowcount


def _drop(days: Days, statement: TextClause, before: datetime) -> int:
    with days.database.connection() as connection:
        return connection.execute(statement, {"before": stamp(before)}).rowcount
