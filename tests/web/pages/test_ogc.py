"""OGC API - Features: pages, filters, files, rights; and that GDAL, by which QGIS reads, opens it."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import jsonschema
import pyarrow.parquet as pq
import pytest
import shapely

from forestall.core.clock import instant
from forestall.guard.label import subtree
from forestall.model.account import Role
from forestall.model.alert import Alert
from forestall.outlook.notices import in_force
from forestall.outlook.pages.collections import COLLECTIONS
from forestall.standards.ogc_features.documents import CONFORMANCE

ITEMS = "/ogc/collections/sites/items"


def _ids(answer: Any) -> list[str]:
    return [each["id"] for each in answer.json["features"]]


def test_the_first_document_leads_to_all_others(town_pages: Any) -> None:
    links = {each["rel"]: each["href"] for each in town_pages.get("/ogc/").json["links"]}
    assert {"self", "service-desc", "conformance", "data"} <= set(links)
    assert town_pages.get("/ogc/conformance").json["conformsTo"] == list(CONFORMANCE)
    found = town_pages.get("/ogc/collections").json["collections"]
    assert [each["id"] for each in found] == ["sites", "alerts", "findings", "zones"]
    west, south, east, north = found[0]["extent"]["spatial"]["bbox"][0]
    assert west < east
    assert south < north


def test_pages_follow_their_links_and_hold_every_site_once(town_pages: Any) -> None:
    every = [each.id for each in town_pages.service.place.sites]
    found: list[str] = []
    address, query = ITEMS, {"limit": "3"}
    while True:
        answer = town_pages.get(address, **query)
        assert answer.json["numberMatched"] == len(every)
        assert answer.json["numberReturned"] == len(answer.json["features"]) <= 3
        found += _ids(answer)
        more = [each["href"] for each in answer.json["links"] if each["rel"] == "next"]
        if not more:
            break
        query = dict(part.split("=") for part in more[0].partition("?")[2].split("&"))
    assert found == sorted(every)


def test_filters_keep_what_a_loop_over_the_records_keeps(town_pages: Any) -> None:
    sites = town_pages.service.place.sites
    some = sites[0]
    by_kind = sorted(each.id for each in sites if each.kind == some.kind)
    assert _ids(town_pages.get(ITEMS, kind=some.kind)) == by_kind
    assert _ids(town_pages.get(ITEMS, filter=f"kind = '{some.kind}'")) == by_kind
    document = json.dumps({"op": "=", "args": [{"property": "kind"}, some.kind]})
    assert _ids(town_pages.get(ITEMS, filter=document, **{"filter-lang": "cql2-json"})) == by_kind
    box = f"{some.lon - 0.001},{some.lat - 0.001},{some.lon + 0.001},{some.lat + 0.001}"
    near = sorted(e.id for e in sites if abs(e.lon - some.lon) <= 0.001 and abs(e.lat - some.lat) <= 0.001)
    assert _ids(town_pages.get(ITEMS, bbox=box)) == near
    assert _ids(town_pages.get(ITEMS, filter=f"S_INTERSECTS(geometry, BBOX({box}))")) == near
    many = sorted(each.id for each in sites if each.people_served > 1000)
    assert _ids(town_pages.get(ITEMS, filter="people_served > 1000", limit="1000")) == many


def _holds(alert: Alert, at: datetime) -> bool:
    begun = alert.effective is None or alert.effective <= at
    return begun and (alert.expires is None or alert.expires >= at)


def test_alerts_and_findings_are_filtered_by_time(town_pages: Any) -> None:
    every = town_pages.get("/ogc/collections/alerts/items").json
    assert every["numberMatched"] > 0
    assert town_pages.get("/ogc/collections/alerts/items", datetime="../1990-01-01").json["numberMatched"] == 0
    now = every["timeStamp"]
    held = [each for each in in_force(town_pages.service.picture.shown.given) if _holds(each, instant(now))]
    assert town_pages.get("/ogc/collections/alerts/items", datetime=now).json["numberMatched"] == len(held) > 0
    after = town_pages.get("/ogc/collections/findings/items", filter="time > TIMESTAMP('2100-01-01T00:00:00Z')")
    assert after.json["features"] == []


def test_a_feature_by_itself_and_again_when_it_has_not_changed(town_pages: Any) -> None:
    one = town_pages.service.place.sites[0]
    answer = town_pages.get(f"{ITEMS}/{one.id}")
    assert answer.json["geometry"] == {"type": "Point", "coordinates": [one.lon, one.lat]}
    assert answer.headers["content-type"].startswith("application/geo+json")
    assert town_pages.get(f"{ITEMS}/{one.id}").headers["etag"] == answer.headers["etag"]
    assert town_pages.get(f"{ITEMS}/nobody").status == 404
    assert town_pages.get("/ogc/collections/nobody/items").status == 404


def test_files_hold_the_same_rows(town_pages: Any) -> None:
    found = town_pages.get(ITEMS, limit="10000").json["features"]
    rows = list(csv.DictReader(io.StringIO(town_pages.get(ITEMS, f="csv").text)))
    assert [each["id"] for each in rows] == [each["id"] for each in found]
    assert shapely.from_wkt(rows[0]["geometry"]).equals(shapely.geometry.shape(found[0]["geometry"]))


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"}, {"limit": "many"}, {"limit": "99999"}, {"bbox": "1,2,3"}, {"bbox": "1,9,3,2"}, {"bbox": "a"},
        {"datetime": "yesterday"}, {"datetime": "2026-01-02/2026-01-01"}, {"filter": "kind ="}, {"colour": "red"},
        {"filter": "kind = 1"}, {"filter-lang": "sql", "filter": "1"}, {"after": "%%%"}, {"people_served": "few"},
        {"filter-crs": "http://www.opengis.net/def/crs/EPSG/0/3857"}, {"f": "shapefile"},
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_answered_with_400_and_a_sentence(town_pages: Any, query: dict[str, str]) -> None:
    answer = town_pages.get(ITEMS, **query)
    assert answer.status == 400
    assert len(answer.text) > 20


def test_who_may_see_one_authority_sees_only_its_sites(town_pages: Any) -> None:
    sites = town_pages.service.place.sites
    own = next(each.id for each in town_pages.service.place.profile.jurisdictions if each.parent)
    theirs = town_pages.as_role(Role.LOCAL, jurisdiction=own)
    found = theirs.get(ITEMS, limit="1000").json["features"]
    below = subtree(own, {each.id: each.parent for each in town_pages.service.place.profile.jurisdictions})
    assert {each["id"] for each in found} == {each.id for each in sites if each.jurisdiction in below}
    extent = theirs.get("/ogc/collections/sites").json["extent"]["spatial"]["bbox"][0]
    assert shapely.total_bounds([shapely.geometry.shape(each["geometry"]) for each in found]).tolist() == extent


def test_a_visitor_gets_nothing(town_pages: Any) -> None:
    assert town_pages.as_role().get(ITEMS).status == 401


def test_queryables_are_a_schema_of_the_properties(town_pages: Any) -> None:
    answer = town_pages.get("/ogc/collections/sites/queryables")
    assert answer.headers["content-type"].startswith("application/schema+json")
    known = set(answer.json["properties"]) - {"geometry"}
    assert known == set(town_pages.get(ITEMS, limit="1").json["features"][0]["properties"])


@pytest.mark.parametrize("name", COLLECTIONS)
def test_the_schema_and_the_queryables_name_the_type_of_every_geometry(town_pages: Any, name: str) -> None:
    kind = COLLECTIONS[name][0].geometry
    links = {each["rel"]: each for each in town_pages.get(f"/ogc/collections/{name}").json["links"]}
    link = links["http://www.opengis.net/def/rel/ogc/1.0/schema"]
    answer = town_pages.get(link["href"].removeprefix("http://127.0.0.1"))
    assert answer.headers["content-type"] == link["type"] == "application/schema+json"
    schema = answer.json
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == link["href"]
    assert schema["properties"]["geometry"]["format"] == f"geometry-{kind.lower()}"
    assert "type" not in schema["properties"]["geometry"]
    asked = town_pages.get(f"/ogc/collections/{name}/queryables").json["properties"]
    assert asked["geometry"]["format"] == f"geometry-{kind.lower()}"
    for each in town_pages.get(f"/ogc/collections/{name}/items", limit="1000").json["features"]:
        assert set(schema["properties"]) == {"id", "geometry", *each["properties"]}
        assert each["geometry"] is None or each["geometry"]["type"] == kind


_GDAL = """
import json, sys, pyogrio, shapely
where, found = f"OAPIF:{sys.argv[1]}/ogc", {}
for name, told in pyogrio.list_layers(where):
    about = pyogrio.read_info(where, layer=name)
    shapes = pyogrio.raw.read(where, layer=name)[2]
    types = {shapely.from_wkb(each).geom_type for each in shapes if each is not None}
    found[name] = [told, about["geometry_type"], about["crs"], about["features"], len(shapes), sorted(types)]
print(json.dumps(found))
"""


def test_gdal_reads_every_collection_as_a_layer_of_one_type(town_site: str) -> None:
    """In a process of its own: GDAL holds the interpreter while it waits for the service."""
    done = subprocess.run([sys.executable, "-c", _GDAL, town_site], capture_output=True, timeout=60, check=True)
    found = json.loads(done.stdout)
    assert found.keys() == COLLECTIONS.keys()
    for name, (told, kind, crs, features, read, types) in found.items():
        assert told == kind == COLLECTIONS[name][0].geometry, name
        assert crs == "EPSG:4326"
        assert read == features > 0
        assert types == [kind]


@pytest.mark.parametrize("name", COLLECTIONS)
def test_geoparquet_says_what_its_geometry_is(town_site: str, name: str) -> None:
    import urllib.request

    with urllib.request.urlopen(f"{town_site}/ogc/collections/{name}/items?f=parquet") as answer:
        table = pq.read_table(io.BytesIO(answer.read()))
    about = json.loads(table.schema.metadata[b"geo"])
    assert about["version"] == "1.1.0"
    assert about["columns"]["geometry"]["geometry_types"] == [COLLECTIONS[name][0].geometry]
    shapes = [each for each in shapely.from_wkb(table["geometry"].to_pylist()) if each is not None]
    assert {each.geom_type for each in shapes} == {COLLECTIONS[name][0].geometry}
    assert shapely.total_bounds(shapes).tolist() == about["columns"]["geometry"]["bbox"]


def test_geoparquet_of_nothing_still_says_the_type(town_site: str) -> None:
    import urllib.request

    with urllib.request.urlopen(f"{town_site}/ogc/collections/alerts/items?f=parquet&event=nothing") as answer:
        table = pq.read_table(io.BytesIO(answer.read()))
    assert table.num_rows == 0
    told = json.loads(table.schema.metadata[b"geo"])["columns"]["geometry"]
    assert told == {"encoding": "WKB", "geometry_types": ["MultiPolygon"]}


def test_if_none_match_saves_the_answer(town_site: str) -> None:
    import urllib.error
    import urllib.request

    with urllib.request.urlopen(f"{town_site}{ITEMS}") as answer:
        tag = answer.headers["etag"]
    again = urllib.request.Request(f"{town_site}{ITEMS}", headers={"If-None-Match": tag})
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(again)
    with error.value as answer:
        assert answer.code == 304


@pytest.fixture(scope="module")
def town_site(town_of_pages: Any) -> Iterator[str]:
    """The small town on a port of this machine, as programs reach it."""
    import threading
    import time

    import uvicorn

    server = uvicorn.Server(uvicorn.Config(town_of_pages.app, port=0, lifespan="off", log_level="error"))
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    running.join()


def test_the_client_reads_what_the_interface_says(town_site: str) -> None:
    from forestall.content.client.forestall_client import Office, Trouble

    office = Office(town_site)
    assert office.get_findings(limit=5)["total"] >= 0
    assert len(list(office.features("sites", limit=3))) > 3
    every = [each["id"] for each in office.get_obligations(limit=1000)["items"]]
    assert [each["id"] for each in office.every_obligations(limit=5)] == every
    assert len(every) > 5
    assert [each["properties"]["kind"] for each in office.features("sites", kind="hospital")].count("hospital") >= 0
    with pytest.raises(Trouble, match="400") as error:
        list(office.features("sites", filter="kind ="))
    assert "no CQL2 text" in error.value.detail
    with pytest.raises(Trouble, match="404"):
        office.get_alerts_by_identifier("nobody")
    with pytest.raises(ValueError, match="https"):
        Office("http://outlook.example", "secret")


def test_the_client_is_in_step_with_the_interface_and_needs_nothing_of_ours() -> None:
    from forestall.web.client_writer import TARGET, source

    assert TARGET.read_text(encoding="utf-8") == source(), "run python -m forestall.web.client_writer"
    alone = [sys.executable, "-I", "-S", "-c", f"import runpy; runpy.run_path({str(TARGET)!r})"]
    subprocess.run(alone, check=True)
