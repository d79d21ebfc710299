"""The elements of CAP 1.2 (clauses 3.2.1 to 3.2.4) as tables, in the order of its schema (clause 3.4)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from forestall.standards.cap import text
from forestall.standards.cap.message import Alert, Area, Info, Resource


@dataclass(frozen=True, slots=True)
class Form:
    """How the text of an element is read and written."""

    read: Callable[[str, str, bool], Any]
    """(text, path, strict) to the value; `strict` is version 1.2."""
    write: Callable[[Any], str]
    """The value to text."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A class of the message, and its elements in order."""

    kind: type
    """The class."""
    slots: tuple["Slot", ...]
    """Its elements."""
    required: tuple["Slot", ...] = ()
    """Those that must stand."""

    def __post_init__(self) -> None:
        """Pick the required ones once: it is asked of every message."""
        object.__setattr__(self, "required", tuple(slot for slot in self.slots if slot.required))


@dataclass(frozen=True, slots=True)
class Slot:
    """One element: its tag, the field that holds it, its form, how often it may stand."""

    tag: str
    """Name of the element."""
    name: str
    """Name of the field."""
    form: Form | Shape | None
    """How its text is read, what class it is, or None for a pair of `valueName` and `value`."""
    required: bool = False
    """It must stand at least once."""
    many: bool = False
    """It may stand more than once; the field is a tuple."""
    assumed: str | None = None
    """What an earlier version that did not require it is taken to say."""
    blank: bool = False
    """An earlier version may leave it empty, which says nothing."""


def _text(value: str, _path: str, _strict: bool) -> str:
    return value


def _certainty(value: str, _path: str, strict: bool) -> str:
    # CAP 1.2, 3.2.2 certainty: the deprecated `Very Likely` of 1.0 is to be treated as `Likely`.
    return "Likely" if value == "Very Likely" and not strict else value


TEXT = Form(_text, str)
CERTAINTY = Form(_certainty, str)
TIME = Form(lambda value, path, strict: text.read_time(value, path, strict=strict), text.time_text)
WHOLE = Form(lambda value, path, _: text.read_whole(value, path), str)
NUMBER = Form(lambda value, path, _: text.read_number(value, path), text.number_text)
POLYGON = Form(lambda value, path, _: text.read_polygon(value, path), text.polygon_text)
CIRCLE = Form(lambda value, path, _: text.read_circle(value, path), text.circle_text)
LIST = Form(lambda value, _path, _: text.read_list(value), text.list_text)
REFERENCES = Form(
    lambda value, path, strict: text.read_references(value, path, strict=strict),
    lambda references: " ".join(map(text.reference_text, references)),
)

RESOURCE = Shape(
    Resource,
    (
        Slot("resourceDesc", "resource_desc", TEXT, required=True),
        # RFC 2046, 4.5.1: what is of unknown type is application/octet-stream.
        Slot("mimeType", "mime_type", TEXT, required=True, assumed="application/octet-stream"),
        Slot("size", "size", WHOLE),
        Slot("uri", "uri", TEXT),
        Slot("derefUri", "deref_uri", TEXT),
        Slot("digest", "digest", TEXT),
    ),
)

AREA = Shape(
    Area,
    (
        Slot("areaDesc", "area_desc", TEXT, required=True),
        Slot("polygon", "polygon", POLYGON, many=True, blank=True),
        Slot("circle", "circle", CIRCLE, many=True, blank=True),
        Slot("geocode", "geocode", None, many=True),
        Slot("altitude", "altitude", NUMBER),
        Slot("ceiling", "ceiling", NUMBER),
    ),
)

INFO = Shape(
    Info,
    (
        Slot("language", "language", TEXT),
        Slot("category", "category", TEXT, required=True, many=True),
        Slot("event", "event", TEXT, required=True),
        Slot("responseType", "response_type", TEXT, many=True),
        Slot("urgency", "urgency", TEXT, required=True),
        Slot("severity", "severity", TEXT, required=True),
        Slot("certainty", "certainty", CERTAINTY, required=True),
        Slot("audience", "audience", TEXT),
        Slot("eventCode", "event_code", None, many=True),
        Slot("effective", "effective", TIME),
        Slot("onset", "onset", TIME),
        Slot("expires", "expires", TIME),
        Slot("senderName", "sender_name", TEXT),
        Slot("headline", "headline", TEXT),
        Slot("description", "description", TEXT),
        Slot("instruction", "instruction", TEXT),
        Slot("web", "web", TEXT),
        Slot("contact", "contact", TEXT),
        Slot("parameter", "parameter", None, many=True),
        Slot("resource", "resource", RESOURCE, many=True),
        Slot("area", "area", AREA, many=True),
    ),
)

ALERT = Shape(
    Alert,
    (
        Slot("identifier", "identifier", TEXT, required=True),
        Slot("sender", "sender", TEXT, required=True),
        Slot("sent", "sent", TIME, required=True),
        Slot("status", "status", TEXT, required=True),
        Slot("msgType", "msg_type", TEXT, required=True),
        Slot("source", "source", TEXT),
        Slot("scope", "scope", TEXT, required=True),
        Slot("restriction", "restriction", TEXT),
        Slot("addresses", "addresses", LIST),
        Slot("code", "code", TEXT, many=True),
        Slot("note", "note", TEXT),
        Slot("references", "references", REFERENCES),
        Slot("incidents", "incidents", LIST),
        Slot("info", "info", INFO, many=True),
    ),
)
