"""Rule files good, wrong and hostile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.model.words import Level
from forestall.standards.sigma.document import MAX_NODES
from forestall.standards.sigma.read import read
from forestall.standards.sigma.rule import AnyOf, Item, Text, fields

GOOD = """title: Good
id: good-1
level: high
tags: [attack.t1059, attack.execution]
logsource: {product: windows, category: process_creation}
detection:
  selection: {Image: a.exe, User|contains: b}
  condition: selection
"""
WRONG = {
    "no YAML": ("title: [", "did not find expected node content"),
    "not a map": ("- 1", "expected a map with title, logsource and detection"),
    "no title": (GOOD.replace("title: Good\n", ""), "title is None, expected text"),
    "no log source": (GOOD.replace("logsource", "log"), "logsource is None, expected a map"),
    "an empty log source": (
        GOOD.replace("{product: windows, category: process_creation}", "{}"),
        "logsource names no category, product or service",
    ),
    "no detection": (GOOD.replace("detection:", "detections:"), "detection is no map of names"),
    "no condition": (GOOD.replace("condition: selection", "x: {a: b}"), "must contain at least one condition"),
    "an unknown level": (GOOD.replace("high", "severe"), "level is 'severe', expected informational, low, medium"),
    "an unknown modifier": (GOOD.replace("|contains", "|contians"), "Unknown modifier 'contians'"),
    "an unknown name": (GOOD.replace("condition: selection", "condition: selektion"), "expected one of: selection"),
    "a pattern that names nothing": (
        GOOD.replace("condition: selection", "condition: 1 of filter_*"),
        "no detection is named like 'filter_*'",
    ),
    "a broken condition": (GOOD.replace("condition: selection", "condition: selection and"), "selection and"),
    "an old aggregation": (
        GOOD.replace("condition: selection", "condition: selection | count() > 5"),
        "pipe syntax",
    ),
    "a key given twice": (GOOD + "level: low\n", "key 'level' is given twice, expected once"),
    "an action": ("action: global\ntitle: x\n", "an action document belongs to Sigma 1"),
    "a filter without condition": (
        "filter: {rules: [a]}\ntitle: x\nlogsource: {product: x}\n",
        "filter needs one condition",
    ),
    "a filter without rules": (
        "filter: {s: {a: b}, condition: not s}\ntitle: x\nlogsource: {product: x}\n",
        "rules is None, expected `any`",
    ),
    "a filter of a rule that is not there": (
        "filter: {rules: [a], s: {a: b}, condition: not s}\ntitle: x\nlogsource: {product: x}\n",
        "filter names 'a', which no rule that is read goes by",
    ),
    "a time frame": (GOOD + "  timeframe: 5m\n", "timeframe belongs to correlations"),
    "a placeholder": (
        GOOD.replace("|contains: b", "|contains|expand: '%admins%'"),
        "placeholder %admins% has no value",
    ),
    "an hour that no day has": (GOOD.replace("User|contains: b", "Time|hour: 24"), "a whole number from 0 to 23"),
    "a text for an hour": (GOOD.replace("User|contains: b", "Time|hour: '3'"), "value '3', expected a number"),
    "modifiers that do not go together": (
        GOOD.replace("|contains: b", "|re|cased: b"),
        "'cased' does not go with 're'",
    ),
    "a flag without an expression": (GOOD.replace("|contains: b", "|i: b"), "'i' needs 're' before it"),
    "an empty list of values": (GOOD.replace("|contains: b", ": []"), "no value, expected at least one"),
    "a map for a value": (GOOD.replace("|contains: b", ": {x: y}"), "is no text, number, truth value or null"),
    "a list in a list": (GOOD.replace("{Image: a.exe, User|contains: b}", "[[a]]"), "a list in a list"),
    "an empty selection": (GOOD.replace("{Image: a.exe, User|contains: b}", "{}"), "an empty map, expected fields"),
    "null for a keyword": (GOOD.replace("{Image: a.exe, User|contains: b}", "[null]"), "null needs a field"),
    "no number": (GOOD.replace("|contains: b", "|gt: .inf"), "number inf, expected a finite one"),
    "a broken expression": (GOOD.replace("|contains: b", "|re: '(a'"), "regular expression '(a': no `)` for a `(`"),
    "a broken network": (GOOD.replace("|contains: b", "|cidr: 10.0.0.1/8"), "has host bits set"),
    "wildcards in Base64": (GOOD.replace("|contains: b", "|base64: 'b*'"), "wildcards cannot be encoded"),
    "too many dashes": (
        GOOD.replace("|contains: b", "|windash: '-a -b -c -d -e -f'"),
        "the dashes stand for 15625 texts",
    ),
    "a very long value": (GOOD.replace("contains: b", f"contains: {'b' * 10_001}"), "longer than 10000 characters"),
}


@pytest.mark.parametrize(("text", "reason"), WRONG.values(), ids=WRONG)
def test_a_wrong_rule_is_refused_with_its_reason(text, reason):
    rules, refusals = read(text.encode(), "rules/a.yml")
    assert not rules
    assert reason in refusals[0].reason


def test_a_rule_has_its_metadata_and_its_line():
    (rule,), _ = read(("\n# remark\n" + GOOD).encode(), "rules/a.yml")
    assert (rule.id, rule.title, rule.level, rule.tags) == (
        "good-1",
        "Good",
        Level.HIGH,
        ("attack.t1059", "attack.execution"),
    )
    assert (str(rule.logsource), rule.file, rule.line) == (
        "category process_creation, product windows",
        "rules/a.yml",
        3,
    )


def test_fields_come_in_the_order_of_the_rule():
    (rule,), _ = read(GOOD.encode(), "a.yml")
    assert fields(rule.condition) == ("Image", "User")


def test_a_rule_without_id_goes_by_its_title_and_without_level_is_medium():
    (rule,), _ = read(GOOD.replace("id: good-1\nlevel: high\n", "").encode(), "a.yml")
    assert (rule.id, rule.level) == ("Good", Level.MEDIUM)


def test_a_wrong_document_does_not_stop_the_next_one():
    rules, refusals = read(f"---\n{GOOD}---\ntitle: bad\n---\n{GOOD.replace('good-1', 'good-2')}".encode(), "a.yml")
    assert ([rule.id for rule in rules], [refusal.rule for refusal in refusals]) == (["good-1", "good-2"], ["bad"])
    assert refusals[0].file == "a.yml:11"


def test_byte_order_mark_and_crlf_are_no_matter():
    (rule,), _ = read(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode(), "a.yml")
    assert rule.title == "Good"


def test_another_encoding_is_refused_with_the_byte():
    _, (refusal,) = read(GOOD.replace("Good", "Gööd").encode("latin-1"), "a.yml")
    assert refusal.reason == "a.yml: byte 8 is not UTF-8, expected a UTF-8 text file"


def test_a_date_is_the_text_that_was_written():
    (rule,), _ = read(GOOD.replace("a.exe", "2026-03-09").encode(), "a.yml")
    assert Item("Image", Text(("2026-03-09",))) in rule.condition.parts


def test_an_alias_is_followed():
    text = GOOD.replace("User|contains: b", "User: &names [x, y], Owner: *names")
    (rule,), _ = read(text.encode(), "a.yml")
    assert sum(isinstance(part, AnyOf) for part in rule.condition.parts) == 2


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused_and_does_not_end_the_process(opening):
    _, (refusal,) = read(b"a:\n  " + opening.encode() * 100_000, "a.yml")
    assert "nested or repeated too much" in refusal.reason or "YAML" in refusal.reason


def test_aliases_of_aliases_are_refused_before_they_fill_the_memory():
    levels = "\n".join(f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 10)}]" for i in range(1, 12))
    _, (refusal,) = read(f"l0: &l0 [x, x]\n{levels}\n".encode(), "a.yml")
    assert f"{MAX_NODES} values with aliases followed" in refusal.reason


def test_an_alias_inside_itself_is_refused():
    _, (refusal,) = read(b"title: &a [*a]\n", "a.yml")
    assert "nested or repeated too much" in refusal.reason


@pytest.mark.parametrize(("times", "reason"), [(150, "at most 100 levels"), (1500, "at most 100 levels")])
def test_a_condition_nested_deeply_is_refused(times, reason):
    deep = GOOD.replace("condition: selection", f"condition: {'not ' * times}selection")
    _, (refusal,) = read(deep.encode(), "a.yml")
    assert reason in refusal.reason


def test_many_parentheses_are_no_depth():
    deep = GOOD.replace("condition: selection", f"condition: {'(' * 90}selection{')' * 90}")
    rules, _ = read(deep.encode(), "a.yml")
    assert len(rules) == 1


def test_a_very_large_file_is_refused():
    _, (refusal,) = read(b"# " + b"x" * 2_000_000, "a.yml")
    assert "expected at most 2000000 in a rule file" in refusal.reason


@given(st.binary(max_size=200))
def test_any_bytes_give_rules_or_refusals_and_never_an_exception(data):
    read(data, "a.yml")


VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab|rece_", max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(VALUE, VALUE, VALUE)
def test_any_detection_gives_a_rule_or_a_refusal_and_never_an_exception(selection, condition, logsource):
    import json

    detection = {"selection": selection, "condition": condition if condition else "selection"}
    document = {"title": "t", "logsource": logsource or {"product": "x"}, "detection": detection}
    rules, refusals = read(json.dumps(document).encode(), "a.yml")
    assert len(rules) + len(refusals) == 1
