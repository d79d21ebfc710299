"""To whom alerts go and by which channels: what `audiences.toml` says. Offices and desks, never persons.

Addresses are those of an office's function (`duty-desk@…`); secrets stand in the environment or in a file of their own.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le, MinLen

from forestall.model.marks import Key, Ref, Unit
from forestall.model.words import Field, Tlp

Severity = Literal["Minor", "Moderate", "Severe", "Extreme"]
"""Severities of CAP 1.2 from the least; `Unknown` counts as Moderate."""


@dataclass(frozen=True, slots=True)
class EmailWay:
    """E-mail to addresses of the office, with the CAP message attached."""

    by: Literal["email"]
    """`email`."""
    host: str
    """The mail server that takes our messages."""
    sender: str
    """Our address, from which they come."""
    to: Annotated[tuple[str, ...], MinLen(1)]
    """Addresses of the office's functions; never a person's."""
    id: str = "email"
    """Name of the channel, unique within the audience."""
    port: Annotated[int, Ge(1), Le(65535)] = 587
    """Port of the mail server."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    """How the connection is protected; `none` only with `inside`."""
    user: str = ""
    """User name at the mail server."""
    secret: str = ""
    """Where the password is: `env:NAME` or `file:PATH`."""
    trust: str = ""
    """File with the certificates that are trusted instead of the machine's, below the place's folder."""
    inside: tuple[str, ...] = ()
    """Networks of the office's own that may be reached: `10.20.0.0/16`."""


@dataclass(frozen=True, slots=True)
class WebhookWay:
    """A signed HTTP POST for each message."""

    by: Literal["webhook"]
    """`webhook`."""
    url: str
    """Where it goes: `https://…`; `http://` only where `plain` says so."""
    secret: str
    """Where the key of the signature is: `env:NAME` or `file:PATH`."""
    id: str = "webhook"
    """Name of the channel, unique within the audience."""
    plain: bool = False
    """Also without TLS."""
    trust: str = ""
    """File with the certificates that are trusted instead of the machine's, below the place's folder."""
    inside: tuple[str, ...] = ()
    """Networks of the office's own that may be reached: `10.20.0.0/16`."""


@dataclass(frozen=True, slots=True)
class PublishWay:
    """The state of each warning as a retained message at an MQTT 5 broker."""

    by: Literal["mqtt"]
    """`mqtt`."""
    url: str
    """Broker: `mqtts://HOST[:PORT]`; `mqtt://` only inside the office's own network."""
    topic: str
    """Topic below which each warning has its own: `forestall/alerts`."""
    id: str = "mqtt"
    """Name of the channel, unique within the audience."""
    client: str = "forestall-alerts"
    """Our client identifier at the broker."""
    user: str = ""
    """User name at the broker."""
    secret: str = ""
    """Where the password is: `env:NAME` or `file:PATH`."""
    trust: str = ""
    """File with the certificates that are trusted instead of the machine's, below the place's folder."""
    inside: tuple[str, ...] = ()
    """Networks of the office's own that may be reached: `10.20.0.0/16`."""


@dataclass(frozen=True, slots=True)
class FileWay:
    """Each message as a CAP file of its own in a folder."""

    by: Literal["file"]
    """`file`."""
    folder: str
    """The folder: an absolute path outside the place, or one below `.forestall/`."""
    id: str = "file"
    """Name of the channel, unique within the audience."""


@dataclass(frozen=True, slots=True)
class FeedWay:
    """One Atom file with the warnings in force, for a web server that hands it on."""

    by: Literal["feed"]
    """`feed`."""
    path: str
    """The file: an absolute path outside the place, or one below `.forestall/`."""
    url: str
    """Where people find it."""
    id: str = "feed"
    """Name of the channel, unique within the audience."""


Way = EmailWay | WebhookWay | PublishWay | FileWay | FeedWay
"""A channel of an audience."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Hours of each day in which nobody is woken for less; in the place's time zone. For e-mail."""

    begin: str
    """From when: `22:00`."""
    end: str
    """Until when: `07:00`; before `begin`: of the next day."""
    break_at: Severity = "Severe"
    """What is at least this severe comes at any hour."""


@dataclass(frozen=True, slots=True)
class DigestTimes:
    """Small warnings are gathered and come together at these times; in the place's time zone. For e-mail."""

    at: Annotated[tuple[str, ...], MinLen(1)]
    """When: `["08:00", "16:00"]`."""
    below: Severity = "Severe"
    """What is less severe waits for the next of these times."""


@dataclass(frozen=True, slots=True)
class EscalateTo:
    """Who is told when nobody acknowledges."""

    audience: Annotated[str, Ref("audience")]
    """The audience that is told."""
    after: Annotated[float, Gt(0), Unit("h")]
    """How long an acknowledgement is waited for, from when the warning was to go out."""
    severity: Severity = "Severe"
    """What is less severe is not escalated."""


@dataclass(frozen=True, slots=True)
class Audience:
    """A desk or office that is warned."""

    id: Annotated[str, Key()]
    """Short name."""
    title: str
    """Name as people write it."""
    kind: Literal["office", "authority", "outside"]
    """Of our own office, an authority of the place, or another; only our own office gets AMBER+STRICT."""
    channels: Annotated[tuple[Way, ...], MinLen(1)]
    """How it is reached."""
    clearance: Tlp = Tlp.CLEAR
    """The strictest label it may receive; RED is told in person and never sent."""
    fields: tuple[Field, ...] = ()
    """Fields of security it is warned about; none: all."""
    areas: Annotated[tuple[str, ...], Ref("jurisdiction")] = ()
    """Jurisdictions it is concerned with, with all below and above them; none: all."""
    severity: Severity = "Minor"
    """What is less severe is not sent."""
    language: str = ""
    """Language of its messages (BCP 47); none: the place's first."""
    quiet: QuietHours | None = None
    """When nobody is woken for less."""
    digest: DigestTimes | None = None
    """When small warnings come together."""
    escalate: EscalateTo | None = None
    """Who is told when nobody acknowledges."""
    keep: Annotated[float, Gt(0), Le(8760), Unit("h")] = 168.0
    """How long a message that cannot be delivered is tried again before it is given up."""
