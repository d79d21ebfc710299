"""The map's picture on the page: what is in it, where its links lead, what lies below it, how it looks to whom."""

import dataclasses
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from lxml.etree import _Element as Element

from forestall.core.clock import instant
from forestall.model.account import Role

_SVG = "//svg[@class='plain-map']"
_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")


def picture(page: Any) -> Element:
    [found] = page.html.xpath(_SVG)
    return found


def marks(page: Any) -> list[str]:
    """Sites that are drawn."""
    return [each.get("href").removeprefix("/sites/") for each in page.html.xpath(f"{_SVG}//g[@class='sites']/a")]


def moves(page: Any) -> dict[str, dict[str, list[str]]]:
    """Where each link around the picture leads."""
    links = page.html.xpath("//nav[@class='moves']/a")
    return {each.get("class").removeprefix("go-"): parse_qs(urlsplit(each.get("href")).query) for each in links}


def box(page: Any, move: str) -> list[float]:
    return [float(each) for each in moves(page)[move]["bbox"][0].split(",")]


def test_every_site_is_a_link_with_its_kind_and_state(harbour_pages: Any) -> None:
    page = harbour_pages.get("/map")
    sites = {each.id: each for each in harbour_pages.service.place.sites}
    assert set(marks(page)) == set(sites)
    rows = {each["id"]: each for each in harbour_pages.get("/map", form="json", table="sites").json["rows"]}
    for each in page.html.xpath(f"{_SVG}//g[@class='sites']/a"):
        title = each.xpath(".//title")[0].text
        known = rows[each.get("href").removeprefix("/sites/")]
        assert known["name"] in title
        assert known["kind"] in title
        if known["state"] == "high":
            assert each.xpath("./g[contains(@class, 'is-high')]//circle[@class='ring']")


def test_the_picture_has_its_scale_north_coordinates_and_legend(harbour_pages: Any) -> None:
    page = harbour_pages.get("/map")
    drawn = picture(page)
    assert drawn.xpath(".//path[@class='scale']")
    assert drawn.xpath(".//path[@class='north']")
    ticks = drawn.xpath(".//g[@class='ticks']/text/text()")
    assert len(ticks) >= 6
    assert all(each.endswith("°") for each in ticks)
    legend = " ".join(page.html.xpath("//ul[@class='legend flat']")[0].text_content().split())
    assert "Hazardous substances" in legend
    assert "filled and ringed: serious finding" in legend
    assert "km across, around latitude 40." in page.said


def test_nothing_of_the_picture_needs_a_style_or_a_script_of_its_own(harbour_pages: Any) -> None:
    drawn = picture(harbour_pages.get("/map", shown="1", layer="population"))
    assert not drawn.xpath(".//@style | .//style | .//script | .//@*[starts-with(name(), 'on')]")
    assert not drawn.xpath(".//image | .//foreignObject")


@pytest.mark.parametrize(
    ("layer", "path"),
    [
        ("sites", "//g[@class='sites']/a"), ("dependencies", "//path[@class='needs']"),
        ("alerts", "//g[@class='areas']/path"), ("zones", "//g[@class='zones']/path"),
        ("routes", "//g[@class='routes']/path"), ("population", "//g[@class='cells-population']/path"),
        ("coverage", "//g[@class='cells-coverage']/path"), ("incidents", "//g[@class='groups']/g"),
    ],
)  # fmt: skip
def test_a_layer_is_drawn_when_it_is_switched_on_and_only_then(harbour_pages: Any, layer: str, path: str) -> None:
    assert harbour_pages.get("/map", shown="1", layer=layer).html.xpath(_SVG + path)
    assert not harbour_pages.get("/map", shown="1").html.xpath(_SVG + path)


def test_areas_of_the_top_risk_and_of_every_alert_with_an_area_are_drawn(harbour_pages: Any) -> None:
    for key, name in (("alerts", "areas"), ("zones", "zones")):
        page = harbour_pages.get("/map", shown="1", layer=key)
        told = [each.partition(";")[0] for each in page.html.xpath(f"{_SVG}//g[@class='{name}']/path/title/text()")]
        features = harbour_pages.get(f"/map/layers/{key}.json").json["features"]
        assert sorted(told) == sorted(each["properties"]["name"] for each in features)


def test_links_lead_nearer_further_and_aside_and_keep_what_was_chosen(harbour_pages: Any) -> None:
    page = harbour_pages.get("/map", shown="1", layer="sites")
    assert moves(page).keys() == {"in", "out", "north", "south", "west", "east"}
    assert moves(page)["in"]["layer"] == ["sites"]
    near = harbour_pages.get("/map", shown="1", layer="sites", bbox=moves(page)["in"]["bbox"][0])
    assert 0 < len(marks(near)) < len(marks(page))
    assert "whole" in moves(near)
    assert "bbox" not in moves(near)["whole"]
    assert near.html.xpath("//form[@data-layers]//input[@name='bbox']/@value") == moves(page)["in"]["bbox"]
    back = box(near, "out")
    wide, tall = back[2] - back[0], back[3] - back[1]
    assert box(page, "in")[0] == pytest.approx(back[0] + wide / 4, abs=wide / 200)
    assert box(page, "north")[1] == pytest.approx(back[1] + tall / 2, abs=tall / 200)
    assert box(page, "east")[0] == pytest.approx(back[0] + wide / 2, abs=wide / 200)


def test_sites_of_the_picture_are_those_that_lie_in_its_box(harbour_pages: Any) -> None:
    west, south, east, north = -8.95, 40.1, -8.75, 40.25
    page = harbour_pages.get("/map", bbox=f"{west},{south},{east},{north}")
    sites = harbour_pages.service.place.sites
    within = {each.id for each in sites if west <= each.lon <= east and south <= each.lat <= north}
    assert within <= set(marks(page))  # the frame is at least as large as the box
    assert set(marks(page)) < {each.id for each in sites}


def test_a_site_of_the_address_is_in_the_middle_and_marked(harbour_pages: Any) -> None:
    page = harbour_pages.get("/map", site="chlorine-terminal")
    [chosen] = page.html.xpath(f"{_SVG}//a/g[contains(@class, 'is-chosen')]")
    x, y = (float(each) for each in _NUMBERS.findall(chosen.get("transform")))
    wide, high = (float(each) for each in picture(page).get("viewbox").split()[2:])
    assert x == pytest.approx(wide / 2, abs=1)
    assert y == pytest.approx(high / 2, abs=1)
    assert chosen.xpath(".//text/text()") == ["Marrowen Chemical Terminal (chlorine)"]


def test_the_address_that_a_script_left_shows_the_same_part(harbour_pages: Any) -> None:
    page = harbour_pages.get("/map", at="-8.85,40.15,12.5")
    west, south, _, north = box(page, "east")
    assert (south + north) / 2 == pytest.approx(40.15, abs=0.002)
    assert west == pytest.approx(-8.85, abs=0.002)
    assert harbour_pages.get("/map", at="somewhere").status == 200


@pytest.mark.parametrize("wrong", ["1,2,3", "a,b,c,d", "1,9,3,2", "nan,0,1,1", "0,0,1,95"])
def test_a_box_that_is_none_is_told(harbour_pages: Any, wrong: str) -> None:
    page = harbour_pages.get("/map", bbox=wrong)
    assert page.status == 422
    assert "west,south,east,north" in page.text


def test_a_local_reader_sees_no_site_of_others_in_any_box(harbour_pages: Any) -> None:
    local = harbour_pages.as_role(Role.LOCAL, jurisdiction="vale")
    own = {each.id for each in harbour_pages.service.place.sites if each.jurisdiction == "vale"}
    for query in ({}, {"bbox": "-9.1,40.0,-8.5,40.5"}):
        assert set(marks(local.get("/map", **query))) == own
    other = next(each.id for each in harbour_pages.service.place.sites if each.jurisdiction != "vale")
    assert not local.get("/map", site=other).html.xpath("//*[contains(@class, 'is-chosen')]")


def test_times_choose_the_incidents_of_the_picture(harbour_pages: Any) -> None:
    def number(page: Any) -> int:
        titles = page.html.xpath(f"{_SVG}//g[@class='groups']//title/text()")
        return sum(int(each.split()[0]) for each in titles)

    every, some = harbour_pages.get("/map"), harbour_pages.get("/map", since="2031-03-09")
    columns = harbour_pages.get("/map/layers/incidents.json").json
    times = -np.cumsum(columns["older"])
    assert number(every) == len(times)
    assert 0 < number(some) == np.count_nonzero(times >= instant("2031-03-09T00:00:00Z").timestamp()) < number(every)


def test_lands_of_the_world_fade_where_one_looks_closer(town_pages: Any) -> None:
    far = town_pages.get("/map", bbox="-20,30,40,65")
    [ground] = picture(far).xpath(".//g[@class='ground']")
    assert ground.get("opacity") == "1"
    path = ground.xpath("./path[@class='land']/@d")[0]
    assert path.count("M") > 20
    assert max(abs(float(each)) for each in _NUMBERS.findall(path)) <= 960 + 13
    assert "fade" not in far.said
    near = town_pages.get("/map")
    assert not picture(near).xpath(".//g[@class='ground']")
    assert "Lands of the world are drawn for 1 : 50 million" in near.said
    world = town_pages.get("/map", bbox="-180,-80,180,85")
    assert len(picture(world).xpath(".//path[@class='land']/@d")[0]) < 120_000


@pytest.fixture
def served(town_pages: Any, tmp_path: Path) -> Iterator[Any]:
    """Gives the town a base map for one test."""
    place = town_pages.service.place

    def give(name: str, content: bytes) -> None:
        (tmp_path / name).write_bytes(content)
        town_pages.service.place = dataclasses.replace(place, base=tmp_path / name)

    yield give
    town_pages.service.place = place


def _shapes(lon: float, lat: float, half: float) -> bytes:
    ring = [[lon - half, lat - half], [lon + half, lat - half], [lon + half, lat + half], [lon - half, lat + half]]
    land = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    point = {"type": "Point", "coordinates": [lon, lat]}
    features = [{"type": "Feature", "properties": {}, "geometry": each} for each in (land, point, None)]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_shapes_of_the_place_lie_below_however_near_one_looks(town_pages: Any, served: Any) -> None:
    site = town_pages.service.place.sites[0]
    served("base.geojson", _shapes(site.lon, site.lat, 0.001))
    page = town_pages.get("/map", site=site.id)
    [path] = picture(page).xpath(".//path[@class='land']/@d")
    assert path.count("M") == 1
    assert "fade" not in page.said
    served("base.geojson", _shapes(site.lon, site.lat, 0.002))
    [wider] = picture(town_pages.get("/map", site=site.id)).xpath(".//path[@class='land']/@d")
    assert wider != path


def test_tiles_of_the_place_are_said_to_need_scripts(town_pages: Any, served: Any) -> None:
    served("base.pmtiles", b"PMTiles")
    assert "The tiles of the place are drawn by scripts only" in town_pages.get("/map").said


def test_shapes_that_cannot_be_read_any_more_give_way_to_lands_of_the_world(town_pages: Any, served: Any) -> None:
    served("base.geojson", b"{")
    page = town_pages.get("/map", bbox="-20,30,40,65")
    assert picture(page).xpath(".//path[@class='land']")


def test_the_picture_speaks_the_language_of_who_reads_and_is_not_mirrored(harbour_pages: Any) -> None:
    harbour_pages.cookies["forestall-language"] = "ar"
    try:
        page = harbour_pages.get("/map")
    finally:
        del harbour_pages.cookies["forestall-language"]
    assert page.html.get("dir") == "rtl"
    assert "تحريك الخريطة" in page.text
    assert picture(page).xpath(".//text[@class='told']/text()")[-1] == "ش"
    assert picture(page).get("viewbox") == picture(harbour_pages.get("/map")).get("viewbox")
    assert marks(page) == marks(harbour_pages.get("/map"))
