"""Messages out of a stream of system logs: octet counting and lines (RFC 6587, 3.4; RFC 5425, 4.3). Pure.

Both may come on one connection: a frame that begins with a digit from 1 is counted, any other ends at a line feed.
"""

import re

from forestall.core.errors import InputError, LimitError, StandardError

MOST = 65_536
"""Longest message [byte]; RFC 5425 asks for 8,192."""
_COUNT = re.compile(rb"[1-9][0-9]{0,5} ")
_DIGITS = b"123456789"


class Frames:
    """Takes bytes as they come, gives messages that are whole."""

    def __init__(self) -> None:
        self.fault: InputError | None = None
        """Why what follows cannot be read; None while it can."""
        self._left = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The messages that are whole now; empty lines are none, and after a fault there are no more."""
        data = self._left + data
        place, found = 0, []
        try:
            while self.fault is None and (frame := _frame(data, place)) is not None:
                message, place = frame
                found.append(message)
        except InputError as error:
            self.fault = error
        self._left = data[place:]
        return [message for message in found if message.strip()]

    def rest(self) -> tuple[bytes, bool]:
        """What is left at the end of the stream, and whether it is a whole message: a last line without its end."""
        left, self._left = self._left, b""
        return left, not left or left[0] not in _DIGITS


def _frame(data: bytes, place: int) -> tuple[bytes, int] | None:
    """The message at `place` and where the next begins; None while it is not whole."""
    if place >= len(data):
        return None
    if data[place] in _DIGITS:
        return _counted(data, place)
    end = data.find(b"\n", place)
    if (len(data) if end < 0 else end) - place > MOST:
        raise LimitError(f"syslog line of more than {MOST:,} bytes")
    return None if end < 0 else (data[place:end].rstrip(b"\r\0"), end + 1)


def _counted(data: bytes, place: int) -> tuple[bytes, int] | None:
    found = _COUNT.match(data, place)
    if found is None:
        if len(data) - place < 7 and data[place:].isdigit():
            return None
        raise StandardError("no octet count before the message", path="frame", clause="RFC 6587, 3.4.1")
    length = int(found.group())
    if length > MOST:
        raise LimitError(f"syslog message of {length:,} bytes: at most {MOST:,}")
    end = found.end() + length
    return (data[found.end() : end], end) if end <= len(data) else None


def one_line(message: bytes) -> bytes:
    """A message as one line: line feeds within it as `#012`, as rsyslog writes control characters."""
    return message.rstrip(b"\r\n\0").replace(b"\n", b"#012")
