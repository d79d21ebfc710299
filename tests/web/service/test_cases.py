"""Cases over HTTP: reporting, following with a token, answering, causes, and Open311 beside it."""

import json
from collections.abc import Callable
from hashlib import sha256
from xml.etree import ElementTree as ET

import httpx

from forestall.pipeline.service import Service

Ask = Callable[..., httpx.Response]
EVIDENCE = sha256(b"photograph").hexdigest()
LAMP = {"case_type": "complaint", "text": "the lamp at the crossing is out", "site": "school"}


def _report(ask: Ask, **more: object) -> dict[str, str]:
    answer = ask("POST", "/v1/cases", json={**LAMP, **more})
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert isinstance(found, dict)
    return found


def test_a_report_is_taken_in_and_followed_with_its_token(ask: Ask) -> None:
    taken = _report(ask)
    assert (taken["state"], taken["jurisdiction"]) == ("open", "town")
    status = ask("POST", "/v1/case-tokens/status", json={"token": taken["token"]})
    assert status.json()["case"] == taken["case"]
    assert ask("POST", "/v1/case-tokens/status", json={"token": "x" * 43}).status_code == 401


def test_the_types_of_the_place_are_listed(ask: Ask) -> None:
    codes = [each["code"] for each in ask("GET", "/v1/case-types").json()]
    assert codes == ["accident", "complaint", "dispute", "near_miss"]


def test_the_same_is_suggested_before_it_is_sent(ask: Ask) -> None:
    taken = _report(ask)
    found = ask("POST", "/v1/cases/suggestions", json={**LAMP, "text": "lamp at crossing dark"}).json()
    assert [each["case"] for each in found] == [taken["case"]]
    assert "text" not in found[0]
    assert ask("GET", "/v1/cases").json()["total"] == 1


def test_a_form_is_answered_with_a_page_that_shows_the_token(ask: Ask) -> None:
    answer = ask("POST", "/v1/cases/form", data={"case_type": "complaint", "text": "<b>dark</b>", "site": "school"})
    assert answer.status_code == 201
    assert answer.headers["content-type"].startswith("text/html")
    token = answer.text.partition("<code>")[2].partition("</code>")[0]
    assert ask("POST", "/v1/case-tokens/status", json={"token": token}).status_code == 200


def test_a_case_closes_with_outcome_evidence_and_the_token_of_who_reported(ask: Ask) -> None:
    taken = _report(ask)
    path = f"/v1/cases/{taken['case']}"
    assert ask("POST", f"{path}/confirm").status_code == 409
    answered = ask("POST", f"{path}/answer", json={"outcome": "a new lamp", "evidence": EVIDENCE})
    assert (answered.json()["state"], answered.json()["answered_by"]) == ("answered", "console")
    assert ask("POST", f"{path}/confirm").status_code == 409
    token = {"token": taken["token"]}
    refused = ask("POST", "/v1/case-tokens/refuse", json={**token, "reason": "still dark"})
    assert refused.json()["state"] == "open"
    ask("POST", f"{path}/answer", json={"outcome": "two new lamps", "evidence": EVIDENCE})
    assert ask("POST", "/v1/case-tokens/confirm", json=token).json()["state"] == "closed"
    assert ask("GET", path).json()["case"]["confirmed_by"] == "reporter"


def test_a_merged_case_leaves_its_reports_with_the_other(ask: Ask) -> None:
    first, second = _report(ask), _report(ask, text="dark here")
    merged = ask("POST", f"/v1/cases/{second['case']}/merge", json={"into": first["case"]})
    assert merged.json()["id"] == first["case"]
    assert len(ask("GET", f"/v1/cases/{first['case']}").json()["reports"]) == 2
    assert ask("POST", f"/v1/cases/{second['case']}/merge", json={"into": first["case"]}).status_code == 409


def test_a_contact_is_read_with_a_reason_and_forgotten_with_the_token(ask: Ask) -> None:
    taken = _report(ask, contact="desk 4, green door")
    read = ask("POST", f"/v1/cases/{taken['case']}/contacts", json={"reason": "to ask back"})
    assert read.json() == ["desk 4, green door"]
    assert "green door" not in ask("GET", f"/v1/cases/{taken['case']}").text
    assert ask("POST", "/v1/case-tokens/forget", json={"token": taken["token"]}).json() is True
    assert ask("POST", f"/v1/cases/{taken['case']}/contacts", json={"reason": "again"}).json() == []


def test_a_cause_is_named_analysed_and_makes_something_owed(ask: Ask) -> None:
    case = _report(ask)["case"]
    cause = ask("POST", "/v1/causes", json={"title": "Wet wiring", "field": "social"}).json()["id"]
    assert ask("POST", f"/v1/cases/{case}/cause", json={"cause": cause}).json()["cause"] == cause
    whys = {"structure": {"problem": "dark", "whys": ["the fuse blew", "the wiring is wet"]}}
    assert ask("POST", f"/v1/causes/{cause}/analyses", json=whys).status_code == 201
    loop = {"structure": {"top": "a", "gates": [{"id": "a", "text": "x", "join": "or", "inputs": ["a"]}], "basics": []}}
    refused = ask("POST", f"/v1/causes/{cause}/analyses", json=loop)
    assert (refused.status_code, "circle" in refused.json()["detail"]) == (422, True)
    owed = {"title": "Seal covers", "bearer": "town", "due": "2099-01-01T00:00:00Z"}
    assert ask("POST", f"/v1/causes/{cause}/measures", json=owed).status_code == 201
    whole = ask("GET", f"/v1/causes/{cause}").json()
    assert [each["title"] for each in whole["measures"]] == ["Seal covers"]
    assert whole["analyses"][0]["structure"]["whys"][1] == "the wiring is wet"
    (ranked,) = ask("GET", "/v1/causes").json()
    assert (ranked["cause"], ranked["cases"], ranked["return_rate"]) == (cause, 1, None)


def test_proposals_are_made_and_decided(ask: Ask) -> None:
    words = ("sewage came up in the cellar after heavy rain", "the cellar flooded with sewage in heavy rain")
    others = ("noisy delivery lorries at night behind the shop", "lorries deliver at night and the noise wakes us")
    for number in range(5):
        for text in (*words, *others):
            _report(ask, text=f"{text} {number}")
    found = ask("POST", "/v1/cause-proposals").json()
    assert found
    path = f"/v1/cause-proposals/{found[0]['id']}"
    assert ask("POST", f"{path}/accept", json={"title": "Stuck valve"}).status_code == 200
    assert ask("POST", f"{path}/reject").status_code == 409
    assert [each["decision"] for each in ask("GET", "/v1/cause-proposals?decision=accepted").json()] == ["accepted"]
    assert ask("POST", "/v1/cause-proposals/none/reject").status_code == 404


def test_counts_of_a_month_that_has_not_ended_are_refused(ask: Ask, service: Service) -> None:
    now = service.now()
    assert ask("GET", f"/v1/case-counts?year={now.year}&month={now.month}").status_code == 422
    assert ask("GET", "/v1/case-counts?year=2020&month=2").json()["total"] == 0


def test_what_is_not_there_is_not_found(ask: Ask) -> None:
    paths = ("/v1/cases/none", "/v1/causes/none", "/open311/v2/requests/none.json")
    assert [ask("GET", path).status_code for path in paths] == [404] * 3


def test_open311_lists_services_takes_a_request_and_shows_it(ask: Ask) -> None:
    services = ET.fromstring(ask("GET", "/open311/v2/services.xml").content)
    assert [each.findtext("service_code") for each in services] == ["accident", "complaint", "dispute", "near_miss"]
    asked = json.loads(ask("GET", "/open311/v2/services/accident.json").content)
    assert [each["code"] for each in asked["attributes"]] == ["happened", "harm"]
    form = {
        "service_code": "accident",
        "lat": "53.9040",
        "long": "12.3022",
        "description": "Kurz fell, call kurz@example.org",
        "first_name": "Berta",
        "last_name": "Kurz",
        "email": "kurz@example.org",
        "attribute[harm]": "1",
        "attribute[happened]": "2026-03-01T10:00:00Z",
    }
    posted = ask("POST", "/open311/v2/requests.json", data=form)
    assert posted.status_code == 201
    (answer,) = posted.json()
    assert set(answer) == {"token", "service_notice", "account_id"}
    (named,) = ask("GET", f"/open311/v2/tokens/{answer['token']}.json").json()
    (row,) = ask("GET", "/open311/v2/requests.json?status=open&service_code=accident").json()
    assert (row["service_request_id"], row["status"]) == (named["service_request_id"], "open")
    assert "kurz" not in json.dumps(row).casefold()
    assert (row["agency_responsible"], row["address_id"]) == ("Town of Millford", "school")
    one = ET.fromstring(ask("GET", f"/open311/v2/requests/{row['service_request_id']}.xml").content)
    assert one.findtext("request/service_name") == "Accident"
    assert ask("GET", f"/v1/cases/{row['service_request_id']}").json()["case"]["harm"] == 1.0


WRONG = (
    ("GET", "/open311/v2/services/none.xml", 404),
    ("GET", "/open311/v2/services.xml?jurisdiction_id=moon", 404),
    ("GET", "/open311/v2/tokens/none.xml", 404),
    ("GET", "/open311/v2/requests.xml?status=lost", 400),
    ("GET", "/open311/v2/requests.xml?start_date=yesterday", 400),
    ("GET", "/open311/v2/requests.xml?start_date=2026-03-02T00:00Z&end_date=2026-03-01T00:00Z", 400),
    ("POST", "/open311/v2/requests.xml", 400),
)


def test_open311_tells_what_is_wrong_in_the_form_that_was_asked_for(ask: Ask) -> None:
    for method, path, status in WRONG:
        answer = ask(method, path)
        root = ET.fromstring(answer.content)
        assert answer.headers["content-type"] == "text/xml; charset=utf-8"
        assert (answer.status_code, root.tag, root.findtext("error/code")) == (status, "errors", str(status)), path


def test_open311_takes_an_address_without_a_position_for_the_top_authority_or_the_named_one(ask: Ask) -> None:
    form = {"service_code": "complaint", "description": "noise", "address_string": "behind the mill"}
    for name, expected in (("", "Mill District"), ("town", "Town of Millford")):
        (token,) = ask("POST", "/open311/v2/requests.json", data={**form, "jurisdiction_id": name}).json()
        (named,) = ask("GET", f"/open311/v2/tokens/{token['token']}.json").json()
        (row,) = ask("GET", f"/open311/v2/requests/{named['service_request_id']}.json").json()
        assert (row["agency_responsible"], row["address"], row["lat"]) == (expected, "behind the mill", None)


def test_open311_tells_where_it_is(ask: Ask) -> None:
    found = ask("GET", "/open311/v2/discovery.json").json()
    assert found["endpoints"][0]["url"].endswith("/open311/v2")
    assert found["endpoints"][0]["formats"] == ["text/xml", "application/json"]
