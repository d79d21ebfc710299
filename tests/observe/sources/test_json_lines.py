"""Logs as JSON, in the shapes they come in."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from forestall.model.observation import Observation
from forestall.model.words import SourceStatus
from forestall.observe import files

Look = Callable[..., Observation]
Put = Callable[[str, bytes | str], Path]

EVENTS = [{"@timestamp": f"2026-03-0{day}T00:00:00Z", "n": day, "Hostname": "ws1"} for day in range(1, 9)]
LINES = "\n".join(json.dumps(event) for event in EVENTS)
SHAPES = {
    "lines": LINES,
    "lines with an end": LINES + "\n",
    "Windows ends and a BOM": "\ufeff" + LINES.replace("\n", "\r\n"),
    "blank lines": LINES.replace("\n", "\n\n \n"),
    "concatenated": "".join(json.dumps(event) for event in EVENTS),
    "pretty": "\n".join(json.dumps(event, indent=2) for event in EVENTS),
    "pretty without breaks": "".join(json.dumps(event, indent=4) for event in EVENTS),
    "array": json.dumps(EVENTS),
    "pretty array": json.dumps(EVENTS, indent=2),
    "array of lines": "[" + ",\n".join(json.dumps(event) for event in EVENTS) + "]",
    "array with margins": "[\n" + ",\n".join(json.dumps(event) for event in EVENTS) + "\n]\n",
}


def values(seen: Observation, column: str) -> list[Any]:
    return seen.records[0].table.column(column).to_pylist()


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_same_events(shape: str, look: Look, put: Put) -> None:
    put("a.json", SHAPES[shape])
    seen = look("jsonl")
    assert (values(seen, "n"), seen.sources[0].reasons) == (list("12345678"), ())


def packed(data: bytes, how: str) -> bytes:
    if how == "gz":
        return gzip.compress(data)
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(data)
    return bytes(sink.getvalue())


@pytest.mark.parametrize("how", ["gz", "zst"])
def test_a_packed_file_is_read(how: str, look: Look, put: Put) -> None:
    put(f"a.json.{how}", packed(LINES.encode(), how))
    assert look("jsonl").sources[0].accepted == 8


def make_zip(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_the_members_of_a_zip_are_read_without_the_hidden_ones(look: Look, put: Put) -> None:
    put("a.zip", make_zip(**{"logs/a.json": LINES.encode(), "__MACOSX/._a.json": b"\0\5"}))
    seen = look("jsonl")
    assert (seen.sources[0].status, set(values(seen, "_file"))) == (SourceStatus.FINE, {"in/a.zip/logs/a.json"})


def test_fields_are_texts_by_leaf_name(look: Look, put: Put) -> None:
    event = {
        "time": "2026-03-09T05:00:00Z",
        "Event": {"System": {"Computer": "dc1"}, "EventData": {"EventID": 4688, "Ratio": 1.50, "Ok": True, "No": None}},
        "process": {"name": "cmd.exe", "pid": 7},
        "tags": ["a", "b"],
    }
    put("a.json", json.dumps(event))
    table = look("jsonl").records[0].table
    row = table.drop_columns(["_id", "_time"]).to_pylist()[0]
    assert row == {
        "_file": "in/a.json",
        "_line": 1,
        "_host": "dc1",
        "Computer": "dc1",
        "EventID": "4688",
        "Ok": "true",
        "Ratio": "1.5",
        "process.name": "cmd.exe",
        "process.pid": "7",
        "tags": "a; b",
        "time": "2026-03-09T05:00:00Z",
    }


def test_leaf_names_that_clash_keep_their_path(look: Look, put: Put) -> None:
    put("a.json", '{"a": {"Image": "x"}, "b": {"Image": "y"}}')
    assert (values(look("jsonl"), "Image"), values(look("jsonl"), "b.Image")) == (["x"], ["y"])


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("@timestamp", "2026-03-01T12:00:00.123Z"),
        ("UtcTime", "2026-03-01 12:00:00.123"),
        ("TimeCreated", "2026-03-01T14:00:00.1230000+02:00"),
        ("timestamp", "1772366400.123"),
        ("time", "1772366400123"),
    ],
)
def test_times_are_told_however_they_are_written(field: str, text: str, look: Look, put: Put) -> None:
    put("a.json", json.dumps({field: text}))
    assert values(look("jsonl"), "_time")[0].isoformat() == "2026-03-01T12:00:00.123000+00:00"


# What is broken -> (content, events taken in, part of the reason)
HOSTILE: dict[str, tuple[bytes, int, str]] = {
    "no JSON": (b"hello\n{}\n", 1, "line 1: no JSON object"),
    "a number": (b"7\n{}\n", 1, "line 1: 1 values that are no objects"),
    "cut in an object": (LINES.encode() + b'\n{"a": "b', 8, "line 9: not closed at the end"),
    "cut line among others": (b'{"a": "b\n{"c": 1}\n{"d": 2}\n', 2, "line 1: not closed before the next object"),
    "deep": (b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b"\n{}", 1, "nested too deep"),
    "deeper than 32": (b'{"a":' * 40 + b"1" + b"}" * 40 + b"\n{}", 1, "deeper than 32 levels"),
    "deep list": (b'{"a":' + b"[" * 40 + b"]" * 40 + b"}\n{}", 1, "deeper than 32 levels"),
    "open without end": (b"[" * 1_000_000 + b"\n{}", 1, "line 1: no JSON object"),
    "invalid UTF-8": (b'{"a": "\xff\xfe"}\n{}', 2, "1 lines are no UTF-8"),
    "too many digits": (b'{"a": ' + b"9" * 9_000 + b"}\n{}", 2, ""),
    "far future": (b'{"time": "2199-01-01"}\n{}', 1, "1 events more than a day after the pass"),
    "year 9999": (b'{"time": "9999-01-01"}\n{}', 2, ""),
    "surrogate": (b'{"a": "\\ud800"}\n{}', 2, ""),
    "NUL": (b'{"a": "\\u0000"}\n\0\0\0\n', 1, "line 2: no JSON object"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_breaks_is_told_and_the_rest_goes_on(case: str, look: Look, put: Put) -> None:
    content, accepted, reason = HOSTILE[case]
    put("a.json", content)
    state = look("jsonl").sources[0]
    assert (state.accepted, reason in " ".join(state.reasons)) == (accepted, True), state.reasons
    assert (state.status is SourceStatus.DEGRADED) is bool(reason) or state.latest is None


def test_not_a_number_is_missing(look: Look, put: Put) -> None:
    put("a.json", '{"a": NaN, "b": Infinity, "c": 1}')
    assert set(look("jsonl").records[0].table.column_names) & {"a", "b", "c"} == {"c"}


def test_a_long_line_is_skipped_without_being_kept(look: Look, put: Put) -> None:
    with put("a.json", LINES + '\n{"a": "').open("ab") as file:
        for _ in range(40):
            file.write(b"x" * 1024**2)
        file.write(b'"}\n{"n": 9}\n')
    seen = look("jsonl")
    assert (seen.sources[0].accepted, seen.sources[0].skipped) == (9, 1)
    assert "line 9: line longer than 16,777,216 bytes" in seen.sources[0].reasons[0]


def test_a_zip_bomb_is_not_unpacked(look: Look, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "FREE_BYTES", 1024**2)
    put("a.zip", make_zip(**{"a.json": b"\n" * 8 * 1024**2, "b.json": LINES.encode()}))
    state = look("jsonl").sources[0]
    assert (state.accepted, "a zip bomb" in state.reasons[0]) == (8, True)


@pytest.mark.parametrize("name", ["a.json.gz", "a.json.zst", "a.zip"])
@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"\x1f\x8b\x08\x00", b"nothing of the kind"])
def test_a_broken_archive_is_a_reason(name: str, content: bytes, look: Look, put: Put) -> None:
    put(name, content)
    put("b.json", LINES)
    state = look("jsonl").sources[0]
    assert (state.accepted, len(state.reasons)) == (8, 1)


def test_a_truncated_archive_gives_what_is_whole(look: Look, put: Put) -> None:
    whole = gzip.compress(b"\n".join(b'{"n": %d}' % (n * 7919 % 10007) for n in range(9_000)))
    put("a.json.gz", whole[: len(whole) // 2])
    state = look("jsonl").sources[0]
    assert state.status is SourceStatus.DEGRADED
    assert 0 < state.accepted < 9_000


def test_the_same_content_twice_is_read_once(look: Look, put: Put) -> None:
    put("a.json", LINES)
    put("b.json", LINES)
    state = look("jsonl").sources[0]
    assert (state.files, state.accepted, state.reasons) == (2, 8, ("in/b.json: same content as in/a.json, read once",))


def test_events_after_the_pass_are_not_known_yet(look: Look, put: Put) -> None:
    put("a.json", LINES + '\n{"time": "2026-03-09T07:00:00Z"}')
    state = look("jsonl").sources[0]
    assert (state.accepted, state.skipped, state.latest) == (8, 0, look("jsonl").records[0].table["_time"][7].as_py())


def test_ids_are_unique_and_the_same_in_every_pass(look: Look, put: Put) -> None:
    put("a.json", SHAPES["concatenated"])
    ids = values(look("jsonl"), "_id")
    assert (len(set(ids)), values(look("jsonl"), "_id")) == (8, ids)


def test_an_attack_recording_is_read_whole_and_without_its_user(shared: Path, look: Look) -> None:
    path = shared / "data/logs/empire_dcsync_dcerpc_drsuapi_DsGetNCChanges.zip"
    seen = look("jsonl", str(path))
    assert (seen.sources[0].accepted, seen.sources[0].skipped) == (8465, 0)
    assert set(values(seen, "_host")) >= {"MORDORDC.theshire.local", "WORKSTATION5.theshire.local"}
    assert not any("pgustavo" in (text or "").lower() for text in values(seen, "Message"))
