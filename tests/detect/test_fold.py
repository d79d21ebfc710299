"""Folding of hits by rule and machine, and over time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from forestall.detect.fold import SHOWN, Folding
from forestall.model.hit import Hit
from forestall.model.words import Level

START = datetime(2026, 3, 9, tzinfo=UTC)


def hit(rule="r", host="h", minutes=0.0, level=Level.LOW, event=0):
    time = None if minutes is None else START + timedelta(minutes=minutes)
    return Hit(rule, "t", level, (), "f", event, time, host, ())


def folded(hits):
    folding = Folding()
    for each in hits:
        folding.add(each)
    return folding.folded()


def test_hits_of_one_rule_on_one_machine_are_one_row_with_a_count():
    (fold,) = folded([hit(minutes=3), hit(host="H", minutes=1), hit(minutes=2)]).folds
    assert (fold.count, fold.first, fold.last) == (3, START + timedelta(minutes=1), START + timedelta(minutes=3))


def test_rows_come_most_serious_first_then_most_often():
    hits = [hit("a"), hit("b", level=Level.HIGH), hit("c"), hit("c")]
    assert [fold.newest.rule_id for fold in folded(hits).folds] == ["b", "c", "a"]


def test_a_hit_without_a_time_is_counted_but_lies_in_no_span():
    result = folded([hit(minutes=None)])
    assert (result.count, result.timeless, result.bins) == (1, 1, ())


def test_only_the_first_few_hits_of_a_row_are_kept():
    (fold,) = folded(hit(event=number) for number in range(100)).folds
    assert [each.event for each in fold.hits] == list(range(SHOWN))


def test_a_long_time_is_counted_in_wider_spans():
    result = folded(hit(minutes=60.0 * number) for number in range(10_000))
    assert len(result.bins) <= 4_096
    assert sum(each.count for each in result.bins) == 10_000


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 10**6)), max_size=30))
def test_counts_do_not_depend_on_the_order_of_hits(drawn):
    hits = [hit(rule, host, minutes) for rule, host, minutes in drawn]
    one, other = folded(hits), folded(reversed(hits))
    assert [(f.count, f.first, f.last) for f in one.folds] == [(f.count, f.first, f.last) for f in other.folds]
    assert one.bins == other.bins
