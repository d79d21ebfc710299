"""Packets out of a stream of bytes, as they become whole."""

from forestall.core.errors import LimitError
from forestall.standards.mqtt.numbers import Cursor, malformed
from forestall.standards.mqtt.packets import (
    Acknowledgement,
    Connack,
    Disconnect,
    Kind,
    Packet,
    Pingresp,
    Publish,
    Suback,
)

_FLAGS: dict[int, int] = {Kind.PUBACK: 0, Kind.PUBREC: 0, Kind.PUBREL: 2, Kind.PUBCOMP: 0}
"""Kinds of acknowledgement with their fixed flags (2.1.3)."""


class Decoder:
    """Takes bytes as they come, gives the packets that are whole."""

    def __init__(self, most: int) -> None:
        """`most` is the largest packet [byte] that we told the broker to send."""
        self._most = most
        self._left = b""

    def feed(self, data: bytes) -> list[Packet]:
        """The packets that are whole now.

        Raises:
            StandardError: a packet breaks the standard.
            LimitError: a packet is larger than it may be.
        """
        data = self._left + data
        packets: list[Packet] = []
        place = 0
        while (bounds := self._bounds(data, place)) is not None:
            start, end = bounds
            packets.append(packet(data[place], data[start:end]))
            place = end
        self._left = data[place:]
        return packets

    def _bounds(self, data: bytes, place: int) -> tuple[int, int] | None:
        """Where the body of the packet at `place` begins and ends; None while it is not whole (2.1.4)."""
        length = 0
        for count in range(4):
            at = place + 1 + count
            if at >= len(data):
                return None
            length |= (data[at] & 0x7F) << (7 * count)
            if data[at] < 0x80:
                if length > self._most:
                    raise LimitError(f"MQTT packet of {length:,} bytes: at most {self._most:,}")
                return (at + 1, at + 1 + length) if at + 1 + length <= len(data) else None
        raise malformed("a length of more than four bytes", "2.1.4")


def packet(first: int, body: bytes) -> Packet:
    """One packet from its first byte and its body.

    Raises:
        StandardError: it breaks the standard, or no broker sends it.
    """
    kind, flags, cursor = first >> 4, first & 0x0F, Cursor(body)
    if kind == Kind.PUBLISH:
        return _publish(flags, cursor)
    if flags != _FLAGS.get(kind, 0):
        raise malformed(f"flags {flags:#x} of packet type {kind}", "2.1.3")
    if kind in _FLAGS:
        packet_id = _packet_id(cursor)
        return Acknowledgement(Kind(kind), packet_id, cursor.number(1) if cursor.left else 0)
    if kind == Kind.CONNACK:
        present = cursor.number(1)
        return Connack(bool(present & 1), cursor.number(1), cursor.properties())
    if kind == Kind.SUBACK:
        packet_id = _packet_id(cursor)
        cursor.properties()
        return Suback(packet_id, tuple(cursor.take(cursor.left)))
    if kind == Kind.PINGRESP:
        return Pingresp()
    if kind == Kind.DISCONNECT:
        reason = cursor.number(1) if cursor.left else 0
        return Disconnect(reason, cursor.properties() if cursor.left else {})
    raise malformed(f"packet type {kind}, which no broker sends to a subscriber", "2.1.2")


def _publish(flags: int, cursor: Cursor) -> Publish:
    qos = flags >> 1 & 3
    if qos == 3:
        raise malformed("QoS 3", "3.3.1.2")
    topic = cursor.text()
    if not topic or "+" in topic or "#" in topic:
        raise malformed(f"topic {topic[:40]!r}: empty, or with a wildcard", "3.3.2.1")
    packet_id = _packet_id(cursor) if qos else 0
    properties = cursor.properties()
    return Publish(topic, cursor.take(cursor.left), qos, packet_id, bool(flags & 8), bool(flags & 1), properties)


def _packet_id(cursor: Cursor) -> int:
    number = cursor.number(2)
    if not number:
        raise malformed("packet identifier 0", "2.2.1")
    return number
