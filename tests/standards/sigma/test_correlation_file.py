"""Correlation documents, good and wrong; what they mean is tested in tests/detect/correlation."""

from hypothesis import given
from hypothesis import strategies as st

from forestall.model.words import Level
from forestall.standards.sigma.correlation import (
    MAX_TERMS,
    Alias,
    Both,
    Bound,
    Correlation,
    Either,
    Kind,
    Seen,
    Without,
    terms,
)
from forestall.standards.sigma.correlation_file import read_correlations
from forestall.standards.sigma.expression import expression

WHOLE = b"""title: Failed login
name: failed
logsource: {product: windows}
detection: {selection: {EventID: 4625}, condition: selection}
---
title: Many accounts
id: many-1
name: many
level: high
tags: [attack.t1110]
correlation:
  type: value_count
  rules: [failed]
  group-by: [host, peer]
  aliases: {peer: {failed: source.ip}}
  timespan: 90m
  generate: true
  condition: {field: [user, domain], gt: 10, lte: 20.5}
"""


def one(**section: object) -> Correlation:
    lines = "".join(f"\n  {key.replace('_', '-')}: {value}" for key, value in section.items())
    good, bad = read_correlations(f"title: t\ncorrelation:{lines}\n".encode(), "r.yml")
    assert not bad, bad
    return good[0]


def reason(text: str) -> str:
    good, bad = read_correlations(text.encode(), "r.yml")
    assert not good
    return bad[0].reason


def test_every_part_of_a_document_is_read():
    (found,), refusals = read_correlations(WHOLE, "r.yml")
    assert not refusals
    assert found == Correlation(
        id="many-1",
        name="many",
        title="Many accounts",
        level=Level.HIGH,
        tags=("attack.t1110",),
        kind=Kind.VALUE_COUNT,
        rules=("failed",),
        group_by=("host", "peer"),
        aliases=(Alias("peer", (("failed", "source.ip"),)),),
        timespan=5_400,
        bounds=(Bound("gt", 10), Bound("lte", 20.5)),
        fields=("user", "domain"),
        percentile=None,
        expression=None,
        generate=True,
        file="r.yml",
        line=6,
    )


def test_a_temporal_correlation_without_condition_wants_all_rules():
    assert one(type="temporal", rules="[a, b, c]", timespan="5m").bounds == (Bound("gte", 3),)


def test_rules_of_a_boolean_condition_need_no_list():
    found = one(type="temporal", timespan="5m", condition="a and not b")
    assert (found.rules, found.expression) == (("a", "b"), Both((Seen("a"), Without(Seen("b")))))


def test_not_binds_tighter_than_and_and_and_tighter_than_or():
    found = expression("a or not b and (c or D-1.x)", "r.yml:1")
    assert found == Either((Seen("a"), Both((Without(Seen("b")), Either((Seen("c"), Seen("D-1.x")))))))


def test_alternatives_push_not_down_and_leave_contradictions_out():
    found = terms(expression("a and not (b or not a) or a and not a", "r.yml:1"))
    assert found == (frozenset({("a", True), ("b", False)}),)


def test_a_condition_of_too_many_alternatives_is_refused():
    text = " and ".join(f"(a{n} or b{n})" for n in range(20))
    assert f"more than {MAX_TERMS} alternatives" in reason(
        f"title: t\ncorrelation: {{type: temporal, timespan: 5m, condition: {text}}}"
    )


def test_a_condition_nested_too_deeply_is_refused():
    text = "(" * 100 + "a" + ")" * 100
    assert "at most 30 levels" in reason(f"title: t\ncorrelation: {{type: temporal, timespan: 5m, condition: {text}}}")


def test_generate_may_stand_beside_the_section():
    text = b"title: t\ngenerate: true\ncorrelation: {type: event_count, rules: a, timespan: 1s, condition: {gte: 1}}"
    assert read_correlations(text, "r.yml")[0][0].generate


def test_a_wrong_document_does_not_stop_the_next_one():
    text = b"correlation: 1\n---\n" + WHOLE
    good, bad = read_correlations(text, "r.yml")
    assert [found.id for found in good] == ["many-1"]
    assert [(refusal.rule, refusal.file) for refusal in bad] == [("r.yml", "r.yml:1")]


def test_a_correlation_without_title_is_refused():
    text = "id: x\ncorrelation: {type: event_count, rules: a, timespan: 1s, condition: {gte: 1}}"
    assert reason(text).startswith("title is None, expected text")


def test_a_file_without_correlations_gives_nothing():
    assert read_correlations(b"title: [", "r.yml") == ((), ())


@given(st.text(max_size=60))
def test_any_text_as_condition_is_read_or_refused(text):
    document = {"title": "t", "correlation": {"type": "temporal", "timespan": "1m", "condition": text}}
    good, bad = read_correlations(repr(document).encode(), "r.yml")
    assert len(good) + len(bad) <= 1


@given(
    st.dictionaries(
        st.sampled_from(["type", "rules", "group-by", "timespan", "aliases", "condition", "generate", "x"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["gte", "field", "a"]), inner),
            max_leaves=5,
        ),
    )
)
def test_any_section_is_read_or_refused(section):
    read_correlations(repr({"title": "t", "correlation": section}).replace("None", "null").encode(), "r.yml")
