"""MQTT: the state of each warning as a retained message at a broker, at QoS 1.

One topic a subject; whoever subscribes later sees at once what holds. A message leaves the broker when the warning
expires (message expiry, MQTT 5, 3.3.2.3.3). Published twice, the state is the same.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from forestall.core.clock import iso
from forestall.core.errors import AwayError, InputError, StandardError
from forestall.standards.mqtt import write
from forestall.standards.mqtt.packets import REFUSED, Acknowledgement, Connack, Disconnect, Kind, Packet
from forestall.standards.mqtt.read import Decoder
from forestall.warn.channel import Item, Message, Outcome, Result
from forestall.warn.notice import wording

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Dial = Callable[[], Awaitable[Streams]]
"""Connects to the broker, where that is allowed."""
PATIENCE = 15.0
_MOST_PACKET = 65_536
_UNSAFE = re.compile(r"[^A-Za-z0-9._:-]")
_LATER = frozenset({0x80, 0x83, 0x87, 0x97})
"""Reasons of a PUBACK that say nothing against the message itself: unspecified, implementation, rights, quota."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes where."""

    client: str
    """Our client identifier."""
    topic: str
    """The topic below which each subject has its own."""
    user: str | None = None
    """User name."""
    password: bytes | None = None
    """Password."""


class MqttChannel:
    """Publishes at one broker."""

    def __init__(self, publisher: Publisher, dial: Dial, now: Callable[[], datetime]) -> None:
        """Take who publishes, what connects to the broker, and the clock from which expiry is counted."""
        self._publisher, self._dial, self._now = publisher, dial, now

    async def send(self, message: Message) -> Result:
        """Try once."""
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await self._dial()
                try:
                    return await self._published(message, reader, writer)
                finally:
                    writer.close()
        except (OSError, EOFError, TimeoutError, AwayError, InputError, StandardError) as error:
            return Result(Outcome.AWAY, str(error) or type(error).__name__)

    async def _published(self, message: Message, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Result:
        one, answers = self._publisher, _Answers(reader)
        properties = {"maximum_packet_size": _MOST_PACKET}
        writer.write(
            write.connect(
                one.client, keep_alive=60, properties=properties, user=one.user, password=one.password, clean_start=True
            )
        )
        greeted = await answers.next()
        if not isinstance(greeted, Connack) or greeted.reason:
            return Result(Outcome.AWAY, f"the broker refuses the connection ({_reason(greeted)})")
        for number, item in enumerate(message.items, 1):
            topic = f"{one.topic}/{below(item)}"
            writer.write(write.publish(topic, state(item, message), number, retain=True, expiry=self._life(item)))
            taken = await answers.next()
            if not isinstance(taken, Acknowledgement) or taken.kind is not Kind.PUBACK or taken.reason >= REFUSED:
                return Result(_verdict(taken), f"the broker refuses {topic} ({_reason(taken)})")
        writer.write(write.DISCONNECT)
        await writer.drain()
        return Result(Outcome.TAKEN)

    def _life(self, item: Item) -> int | None:
        """How long a warning holds yet [s]; at least a second, so that subscribers see that it is over."""
        if item.alert.expires is None:
            return None
        return max(1, int((item.alert.expires - self._now()).total_seconds()))


def below(item: Item) -> str:
    """The last level of a warning's topic: its subject, what is no plain character as `_`."""
    return _UNSAFE.sub("_", item.alert.subject or item.alert.identifier)


def state(item: Item, message: Message) -> bytes:
    """What is retained for a warning; the same message always gives the same bytes."""
    alert, said = item.alert, wording(item.alert, message.language)
    document = {
        "id": message.id,
        "identifier": alert.identifier,
        "state": "withdrawn" if alert.msg_type == "Cancel" else "in_force",
        "status": alert.status,
        "severity": alert.severity,
        "urgency": alert.urgency,
        "certainty": alert.certainty,
        "headline": said.headline,
        "sent": iso(alert.sent),
        "expires": None if alert.expires is None else iso(alert.expires),
        "areas": [area.description for area in alert.areas],
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class _Answers:
    """What the broker answers, one packet after the other."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader, self._decoder = reader, Decoder(_MOST_PACKET)
        self._waiting: list[Packet] = []

    async def next(self) -> Packet:
        while not self._waiting:
            data = await self._reader.read(_MOST_PACKET)
            if not data:
                raise AwayError("the broker closed the connection")
            self._waiting += self._decoder.feed(data)
        return self._waiting.pop(0)


def _verdict(packet: Packet) -> Outcome:
    if isinstance(packet, Acknowledgement) and packet.reason not in _LATER:
        return Outcome.REFUSED
    return Outcome.AWAY


def _reason(packet: Packet) -> str:
    if isinstance(packet, (Connack, Acknowledgement, Disconnect)):
        return f"reason {packet.reason:#04x}"
    return type(packet).__name__
