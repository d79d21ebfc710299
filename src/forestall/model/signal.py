"""What comes in: signals, and tables of raw records."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import pyarrow as pa

from forestall.model.marks import Key, Unit
from forestall.model.words import Quality


@dataclass(frozen=True, slots=True)
class Signal:
    """Something observed: when, where, from what source, of what kind, which value."""

    id: Annotated[str, Key()]
    """Follows from source and content, so that the same thing read twice is one signal."""
    source: str
    """The source."""
    kind: str
    """`indicator:ID`, `alert:EVENT`, `vulnerability:CVE`."""
    time: datetime
    """When it was so."""
    value: float | None
    """Its value; None when there is none."""
    unit: str
    """Unit of the value."""
    text: str
    """What it says, without personal data."""
    quality: Quality
    """Whether its value should be doubted."""
    site: str | None = None
    """The site it speaks of."""
    jurisdiction: str | None = None
    """The authority it concerns."""
    lon: Annotated[float | None, Unit("deg")] = None
    """Longitude, WGS 84."""
    lat: Annotated[float | None, Unit("deg")] = None
    """Latitude, WGS 84."""


@dataclass(frozen=True, slots=True)
class Records:
    """Raw log events of one source as they came, flattened to columns of text.

    Columns `_id`, `_file` (text), `_line` (int64, from 1), `_time` (timestamp, UTC, may be null) and `_host` (text, may
    be null) are always there; the others are the events' own fields by their leaf name (`CommandLine`,
    `EventID`, `Channel`), null where an event has no such field.
    """

    source: str
    """The source."""
    table: pa.Table
    """One row an event."""
