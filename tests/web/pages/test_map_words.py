"""What the boxes of the map say, in the reader's language: the script has no words of its own."""

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

import pytest

from forestall.outlook.families import family
from forestall.outlook.release_words import RELEASE
from forestall.web.said import sayer

ACETONE = {"substance": "acetone", "tonnes": "20", "site": "chlorine-terminal", "way": "all"}


@pytest.fixture
def french(harbour_pages: Any) -> Iterator[Any]:
    """The harbour as somebody sees it who reads French."""
    harbour_pages.cookies["forestall-language"] = "fr"
    yield harbour_pages
    del harbour_pages.cookies["forestall-language"]


def _told(pages: Any, key: str) -> list[dict[str, Any]]:
    return [each["properties"] for each in pages.get(f"/map/layers/{key}.json").json["features"]]


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_site_says_its_kind_in_the_language_and_keeps_its_name_and_its_looks(french: Any) -> None:
    sites = {each["id"]: each for each in _told(french, "sites")}
    known = {each.id: each for each in french.service.place.sites}
    assert sites["hospital-central"]["kind"] == "hôpital"
    assert {key: each["name"] for key, each in sites.items()} == {key: each.name for key, each in known.items()}
    assert {key: each["family"] for key, each in sites.items()} == {
        key: family(each.kind).key for key, each in known.items()
    }


def test_each_layer_says_its_notes_in_the_language(french: Any) -> None:
    notes = {
        key: {_plain(str(each["note"])) for each in _told(french, key)}
        for key in ("alerts", "zones", "contours", "routes", "dependencies", "population", "coverage")
    }
    assert notes["alerts"] <= {"Extrême", "Grave", "Modéré", "Mineure", "Inconnue"}
    assert "1 × 10⁻⁶ par an" in notes["contours"]
    assert "chlorine, 420 trajets en charge par an" in notes["routes"]
    assert {"électricité", "eau"} <= notes["dependencies"]
    assert notes["population"] == {"personnes la nuit / le jour"}
    assert notes["coverage"] == {"jusqu’au poste de pompiers ou d’ambulances le plus proche"}
    assert all(
        each.startswith(("charge toxique", "8.12 mg/m3 pendant", "93.5 mg/m3 pendant")) for each in notes["zones"]
    )
    heads = [each["name"] for key in ("alerts", "zones") for each in _told(french, key)]
    assert not [each for each in heads if re.search(r"Raised risk|level high|people outdoors|wind from", each)]


def test_the_data_of_a_layer_are_kept_apart_for_each_language(harbour_pages: Any) -> None:
    english = _told(harbour_pages, "dependencies")
    harbour_pages.cookies["forestall-language"] = "es"
    try:
        spanish = _told(harbour_pages, "dependencies")
    finally:
        del harbour_pages.cookies["forestall-language"]
    assert english == _told(harbour_pages, "dependencies")
    assert {each["note"] for each in english} & {"power", "water"}
    assert [each["name"] for each in spanish] == [each["name"] for each in english]
    assert not {each["note"] for each in spanish} & {"power", "water"}


def test_an_incident_says_what_it_is_and_how_serious_in_the_language(french: Any) -> None:
    columns = french.get("/map/layers/incidents.json").json
    times = [-each for each in accumulate(columns["older"])]
    levels = {"": "signal", "low": "faible", "medium": "moyen", "high": "élevé", "critical": "critique"}
    seen = set()
    for number, time in enumerate(times):
        level = columns["levels"][columns["level"][number]]
        if level not in seen:
            seen.add(level)
            told = french.get(f"/map/incidents/{number}.json", time=str(time)).json
            assert told["note"] == levels[level]
            assert "no new data" not in told["name"]
    assert seen >= {"medium", "high", "critical"}


def test_an_area_of_harm_says_what_harms_and_how_far(french: Any) -> None:
    zones = french.get("/map/what-if.json", **ACETONE).json
    told = [each["properties"] for each in zones["zones"]["features"]]
    assert {each["kind"] for each in told} == {"guideline", "blast", "heat", "flammable"}  # the script draws by it
    said = {_plain(each["name"]): each for each in told}
    assert said["explosion : les vitres se brisent"]["harm"] == "souffle"
    assert said["feu de flaque : douleur en 60 s"]["harm"] == "chaleur"
    assert all(re.fullmatch(r"[\d,.]+ k?m", _plain(each["note"])) for each in told)
    assert zones["words"]["Marker.Title"] == "Où cela s’échappe"
    page = french.get("/map/what-if", **ACETONE)
    names = {_plain(each.text_content()) for each in page.html.xpath("//*[@id='zones']//tbody//th")}
    assert set(said) <= names
    drawn = {_plain(each) for each in page.html.xpath("//svg[@class='plain-map']/path/title/text()")}
    assert drawn == set(said)
    assert "acetone : 20,000 kg d’un coup, vent" in _plain(page.said)


def test_what_limits_a_release_is_said_in_the_language(french: Any) -> None:
    for asked in (ACETONE, {**ACETONE, "substance": "ammonia", "way": "rate", "size": "20", "tonnes": "200"}):
        limits = french.get("/map/what-if", **asked).html.xpath("//section[h2[@id='limits-head']]//li")
        assert len(limits) > 2
        assert [each.text_content() for each in limits if each.get("dir") == "auto"] == []


def test_the_page_hands_its_script_what_to_say_of_something_that_is_gone(french: Any) -> None:
    assert french.get("/map").html.xpath("//div[@class='mapping']/@data-gone") == [
        "Cela n’est plus là\u00a0: rechargez la carte."
    ]


def test_the_steps_of_a_release_are_said_in_the_language_and_stay_english_in_its_file(french: Any) -> None:
    asked = {"substance": "chlorine", "tonnes": "40", "site": "chlorine-terminal", "way": "hole"}
    page = french.get("/map/what-if", **asked)
    rows = [_plain(each.text_content()) for each in page.html.xpath("//*[@id='numbers']//tbody/tr")]
    file = french.get("/map/what-if", **asked, form="json", table="numbers").json["rows"]
    assert len(rows) == len(file) > 20
    for row, one in zip(rows, file, strict=True):
        own = sayer("fr")(one["what"], RELEASE)
        assert row.startswith(_plain(own))
        assert own != one["what"] or one["what"] in ("substance",)
    titles = [each.text_content() for each in page.html.xpath("//*[@id='numbers']/h3")]
    assert titles[:2] == ["Données", "Rejet"]
    assert {each["step"] for each in file} >= {"Given", "Release"}
    assert "jusqu’à vidange, au plus 30 min" in "".join(rows)
    assert not [each for each in rows if re.search(r"as given|user|hole|the steps above", each)]


def test_the_line_of_a_release_goes_the_way_of_its_language(harbour_pages: Any) -> None:
    head = "//h2[@id='answer-head']"
    assert harbour_pages.get("/map/what-if", **ACETONE).html.xpath(f"{head}/bdi")
    harbour_pages.cookies["forestall-language"] = "ar"
    try:
        told = harbour_pages.get("/map/what-if", **ACETONE).html.xpath(head)[0]
    finally:
        del harbour_pages.cookies["forestall-language"]
    assert not told.xpath("bdi")
    assert "\u2068acetone\u2069: 20,000 kg دفعة واحدة" in told.text_content()
