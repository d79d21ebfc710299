"""System logs over UDP, TCP and TLS, in both framings, with what breaks them."""

import asyncio
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from adapter_service import NOW, Memory, Service, during, handled, until
from hypothesis import given
from hypothesis import strategies as st
from real_broker import self_signed

from forestall.core.errors import StateError
from forestall.model.intake import Delivery, Receipt, Rejected
from forestall.model.way import SyslogWay
from forestall.pipeline.adapters.build import _own_certificate
from forestall.pipeline.adapters.handing import Handing
from forestall.pipeline.adapters.syslog import Listening, SyslogAdapter
from forestall.pipeline.adapters.syslog_frames import MOST, Frames, one_line


def line(number: int, text: str = "hello") -> bytes:
    return f"<34>1 2026-03-09T10:00:{number % 60:02}Z host app {number} - - {text}".encode()


def counted(message: bytes) -> bytes:
    return b"%d %s" % (len(message), message)


def listening(**ports: object) -> Listening:
    return Listening("lines", "127.0.0.1", **ports)  # type: ignore[arg-type]


async def send(port: int, data: bytes, pieces: int = 1, context: ssl.SSLContext | None = None) -> None:
    name = "localhost" if context else None
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname=name)
    size = max(1, len(data) // pieces)
    for begin in range(0, len(data), size):
        writer.write(data[begin : begin + size])
        await writer.drain()
        await asyncio.sleep(0)
    writer.close()
    await writer.wait_closed()


def received(service: Service, data: bytes, expected: int, pieces: int = 1) -> SyslogAdapter:
    one = SyslogAdapter(listening(tcp=0), service.handing, "run")

    async def work() -> None:
        await until(lambda: one.condition.connected)
        await send(one.ports["tcp"], data, pieces)
        await until(lambda: handled(one.condition) >= expected)

    asyncio.run(during(one.run(), work))
    return one


@pytest.mark.parametrize("pieces", [1, 7])
def test_both_framings_come_through_tcp(service: Service, pieces: int) -> None:
    data = b"".join([line(0) + b"\n", counted(line(1)), counted(line(2, "two\nlines")), line(3) + b"\r\n", line(4)])
    received(service, data, 5, pieces)
    assert sorted(map(str, service.values("pid"))) == ["0", "1", "2", "3", "4"]
    assert "two#012lines" in service.values("message")


def test_the_old_format_comes_through_too(service: Service) -> None:
    received(service, b"<13>Mar  9 11:59:00 gate sshd[7]: Failed password for root\n", 1)
    assert service.values("program") == ["sshd"]
    assert str(service.stored()[0].arrival.event_time) == "2026-03-09 11:59:00+00:00"


def test_messages_come_through_tls(service: Service, tmp_path: Path) -> None:
    trust = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    one = SyslogAdapter(listening(tls=0, context=context), service.handing, "run")

    async def work() -> None:
        await until(lambda: one.condition.connected)
        await send(one.ports["tls"], b"".join(counted(line(n)) for n in range(20)), 5, trust)
        await until(lambda: handled(one.condition) >= 20)

    asyncio.run(during(one.run(), work))
    assert len(service.stored()) == 20


def test_a_sender_whose_certificate_is_not_trusted_is_heard_nothing_of(service: Service, tmp_path: Path) -> None:
    ours, known, stranger = (tmp_path / name for name in ("ours", "known", "stranger"))
    for folder in (ours, known, stranger):
        folder.mkdir()
        self_signed(folder)
    way = SyslogWay("syslog", tls=1, certificate="ours/cert.pem", key="ours/key.pem", senders="known/cert.pem")
    one = SyslogAdapter(listening(tls=0, context=_own_certificate(way, tmp_path)), service.handing, "run")

    def shows(folder: Path | None) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(ours / "cert.pem"))
        if folder is not None:
            context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
        return context

    async def work() -> None:
        await until(lambda: one.condition.connected)
        for folder in (None, stranger):
            with suppress(OSError):  # TLS 1.3 tells the sender only after its first words
                await send(one.ports["tls"], counted(line(1, "not ours")), 1, shows(folder))
        await send(one.ports["tls"], counted(line(2, "ours")), 1, shows(known))
        await until(lambda: handled(one.condition) >= 1)

    asyncio.run(during(one.run(), work))
    assert service.values("message") == ["ours"]


def test_each_datagram_is_one_message(service: Service) -> None:
    one = SyslogAdapter(listening(udp=0), service.handing, "run")

    async def work() -> None:
        await until(lambda: one.condition.connected)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for number in range(50):
                sender.sendto(line(number), ("127.0.0.1", one.ports["udp"]))
            sender.sendto(b"nonsense", ("127.0.0.1", one.ports["udp"]))
        await until(lambda: handled(one.condition) >= 51)

    asyncio.run(during(one.run(), work))
    assert [int(str(pid)) for pid in service.values("pid")] == list(range(50))
    assert [held.rejected.raw for held in service.held()] == [b"nonsense"]


def test_the_same_line_twice_is_two_events_and_a_resent_connection_is_none(service: Service) -> None:
    """Two failed logons in one second count twice; a sender that connects again and sends its queue again does not."""
    data = (line(7, "failed") + b"\n") * 3
    one = SyslogAdapter(listening(tcp=0), service.handing, "run")

    async def work() -> None:
        await until(lambda: one.condition.connected)
        for count in (3, 6):
            await send(one.ports["tcp"], data)
            await until(lambda count=count: handled(one.condition) >= count)  # type: ignore[misc]

    asyncio.run(during(one.run(), work))
    assert len(service.stored()) == 3
    assert one.condition.repeated == 3


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"99999 x", "at most 65,536"),
        (b"12x hello", "no octet count"),
        (b"9999999 hello", "no octet count"),
        (b"<" + b"a" * (MOST + 1), "more than 65,536"),
        (b"50 <34>1 2026", "torn"),
    ],
)
def test_a_broken_frame_goes_to_quarantine_and_ends_its_connection_only(
    service: Service, data: bytes, reason: str
) -> None:
    one = SyslogAdapter(listening(tcp=0), service.handing, "run")

    async def work() -> None:
        await until(lambda: one.condition.connected)
        with suppress(OSError):  # we may close while it still sends
            await send(one.ports["tcp"], line(0) + b"\n" + data)
        await until(lambda: handled(one.condition) >= 2)
        await send(one.ports["tcp"], line(1) + b"\n")
        await until(lambda: handled(one.condition) >= 3)

    asyncio.run(during(one.run(), work))
    assert service.values("pid") == ["0", "1"]
    assert reason in service.held()[0].rejected.reason


class Waiting(Memory):
    """A store that takes nothing until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.came, self.go = asyncio.Event(), asyncio.Event()

    async def put(self, delivery: Delivery) -> tuple[Receipt, ...]:
        self.came.set()
        await self.go.wait()
        return await super().put(delivery)


class Counting:
    """Understands every line as it is."""

    def read(self, source: str, media_type: str, data: bytes, received: datetime) -> Delivery:
        rejected = tuple(Rejected(source, received, "", "", media_type, one) for one in data.split(b"\n"))
        return Delivery(rejected=rejected)


def test_while_nothing_is_stored_the_sender_has_to_wait() -> None:
    messages = [line(n, "x" * 9000) for n in range(3000)]

    async def work() -> list[bytes]:
        store = Waiting()
        one = SyslogAdapter(listening(tcp=0), Handing(Counting(), store, store, lambda: NOW), "run")

        async def sending() -> None:
            await until(lambda: one.condition.connected)
            sender = asyncio.create_task(send(one.ports["tcp"], b"\n".join(messages) + b"\n"))
            await store.came.wait()
            _, pending = await asyncio.wait((sender,), timeout=0.2)
            assert pending
            assert not store.rejected
            store.go.set()
            await sender
            await until(lambda: handled(one.condition) >= len(messages))

        await during(one.run(), sending)
        return [rejected.raw for rejected in store.rejected]

    assert asyncio.run(work()) == messages


def test_a_port_that_is_taken_is_said(service: Service) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        one = SyslogAdapter(listening(tcp=taken.getsockname()[1]), service.handing, "run")
        with pytest.raises(StateError, match=r"cannot listen at 127\.0\.0\.1"):
            asyncio.run(one.run())


MESSAGES = st.lists(st.binary(min_size=1, max_size=30).filter(lambda one: one.strip(b"\r\n\0 \t\v\f\x1c\x1d\x1e\x1f")))


@given(MESSAGES, st.lists(st.integers(1, 13), min_size=1, max_size=9))
def test_counted_frames_come_back_however_they_are_cut(messages: list[bytes], sizes: Sequence[int]) -> None:
    data, frames, found, place = b"".join(map(counted, messages)), Frames(), [], 0
    while place < len(data):
        size = sizes[place % len(sizes)]
        found += frames.feed(data[place : place + size])
        place += size
    assert found == [message for message in messages if message.strip()]
    assert frames.rest() == (b"", True)


@given(st.binary(max_size=200))
def test_any_bytes_are_framed_or_refused(data: bytes) -> None:
    frames = Frames()
    for message in frames.feed(data):
        assert b"\n" not in one_line(message)
    assert frames.fault is None or frames.rest()[0]
