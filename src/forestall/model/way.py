"""The ways in which the live service gets what a source says. What a pass reads from files is the source's `path`."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le

from forestall.model.marks import Unit


@dataclass(frozen=True, slots=True)
class FolderWay:
    """Files below the source's `path` that appear and grow; each line is a signal."""

    by: Literal["folder"]
    """`folder`."""
    every: Annotated[float, Gt(0), Le(3600), Unit("s")] = 1.0
    """How often to look."""
    whole: bool = False
    """Each file is one message (CAP, KEV, a JSON document) that is read when it has come to rest."""


@dataclass(frozen=True, slots=True)
class MqttWay:
    """A subscription at an MQTT 5 broker."""

    by: Literal["mqtt"]
    """`mqtt`."""
    url: str
    """Broker: `mqtts://HOST[:PORT]`; `mqtt://` only inside the office's own network."""
    topics: tuple[str, ...]
    """Topic filters: `sensors/+/gas`."""
    client: str
    """Our client identifier at the broker: the broker keeps what we miss under this name."""
    qos: Annotated[int, Ge(1), Le(2)] = 1
    """Quality of service that is asked for."""
    keep: Annotated[float, Gt(0), Le(8760), Unit("h")] = 168.0
    """How long the broker keeps what we miss."""
    media_type: str = ""
    """What the messages are, where they do not say it: `application/json`, `text/plain`; none: as the kind has it."""
    user: str = ""
    """User name at the broker."""
    secret: str = ""
    """Where the password is: `env:NAME` or `file:PATH`."""
    trust: str = ""
    """File with the certificates that are trusted instead of the machine's, below the place's folder."""
    inside: tuple[str, ...] = ()
    """Networks of the office's own that may be reached: `10.20.0.0/16`."""


@dataclass(frozen=True, slots=True)
class SyslogWay:
    """System logs that machines send us (RFC 5424, RFC 3164)."""

    by: Literal["syslog"]
    """`syslog`."""
    address: str = "127.0.0.1"
    """Our address at which to listen."""
    udp: Annotated[int, Ge(0), Le(65535)] = 0
    """Port for UDP (RFC 5426); 0: none. What comes this way can be lost before it is here."""
    tcp: Annotated[int, Ge(0), Le(65535)] = 0
    """Port for TCP (RFC 6587); 0: none."""
    tls: Annotated[int, Ge(0), Le(65535)] = 0
    """Port for TLS (RFC 5425); 0: none."""
    certificate: str = ""
    """File with our certificate chain, for TLS."""
    key: str = ""
    """File with its private key."""
    senders: str = ""
    """File with the authorities that sign the senders' certificates; none: any sender may connect."""


@dataclass(frozen=True, slots=True)
class PollWay:
    """A feed or document that is asked for again and again."""

    by: Literal["poll"]
    """`poll`."""
    url: str
    """Where it is: `https://…`; `http://` only where `plain` says so."""
    form: Literal["cap", "cap-feed", "taxii", "gdacs", "usgs", "kev", "epss", "json", "csv"]
    """What it is: one CAP message, an Atom or RSS feed of them, a TAXII 2.1 collection, …"""
    every: Annotated[float, Gt(0), Le(10080), Unit("min")] = 10.0
    """How often it is asked for."""
    mapping: dict[str, str] | None = None
    """For `json` and `csv`: our member = theirs (`a.b` goes inwards); none: as they are."""
    items: str = ""
    """For `json`: where the list of items is: `result.rows`; none: the whole."""
    at_least: Annotated[float, Ge(0), Le(1)] = 0.1
    """For `epss`: scores below this are left out."""
    header: str = "Authorization"
    """Name of the header that carries the secret."""
    secret: str = ""
    """Where the header's value is: `env:NAME` or `file:PATH`."""
    plain: bool = False
    """Also without TLS."""
    inside: tuple[str, ...] = ()
    """Networks of the office's own that may be reached: `10.20.0.0/16`."""
