"""Death between sending and writing it down."""

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from delivery_desk import START, MakeDesk, alert, audience
from mail_server import MailServer

from forestall.model.audience import EmailWay
from forestall.model.delivery import DeliveryState

INSIDE = ("127.0.0.0/8", "::1/128")


def test_who_was_killed_after_sending_sends_the_same_message_and_no_other(
    mail_server: Callable[..., MailServer], make_desk: MakeDesk
) -> None:
    server = mail_server()
    to = ("desk@haven.example",)
    way = EmailWay("email", "localhost", "warning@haven.example", to, port=server.port, security="none", inside=INSIDE)
    desk = make_desk(audience("duty", way))
    desk.publish(alert("risk:flood", START))
    script = Path(__file__).parent / "killed_between.py"
    died = subprocess.run([sys.executable, str(script), str(desk.folder), str(server.port)], check=False)
    assert died.returncode == -9
    assert desk.states() == [DeliveryState.QUEUED]
    desk.at = START + timedelta(minutes=2)
    desk.publish(alert("risk:fire", desk.at))
    desk.deliver(desk.real)
    first, again, other = server.raw
    assert first == again
    ids = [mail["Message-ID"] for mail in server.taken]
    assert ids[0] == ids[1] != ids[2]
    assert desk.states() == [DeliveryState.SENT, DeliveryState.SENT]
    assert b"risk:fire" in other
