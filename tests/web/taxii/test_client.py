"""The OASIS client library against our server: what it asks works, on the standard's terms."""

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from forestall.standards import jcs

from .conftest import Make, World

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    client = pytest.importorskip("taxii2client.v21")
    exceptions = pytest.importorskip("requests.exceptions")

pytestmark = pytest.mark.filterwarnings("ignore")


def _server(world: World, who: str = "operator") -> Any:
    return client.Server(f"{world.url}/taxii2/", user=who, password=world.tokens[who])


def _collection(world: World, alias: str, who: str = "operator") -> Any:
    (root,) = _server(world, who).api_roots
    return next(each for each in root.collections if each.custom_properties.get("alias", each.alias) == alias)


def test_the_server_is_discovered_with_its_collections(world: World) -> None:
    server = _server(world)
    assert server.title == "Millford"
    assert server.default.url == f"{world.url}/taxii2/office/"
    assert {each.alias for each in server.default.collections} >= {"cyber", "cyber-received", "library"}


def test_objects_are_handed_in_read_and_removed(world: World, coa: Make, fresh: str) -> None:
    collection = _collection(world, fresh)
    status = collection.add_objects({"objects": [coa(1), coa(2, object_marking_refs="x")]}, wait_for_completion=True)
    assert (status.success_count, status.failure_count, status.status) == (1, 1, "complete")
    assert collection.get_objects()["objects"] == [coa(1)]
    assert collection.get_object(coa(1)["id"])["objects"] == [coa(1)]
    assert collection.object_versions(coa(1)["id"])["versions"] == [coa(1)["modified"]]
    assert collection.get_manifest(type="course-of-action")["objects"][0]["id"] == coa(1)["id"]
    collection.delete_object(coa(1)["id"])
    assert collection.get_objects() == {}


def test_pages_are_walked_to_their_end(world: World, coa: Make, fresh: str) -> None:
    collection = _collection(world, fresh)
    collection.add_objects({"objects": [coa(number) for number in range(25)]})
    pages = list(client.as_pages(collection.get_objects, per_request=10))
    assert [len(page["objects"]) for page in pages] == [10, 10, 5]
    assert [one["id"] for page in pages for one in page["objects"]] == [coa(number)["id"] for number in range(25)]


def test_a_partner_may_not_write_where_it_is_told_so(world: World, coa: Make) -> None:
    with pytest.raises(Exception, match="writing"):
        _collection(world, "cyber", "cert").add_objects({"objects": [coa(1)]})


def test_a_wrong_token_is_refused(world: World) -> None:
    with pytest.raises(exceptions.HTTPError, match="401"):
        assert client.Server(f"{world.url}/taxii2/", user="cert", password="wrong").title


def test_attack_for_industrial_control_comes_back_unchanged(world: World, shared: Path, fresh: str) -> None:
    given = json.loads((shared / "data" / "stix" / "ics-attack.json").read_bytes())["objects"]
    collection = _collection(world, fresh)
    status = collection.add_objects({"objects": given})
    assert (status.success_count, status.failure_count) == (len(given), 0)
    pages = client.as_pages(collection.get_objects, per_request=500)
    found = [one for page in pages for one in page["objects"]]
    assert len(found) == 1826
    assert [jcs.write(one) for one in found] == [jcs.write(one) for one in given]


def test_the_examples_of_the_standard_come_back_unchanged(world: World, shared: Path, fresh: str) -> None:
    collection = _collection(world, fresh)
    files = sorted((shared / "data" / "stix" / "examples" / "example_json").glob("*.json"))
    assert len(files) == 11
    refused = {}
    for file in files:
        given = json.loads(file.read_bytes())["objects"]
        status = collection.add_objects({"objects": given})
        refused[file.name] = {each.get("id"): each.get("message") for each in status.failures}
        kept = [one for one in given if one["id"] not in refused[file.name]]
        for one in kept[:20]:
            answer = collection.get_object(one["id"], version="all")["objects"]
            assert jcs.write(one) in [jcs.write(each) for each in answer]
    reasons = [reason for each in refused.values() for reason in each.values()]
    assert len(reasons) == 15  # people and their addresses, and TLP:RED, also of a part
    assert all("person" in reason or reason.startswith("TLP:RED") for reason in reasons)
