"""What lies below the map's picture: lands of the world, or shapes of the place; as `web/static/map-base.js` draws it.

Tiles of the place are drawn by scripts only: the picture then has lands of the world, and says so.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import orjson
import shapely

from forestall.outlook.pages.map_frame import Frame
from forestall.outlook.pages.map_shapes import Shapes, outline

NEAR, FAR = 9.5, 7.0
"""Zooms between which lands of the world fade: 1 : 50 million says nothing of a town."""
_SMALL, _LARGE = "world-110m.json", "world-50m.json"
_CONTINENTS = 3.2  # zoom below which the small world is exact enough


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies below."""

    kind: Literal["world", "place", "tiles", "none"]
    """Lands of the world; shapes of the place; lands of the world in place of its tiles; nothing that can be read."""
    land: str
    """SVG path."""
    clear: str
    """How clearly it is drawn, from 0 for not at all to 1."""


def ground(base: Path | None, frame: Frame) -> Ground:
    """What lies below a frame.

    Args:
        base: base map of the place; None for lands of the world
        frame: what is seen
    """
    if base is not None and base.suffix == ".geojson" and base.is_file():
        status = base.stat()
        shapes = _read(str(base), status.st_mtime_ns, status.st_size)
        if shapes is not None:
            return Ground("place", outline(shapes, frame), "1")
    clear = f"{min(max((NEAR - frame.zoom) / (NEAR - FAR), 0.0), 1.0):.2g}"
    world = _world(_SMALL if frame.zoom < _CONTINENTS else _LARGE) if clear != "0" else None
    tiles = base is not None and base.suffix == ".pmtiles"
    if clear != "0" and world is None:
        return Ground("none", "", "0")
    return Ground("tiles" if tiles else "world", "" if world is None else outline(world, frame), clear)


@lru_cache(maxsize=2)
def _world(name: str) -> Shapes | None:
    """Lands that the build brought along; None where it did not."""
    found = files("forestall.web").joinpath("static", "vendor", name)
    return _shapes(found.read_bytes()) if found.is_file() else None


@lru_cache(maxsize=2)
def _read(path: str, _changed: int, _size: int) -> Shapes | None:
    """Shapes of a place, read again when the file is another."""
    return _shapes(Path(path).read_bytes())


def _shapes(content: bytes) -> Shapes | None:
    """Areas and lines of GeoJSON, each part by itself, so that few have to be cut; None when it cannot be read."""
    try:
        told = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    rows = told.get("features", [told]) if isinstance(told, dict) else []
    found = Shapes.of([{"geometry": each.get("geometry"), "properties": {}} for each in rows if isinstance(each, dict)])
    parts = shapely.get_parts(found.geometries)
    seen = parts[shapely.get_dimensions(parts) > 0].tolist()
    return Shapes.made(seen, [{}] * len(seen))
