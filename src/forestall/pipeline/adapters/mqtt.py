"""A subscriber at an MQTT 5 broker that acknowledges after the commit, and not before.

The session is persistent: while we are away the broker keeps what comes, and sends again what was not acknowledged.
At QoS 2 PUBREC, with which we take a message over, is what waits for the commit. The broker may have only so many
messages unacknowledged (receive maximum): that is the back-pressure.
"""

import asyncio
import ssl
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, replace

from forestall.core.errors import AwayError, ForestallError
from forestall.guard.fetch import FetchRules, Target
from forestall.model.words import SourceKind
from forestall.pipeline.adapters.handing import LOG, Condition, Handing
from forestall.pipeline.adapters.mqtt_batch import Session, delivery
from forestall.pipeline.adapters.rhythm import BackOff
from forestall.pipeline.fetching import Resolve, pinned, resolved
from forestall.standards.mqtt import write
from forestall.standards.mqtt.packets import (
    REFUSED,
    Acknowledgement,
    Connack,
    Disconnect,
    Kind,
    Packet,
    Publish,
    Suback,
)
from forestall.standards.mqtt.read import Decoder

RECEIVE_MAXIMUM = 1000
"""Messages that the broker may have unacknowledged with us."""
MOST_PACKET = 1024 * 1024
MOST_TOGETHER = 500
"""Messages of one delivery."""
MOST_BYTES = 8 * 1024 * 1024
KEEP_ALIVE = 30
PATIENCE = 15.0
"""How long we wait for a connection or an answer [s]."""
_TAKEN = {1: Kind.PUBACK, 2: Kind.PUBREC}


@dataclass(frozen=True, slots=True)
class Subscription:
    """What is subscribed to, and how."""

    source: str
    """The source."""
    kind: SourceKind
    """How it is read."""
    broker: Target
    """The broker."""
    rules: FetchRules
    """What may be reached."""
    topics: tuple[str, ...]
    """Topic filters."""
    client: str
    """Our client identifier."""
    qos: int = 1
    """Quality of service that is asked for."""
    keep: int = 604_800
    """How long the broker keeps our session [s]."""
    media_type: str = ""
    """Media type of messages that do not say their own."""
    user: str | None = None
    """User name."""
    password: bytes | None = None
    """Password."""
    trust: ssl.SSLContext | None = None
    """Whom to trust; None: without TLS."""


class MqttAdapter:
    """Keeps one subscription alive."""

    def __init__(
        self, subscription: Subscription, handing: Handing, back_off: BackOff, resolve: Resolve = resolved
    ) -> None:
        """Take what to subscribe to and where it goes."""
        self.condition = Condition(subscription.source, "mqtt")
        self._subscription, self._handing, self._back_off, self._resolve = subscription, handing, back_off, resolve

    async def run(self) -> None:
        """Until it is cancelled: connect, take in, and connect again when the connection ends."""
        while True:
            try:
                await self._connected()
            except (ForestallError, OSError, EOFError, TimeoutError) as error:
                self.condition.trouble = _told(error)
                LOG.warning("%s: %s", self.condition.source, self.condition.trouble)
            finally:
                self.condition.connected = False
            await self._handing.sleep(self._back_off.wait())

    async def _connected(self) -> None:
        reader, writer = await self._open()
        connection = _Connection(self._subscription, self._handing, self.condition, reader, writer)
        try:
            await connection.greet()
            self._back_off.succeeded()
            self.condition.connected, self.condition.trouble = True, None
            await connection.take_in()
        finally:
            with suppress(OSError):
                writer.write(write.DISCONNECT)
            writer.close()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        broker, trouble = self._subscription.broker, "no address"
        async with asyncio.timeout(PATIENCE):
            for address in await pinned(broker.host, broker.port, self._subscription.rules, self._resolve):
                try:
                    return await asyncio.open_connection(
                        address,
                        broker.port,
                        ssl=self._subscription.trust,
                        server_hostname=broker.host if self._subscription.trust else None,
                        limit=4 * MOST_PACKET,
                    )
                except OSError as error:
                    trouble = _told(error)
        raise AwayError(f"{broker.host}:{broker.port}: {trouble}")


class _Connection:
    """One connection: what was sent but not yet stored waits in `_waiting`."""

    def __init__(
        self,
        subscription: Subscription,
        handing: Handing,
        condition: Condition,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._subscription, self._handing, self._condition = subscription, handing, condition
        self._reader, self._writer = reader, writer
        self._decoder = Decoder(MOST_PACKET)
        self._session = Session.read(handing.offsets.offset(subscription.source), subscription.source)
        self._waiting: list[Publish] = []
        self._arrived, self._drained = asyncio.Event(), asyncio.Event()
        self._early: list[Packet] = []
        self._over = False

    async def greet(self) -> None:
        """CONNECT and SUBSCRIBE.

        Raises:
            AwayError: the broker refuses.
            StandardError: it does not speak MQTT 5.
        """
        one = self._subscription
        properties = {
            "session_expiry_interval": one.keep,
            "receive_maximum": RECEIVE_MAXIMUM,
            "maximum_packet_size": MOST_PACKET,
        }
        self._writer.write(
            write.connect(
                one.client, keep_alive=KEEP_ALIVE, properties=properties, user=one.user, password=one.password
            )
        )
        answer = await self._answer(Connack)
        if not isinstance(answer, Connack) or answer.reason:
            raise AwayError(f"{one.broker.host}: the broker refuses the connection ({_reason(answer)})")
        if not answer.session_present:
            self._session.unsure = OrderedDict()
        self._writer.write(write.subscribe(1, one.topics, one.qos))
        granted = await self._answer(Suback)
        if not isinstance(granted, Suback) or any(reason >= REFUSED for reason in granted.reasons):
            raise AwayError(f"{one.broker.host}: the broker refuses the subscription ({_reason(granted)})")

    async def take_in(self) -> None:
        """Read and store until the connection ends; what is being stored then is stored to the end.

        Raises:
            ForestallError: why it ended; OSError and TimeoutError likewise.
        """
        storing, *others = map(asyncio.create_task, (self._storing(), self._reading(), self._pinging()))
        try:
            done, _ = await asyncio.wait((storing, *others), return_when=asyncio.FIRST_COMPLETED)
            await self._finished(storing, others, None)
        except asyncio.CancelledError:
            await self._finished(storing, others, PATIENCE)
            raise
        for task in done:
            task.result()

    async def _finished(
        self, storing: "asyncio.Task[None]", others: "list[asyncio.Task[None]]", patience: float | None
    ) -> None:
        """Stop reading, then wait for the commit that goes on: the next connection starts from what it says."""
        self._over = True
        self._arrived.set()
        for task in others:
            task.cancel()
        await asyncio.wait((storing,), timeout=patience)
        storing.cancel()
        await asyncio.gather(storing, *others, return_exceptions=True)

    async def _answer(self, wanted: type[Packet]) -> Packet:
        """The answer we wait for; messages of the old session may come before it."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for place, packet in enumerate(self._early):
                    if isinstance(packet, (wanted, Disconnect)):
                        return self._early.pop(place)
                self._early += self._decoder.feed(await self._some())

    async def _some(self) -> bytes:
        data = await self._reader.read(262_144)
        if not data:
            raise AwayError(f"{self._subscription.broker.host}: the broker closed the connection")
        return data

    async def _reading(self) -> None:
        self._sort(self._early)
        self._early = []
        while True:
            async with asyncio.timeout(2 * KEEP_ALIVE):
                data = await self._some()
            self._sort(self._decoder.feed(data))
            while len(self._waiting) > 2 * RECEIVE_MAXIMUM:  # QoS 0 knows no receive maximum
                self._drained.clear()
                await self._drained.wait()

    def _sort(self, packets: list[Packet]) -> None:
        released: list[int] = []
        for packet in packets:
            match packet:
                case Publish():
                    self._waiting.append(packet)
                case Acknowledgement(kind=Kind.PUBREL):
                    released.append(packet.packet_id)
                case Disconnect():
                    raise AwayError(f"{self._subscription.broker.host}: the broker ends ({_reason(packet)})")
                case _:
                    continue
        self._writer.write(write.acknowledge(Kind.PUBCOMP, released))
        if self._waiting:
            self._arrived.set()

    async def _storing(self) -> None:
        while not self._over:
            if not self._waiting:
                self._arrived.clear()
                await self._arrived.wait()
                continue
            together = _together(self._waiting)
            await self._store(together)
            del self._waiting[: len(together)]
            self._drained.set()
            self._acknowledge(together)
            await self._writer.drain()

    async def _store(self, together: list[Publish]) -> None:
        """Commit those that are new."""
        one, session = self._subscription, self._session
        fresh = [message for message in together if not session.committed(message)]
        if not fresh:
            return
        session.remember(fresh, RECEIVE_MAXIMUM)
        found = delivery(fresh, one.source, one.kind, one.media_type, session, self._handing)
        await self._handing.deliver(replace(found, offset=(one.source, session.write())), self._condition)

    def _acknowledge(self, together: list[Publish]) -> None:
        """In the order in which they came (4.6)."""
        for qos, kind in _TAKEN.items():
            self._writer.write(write.acknowledge(kind, [one.packet_id for one in together if one.qos == qos]))

    async def _pinging(self) -> None:
        while True:
            await asyncio.sleep(KEEP_ALIVE * 0.7)
            self._writer.write(write.PINGREQ)
            await self._writer.drain()


def _together(waiting: list[Publish]) -> list[Publish]:
    size = 0
    for place, message in enumerate(waiting[:MOST_TOGETHER]):
        size += len(message.payload)
        if size > MOST_BYTES and place:
            return waiting[:place]
    return waiting[:MOST_TOGETHER]


def _told(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _reason(packet: Packet) -> str:
    code = packet.reasons if isinstance(packet, Suback) else (getattr(packet, "reason", 0),)
    text = getattr(packet, "properties", {}).get("reason_string", [""])[0]
    return " ".join([*(f"reason {one:#04x}" for one in code if one >= REFUSED), str(text)[:200]]).strip()
