"""Where batches of a file begin and end changes nothing of what is found in it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from forestall.observe import json_batches, parquet_batches, row_batches
from forestall.pipeline.detect import Job, run_detect

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
SYSMON = "Microsoft-Windows-Sysmon/Operational"
RULES = """\
title: A program by its name, nested or not
id: by-name
logsource: {category: application, product: x}
detection: {s: {process.name|endswith: evil.exe}, condition: s}
---
title: A name alone
id: alone
logsource: {category: application, product: x}
detection: {s: {name: evil.exe}, condition: s}
---
title: A field with a space in its name
id: spaced
logsource: {category: application, product: x}
detection: {s: {ThreatName|contains: eicar}, condition: s}
---
title: A field of three words
id: three
logsource: {category: application, product: x}
detection: {s: {a.process.name: evil.exe}, f: {other.name: '*'}, condition: s and not f}
---
title: A field that is not there
id: missing
logsource: {category: application, product: x}
detection: {s: {process.name: null}, condition: s}
---
title: Any field
id: keyword
logsource: {category: application, product: x}
detection: {keywords: [rareword], condition: keywords}
---
title: A process on Windows, in any shape
id: windows
logsource: {product: windows, category: process_creation}
detection: {s: {CommandLine|contains: whoami}, condition: s}
---
title: Programs of one machine
id: many
correlation:
    type: value_count
    rules: [by-name]
    group-by: [host.name]
    timespan: 1d
    condition: {field: process.name, gte: 2}
    generate: true
"""
X = {"product": "x", "category": "application"}
SHAPES: tuple[dict[str, Any], ...] = (
    X | {"process": {"name": "evil.exe"}, "host": {"name": "a"}},
    X | {"name": "evil.exe", "Computer": "a"},
    X | {"process.name": "my-evil.exe", "hostname": "a"},
    X | {"a": {"process": {"name": "evil.exe"}}, "name": "good.exe", "Hostname": "a"},
    X | {"process": {"name": "good.exe"}, "name": "evil.exe"},
    X | {"process": {"name": None}, "name": "evil.exe", "other": {"name": "o"}},
    X | {"Threat Name": "EICAR test"},
    X | {"ThreatName": "eicar", "Threat Name": "none"},
    X | {"THREATNAME": "eicar"},
    X | {"text": "a rareword here"},
    X | {"deep": [{"er": "rareword"}]},
    {"Channel": SYSMON, "EventID": 1, "CommandLine": "whoami", "Computer": "w1"},
    {"winlog": {"channel": SYSMON, "event_id": 1, "event_data": {"CommandLine": "whoami"}}, "name": "x"},
    {"Event": {"System": {"Channel": SYSMON, "EventID": 1}, "EventData": {"CommandLine": "whoami /all"}}},
    {"event": {"code": "1", "provider": "Microsoft-Windows-Sysmon"}, "process": {"command_line": "whoami"}},
    {"SourceName": "Microsoft-Windows-Sysmon", "EventID": 1, "Hostname": "n1", "CommandLine": "whoami"},
    {"unlike": "any other"},
)


def events() -> list[dict[str, Any]]:
    """Two hundred events whose shape changes: at first seldom, then with every event."""
    seldom = [SHAPES[number // 12 % len(SHAPES)] for number in range(100)]
    often = [SHAPES[number * 5 % len(SHAPES)] for number in range(100)]
    times = (f"2026-03-09T04:{number // 60:02}:{number % 60:02}Z" for number in range(200))
    return [{**event, "@timestamp": time} for event, time in zip((*seldom, *often), times, strict=True)]


def found(folder: Path, out: Path) -> list[str]:
    """Lines of findings.jsonl."""
    (folder.parent / "rules.yml").write_text(RULES, "utf-8")
    done = run_detect(Job((folder,), (folder.parent / "rules.yml",), out, AT), lambda _: None)
    assert (done.skipped, done.refusals) == ((), ())
    return (out / "findings.jsonl").read_text("utf-8").splitlines()


def wanted(lines: list[str]) -> set[str]:
    return {json.loads(line)["rule_id"] for line in lines}


ALL = {"by-name", "alone", "spaced", "three", "missing", "keyword", "windows", "many"}


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("pretty", [False, True], ids=["a line an event", "events over lines"])
def test_a_file_of_mixed_shapes_gives_the_same_at_any_batch_size(logs, tmp_path, monkeypatch, pretty):
    text = "".join(json.dumps(event, indent=1 if pretty else None) + "\n" for event in events())
    (logs / "mixed.json").write_text(text, "utf-8")
    results = []
    for number, size in enumerate((1, 7, 1000)):
        monkeypatch.setattr(row_batches, "MOST_ROWS", size)
        monkeypatch.setattr(json_batches, "BLOCK", size * 100)
        monkeypatch.setattr(json_batches, "CHUNK", 64)
        results.append(found(logs, tmp_path / str(number)))
    assert wanted(results[0]) == ALL
    assert results[0] == results[1] == results[2]


def test_parquet_gives_the_same_at_any_batch_size(logs, tmp_path, monkeypatch):
    names = ("product", "category", "process.name", "name", "Threat Name", "ThreatName", "Channel", "EventID")
    rows = [{name: event.get(name) for name in (*names, "CommandLine", "text", "@timestamp")} for event in events()]
    texts = [{name: None if value is None else str(value) for name, value in row.items()} for row in rows]
    pq.write_table(pa.Table.from_pylist(texts), logs / "flat.parquet", row_group_size=50)
    results = []
    for size in (1, 7, 1000):
        monkeypatch.setattr(parquet_batches, "MOST_ROWS", size)
        results.append(found(logs, tmp_path / str(size)))
    assert wanted(results[0]) >= {"by-name", "alone", "spaced", "missing", "keyword", "windows"}
    assert results[0] == results[1] == results[2]


def test_of_an_event_with_thousands_of_fields_none_is_left_out(logs, tmp_path):
    wide = [X | {f"f{place}_{number}": "x" for place in range(900)} for number in range(9)]
    wide += [X | {"zz": "rareword"} | {f"g{place}": "x" for place in range(900)}]
    (logs / "wide.json").write_text("".join(json.dumps(event, indent=1) for event in wide), "utf-8")
    assert wanted(found(logs, tmp_path / "out")) == {"keyword", "missing"}


@pytest.mark.parametrize("name", ["_time", "_host", "_id", "_file", "_line", "_of process.name", ""])
def test_a_field_may_have_a_name_that_the_engine_uses(logs, tmp_path, name):
    event = X | {"process": {"name": "evil.exe"}, "name": "x", name: "2026-03-09T04:00:00Z"}
    for file, indent in (("lines.json", None), ("pretty.json", 1)):
        (logs / file).write_text(json.dumps(event, indent=indent) + "\n", "utf-8")
    lines = [json.loads(line) for line in found(logs, tmp_path / "out")]
    assert [line["rule_id"] for line in lines] == ["by-name"] * 2
