"""The text forms of CAP 1.2: times, positions, references, lists. Each `read_*` has its `*_text`."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from forestall.core.clock import utc
from forestall.core.errors import InputError, StandardError
from forestall.standards.cap.message import Reference

# CAP 1.2, 3.3.2: a numeric offset, to the second. Earlier versions took any xs:dateTime, even without an offset.
_STRICT_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d", re.ASCII)
_EARLY_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,12})?(Z|[-+]\d\d:\d\d)?", re.ASCII)
_NUMBER = re.compile(r"[-+]?(\d{1,20}(\.\d{0,400})?|\.\d{1,400})", re.ASCII)
_RING = re.compile(rf"{_NUMBER.pattern},{_NUMBER.pattern}(\s+{_NUMBER.pattern},{_NUMBER.pattern})*", re.ASCII)
_ITEM = re.compile(r'"[^"]*"|\S+')


def read_time(text: str, path: str, *, strict: bool = True) -> datetime:
    """A CAP time, to the second (3.3.2); unless `strict` any `xs:dateTime`, without offset taken as UTC."""
    if not (_STRICT_TIME if strict else _EARLY_TIME).fullmatch(text):
        raise StandardError(
            f"{text[:60]!r} is no time such as 2026-03-09T06:00:00-00:00", path=path, clause="CAP 1.2, 3.3.2"
        )
    try:
        moment = datetime.fromisoformat(text).replace(microsecond=0)
        aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        utc(aware)
    except (ValueError, OverflowError, InputError) as error:
        raise StandardError(f"{text[:60]!r}: {error}", path=path, clause="CAP 1.2, 3.3.2") from error
    return aware


def time_text(moment: datetime) -> str:
    """A time in its own offset; UTC is `-00:00`, as 3.3.2 requires."""
    text = moment.isoformat(timespec="seconds")
    return text[:-6] + "-00:00" if moment.utcoffset() == timedelta(0) else text


def read_number(text: str, path: str) -> float:
    """A decimal number without exponent."""
    if not _NUMBER.fullmatch(text):
        raise StandardError(f"{text[:60]!r} is no decimal number", path=path, clause="CAP 1.2, 3.2.4")
    return float(text)


def number_text(number: float) -> str:
    """The shortest decimal text without exponent that reads as the same number."""
    return format(Decimal(repr(number + 0.0)), "f")


def read_whole(text: str, path: str) -> int:
    """A whole number of at most 18 digits."""
    if not re.fullmatch(r"[-+]?[0-9]{1,18}", text):
        raise StandardError(f"{text[:60]!r} is no whole number", path=path, clause="CAP 1.2, 3.2.3")
    return int(text)


def read_polygon(text: str, path: str) -> tuple[tuple[float, float], ...]:
    """Pairs `lat,lon` separated by white space (3.2.4, `polygon`)."""
    if not _RING.fullmatch(text):
        return tuple(_pair(pair, path) for pair in text.split())  # finds the pair that is wrong
    numbers = iter(map(float, text.replace(",", " ").split()))
    return tuple(zip(numbers, numbers, strict=True))


def polygon_text(ring: tuple[tuple[float, float], ...]) -> str:
    """Pairs `lat,lon` separated by spaces."""
    return " ".join(f"{number_text(lat)},{number_text(lon)}" for lat, lon in ring)


def read_circle(text: str, path: str) -> tuple[float, float, float]:
    """`lat,lon radius` (3.2.4, `circle`)."""
    parts = text.split()
    if len(parts) != 2:
        raise StandardError(f"{text[:60]!r} is no circle `lat,lon radius`", path=path, clause="CAP 1.2, 3.2.4")
    return *_pair(parts[0], path), read_number(parts[1], path)


def circle_text(circle: tuple[float, float, float]) -> str:
    """`lat,lon radius`."""
    lat, lon, radius = circle
    return f"{number_text(lat)},{number_text(lon)} {number_text(radius)}"


def read_references(text: str, path: str, *, strict: bool = True) -> tuple[Reference, ...]:
    """`sender,identifier,sent` separated by white space (3.2.1, `references`)."""
    if not text:
        raise StandardError("is empty; leave it out instead", path=path, clause="CAP 1.2, 3.2.1 references")
    return tuple(_reference(item, path, strict) for item in text.split())


def reference_text(reference: Reference) -> str:
    """`sender,identifier,sent`."""
    return f"{reference.sender},{reference.identifier},{time_text(reference.sent)}"


def read_list(text: str) -> tuple[str, ...]:
    """Items separated by white space; one that holds white space stands in double quotes (3.2.1)."""
    return tuple(item.strip('"') for item in _ITEM.findall(text) if item != '""')


def list_text(items: tuple[str, ...]) -> str:
    """Items separated by spaces, in double quotes where they hold white space."""
    return " ".join(f'"{item}"' if re.search(r"\s", item) else item for item in items)


def in_range(lat: float, lon: float) -> bool:
    """Whether a position is on the Earth (WGS 84, degrees)."""
    return -90 <= lat <= 90 and -180 <= lon <= 180


def whole_minutes(moment: datetime) -> bool:
    """Whether a time can be written as 3.3.2 asks: to the second, with an offset in minutes."""
    offset = moment.utcoffset()
    return offset is not None and not (moment.microsecond or offset.seconds % 60 or offset.microseconds)


def _pair(text: str, path: str) -> tuple[float, float]:
    parts = text.split(",")
    if len(parts) != 2:
        raise StandardError(f"{text[:60]!r} is no position `lat,lon`", path=path, clause="CAP 1.2, 3.2.4")
    return read_number(parts[0], path), read_number(parts[1], path)


def _reference(text: str, path: str, strict: bool) -> Reference:
    parts = text.split(",")
    if len(parts) != 3 or not all(parts):
        raise StandardError(
            f"{text[:80]!r} is no reference `sender,identifier,sent`", path=path, clause="CAP 1.2, 3.2.1 references"
        )
    return Reference(parts[0], parts[1], read_time(parts[2], path, strict=strict))
