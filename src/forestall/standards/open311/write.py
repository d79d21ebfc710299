"""GeoReport v2 answers as XML and JSON: the same names and the same order in both. Times in the W3C form, UTC."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal
from xml.etree import ElementTree as ET

from forestall.standards.open311.georeport import (
    Attribute,
    Discovery,
    Endpoint,
    Posted,
    Request,
    Service,
    ServiceDefinition,
    TokenAnswer,
)

Form = Literal["xml", "json"]
MEDIA_TYPES: dict[Form, str] = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
Value = str | float | int | bool | None
Pairs = Sequence[tuple[str, Value]]


def services(found: Sequence[Service], form: Form) -> bytes:
    """The answer to GET Service List."""
    return _listed("services", "service", [_service(each) for each in found], form)


def definition(found: ServiceDefinition, form: Form) -> bytes:
    """The answer to GET Service Definition."""
    if form == "json":
        attributes = [
            {**dict(_attribute(each)), "values": [{"key": key, "name": name} for key, name in each.values]}
            for each in found.attributes
        ]
        return _json({"service_code": found.service_code, "attributes": attributes})
    root = ET.Element("service_definition")
    _fill(root, [("service_code", found.service_code)])
    attributes_element = ET.SubElement(root, "attributes")
    for each in found.attributes:
        element = ET.SubElement(attributes_element, "attribute")
        _fill(element, _attribute(each))
        values = ET.SubElement(element, "values")
        for key, name in each.values:
            _fill(ET.SubElement(values, "value"), [("key", key), ("name", name)])
    return _xml(root)


def posted(found: Posted, form: Form) -> bytes:
    """The answer to POST Service Request."""
    key, value = ("token", found.token) if found.token is not None else ("service_request_id", found.service_request_id)
    pairs: Pairs = [(key, value), ("service_notice", found.service_notice), ("account_id", found.account_id)]
    return _listed("service_requests", "request", [pairs], form)


def token(found: TokenAnswer, form: Form) -> bytes:
    """The answer to GET service_request_id from a token."""
    pairs: Pairs = [("service_request_id", found.service_request_id), ("token", found.token)]
    return _listed("service_requests", "request", [pairs], form)


def requests(found: Sequence[Request], form: Form) -> bytes:
    """The answer to GET Service Requests, and to GET Service Request."""
    return _listed("service_requests", "request", [_request(each) for each in found], form)


def errors(code: int, description: str, form: Form) -> bytes:
    """What went wrong."""
    return _listed("errors", "error", [[("code", code), ("description", description)]], form)


def discovery(found: Discovery, form: Form) -> bytes:
    """The answer to Service Discovery."""
    head: Pairs = [("changeset", found.changeset), ("contact", found.contact), ("key_service", found.key_service)]
    if form == "json":
        endpoints = [{**dict(_endpoint(each)), "formats": list(each.formats)} for each in found.endpoints]
        return _json({**dict(head), "endpoints": endpoints})
    root = ET.Element("discovery")
    _fill(root, head)
    below = ET.SubElement(root, "endpoints")
    for each in found.endpoints:
        element = ET.SubElement(below, "endpoint")
        _fill(element, _endpoint(each))
        formats = ET.SubElement(element, "formats")
        _fill(formats, [("format", name) for name in each.formats])
    return _xml(root)


def _service(each: Service) -> Pairs:
    return [
        ("service_code", each.service_code),
        ("service_name", each.service_name),
        ("description", each.description),
        ("metadata", each.metadata),
        ("type", each.type.value),
        ("keywords", ",".join(each.keywords)),
        ("group", each.group),
    ]


def _attribute(each: Attribute) -> Pairs:
    return [
        ("variable", each.variable),
        ("code", each.code),
        ("datatype", each.datatype.value),
        ("required", each.required),
        ("datatype_description", each.datatype_description),
        ("order", each.order),
        ("description", each.description),
    ]


def _request(each: Request) -> Pairs:
    return [
        ("service_request_id", each.service_request_id),
        ("status", each.status.value),
        ("status_notes", each.status_notes),
        ("service_name", each.service_name),
        ("service_code", each.service_code),
        ("description", each.description),
        ("agency_responsible", each.agency_responsible),
        ("service_notice", each.service_notice),
        ("requested_datetime", _time(each.requested_datetime)),
        ("updated_datetime", _time(each.updated_datetime)),
        ("expected_datetime", _time(each.expected_datetime)),
        ("address", each.address),
        ("address_id", each.address_id),
        ("zipcode", each.zipcode),
        ("lat", each.lat),
        ("long", each.long),
        ("media_url", each.media_url),
    ]


def _endpoint(each: Endpoint) -> Pairs:
    return [
        ("specification", each.specification),
        ("url", each.url),
        ("changeset", each.changeset),
        ("type", each.type),
    ]


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _listed(root: str, child: str, rows: Sequence[Pairs], form: Form) -> bytes:
    if form == "json":
        return _json([{name: None if value == "" else value for name, value in pairs} for pairs in rows])
    element = ET.Element(root)
    for pairs in rows:
        _fill(ET.SubElement(element, child), pairs)
    return _xml(element)


def _fill(element: ET.Element, pairs: Pairs) -> None:
    for name, value in pairs:
        text = str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
        ET.SubElement(element, name).text = text


def _xml(root: ET.Element) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}'.encode()


def _json(what: object) -> bytes:
    return json.dumps(what, ensure_ascii=False, allow_nan=False).encode()
