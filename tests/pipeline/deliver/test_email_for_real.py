"""E-mail against a real mail server: what it gets, and what its answers mean."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from delivery_desk import START, MakeDesk, alert, audience
from mail_server import MailServer

from forestall.model.audience import Audience, EmailWay
from forestall.model.delivery import DeliveryState
from forestall.pipeline.deliver import lanes
from forestall.standards.cap.xml import read

Start = Callable[..., MailServer]
INSIDE = ("127.0.0.0/8", "::1/128")


def duty(server: MailServer, **changes: object) -> Audience:
    settings: dict[str, object] = {"port": server.port, "security": "none", "inside": INSIDE, **changes}
    to = ("duty-desk@haven.example", "harbour-master@haven.example")
    return audience("duty", EmailWay("email", "localhost", "warning@haven.example", to, **settings))  # type: ignore[arg-type]


def test_the_message_says_it_in_words_and_carries_the_cap_message(mail_server: Start, make_desk: MakeDesk) -> None:
    server = mail_server()
    desk = make_desk(duty(server))
    desk.publish(alert("risk:flood", START))
    assert desk.deliver(desk.real).sent == 1
    (mail,) = server.taken
    assert mail["Subject"] == "[Severe] High water at risk:flood (TLP:AMBER)"
    assert mail["Content-Language"] == "en"
    assert mail["From"] == "warning@haven.example"
    assert server.commands == [("duty-desk@haven.example", "harbour-master@haven.example")]
    assert mail["Auto-Submitted"] == "auto-generated"
    text, attached = list(mail.iter_parts())
    assert "What to do: Close the gates." in text.get_content()
    assert "Holds until 2026-03-12 06:00 (Europe/Lisbon, UTC+0000)" in text.get_content()
    assert attached.get_content_type() == "application/cap+xml"
    assert read(attached.get_content()).identifier == "a-risk-flood-0309060000"


def test_updates_thread_under_the_first_message(mail_server: Start, make_desk: MakeDesk) -> None:
    server = mail_server()
    desk = make_desk(duty(server))
    first = alert("risk:flood", START)
    desk.publish(first)
    desk.deliver(desk.real)
    desk.wait(hours=1)
    desk.publish(alert("risk:flood", desk.at, "Update", first, headline="Higher still"))
    desk.deliver(desk.real)
    one, other = server.taken
    assert other["Subject"] == "[Severe] Update: Higher still (TLP:AMBER)"
    assert other["In-Reply-To"] == other["References"] == one["Message-ID"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_the_connection_is_protected_and_the_certificate_checked(
    security: str, mail_server: Start, make_desk: MakeDesk, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = mail_server(certificate=certificate, implicit=security == "tls", password="secret word")
    monkeypatch.setenv("MAIL_PASSWORD", "secret word")
    settings = {"security": security, "user": "forestall", "secret": "env:MAIL_PASSWORD"}
    desk = make_desk(duty(server, **settings, trust=str(certificate / "cert.pem")))
    desk.publish(alert("risk:flood", START))
    desk.deliver(desk.real)
    assert [one.note for one in desk.all()] == [""]
    assert server.protected == [True]


def test_a_certificate_that_is_not_trusted_gets_nothing(
    mail_server: Start, make_desk: MakeDesk, certificate: Path
) -> None:
    server = mail_server(certificate=certificate)
    desk = make_desk(duty(server, security="starttls"))
    desk.publish(alert("risk:flood", START))
    assert desk.deliver(desk.real).failed == 1
    assert server.taken == []
    assert "certificate verify failed" in desk.all()[0].note


def test_a_server_that_falls_silent_after_the_message_gets_the_same_one_again(
    mail_server: Start, make_desk: MakeDesk
) -> None:
    server = mail_server()
    server.answer = "silence"
    desk = make_desk(duty(server))
    desk.publish(alert("risk:flood", START))
    assert desk.deliver(desk.real).failed == 1
    server.answer = "250 taken"
    desk.wait(hours=1)
    assert desk.deliver(desk.real).sent == 1
    first, again = server.raw
    assert first == again
    assert desk.states() == [DeliveryState.SENT]


def test_a_server_that_is_away_for_a_day_gets_one_digest(mail_server: Start, make_desk: MakeDesk) -> None:
    server = mail_server()
    desk = make_desk(duty(server))
    server.stop()
    for hour in range(1, 25):
        desk.wait(hours=1)
        desk.publish(alert(f"risk:{hour:02}", desk.at))
        if hour % 6 == 0:
            assert desk.deliver(desk.real).failed == 1
    back = mail_server()
    desk.place = replace(desk.place, audiences=(duty(back),))
    desk.wait(hours=1)
    assert desk.deliver(desk.real).sent == 1
    (mail,) = back.taken
    assert mail["Subject"] == "24 warnings for Desk duty (TLP:AMBER)"
    names = [part.get_filename() for part in mail.iter_attachments()]
    assert names == sorted(names)
    assert len(names) == 24


def test_an_address_that_is_refused_for_now_holds_the_message_and_one_that_stays_refused_does_not(
    mail_server: Start, make_desk: MakeDesk
) -> None:
    server = mail_server()
    server.refused = {"harbour-master@haven.example": "450 later"}
    desk = make_desk(duty(server))
    desk.publish(alert("risk:flood", START))
    for _ in range(4):
        assert desk.deliver(desk.real).failed == 1
        desk.wait(hours=1)
    assert server.taken == []
    assert desk.deliver(desk.real).sent == 1
    assert server.commands == [("duty-desk@haven.example",)]
    with desk.office() as found, found.looking() as session:
        (lane,) = lanes(found, session)
    assert lane.trouble.startswith("1 of 2 addresses refused")


@pytest.mark.parametrize(
    "headline",
    [
        "Flood\r\nBcc: someone@evil.example",
        "Flood\nSubject: other",
        "Flood\x0b\x85\u2028Bcc: x@evil.example",
        "=?utf-8?q?=0D=0ABcc:_x?=",
    ],
    ids=["crlf", "lf", "other line ends", "encoded word"],
)
def test_a_headline_cannot_add_a_header(headline: str, mail_server: Start, make_desk: MakeDesk) -> None:
    server = mail_server()
    desk = make_desk(duty(server))
    desk.publish(alert("risk:flood", START, headline=headline.replace("\x0b", "")))
    desk.deliver(desk.real)
    head = server.raw[0].split(b"\r\n\r\n")[0].lower()
    names = [line.split(b":")[0] for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    assert b"bcc" not in names
    assert names.count(b"subject") == 1


def test_a_mail_server_at_an_address_inside_is_refused_where_the_place_does_not_name_the_network(
    mail_server: Start, make_desk: MakeDesk
) -> None:
    server = mail_server()
    way = EmailWay("email", "localhost", "warning@haven.example", ("duty-desk@haven.example",), port=server.port)
    desk = make_desk(audience("duty", way))
    desk.publish(alert("risk:flood", START))
    assert desk.deliver(desk.real).failed == 1
    assert "localhost" in desk.all()[0].note
    assert server.taken == []
