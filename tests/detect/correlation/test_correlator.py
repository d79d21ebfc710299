"""The correlator as a whole: what is late or early, what is let go, and what is saved."""

from datetime import timedelta

import pytest

from forestall.core.errors import StateError
from forestall.detect.correlation.correlator import Correlator
from forestall.detect.correlation.event import SECOND, Hits, microseconds, moment
from forestall.detect.correlation.graph import Graph, Known, graph
from forestall.detect.correlation.groups import Limits
from forestall.standards.sigma.correlation_file import read_correlations

COUNT = """
title: count
id: c
correlation: {type: event_count, rules: a, group-by: user, timespan: 10s, condition: {gte: 3}}
"""
ABSENT = """
title: absent
id: n
correlation: {type: temporal, group-by: user, timespan: 10s, condition: a and not b}
"""
FEW = COUNT.replace("gte: 3", "lt: 3")


def joined(*texts: str) -> Graph:
    good, _ = read_correlations("---".join(texts).encode(), "r.yml")
    usable, refusals = graph(good, [Known("a"), Known("b")])
    assert not refusals
    return usable


def hits(*seconds: float, user: str = "x", rule: str = "a") -> Hits:
    times = [round(second * SECOND) for second in seconds]
    return Hits(rule, times, [f"{rule}{user}{time}" for time in times], {"user": [user] * len(times)})


def test_nothing_in_gives_nothing_out():
    correlator = Correlator(joined(COUNT))
    assert correlator.feed([]) == ()
    assert correlator.feed([hits()]) == ()


def test_a_match_waits_until_nothing_earlier_can_come():
    correlator = Correlator(joined(COUNT), timedelta(seconds=5))
    assert correlator.feed([hits(0, 1, 2)]) == ()
    assert correlator.feed([hits(7)]) == ()
    assert [match.time for match in correlator.feed([hits(7.5)])] == [2 * SECOND]


def test_an_event_of_the_same_moment_as_the_newest_is_not_late():
    correlator = Correlator(joined(COUNT))
    matches = [match for second in (0, 1, 2, 2) for match in correlator.feed([hits(second)])]
    matches += correlator.advance(moment(2 * SECOND))
    assert correlator.losses().late == 0
    assert len(matches) == 1


def test_an_event_after_the_present_is_left_out_and_counted():
    correlator = Correlator(joined(COUNT), timedelta(seconds=5))
    correlator.feed([hits(0, 1, 10**9)], present=moment(10 * SECOND))
    correlator.feed([hits(2)], present=moment(10 * SECOND))
    assert (correlator.losses().early, correlator.losses().late) == (1, 0)
    assert len(correlator.advance(moment(10 * SECOND))) == 1


def test_an_event_at_or_before_the_moment_it_was_advanced_to_is_late():
    correlator = Correlator(joined(COUNT))
    correlator.advance(moment(5 * SECOND))
    correlator.feed([hits(5, 6)])
    assert correlator.losses().late == 1


def test_a_match_has_an_id_that_follows_from_its_evidence():
    first, second = (Correlator(joined(COUNT)).feed([hits(0, 1, 2), hits(3, user="y")]) for _ in range(2))
    assert first == second
    assert first[0].id.startswith("match-")


@pytest.mark.parametrize("rule", [COUNT, FEW, ABSENT], ids=["rising", "closed", "absence"])
def test_memory_stays_within_the_limits_and_what_is_let_go_is_counted(rule):
    correlator = Correlator(joined(rule), limits=Limits(groups=100, events=1_000))
    for second in range(300):
        correlator.feed([hits(second / 100, user=f"u{second}", rule="a")])
    assert len(correlator.save()) < 20_000
    assert correlator.losses().correlations[0].groups >= 200


@pytest.mark.parametrize("rule", [COUNT, FEW, ABSENT], ids=["rising", "closed", "absence"])
def test_groups_that_fell_silent_are_forgotten(rule):
    correlator = Correlator(joined(rule))
    for second in range(0, 10_000, 5):
        correlator.feed([hits(second, user=f"u{second}")])
    assert len(correlator.save()) < 2_000
    assert correlator.losses().correlations == ()


def test_one_group_with_too_many_events_is_let_go():
    correlator = Correlator(joined(COUNT), limits=Limits(events=10))
    correlator.feed([hits(*(n / 100 for n in range(50)))])
    assert correlator.losses().correlations[0].groups > 0


def test_a_correlation_that_was_changed_begins_anew_and_is_named():
    correlator = Correlator(joined(COUNT, ABSENT))
    correlator.feed([hits(0, 1)])
    changed = Correlator(joined(COUNT.replace("10s", "11s"), ABSENT))
    assert changed.restore(correlator.save()) == ("c",)
    assert changed.feed([hits(2, 3)]) == ()


def test_a_new_title_does_not_begin_anew():
    correlator = Correlator(joined(COUNT))
    correlator.feed([hits(0, 1)])
    changed = Correlator(joined(COUNT.replace("title: count", "title: Many")))
    assert changed.restore(correlator.save()) == ()
    assert len(changed.feed([hits(2, 3)])) == 1


@pytest.mark.parametrize("saved", [b"", b"no state", b"x\x9cK\xcc\x03\x00\x01\xdd\x00\xd4"])
def test_a_damaged_state_is_said_to_be_damaged(saved):
    with pytest.raises(StateError, match="damaged"):
        Correlator(joined(COUNT)).restore(saved)


def test_times_survive_to_the_microsecond():
    assert microseconds(moment(1_767_225_600_123_457)) == 1_767_225_600_123_457
