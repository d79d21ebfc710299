"""Several files as one set: filters over rules, ids once, what was refused."""

import json

from forestall.standards.sigma.ruleset import load


def document(**parts):
    given = {"title": "t", "logsource": {"product": "x"}, "detection": {"s": {"a": "b"}, "condition": "s"}} | parts
    return json.dumps({key: value for key, value in given.items() if value is not None}).encode()


def laid_over(rules, **parts):
    section = {"rules": rules, "f": {"c": "d"}, "condition": "not f"}
    return document(detection=None, filter=section, **parts)


def test_a_filter_is_laid_over_rules_of_other_files():
    found = load([("f.yml", laid_over(["r1"])), ("1.yml", document(id="r1")), ("2.yml", document(id="r2"))])
    plain = load([("1.yml", document(id="r1")), ("2.yml", document(id="r2"))])
    assert [one == other for one, other in zip(found.rules, plain.rules, strict=True)] == [False, True]
    assert found.refusals == ()


def test_filters_are_laid_over_in_the_same_order_whatever_the_order_of_files():
    files = [("1.yml", document(id="r1")), ("a.yml", laid_over("any", id="a")), ("b.yml", laid_over("any", id="b"))]
    assert load(files).rules == load(files[::-1]).rules


def test_a_filter_that_names_no_rule_is_refused_and_the_rules_stay():
    found = load([("f.yml", laid_over(["r9"], id="f")), ("1.yml", document(id="r1"))])
    (refusal,) = found.refusals
    assert (len(found.rules), refusal.rule, refusal.file) == (1, "f", "f.yml:1")
    assert "'r9', which no rule that is read goes by" in refusal.reason


def test_a_second_rule_with_the_same_id_is_refused_with_the_place_of_the_first():
    found = load([("1.yml", document(id="r1")), ("2.yml", document(id="r1", title="other"))])
    (refusal,) = found.refusals
    assert (len(found.rules), refusal.file) == (1, "2.yml:1")
    assert "1.yml:1 already" in refusal.reason


def test_placeholders_reach_rules_and_filters():
    section = {"rules": "any", "f": {"c|expand": "%two%"}, "condition": "not f"}
    rule = document(id="r1", detection={"s": {"a|expand": "%one%"}, "condition": "s"})
    files = [("1.yml", rule), ("2.yml", document(detection=None, filter=section))]
    assert len(load(files, {"one": ["x"], "two": ["y"]}).rules) == 1
    assert {refusal.file for refusal in load(files).refusals} == {"1.yml:1", "2.yml:1"}


def test_correlations_are_left_to_their_own_reader():
    found = load([("c.yml", document(detection=None, correlation={"type": "event_count"}))])
    assert (found.rules, found.refusals) == ((), ())


def test_cases_of_rules_are_no_rules():
    found = load(
        [("1.yml", document(id="r1")), ("1.cases.yml", b"- case: x\n"), ("info.yml", b"regression_tests_info: []")]
    )
    assert (len(found.rules), found.refusals) == (1, ())
