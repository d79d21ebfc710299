"""What goes into a correlation and what comes out of it. Times are whole microseconds since 1970, UTC."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
SECOND = 1_000_000  # [µs]

Key = tuple[str, ...]
Value = tuple[str, ...] | float | None
"""A tuple for `value_count`, a number for the other kinds with a value."""
Evidence = tuple[tuple[int, str], ...]
"""(time, record id) pairs, by time."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Events that one rule found, as columns of the same length, in any order."""

    rule: str
    """The rule's id."""
    times: Sequence[int]
    """When each happened [µs]."""
    ids: Sequence[str]
    """The record's id; an event given twice by one rule counts once."""
    fields: Mapping[str, Sequence[str | None]]
    """The fields that correlations ask for; None where an event has no such field."""


Row = tuple[Any, ...]
"""An `Event` as a plain tuple, which Python's garbage collector soon passes over: for the many that only wait."""


class Event(NamedTuple):
    """One event inside a correlation; sorts by time, then rule, then id."""

    time: int
    """When it happened [µs]."""
    rule: int
    """Position of the rule that found it among the correlation's rules."""
    id: str
    """The record's id or, from another correlation, the match's."""
    key: Key
    """Values of the group-by fields."""
    value: Value = None
    """What the correlation's figure is made of."""
    carried: tuple[str | None, ...] = ()
    """Fields that correlations above ask for."""
    records: Evidence | None = None
    """Records behind a match; None for a record, which stands for itself."""


@dataclass(frozen=True, slots=True)
class Match:
    """A window that satisfied its correlation."""

    correlation: str
    """The correlation's id."""
    id: str
    """Follows from correlation, group and evidence."""
    time: int
    """When it was so [µs]: the event that completed it or, for what later events could undo, the window's end."""
    group: tuple[tuple[str, str], ...]
    """(group-by field, value) pairs."""
    figure: float
    """Count, sum, mean … of the window; for boolean conditions the number of rules that matched."""
    evidence: Evidence
    """Every record behind it, by time and id, each once."""
    carried: tuple[tuple[str | None, ...], ...] = ((),)
    """Distinct values of the fields that correlations above ask for."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Record ids of the evidence, by time."""
        return tuple(record for _, record in self.evidence)


def microseconds(moment: datetime) -> int:
    """A moment as whole microseconds since 1970."""
    return (moment - _EPOCH) // _TICK


def moment(time: int) -> datetime:
    """The inverse of `microseconds`."""
    return _EPOCH + time * _TICK


def evidence(events: Sequence[Event]) -> Evidence:
    """Records behind events, by time and id, each once."""
    found: set[tuple[int, str]] = set()
    for event in events:
        found.update(((event.time, event.id),) if event.records is None else event.records)
    return tuple(sorted(found))


def row_from(row: list[Any]) -> Row:
    """A row from the list that JSON makes of it."""
    time, rule, name, key, value, carried, records = row
    behind = None if records is None else tuple((moment, record) for moment, record in records)
    return Event(
        time, rule, name, tuple(key), tuple(value) if isinstance(value, list) else value, tuple(carried), behind
    )
