"""The map's frame: from lon, lat to pixels of a local equirectangular projection, cut at the frame."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from forestall.core.geo import Floats, local_metres, lon_lat
from forestall.outlook.charts import px

WIDTH = 960.0
_HIGHEST = 780.0
_ROOM = 0.05
_MARGIN = 24.0
_SMALLEST = 1_000.0  # a frame is at least this wide [m]

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class View:
    """What part of the Earth the map shows, and at what size."""

    lon0: float
    """Longitude of the middle [deg]."""
    lat0: float
    """Latitude of the middle [deg]."""
    per_metre: float
    """Pixels a metre."""
    height: float
    """Height of the frame [px]; its width is `WIDTH`."""

    @classmethod
    def around(cls, positions: Sequence[Point], lowest: float = 460.0) -> Self | None:
        """The frame, at least `lowest` [px] high, that holds all positions (lon, lat) [deg]; None for none."""
        positions = [each for each in positions if all(math.isfinite(value) for value in each)]
        if not positions:
            return None
        reference = positions[0][0]
        east = [(lon - reference + 180.0) % 360.0 - 180.0 for lon, _ in positions]
        lon0 = reference + (min(east) + max(east)) / 2
        lat0 = (min(lat for _, lat in positions) + max(lat for _, lat in positions)) / 2
        x, y = _metres(positions, lon0, lat0)
        wide = max(float(np.ptp(x)), _SMALLEST) * (1 + 2 * _ROOM)
        tall = max(float(np.ptp(y)), _SMALLEST) * (1 + 2 * _ROOM)
        height = min(max(WIDTH * tall / wide, lowest), _HIGHEST)
        return cls((lon0 + 180.0) % 360.0 - 180.0, lat0, min(WIDTH / wide, height / tall), height)

    def pixels(self, positions: Sequence[Point]) -> list[Point]:
        """Positions (lon, lat) [deg] as x to the right, y down [px]."""
        if not positions:
            return []
        x, y = _metres(positions, self.lon0, self.lat0)
        across = WIDTH / 2 + x * self.per_metre
        down = self.height / 2 - y * self.per_metre
        return list(zip(across.tolist(), down.tolist(), strict=True))

    def holds(self, point: Point) -> bool:
        """Whether a pixel lies within the frame."""
        return 0 <= point[0] <= WIDTH and 0 <= point[1] <= self.height

    def ring(self, positions: Sequence[Point]) -> list[Point]:
        """A closed ring of (lon, lat) [deg] as pixels, cut a little outside the frame; empty when it lies beyond."""
        points = self.pixels([each for each in positions if all(math.isfinite(value) for value in each)])
        for axis, limit, keep in (
            (0, -_MARGIN, 1.0),
            (0, WIDTH + _MARGIN, -1.0),
            (1, -_MARGIN, 1.0),
            (1, self.height + _MARGIN, -1.0),
        ):
            points = _cut(points, axis, limit, keep)
        return points

    def circle(self, lon: float, lat: float, radius: float) -> list[Point]:
        """A circle of a radius [km] as a cut ring of pixels."""
        turns = np.linspace(0.0, 2 * math.pi, 73)
        around = lon_lat(1e3 * radius * np.sin(turns), 1e3 * radius * np.cos(turns), lon, lat)
        return self.ring(list(zip(around[0].tolist(), around[1].tolist(), strict=True)))

    def covered(self, ring: Sequence[Point]) -> bool:
        """Whether a cut ring takes up the whole frame, so that none of its edge can be seen."""
        whole = (WIDTH + 2 * _MARGIN) * (self.height + 2 * _MARGIN)
        return abs(_area(ring)) >= 0.999 * whole


def _metres(positions: Sequence[Point], lon0: float, lat0: float) -> tuple[Floats, Floats]:
    """East and north of an origin [m]."""
    table = np.asarray(positions, dtype=float)
    return local_metres(table[:, 0], table[:, 1], lon0, lat0)


def _cut(points: Sequence[Point], axis: int, limit: float, keep: float) -> list[Point]:
    """One side of Sutherland and Hodgman (1974): keep what lies on the inner side of a line."""
    kept: list[Point] = []
    for before, here in zip([*points[-1:], *points[:-1]], points, strict=True):
        inside = keep * (here[axis] - limit) >= 0
        if inside != (keep * (before[axis] - limit) >= 0):
            share = (limit - before[axis]) / (here[axis] - before[axis])
            kept.append((before[0] + share * (here[0] - before[0]), before[1] + share * (here[1] - before[1])))
        if inside:
            kept.append(here)
    return kept


def _area(ring: Sequence[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], *ring[:1]], strict=True)) / 2


def path(rings: Iterable[Sequence[Point]], closed: bool = True) -> str:
    """SVG path of rings or lines of pixels."""
    ends = "Z" if closed else ""
    return "".join("M" + "L".join(f"{px(x)} {px(y)}" for x, y in ring) + ends for ring in rings if len(ring) > 1)


def round_length(longest: float) -> float:
    """The largest of 1, 2, 5 times a power of ten that is not above `longest`."""
    power = 10.0 ** math.floor(math.log10(longest))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= longest * (1 + 1e-9))
