"""What an alert says, as the command line is told: options and files to what `warn/authoring.py` takes."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from forestall.core.clock import instant
from forestall.core.errors import InputError, StandardError
from forestall.model.alert import Area

if TYPE_CHECKING:
    from forestall.warn.authoring import Written

MOST_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Places:
    """Where an alert holds, as options give it; latitude first, as CAP has it."""

    name: str
    """The area in words."""
    circles: tuple[str, ...] = ()
    """`LAT,LON KM` each."""
    polygons: tuple[str, ...] = ()
    """`LAT,LON LAT,LON …` each; closed when it is not."""
    geocodes: tuple[str, ...] = ()
    """`NAME=VALUE` each."""

    def areas(self) -> tuple[Area, ...]:
        """The area; none when nothing was said.

        Raises:
            InputError: a position cannot be read.
        """
        if not (self.name or self.circles or self.polygons or self.geocodes):
            return ()
        return (
            Area(
                description=self.name or "the area shown",
                polygons=tuple(_ring(text) for text in self.polygons),
                circles=tuple(_circle(text) for text in self.circles),
                geocodes=tuple(_pair(text) for text in self.geocodes),
            ),
        )


def from_file(file: Path) -> "Written":
    """What an alert says, from a JSON file of the fields of `Written`.

    Raises:
        InputError: it cannot be read, or holds something else.
    """
    from pydantic import TypeAdapter, ValidationError

    from forestall.warn.authoring import Written

    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror})") from error
    if len(data) > MOST_BYTES:
        raise InputError(f"{file}: {len(data):,} bytes, expected at most {MOST_BYTES:,}")
    try:
        return TypeAdapter(Written).validate_python(json.loads(data), strict=False)
    except json.JSONDecodeError as error:
        raise InputError(f"{file}, line {error.lineno}: no JSON ({error.msg})") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{file}: {'.'.join(map(str, first['loc'])) or 'it'}: {first['msg']}") from error


def moment(text: str | None) -> datetime | None:
    """A time from the command line."""
    return None if text is None else instant(text)


def _ring(text: str) -> tuple[tuple[float, float], ...]:
    from forestall.standards.cap.text import read_polygon

    try:
        ring = read_polygon(text, "--polygon")
    except StandardError as error:
        raise InputError(f"{error}; expected LAT,LON LAT,LON LAT,LON") from error
    closed = ring if ring and ring[0] == ring[-1] else (*ring, *ring[:1])
    return tuple((lon, lat) for lat, lon in closed)


def _circle(text: str) -> tuple[float, float, float]:
    from forestall.standards.cap.text import read_circle

    try:
        lat, lon, radius = read_circle(text, "--circle")
    except StandardError as error:
        raise InputError(f"{error}; expected `LAT,LON KM`") from error
    return lon, lat, radius


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not (name and sign and value):
        raise InputError(f"--geocode: {text[:60]!r}, expected NAME=VALUE")
    return name, value
