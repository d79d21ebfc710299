"""The packets a subscriber gets and sends, with the names of MQTT 5.0 (OASIS 2019), clause 3.

https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html
"""

from dataclasses import dataclass, field
from enum import IntEnum

Value = int | str | bytes | tuple[str, str]
Properties = dict[str, list[Value]]
"""Property values by name, in the order in which they stand."""


class Kind(IntEnum):
    """Control packet types (2.1.2)."""

    CONNECT = 1
    CONNACK = 2
    PUBLISH = 3
    PUBACK = 4
    PUBREC = 5
    PUBREL = 6
    PUBCOMP = 7
    SUBSCRIBE = 8
    SUBACK = 9
    UNSUBACK = 11
    PINGREQ = 12
    PINGRESP = 13
    DISCONNECT = 14
    AUTH = 15


REFUSED = 0x80
"""Reason codes from here on say that something failed (2.4)."""


@dataclass(frozen=True, slots=True)
class Connack:
    """The broker's answer to CONNECT (3.2)."""

    session_present: bool
    """The broker still has our session."""
    reason: int
    """Reason code; 0 is success."""
    properties: Properties = field(default_factory=dict)
    """Such as `reason_string`, `server_keep_alive`, `maximum_qos`."""


@dataclass(frozen=True, slots=True)
class Publish:
    """A message (3.3)."""

    topic: str
    """Its topic."""
    payload: bytes
    """What it says."""
    qos: int
    """0, 1 or 2."""
    packet_id: int
    """Its packet identifier; 0 at QoS 0."""
    duplicate: bool
    """It may have been sent before."""
    retain: bool
    """It was kept by the broker."""
    properties: Properties = field(default_factory=dict)
    """Such as `content_type`, `user_property`."""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """PUBACK, PUBREC, PUBREL or PUBCOMP (3.4 to 3.7)."""

    kind: Kind
    """Which of them."""
    packet_id: int
    """The message it speaks of."""
    reason: int = 0
    """Reason code; 0 is success."""


@dataclass(frozen=True, slots=True)
class Suback:
    """The broker's answer to SUBSCRIBE (3.9)."""

    packet_id: int
    """The SUBSCRIBE it answers."""
    reasons: tuple[int, ...]
    """For each topic filter the QoS that is granted, or why none is."""


@dataclass(frozen=True, slots=True)
class Pingresp:
    """The broker is there (3.13)."""


@dataclass(frozen=True, slots=True)
class Disconnect:
    """The broker ends the connection (3.14)."""

    reason: int
    """Reason code."""
    properties: Properties = field(default_factory=dict)
    """Such as `reason_string`."""


Packet = Connack | Publish | Acknowledgement | Suback | Pingresp | Disconnect
