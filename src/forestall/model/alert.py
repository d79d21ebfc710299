"""A message to an audience, ours or a partner's: the content of a CAP 1.2 message."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from forestall.model.label import Label
from forestall.model.marks import Key
from forestall.model.words import Field


@dataclass(frozen=True, slots=True)
class Area:
    """Where an alert applies."""

    description: str
    """The area in words."""
    polygons: tuple[tuple[tuple[float, float], ...], ...] = ()
    """Closed rings of (lon, lat) [deg]."""
    circles: tuple[tuple[float, float, float], ...] = ()
    """(lon, lat, radius) [deg, deg, km]."""
    geocodes: tuple[tuple[str, str], ...] = ()
    """(name, value) pairs; the name `jurisdiction` is ours."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What an alert says, in one more language."""

    language: str
    """Language tag (BCP 47)."""
    event: str
    """What happens."""
    headline: str
    """One line."""
    description: str
    """What is known."""
    instruction: str = ""
    """What to do."""
    audience: str = ""
    """For whom it is, in words."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A message to an audience. Names of fields and of their values are those of CAP 1.2."""

    identifier: Annotated[str, Key()]
    """Unique with the sender (CAP 1.2, 3.2.1)."""
    sender: str
    """Who sends it."""
    sent: datetime
    """When it was sent."""
    status: str
    """Actual, Exercise, System, Test, Draft."""
    msg_type: str
    """Alert, Update, Cancel, Ack, Error."""
    scope: str
    """Public, Restricted, Private."""
    category: str
    """First category: Geo, Met, Safety, Security, Rescue, Fire, Health, Env, Transport, Infra, CBRNE, Other."""
    event: str
    """What happens, in the language of the alert."""
    urgency: str
    """Immediate, Expected, Future, Past, Unknown."""
    severity: str
    """Extreme, Severe, Moderate, Minor, Unknown."""
    certainty: str
    """Observed, Likely, Possible, Unlikely, Unknown."""
    headline: str
    """One line."""
    description: str
    """What is known."""
    instruction: str
    """What to do."""
    effective: datetime
    """From when it holds."""
    expires: datetime | None
    """Until when it holds."""
    areas: tuple[Area, ...]
    """Where it holds."""
    references: tuple[str, ...] = ()
    """`sender,identifier,sent` of the messages it follows."""
    language: str = "en"
    """Language tag (BCP 47)."""
    source: str = ""
    """The source it came by; empty for our own."""
    field: Field | None = None
    """The field of security; None when it cannot be told."""
    subject: str = ""
    """Ours: what it is about, the same through all its updates: `risk:ID`, `finding:RULE:SITE`."""
    digest: str = ""
    """Ours: SHA-256 of all that a reader would notice; unchanged means nothing is sent."""
    label: Label | None = None
    """Who may read it: the strictest of what it rests on; None: as its scope says."""
    attention: str = ""
    """Ours, as shown after a pass: `acknowledged`, `silenced`, or nothing; never part of the message."""
    audience: str = ""
    """For whom it is, in words, in the language of the alert."""
    translations: tuple[Wording, ...] = ()
    """The same in further languages."""
    onset: datetime | None = None
    """When the event is expected to begin."""
    incidents: tuple[str, ...] = ()
    """Names of the incidents it belongs to (CAP 1.2, 3.2.1)."""
    note: str = ""
    """Its purpose, or why it is sent."""
    addresses: tuple[str, ...] = ()
    """Who a Private message is for."""
    restriction: str = ""
    """The rule that limits a Restricted message; empty for the usual one."""
    sender_name: str = ""
    """The sender's name for people."""
    contact: str = ""
    """The office to ask."""
    web: str = ""
    """Where more is said."""
    by_hand: bool = False
    """People wrote it; passes leave its subject alone until it expires."""
