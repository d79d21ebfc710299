"""The data types of MQTT 5.0, clause 1.5, and the properties of clause 2.2.2."""

import struct

from forestall.core.errors import StandardError
from forestall.standards.mqtt.packets import Properties, Value

_PROPERTIES: dict[int, tuple[str, str]] = {
    0x01: ("payload_format_indicator", "byte"),
    0x02: ("message_expiry_interval", "four"),
    0x03: ("content_type", "text"),
    0x08: ("response_topic", "text"),
    0x09: ("correlation_data", "binary"),
    0x0B: ("subscription_identifier", "variable"),
    0x11: ("session_expiry_interval", "four"),
    0x12: ("assigned_client_identifier", "text"),
    0x13: ("server_keep_alive", "two"),
    0x15: ("authentication_method", "text"),
    0x16: ("authentication_data", "binary"),
    0x17: ("request_problem_information", "byte"),
    0x18: ("will_delay_interval", "four"),
    0x19: ("request_response_information", "byte"),
    0x1A: ("response_information", "text"),
    0x1C: ("server_reference", "text"),
    0x1F: ("reason_string", "text"),
    0x21: ("receive_maximum", "two"),
    0x22: ("topic_alias_maximum", "two"),
    0x23: ("topic_alias", "two"),
    0x24: ("maximum_qos", "byte"),
    0x25: ("retain_available", "byte"),
    0x26: ("user_property", "pair"),
    0x27: ("maximum_packet_size", "four"),
    0x28: ("wildcard_subscription_available", "byte"),
    0x29: ("subscription_identifier_available", "byte"),
    0x2A: ("shared_subscription_available", "byte"),
}
"""Identifier, name, data type (table 2-4)."""
_IDENTIFIERS = {name: (identifier, kind) for identifier, (name, kind) in _PROPERTIES.items()}
_WIDTHS = {"byte": 1, "two": 2, "four": 4}


class Cursor:
    """The bytes of one packet, read from the front; reading beyond the end is a malformed packet."""

    __slots__ = ("_data", "_end", "_place")

    def __init__(self, data: bytes) -> None:
        self._data, self._place, self._end = data, 0, len(data)

    @property
    def left(self) -> int:
        """Bytes not read yet."""
        return self._end - self._place

    def take(self, size: int) -> bytes:
        """The next bytes."""
        if size > self._end - self._place:
            raise malformed(f"ends after {self._end} bytes, {size} more expected", "1.5")
        self._place += size
        return self._data[self._place - size : self._place]

    def number(self, width: int) -> int:
        """A big-endian number (1.5.2, 1.5.3)."""
        return int.from_bytes(self.take(width), "big")

    def variable(self) -> int:
        """A variable byte integer (1.5.5)."""
        value = 0
        for place in range(4):
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << (7 * place)
            if byte < 0x80:
                return value
        raise malformed("a variable byte integer of more than four bytes", "1.5.5")

    def text(self) -> str:
        """A UTF-8 string (1.5.4)."""
        data = self.take(self.number(2))
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            raise malformed(f"no UTF-8: {error.reason}", "1.5.4") from error
        if "\0" in text:
            raise malformed("a string with U+0000", "1.5.4")
        return text

    def properties(self) -> Properties:
        """Properties (2.2.2)."""
        length = self.variable()
        if not length:
            return {}
        inner = Cursor(self.take(length))
        found: Properties = {}
        while inner.left:
            identifier = inner.variable()
            if identifier not in _PROPERTIES:
                raise malformed(f"property {identifier:#x} is unknown", "2.2.2.2")
            name, kind = _PROPERTIES[identifier]
            found.setdefault(name, []).append(inner._value(kind))
        return found

    def _value(self, kind: str) -> Value:
        match kind:
            case "text":
                return self.text()
            case "pair":
                return self.text(), self.text()
            case "binary":
                return self.take(self.number(2))
            case "variable":
                return self.variable()
            case _:
                return self.number(_WIDTHS[kind])


def variable(value: int) -> bytes:
    """A variable byte integer (1.5.5)."""
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def text(value: str) -> bytes:
    """A UTF-8 string (1.5.4)."""
    return binary(value.encode())


def binary(value: bytes) -> bytes:
    """Binary data (1.5.6)."""
    return struct.pack(">H", len(value)) + value


def properties(values: dict[str, int]) -> bytes:
    """Properties that are numbers, as a subscriber sends them (2.2.2)."""
    out = b""
    for name, value in values.items():
        identifier, kind = _IDENTIFIERS[name]
        out += variable(identifier) + value.to_bytes(_WIDTHS[kind], "big")
    return variable(len(out)) + out


def malformed(what: str, clause: str) -> StandardError:
    """A packet that breaks the standard."""
    return StandardError(what, path="packet", clause=f"MQTT 5.0, {clause}")
