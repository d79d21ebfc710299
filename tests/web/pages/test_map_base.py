"""The base map as it is served: whole or in parts, to whom, and what is said when it is not there."""

import dataclasses
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forestall.place.load import load
from forestall.web.headers import PRIVATE

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "standards" / "pmtiles"))

from hand_made_tiles import of_colour

TILES = of_colour((10, 20, 30), (-180.0, -85.0, 180.0, 85.0), range(3))


@pytest.fixture
def served(town_pages: Any, tmp_path: Path) -> Iterator[Any]:
    """Gives the town a base map for one test; the pass it rests on stays the same."""
    place = town_pages.service.place

    def give(name: str, content: bytes) -> Path:
        file = tmp_path / name
        file.write_bytes(content)
        town_pages.service.place = dataclasses.replace(place, base=file)
        return file

    yield give
    town_pages.service.place = place


def test_the_map_without_a_base_map_of_the_place_stands_on_the_lands_of_the_world(town_pages: Any) -> None:
    assert town_pages.get("/map/start.json").json["base"] is None
    assert town_pages.get("/map/base.json").status == 404
    assert town_pages.get("/map/base.pmtiles").status == 404


def test_shapes_of_the_place_are_sent_as_they_are(town_pages: Any, served: Any) -> None:
    served("base.geojson", b'{"type": "FeatureCollection", "features": []}')
    address = town_pages.get("/map/start.json").json["base"]
    assert address.startswith("/map/base.json?v=")
    told = town_pages.get(address)
    assert told.json == {"type": "FeatureCollection", "features": []}
    assert told.headers["content-type"] == "application/geo+json"
    assert town_pages.get("/map/base.pmtiles").status == 404


def test_a_part_of_the_tiles_is_sent_as_a_part(town_pages: Any, served: Any) -> None:
    served("base.pmtiles", TILES)
    address = town_pages.get("/map/start.json").json["base"]
    assert address.startswith("/map/base.pmtiles?v=")
    town_pages.headers["range"] = "bytes=0-126"
    told = town_pages.get(address)
    assert told.status == 206
    assert told.headers["content-range"] == f"bytes 0-126/{len(TILES)}"
    assert told.headers["content-length"] == "127"
    assert told.headers["content-type"] == "application/vnd.pmtiles"
    assert told.text.startswith("PMTiles\x03")
    town_pages.headers["range"] = "bytes=-5"
    assert town_pages.get(address).headers["content-range"] == f"bytes {len(TILES) - 5}-{len(TILES) - 1}/{len(TILES)}"


def test_a_part_beyond_the_end_is_refused_with_the_length(town_pages: Any, served: Any) -> None:
    served("base.pmtiles", TILES)
    town_pages.headers["range"] = f"bytes={len(TILES)}-"
    told = town_pages.get("/map/base.pmtiles")
    assert told.status == 416
    assert told.headers["content-range"] == f"bytes */{len(TILES)}"


def test_without_a_range_the_tiles_are_sent_whole(town_pages: Any, served: Any) -> None:
    served("base.pmtiles", TILES)
    town_pages.headers["accept-encoding"] = "identity"
    told = town_pages.get("/map/base.pmtiles")
    assert (told.status, told.headers["content-length"]) == (200, str(len(TILES)))
    assert told.headers["accept-ranges"] == "bytes"


def test_what_a_browser_kept_is_sent_again_only_when_the_file_is_another(town_pages: Any, served: Any) -> None:
    file = served("base.pmtiles", TILES)
    first = town_pages.get("/map/base.pmtiles")
    assert first.headers["cache-control"] == "private, no-cache" != PRIVATE
    town_pages.headers["if-none-match"] = first.headers["etag"]
    assert town_pages.get("/map/base.pmtiles").status == 304
    before = town_pages.get("/map/start.json").json["base"]
    file.write_bytes(TILES + b"x")
    assert town_pages.get("/map/base.pmtiles").status == 200
    assert town_pages.get("/map/start.json").json["base"] != before


def test_parts_of_two_states_of_the_file_are_never_mixed(town_pages: Any, served: Any) -> None:
    file = served("base.pmtiles", TILES)
    town_pages.headers |= {"range": "bytes=0-9", "if-range": town_pages.get("/map/base.pmtiles").headers["etag"]}
    assert town_pages.get("/map/base.pmtiles").status == 206
    file.write_bytes(TILES + b"x")
    assert town_pages.get("/map/base.pmtiles").status == 200


def test_whoever_may_not_see_the_map_does_not_see_what_lies_below(town_pages: Any, served: Any) -> None:
    served("base.pmtiles", TILES)
    assert town_pages.as_role().get("/map/base.pmtiles").status in (401, 403)


def test_a_base_map_that_went_away_is_told_and_the_lands_of_the_world_are_back(town_pages: Any, served: Any) -> None:
    served("base.pmtiles", TILES).unlink()
    assert town_pages.get("/map/start.json").json["base"] is None
    assert town_pages.get("/map/base.pmtiles").status == 404


def test_a_base_map_of_a_place_is_the_one_that_was_checked_when_it_was_read(town_pages: Any, served: Any) -> None:
    root = town_pages.service.place.root
    file = root / "base.pmtiles"
    try:
        file.write_bytes(TILES)
        assert town_pages.get("/map/start.json").json["base"] is None
        town_pages.service.place = load(root)
        assert town_pages.get("/map/start.json").json["base"].startswith("/map/base.pmtiles")
    finally:
        file.unlink()
