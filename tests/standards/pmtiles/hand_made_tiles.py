"""Small PMTiles archives, written byte by byte: vector tiles (Mapbox Vector Tile 2.1) of shapes in degrees; PNGs."""

import gzip
import json
import math
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence

Point = tuple[float, float]
Shape = tuple[str, dict[str, str], Sequence[Point]]
Bounds = tuple[float, float, float, float]
EXTENT = 4096
KINDS = {"point": 1, "line": 2, "polygon": 3}


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def _field(number: int, content: bytes | int) -> bytes:
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def on_grid(point: Point, zoom: int) -> Point:
    """A position in tiles (Web Mercator)."""
    lon, lat = point
    x = (lon + 180) / 360
    y = 0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)
    return x * 2**zoom, y * 2**zoom


def tiles_of(bounds: Bounds, zooms: Iterable[int]) -> list[tuple[int, int, int]]:
    west, south, east, north = bounds
    found = []
    for zoom in zooms:
        (left, top), (right, bottom) = (on_grid(each, zoom) for each in ((west, north), (east, south)))
        found += [(zoom, x, y) for x in range(int(left), int(right) + 1) for y in range(int(top), int(bottom) + 1)]
    return found


def vector_tile(layers: Mapping[str, Sequence[Shape]], tile: tuple[int, int, int]) -> bytes:
    """The shapes in the coordinates of a tile; not cut at its edges."""
    return b"".join(_field(3, _layer(name, shapes, tile)) for name, shapes in layers.items())


def _layer(name: str, shapes: Sequence[Shape], tile: tuple[int, int, int]) -> bytes:
    told = [pair for _, properties, _ in shapes for pair in properties.items()]
    keys, values = sorted({key for key, _ in told}), sorted({value for _, value in told})
    out = _field(15, 2) + _field(1, name.encode())
    for kind, properties, points in shapes:
        tags = [n for key, value in properties.items() for n in (keys.index(key), values.index(value))]
        geometry = _geometry(kind, points, tile)
        out += _field(2, _field(2, _packed(tags)) + _field(3, KINDS[kind]) + _field(4, _packed(geometry)))
    out += b"".join(_field(3, key.encode()) for key in keys)
    out += b"".join(_field(4, _field(1, value.encode())) for value in values)
    return out + _field(5, EXTENT)


def _packed(numbers: Iterable[int]) -> bytes:
    return b"".join(varint(each) for each in numbers)


def _geometry(kind: str, points: Sequence[Point], tile: tuple[int, int, int]) -> list[int]:
    """Commands and zigzag steps (Mapbox Vector Tile 2.1, 4.3); polygons are open and run clockwise on the screen."""
    zoom, left, top = tile
    at = [on_grid(each, zoom) for each in points]
    cells = [(round((x - left) * EXTENT), round((y - top) * EXTENT)) for x, y in at]
    steps = [(x - a, y - b) for (a, b), (x, y) in zip([(0, 0), *cells], cells, strict=False)]
    flat = [n << 1 ^ n >> 63 for step in steps for n in step]
    move = [1 << 3 | 1, *flat[:2]]
    draw = [] if kind == "point" else [len(steps) - 1 << 3 | 2, *flat[2:]]
    return move + draw + ([1 << 3 | 7] if kind == "polygon" else [])


def png(colour: tuple[int, int, int], side: int = 256) -> bytes:
    """A square of one colour."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    rows = (b"\0" + bytes(colour) * side) * side
    head = struct.pack(">2I5B", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def tile_id(zoom: int, x: int, y: int) -> int:
    """The number of a tile on the Hilbert curves of all zooms."""
    found, side = (4**zoom - 1) // 3, 2**zoom
    half = side // 2
    while half:
        right, low = int(x & half > 0), int(y & half > 0)
        found += half * half * (3 * right ^ low)
        if not low:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        half //= 2
    return found


def directory(entries: Sequence[tuple[int, int, int, int]]) -> bytes:
    """Entries of number, run, length and offset."""
    numbers, runs, lengths, offsets = zip(*entries, strict=True)
    steps = [b - a for a, b in zip([0, *numbers], numbers, strict=False)]
    return _packed([len(entries), *steps, *runs, *lengths, *(each + 1 for each in offsets)])


def archive(
    tiles: Mapping[tuple[int, int, int], bytes],
    bounds: Bounds,
    metadata: Mapping[str, object],
    *,
    kind: int = 1,
    packed: bool = True,
) -> bytes:
    """An archive; its tiles and what it says of them are packed with gzip where asked."""
    squeeze = (lambda content: gzip.compress(content, mtime=0)) if packed else bytes
    data, entries = bytearray(), []
    for tile in sorted(tiles, key=lambda each: tile_id(*each)):
        content = squeeze(tiles[tile])
        entries.append((tile_id(*tile), 1, len(content), len(data)))
        data += content
    root, told = squeeze(directory(entries)), squeeze(json.dumps(metadata).encode())
    zooms = sorted({zoom for zoom, _, _ in tiles})
    begin = 127 + len(root) + len(told)
    count = len(entries)
    header = struct.pack(
        "<7sB11Q6B4iB2i", b"PMTiles", 3, 127, len(root), 127 + len(root), len(told), begin, 0, begin, len(data),
        count, count, count, 1, 2 if packed else 1, 2 if packed else 1, kind, zooms[0], zooms[-1],
        *(round(each * 1e7) for each in bounds), zooms[0], 0, 0,
    )  # fmt: skip
    return header + root + told + bytes(data)


def of_shapes(layers: Mapping[str, Sequence[Shape]], bounds: Bounds, zooms: Iterable[int], **told: object) -> bytes:
    """An archive of vector tiles of shapes."""
    tiles = {tile: vector_tile(layers, tile) for tile in tiles_of(bounds, zooms)}
    return archive(tiles, bounds, {"vector_layers": [{"id": name, "fields": {}} for name in layers], **told})


def of_colour(colour: tuple[int, int, int], bounds: Bounds, zooms: Iterable[int], **told: object) -> bytes:
    """An archive of images of one colour."""
    return archive({tile: png(colour) for tile in tiles_of(bounds, zooms)}, bounds, told, kind=2)
