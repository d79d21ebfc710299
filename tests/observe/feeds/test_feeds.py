"""Feeds as they are published, and what breaks them."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.observe.feeds import epss, gdacs, mapped, taxii, usgs
from forestall.observe.feeds.entries import entries

RSS = b"<rss version='2.0'><channel><item>%s</item></channel></rss>"


@pytest.mark.parametrize("name", ["gdacs-rss-24h.xml", "gdacs-rss-7d.xml", "gdacs-rss.xml"])
def test_every_item_of_gdacs_is_an_event(shared: Path, name: str) -> None:
    body = (shared / "data" / "gdacs" / name).read_bytes()
    rows, refused = gdacs.events(body)
    assert len(rows) == body.count(b"<item>") > 0
    assert refused == ()
    assert all({"id", "time", "eventtype", "alertlevel", "lon", "lat"} <= set(row) for row in rows)


def test_a_gdacs_earthquake_says_what_was_published(shared: Path) -> None:
    rows, _ = gdacs.events((shared / "data" / "gdacs" / "gdacs-rss-7d.xml").read_bytes())
    row = next(row for row in rows if row["id"] == "EQ1200043-1287962")
    assert (row["lon"], row["lat"], row["severity"], row["severity_unit"]) == (11.3526, -52.8544, 5.3, "M")
    assert (row["time"], row["population"], row["alertlevel"]) == ("2019-12-29T18:24:41Z", 0.0, "Green")
    assert "country" not in row


def test_a_gdacs_item_without_time_is_told() -> None:
    rows, refused = gdacs.events(RSS % b"<eventtype>EQ</eventtype><eventid>1</eventid><pubDate>soon</pubDate>")
    assert rows == ()
    assert refused == ("item 1: no time",)


@pytest.mark.parametrize(
    ("name", "count", "inline"),
    [
        ("weather.atom", 1, True),
        ("earthquake_index.atom", 1, False),
        ("ny_index.rss", 2, False),
        ("no_entries.atom", 0, False),
    ],
)
def test_published_cap_feeds_are_read(shared: Path, name: str, count: int, inline: bool) -> None:
    found = entries((shared / "data/cap/cap-library" / name).read_bytes())
    assert len(found) >= count
    assert all((entry.message is not None) == inline for entry in found)
    assert all(entry.updated is not None for entry in found)


def test_the_link_that_leads_to_cap_is_taken(shared: Path) -> None:
    found = entries((shared / "data/cap/cap-library/earthquake_index.atom").read_bytes())
    assert found[0].link == "http://earthquake.usgs.gov/earthquakes/catalogs/cap/us2010apcd"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<x",
        b"<html/>",
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><rss/>',
        b'<!DOCTYPE a [<!ENTITY b "c">]><rss>&b;</rss>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><rss/>'.encode("utf-16"),
        b"<rss>" + b"<a>" * 300 + b"</a>" * 300 + b"</rss>",
        b"<rss>" + b"<item><guid>1</guid><link>x</link></item>" * 5001 + b"</rss>",
    ],
)
def test_hostile_xml_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        entries(data)


def test_usgs_leaves_out_what_is_not_known() -> None:
    feature = {"id": "a", "properties": {"time": -1000, "mag": None, "tsunami": True}, "geometry": None}
    rows, refused = usgs.events(json.dumps({"features": [feature, 7, {"id": "b"}]}).encode())
    assert rows == ({"id": "a", "time": "1969-12-31T23:59:59Z"},)
    assert refused == ("/features/1: no id, time", "/features/2: no time")


@pytest.mark.parametrize("giant", ["CVE-2026-1111,{}0.5,0.9\n", 'CVE-2026-1111,0.5,"{}'])
def test_epss_with_a_giant_cell_is_refused(giant: str) -> None:
    data = "#model_version:v4,score_date:2026-03-09T00:00:00+0000\ncve,epss,percentile\n" + giant.format("9" * 200_000)
    with pytest.raises(InputError, match=r"EPSS: line 3: no CSV"):
        epss.scores(data.encode(), 0.1)


def test_epss_keeps_its_model_with_every_score() -> None:
    data = b"#model_version:v4,score_date:2026-03-09T00:00:00+0000\ncve,epss,percentile\n"
    rows, refused = epss.scores(data + b"CVE-2026-2222,0.5,0.9\nCVE-2026-1111,0.1,0.8\nCVE-2026-3333,1.5,0.8\n", 0.1)
    assert [row["cve"] for row in rows] == ["CVE-2026-1111", "CVE-2026-2222"]
    assert {row["model"] for row in rows} == {"v4"}
    assert refused == ("line 5: expected a CVE, a score and a percentile from 0 to 1",)


@pytest.mark.parametrize(
    "data", [b"[]", b'{"objects":{}}', b'{"more":1}', b'{"more":true,"next":5}', b"{", b"[" * 99_999]
)
def test_what_is_no_envelope_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        taxii.page(data)


def test_a_mapping_goes_inwards_and_leaves_out_what_is_not_there() -> None:
    data = b'{"a":{"b":[{"c":1,"d":null}]}}'
    assert mapped.json_rows(data, "a.b", {"x": "c", "y": "d", "z": "c.e.0"}) == ({"x": 1},)


@pytest.mark.parametrize(("data", "items"), [(b"[1]", ""), (b"{}", "a"), (b'{"a":1}', "a"), (b"NaN", "")])
def test_a_document_without_items_is_refused(data: bytes, items: str) -> None:
    with pytest.raises(InputError):
        mapped.json_rows(data, items, None)


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for read in (entries, gdacs.events, usgs.events, taxii.page):
        with contextlib.suppress(InputError):
            read(data)  # type: ignore[operator]
    with contextlib.suppress(InputError):
        epss.scores(data, 0.1)
    with contextlib.suppress(InputError):
        mapped.csv_rows(data, None)
