"""The log events that a finding rests on, read again from the files of its source, through the same door as in a pass.

Events that came to the service over the network are in the lake under other numbers; they are named, not shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from forestall.guard.door import Door
from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.observe.files import find
from forestall.observe.stage import observe
from forestall.pipeline.picture import Derived

MOST_BYTES = 50_000_000
"""Files of a source beyond this are not read for a page."""
_LATELY = Derived(4)  # sources that were read last: who looks through findings asks for the same again
_OWN = ("_id", "_file", "_line", "_time", "_host")


@dataclass(frozen=True, slots=True)
class Event:
    """A log event."""

    id: str
    """Its id."""
    file: str
    """The file it stands in."""
    line: int
    """Where in it, from 1."""
    time: datetime | None
    """When it happened."""
    host: str
    """The machine; empty when it names none."""
    fields: tuple[tuple[str, str], ...]
    """Its fields by name, pseudonyms as in the pass."""


@dataclass(frozen=True, slots=True)
class Events:
    """What was found again."""

    events: tuple[Event, ...] = ()
    """Newest first."""
    too_large: int = 0
    """Bytes of the source's files, when they were too many to be read; else 0."""


def events(place: Place, door: Door, finding: Finding, at: datetime) -> Events:
    """The events of a finding that stand in the files of its source.

    Args:
        place: the place
        door: through which everything comes in
        finding: the finding
        at: time of the pass
    """
    source = next((each for each in place.sources if each.id == finding.source), None)
    if source is None or not finding.evidence:
        return Events()
    stats = [(each.label, each.path.stat()) for each in find(place.root, source.path) if each.path.is_file()]
    if (size := sum(each.st_size for _, each in stats)) > MOST_BYTES:
        return Events(too_large=size)
    files = tuple((label, each.st_size, each.st_mtime_ns) for label, each in stats)
    alone = replace(place, sources=(source,))
    records = _LATELY.once((place.digest, source, door, at, files), lambda: observe(alone, at, door).records)
    assert isinstance(records, tuple)
    return Events(tuple(each for part in records for each in _picked(part.table, finding.evidence)))


def _picked(table: pa.Table, wanted: Sequence[str]) -> list[Event]:
    rows = table.filter(pc.is_in(table["_id"], pa.array(list(wanted), pa.string()))).to_pylist()
    rows.sort(key=lambda row: wanted.index(row["_id"]))
    return [
        Event(
            id=row["_id"],
            file=row["_file"],
            line=row["_line"],
            time=row["_time"],
            host=row["_host"] or "",
            fields=tuple((name, str(value)) for name, value in row.items() if name not in _OWN and value is not None),
        )
        for row in rows
    ]
