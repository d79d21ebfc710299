"""A grid of 32-bit numbers in longitude and latitude as a GeoTIFF and back.

Written: little-endian TIFF 6.0, one deflated strip a row group, missing values as NaN (`GDAL_NODATA`). Read: what is
written here. Not here: other coordinate systems, tiles, several bands, overviews.
"""

import struct
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import LimitError, StandardError

LARGEST = 200_000_000  # bytes that are read, and of the grid
ASCII, SHORT, LONG, DOUBLE = 2, 3, 4, 12
SIZES = {ASCII: 1, SHORT: 2, LONG: 4, DOUBLE: 8}
CODES = {ASCII: "s", SHORT: "H", LONG: "I", DOUBLE: "d"}
DEFLATE = 8
ROWS = 64  # in a strip

# Tags: TIFF 6.0, section 8; Adobe TIFF Technical Note 2 (deflate); OGC 19-008r4, 7.1; GDAL's registered 42113.
WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, DESCRIPTION = 256, 257, 258, 259, 262, 270
OFFSETS, SAMPLES, PER_STRIP, COUNTS, PLANAR, FORMAT = 273, 277, 278, 279, 284, 339
PIXEL_SCALE, TIEPOINT, GEO_KEYS, NODATA = 33550, 33922, 34735, 42113
WGS_84 = 4326  # EPSG
GEO_DIRECTORY = (1, 1, 1, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, WGS_84)  # geographic, pixel is area, WGS 84


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Values on cells, north up."""

    description: str
    """What they are, with the unit; ASCII."""
    west: float
    """Lon of the left edge [deg]."""
    north: float
    """Lat of the upper edge [deg]."""
    dlon: float
    """Width of a cell [deg]."""
    dlat: float
    """Height of a cell [deg]."""
    values: NDArray[np.float32]
    """Shape (rows, columns), first row in the north; NaN: missing."""


def write(grid: Grid) -> bytes:
    """The grid as a file.

    Raises:
        StandardError: the grid is empty, not flat or its cells have no size.
    """
    values = np.ascontiguousarray(grid.values, dtype="<f4")
    if values.ndim != 2 or values.size == 0 or not (grid.dlon > 0 and grid.dlat > 0):
        raise StandardError(f"grid of shape {values.shape}", path="/", clause="OGC 19-008r4, 7.1.2")
    rows, columns = values.shape
    strips = [zlib.compress(values[i : i + ROWS].tobytes(), 9) for i in range(0, rows, ROWS)]
    text = grid.description.encode("ascii", "replace").replace(b"\0", b" ") + b"\0"
    starts = [8 + sum(len(one) for one in strips[:i]) for i in range(len(strips))]
    tags = [
        (WIDTH, LONG, (columns,)),
        (HEIGHT, LONG, (rows,)),
        (BITS, SHORT, (32,)),
        (COMPRESSION, SHORT, (DEFLATE,)),
        (PHOTOMETRIC, SHORT, (1,)),
        (DESCRIPTION, ASCII, (text,)),
        (OFFSETS, LONG, tuple(starts)),
        (SAMPLES, SHORT, (1,)),
        (PER_STRIP, LONG, (ROWS,)),
        (COUNTS, LONG, tuple(len(one) for one in strips)),
        (PLANAR, SHORT, (1,)),
        (FORMAT, SHORT, (3,)),
        (PIXEL_SCALE, DOUBLE, (grid.dlon, grid.dlat, 0.0)),
        (TIEPOINT, DOUBLE, (0.0, 0.0, 0.0, grid.west, grid.north, 0.0)),
        (GEO_KEYS, SHORT, GEO_DIRECTORY),
        (NODATA, ASCII, (b"nan\0",)),
    ]
    body = b"".join(strips)
    body += b"\0" * (len(body) % 2)
    return b"II*\0" + struct.pack("<I", 8 + len(body)) + body + _directory(tags, 8 + len(body))


def _directory(tags: list[tuple[int, int, tuple[object, ...]]], start: int) -> bytes:
    """The image file directory, its long values behind it (TIFF 6.0, section 2)."""
    entries, behind = b"", b""
    at = start + 2 + 12 * len(tags) + 4
    for tag, kind, values in tags:
        packed = _packed(kind, values)
        count = len(packed) // SIZES[kind]
        if len(packed) <= 4:
            field = packed.ljust(4, b"\0")
        else:
            field = struct.pack("<I", at + len(behind))
            behind += packed + b"\0" * (len(packed) % 2)
        entries += struct.pack("<HHI", tag, kind, count) + field
    return struct.pack("<H", len(tags)) + entries + struct.pack("<I", 0) + behind


def _packed(kind: int, values: tuple[object, ...]) -> bytes:
    if kind == ASCII:
        return b"".join(one for one in values if isinstance(one, bytes))
    return struct.pack(f"<{len(values)}{CODES[kind]}", *values)


def read(document: bytes) -> Grid:
    """The grid of a file that `write` made.

    Raises:
        LimitError: the file or its grid is larger than 200 MB.
        StandardError: it is no such file.
    """
    if len(document) > LARGEST:
        raise LimitError(f"GeoTIFF of {len(document)} bytes: expected at most {LARGEST}")
    try:
        tags = _tags(document)
        columns, rows = int(tags[WIDTH][0]), int(tags[HEIGHT][0])
        if columns * rows * 4 > LARGEST:
            raise LimitError(f"GeoTIFF of {columns} x {rows} cells: expected at most {LARGEST // 4}")
        if int(tags[COMPRESSION][0]) != DEFLATE or int(tags[BITS][0]) != 32 or int(tags[FORMAT][0]) != 3:
            raise StandardError("expected deflated 32-bit numbers", path="/", clause="TIFF 6.0, 8")
        values = np.frombuffer(_strips(document, tags, columns * rows * 4), dtype="<f4").reshape(rows, columns)
        dlon, dlat = (float(each) for each in tags[PIXEL_SCALE][:2])
        west, north = float(tags[TIEPOINT][3]), float(tags[TIEPOINT][4])
    except (KeyError, IndexError, ValueError, struct.error, zlib.error) as error:
        raise StandardError(f"not a GeoTIFF as written here: {error}", path="/", clause="TIFF 6.0, 2") from error
    return Grid(_description(document), west, north, dlon, dlat, values)


def _entries(document: bytes) -> list[tuple[int, int, bytes]]:
    """Tag, kind and bytes of each entry."""
    if document[:4] != b"II*\0":
        raise StandardError("expected a little-endian TIFF", path="/", clause="TIFF 6.0, 2")
    (start,) = struct.unpack_from("<I", document, 4)
    (count,) = struct.unpack_from("<H", document, start)
    found = []
    for i in range(count):
        tag, kind, number = struct.unpack_from("<HHI", document, start + 2 + 12 * i)
        size, at = SIZES[kind] * number, start + 2 + 12 * i + 8
        if size > 4:
            (at,) = struct.unpack_from("<I", document, at)
        found.append((tag, kind, document[at : at + size]))
    return found


def _tags(document: bytes) -> dict[int, tuple[float, ...]]:
    """Numbers by tag."""
    return {
        tag: struct.unpack(f"<{len(packed) // SIZES[kind]}{CODES[kind]}", packed)
        for tag, kind, packed in _entries(document)
        if kind != ASCII
    }


def _description(document: bytes) -> str:
    texts = {tag: packed for tag, kind, packed in _entries(document) if kind == ASCII}
    return texts.get(DESCRIPTION, b"").rstrip(b"\0").decode("ascii", "replace")


def _strips(document: bytes, tags: dict[int, tuple[float, ...]], size: int) -> bytes:
    """All rows, never more than the grid holds."""
    found = b""
    for at, length in zip(tags[OFFSETS], tags[COUNTS], strict=True):
        found += zlib.decompressobj().decompress(document[int(at) : int(at) + int(length)], size - len(found) + 1)
    if len(found) != size:
        raise ValueError(f"{len(found)} bytes, expected {size}")
    return found
