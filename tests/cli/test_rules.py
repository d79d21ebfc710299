"""`forestall rules`: what it prints and returns."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from forestall.cli.rules import rules
from forestall.core.errors import InputError

runner = CliRunner()
RULE = """title: Whoami
id: 929a690e-bef0-4204-a928-ef5e620d6fcc
level: low
logsource: {product: windows, category: process_creation}
detection:
  s: {Image|endswith: '\\whoami.exe'}
  condition: s
"""
CASES = """
- case: whoami is found
  events: [{Image: 'C:\\whoami.exe'}, {Image: notepad.exe}]
  matches: [0]
- case: only process creations are looked at
  rule: 929a690e-bef0-4204-a928-ef5e620d6fcc
  events:
    - {Image: '\\whoami.exe', Channel: Microsoft-Windows-Sysmon/Operational, EventID: 1}
    - {Image: '\\whoami.exe', Channel: Microsoft-Windows-Sysmon/Operational, EventID: 3}
  matches: [0]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "whoami.yml").write_text(RULE, encoding="utf-8")
    (tmp_path / "whoami.cases.yml").write_text(CASES, encoding="utf-8")
    return tmp_path


def test_a_good_rule_has_no_remark(folder: Path) -> None:
    result = runner.invoke(rules, ["check", str(folder)])
    assert (result.exit_code, result.stdout) == (0, f"{folder}: no mistakes\n1 rule file read\n")


def test_a_warning_does_not_fail_and_an_error_does(folder: Path) -> None:
    (folder / "odd.yml").write_text(RULE.replace("929a", "829a").replace("level: low\n", ""), encoding="utf-8")
    assert runner.invoke(rules, ["check", str(folder)]).exit_code == 0
    (folder / "bad.yml").write_text(RULE.replace("|endswith", "|endwith").replace("929a", "729a"), encoding="utf-8")
    result = runner.invoke(rules, ["check", str(folder)])
    assert result.exit_code == 1
    assert "bad.yml\n  error  line 6, detection.s.Image|endwith\n    found     Unknown modifier" in result.stdout


def test_remarks_are_printed_as_json(folder: Path) -> None:
    (folder / "whoami.yml").write_text(RULE.replace("level: low", "level: hihg"), encoding="utf-8")
    result = runner.invoke(rules, ["check", "--json", str(folder)])
    (remark,) = json.loads(result.stdout)
    assert (result.exit_code, remark["file"], remark["line"], remark["column"]) == (1, "whoami.yml", 3, "level")
    assert remark["hint"] == "did you mean high?"


def test_a_place_gives_its_placeholders(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    text = RULE.replace("Image|endswith: '\\whoami.exe'", "User|expand: '%admins%'")
    (tmp_path / "rules" / "r.yml").write_text(text, encoding="utf-8")
    assert runner.invoke(rules, ["check", str(tmp_path)]).exit_code == 1
    (tmp_path / "place.toml").write_text('[placeholders]\nadmins = ["adm-*"]\n', encoding="utf-8")
    assert runner.invoke(rules, ["check", str(tmp_path)]).exit_code == 0
    assert runner.invoke(rules, ["check", str(tmp_path / "rules")]).exit_code == 0


def test_placeholders_that_are_no_texts_are_explained(folder: Path) -> None:
    (folder / "rules").mkdir()
    (folder / "rules" / "r.yml").write_text(RULE, encoding="utf-8")
    (folder / "place.toml").write_text("[placeholders]\nadmins = 3\n", encoding="utf-8")
    with pytest.raises(InputError, match="expected a list of texts"):
        runner.invoke(rules, ["check", str(folder)], catch_exceptions=False)


def test_a_folder_without_rules_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no rule file"):
        runner.invoke(rules, ["check", str(tmp_path)], catch_exceptions=False)
    assert runner.invoke(rules, ["check", str(tmp_path / "nothing")]).exit_code == 2


def test_cases_that_pass_are_counted(folder: Path) -> None:
    result = runner.invoke(rules, ["test", str(folder)])
    assert (result.exit_code, result.stdout) == (0, "2 of 2 cases passed\n")


def test_a_case_that_fails_says_what_was_found(folder: Path) -> None:
    text = CASES.replace("matches: [0]", "matches: [1]", 1)
    (folder / "whoami.cases.yml").write_text(text, encoding="utf-8")
    result = runner.invoke(rules, ["test", str(folder)])
    assert result.exit_code == 1
    assert "whoami.cases.yml: whoami is found: rule 929a690e" in result.stdout
    assert "found events [0], expected [1]" in result.stdout


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("- {case: x, events: [], matches: [1]}", "matches is [1], expected places"),
        ("- {case: x, events: 3, matches: []}", "events, expected a list of maps"),
        ("- {case: x, rule: nothing, events: [], matches: []}", "no rule goes by 'nothing'"),
        ("- text", "expected a map with events and matches"),
        ("- [", "YAML"),
    ],
)
def test_a_case_that_cannot_be_run_fails_with_the_reason(folder: Path, case: str, reason: str) -> None:
    (folder / "whoami.cases.yml").write_text(case, encoding="utf-8")
    result = runner.invoke(rules, ["test", "--json", str(folder)])
    (outcome,) = json.loads(result.stdout)
    assert (result.exit_code, outcome["passed"]) == (1, False)
    assert reason in outcome["reason"]


def test_a_case_of_a_refused_rule_says_why(folder: Path) -> None:
    (folder / "whoami.yml").write_text(RULE.replace("|endswith", "|endwith"), encoding="utf-8")
    (outcome, _) = json.loads(runner.invoke(rules, ["test", "--json", str(folder)]).stdout)
    assert "its rule is refused: s: Image|endwith: Unknown modifier" in outcome["reason"]


def test_a_folder_without_cases_is_wrong_use(folder: Path) -> None:
    (folder / "whoami.cases.yml").unlink()
    with pytest.raises(InputError, match="no cases"):
        runner.invoke(rules, ["test", str(folder)], catch_exceptions=False)


def test_the_live_cases_of_sigmahq_pass_by_evtx_and_by_json(shared: Path) -> None:
    outcomes = json.loads(runner.invoke(rules, ["test", "--json", str(shared / "data" / "sigma")]).stdout)
    for ending in (".evtx", ".json"):
        of_kind = [one["passed"] for one in outcomes if one["case"].endswith(ending)]
        assert (len(of_kind), sum(of_kind)) == (202, 202)
