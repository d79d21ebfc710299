"""GeoReport v2 answers have the elements that the specification names, in XML and JSON, and read back the same."""

import json
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import StandardError
from forestall.standards.open311 import write
from forestall.standards.open311.georeport import (
    Attribute,
    Datatype,
    Discovery,
    Endpoint,
    Posted,
    Request,
    Service,
    ServiceDefinition,
    Status,
    TokenAnswer,
    Type,
)
from forestall.standards.open311.post import read_post
from forestall.standards.open311.write import Form

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
SERVICE = Service("lamp", "Lamp out", "A street lamp is out.", True, Type.BATCH, ("light", "dark"), "Streets")
REQUEST = Request("case-1", Status.OPEN, "lamp", "Lamp out", "dark <here> & there", "Town", AT, AT, lat=53.9, long=12.3)
SERVICE_LIST = {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
ATTRIBUTE = {"variable", "code", "datatype", "required", "datatype_description", "order", "description", "values"}
REQUEST_LIST = {
    "service_request_id",
    "status",
    "status_notes",
    "service_name",
    "service_code",
    "description",
    "agency_responsible",
    "service_notice",
    "requested_datetime",
    "updated_datetime",
    "expected_datetime",
    "address",
    "address_id",
    "zipcode",
    "lat",
    "long",
    "media_url",
}
"""Elements of each response in the tables of the specification."""


def _rows(body: bytes, form: Form, root: str, child: str) -> list[dict[str, object]]:
    """The rows of a list, whichever form it has."""
    if form == "json":
        found = json.loads(body)
        assert isinstance(found, list)
        return found
    element = ET.fromstring(body)
    assert (element.tag, {each.tag for each in element}) == (root, {child})
    return [{part.tag: part.text for part in each} for each in element]


FORMS = pytest.mark.parametrize("form", ["xml", "json"])


@FORMS
def test_a_service_list_has_the_elements_of_the_specification(form: Form) -> None:
    (row,) = _rows(write.services([SERVICE], form), form, "services", "service")
    assert set(row) == SERVICE_LIST
    assert (row["service_code"], row["keywords"]) == ("lamp", "light,dark")
    assert row["metadata"] == (True if form == "json" else "true")


@FORMS
def test_a_request_has_the_elements_of_the_specification(form: Form) -> None:
    (row,) = _rows(write.requests([REQUEST], form), form, "service_requests", "request")
    assert set(row) == REQUEST_LIST
    assert row["description"] == "dark <here> & there"
    assert row["requested_datetime"] == "2026-03-09T06:00:00Z"
    assert row["lat"] == (53.9 if form == "json" else "53.9")
    assert row["expected_datetime"] is None


@FORMS
def test_a_new_request_gives_a_token_or_an_id_and_never_both(form: Form) -> None:
    (token,) = _rows(
        write.posted(Posted(token="t", service_request_id="case-1"), form), form, "service_requests", "request"
    )
    assert set(token) == {"token", "service_notice", "account_id"}
    (known,) = _rows(write.posted(Posted(service_request_id="case-1"), form), form, "service_requests", "request")
    assert set(known) == {"service_request_id", "service_notice", "account_id"}


@FORMS
def test_a_token_gives_the_id(form: Form) -> None:
    (row,) = _rows(write.token(TokenAnswer("case-1", "t"), form), form, "service_requests", "request")
    assert row == {"service_request_id": "case-1", "token": "t"}


@FORMS
def test_an_error_tells_its_code_and_what_is_wrong(form: Form) -> None:
    (row,) = _rows(write.errors(404, "service_code provided was not found", form), form, "errors", "error")
    assert row == {"code": 404 if form == "json" else "404", "description": "service_code provided was not found"}


def test_a_service_definition_has_the_elements_of_the_specification() -> None:
    asked = Attribute("colour", Datatype.SINGLEVALUELIST, "Which colour?", 1, values=(("r", "red"), ("g", "green")))
    found = ServiceDefinition("lamp", (asked,))
    root = ET.fromstring(write.definition(found, "xml"))
    assert (root.tag, [each.tag for each in root]) == ("service_definition", ["service_code", "attributes"])
    (attribute,) = root.findall("attributes/attribute")
    assert {each.tag for each in attribute} == ATTRIBUTE
    assert [(v.findtext("key"), v.findtext("name")) for v in attribute.findall("values/value")] == [
        ("r", "red"),
        ("g", "green"),
    ]
    told = json.loads(write.definition(found, "json"))
    assert set(told) == {"service_code", "attributes"}
    assert set(told["attributes"][0]) == ATTRIBUTE
    assert told["attributes"][0]["values"] == [{"key": "r", "name": "red"}, {"key": "g", "name": "green"}]


def test_discovery_names_the_endpoints() -> None:
    here = Endpoint("http://wiki.open311.org/GeoReport_v2", "https://x/open311/v2", "1", "production", ("text/xml",))
    found = Discovery("1", "office.example", "ask", (here,))
    root = ET.fromstring(write.discovery(found, "xml"))
    assert [each.tag for each in root] == ["changeset", "contact", "key_service", "endpoints"]
    assert root.findtext("endpoints/endpoint/formats/format") == "text/xml"
    assert json.loads(write.discovery(found, "json"))["endpoints"][0]["formats"] == ["text/xml"]


def test_xml_begins_with_its_declaration_in_utf_8() -> None:
    assert write.services([SERVICE], "xml").startswith(b'<?xml version="1.0" encoding="utf-8"?>\n<services>')


PRINTABLE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=50)


@given(PRINTABLE, PRINTABLE)
def test_any_printable_text_reads_back_the_same(description: str, notes: str) -> None:
    row = Request("c", Status.CLOSED, "s", "n", description, "a", AT, AT, status_notes=notes)
    (xml,) = _rows(write.requests([row], "xml"), "xml", "service_requests", "request")
    assert (xml["description"] or "", xml["status_notes"] or "") == (description, notes)
    (told,) = json.loads(write.requests([row], "json"))
    assert (told["description"] or "", told["status_notes"] or "") == (description, notes)


def test_a_post_is_read_with_who_reports_apart() -> None:
    found = read_post(
        {
            "service_code": ["lamp"],
            "lat": ["53.9"],
            "long": ["12.3"],
            "description": [" dark "],
            "first_name": ["Berta"],
            "last_name": ["Kurz"],
            "email": ["b@example.org"],
            "phone": ["+49 30 1"],
            "device_id": ["d"],
            "account_id": ["a"],
            "attribute[colour][]": ["r", "g"],
            "attribute[when]": ["now"],
        }
    )
    assert (found.lat, found.long, found.description) == (53.9, 12.3, "dark")
    assert (found.names, found.contact) == (("Berta", "Kurz"), "b@example.org, +49 30 1")
    assert dict(found.attributes) == {"colour": ("r", "g"), "when": ("now",)}
    assert "'d'" not in repr(found)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"lat": ["1"], "long": ["1"]}, "service_code: found nothing"),
        ({"service_code": ["x"]}, "found no location"),
        ({"service_code": ["x"], "lat": ["1"]}, "expected lat and long"),
        ({"service_code": ["x"], "lat": ["91"], "long": ["1"]}, "lat: found '91'"),
        ({"service_code": ["x"], "lat": ["nan"], "long": ["1"]}, "lat: found 'nan'"),
        ({"service_code": ["x"], "lat": ["one"], "long": ["1"]}, "lat: found 'one'"),
        ({"service_code": ["x"], "address_string": ["y"], "description": ["z" * 4001]}, "4001 characters"),
    ],
    ids=str,
)
def test_a_post_that_lacks_something_is_refused_with_the_clause(fields: dict[str, list[str]], said: str) -> None:
    with pytest.raises(StandardError, match=said) as error:
        read_post(fields)
    assert "GeoReport v2" in str(error.value)
