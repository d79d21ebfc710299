"""The map's page and its data: what each reader sees, what a release answers."""

import csv
import io
from typing import Any

from forestall.model.account import Role


def test_every_layer_is_geojson_and_sites_are_all_there(harbour_pages: Any) -> None:
    from forestall.outlook.pages.map import LAYERS

    for key in LAYERS.keys() - {"incidents"}:  # in columns: test_preparing
        told = harbour_pages.get(f"/map/layers/{key}.json")
        assert told.status == 200
        assert told.json["type"] == "FeatureCollection"
        assert told.json["features"], key
    sites = harbour_pages.get("/map/layers/sites.json").json["features"]
    assert {each["properties"]["id"] for each in sites} == {each.id for each in harbour_pages.service.place.sites}
    assert {each["properties"]["state"] for each in sites} >= {"high", "calm"}
    assert harbour_pages.get("/map/layers/roads.json").status == 404


def test_a_local_reader_sees_the_sites_of_their_authority_only(harbour_pages: Any) -> None:
    local = harbour_pages.as_role(Role.LOCAL, jurisdiction="vale")
    sites = local.get("/map/layers/sites.json").json["features"]
    own = {each.id for each in harbour_pages.service.place.sites if each.jurisdiction == "vale"}
    assert {each["properties"]["id"] for each in sites} == own
    names = {each.id: each.name for each in harbour_pages.service.place.sites}
    others = set(names.values()) - {names[each] for each in own}
    said = local.get("/map").text + local.get("/map/layers/dependencies.json").text
    assert not {each for each in others if each in said}


def test_the_tables_say_what_the_map_shows(harbour_pages: Any) -> None:
    rows = harbour_pages.get("/map", form="json", table="sites").json["rows"]
    assert {each["id"] for each in rows} == {each.id for each in harbour_pages.service.place.sites}
    areas = [each.text_content() for each in harbour_pages.get("/map").html.xpath("//*[@id='areas']//tbody//tr/th")]
    drawn = [
        each["properties"]["name"]
        for key in ("alerts", "zones")
        for each in harbour_pages.get(f"/map/layers/{key}.json").json["features"]
    ]
    assert sorted(areas) == sorted(drawn)


def test_a_time_chooses_the_incidents_of_the_table(harbour_pages: Any) -> None:
    every = harbour_pages.get("/map", form="json", table="incidents").json["rows"]
    some = harbour_pages.get("/map", since="2031-03-09", form="json", table="incidents").json["rows"]
    assert some == [each for each in every if each["time"] >= "2031-03-09"]
    assert 0 < len(some) < len(every)
    assert harbour_pages.get("/map", since="yesterday").status == 422


def test_a_release_at_a_site_tells_people_sites_and_what_follows(harbour_pages: Any) -> None:
    asked = {"substance": "chlorine", "tonnes": "40", "site": "chlorine-terminal", "way": "all"}
    page = harbour_pages.get("/map/what-if", **asked)
    assert page.status == 200
    assert "This is a calculation, not an observation." in page.said
    rows = harbour_pages.get("/map/what-if", **asked, form="json", table="zones").json["rows"]
    for row in rows:
        assert row["source"]
        if row["day"] is not None:
            assert row["day_low"] <= row["day"] <= row["day_high"]
    down = harbour_pages.get("/map/what-if", **asked, form="json", table="down").json["rows"]
    assert "chlorine-terminal" in {each["site"] for each in down}
    drawn = harbour_pages.get("/map/what-if.json", **asked).json
    assert {each["properties"]["name"] for each in drawn["zones"]["features"]} <= {each["name"] for each in rows}


def test_every_table_of_a_release_is_taken_away_with_all_its_rows(harbour_pages: Any) -> None:
    asked = {"substance": "chlorine", "tonnes": "40", "site": "chlorine-terminal", "way": "all"}
    page = harbour_pages.get("/map/what-if", **asked)
    links = page.html.xpath("//p[@class='exports']/a[@download]/@href")
    assert {each.partition("table=")[2] for each in links} == {"zones", "down", "numbers"}
    numbers = harbour_pages.get("/map/what-if", **asked, form="json", table="numbers").json["rows"]
    shown = page.html.xpath("//*[@id='numbers']//tbody/tr")
    assert [each["what"] for each in numbers] == [each.xpath("string(th)").strip() for each in shown]
    assert all(each["step"] and each["equation"] and each["source"] for each in numbers)
    for link in (each for each in links if "form=csv" in each):
        rows = len(harbour_pages.get(link.replace("form=csv", "form=json")).json["rows"])
        assert len(list(csv.reader(io.StringIO(harbour_pages.get(link).text)))) == rows + 1 > 1
    zones = harbour_pages.get("/map/what-if", **asked, form="json", table="zones").json["rows"]
    assert all(len([name for name in each["within"].split("; ") if name]) == each["sites"] for each in zones)


def test_a_file_of_a_release_has_no_site_that_may_not_leave(harbour_pages: Any) -> None:
    local = harbour_pages.as_role(Role.LOCAL, jurisdiction="vale")
    asked = {"substance": "chlorine", "tonnes": "40", "lon": "-8.85", "lat": "40.21", "way": "all"}
    names = {each.id for each in harbour_pages.service.place.sites if each.jurisdiction != "vale"}
    for table in ("zones", "down"):
        file = local.get("/map/what-if", **asked, form="json", table=table)
        assert not [each for each in names if f'"{each}"' in file.text or f"{each};" in file.text]


def test_what_cannot_be_read_is_told_and_stays_in_the_form(harbour_pages: Any) -> None:
    page = harbour_pages.get("/map/what-if", substance="unobtainium", tonnes="many", lon="-8.8", lat="40.2")
    assert page.status == 422
    assert page.html.xpath("//input[@name='tonnes']/@value") == ["many"]
    assert "expected a number from 0.001" in page.said
    unknown = harbour_pages.get("/map/what-if", substance="unobtainium", lon="-8.8", lat="40.2")
    assert unknown.status == 422
    assert "is not known" in unknown.said


def test_the_small_town_has_a_map_too(town_pages: Any) -> None:
    page = town_pages.get("/map", shown="1", layer="population")
    assert page.status == 200
    assert not page.html.xpath("//svg[@class='plain-map']//g[contains(@class, 'mark')]")
    assert town_pages.get("/map/layers/contours.json").status == 200
