"""MQTT at QoS 1 and 2, from a publisher to durable signals: `python benchmarks/mqtt.py [MESSAGES]`.

A real Mosquitto and a publisher of their own process on this machine; every message goes through the door and is
acknowledged after the commit (SQLite, synchronous=FULL). Needs mosquitto (apt-get install mosquitto) and paho-mqtt.
Bar: 2,000 messages/s at QoS 1 on 2 cores.

Last run (23 November 2026, 10,000 messages, two cores shared by other programs, load 17; the publisher alone reached
2,300/s then): QoS 1 live 1,460/s, what the broker had kept 1,370/s, 7,900 to 9,300 per second of our own CPU time;
QoS 2 live 980/s, kept 1,580/s, 8,000 to 8,400 per CPU second. All were stored, none twice.
"""

import asyncio
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from forestall.guard.door import Door
from forestall.guard.fetch import rules, target
from forestall.model.partner import Source
from forestall.model.words import Field, SourceKind
from forestall.pipeline.adapters.handing import Handing
from forestall.pipeline.adapters.mqtt import MqttAdapter, Subscription
from forestall.pipeline.adapters.rhythm import BackOff
from forestall.pipeline.arrive import Desk
from forestall.pipeline.intake import Intake
from forestall.place.load import load
from forestall.store.inbox import Inbox

PUBLISHER = """
import json, sys
from paho.mqtt import client as paho
port, first, count, qos = map(int, sys.argv[1:])
client = paho.Client(paho.CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
client.max_inflight_messages_set(1000)
client.connect("127.0.0.1", port)
client.loop_start()
sent = []
for n in range(first, first + count):
    time = f"2026-03-09T{n // 3600 % 24:02}:{n // 60 % 60:02}:{n % 60:02}Z"
    sent.append(client.publish(f"s/{n % 50}", json.dumps({"time": time, "n": n, "gas": 0.25}), qos=qos))
for one in sent:
    one.wait_for_publish()
client.disconnect()
"""
CONFIG = """user root
listener {port} 127.0.0.1
allow_anonymous true
persistence true
persistence_location {folder}/
max_inflight_messages 1000
max_queued_messages 0
"""


async def measured(port: int, folder: Path, count: int, qos: int) -> str:
    """Publish and store; one line of figures."""
    found = load(Path("examples/harbour"))
    source = Source("sensors", "Sensors", SourceKind.JSON_LINES, "live/*", Field.TERRITORIAL)
    place = replace(found, sources=(source,), profile=replace(found.profile, replay_at=None))
    url = f"mqtt://127.0.0.1:{port}"
    allowed = rules(url, ("127.0.0.0/8",), plain=True)
    asked = Subscription("sensors", source.kind, target(url, allowed), allowed, ("s/#",), f"bench{qos}", qos)
    with Inbox.open(folder / f"state{qos}") as inbox:
        intake = Intake(inbox)
        desk = Desk(place, Door(b"k" * 32, place.profile.door))
        handing = Handing(desk, intake, inbox, lambda: datetime.now(UTC))
        figures = [await once(asked, handing, port, part * count, count, ahead=bool(part)) for part in (0, 1)]
        intake.close()
        stored = len(inbox.after(0, 2 * count + 1))
    live, kept = (f"{wall:,.0f}/s ({cpu:,.0f} per CPU s of ours)" for wall, cpu in figures)
    return f"QoS {qos}: live {live}; kept by the broker {kept}; {stored:,} of {2 * count:,} stored"


async def once(
    asked: Subscription, handing: Handing, port: int, first: int, count: int, *, ahead: bool
) -> tuple[float, float]:
    """Messages a second of wall and of our own CPU time, published while we listen or before."""
    one = MqttAdapter(asked, handing, BackOff(random.Random(1)))
    command = (sys.executable, "-c", PUBLISHER, *map(str, (port, first, count, asked.qos)))
    if ahead:
        await (await asyncio.create_subprocess_exec(*command)).wait()
    task = asyncio.create_task(one.run())
    while not one.condition.connected:
        await asyncio.sleep(0.001)
    wall, cpu = time.perf_counter(), time.process_time()
    publisher = None if ahead else await asyncio.create_subprocess_exec(*command)
    while one.condition.stored + one.condition.repeated < count:
        await asyncio.sleep(0.01)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    if publisher is not None:
        await publisher.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return count / wall, count / cpu


def main() -> None:
    """Both qualities of service."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
    with tempfile.TemporaryDirectory() as name, socket.socket() as free:
        folder = Path(name)
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
        free.close()
        (folder / "conf").write_text(CONFIG.format(port=port, folder=folder))
        with subprocess.Popen([program, "-c", str(folder / "conf")], stderr=subprocess.DEVNULL) as broker:
            time.sleep(1)
            for qos in (1, 2):
                print(asyncio.run(measured(port, folder, count, qos)), f"load {os.getloadavg()[0]:.1f}")
            broker.terminate()


if __name__ == "__main__":
    main()
