"""MQTT against a real Mosquitto: what holds is retained, and sent twice it is the same."""

import json
import queue

from delivery_desk import START, MakeDesk, alert, audience
from paho.mqtt import client as paho
from real_broker import Broker

from forestall.model.audience import Audience, PublishWay
from forestall.model.delivery import DeliveryState


def duty(broker: Broker) -> Audience:
    url = f"mqtt://127.0.0.1:{broker.port}"
    return audience("duty", PublishWay("mqtt", url, "forestall/alerts", inside=("127.0.0.0/8",)))


def retained(broker: Broker, count: int) -> dict[str, dict[str, object]]:
    """What a subscriber sees that comes late, by topic; waits for so many."""
    found: queue.Queue[paho.MQTTMessage] = queue.Queue()
    client = paho.Client(paho.CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
    client.on_message = lambda _client, _data, message: found.put(message)
    client.on_connect = lambda one, *_: one.subscribe("forestall/#", qos=1)
    client.connect("127.0.0.1", broker.port)
    client.loop_start()
    messages = [found.get(timeout=10) for _ in range(count)]
    client.loop_stop()
    client.disconnect()
    assert all(message.retain and message.qos == 1 for message in messages)
    return {message.topic: json.loads(message.payload) for message in messages}


def test_whoever_subscribes_late_sees_what_holds(broker: Broker, make_desk: MakeDesk) -> None:
    desk = make_desk(duty(broker))
    first = alert("risk:flood", START)
    desk.publish(first, alert("finding:a/b#+:c", START))
    assert desk.deliver(desk.real).sent == 2
    desk.wait(hours=1)
    desk.publish(alert("risk:flood", desk.at, "Update", first, severity="Extreme"))
    desk.deliver(desk.real)
    seen = retained(broker, 2)
    assert sorted(seen) == ["forestall/alerts/finding:a_b__:c", "forestall/alerts/risk:flood"]
    flood = seen["forestall/alerts/risk:flood"]
    assert (flood["severity"], flood["state"]) == ("Extreme", "in_force")


def test_a_warning_that_is_over_says_so(broker: Broker, make_desk: MakeDesk) -> None:
    desk = make_desk(duty(broker))
    first = alert("risk:flood", START)
    desk.publish(first)
    desk.deliver(desk.real)
    desk.wait(hours=1)
    desk.publish(alert("risk:flood", desk.at, "Cancel", first))
    desk.deliver(desk.real)
    assert retained(broker, 1)["forestall/alerts/risk:flood"]["state"] == "withdrawn"


def test_what_was_meant_for_a_broker_that_was_away_comes_when_it_is_back(broker: Broker, make_desk: MakeDesk) -> None:
    desk = make_desk(duty(broker))
    broker.stop()
    desk.publish(alert("risk:flood", START))
    assert desk.deliver(desk.real).failed == 1
    broker.start()
    desk.wait(hours=1)
    assert desk.deliver(desk.real).sent == 1
    assert desk.states() == [DeliveryState.SENT]
    assert len(retained(broker, 1)) == 1
