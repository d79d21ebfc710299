"""Each clause of the language: a rule, events, and which of them it finds (`cases/*.yml`)."""

import json
from collections import Counter
from pathlib import Path

import pytest
import yaml

from forestall.standards.sigma.read import read
from forestall.standards.sigma.values import KNOWN

FILES = sorted((Path(__file__).parent / "cases").glob("*.yml"))
CASES = [(path.stem, case) for path in FILES for case in yaml.safe_load(path.read_text(encoding="utf-8"))]
NAMES = [f"{stem}: {case['case']}" for stem, case in CASES]


def documents(case):
    """The rule and the filters of a case, as the documents of one file."""
    rule = {"title": "t", "id": "r", "name": "the_rule", "logsource": {"product": "x"}, "detection": case["detection"]}
    yield rule
    for number, found in enumerate(case.get("filters", ())):
        source = found.get("logsource", {"product": "x"})
        section = {key: value for key, value in found.items() if key != "logsource"}
        yield {"title": f"f{number}", "logsource": source, "filter": section}


def rules_of(case):
    text = "\n---\n".join(json.dumps(document) for document in documents(case))
    return read(text.encode(), "r.yml", case.get("placeholders", {}))


@pytest.mark.parametrize(("_", "case"), CASES, ids=NAMES)
def test_a_rule_finds_what_the_clause_says(_, case, finds):
    rules, refused = rules_of(case)
    if "refused" in case:
        assert not rules
        assert case["refused"] in refused[0].reason
    else:
        assert not refused
        assert finds(rules, case["events"]) == [case["matches"]]


@pytest.mark.parametrize(
    ("_", "case"),
    [pair for pair in CASES if "refused" not in pair[1]],
    ids=lambda found: found["case"] if isinstance(found, dict) else found,
)
def test_the_reference_matcher_says_the_same(_, case, reference):
    rule, *filters = documents(case)
    events = [{**event} for event in case["events"]]
    if case.get("reference") is False:
        pytest.skip("fields by other names, and expressions that Python has otherwise, are beyond the reference")
    found = [i for i, event in enumerate(events) if reference.matches(rule, event, case.get("placeholders"), filters)]
    assert found == case["matches"]


def test_there_are_at_least_150_cases_with_negatives_each_of_its_own_name():
    assert len(CASES) >= 150
    assert max(Counter(NAMES).values()) == 1
    assert sum(len(case.get("matches", ())) < len(case["events"]) for _, case in CASES) > len(CASES) / 2


def test_every_modifier_has_a_case():
    keys = " ".join(str(list(_keys(case["detection"]))) for _, case in CASES)
    aliases = {"ignorecase", "multiline", "dotall"}
    assert [name for name in sorted(KNOWN - aliases) if f"|{name}" not in keys] == []


def _keys(found):
    if isinstance(found, dict):
        for key, value in found.items():
            yield key
            yield from _keys(value)
    elif isinstance(found, list):
        for value in found:
            yield from _keys(value)
