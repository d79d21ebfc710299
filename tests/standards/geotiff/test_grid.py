"""GeoTIFF there and back, and as another reader sees it."""

import io

import numpy as np
import pytest

from forestall.core.errors import StandardError
from forestall.standards.geotiff import Grid, read, write


def grid(rows=130, columns=70):
    values = np.arange(rows * columns, dtype=np.float32).reshape(rows, columns)
    values[3, 4] = np.nan
    return Grid("peak [mg/m3]", 4.25, 51.5, 0.001, 0.0005, values)


def test_a_grid_comes_back_as_it_was():
    found = read(write(grid()))
    assert np.array_equal(found.values, grid().values, equal_nan=True)
    assert (found.description, found.west, found.north, found.dlon, found.dlat) == (
        "peak [mg/m3]",
        4.25,
        51.5,
        0.001,
        0.0005,
    )


def test_the_same_grid_gives_the_same_bytes():
    assert write(grid()) == write(grid())


def test_another_reader_finds_values_position_and_system():
    tifffile = pytest.importorskip("tifffile")
    with tifffile.TiffFile(io.BytesIO(write(grid()))) as file:
        page = file.pages[0]
        assert np.array_equal(page.asarray(), grid().values, equal_nan=True)
        tags = page.geotiff_tags
    assert int(tags["GeographicTypeGeoKey"]) == 4326
    assert tags["ModelTiepoint"][3:5] == [4.25, 51.5]
    assert tags["ModelPixelScale"][:2] == [0.001, 0.0005]


@pytest.mark.parametrize("cut", [0, 3, 10, 200])
def test_a_broken_file_is_refused_and_not_read_half(cut):
    with pytest.raises(StandardError):
        read(write(grid())[:cut])


def test_an_empty_grid_is_refused():
    with pytest.raises(StandardError):
        write(Grid("", 0.0, 0.0, 1.0, 1.0, np.empty((0, 3), dtype=np.float32)))
