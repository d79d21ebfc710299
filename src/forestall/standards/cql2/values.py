"""What conditions speak of: numbers, words, moments, spans of time, geometries; and how they are read from JSON."""

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from shapely import Geometry, box
from shapely.errors import ShapelyError
from shapely.geometry import shape

from forestall.standards.cql2.flaw import flaw

FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time, ends included; a moment is one of no length."""

    start: datetime
    """When it begins; `FIRST` when it is open."""
    end: datetime
    """When it ends; `LAST` when it is open."""

    @property
    def instant(self) -> bool:
        """Whether it is a moment."""
        return self.start == self.end


Value = str | float | bool | Span | Geometry | tuple[object, ...] | None
"""A value; None is not known, and so is what is worked out from it."""


def moment(text: object) -> Span:
    """A time of RFC 3339 with its zone.

    Raises:
        StandardError: it is none.
    """
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise flaw(f"{str(text)[:40]!r}: expected a time such as 2026-03-09T06:00:00Z") from error
    if found.tzinfo is None or "T" not in str(text).upper():
        raise flaw(f"{str(text)[:40]!r}: expected a time with its zone, such as 2026-03-09T06:00:00Z")
    return Span(found.astimezone(UTC), found.astimezone(UTC))


def day(text: object) -> Span:
    """A date: the whole day in UTC.

    Raises:
        StandardError: it is none.
    """
    try:
        found = date.fromisoformat(str(text))
    except ValueError as error:
        raise flaw(f"{str(text)[:40]!r}: expected a date such as 2026-03-09") from error
    return Span(datetime.combine(found, time.min, UTC), datetime.combine(found, time.max, UTC))


def either(text: str) -> Span:
    """A date or a time."""
    return day(text) if len(text) == len("2026-03-09") else moment(text)


def span(ends: object) -> Span:
    """An interval of two ends, `..` where it is open.

    Raises:
        StandardError: it is none, or ends before it begins.
    """
    if not isinstance(ends, list | tuple) or len(ends) != 2 or not all(isinstance(each, str) for each in ends):
        raise flaw("expected an interval of two times", clause="CQL2, 6.3.3")
    start = FIRST if ends[0] == ".." else either(ends[0]).start
    end = LAST if ends[1] == ".." else either(ends[1]).end
    if start > end:
        raise flaw(f"interval {ends[0]} to {ends[1]}: ends before it begins", clause="CQL2, 6.3.3")
    return Span(start, end)


def bounds(values: object) -> Geometry:
    """A box of four numbers, or of six of which the heights are left aside; over 180° when west is more than east.

    Raises:
        StandardError: it is none.
    """
    if not isinstance(values, list | tuple) or len(values) not in (4, 6) or not all(map(_real, values)):
        raise flaw("box: expected four numbers: west, south, east, north", clause="CQL2, 6.3.2")
    west, south, east, north = (values[each] for each in ((0, 1, 2, 3) if len(values) == 4 else (0, 1, 3, 4)))
    if south > north or abs(south) > 90 or abs(north) > 90 or abs(west) > 180 or abs(east) > 180:
        raise flaw("box: expected longitudes to 180, latitudes to 90, south first", clause="CQL2, 6.3.2")
    if west <= east:
        return box(west, south, east, north)
    return box(west, south, 180.0, north).union(box(-180.0, south, east, north))


def geometry(document: Mapping[str, object]) -> Geometry:
    """A geometry of GeoJSON.

    Raises:
        StandardError: it is none, or not valid.
    """
    try:
        found = shape(document)
        sound = not found.is_empty and found.is_valid and all(math.isfinite(each) for each in found.bounds)
    except (ShapelyError, TypeError, ValueError, KeyError, AttributeError, IndexError) as error:
        raise flaw("geometry: expected one of GeoJSON", clause="CQL2, 6.3.2") from error
    if not sound:
        raise flaw("geometry: empty, or its rings cross themselves", clause="CQL2, 6.3.2")
    return found


def plain(text: str) -> str:
    """Text without accents (CQL2, 7.4.2)."""
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(each for each in parts if not unicodedata.combining(each)))


def _real(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
