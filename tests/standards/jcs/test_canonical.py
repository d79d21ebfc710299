"""RFC 8785: its own vectors, and what must hold for every value."""

import json
import math
import struct
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import LimitError, StandardError
from forestall.standards.jcs import read, write

# RFC 8785, appendix B, and https://github.com/cyberphone/json-canonicalization (the RFC's own test data)
NUMBERS = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)

ORDINARY = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-1e16, 1e16)


@pytest.mark.parametrize(("double", "text"), NUMBERS.items())
def test_a_number_is_written_as_in_appendix_b(double: str, text: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(double))
    assert write(number) == text.encode()


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_json_lacks_is_refused(number: float) -> None:
    with pytest.raises(StandardError, match=r"\$\.a\[0\]"):
        write({"a": [number]})


def test_the_example_of_3_2_2_gives_the_bytes_of_3_2_4() -> None:
    value = json.loads(
        '{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],'
        r'"string": "\u20ac$\u000F\u000aA' + r"'\u0042\u0022\u005c\\\"\/" + '", "literals": [null, true, false]}'
    )
    assert write(value).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_names_are_sorted_by_utf_16_code_units() -> None:
    # RFC 8785, 3.2.3: the smiley (a surrogate pair) stands before the Hebrew letter
    names = [
        "\u20ac",
        "\r",
        "\ufb33",
        "1",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "\x80",
        "ö",
    ]
    written = json.loads(write(dict.fromkeys(names)))
    assert list(written) == ["\r", "1", "\x80", "ö", "\u20ac", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize("value", [2**53, -(2**53), {1: 2}, {"a"}, b"bytes", "\udead"])
def test_what_has_no_json_form_is_refused(value: object) -> None:
    with pytest.raises(StandardError):
        write(value)


@pytest.mark.parametrize("data", [b'{"b":1, "a":2}', b'{"a":1,"a":1}', b"1.0", b"[1", b"NaN", b"\xff", b'"\\u0041"'])
def test_bytes_that_are_not_canonical_are_refused(data: bytes) -> None:
    with pytest.raises(StandardError):
        read(data)


def test_deep_json_is_refused() -> None:
    with pytest.raises(LimitError):
        read(b"[" * 100_000 + b"]" * 100_000)


@given(JSON)
def test_reading_gives_back_what_was_written(value: object) -> None:
    data = write(value)
    assert write(read(data)) == data


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_as_the_same_double(number: float) -> None:
    assert float(write(number)) == number


@given(st.dictionaries(st.text(), st.integers(0, 9)))
def test_the_order_of_members_does_not_matter(members: dict[str, int]) -> None:
    assert write(dict(reversed(members.items()))) == write(members)


@given(
    st.dictionaries(st.text(max_size=4), JSON, max_size=4)
    | st.dictionaries(st.text(alphabet="abAB_~", max_size=4), st.text() | ORDINARY | st.lists(ORDINARY), max_size=6)
)
def test_what_is_written_quickly_is_what_is_written_slowly(members: dict[str, object]) -> None:
    assert write(members) == write(MappingProxyType(members))


@given(ORDINARY, st.sampled_from([1.0, 0.999, 1.001, 1e3, 1e-3, 1e14]))
def test_a_number_in_an_object_is_written_as_alone(number: float, scale: float) -> None:
    assert write({"n": number * scale}) == b'{"n":' + write(number * scale) + b"}"


@pytest.mark.parametrize("value", [{"a": "\ud800"}, {"a": 2**53}, {1: "a"}, {"a": {"b": math.nan}}, {"a": b""}])
def test_what_has_no_form_is_refused_the_quick_way_too(value: dict[object, object]) -> None:
    with pytest.raises(StandardError):
        write(value)


def test_every_control_character_is_escaped_as_rfc_8785_says() -> None:
    text = "".join(map(chr, range(0x80))) + "\u2028é😀"
    assert write({"a": text}) == b'{"a":' + write(text) + b"}"
