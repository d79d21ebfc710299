"""Rules over files on a Spark cluster: the same files are left as by this process alone."""

import gzip
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner

from forestall.cli.detect import detect
from forestall.core.errors import InputError
from forestall.engine.spark import spread
from forestall.observe.inputs import inputs
from forestall.pipeline.detect_spark import tasks

SYSMON = {"Channel": "Microsoft-Windows-Sysmon/Operational", "EventID": 1}
RULES = """\
title: Use of whoami
id: r-whoami
level: high
logsource: {product: windows, category: process_creation}
detection: {s: {CommandLine|contains: whoami}, condition: s}
---
title: Anything run
id: r-any
level: low
logsource: {product: windows, category: process_creation}
detection: {s: {CommandLine|startswith: run}, condition: s}
---
title: Much is run
id: c-many
level: medium
correlation:
    type: value_count
    rules: [r-any]
    group-by: [Computer]
    timespan: 30m
    condition: {field: CommandLine, gte: 3}
    generate: true
---
title: Not a rule
id: wrong
logsource: {product: windows}
detection: {s: {a|nope: b}, condition: s}
"""
SUPPRESSION = '[[suppressions]]\nrule = "r-whoami"\nhost = "pc3"\nby = "CERT"\nwhy = "scanner"\nuntil = 2027-01-01\n'
SAME = ("findings.jsonl", "findings.parquet", "suppressed.jsonl", "skipped.jsonl", "refused.jsonl")


def event(number: int) -> dict[str, Any]:
    command = f"whoami {number}" if number % 7 == 0 else f"run {number % 5}" if number % 3 == 0 else "dir"
    at = f"2026-03-09T{5 + number // 60 % 10:02}:{number % 60:02}:00Z"
    return SYSMON | {"Computer": f"pc{number % 4}", "CommandLine": command, "UtcTime": at}


def jsonl(numbers: range) -> str:
    return "".join(json.dumps(event(number)) + "\n" for number in numbers)


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of several kinds, one broken, one of several row groups, overlapping in time."""
    folder = tmp_path_factory.mktemp("logs")
    for number in range(4):
        (folder / f"{number}.json").write_text(jsonl(range(number * 20, number * 20 + 60)), "utf-8")
    (folder / "5.json").write_text(jsonl(range(3)) + "{broken\n" + jsonl(range(3, 9)), "utf-8")
    (folder / "6.gz").write_bytes(gzip.compress(jsonl(range(900)).encode(), mtime=0)[:-30])
    (folder / "7.txt").write_text("no log\n", "utf-8")
    (folder / "8.json").write_text("", "utf-8")
    with zipfile.ZipFile(folder / "9.zip", "w") as archive:
        archive.writestr("a.json", jsonl(range(100, 140)))
        archive.writestr("b.json", jsonl(range(110, 150)))
    table = pa.Table.from_pylist([event(number) for number in range(4_000)])
    pq.write_table(table, folder / "rows.parquet", row_group_size=300, compression="none", use_dictionary=False)
    return folder


def arguments(logs: Path, out: Path) -> list[str]:
    rules, suppress = logs.parent / "spark_rules.yml", logs.parent / "spark_suppressions.toml"
    rules.write_text(RULES, "utf-8")
    suppress.write_text(SUPPRESSION, "utf-8")
    given = ["detect", str(logs), "--rules", str(rules), "--suppress", str(suppress), "--out", str(out)]
    return [*given, "--at", "2026-03-10T00:00:00Z", "--json"]


def started(*options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command, in a process of its own: Java stays in it."""
    kept = {name: value for name, value in os.environ.items() if name not in ("SPARK_HOME", "PYSPARK_PYTHON")}
    return subprocess.run(
        [sys.executable, "-m", "forestall", *options],
        capture_output=True,
        text=True,
        env=kept | {"SPARK_LOCAL_IP": "127.0.0.1"} | environment,
        check=False,
    )


@pytest.fixture(scope="module")
def both(logs: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Any]]:
    """What is left, and printed, with and without a cluster of two executors, each a process."""
    pytest.importorskip("pyspark", reason="forestall[spark] is not installed")
    if not shutil.which("java"):
        pytest.skip("no Java is found, which Spark needs")
    done = {}
    quick = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # of Java, for a run this short
    for engine in ("local", "spark"):
        out = tmp_path_factory.mktemp(engine) / "out"
        master = ["--engine", "spark", "--master", "local-cluster[2,1,1024]"] if engine == "spark" else []
        ran = started(*arguments(logs, out), *master, JAVA_TOOL_OPTIONS=quick)
        assert ran.returncode == 1, ran.stderr  # input was skipped
        done[engine] = out, json.loads(ran.stdout)
    return done


@pytest.mark.parametrize("name", SAME)
def test_a_cluster_leaves_the_same_file_as_this_process(both, name):
    (here, _), (there, _) = both["local"], both["spark"]
    assert (there / name).read_bytes() == (here / name).read_bytes()


def test_a_cluster_tells_the_same_summary_but_for_time_and_memory(both):
    measured = ("cpu_seconds", "wall_seconds", "peak_memory_bytes")
    here, there = ({k: v for k, v in both[engine][1].items() if k not in measured} for engine in ("local", "spark"))
    assert there == here


def test_what_the_cluster_is_asked_has_matches_correlations_suppressions_and_skipped_input(both):
    out, summary = both["local"]
    rules = {json.loads(line)["rule_id"] for line in (out / "findings.jsonl").read_text("utf-8").splitlines()}
    assert rules == {"r-whoami", "r-any", "c-many"}
    assert summary["suppressed"] > 0
    assert summary["skipped"] >= 3
    assert {one["events"] for one in summary["events_by_file"] if one["kind"] == "parquet"} == {4_000}


@pytest.mark.parametrize("cores", [1, 2, 7])
def test_tasks_hold_every_file_once_in_order_and_share_out_parquet(logs, cores):
    found = inputs((logs,))
    every = [one for task in tasks(found, cores) for one in task]
    assert list(dict.fromkeys(one.path for one in every)) == [one.path for one in found]
    shares = [one.share for one in every if one.path.name == "rows.parquet"]
    assert len(shares) > 1
    assert [group for share in shares if share for group in share.groups] == list(range(14))
    assert [share.first for share in shares if share] == [300 * share.groups[0] for share in shares if share]
    assert all(one.share is None for one in every if one.path.name != "rows.parquet")


def test_a_file_that_is_no_parquet_inside_is_one_task(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"PAR1" + bytes(10_000))
    ((one,),) = tasks(inputs((tmp_path,)), 4)
    assert one.share is None


def nothing() -> dict[str, Any]:
    return {"plan": lambda _: (), "shared": None, "work": lambda *_: (), "schema": pa.schema([("a", pa.int64())])}


def test_where_no_java_is_found_it_is_said_how_to_get_one(monkeypatch):
    pytest.importorskip("pyspark")
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(InputError, match=r"no Java is found; Spark needs Java 17.*JAVA_HOME"):
        list(spread("local[1]", **nothing()))


def test_where_pyspark_is_missing_it_is_said_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(InputError, match=r"pip install 'forestall\[spark\]'"):
        list(spread("local[1]", **nothing()))


def test_spark_connect_is_refused(monkeypatch):
    pytest.importorskip("pyspark")
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/java")
    with pytest.raises(InputError, match="Spark Connect is not supported"):
        list(spread("sc://host", **nothing()))


def test_a_master_without_spark_is_wrong_use(logs, tmp_path):
    app = typer.Typer()
    app.command()(detect)
    given = [*arguments(logs, tmp_path / "out")[1:], "--master", "local[2]"]
    error = CliRunner().invoke(app, given).exception
    assert isinstance(error, InputError)
    assert (error.exit_code, "goes with --engine spark" in str(error)) == (2, True)
