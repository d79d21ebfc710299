"""Rules and correlations on events as they come."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.core.errors import StateError
from forestall.detect.live import Detector
from forestall.detect.ruleset import Ruleset
from forestall.standards.sigma.correlation_file import read_correlations
from forestall.standards.sigma.read import read

RULE = b"""
title: t
id: admin
logsource: {product: x}
detection: {s: {user|contains: admin}, condition: s}
---
title: u
id: any
logsource: {product: x}
detection: {s: {user|exists: true}, condition: s}
"""
CORRELATIONS = b"""
title: Two administrators
id: two
correlation:
    type: value_count
    rules: [admin]
    group-by: [host.name]
    timespan: 5m
    condition: {field: user, gte: 2}
    generate: true
---
title: Many
id: many
correlation: {type: event_count, rules: [any], timespan: 3m, condition: {gte: 4}}
"""
AT = datetime(2026, 1, 1, tzinfo=UTC)


def events(*users, first=0):
    """A user a minute."""
    count = len(users)
    times = [AT + timedelta(minutes=first + number) for number in range(count)]
    return pa.table(
        {
            "product": ["x"] * count,
            "user": pa.array(users, pa.string()),
            "_time": pa.array(times, pa.timestamp("us", tz="UTC")),
            "_host": pa.array(["h"] * count, pa.string()),
        }
    )


def detector(correlations=b"", lateness=0):
    rules, _ = read(RULE, "r.yml")
    found, refused = read_correlations(correlations, "c.yml")
    assert not refused
    return Detector(Ruleset(rules), "stream", found, timedelta(minutes=lateness))


def told(windows):
    return [(window.correlation, window.time, window.group, window.evidence) for window in windows]


def test_events_are_counted_over_all_that_was_fed():
    live = detector()
    found = [live.feed(part).matches for part in (events("a", "Administrator"), events(), events("ADMIN"))]
    assert [
        [(one.file, one.event, one.time, one.fields) for one in part if one.rule.id == "admin"] for part in found
    ] == [
        [("stream", 1, AT + timedelta(minutes=1), (("user", "Administrator"),))],
        [],
        [("stream", 2, AT, (("user", "ADMIN"),))],
    ]


def test_a_correlation_over_several_batches_is_told_with_the_batch_that_decides_it():
    live = detector(CORRELATIONS)
    assert live.refusals == ()
    found = [live.feed(events(user, first=minute)) for minute, user in enumerate(("admin1", "x", "admin2", "y", "z"))]
    assert [[window.correlation for window in one.windows] for one in found] == [[], [], [], ["two"], ["many"]]
    (two,) = (window for one in found for window in one.windows if window.correlation == "two")
    assert (two.group, [name for _, name in two.evidence]) == ((("host.name", "h"),), ["stream 0", "stream 2"])


def test_rules_that_only_serve_a_correlation_have_no_matches_of_their_own():
    found = detector(CORRELATIONS).feed(events("admin"))
    assert [match.rule.id for match in found.matches] == ["admin"]


def test_an_event_within_the_lateness_counts_and_a_later_one_does_not():
    for lateness, expected in ((10, ["two"]), (0, [])):
        live = detector(CORRELATIONS, lateness)
        windows = [*live.feed(events("admin1", first=4)).windows, *live.feed(events("admin2", first=1)).windows]
        windows += live.advance(AT + timedelta(hours=1))
        assert [window.correlation for window in windows] == expected


USERS = st.lists(st.sampled_from(["admin1", "admin2", "x", None]), max_size=25)


@settings(max_examples=40, deadline=None)
@given(USERS, st.sets(st.integers(1, 24)))
def test_batches_and_restarts_change_nothing(users, cuts):
    whole = detector(CORRELATIONS)
    expected = told([*whole.feed(events(*users)).windows, *whole.advance(AT + timedelta(days=1))])
    live, found, begin = detector(CORRELATIONS), [], 0
    for end in (*sorted(cut for cut in cuts if cut < len(users)), len(users)):
        found += live.feed(events(*users[begin:end], first=begin)).windows
        again = detector(CORRELATIONS)
        assert again.restore(live.save()) == ()
        live, begin = again, end
    assert told([*found, *live.advance(AT + timedelta(days=1))]) == expected


def test_a_correlation_that_cannot_be_used_is_refused():
    assert [one.rule for one in detector(CORRELATIONS.replace(b"[any]", b"[nothing]")).refusals] == ["many"]


@pytest.mark.parametrize("saved", [b"", b"1234567", b"12345678", b"12345678abc"])
def test_a_damaged_state_is_said_to_be_damaged(saved):
    with pytest.raises(StateError, match="damaged"):
        detector(CORRELATIONS).restore(saved)
