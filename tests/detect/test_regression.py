"""SigmaHQ's live cases (regression_data, 202 rules with recorded events) through our rules and columns."""

import json
from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from forestall.detect.logsource import routes
from forestall.detect.ruleset import rows_of
from forestall.detect.translate import predicate
from forestall.observe.flatten import flatten
from forestall.standards.sigma.read import read

PASSED = 202
"""Golden count: cases that find at least the declared number of events, of 202."""


Cases = list[tuple[str, int, int | None]]


def events(text: str) -> list[dict[str, str]]:
    """Event objects of one file, written one after the other, flattened to leaf names."""
    decoder, found, position = json.JSONDecoder(), [], 0
    while position < len(text.rstrip()):
        value, position = decoder.raw_decode(text, position)
        found.append(flatten(value))
        position += len(text[position:]) - len(text[position:].lstrip())
    return found


def case(info: Path, root: Path, rules: dict[str, Path]) -> tuple[str, int, int | None]:
    """Rule id, events found, events declared."""
    about = yaml.load(info.read_text(), Loader=yaml.CSafeLoader)
    rule_id, test = about["rule_metadata"][0]["id"], about["regression_tests_info"][0]
    (rule,), refused = read(rules[rule_id].read_bytes(), rules[rule_id].name)
    assert not refused
    rows = events((root / test["path"]).with_suffix(".json").read_text(encoding="utf-8"))
    names = sorted({name for row in rows for name in row})
    table = pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})
    usable = tuple(route for route in routes(rule.logsource) if set(names).issuperset(route.columns))
    (found,) = rows_of(table, [predicate(rule.condition, usable)])
    return rule_id, len(found), test.get("match_count")


@pytest.fixture(scope="module")
def results(shared: Path) -> Cases:
    root = shared / "data" / "sigma"
    wanted = {path.stem for path in root.glob("regression_data/**/*.json")}
    rules = {}
    for path in sorted(root.glob("rules*/**/*.yml")):
        head = path.read_text(encoding="utf-8")[:400]
        found = next((line[4:].strip() for line in head.splitlines() if line.startswith("id: ")), "")
        if found in wanted:
            rules[found] = path
    cases = sorted(root.glob("regression_data/**/info.yml"))
    return [case(info, root, rules) for info in cases if any(info.parent.glob("*.json"))]


def test_every_live_case_of_sigmahq_is_found_in_its_json(results: Cases) -> None:
    missed = [name for name, found, declared in results if found < (declared or 1)]
    assert (len(results), len(results) - len(missed)) == (202, PASSED), missed


def test_more_events_than_declared_are_found_in_the_four_known_cases_only(results: Cases) -> None:
    more = sorted(name[:8] for name, found, declared in results if declared and found > declared)
    assert more == ["0b9ad457", "45e112d0", "8fbf3271", "c7dcacd0"]
