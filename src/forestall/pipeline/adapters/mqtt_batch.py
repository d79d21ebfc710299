"""MQTT messages to one delivery: which were committed before, what their payloads are, what to remember of them."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from forestall.core.errors import StateError
from forestall.model.intake import Delivery
from forestall.model.words import SourceKind
from forestall.pipeline.adapters.handing import Handing, joined
from forestall.pipeline.adapters.repeats import Repeats
from forestall.standards.mqtt.packets import Publish

JSON, LINES = "application/json", "application/x-ndjson"
_DEFAULT = {
    SourceKind.CAP: "application/cap+xml",
    SourceKind.SYSLOG: "text/plain",
    SourceKind.AUDITD: "text/plain",
    SourceKind.ZEEK: "text/plain",
}
_WITH_TOPIC = frozenset(SourceKind) - {SourceKind.CAP, SourceKind.KEV, SourceKind.INDICATOR}
"""Kinds of source whose events may carry one member more: the topic tells which sensor speaks."""


@dataclass(slots=True)
class Session:
    """What is remembered of a subscription, in the same transaction as its messages."""

    number: int = 0
    """Batches committed so far."""
    unsure: OrderedDict[int, str] = field(default_factory=OrderedDict)
    """Messages that are committed, but of which the broker may not know that: packet identifier, digest."""
    repeats: Repeats = field(default_factory=Repeats)
    """Contents of the last messages."""

    @classmethod
    def read(cls, text: str | None, source: str) -> "Session":
        """What was stored.

        Raises:
            StateError: it is not what we write.
        """
        if text is None:
            return cls()
        try:
            number, unsure, repeats = json.loads(text)
            known = OrderedDict((int(packet_id), str(digest)) for packet_id, digest in unsure)
            return cls(int(number), known, Repeats(dict(repeats)))
        except (ValueError, TypeError) as error:
            raise StateError(f"offset of {source}: {text[:40]!r} is no MQTT session; restore the state") from error

    def write(self) -> str:
        """As text."""
        return json.dumps([self.number, list(self.unsure.items()), self.repeats.counts()], separators=(",", ":"))

    def committed(self, message: Publish) -> bool:
        """Whether a message that is sent again is committed already."""
        return message.duplicate and self.unsure.get(message.packet_id) == digest(message)

    def remember(self, messages: Sequence[Publish], most: int) -> None:
        """These are committed with the next write; the broker has at most `most` unacknowledged."""
        self.number += 1
        for message in messages:
            if message.qos:
                self.unsure.pop(message.packet_id, None)
                self.unsure[message.packet_id] = digest(message)
        while len(self.unsure) > most:
            self.unsure.popitem(last=False)


def digest(message: Publish) -> str:
    """What tells two messages of one packet identifier apart."""
    return hashlib.sha256(f"{message.topic}\0".encode() + message.payload).hexdigest()[:16]


def delivery(
    messages: Sequence[Publish], source: str, kind: SourceKind, given: str, session: Session, handing: Handing
) -> Delivery:
    """What some messages hold, each signal told apart from the others.

    Args:
        messages: new ones, in the order in which they came
        source: the source
        kind: how it is read
        given: media type of messages that do not say their own; empty: as the kind has it
        session: what was there before
        handing: understands bytes
    """
    read = [_forms(message, kind, given) for message in messages]
    parts = [
        handing.understood(source, media_type, data)
        for media_type, group in groupby(read, key=lambda pair: pair[0])
        for data in _together(media_type, [data for _, data in group])
    ]
    whole = joined(parts)
    return replace(whole, arrivals=session.repeats.told_apart(whole.arrivals, f"{session.number}"))


def _forms(message: Publish, kind: SourceKind, given: str) -> tuple[str, bytes]:
    """A message's media type and bytes; JSON becomes one line, with its topic where the kind takes one."""
    said = message.properties.get("content_type", [""])[0]
    media_type = (said if isinstance(said, str) and "/" in said else "") or given or _DEFAULT.get(kind, JSON)
    if media_type.partition(";")[0].strip().lower() != JSON or kind is SourceKind.KEV:
        return media_type, message.payload
    try:
        value = json.loads(message.payload)
    except (ValueError, RecursionError):
        return JSON, message.payload
    lines = [_with_topic(item, message.topic) for item in _items(value)] if kind in _WITH_TOPIC else _items(value)
    return LINES, b"\n".join(json.dumps(line, separators=(",", ":")).encode() for line in lines)


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _with_topic(item: Any, topic: str) -> dict[str, Any]:
    return {"topic": topic, **item} if isinstance(item, dict) else {"topic": topic, "value": item}


def _together(media_type: str, payloads: list[bytes]) -> Iterator[bytes]:
    """Lines go in one piece, everything else message by message."""
    if media_type == LINES:
        yield b"\n".join(payloads)
    else:
        yield from payloads
