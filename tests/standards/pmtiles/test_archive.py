"""Archives of map tiles: what one says of itself, and that one no browser can draw is refused with a reason."""

import struct
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import StandardError
from forestall.standards.pmtiles.archive import Archive, TileKind, read_archive

sys.path.insert(0, str(Path(__file__).parent))

from hand_made_tiles import archive, of_colour, of_shapes, tile_id

BOUNDS = (-9.0, 40.0, -8.5, 40.5)
SHAPES = {
    "earth": [("polygon", {"kind": "earth"}, [(-9, 40.5), (-8.5, 40.5), (-8.5, 40), (-9, 40)])],
    "roads": [("line", {"kind": "highway"}, [(-9, 40.2), (-8.5, 40.3)])],
}
GOOD = of_shapes(SHAPES, BOUNDS, range(6), attribution="<b>Survey</b>")


@pytest.fixture
def read(tmp_path: Path):
    def reader(content: bytes) -> Archive:
        path = tmp_path / "base.pmtiles"
        path.write_bytes(content)
        return read_archive(path)

    return reader


def changed(at: int, form: str, value: int) -> bytes:
    """The archive with another number in its header."""
    content = bytearray(GOOD)
    struct.pack_into(form, content, at, value)
    return bytes(content)


def test_an_archive_of_vector_tiles_names_its_layers(read) -> None:
    assert read(GOOD) == Archive(TileKind.VECTOR, (0, 5), BOUNDS, ("earth", "roads"), "<b>Survey</b>")


def test_an_archive_of_images_needs_no_layers(read) -> None:
    found = read(of_colour((200, 10, 10), BOUNDS, range(3)))
    assert (found.kind, found.zooms, found.layers) == (TileKind.PNG, (0, 2), ())


def test_an_archive_that_is_not_packed_is_read_too(read) -> None:
    told = {"vector_layers": [{"id": "water"}]}
    assert read(archive({(0, 0, 0): b"tile"}, BOUNDS, told, packed=False)).layers == ("water",)


def test_tiles_are_numbered_along_the_curve_of_their_zoom() -> None:
    """The writer of these tests numbers as the library of the pages does: else it would find nothing."""
    assert [tile_id(1, 0, 0), tile_id(1, 0, 1), tile_id(1, 1, 1), tile_id(1, 1, 0)] == [1, 2, 3, 4]
    assert tile_id(12, 3423, 1763) == 19078479


WRONG = {
    "another file": (b"SQLite format 3\0" + bytes(200), "begins with 53 51 4C 69 74 65 20"),
    "nothing": (b"", "begins with nothing"),
    "a header cut short": (GOOD[:100], "a file of 100 bytes, shorter than its header"),
    "version 2": (changed(7, "B", 2), "version 2"),
    "tiles cut short": (GOOD[:-1], f"tiles up to byte {len(GOOD)} in a file of {len(GOOD) - 1} bytes"),
    "a root too long": (changed(16, "<Q", 16_300) + bytes(20_000), "not within 16384 bytes"),
    "directories of Zstandard": (changed(97, "B", 4), "directories packed with Zstandard"),
    "directories of who knows what": (changed(97, "B", 0), "directories packed with unknown"),
    "tiles of Brotli": (changed(98, "B", 3), "tiles packed with Brotli"),
    "tiles of an unknown type": (changed(99, "B", 9), "tiles of type 9"),
    "zooms the wrong way round": (changed(100, "B", 9), "zooms from 9 to 5"),
    "bounds the wrong way round": (changed(102, "<i", 100_000_000), "bounds from 10 to -8.5 east"),
    "bounds beyond the pole": (changed(114, "<i", 910_000_000), "and from 40 to 91 north"),
    "directories that are not packed": (changed(127, "B", 0), "root directory that gzip cannot unpack"),
    "an empty tile": (archive({(0, 0, 0): b""}, BOUNDS, {}, packed=False), "points beyond the tiles"),
    "no layers": (archive({(0, 0, 0): b"x"}, BOUNDS, {}), "metadata without vector_layers"),
}


@pytest.mark.parametrize("title", WRONG)
def test_what_no_browser_can_draw_is_refused_with_a_reason(title: str, read) -> None:
    content, reason = WRONG[title]
    with pytest.raises(StandardError) as told:
        read(content)
    assert reason in str(told.value)


@given(at=st.integers(0, len(GOOD) - 1), value=st.integers(0, 255))
def test_one_wrong_byte_is_read_or_refused_and_never_more(tmp_path_factory, at: int, value: int) -> None:
    path = tmp_path_factory.getbasetemp() / "broken.pmtiles"
    content = bytearray(GOOD)
    content[at] = value
    path.write_bytes(content)
    with suppress(StandardError):
        assert read_archive(path).zooms[1] <= 30
