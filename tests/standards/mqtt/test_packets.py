"""Packets of MQTT 5.0, byte by byte as the standard writes them, and what breaks it."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError, LimitError, StandardError
from forestall.standards.mqtt import numbers, write
from forestall.standards.mqtt.packets import (
    Acknowledgement,
    Connack,
    Disconnect,
    Kind,
    Packet,
    Pingresp,
    Publish,
    Suback,
)
from forestall.standards.mqtt.read import Decoder

GOOD: dict[str, tuple[str, Packet]] = {
    "connack": ("20 03 01 00 00", Connack(True, 0)),
    "connack with properties": (
        "20 0a 00 87 07 1f 0004 6e6f7065",
        Connack(False, 0x87, {"reason_string": ["nope"]}),
    ),
    "publish at QoS 0": ("30 08 0003 612f62 00 6869", Publish("a/b", b"hi", 0, 0, False, False)),
    "publish again at QoS 1": ("3a 08 0001 61 0007 00 68 69", Publish("a", b"hi", 1, 7, True, False)),
    "retained at QoS 2 with properties": (
        "35 0f 0001 61 0102 08 03 0003 782f79 01 01 68",
        Publish("a", b"h", 2, 0x102, False, True, {"content_type": ["x/y"], "payload_format_indicator": [1]}),
    ),
    "pubrel": ("62 02 0007", Acknowledgement(Kind.PUBREL, 7)),
    "puback with reason": ("40 03 0007 10", Acknowledgement(Kind.PUBACK, 7, 0x10)),
    "suback": ("90 05 0001 00 01 87", Suback(1, (1, 0x87))),
    "pingresp": ("d0 00", Pingresp()),
    "disconnect": ("e0 02 8e 00", Disconnect(0x8E)),
    "disconnect without reason": ("e0 00", Disconnect(0)),
}

BAD = {
    "QoS 3": "36 06 0001 61 0007 00",
    "topic with a wildcard": "30 04 0001 23 00",
    "empty topic": "30 03 0000 00",
    "packet identifier 0": "32 06 0001 61 0000 00",
    "unknown property": "30 06 0001 61 02 7f 00",
    "property cut off": "30 05 0001 61 01 03",
    "body cut off": "40 01 00",
    "flags of PUBREL": "60 02 0007",
    "flags of PUBACK": "41 02 0007",
    "packet type 0": "00 00",
    "CONNECT from a broker": "10 00",
    "length of five bytes": "30 80 80 80 80 01",
    "no UTF-8": "30 04 0001 ff 00",
    "U+0000 in a topic": "30 04 0001 00 00",
}


@pytest.mark.parametrize("name", GOOD)
def test_a_packet_is_read_as_the_standard_writes_it(name: str) -> None:
    data, packet = GOOD[name]
    assert Decoder(1000).feed(bytes.fromhex(data)) == [packet]


@pytest.mark.parametrize("name", BAD)
def test_a_malformed_packet_is_refused(name: str) -> None:
    with pytest.raises(StandardError, match=r"MQTT 5\.0"):
        Decoder(1000).feed(bytes.fromhex(BAD[name]))


def test_a_packet_that_is_larger_than_we_allowed_is_refused_before_it_is_read() -> None:
    with pytest.raises(LimitError, match="at most 1,000"):
        Decoder(1000).feed(bytes.fromhex("30 e9 07"))


@given(st.lists(st.sampled_from(sorted(GOOD)), max_size=8), st.lists(st.integers(1, 9), min_size=1, max_size=20))
def test_it_does_not_matter_in_which_pieces_bytes_come(names: list[str], sizes: list[int]) -> None:
    data = b"".join(bytes.fromhex(GOOD[name][0]) for name in names)
    decoder, found, place = Decoder(1000), [], 0
    while place < len(data):
        size = sizes[place % len(sizes)]
        found += decoder.feed(data[place : place + size])
        place += size
    assert found == [GOOD[name][1] for name in names]


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(StandardError, LimitError):
        Decoder(1000).feed(data)


def test_connect_is_written_as_the_standard_has_it() -> None:
    data = write.connect("me", keep_alive=30, properties={"receive_maximum": 10}, user="u", password=b"p")
    assert data.hex(" ") == "10 18 00 04 4d 51 54 54 05 c0 00 1e 03 21 00 0a 00 02 6d 65 00 01 75 00 01 70"


def test_subscribe_asks_for_kept_messages_only_once() -> None:
    assert write.subscribe(1, ["a/+"], 2).hex(" ") == "82 09 00 01 00 00 03 61 2f 2b 12"


def test_acknowledgements_are_written_one_after_the_other() -> None:
    assert write.acknowledge(Kind.PUBACK, [1, 2]).hex(" ") == "40 02 00 01 40 02 00 02"
    assert write.acknowledge(Kind.PUBREL, [1]).hex(" ") == "62 02 00 01"


@pytest.mark.parametrize("value", [0, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_455])
def test_a_variable_byte_integer_comes_back(value: int) -> None:
    assert numbers.Cursor(numbers.variable(value)).variable() == value


@pytest.mark.parametrize("topic", ["", "a#", "a/#/b", "a+/b", "#/a", "a\0"])
def test_what_is_no_topic_filter_is_refused(topic: str) -> None:
    with pytest.raises(InputError, match="topic"):
        write.subscribe(1, [topic], 1)


@pytest.mark.parametrize("topic", ["#", "+", "a", "a/#", "+/a/+", "/a", "$share/g/a"])
def test_a_topic_filter_is_known(topic: str) -> None:
    assert write.is_filter(topic)
