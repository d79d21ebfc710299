"""Rules over files: what is written, in which order, and what happens to input and rules that are broken."""

import gzip
import json
import shutil
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from forestall.core.errors import InputError
from forestall.pipeline.detect import Done, run_detect
from forestall.pipeline.detect_job import job_of
from forestall.pipeline.detect_report import leave
from forestall.pipeline.detect_rules import load, text_of

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
RULE = """\
title: {title}
id: {id}
level: {level}
tags: [attack.execution, attack.t1059.001]
logsource: {{product: windows, category: process_creation}}
detection:
    selection:
        CommandLine|contains: {text}
    condition: selection
"""
SYSMON = {"Channel": "Microsoft-Windows-Sysmon/Operational", "EventID": 1, "Computer": "pc1.corp.example"}
Run = Callable[..., tuple[Done, Path]]


def event(command: str, **more: Any) -> dict[str, Any]:
    return SYSMON | {"CommandLine": command, "UtcTime": "2026-03-09 05:00:00.123"} | more


def jsonl(*events: Any) -> str:
    return "".join((each if isinstance(each, str) else json.dumps(each)) + "\n" for each in events)


def lines(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    for name, level in (("whoami", "high"), ("mimikatz", "critical")):
        text = RULE.format(title=f"Use of {name}", id=f"rule-{name}", level=level, text=name)
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def run(tmp_path: Path, rules: Path) -> Run:
    """Run the rules over files given by name and content."""

    def ran(files: dict[str, str | bytes], **options: Any) -> tuple[Done, Path]:
        folder = tmp_path / "logs"
        shutil.rmtree(folder, ignore_errors=True)
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        out = options.pop("out", tmp_path / "out")
        given = {"place": None, "suppress": None, "pseudonymise": False, "ocsf": True} | options
        job, sender = job_of((folder,), (rules,), out, AT, **given)
        done = run_detect(job, lambda _: None)
        leave(job, done, sender=sender, stix=True)
        return done, out

    return ran


def test_a_match_is_written_with_file_ordinal_time_machine_and_fields(run, tmp_path):
    _, out = run({"a/pc.json": jsonl(event("dir"), event("cmd /c WhoAmI", Image="C:\\cmd.exe"))})
    assert lines(out, "findings.jsonl") == [
        {
            "rule_id": "rule-whoami",
            "title": "Use of whoami",
            "level": "high",
            "tags": ["attack.execution", "attack.t1059.001"],
            "file": str(tmp_path / "logs/a/pc.json"),
            "event": 1,
            "time": "2026-03-09T05:00:00.123000Z",
            "host": "pc1.corp.example",
            "site": None,
            "jurisdiction": None,
            "fields": {"CommandLine": "cmd /c WhoAmI"},
        }
    ]


def test_evidence_of_a_comparison_of_two_fields_holds_both(run, rules):
    text = RULE.format(title="t", id="rule-same", level="low", text="x")
    (rules / "same.yml").write_text(text.replace("CommandLine|contains: x", "Image|fieldref: ParentImage"), "utf-8")
    _, out = run({"a.json": jsonl(event("dir", Image="a.exe", ParentImage="A.exe"))})
    assert [row["fields"] for row in lines(out, "findings.jsonl")] == [{"Image": "a.exe", "ParentImage": "A.exe"}]


def test_parquet_json_lines_and_ocsf_say_the_same(run):
    _, out = run({"a.json": jsonl(event("whoami & mimikatz"), event("mimikatz"))})
    table = pq.read_table(out / "findings.parquet").to_pylist()
    found = lines(out, "findings.jsonl")
    assert [(row["rule_id"], row["event"], dict(row["fields"])) for row in table] == [
        (row["rule_id"], row["event"], row["fields"]) for row in found
    ]
    findings = lines(out, "findings.ocsf.jsonl")
    assert [(each["finding_info"]["analytic"]["uid"], each["metadata"]["sequence"]) for each in findings] == [
        (row["rule_id"], row["event"]) for row in found
    ]


def test_findings_come_by_file_then_event_then_rule(run):
    two = jsonl(event("x"), event("whoami mimikatz"))
    _, out = run({"b.json": two, "a.json": two})
    assert [(row["file"][-6:], row["rule_id"]) for row in lines(out, "findings.jsonl")] == [
        ("a.json", "rule-mimikatz"),
        ("a.json", "rule-whoami"),
        ("b.json", "rule-mimikatz"),
        ("b.json", "rule-whoami"),
    ]


def test_the_same_run_gives_the_same_files(run, tmp_path):
    content = {"a.json": jsonl(event("whoami"), event("mimikatz", Computer="pc2"))}
    _, one = run(content, out=tmp_path / "one")
    _, two = run(content, out=tmp_path / "two")
    for name in ("findings.jsonl", "findings.ocsf.jsonl", "findings.stix.json", "findings.parquet"):
        assert (one / name).read_bytes() == (two / name).read_bytes(), name


EVENTS = [event("dir"), event("whoami")]
XML_FREE = {
    "json lines": ("a.json", jsonl(*EVENTS)),
    "one array": ("a.json", json.dumps(EVENTS)),
    "printed over lines": ("a.json", "\n".join(json.dumps(each, indent=2) for each in EVENTS)),
    "gz": ("a.gz", gzip.compress(jsonl(*EVENTS).encode())),
    "zst": ("a.zst", pa.compress(jsonl(*EVENTS).encode(), "zstd", asbytes=True)),
    "csv": (
        "a.csv",
        "Channel,EventID,CommandLine\n" + "".join(f"{e['Channel']},1,{e['CommandLine']}\n" for e in EVENTS),
    ),
    "winlogbeat": (
        "a.json",
        jsonl(
            *(
                {"winlog": {"channel": e["Channel"], "event_id": 1, "event_data": {"CommandLine": e["CommandLine"]}}}
                for e in EVENTS
            )
        ),
    ),
}


@pytest.mark.parametrize(("name", "content"), XML_FREE.values(), ids=XML_FREE)
def test_the_same_event_is_found_in_every_kind_of_file(run, name, content):
    done, out = run({name: content})
    assert [(row["rule_id"], row["event"]) for row in lines(out, "findings.jsonl")] == [("rule-whoami", 1)]
    assert (done.events, done.skipped) == (2, ())


def test_an_event_in_parquet_is_found(run, tmp_path):
    path = tmp_path / "e.parquet"
    pq.write_table(pa.Table.from_pylist(EVENTS), path)
    done, out = run({"e.parquet": path.read_bytes()})
    assert [(row["rule_id"], row["event"], row["host"]) for row in lines(out, "findings.jsonl")] == [
        ("rule-whoami", 1, "pc1.corp.example")
    ]
    assert done.events == 2


def test_parquet_with_times_and_nested_columns_is_read(run, tmp_path):
    flat = {"Channel": SYSMON["Channel"], "EventID": 1, "CommandLine": "whoami"}
    nested = {"winlog": {"channel": SYSMON["Channel"], "event_id": 1, "event_data": {"CommandLine": "whoami"}}}
    for name, each in (("flat", flat), ("nested", nested)):
        pq.write_table(pa.Table.from_pylist([each | {"@timestamp": AT}]), tmp_path / name)
    _, out = run({name: (tmp_path / name).read_bytes() for name in ("flat", "nested")})
    assert [row["time"] for row in lines(out, "findings.jsonl")] == ["2026-03-09T06:00:00Z"] * 2


BROKEN = {
    "parquet cut short": b"PAR1" + bytes(100),
    "gzip cut short": gzip.compress(jsonl(*EVENTS).encode() * 1000)[:-20],
    "zstd cut short": pa.compress(jsonl(*EVENTS).encode() * 1000, "zstd", asbytes=True)[:-20],
    "evtx of nothing": b"ElfFile\x00" + bytes(20),
    "text of two bytes a letter": "time,host\n1,2\n".encode("utf-16"),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_file_that_breaks_is_skipped_and_the_next_one_is_searched(run, content, tmp_path):
    done, _ = run({"a": content, "b.json": jsonl(event("mimikatz"))})
    assert {one.file for one in done.skipped} == {str(tmp_path / "logs/a")}
    assert done.folded.folds[0].newest.rule_id == "rule-mimikatz"


def test_an_event_in_a_zip_is_named_by_its_member(run, tmp_path):
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("in/a.json", jsonl(*EVENTS))
    _, out = run({"z.zip": (tmp_path / "z.zip").read_bytes()})
    assert lines(out, "findings.jsonl")[0]["file"] == f"{tmp_path}/logs/z.zip!in/a.json"


HOSTILE = {
    "a truncated last line": (jsonl(event("whoami")) + '{"Channel": "Micro', "line 2"),
    "a line that is no JSON": (jsonl(event("whoami"), "{nonsense}"), "line 2"),
    "a line with something else": (jsonl("42", event("whoami")), "line 1"),
    "an object nested too deep": (jsonl(event("whoami"), '{"a":' * 50 + "1" + "}" * 50), "line 2"),
}


@pytest.mark.parametrize(("content", "where"), HOSTILE.values(), ids=HOSTILE)
def test_a_broken_line_is_skipped_with_its_place_and_the_rest_is_searched(run, content, where):
    done, out = run({"a.json": content})
    assert len(lines(out, "findings.jsonl")) == 1
    assert [one["where"] for one in lines(out, "skipped.jsonl")] == [where]
    assert done.summary()["skipped"] == 1


MIXED = {
    "numbers, texts, lists and objects in one field": [
        event(value) for value in (1, ["whoami", None], {"a": "whoami"})
    ],
    "a field that is null or empty": [event(None), event(""), event("whoami"), event("WHOAMI")],
    "half of a surrogate pair": [
        '{"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"CommandLine":"\\ud800whoami"}'
    ],
}


@pytest.mark.parametrize(("events", "matches"), list(zip(MIXED.values(), (1, 2, 1), strict=True)), ids=MIXED)
def test_mixed_types_in_a_field_are_read_as_text(run, events, matches):
    done, out = run({"a.json": jsonl(*events)})
    assert (len(lines(out, "findings.jsonl")), done.skipped) == (matches, ())


def test_a_value_of_ten_megabytes_is_searched(run):
    done, out = run({"a.json": jsonl(event("x" * 10_000_000 + "whoami"))})
    assert (done.folded.count, done.skipped) == (1, ())
    assert (out / "report.html").stat().st_size < 200_000


def test_a_clock_far_ahead_is_told(run):
    done, _ = run({"a.json": jsonl(event("whoami", UtcTime="2099-01-01 00:00:00"), event("whoami"))})
    assert done.folded.count == 2
    assert "lies more than a day after the run" in done.notes[0].reason


def test_an_event_without_a_time_or_machine_is_found_all_the_same(run):
    _, out = run({"a.json": jsonl({"Channel": SYSMON["Channel"], "EventID": 1, "CommandLine": "whoami"})})
    assert [(row["time"], row["host"]) for row in lines(out, "findings.jsonl")] == [(None, None)]


def test_a_wrong_rule_is_refused_with_file_line_and_reason_and_stops_nothing(run, rules):
    (rules / "wrong.yml").write_text(
        "title: t\nid: w\ndetection: {s: {a|nope: b}, condition: s}\nlogsource: {product: windows}\n", "utf-8"
    )
    (rules / "twice.yml").write_text("# first\n---\n" + (rules / "whoami.yml").read_text("utf-8"), "utf-8")
    done, out = run({"a.json": jsonl(event("mimikatz"))})
    refused = {one["rule"]: one for one in lines(out, "refused.jsonl")}
    assert done.folded.count == 1
    assert refused["w"]["file"] == str(rules / "wrong.yml")
    assert refused["w"]["line"] == 1
    assert "nope" in refused["w"]["reason"]
    assert "is used by" in refused["rule-whoami"]["reason"]


def test_rules_that_cannot_be_routed_are_said_and_still_find_events_that_name_their_log(run, rules):
    text = RULE.format(title="t", id="rule-far", level="low", text="whoami").replace("process_creation", "file_access")
    (rules / "far.yml").write_text(text, "utf-8")
    named = {"product": "windows", "category": "file_access", "CommandLine": "whoami"}
    done, out = run({"a.json": jsonl(named, event("dir"))})
    assert [row["rule_id"] for row in lines(out, "findings.jsonl")] == ["rule-far"]
    (note,) = done.summary()["notes"]
    assert "log source (category file_access, product windows) cannot be routed: 1 rule, rule-far the first" in note
    assert "cannot be routed" in (out / "report.html").read_text("utf-8")


def test_a_pipeline_beside_the_rules_gives_fields_the_names_of_the_collector(run, rules):
    steps = "transformations:\n- type: field_name_mapping\n  mapping: {CommandLine: [cmdline, proc.args]}\n"
    (rules / "own.yml").write_text("name: own\n" + steps, "utf-8")
    done, out = run(
        {"a.json": jsonl(SYSMON | {"cmdline": "whoami"}, SYSMON | {"proc.args": "whoami"}, event("whoami"))}
    )
    found = lines(out, "findings.jsonl")
    assert [(row["event"], row["fields"]) for row in found] == [
        (0, {"cmdline": "whoami"}),
        (1, {"proc.args": "whoami"}),
    ]
    assert done.refusals == ()


def test_suppressed_matches_are_counted_and_listed_with_the_decision(run, tmp_path):
    path = tmp_path / "s.toml"
    entry = '[[suppressions]]\nrule = "rule-whoami"\nhost = "pc1*"\nby = "CERT"\nwhy = "scanner"\nuntil = {}\n'
    path.write_text(entry.format("2026-12-31") + entry.format("2026-01-01"), "utf-8")
    done, out = run(
        {"a.json": jsonl(event("whoami"), event("whoami", Computer="pc2"), event("mimikatz"))}, suppress=path
    )
    assert [(row["rule_id"], row["host"]) for row in lines(out, "findings.jsonl")] == [
        ("rule-whoami", "pc2"),
        ("rule-mimikatz", "pc1.corp.example"),
    ]
    (suppressed,) = lines(out, "suppressed.jsonl")
    assert suppressed["suppression"] == {"by": "CERT", "why": "scanner", "until": "2026-12-31"}
    assert (done.summary()["matches"], done.summary()["suppressed"]) == (2, 1)
    statuses = [one["status"] for one in lines(out, "findings.ocsf.jsonl")]
    assert sorted(statuses) == ["New", "New", "Suppressed"]
    assert "No longer in force" in (out / "report.html").read_text("utf-8")


def test_persons_are_replaced_when_asked(run):
    _, out = run({"a.json": jsonl(event("whoami C:\\Users\\jdoe\\x"))}, pseudonymise=True)
    assert "jdoe" not in (out / "findings.jsonl").read_text("utf-8")
    assert "whoami C:\\Users\\" in lines(out, "findings.jsonl")[0]["fields"]["CommandLine"]


def test_without_a_place_evidence_stays_as_it_is(run):
    _, out = run({"a.json": jsonl(event("whoami C:\\Users\\jdoe\\x"))})
    assert lines(out, "findings.jsonl")[0]["fields"]["CommandLine"] == "whoami C:\\Users\\jdoe\\x"


def test_with_a_place_machines_become_sites_and_persons_are_replaced(run, tmp_path, harbour):
    town = tmp_path / "harbour"
    shutil.copytree(harbour, town, ignore=shutil.ignore_patterns(".forestall"))
    sites = (town / "sites.csv").read_text("utf-8").splitlines()
    names = sites[0].split(",")
    place = next(row.split(",") for row in sites[1:] if row.split(",")[names.index("hosts")])
    host = place[names.index("hosts")].split(";")[0].replace("*", "1").replace("?", "1")
    _, out = run({"a.json": jsonl(event("whoami C:\\Users\\jdoe\\x", Computer=host))}, place=town)
    found = next(row for row in lines(out, "findings.jsonl") if row["rule_id"] == "rule-whoami")
    assert (found["host"], found["site"], found["jurisdiction"]) == (
        host,
        place[names.index("id")],
        place[names.index("jurisdiction")],
    )
    assert "jdoe" not in (out / "findings.jsonl").read_text("utf-8")


def test_what_is_written_may_not_lie_in_what_is_read(tmp_path, rules):
    with pytest.raises(InputError, match="lies within"):
        job_of((tmp_path,), (rules,), tmp_path / "o", AT, place=None, suppress=None, pseudonymise=False, ocsf=False)


def test_a_run_needs_rules(tmp_path):
    with pytest.raises(InputError, match="no rules"):
        job_of((tmp_path,), (), Path("/o"), AT, place=None, suppress=None, pseudonymise=False, ocsf=False)


def test_the_text_of_one_rule_of_several_in_a_file_is_its_own(tmp_path):
    one, two = (RULE.format(title=name, id=name, level="low", text=name) for name in ("one", "two"))
    (tmp_path / "r.yml").write_text(f"{one}---\n{two}", "utf-8")
    assert [text_of(rule.file, rule.line) for rule in load([tmp_path]).rules] == [one, two]


def test_a_damaged_evtx_chunk_costs_its_own_events_only(run, shared):
    logs = sorted((shared / "data/sigma/regression_data").glob("**/*.evtx"))
    header, one, two = logs[0].read_bytes()[:4096], logs[0].read_bytes()[4096:69632], logs[1].read_bytes()[4096:69632]
    header = header[:42] + (2).to_bytes(2, "little") + header[44:]  # number of chunks
    whole, _ = run({"a.evtx": header + one + two})
    broken, _ = run({"a.evtx": header + one[:512] + bytes(65536 - 512) + two})
    cut, _ = run({"a.evtx": header + one + two[:1000]})
    assert (whole.skipped, whole.events) == ((), broken.events + cut.events)
    assert min(broken.events, cut.events) > 0
    assert "damaged" in broken.skipped[0].reason
    assert "truncated: 1 of 2 chunks are whole" in cut.skipped[0].reason


CORRELATION = """\
title: Many logons fail
id: many-fail
level: high
tags: [attack.credential-access]
correlation:
    type: event_count
    rules: [{rule}]
    group-by: [TargetUserName, host.name]
    timespan: 10m
    condition: {{gte: 3}}
"""
FAILED = """\
title: A logon fails
id: fail
logsource: {product: windows, service: security}
detection: {s: {EventID: 4625}, condition: s}
"""


def logon(minute: int, user: str) -> dict[str, Any]:
    when = f"2026-03-09T05:{minute:02}:00Z"
    return {"Channel": "Security", "EventID": 4625, "Computer": "dc1", "TargetUserName": user, "@timestamp": when}


def test_a_correlation_is_found_over_files_that_overlap_in_time(run, rules, tmp_path):
    (rules / "c.yml").write_text(FAILED + "---\n" + CORRELATION.format(rule="fail"), "utf-8")
    one = jsonl(logon(1, "a"), logon(2, "b"), logon(8, "a"))
    two = jsonl(logon(5, "a"), logon(30, "a"))
    done, out = run({"1.json": one, "2.json": two})
    (found,) = lines(out, "findings.jsonl")
    assert {name: found[name] for name in ("rule_id", "file", "event", "time", "host")} == {
        "rule_id": "many-fail",
        "file": f"{tmp_path}/logs/1.json",
        "event": 2,
        "time": "2026-03-09T05:08:00Z",
        "host": "dc1",
    }
    assert (found["fields"]["TargetUserName"], found["fields"]["event_count"]) == ("a", "3")
    assert found["fields"]["events"].count("json") == 3
    assert done.rules == 4


def test_a_correlation_that_names_no_rule_is_refused(run, rules):
    (rules / "c.yml").write_text(CORRELATION.format(rule="nothing"), "utf-8")
    _, out = run({"a.json": jsonl(event("whoami"))})
    assert [one["rule"] for one in lines(out, "refused.jsonl")] == ["many-fail"]


def test_hostile_rules_are_refused_one_by_one_and_the_others_find(run, rules):
    circle = CORRELATION.format(rule="second").replace("many-fail", "first")
    other = CORRELATION.format(rule="first").replace("many-fail", "second")
    (rules / "circle.yml").write_text(f"{circle}---\n{other}", "utf-8")
    (rules / "bomb.yml").write_text("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ntitle: [*c, *c]\n", "utf-8")
    (rules / "deep.yml").write_text("[" * 100_000, "utf-8")
    (rules / "latin.yml").write_bytes(b"title: \xff\n")
    done, out = run({"a.json": jsonl(event("mimikatz"))})
    assert done.folded.count == 1
    refused = lines(out, "refused.jsonl")
    named = {one["rule"] if one["rule"] in ("first", "second") else Path(one["file"]).name for one in refused}
    assert named == {"first", "second", "bomb.yml", "deep.yml", "latin.yml"}
    assert all(one["reason"] for one in refused)
