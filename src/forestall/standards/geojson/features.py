"""A FeatureCollection of polygons, lines and points as bytes and back. Not here: other geometries, other systems."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from forestall.core.errors import LimitError, StandardError

Points = tuple[tuple[float, float], ...]
Kind = Literal["Polygon", "LineString", "Point"]

LARGEST = 100_000_000  # bytes that are read
CLAUSES = {"Polygon": "RFC 7946, 3.1.6", "LineString": "RFC 7946, 3.1.4", "Point": "RFC 7946, 3.1.2"}


@dataclass(frozen=True, slots=True)
class Feature:
    """A thing on the map."""

    kind: Kind
    """Geometry type."""
    rings: tuple[Points, ...]
    """(lon, lat) [deg]: of a polygon the outer ring, then holes; of a line or point one entry."""
    properties: Mapping[str, str | float | None] = field(default_factory=dict)
    """What is known of it; a number that is not finite is written as null."""


def write(features: Sequence[Feature]) -> bytes:
    """A FeatureCollection; outer rings counter-clockwise.

    Raises:
        StandardError: a ring is not closed or has fewer than four positions (RFC 7946, 3.1.6), a line fewer than two.
    """
    rows = [_feature(one, f"/features/{i}") for i, one in enumerate(features)]
    return (json.dumps({"type": "FeatureCollection", "features": rows}, ensure_ascii=False, indent=1) + "\n").encode()


def read(document: bytes) -> tuple[Feature, ...]:
    """The features of a document.

    Raises:
        LimitError: it is larger than 100 MB.
        StandardError: it is no FeatureCollection of the three geometries.
    """
    if len(document) > LARGEST:
        raise LimitError(f"GeoJSON of {len(document)} bytes: expected at most {LARGEST}")
    try:
        found = json.loads(document.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise StandardError(f"not JSON: {error}", path="/", clause="RFC 7946, 2") from error
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection":
        raise StandardError("expected a FeatureCollection", path="/type", clause="RFC 7946, 3.3")
    rows = found.get("features")
    if not isinstance(rows, list):
        raise StandardError("expected a list", path="/features", clause="RFC 7946, 3.3")
    return tuple(_read(row, f"/features/{i}") for i, row in enumerate(rows))


def _feature(one: Feature, path: str) -> dict[str, object]:
    rings = one.rings
    if one.kind == "Polygon":
        rings = tuple(_turned(_closed(ring, path), outer=i == 0) for i, ring in enumerate(rings))
    elif one.kind == "LineString" and len(rings[0]) < 2:
        raise StandardError("a line of fewer than two positions", path=path, clause=CLAUSES[one.kind])
    lists = [[list(point) for point in ring] for ring in rings]
    coordinates: object = lists
    if one.kind == "LineString":
        coordinates = lists[0]
    elif one.kind == "Point":
        coordinates = lists[0][0]
    properties = {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in one.properties.items()
    }
    geometry = {"type": one.kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _closed(ring: Points, path: str) -> Points:
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise StandardError("a ring that is open or shorter than four positions", path=path, clause="RFC 7946, 3.1.6")
    return ring


def _turned(ring: Points, *, outer: bool) -> Points:
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
    return ring if (twice >= 0) is outer else ring[::-1]


def _read(row: object, path: str) -> Feature:
    geometry = row.get("geometry") if isinstance(row, dict) else None
    if not isinstance(row, dict) or not isinstance(geometry, dict):
        raise StandardError("expected a Feature with a geometry", path=path, clause="RFC 7946, 3.2")
    coordinates, properties = geometry.get("coordinates"), row.get("properties") or {}
    kind = geometry.get("type")
    if kind == "Polygon":
        return Feature("Polygon", _rings(coordinates, path), properties)
    if kind == "LineString":
        return Feature("LineString", _rings([coordinates], path), properties)
    if kind == "Point":
        return Feature("Point", _rings([[coordinates]], path), properties)
    raise StandardError(f"geometry {kind!r}: expected {', '.join(CLAUSES)}", path=path, clause="RFC 7946, 3.1")


def _rings(coordinates: object, path: str) -> tuple[Points, ...]:
    if not isinstance(coordinates, list):
        raise StandardError("expected coordinates", path=path, clause="RFC 7946, 3.1")
    return tuple(tuple(_position(point, path) for point in ring) for ring in coordinates if isinstance(ring, list))


def _position(point: object, path: str) -> tuple[float, float]:
    if not isinstance(point, list) or len(point) < 2 or not all(isinstance(one, int | float) for one in point[:2]):
        raise StandardError(f"position {point!r}: expected [lon, lat]", path=path, clause="RFC 7946, 3.1.1")
    return float(point[0]), float(point[1])
