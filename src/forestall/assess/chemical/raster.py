"""A field downwind of a source as a grid on the map. Not here: the file format."""

from collections.abc import Sequence

import numpy as np

from forestall.assess.chemical.field import Field
from forestall.core.geo import local_metres
from forestall.model.what_if import Raster, WhatIf

CELLS = 256  # on the longer side
MARGIN = 0.05  # of the sides, around all rings


def raster(
    asked: WhatIf, rings: Sequence[Sequence[tuple[float, float]]], field: Field, named: tuple[str, str]
) -> Raster:
    """A field over the box around all rings and the source.

    Args:
        asked: source and wind
        rings: lines of (lon, lat) [deg]
        field: x downwind, y across [m] -> value
        named: what it shows, and its unit
    """
    points = np.array([(asked.lon, asked.lat), *(point for ring in rings for point in ring)])
    west, south = points.min(axis=0)
    east, north = points.max(axis=0)
    width, height = local_metres(np.array([east]), np.array([north]), west, south)
    side = max(float(width[0]), float(height[0]), 100.0) * (1 + 2 * MARGIN) / CELLS
    columns = max(8, int(np.ceil(float(width[0]) * (1 + 2 * MARGIN) / side)))
    rows = max(8, int(np.ceil(float(height[0]) * (1 + 2 * MARGIN) / side)))
    dlat = np.degrees(side / 6_371_008.8)
    dlon = dlat / np.cos(np.radians(asked.lat))
    left = (west + east - columns * dlon) / 2
    top = (south + north + rows * dlat) / 2
    lon, lat = np.meshgrid(left + (np.arange(columns) + 0.5) * dlon, top - (np.arange(rows) + 0.5) * dlat)
    x, y = local_metres(lon, lat, asked.lon, asked.lat)
    angle = np.radians(asked.direction)
    along = -(x * np.sin(angle) + y * np.cos(angle))
    across = x * np.cos(angle) - y * np.sin(angle)
    values = np.where(along > 0, field(np.maximum(along, 1e-3), np.abs(across)), 0.0)
    return Raster(*named, float(left), float(top), float(dlon), float(dlat), values.astype(np.float32))
