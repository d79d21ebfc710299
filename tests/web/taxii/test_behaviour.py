"""What a TAXII 2.1 server does: the behaviours that the reference server's tests check, said again for ours."""

import json
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .conftest import TAXII, Make, World

COLLECTION = "collections/cyber-received/"


def _ids(found: list[dict[str, Any]]) -> list[str]:
    return [str(each["id"]) for each in found]


def test_discovery_names_an_api_root_that_names_its_version(world: World) -> None:
    headers = {"accept": TAXII, "authorization": f"Bearer {world.tokens['operator']}"}
    found = httpx.get(f"{world.url}/taxii2/", headers=headers)
    assert found.headers["content-type"] == TAXII
    assert found.json()["api_roots"] == [found.json()["default"]] == ["/taxii2/office/"]
    root = world.ask("GET", "").json()
    assert root["versions"] == [TAXII]
    assert root["max_content_length"] > 0


def test_collections_say_what_may_be_done_with_them_and_go_by_id_or_alias(world: World) -> None:
    found = {each["alias"]: each for each in world.ask("GET", "collections/").json()["collections"]}
    assert len(found) == 11
    assert (found["cyber"]["can_read"], found["cyber"]["can_write"]) == (True, False)
    assert found["cyber-received"]["can_write"]
    one = found["cyber"]
    assert world.ask("GET", f"collections/{one['id']}/").json() == world.ask("GET", "collections/cyber/").json() == one


def test_objects_are_added_found_told_of_and_removed(world: World, coa: Make, fresh: str) -> None:
    thing = coa(1)
    told = world.post(fresh, [thing])
    assert told.status_code == 202
    assert told.headers["content-type"] == TAXII
    status = world.ask("GET", f"status/{told.json()['id']}/").json()
    assert status == told.json()
    assert (status["status"], status["success_count"], status["pending_count"]) == ("complete", 1, 0)
    assert world.objects(fresh, f"?match[id]={thing['id']}") == [thing]
    (listed,) = world.ask("GET", f"{COLLECTION}manifest/?match[id]={thing['id']}").json()["objects"]
    assert (listed["id"], listed["version"]) == (thing["id"], thing["modified"])
    assert listed["media_type"] == "application/stix+json;version=2.1"
    assert world.ask("DELETE", f"{COLLECTION}objects/{thing['id']}/").status_code == 200
    gone = world.ask("GET", f"{COLLECTION}objects/{thing['id']}/")
    assert (gone.status_code, gone.headers["content-type"]) == (404, TAXII)
    assert world.ask("GET", f"{COLLECTION}objects/").json() == {}


def test_objects_of_one_request_get_distinct_times_that_rise_in_their_order(
    world: World, coa: Make, fresh: str
) -> None:
    world.post(fresh, [coa(number) for number in (5, 3, 4)])
    answer = world.ask("GET", f"{COLLECTION}manifest/")
    times = [each["date_added"] for each in answer.json()["objects"]]
    assert len(set(times)) == 3
    assert times == sorted(times)
    assert answer.headers["x-taxii-date-added-first"] == times[0]
    assert answer.headers["x-taxii-date-added-last"] == times[-1]
    assert _ids(world.objects(fresh)) == [coa(number)["id"] for number in (5, 3, 4)]


def test_added_after_leaves_out_what_was_added_then_or_before(world: World, coa: Make, fresh: str) -> None:
    world.post(fresh, [coa(1), coa(2), coa(3)])
    first, second, third = (one["date_added"] for one in world.ask("GET", f"{COLLECTION}manifest/").json()["objects"])
    assert _ids(world.objects(fresh, f"?added_after={first}")) == [coa(2)["id"], coa(3)["id"]]
    assert _ids(world.objects(fresh, f"?added_after={second}")) == [coa(3)["id"]]
    assert world.ask("GET", f"{COLLECTION}objects/?added_after={third}").json() == {}


VERSIONS = ("2016-11-03T12:30:59.000Z", "2016-12-25T12:30:59.444Z", "2017-01-27T13:49:53.935Z")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", [2]),
        ("?match[version]=last", [2]),
        ("?match[version]=first", [0]),
        ("?match[version]=all", [0, 1, 2]),
        ("?match[version]=first,last", [0, 2]),
        ("?match[version]=2016-12-25T12:30:59.444Z", [1]),
        ("?match[version]=2016-12-25T12:30:59.444000Z", [1]),
        ("?match[version]=first,2016-12-25T12:30:59.444Z", [0, 1]),
        ("?match[version]=2001-01-01T00:00:00Z", []),
    ],
)
@pytest.mark.parametrize("where", ["objects/", "objects/{id}/", "manifest/"])
def test_first_last_all_and_times_choose_versions(
    world: World, coa: Make, fresh: str, asked: str, expected: list[int], where: str
) -> None:
    world.post(fresh, [coa(1, VERSIONS[number]) for number in (1, 0, 2)])
    answer = world.ask("GET", COLLECTION + where.format(id=coa(1)["id"]) + asked).json()
    found = [one.get("modified", one.get("version")) for one in answer.get("objects", [])]
    assert sorted(found) == [VERSIONS[number] for number in expected]


def test_versions_of_an_object_come_in_pages(world: World, coa: Make, fresh: str) -> None:
    world.post(fresh, [coa(1, each) for each in VERSIONS])
    path, token, seen = f"{COLLECTION}objects/{coa(1)['id']}/versions/?limit=1", "", []
    for _ in VERSIONS:
        answer = world.ask("GET", path + token)
        seen += answer.json()["versions"]
        token = f"&next={answer.json().get('next')}"
        assert answer.headers["x-taxii-date-added-first"] == answer.headers["x-taxii-date-added-last"]
    assert (tuple(seen), answer.json()["more"]) == (VERSIONS, False)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("?match[type]=indicator", 0),
        ("?match[type]=course-of-action", 3),
        ("?match[type]=course-of-action,indicator&limit=2", 2),
        ("?match[type]=course-of-action&match[version]=all", 4),
        ("?match[id]={id}&match[version]=all", 2),
        ("?match[id]={id}&match[type]=indicator", 0),
        ("?match[spec_version]=2.1", 3),
        ("?match[spec_version]=2.0", 0),
        ("?match[spec_version]=2.0,2.1", 3),
        ("?match[id]=", 0),
        ("?match[colour]=blue", 3),
        ("?match[confidence-gte]=99&unknown=1", 3),
    ],
)
def test_filters_combine_and_unknown_ones_are_passed_over(
    world: World, coa: Make, fresh: str, asked: str, expected: int
) -> None:
    world.post(fresh, [coa(1, VERSIONS[0]), coa(1, VERSIONS[1]), coa(2), coa(3)])
    assert len(world.objects(fresh, asked.format(id=coa(1)["id"]))) == expected


def test_pages_lose_and_repeat_nothing_while_objects_are_added(world: World, coa: Make, fresh: str) -> None:
    world.post(fresh, [coa(number) for number in range(10)])
    seen: list[str] = []
    token = ""
    for page in range(20):
        answer = world.ask("GET", f"{COLLECTION}objects/?limit=3{token}").json()
        seen += _ids(answer["objects"])
        if page < 2:
            world.post(fresh, [coa(100 + page)])
        if not answer["more"]:
            break
        token = f"&next={answer['next']}"
    assert seen == [coa(number)["id"] for number in (*range(10), 100, 101)]


def test_a_version_that_comes_while_pages_are_read_is_on_a_later_page(world: World, coa: Make, fresh: str) -> None:
    world.post(fresh, [coa(number) for number in range(4)])
    first = world.ask("GET", f"{COLLECTION}objects/?limit=2").json()
    newer = "2020-01-01T00:00:00.000Z"
    world.post(fresh, [coa(0, newer), coa(3, newer)])
    rest = world.objects(fresh, f"?limit=9&next={first['next']}")
    assert [(one["id"], one["modified"]) for one in rest] == [
        (coa(2)["id"], coa(2)["modified"]),
        (coa(0)["id"], newer),
        (coa(3)["id"], newer),
    ]


@pytest.mark.parametrize(
    "asked",
    [
        *("?limit=-20", "?limit=0", "?limit=two", "?limit=1.5", "?limit=", "?limit=\u0661"),
        *("?added_after=yesterday", "?added_after=", "?match[version]=newest", "?match[version]=2017-01-27"),
        *("?next=1", "?next=abc", "?next=1-0000000000000000", "?next=", "?next=-1-68b5ebb17742da17"),
        *("?limit=1&limit=2", "?match[type]=a&match[type]=b"),
    ],
)
@pytest.mark.parametrize("where", ["objects/", "manifest/"])
def test_what_cannot_be_understood_is_refused_as_400(world: World, asked: str, where: str) -> None:
    answer = world.ask("GET", COLLECTION + where + asked)
    assert (answer.status_code, answer.headers["content-type"]) == (400, TAXII)
    assert answer.json()["http_status"] == "400"
    assert answer.json()["title"]


def test_a_token_of_other_filters_is_refused_but_the_limit_may_change(world: World, coa: Make, fresh: str) -> None:
    world.post(fresh, [coa(number) for number in range(5)])
    token = world.ask("GET", f"{COLLECTION}objects/?match[version]=all&limit=2").json()["next"]
    assert len(world.objects(fresh, f"?match[version]=all&limit=1&next={token}")) == 1
    other = world.ask("GET", f"{COLLECTION}objects/?match[version]=first&limit=2&next={token}")
    assert (other.status_code, other.headers["content-type"]) == (400, TAXII)


def test_a_limit_beyond_ours_gives_ours(world: World, coa: Make, fresh: str) -> None:
    world.post(fresh, [coa(number) for number in range(1002)])
    answer = world.ask("GET", f"{COLLECTION}objects/?limit=999999").json()
    assert (len(answer["objects"]), answer["more"]) == (1000, True)


def test_what_is_there_already_is_a_success_and_a_contradiction_a_failure(world: World, coa: Make, fresh: str) -> None:
    assert world.post(fresh, [coa(1)]).json()["success_count"] == 1
    again = world.post(fresh, [coa(1), coa(2), coa(1, name="Another"), coa(2)]).json()
    assert (again["total_count"], again["success_count"], again["failure_count"]) == (4, 3, 1)
    assert (again["failures"][0]["id"], "another content" in again["failures"][0]["message"]) == (coa(1)["id"], True)
    assert len(world.objects(fresh, "?match[version]=all")) == 2


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ({"type": "x"}, "/type"),
        ({"id": "course-of-action--1"}, "/id"),
        ({"type": "indicator"}, "/type"),
        ({"spec_version": "2.0"}, "/spec_version"),
        ({"spec_version": None}, "/spec_version"),
        ({"modified": "yesterday"}, "/modified"),
        ({"modified": "2013-01-01T00:00:00Z"}, "/modified"),
        ({"modified": 7}, "/modified"),
        ({"object_marking_refs": "red"}, "/object_marking_refs"),
        ({"granular_markings": [{"selectors": ["name"]}]}, "/granular_markings/0"),
        ({"object_marking_refs": ["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"]}, "TLP:RED"),
        ({"description": "Ask jan.pieters@home.example"}, "/description"),
        ({"description": "Call +31 6 1234 5678"}, "(phone)"),
    ],
)
def test_a_part_that_breaks_is_told_with_its_place_and_the_rest_is_taken(
    world: World, coa: Make, fresh: str, broken: dict[str, Any], told: str
) -> None:
    thing = {name: value for name, value in (coa(2) | broken).items() if value is not None}
    status = world.post(fresh, [coa(1), thing]).json()
    assert (status["success_count"], status["failure_count"]) == (1, 1)
    assert told in status["failures"][0]["message"]
    assert "jan.pieters" not in json.dumps(status)
    assert _ids(world.objects(fresh)) == [coa(1)["id"]]


def test_no_object_about_a_person_is_taken(world: World, fresh: str) -> None:
    times = {"created": "2020-01-01T00:00:00Z", "modified": "2020-01-01T00:00:00Z", "spec_version": "2.1"}
    person = {"type": "identity", "id": "identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f", "name": "Karl Lang"}
    account = {"type": "user-account", "id": "user-account--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f", "user_id": "kl"}
    status = world.post(fresh, [person | times | {"identity_class": "individual"}, account]).json()
    assert status["failure_count"] == 2
    assert "Karl" not in json.dumps(status)


def test_an_object_without_versions_is_kept_once_and_goes_by_when_it_was_added(world: World, fresh: str) -> None:
    file = {"type": "file", "id": "file--5a27d487-c542-5f97-a131-a8866b477b46", "name": "a.exe"}
    for _ in range(2):
        assert world.post(fresh, [file]).json()["success_count"] == 1
    (listed,) = world.ask("GET", f"{COLLECTION}manifest/?match[version]=all").json()["objects"]
    assert listed["version"] == listed["date_added"]


def test_versions_can_be_taken_back_one_by_one_by_who_wrote_them_only(world: World, coa: Make, fresh: str) -> None:
    world.post(fresh, [coa(1, each) for each in VERSIONS], who="cert")
    path = f"{COLLECTION}objects/{coa(1)['id']}/"
    assert world.ask("DELETE", f"{path}?match[version]=last").status_code == 404  # the operator wrote none of it
    assert world.ask("DELETE", f"{path}?match[version]=last", "cert").status_code == 200
    left = world.objects(fresh, "?match[version]=all", "cert")
    assert [one["modified"] for one in left] == list(VERSIONS[:2])
    assert world.ask("DELETE", f"{path}?match[version]={VERSIONS[0]}", "cert").status_code == 200
    assert world.ask("DELETE", path, "cert").status_code == 200
    assert world.ask("GET", path, "cert").status_code == 404


@pytest.mark.parametrize("accept", ["application/json", "application/taxii+json;version=2.0", "text/html", "*/*;q=0"])
def test_who_takes_no_taxii_2_1_gets_406(world: World, accept: str) -> None:
    answer = world.ask("GET", "collections/", headers={"accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (406, TAXII)


@pytest.mark.parametrize(
    "accept",
    ["*/*", "application/taxii+json", "application/taxii+json; version=2.1", "text/html, application/taxii+json;q=0.5"],
)
def test_who_takes_it_in_other_words_gets_it(world: World, accept: str) -> None:
    assert world.ask("GET", "collections/", headers={"accept": accept}).status_code == 200


@pytest.mark.parametrize("kind", ["application/json", "", "application/taxii+json;version=2.0", "text/plain"])
def test_a_body_of_another_kind_is_refused_as_415(world: World, kind: str) -> None:
    answer = world.ask("POST", f"{COLLECTION}objects/", content=b"{}", headers={"content-type": kind})
    assert (answer.status_code, answer.headers["content-type"]) == (415, TAXII)


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"objects":{}}', b"{}", b'"x"', b"\xff", b'{"objects":[NaN]}'])
def test_a_body_that_is_no_envelope_is_refused_as_422(world: World, body: bytes) -> None:
    answer = world.ask("POST", f"{COLLECTION}objects/", content=body, headers={"content-type": TAXII})
    assert (answer.status_code, answer.headers["content-type"]) == (422, TAXII)


def test_a_body_that_is_too_long_is_refused_as_413(world: World) -> None:
    most = world.ask("GET", "").json()["max_content_length"]
    body = b'{"objects":[]' + b" " * most + b"}"
    answer = world.ask("POST", f"{COLLECTION}objects/", content=body, headers={"content-type": TAXII})
    assert (answer.status_code, answer.headers["content-type"]) == (413, TAXII)


@pytest.mark.parametrize(
    "path",
    [
        "collections/nothing/",
        "collections/nothing/objects/",
        "collections/nothing/manifest/",
        "collections/cyber/objects/malware--c0931cc6-c75e-47e5-9036-78fabc95d4ec/",
        "collections/cyber/objects/malware--c0931cc6-c75e-47e5-9036-78fabc95d4ec/versions/",
        "collections/cyber/objects/nothing/",
        "status/2d086da7-4bdc-4f91-900e-d77486753710/",
    ],
)
def test_what_is_not_there_is_404(world: World, path: str) -> None:
    answer = world.ask("GET", path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, TAXII)
    assert answer.json()["http_status"] == "404"


def test_a_status_is_for_who_asked_only(world: World, coa: Make, fresh: str) -> None:
    told = world.post(fresh, [coa(1)], who="cert").json()
    assert world.ask("GET", f"status/{told['id']}/", "cert").status_code == 200
    assert world.ask("GET", f"status/{told['id']}/").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("GET", "collections/"), ("GET", f"{COLLECTION}objects/"), ("POST", f"{COLLECTION}objects/")],
)
def test_a_visitor_is_told_how_to_sign_in(world: World, method: str, path: str) -> None:
    answer = world.ask(method, path, who=None)
    assert (answer.status_code, answer.headers["content-type"]) == (401, TAXII)
    assert "Basic" in answer.headers["www-authenticate"]


def test_nobody_writes_over_taxii_into_what_is_ours(world: World, coa: Make) -> None:
    for alias in ("cyber", "library"):
        assert world.post(alias, [coa(1)]).status_code == 403
    assert world.ask("DELETE", f"collections/cyber/objects/{coa(1)['id']}/").status_code == 403


@settings(max_examples=60)
@given(
    where=st.sampled_from(["objects/", "manifest/", "objects/{}/", "objects/{}/versions/"]),
    part=st.text("abc-019%'\"\\;é\u0000", max_size=12),
    query=st.dictionaries(
        st.sampled_from(["limit", "next", "added_after", "match[id]", "match[version]"]), st.text(max_size=20)
    ),
)
def test_whatever_is_asked_is_answered_as_taxii(world: World, where: str, part: str, query: dict[str, str]) -> None:
    path = COLLECTION + where.format(quote(part or "x", safe=""))
    answer = world.ask("GET", path, params=query)
    assert answer.status_code in (200, 400, 404)
    assert answer.headers["content-type"] in (TAXII, "application/problem+json")
    assert isinstance(answer.json(), dict)
