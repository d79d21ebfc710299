"""The parts of a CAP message, named as OASIS CAP 1.2 (2010), clause 3.2, names them.

An optional text that is absent is the empty string, an optional number None, an optional list empty. Times are aware,
to the second. Polygons and circles keep the standard's order: latitude first.
https://docs.oasis-open.org/emergency/cap/v1.2/CAP-v1.2-os.html
"""

from dataclasses import dataclass
from datetime import datetime

Pairs = tuple[tuple[str, str], ...]
"""`valueName` and `value` of `eventCode`, `parameter` and `geocode`."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The extended identifier of an earlier message (3.2.1, `references`)."""

    sender: str
    """Sender of the earlier message."""
    identifier: str
    """Its identifier."""
    sent: datetime
    """When it was sent."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A file that goes with the information (3.2.3)."""

    resource_desc: str
    """What it is."""
    mime_type: str
    """Its media type."""
    size: int | None = None
    """Approximate size [byte]."""
    uri: str = ""
    """Where it is."""
    deref_uri: str = ""
    """The file itself, Base64."""
    digest: str = ""
    """SHA-1 of the file, hexadecimal."""
    unknown: tuple[str, ...] = ()
    """Elements we do not know, as XML, kept so that writing loses nothing."""


@dataclass(frozen=True, slots=True)
class Area:
    """Where the information applies (3.2.4)."""

    area_desc: str
    """The area in words."""
    polygon: tuple[tuple[tuple[float, float], ...], ...] = ()
    """Closed rings of (latitude, longitude) [deg], WGS 84."""
    circle: tuple[tuple[float, float, float], ...] = ()
    """(latitude, longitude, radius) [deg, deg, km]."""
    geocode: Pairs = ()
    """Codes of the area: (name of the system, code)."""
    altitude: float | None = None
    """Altitude, or the lower of two, above mean sea level [ft]."""
    ceiling: float | None = None
    """The upper altitude [ft]."""
    unknown: tuple[str, ...] = ()
    """Elements we do not know, as XML."""


@dataclass(frozen=True, slots=True)
class Info:
    """What is said, in one language (3.2.2)."""

    category: tuple[str, ...]
    """Geo, Met, Safety, Security, Rescue, Fire, Health, Env, Transport, Infra, CBRNE, Other."""
    event: str
    """What happens."""
    urgency: str
    """Immediate, Expected, Future, Past, Unknown."""
    severity: str
    """Extreme, Severe, Moderate, Minor, Unknown."""
    certainty: str
    """Observed, Likely, Possible, Unlikely, Unknown."""
    language: str = "en-US"
    """Language tag (RFC 3066)."""
    response_type: tuple[str, ...] = ()
    """Shelter, Evacuate, Prepare, Execute, Avoid, Monitor, Assess, AllClear, None."""
    audience: str = ""
    """For whom it is."""
    event_code: Pairs = ()
    """Codes of the event: (name of the system, code)."""
    effective: datetime | None = None
    """From when the information holds; absent: from `sent`."""
    onset: datetime | None = None
    """When the event is expected to begin."""
    expires: datetime | None = None
    """Until when the information holds."""
    sender_name: str = ""
    """The sender's name for people."""
    headline: str = ""
    """One line."""
    description: str = ""
    """What is known."""
    instruction: str = ""
    """What to do."""
    web: str = ""
    """Where more is said."""
    contact: str = ""
    """Whom to ask."""
    parameter: Pairs = ()
    """Further values: (name, value)."""
    resource: tuple[Resource, ...] = ()
    """Files that go with it."""
    area: tuple[Area, ...] = ()
    """Where it applies."""
    unknown: tuple[str, ...] = ()
    """Elements we do not know, as XML."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A CAP message (3.2.1)."""

    identifier: str
    """Unique for the sender; without spaces, commas, `<` and `&`."""
    sender: str
    """Who sends it, globally unique; without spaces, commas, `<` and `&`."""
    sent: datetime
    """When it was sent."""
    status: str
    """Actual, Exercise, System, Test, Draft."""
    msg_type: str
    """Alert, Update, Cancel, Ack, Error."""
    scope: str
    """Public, Restricted, Private."""
    source: str = ""
    """The particular source of the alert, such as an operator or a device."""
    restriction: str = ""
    """The rule that limits a Restricted message."""
    addresses: tuple[str, ...] = ()
    """Who a Private message is for."""
    code: tuple[str, ...] = ()
    """Codes for special handling, such as profiles."""
    note: str = ""
    """Its purpose or significance."""
    references: tuple[Reference, ...] = ()
    """Earlier messages it follows."""
    incidents: tuple[str, ...] = ()
    """Names of the incidents it belongs to."""
    info: tuple[Info, ...] = ()
    """What is said, once a language."""
    signature: tuple[str, ...] = ()
    """Enveloped XML signatures as they came (3.3.4.1); kept, not verified here."""
    unknown: tuple[str, ...] = ()
    """Elements we do not know, as XML."""
