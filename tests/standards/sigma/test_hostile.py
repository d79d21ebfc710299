"""Rules and events made to break the reader or the engine: they cost little and hurt nothing else."""

import pytest

from forestall.standards.sigma.read import read
from forestall.standards.sigma.ruleset import load

HEAD = "title: t\nid: {id}\nlogsource: {{product: x}}\ndetection:\n"
LARGE = 10_000_000


def rule(selection, condition="s", name="r"):
    return f"{HEAD.format(id=name)}  s: {selection}\n  condition: {condition}\n"


def only(text):
    (found,), refused = read(text.encode(), "r.yml")
    assert not refused
    return found


def test_a_bomb_of_aliases_does_not_stop_the_rules_beside_it():
    bomb = "b0: &b0 [x, x]\n" + "\n".join(f"b{i}: &b{i} [*b{i - 1}, *b{i - 1}]" for i in range(1, 60)) + "\n"
    wide = "l0: &l0 [x, x]\n" + "\n".join(f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 10)}]" for i in range(1, 12))
    found = load([("bomb.yml", bomb.encode()), ("wide.yml", wide.encode()), ("good.yml", rule("{a: b}").encode())])
    assert [one.file for one in found.rules] == ["good.yml"]
    assert {refusal.file for refusal in found.refusals} == {"bomb.yml", "wide.yml"}


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_depth_does_not_end_the_process(opening):
    found = load([("deep.yml", opening.encode() * 200_000), ("good.yml", rule("{a: b}").encode())])
    assert len(found.rules) == 1
    assert len(found.refusals) == 1


def test_a_file_with_the_same_id_in_every_document_gives_one_rule():
    text = "---\n".join([rule("{a: b}")] * 50)
    found = load([("twice.yml", text.encode())])
    assert (len(found.rules), len(found.refusals)) == (1, 49)


def test_a_value_of_ten_megabytes_is_matched_to_its_end(finds):
    events = [{"a": "x" * LARGE + "needle"}, {"a": "x"}, {"a": "needle"}]
    texts = ("{a|contains: NEEDLE}", "{a|endswith: xneedle}", "[needle]", "{a|re: 'xneedle$'}", "{a: '*x?eedle'}")
    assert finds([only(rule(text)) for text in texts], events) == [[0, 2], [0], [0, 2], [0], [0]]


def test_a_value_of_ten_megabytes_does_not_hang_an_expression_with_nested_repeats(finds):
    assert finds([only(rule("{a|re: '^(x+)+$'}"))], [{"a": "x" * LARGE + "!"}, {"a": "xx"}]) == [[1]]


def test_mixed_kinds_in_one_field_are_compared_each_as_what_it_is(finds):
    cells = ["5", "5.0", "five", "", "true", "[5]", "2026-03-09T05:00:00Z", "10.0.0.5", None, "\x00", "\ufeff5", "５"]
    events = [{"a": cell, "b": "x"} for cell in cells]
    texts = ("{a: 5}", "{a|gt: 4}", "{a|hour: 5}", "{a|cidr: 10.0.0.0/8}", "{a: true}", "{a: null}", "{a|contains: 5}")
    expected = [[0, 1], [0, 1], [6], [7], [4], [8], [0, 1, 5, 6, 7, 10]]
    assert finds([only(rule(text)) for text in texts], events) == expected


def test_characters_that_mark_things_inside_an_engine_are_plain(finds):
    cells = ["\x00", "\x01", "\x02a\x03", "a", "\x03\x02", "\U0010ffff", "a\x02", "\x1f"]
    events = [{"a": cell} for cell in cells]
    rules = [
        only(rule(text)) for text in ("{a: a}", '{a|contains: "\\x02"}', '{a: "\\x02a\\x03"}', "{a|startswith: a}")
    ]
    assert finds(rules, events) == [[3], [2, 4, 6], [2], [3, 6]]


def test_ten_thousand_values_in_one_selection_are_one_question(finds):
    values = ", ".join(f"value-{number}" for number in range(10_000))
    events = [{"a": "VALUE-9999"}, {"a": "value-10000"}]
    assert finds([only(rule(f"{{a: [{values}]}}"))], events) == [[0]]
