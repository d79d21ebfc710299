"""MQTT against a real Mosquitto: what is acknowledged is stored, and whoever restarts, nothing is lost or repeated."""

import asyncio
import json
import random
import ssl
from collections.abc import Iterable
from dataclasses import replace

import pytest
from adapter_service import Open, Service, during, handled, until
from paho.mqtt import client as paho
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from real_broker import Broker

from forestall.core.errors import StateError
from forestall.guard.fetch import rules, target
from forestall.model.intake import Delivery, Receipt
from forestall.model.words import SourceKind
from forestall.pipeline.adapters.handing import Handing
from forestall.pipeline.adapters.mqtt import RECEIVE_MAXIMUM, MqttAdapter, Subscription
from forestall.pipeline.adapters.rhythm import BackOff


def subscription(
    broker: Broker, qos: int = 1, *, tls: bool = False, kind: SourceKind = SourceKind.JSON_LINES
) -> Subscription:
    url = f"mqtts://localhost:{broker.tls_port}" if tls else f"mqtt://127.0.0.1:{broker.port}"
    allowed = rules(url, ("127.0.0.0/8", "::1/128"), plain=True)
    trust = ssl.create_default_context(cafile=str(broker.folder / "cert.pem")) if tls else None
    source = {SourceKind.CAP: "warnings", SourceKind.SYSLOG: "lines"}.get(kind, "sensors")
    return Subscription(source, kind, target(url, allowed), allowed, ("s/#",), "forestall", qos, trust=trust)


def adapter(broker: Broker, handing: Handing, qos: int = 1, **options: object) -> MqttAdapter:
    quick = BackOff(random.Random(7), first=0.02, longest=0.2)
    return MqttAdapter(subscription(broker, qos, **options), handing, quick)  # type: ignore[arg-type]


def publish(broker: Broker, payloads: Iterable[bytes], qos: int = 1, topic: str = "s/1", media: str = "") -> None:
    """As another office's publisher does; comes back when the broker has all of them."""
    client = paho.Client(paho.CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
    client.connect("127.0.0.1", broker.port)
    client.loop_start()
    properties = Properties(PacketTypes.PUBLISH)
    if media:
        properties.ContentType = media
    sent = [client.publish(topic, payload, qos=qos, properties=properties) for payload in payloads]
    for one in sent:
        one.wait_for_publish(20)
    client.disconnect()
    client.loop_stop()


def readings(first: int, end: int) -> list[bytes]:
    return [
        json.dumps({"time": f"2026-03-09T10:{n // 60:02}:{n % 60:02}Z", "n": n}).encode() for n in range(first, end)
    ]


async def sent(broker: Broker, payloads: Iterable[bytes], **options: object) -> None:
    await asyncio.to_thread(publish, broker, payloads, **options)  # type: ignore[arg-type]


def numbers(service: Service) -> list[int]:
    return [int(str(value)) for value in service.values("n")]


@pytest.mark.parametrize("qos", [1, 2])
def test_messages_are_stored_in_order_with_their_topic(service: Service, broker: Broker, qos: int) -> None:
    one = adapter(broker, service.handing, qos)

    async def work() -> None:
        await until(lambda: one.condition.connected)
        await sent(broker, readings(0, 300), qos=qos)
        await until(lambda: handled(one.condition) >= 300)

    asyncio.run(during(one.run(), work))
    assert numbers(service) == list(range(300))
    assert set(service.values("topic")) == {"s/1"}


def test_over_tls_the_brokers_certificate_is_checked(service: Service, broker: Broker) -> None:
    one = adapter(broker, service.handing, tls=True)

    async def work() -> None:
        await until(lambda: one.condition.connected)
        await sent(broker, readings(0, 3))
        await until(lambda: handled(one.condition) >= 3)

    asyncio.run(during(one.run(), work))
    assert numbers(service) == [0, 1, 2]
    stranger = MqttAdapter(
        replace(subscription(broker, tls=True), trust=ssl.create_default_context()),
        service.handing,
        BackOff(random.Random(1)),
    )

    async def refused() -> None:
        await until(lambda: stranger.condition.trouble)

    asyncio.run(during(stranger.run(), refused))
    assert "certificate verify failed" in str(stranger.condition.trouble)


@pytest.mark.parametrize("qos", [1, 2])
def test_what_comes_while_we_are_away_is_kept_by_the_broker(opened: Open, broker: Broker, qos: int) -> None:
    first = adapter(broker, opened().handing, qos)

    async def subscribed() -> None:
        await until(lambda: first.condition.connected)

    asyncio.run(during(first.run(), subscribed))
    publish(broker, readings(0, 50), qos)
    service = opened()
    second = adapter(broker, service.handing, qos)

    async def caught_up() -> None:
        await until(lambda: handled(second.condition) >= 50)

    asyncio.run(during(second.run(), caught_up))
    assert numbers(service) == list(range(50))


@pytest.mark.parametrize("qos", [1, 2])
def test_a_restart_of_the_broker_loses_and_repeats_nothing(service: Service, broker: Broker, qos: int) -> None:
    one = adapter(broker, service.handing, qos)

    async def work() -> None:
        await until(lambda: one.condition.connected)
        await sent(broker, readings(0, 100), qos=qos)
        await asyncio.to_thread(broker.stop)
        await asyncio.to_thread(broker.start)
        await until(lambda: one.condition.connected)
        await sent(broker, readings(100, 200), qos=qos)
        await until(lambda: len(service.stored()) >= 200)

    asyncio.run(during(one.run(), work))
    assert sorted(numbers(service)) == list(range(200))


class Dying:
    """Stores, then dies before the answer: the process was killed between the commit and the acknowledgement."""

    def __init__(self, service: Service) -> None:
        self._intake, self.dead = service.intake, asyncio.Event()

    async def put(self, delivery: Delivery) -> tuple[Receipt, ...]:
        await self._intake.put(delivery)
        self.dead.set()
        return await asyncio.Future()


@pytest.mark.parametrize("qos", [1, 2])
def test_messages_that_say_no_time_are_stored_once_though_we_die_after_the_commit(
    opened: Open, broker: Broker, qos: int
) -> None:
    service = opened()

    async def killed() -> None:
        dying = Dying(service)
        one = adapter(broker, replace(service.handing, sink=dying), qos)
        task = asyncio.create_task(one.run())
        await until(lambda: one.condition.connected)
        await sent(broker, [b"21.5"] * 40, qos=qos)
        await dying.dead.wait()
        task.cancel()
        for other in asyncio.all_tasks() - {asyncio.current_task()}:
            other.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(killed())
    before = len(opened().stored())
    assert before > 0
    service = opened()
    again = adapter(broker, service.handing, qos)

    async def caught_up() -> None:
        await until(lambda: len(service.stored()) >= 40)

    asyncio.run(during(again.run(), caught_up))
    assert service.values("value") == ["21.5"] * 40


class Refusing:
    """A disk that is full for the first deliveries."""

    def __init__(self, service: Service, times: int) -> None:
        self._intake, self.left, self.seen = service.intake, times, 0

    async def put(self, delivery: Delivery) -> tuple[Receipt, ...]:
        self.seen = max(self.seen, len(delivery.arrivals))
        if self.left:
            self.left -= 1
            raise StateError("no space left on the disk")
        return await self._intake.put(delivery)


def test_while_the_disk_is_full_nothing_is_acknowledged_and_the_broker_waits(service: Service, broker: Broker) -> None:
    refusing = Refusing(service, 5)
    troubles: list[str | None] = []

    async def sleep(seconds: float) -> None:
        troubles.append(one.condition.trouble)
        await asyncio.sleep(0.01)

    one = adapter(broker, replace(service.handing, sink=refusing, sleep=sleep))

    async def work() -> None:
        await until(lambda: one.condition.connected)
        await sent(broker, readings(0, 1500))
        await until(lambda: handled(one.condition) >= 1500)

    asyncio.run(during(one.run(), work))
    assert "no space left on the disk" in troubles
    assert refusing.seen <= RECEIVE_MAXIMUM
    assert numbers(service) == list(range(1500))
    assert one.condition.trouble is None


def test_a_message_that_is_no_json_goes_to_quarantine_and_stops_nothing(service: Service, broker: Broker) -> None:
    one = adapter(broker, service.handing)

    async def work() -> None:
        await until(lambda: one.condition.connected)
        await sent(broker, [*readings(0, 1), b"{broken", b"", *readings(1, 2)])
        await until(lambda: handled(one.condition) >= 4)

    asyncio.run(during(one.run(), work))
    assert numbers(service) == [0, 1]
    assert [held.rejected.raw for held in service.held()] == [b"{broken", b""]


def test_a_message_says_its_own_media_type(service: Service, broker: Broker) -> None:
    one = adapter(broker, service.handing, kind=SourceKind.SYSLOG)

    async def work() -> None:
        await until(lambda: one.condition.connected)
        await sent(broker, [b"<34>1 2026-03-09T10:00:00Z host app 1 - - hello"], media="text/plain")
        await until(lambda: handled(one.condition) >= 1)

    asyncio.run(during(one.run(), work))
    assert service.values("message") == ["hello"]


def test_two_sensors_that_say_the_same_are_two_signals(service: Service, broker: Broker) -> None:
    one = adapter(broker, service.handing)

    async def work() -> None:
        await until(lambda: one.condition.connected)
        await sent(broker, readings(0, 1), topic="s/a")
        await sent(broker, readings(0, 1), topic="s/b")
        await until(lambda: handled(one.condition) >= 2)

    asyncio.run(during(one.run(), work))
    assert service.values("topic") == ["s/a", "s/b"]
