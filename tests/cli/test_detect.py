"""`forestall detect`: what it prints and returns."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from forestall.cli.detect import detect
from forestall.core.errors import InputError

app = typer.Typer()
app.command()(detect)
runner = CliRunner()

RULE = """\
title: Use of whoami
id: r1
level: high
tags: [attack.discovery, attack.t1033]
logsource: {product: windows, category: process_creation}
detection: {s: {CommandLine|contains: whoami}, condition: s}
"""
EVENT = {"Channel": "Microsoft-Windows-Sysmon/Operational", "EventID": 1, "Computer": "pc1", "CommandLine": "whoami"}


@pytest.fixture
def given(tmp_path: Path) -> list[str]:
    """Arguments of a run over two events."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "r.yml").write_text(RULE, "utf-8")
    line = json.dumps(EVENT | {"UtcTime": "2026-03-09 05:00:00"}) + "\n"
    (tmp_path / "a.json").write_text(line * 2, "utf-8")
    return [str(tmp_path / "a.json"), "--rules", str(tmp_path / "rules"), "--out", str(tmp_path / "out")]


def test_a_run_prints_a_row_for_each_rule_and_machine_with_a_count(given):
    result = runner.invoke(app, given)
    assert result.exit_code == 0, result.output
    row = next(line for line in result.stdout.splitlines() if "whoami" in line)
    assert row.split() == ["high", "Use", "of", "whoami", "pc1", "2", "2026-03-09", "05:00"]
    assert "2 matches in 2 events" in result.stdout


def test_a_timeline_is_drawn_below_the_table(given, tmp_path):
    later = json.dumps(EVENT | {"UtcTime": "2026-03-09 07:00:00"}) + "\n"
    with (tmp_path / "a.json").open("a") as file:
        file.write(later * 6)
    printed = runner.invoke(app, given).stdout.splitlines()
    (bars,) = (line for line in printed if line.strip() and set(line) <= set(" ▁▂▃▄▅▆▇█"))
    assert bars.strip()[-1] == "█"
    assert len(bars.strip()) > 1
    assert any("2026-03-09 05:00 to 2026-03-09 07:00 UTC, a column is" in line for line in printed), printed


def test_progress_goes_to_stderr(given):
    assert "reading rules" in runner.invoke(app, given).stderr


def test_the_summary_is_printed_as_json(given):
    summary = json.loads(runner.invoke(app, [*given, "--json"]).stdout)
    assert {name: summary[name] for name in ("events", "rules", "refused", "matches", "skipped")} == {
        "events": 2,
        "rules": 1,
        "refused": 0,
        "matches": 2,
        "skipped": 0,
    }
    assert summary["cpu_seconds"] >= 0
    assert summary["peak_memory_bytes"] > 10**6


def test_all_files_are_left(given, tmp_path):
    runner.invoke(app, [*given, "--ocsf", "--stix"])
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "findings.jsonl",
        "findings.ocsf.jsonl",
        "findings.parquet",
        "findings.stix.json",
        "refused.jsonl",
        "report.html",
        "skipped.jsonl",
        "summary.json",
        "suppressed.jsonl",
    ]


def test_the_exit_code_says_that_input_was_skipped(given, tmp_path):
    with (tmp_path / "a.json").open("a") as file:
        file.write("{broken\n")
    result = runner.invoke(app, given)
    assert (result.exit_code, "1 thing of the input skipped" in result.stdout) == (1, True)


def test_a_refused_rule_is_said_and_is_no_error(given, tmp_path):
    (tmp_path / "rules" / "x.yml").write_text("title: x", "utf-8")
    result = runner.invoke(app, given)
    assert (result.exit_code, "1 rule refused" in result.stdout) == (0, True)


def test_a_path_that_names_nothing_is_wrong_use(given):
    result = runner.invoke(app, ["nowhere", *given[1:]])
    assert isinstance(result.exception, InputError)
    assert result.exception.exit_code == 2


def test_a_log_cannot_write_over_the_terminal(given, tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(EVENT | {"Computer": "pc\x1b[2J[red]1"}), "utf-8")
    result = runner.invoke(app, given)
    assert "\x1b" not in result.stdout
    assert "[2J[red]1" in result.stdout
