"""The part of the Earth that the map's picture shows: where it begins, where one can go from there, its coordinates.

A frame never turns: north is up, and degrees are as long everywhere in it as in its middle (`outlook/view.py`).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from forestall.core.errors import InputError
from forestall.core.geo import EARTH_RADIUS
from forestall.outlook.view import WIDTH, Point, View, round_length

Box = tuple[float, float, float, float]
"""West, south, east, north [deg]; east is beyond 180 where the box crosses the antimeridian."""
_METRES = math.radians(1.0) * EARTH_RADIUS  # of a degree of latitude
_WORLD = 78_271.517  # metres to a pixel of a tile at zoom 0 on the equator, as `web/static/map.js` counts zoom
_NARROWEST = 200.0  # metres across
_WIDEST = 360.0  # degrees across
_HIGHEST = 85.0  # latitude of the middle [deg]
_APART = 130.0  # least distance of lines of coordinates [px]
_EXAMPLE = "expected west,south,east,north in degrees, such as -8.9,40.1,-8.7,40.3"


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of equal longitude or latitude."""

    at: int
    """Where it crosses the frame [px]."""
    text: str
    """Which it is."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the picture shows."""

    view: View
    """Its middle, size, height."""

    @classmethod
    def around(cls, positions: Sequence[Point]) -> "Frame | None":
        """The frame that holds all positions (lon, lat) [deg]; None for none."""
        view = View.around(positions)
        return None if view is None else cls(view)

    def within(self, box: Box) -> "Frame":
        """A frame as high as this one that holds a box."""
        west, south, east, north = box
        lon, lat = (west + east) / 2, (south + north) / 2
        wide = max((east - west) * _METRES * _narrow(lat), _NARROWEST)
        tall = max((north - south) * _METRES, _NARROWEST * self.view.height / WIDTH)
        return self._at(lon, lat, min(WIDTH / wide, self.view.height / tall))

    def close(self, lon: float, lat: float, zoom: float) -> "Frame":
        """A frame as high as this one around a position, as near as a map with scripts is at that zoom."""
        lat = min(max(lat, -_HIGHEST), _HIGHEST)
        return self._at(lon, lat, 2 ** min(max(zoom, 0.0), 24.0) / (_WORLD * _narrow(lat)))

    def moved(self, zoom: float = 1.0, east: float = 0.0, north: float = 0.0) -> "Frame | None":
        """A frame so many times nearer, or so many halves of it further; None where there is none further."""
        west, south, right, top = self.box
        lon, lat = self.view.lon0 + east * (right - west) / 2, self.view.lat0 + north * (top - south) / 2
        found = self._at(lon, lat, self.view.per_metre * zoom)
        same = math.isclose(found.view.per_metre, self.view.per_metre) and math.isclose(found.view.lat0, self.view.lat0)
        return None if same and not east else found

    @property
    def box(self) -> Box:
        """What lies in it."""
        half = WIDTH / 2 / self.across
        up = self.view.height / 2 / self.along
        return (self.view.lon0 - half, self.view.lat0 - up, self.view.lon0 + half, self.view.lat0 + up)

    @property
    def text(self) -> str:
        """The same as an address has it."""
        west, south, east, north = self.box
        digits = min(max(2 + round(-math.log10(east - west)), 1), 6)
        return ",".join(f"{each:.{digits + 1}f}" for each in (_wrapped(west), south, _wrapped(east), north))

    @property
    def across(self) -> float:
        """Pixels to a degree of longitude."""
        return self.along * _narrow(self.view.lat0)

    @property
    def along(self) -> float:
        """Pixels to a degree of latitude."""
        return _METRES * self.view.per_metre

    @property
    def zoom(self) -> float:
        """How near it is, as a map with scripts counts it."""
        return math.log2(_WORLD * _narrow(self.view.lat0) * self.view.per_metre)

    @property
    def kilometres(self) -> float:
        """How far it is across [km]."""
        return WIDTH / self.view.per_metre / 1e3

    @property
    def middle(self) -> tuple[str, str]:
        """Latitude and longitude of its middle, as exactly as it can be seen."""
        fine = 10.0 ** math.floor(math.log10(10.0 / self.across))
        return _degrees(self.view.lat0, fine), _degrees(self.view.lon0, fine)

    @property
    def height(self) -> int:
        """How high it is [px]."""
        return round(self.view.height)

    @property
    def scale(self) -> tuple[int, str]:
        """Length of the scale bar [px], and what it stands for."""
        length = round_length(WIDTH / 5 / self.view.per_metre)
        return round(length * self.view.per_metre), f"{length / 1e3:g} km" if length >= 1e3 else f"{length:g} m"

    @property
    def meridians(self) -> tuple[Tick, ...]:
        """Lines of equal longitude, from west to east."""
        west, _, east, _ = self.box
        return tuple(
            Tick(round((lon - west) * self.across), _degrees(_wrapped(lon), step))
            for lon, step in _lines(west, east, self.across)
        )

    @property
    def parallels(self) -> tuple[Tick, ...]:
        """Lines of equal latitude, from south to north."""
        _, south, _, north = self.box
        return tuple(
            Tick(round((north - lat) * self.along), _degrees(lat, step))
            for lat, step in _lines(max(south, -90.0), min(north, 90.0), self.along)
        )

    def _at(self, lon: float, lat: float, per_metre: float) -> "Frame":
        lat = min(max(lat, -_HIGHEST), _HIGHEST)
        least = max(WIDTH / (_WIDEST * _METRES * _narrow(lat)), self.view.height / (180.0 * _METRES))
        per_metre = min(max(per_metre, least), WIDTH / _NARROWEST)
        room = 90.0 - self.view.height / 2 / (_METRES * per_metre)  # no pole is passed
        lat = min(max(lat, -room), room)
        return Frame(replace(self.view, lon0=_wrapped(lon), lat0=lat, per_metre=per_metre))


def box_of(text: str) -> Box:
    """The box that an address names.

    Raises:
        InputError: it is none.
    """
    try:
        west, south, east, north = (float(each) for each in text.split(","))
    except ValueError as error:
        raise InputError(f"bbox: found {text[:60]!r}, {_EXAMPLE}") from error
    if not (max(abs(west), abs(east)) <= 180.0 and -90.0 <= south < north <= 90.0) or west == east:
        raise InputError(f"bbox: found {text[:60]!r}, {_EXAMPLE}")
    return west, south, east + 360.0 * (east < west), north


def look_of(text: str) -> tuple[float, float, float] | None:
    """Longitude, latitude [deg] and zoom that the script of the map left in an address; None when it is none."""
    try:
        lon, lat, zoom = (float(each) for each in text.split(","))
    except ValueError:
        return None
    there = abs(lon) <= 180.0 and abs(lat) <= 90.0 and math.isfinite(zoom)
    return (lon, lat, zoom) if there else None


def _narrow(lat: float) -> float:
    return max(math.cos(math.radians(lat)), math.cos(math.radians(_HIGHEST)))


def _wrapped(lon: float) -> float:
    return lon if -180.0 <= lon <= 180.0 else (lon + 180.0) % 360.0 - 180.0


def _lines(low: float, high: float, pixels: float) -> list[tuple[float, float]]:
    """Round values between two [deg] with the step from one to the next."""
    least = _APART / pixels
    power = 10.0 ** math.floor(math.log10(least))
    step = next(each * power for each in (1.0, 2.0, 5.0, 10.0) if each * power >= least * (1 - 1e-9))
    first, last = math.ceil(low / step), math.floor(high / step)
    return [(index * step, step) for index in range(first, last + 1)]


def _degrees(value: float, step: float) -> str:
    digits = max(0, math.ceil(-math.log10(step) - 1e-9))
    text = f"{abs(value):.{digits}f}°"
    return f"−{text}" if float(text[:-1]) and value < 0 else text
