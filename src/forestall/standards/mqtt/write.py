"""The packets a client sends: one that subscribes, and one that publishes at QoS 1."""

from collections.abc import Iterable, Mapping, Sequence

from forestall.core.errors import InputError
from forestall.standards.mqtt import numbers
from forestall.standards.mqtt.packets import Kind

PINGREQ = bytes((Kind.PINGREQ << 4, 0))
DISCONNECT = bytes((Kind.DISCONNECT << 4, 0))
"""A normal end; the session lives on for its expiry interval (3.14.2)."""


def connect(
    client: str,
    *,
    keep_alive: int,
    properties: Mapping[str, int],
    user: str | None = None,
    password: bytes | None = None,
    clean_start: bool = False,
) -> bytes:
    """CONNECT (3.1).

    Args:
        client: our client identifier; the session belongs to it
        keep_alive: the longest silence [s]
        properties: numbers by name: `session_expiry_interval`, `receive_maximum`, `maximum_packet_size`
        user: user name
        password: password
        clean_start: forget an earlier session
    """
    flags = clean_start << 1 | (user is not None) << 7 | (password is not None) << 6
    body = numbers.text("MQTT") + bytes((5, flags)) + keep_alive.to_bytes(2, "big")
    body += numbers.properties(dict(properties)) + numbers.text(client)
    body += b"" if user is None else numbers.text(user)
    body += b"" if password is None else numbers.binary(password)
    return _packet(Kind.CONNECT, 0, body)


def subscribe(packet_id: int, topics: Sequence[str], qos: int) -> bytes:
    """SUBSCRIBE (3.8); what the broker kept is sent only for a subscription that is new (retain handling 1).

    Raises:
        InputError: a topic filter is none.
    """
    body = packet_id.to_bytes(2, "big") + b"\0"
    for topic in topics:
        if not is_filter(topic):
            raise InputError(f"topic {topic[:60]!r}: no topic filter such as sensors/+/gas or sensors/#")
        body += numbers.text(topic) + bytes((1 << 4 | qos,))
    return _packet(Kind.SUBSCRIBE, 2, body)


def publish(topic: str, payload: bytes, packet_id: int, *, retain: bool, expiry: int | None = None) -> bytes:
    """PUBLISH at QoS 1 (3.3) of a text in UTF-8.

    Args:
        topic: where it is published
        payload: what it says
        packet_id: our number for it, from 1
        retain: the broker keeps it for whoever subscribes later
        expiry: how long the broker keeps it [s]; None for ever

    Raises:
        InputError: the topic is none.
    """
    if not topic or {"+", "#", "\0"} & set(topic) or len(topic.encode()) > 65535:
        raise InputError(f"topic {topic[:60]!r}: no topic name such as forestall/alerts")
    properties = {"payload_format_indicator": 1} | ({} if expiry is None else {"message_expiry_interval": expiry})
    body = numbers.text(topic) + packet_id.to_bytes(2, "big") + numbers.properties(properties) + payload
    return _packet(Kind.PUBLISH, 1 << 1 | retain, body)


def acknowledge(kind: Kind, packet_ids: Iterable[int]) -> bytes:
    """PUBACK, PUBREC, PUBREL or PUBCOMP of success for each message, one after the other (3.4.2.1)."""
    head = bytes((kind << 4 | (2 if kind is Kind.PUBREL else 0), 2))
    return b"".join(head + packet_id.to_bytes(2, "big") for packet_id in packet_ids)


def is_filter(topic: str) -> bool:
    """Whether a text is a topic filter (4.7)."""
    levels = topic.split("/")
    if not topic or "\0" in topic or len(topic.encode()) > 65535:
        return False
    plain = all(level == "+" or ("+" not in level and "#" not in level) for level in levels[:-1])
    return plain and (levels[-1] in ("+", "#") or not {"+", "#"} & set(levels[-1]))


def _packet(kind: Kind, flags: int, body: bytes) -> bytes:
    return bytes((kind << 4 | flags,)) + numbers.variable(len(body)) + body
