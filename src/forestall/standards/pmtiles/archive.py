"""PMTiles 3: what an archive of map tiles says of itself, so far that a browser can draw it.

Read are its header, root directory and metadata. The tiles themselves and directories below the root are not looked at.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from forestall.core.errors import StandardError

_HEADER = struct.Struct("<7sB11Q6B4iB2i")
_HEAD = 16_384  # header and root directory together are shorter [byte]
_MOST_DIRECTORY, _MOST_METADATA = 4 * 2**20, 8 * 2**20  # unpacked [byte]
_DEEPEST = 30  # zoom: ids of tiles below it have no 64 bits
_SECTIONS = ("root directory", "metadata", "leaf directories", "tiles")
_PACKED = {0: "unknown", 1: "none", 2: "gzip", 3: "Brotli", 4: "Zstandard"}
_GZIP = 2
_DEGREE = 1e7


class TileKind(StrEnum):
    """What the tiles are."""

    VECTOR = "vector"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    AVIF = "avif"


@dataclass(frozen=True, slots=True)
class Archive:
    """What an archive says of itself."""

    kind: TileKind
    """What its tiles are."""
    zooms: tuple[int, int]
    """Least and greatest zoom."""
    bounds: tuple[float, float, float, float]
    """West, south, east, north [deg]."""
    layers: tuple[str, ...]
    """Layers of vector tiles."""
    attribution: str
    """Whom the tiles come from, as the archive says; may hold HTML."""


@dataclass(frozen=True, slots=True)
class _Header:
    sections: dict[str, tuple[int, int]]  # offset, length
    internal: int
    tiles: int
    kind: int
    zooms: tuple[int, int]
    bounds: tuple[float, float, float, float]


def read_archive(path: Path) -> Archive:
    """What an archive says of itself.

    Args:
        path: the file

    Raises:
        StandardError: it is no archive of version 3, or none that browsers can draw.
        OSError: it cannot be read.

    Source: PMTiles version 3.1, https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        header = _header(file.read(_HEADER.size), size)
        _check_root(_section(file, header, "root directory", _MOST_DIRECTORY), header)
        told = _metadata(_section(file, header, "metadata", _MOST_METADATA))
    kind = _kind(header)
    layers = tuple(_layers(told)) if kind is TileKind.VECTOR else ()
    attribution = told.get("attribution")
    return Archive(kind, header.zooms, header.bounds, layers, attribution if isinstance(attribution, str) else "")


def _header(content: bytes, size: int) -> _Header:
    if content[:7] != b"PMTiles":
        raise _wrong(f"a file that begins with {content[:7].hex(' ').upper() or 'nothing'}, not with PMTiles")
    if len(content) < _HEADER.size:
        raise _wrong(f"a file of {size} bytes, shorter than its header", hint="copy it again: it is cut short")
    version, *rest = _HEADER.unpack(content)[1:]
    if version != 3:
        raise _wrong(f"version {version}", hint="write it anew with `pmtiles convert OLD.pmtiles NEW.pmtiles`")
    places = list(zip(rest[0:8:2], rest[1:8:2], strict=True))
    header = _Header(
        dict(zip(_SECTIONS, places, strict=True)), rest[12], rest[13], rest[14], (rest[15], rest[16]),
        (rest[17] / _DEGREE, rest[18] / _DEGREE, rest[19] / _DEGREE, rest[20] / _DEGREE),
    )  # fmt: skip
    _check_header(header, size)
    return header


def _check_header(header: _Header, size: int) -> None:
    for name, (begin, length) in header.sections.items():
        if begin + length > size:
            hint = "copy it again: it is cut short"
            raise _wrong(f"{name} up to byte {begin + length} in a file of {size} bytes", hint=hint)
    begin, length = header.sections["root directory"]
    if not length or begin + length > _HEAD:
        raise _wrong(f"a root directory from byte {begin} to {begin + length}, not within {_HEAD} bytes")
    for what, packed in (("directories", header.internal), ("tiles", header.tiles)):
        if packed > _GZIP or (what == "directories" and not packed):
            hint = "pack it with gzip or not at all: browsers unpack nothing else"
            raise _wrong(f"{what} packed with {_PACKED.get(packed, packed)}", hint=hint)
    low, high = header.zooms
    if not low <= high <= _DEEPEST:
        raise _wrong(f"zooms from {low} to {high}")
    west, south, east, north = header.bounds
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise _wrong(f"bounds from {west:g} to {east:g} east and from {south:g} to {north:g} north")


def _kind(header: _Header) -> TileKind:
    kinds = dict(enumerate(TileKind, 1))
    if header.kind not in kinds:
        hint = f"bring tiles of one of {', '.join(TileKind)}"
        raise _wrong(f"tiles of type {header.kind}", hint=hint)
    return kinds[header.kind]


def _section(file: BinaryIO, header: _Header, name: str, most: int) -> bytes:
    """A section, unpacked."""
    begin, length = header.sections[name]
    if length > most:
        raise _wrong(f"{name} of {length} bytes, longer than {most}")
    file.seek(begin)
    content = file.read(length)
    if header.internal != _GZIP:
        return content
    try:
        unpacked = zlib.decompressobj(wbits=31).decompress(content, most + 1)
    except zlib.error as error:
        raise _wrong(f"{name} that gzip cannot unpack ({error})") from error
    if len(unpacked) > most:
        raise _wrong(f"{name} of more than {most} bytes when unpacked")
    return unpacked


def _check_root(content: bytes, header: _Header) -> None:
    """The root directory can be read, and what it points to is there."""
    numbers = _varints(content)
    count = next(numbers, 0)
    if not 0 < count <= len(content):
        raise _wrong(f"a root directory of {count} entries")
    _, runs, lengths, offsets = (list(islice(numbers, count)) for _ in range(4))
    if len(offsets) < count:
        raise _wrong("a root directory that ends before its entries")
    end = 0
    for run, length, offset in zip(runs, lengths, offsets, strict=True):
        end = (offset - 1 if offset else end) + length
        within = "tiles" if run else "leaf directories"
        if not length or end > header.sections[within][1]:
            raise _wrong(f"an entry of the root directory that points beyond the {within}")


def _varints(content: bytes) -> Iterator[int]:
    """Whole numbers, seven bits in a byte, the lowest first."""
    value = shift = 0
    for byte in content:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield value
            value = shift = 0
        elif shift > 63:
            raise _wrong("a number of more than ten bytes in the root directory")


def _metadata(content: bytes) -> dict[str, object]:
    try:
        told = json.loads(content or b"{}")
    except (ValueError, RecursionError) as error:
        raise _wrong(f"metadata that is no JSON ({error})") from error
    if not isinstance(told, dict):
        raise _wrong("metadata that is no JSON object")
    return told


def _layers(told: dict[str, object]) -> Iterator[str]:
    """Names of the layers (TileJSON 3.0.0, 3.3)."""
    layers = told.get("vector_layers")
    names = [each.get("id") for each in layers if isinstance(each, dict)] if isinstance(layers, list) else []
    if not names or not all(isinstance(each, str) and each for each in names):
        raise _wrong("metadata without vector_layers", hint="write it anew with a tool that names the layers")
    yield from (str(each) for each in names)


def _wrong(found: str, hint: str = "") -> StandardError:
    return StandardError(found, path="/", clause="PMTiles 3.1", hint=hint)
