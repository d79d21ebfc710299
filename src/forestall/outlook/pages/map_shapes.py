"""Areas and lines of a layer as they are drawn in a frame: those that lie in it, cut at its edge, as paths.

Which shapes there are is `outlook/pages/map.py`, or a base map; here is only where their pixels are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from forestall.outlook.pages.map import Feature
from forestall.outlook.pages.map_frame import Frame
from forestall.outlook.view import WIDTH

Floats = NDArray[np.float64]
Geometries = NDArray[np.object_]
_MARGIN = 12.0  # beyond the frame, so that no cut edge is seen [px]
_TURNS = (-360.0, 0.0, 360.0)
_FINE, _COARSE = 0.3, 0.7  # how far a line may be from where it is, of a layer and of what lies below [px]
_ROWS = 1_000  # of a grid over a frame at most
_SPECK = 1.5  # areas of what lies below that are smaller are left out [px²]


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """Areas and lines, those that matter most first."""

    geometries: Geometries
    """In degrees."""
    bounds: Floats
    """West, south, east, north of each [deg]."""
    told: tuple[dict[str, object], ...]
    """What is known of each."""

    @classmethod
    def of(cls, features: Sequence[Feature]) -> "Shapes":
        """Features of a layer; what is no sound shape is mended, or left out."""
        rows = [(each["geometry"], each["properties"]) for each in features]
        return cls.made([_geometry(geometry) for geometry, _ in rows], [_told(told) for _, told in rows])

    @classmethod
    def made(cls, geometries: Sequence[shapely.Geometry | None], told: Sequence[dict[str, object]]) -> "Shapes":
        """Geometries with what is known of each; None is left out."""
        kept = [index for index, each in enumerate(geometries) if each is not None and not each.is_empty]
        found = np.empty(len(kept), dtype=object)
        found[:] = [geometries[index] for index in kept]
        wrong = ~shapely.is_valid(found)
        found[wrong] = shapely.make_valid(found[wrong])
        return cls(found, shapely.bounds(found).reshape(-1, 4), tuple(told[index] for index in kept))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A shape in a frame."""

    path: str
    """SVG path."""
    told: dict[str, object]
    """What is known of it."""


def drawn(shapes: Shapes, frame: Frame, most: int) -> tuple[tuple[Drawn, ...], int]:
    """The shapes that lie in a frame, at most so many, and how many more there are."""
    found: list[Drawn] = []
    there = 0
    for turn in _TURNS:
        chosen = _near(shapes, frame, turn)
        there += len(chosen)
        laid = paths(shapes.geometries[chosen[:most]], frame, turn)
        found += [Drawn(path, shapes.told[index]) for index, path in zip(chosen, laid, strict=False) if path]
    return tuple(found[:most]), max(there - most, 0)


def outline(shapes: Shapes, frame: Frame) -> str:
    """All shapes that lie in a frame as one path, without what is too small to see."""
    return "".join(
        path
        for turn in _TURNS
        for path in paths(shapes.geometries[_near(shapes, frame, turn)], frame, turn, _COARSE, _SPECK)
    )


def _near(shapes: Shapes, frame: Frame, turn: float) -> NDArray[np.int64]:
    """Which shapes lie in or beside a frame when they are turned by so many degrees."""
    west, south, east, north = frame.box
    low, right = shapes.bounds[:, 0] + turn, shapes.bounds[:, 2] + turn
    across = (low <= east) & (right >= west)
    return np.flatnonzero(across & (shapes.bounds[:, 1] <= north) & (shapes.bounds[:, 3] >= south))


def paths(
    geometries: Geometries, frame: Frame, turn: float = 0.0, fine: float = _FINE, least: float = 0.0
) -> list[str]:
    """The path of each geometry, cut at the frame; empty where nothing of it is seen.

    Args:
        geometries: areas and lines [deg]
        frame: what is seen
        turn: added to longitudes [deg]
        fine: how far a line may be from where it is [px]
        least: areas that are smaller are left out [px²]
    """
    if not len(geometries):
        return []
    west, south, east, north = frame.box
    aside, above = _MARGIN / frame.across, _MARGIN / frame.along
    cut = shapely.clip_by_rect(geometries, west - turn - aside, south - above, east - turn + aside, north + above)
    scale, origin = np.array((frame.across, -frame.along)), np.array((west - turn, north))
    placed = shapely.transform(cut, lambda points: (points - origin) * scale)
    return [_path(each, least) for each in shapely.simplify(placed, fine, preserve_topology=False)]


def _path(geometry: shapely.Geometry, least: float) -> str:
    parts = shapely.get_parts(geometry)
    areas = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    if least:
        areas = areas[shapely.area(areas) >= least]
    lines = parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING]
    rings = [_line(each) + "Z" for each in shapely.get_rings(areas)]
    return "".join([*rings, *(_line(each) for each in lines)])


def _line(line: shapely.Geometry) -> str:
    """A line; of a ring the last point is its first, which the path closes by itself."""
    points = np.round(shapely.get_coordinates(line), 1)
    if shapely.get_type_id(line) == shapely.GeometryType.LINEARRING:
        points = points[:-1]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points.tolist())


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Squares of a grid, each with a step."""

    bounds: Floats
    """West, south, east, north of each [deg]."""
    steps: NDArray[np.int64]
    """The step of each, from 1."""

    @classmethod
    def of(cls, features: Sequence[Feature]) -> "Cells":
        """Features of a layer."""
        shapes = Shapes.of(features)
        return cls(shapes.bounds, np.array([int(str(each["step"])) for each in shapes.told], dtype=np.int64))


def squares(cells: Cells, frame: Frame, most: int) -> tuple[tuple[tuple[int, str], ...], int]:
    """The cells in a frame by their steps, as paths, and how many are drawn together because there are too many.

    A square of cells drawn together has the highest step of them.
    """
    west, _, _, north = frame.box
    turn = 360.0 * np.round((frame.view.lon0 - (cells.bounds[:, 0] + cells.bounds[:, 2]) / 2) / 360.0)
    left, right = ((cells.bounds[:, side] + turn - west) * frame.across for side in (0, 2))
    top, bottom = ((north - cells.bounds[:, side]) * frame.along for side in (3, 1))
    seen = (right >= 0) & (left <= WIDTH) & (bottom >= 0) & (top <= frame.view.height)
    table = np.column_stack((left, top, right - left, bottom - top))[seen]
    steps = cells.steps[seen]
    together = len(table) if len(table) > most else 0
    if together:
        table, steps = _together(table, steps, (WIDTH * frame.view.height / most) ** 0.5)
    table = np.round(table, 1)
    found = tuple(
        (int(step), "".join(f"M{x:g} {y:g}h{w:g}v{h:g}h{-w:g}z" for x, y, w, h in table[steps == step].tolist()))
        for step in np.unique(steps)
    )
    return found, together


def _together(table: Floats, steps: NDArray[np.int64], side: float) -> tuple[Floats, NDArray[np.int64]]:
    """Cells of a coarser grid with sides of so many pixels."""
    number = places(table[:, :2] + table[:, 2:] / 2 + side, side)
    highest = np.zeros(number.max() + 1, dtype=np.int64)
    np.maximum.at(highest, number, steps)
    which = np.flatnonzero(highest)
    corner = np.column_stack(np.divmod(which, _ROWS)) * side - side
    return np.column_stack((corner, np.full((len(which), 2), side))), highest[which]


def places(pixels: Floats, side: float) -> NDArray[np.int64]:
    """The square of a grid, with sides of so many pixels, in which each pixel of a frame lies, as a number."""
    column, row = np.floor(np.maximum(pixels, 0.0) / side).astype(np.int64).T
    found: NDArray[np.int64] = column * _ROWS + np.minimum(row, _ROWS - 1)
    return found


def _geometry(told: object) -> shapely.Geometry | None:
    """A GeoJSON geometry; None for what is none."""
    try:
        return shapely.geometry.shape(told)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, shapely.errors.ShapelyError):
        return None


def _told(told: object) -> dict[str, object]:
    return told if isinstance(told, dict) else {}
