"""What a GeoReport v2 server answers, with the specification's own names. How it looks as XML and JSON: `write.py`.

Source:
    Open311 GeoReport v2, https://wiki.open311.org/GeoReport_v2 (element and argument names written from memory).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Type(StrEnum):
    """When a request gets its id (GET Service List, `type`)."""

    REALTIME = "realtime"
    BATCH = "batch"
    """A token is returned at once; the id can be asked for with it."""
    BLACKBOX = "blackbox"


class Status(StrEnum):
    """Where a request stands (GET Service Requests, `status`)."""

    OPEN = "open"
    CLOSED = "closed"


class Datatype(StrEnum):
    """What an attribute holds (GET Service Definition, `datatype`)."""

    STRING = "string"
    NUMBER = "number"
    DATETIME = "datetime"
    TEXT = "text"
    SINGLEVALUELIST = "singlevaluelist"
    MULTIVALUELIST = "multivaluelist"


@dataclass(frozen=True, slots=True)
class Service:
    """A kind of request (GET Service List)."""

    service_code: str
    """Its identifier."""
    service_name: str
    """Its name for people."""
    description: str
    """What it is for."""
    metadata: bool
    """Whether it has attributes of its own."""
    type: Type
    """When a request gets its id."""
    keywords: tuple[str, ...] = ()
    """Words by which it is found."""
    group: str = ""
    """Under which it is listed."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something more that is asked of who reports (GET Service Definition)."""

    code: str
    """Its identifier: sent as `attribute[CODE]`."""
    datatype: Datatype
    """What it holds."""
    description: str
    """What is asked."""
    order: int
    """Its place in a form, from 1."""
    required: bool = False
    """Whether a request without it is refused."""
    variable: bool = True
    """Whether it is to be filled in."""
    datatype_description: str = ""
    """How it is to be written."""
    values: tuple[tuple[str, str], ...] = ()
    """Key and name of what may be chosen, for the two lists."""


@dataclass(frozen=True, slots=True)
class ServiceDefinition:
    """The attributes of a service."""

    service_code: str
    """The service."""
    attributes: tuple[Attribute, ...]
    """In their order."""


@dataclass(frozen=True, slots=True)
class Posted:
    """The answer to a new request (POST Service Request): an id, or a token, never both."""

    service_request_id: str | None = None
    """Its id."""
    token: str | None = None
    """With which its id can be asked for."""
    service_notice: str = ""
    """What happens next, or what has to be known."""
    account_id: str = ""
    """Empty: people have no accounts."""


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """The id of a token (GET service_request_id from a token)."""

    service_request_id: str
    """The id."""
    token: str
    """The token."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request (GET Service Requests)."""

    service_request_id: str
    """Its id."""
    status: Status
    """Where it stands."""
    service_code: str
    """Its service."""
    service_name: str
    """The service's name."""
    description: str
    """What was told."""
    agency_responsible: str
    """Who works on it."""
    requested_datetime: datetime
    """When it came."""
    updated_datetime: datetime
    """When it last changed."""
    status_notes: str = ""
    """Why it stands so."""
    service_notice: str = ""
    """What has to be known."""
    expected_datetime: datetime | None = None
    """By when it should be done."""
    address: str = ""
    """Where, in words."""
    address_id: str = ""
    """The site."""
    zipcode: str = ""
    """Postal code."""
    lat: float | None = None
    """Latitude [deg]."""
    long: float | None = None
    """Longitude [deg]."""
    media_url: str = ""
    """Address of a picture."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a version of the interface is (Service Discovery)."""

    specification: str
    """Its specification."""
    url: str
    """Where."""
    changeset: str
    """Its version."""
    type: str
    """`production` or `test`."""
    formats: tuple[str, ...]
    """Media types."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """Where the interface is (Service Discovery)."""

    changeset: str
    """Version of this document."""
    contact: str
    """The office that runs it."""
    key_service: str
    """How to get a key."""
    endpoints: tuple[Endpoint, ...]
    """Where."""
