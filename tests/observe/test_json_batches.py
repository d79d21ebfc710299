"""JSON lines as batches: the same events as the reader that builds every object."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.observe import json_batches
from forestall.observe.files import Part
from forestall.observe.json_events import events
from forestall.observe.shapes import shaped, unwrapped
from forestall.observe.skips import Skips

NAMES = ("a", "b", "Channel", "EventID", "Hostname", "SourceName", "Computer", "Provider_Name", "n.x", "two words")
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.just("x\\u0041\n"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=2),
    max_leaves=4,
)
OBJECTS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6)
LINES = (
    st.builds(json.dumps, OBJECTS, ensure_ascii=st.booleans())
    | st.builds(json.dumps, OBJECTS, indent=st.just(1))
    | st.sampled_from(
        ["", "  ", "[", "]", "{", "{}", '{"a": 01}', '{"a": "x" "b"}', '{"a": nul}', "{} {}", '{"a": "\t"}']
    )
    | st.sampled_from(['{"a": "\\ud800"}', '{"a": "\\u004b"}', '{"a": "\\q"}', '{"a": 1.5E+3, "a": null}', ' {"a": 1}'])
)


class Whole:
    """A stream of some bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read1(self, size: int, /) -> bytes:
        data, self._data = self._data[:size], self._data[size:]
        return data


def slowly(data):
    skips = Skips()
    rows = []
    for _, found in events(Part("f", Whole(data), None), skips):
        rows += [shaped(event, "f") for event in unwrapped(found)]
    return rows, skips.items


def quickly(data, columns=NAMES):
    skips = Skips()
    rows, places = [], []
    for batch in json_batches.batches(Part("f", Whole(data), None), skips, columns):
        places.append((batch.first, batch.table.num_rows))
        whole = batch.whole(np.arange(batch.table.num_rows)).drop_columns(["_time", "_host"]).to_pylist()
        told = [{name: text for name, text in row.items() if text is not None} for row in whole]
        for event, row in zip(told, batch.table.to_pylist(), strict=True):
            columns_told = {name: text for name, text in row.items() if text is not None}
            assert columns_told == {
                name: text for name, text in event.items() if name in columns_told or name in columns
            }
        rows += told
    return rows, skips.items, places


@settings(deadline=None, max_examples=400)
@given(st.lists(LINES, max_size=25), st.booleans())
def test_the_kernel_reads_what_the_plain_reader_reads(lines, mostly_plain):
    plain = ['{"a": "x", "b": 1}'] * 30 if mostly_plain else []
    data = "\n".join(part for line in lines for part in (line, *plain)).encode("utf-8", "surrogatepass")
    expected, skipped = slowly(data)
    mended = [{name: text.encode("utf-8", "replace").decode() for name, text in row.items()} for row in expected]
    rows, items, places = quickly(data)
    assert (rows, items) == (mended, skipped)
    assert [first for first, _ in places] == [sum(count for _, count in places[:n]) for n in range(len(places))]


def test_lines_that_are_no_utf8_are_told_and_mended():
    rows, items, _ = quickly(b'{"a": "x"}\n{"a": "\xff"}\n')
    assert [row["a"] for row in rows] == ["x", "\ufffd"]
    assert "UTF-8" in items[0].reason


def test_an_event_that_may_hold_a_word_is_a_suspect():
    lines = [{"other": "Mimikatz.EXE"}, {"a": "x"}, {"a": "\N{KELVIN SIGN}"}, {"a": ["mimi", "katz"]}]
    data = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()
    (batch,) = json_batches.batches(Part("f", Whole(data), None), Skips(), ("a",))
    assert batch.suspects is not None
    assert batch.suspects(("mimikatz.exe",))["mimikatz.exe"].tolist() == [0, 2]


@pytest.mark.parametrize("block", [40, 64, 1000])
def test_blocks_end_at_line_ends(monkeypatch, block):
    monkeypatch.setattr(json_batches, "BLOCK", block)
    monkeypatch.setattr(json_batches, "CHUNK", 16)
    data = "\n".join(json.dumps({"a": "x" * (number % 50)}) for number in range(40)).encode()
    rows, _, _ = quickly(data)
    assert [len(row.get("a", "")) for row in rows] == [number % 50 for number in range(40)]


def test_a_line_that_is_too_long_costs_itself_only(monkeypatch):
    monkeypatch.setattr(json_batches, "MAX_LINE", 100)
    monkeypatch.setattr(json_batches, "BLOCK", 50)
    monkeypatch.setattr(json_batches, "CHUNK", 16)
    data = b'{"a": "1"}\n{"a": "' + b"x" * 500 + b'"}\n{"a": "2"}\n'
    rows, items, _ = quickly(data)
    assert [row["a"] for row in rows] == ["1", "2"]
    assert items[0].count == 1


def test_values_are_told_without_their_escapes():
    written = [
        r'"C:\\Win\/a\b\f\n\r\t\""',
        r'"\u0041\u00e9\u20ac\u0000 and eight more"',
        '"é plain"',
        "-1.50E+3",
        "true",
    ]
    lists = ['["a", 1, null, "b"]', "[]"]
    data = "\n".join(f'{{"a": {value}}}' for value in (*written, *lists)).encode()
    (batch,) = json_batches.batches(Part("f", Whole(data), None), Skips(), ("a",))
    read = ['C:\\Win/a\b\f\n\r\t"', "Aé€\0 and eight more", "é plain", "-1.50E+3", "true", "a; 1; b", ""]
    assert batch.table["a"].to_pylist() == read
