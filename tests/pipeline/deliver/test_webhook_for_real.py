"""A webhook against a real HTTP server: what it gets, that it can check it, and what its answers mean."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from delivery_desk import START, MakeDesk, alert, audience

from forestall.model.audience import Audience, WebhookWay
from forestall.model.delivery import DeliveryState

KEY = "shared between the two offices"


@dataclass(slots=True)
class Receiver:
    """An office that is told by webhook."""

    port: int = 0
    status: list[int] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv("HOOK_KEY", KEY)
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(found.status.pop(0) if found.status else 204)
            for name, value in found.extra.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


def duty(receiver: Receiver, **changes: object) -> Audience:
    settings: dict[str, object] = {"plain": True, "inside": ("127.0.0.0/8",), **changes}
    url = f"http://127.0.0.1:{receiver.port}/alerts"
    return audience("duty", WebhookWay("webhook", url, "env:HOOK_KEY", **settings))  # type: ignore[arg-type]


def test_the_receiver_can_check_who_sent_it_and_when(receiver: Receiver, make_desk: MakeDesk) -> None:
    desk = make_desk(duty(receiver))
    desk.publish(alert("risk:flood", START))
    assert desk.deliver(desk.real).sent == 1
    ((headers, body),) = receiver.got
    parts = dict(part.split("=", 1) for part in headers["forestall-signature"].split(","))
    assert int(parts["t"]) == START.timestamp()
    assert parts["v1"] == hmac.new(KEY.encode(), f"{parts['t']}.".encode() + body, hashlib.sha256).hexdigest()
    told = json.loads(body)
    assert headers["idempotency-key"] == f'"{told["id"]}"'
    (one,) = told["alerts"]
    assert (one["identifier"], one["severity"], one["label"]) == ("a-risk-flood-0309060000", "Severe", "AMBER")
    assert one["cap"].startswith("<?xml")


def test_what_the_documentation_tells_receivers_to_check_is_right(receiver: Receiver, make_desk: MakeDesk) -> None:
    page = (Path(__file__).parents[3] / "docs" / "do" / "send-warnings.md").read_text(encoding="utf-8")
    told: dict[str, Any] = {}
    exec(page.partition("```python")[2].partition("```")[0], told)
    desk = make_desk(duty(receiver))
    desk.publish(alert("risk:flood", START))
    desk.deliver(desk.real)
    ((headers, body),) = receiver.got
    asked = (headers["forestall-signature"], body, KEY.encode(), START.timestamp() + 5)
    assert told["is_ours"](*asked)
    assert not told["is_ours"](asked[0], body + b" ", *asked[2:])
    assert not told["is_ours"](*asked[:2], b"another key", asked[3])
    assert not told["is_ours"](*asked[:3], asked[3] + 600)


def test_what_is_tried_again_is_the_same_body_under_the_same_key_at_another_time(
    receiver: Receiver, make_desk: MakeDesk
) -> None:
    receiver.status = [503, 200]
    desk = make_desk(duty(receiver))
    desk.publish(alert("risk:flood", START))
    assert desk.deliver(desk.real).failed == 1
    desk.wait(hours=1)
    assert desk.deliver(desk.real).sent == 1
    (first, body), (again, same) = receiver.got
    assert body == same
    assert first["idempotency-key"] == again["idempotency-key"]
    assert first["forestall-signature"] != again["forestall-signature"]


def test_a_receiver_that_asks_to_wait_is_left_alone_so_long(receiver: Receiver, make_desk: MakeDesk) -> None:
    receiver.status, receiver.extra = [429], {"Retry-After": "7200"}
    desk = make_desk(duty(receiver))
    desk.publish(alert("risk:flood", START))
    desk.deliver(desk.real)
    desk.at = START + timedelta(seconds=7199)
    assert desk.deliver(desk.real).sent == 0
    desk.at = START + timedelta(seconds=7201)
    assert desk.deliver(desk.real).sent == 1


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_message_that_the_receiver_does_not_want_does_not_hold_up_the_next(
    status: int, receiver: Receiver, make_desk: MakeDesk
) -> None:
    receiver.status = [status, 200]
    desk = make_desk(duty(receiver))
    desk.publish(alert("risk:a", START), alert("risk:b", START))
    desk.deliver(desk.real)
    assert desk.states() == [DeliveryState.GIVEN_UP, DeliveryState.SENT]


@pytest.mark.parametrize("status", [301, 401, 404, 500])
def test_what_the_office_can_mend_is_waited_for(status: int, receiver: Receiver, make_desk: MakeDesk) -> None:
    receiver.status, receiver.extra = [status], {"Location": "http://169.254.169.254/"}
    desk = make_desk(duty(receiver))
    desk.publish(alert("risk:flood", START))
    desk.deliver(desk.real)
    assert desk.states() == [DeliveryState.FAILED]
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    "changes", [{"inside": ()}, {"plain": False}, {"secret": "env:NOT_THERE"}], ids=["inside", "no tls", "no secret"]
)
def test_what_may_not_be_reached_or_signed_is_not_sent_and_not_lost(
    changes: dict[str, object], receiver: Receiver, make_desk: MakeDesk
) -> None:
    found = duty(receiver)
    (way,) = found.channels
    assert isinstance(way, WebhookWay)
    url = way.url.replace("127.0.0.1", "localhost")
    values: dict[str, object] = {"secret": way.secret, "plain": True, "inside": way.inside, **changes}
    desk = make_desk(audience("duty", WebhookWay("webhook", url, **values)))  # type: ignore[arg-type]
    desk.publish(alert("risk:flood", START))
    assert desk.deliver(desk.real).failed == 1
    assert receiver.got == []
    assert desk.states() == [DeliveryState.FAILED]
